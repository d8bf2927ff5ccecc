"""Plans kept as rows, taken up again, planned again, and what is otherwise."""

import datetime as dt
import json

from planner.stays.changing import stay_changes, waits_more
from planner.stays.keeping import (
    content_of,
    is_proved,
    kept,
    named,
    rows_in,
    rows_of,
    taken_up,
    with_goals,
)
from planner.stays.replanning import plan_again
from planner.stays.wording import change_text, why_text
from planner.travelling import TravelChoice
from tests.planner.stays.asking import (
    E,
    W,
    answer,
    by_hand,
    choice,
    question,
    sets,
    stays,
    told,
    venues,
)


def test_a_plan_comes_back_from_json():
    found = answer()
    content = json.loads(json.dumps(content_of(found)))
    back = taken_up(found.question, rows_in(content))
    assert back.left_out.empty
    assert back.answer.stays.equals(found.stays)
    plan = kept(found, TravelChoice(), "v")
    assert (plan.kind, plan.name) == ("tours_draft", "draft")
    assert plan.summary["made"] == 2
    assert json.loads(json.dumps(plan.settings))["choice"]["months"] == 12
    # What was proved of it is known again, unless some of it stands no longer.
    summary = json.loads(json.dumps(plan.summary))
    goals = with_goals(back, summary).answer.goals("zh")
    assert goals.equals(found.goals("zh"))
    lost = taken_up(found.question, told((W, "k9", 1, 2, "")))
    assert with_goals(lost, summary).answer.plan.goals == ()


def test_goals_are_not_held_against_stays_booked_pinned_or_over_since():
    # One set for two counties: whoever comes second waits.
    alone = {"museum_sets": sets().iloc[:1]}
    found = answer(choice(), **alone)
    summary = kept(found, TravelChoice(), "v").summary
    assert max(goal["value"] for goal in summary["goals"] if "wait" in goal["name"])
    rows = rows_of(found)
    booked = stays(*(
        f"q{at} {row.set_id} {row.county_code} {row.venue_id} {row.first} "
        f"{row.first + dt.timedelta(days=40)} booked"
        for at, row in enumerate(rows.itertuples())
    ))  # fmt: skip
    row = rows.iloc[0]
    pin = (row["county_code"], row["set_id"], row["first"], int(row["months"]), "")
    later = dt.date(2028, 1, 1)
    for asked in (
        question(museum_stays=booked, **alone),
        question(choice(pins=(pin,)), **alone),
        question(today=later, **alone),
    ):
        back = with_goals(taken_up(asked, rows), summary)
        assert back.left_out.empty
        assert back.answer.violations() == []
        assert back.answer.plan.goals == ()
        # Less is left to choose from: what was best is.
        assert is_proved(back, summary)
    pinned = kept(found, TravelChoice(), "v").summary | {"stood": [[*map(str, pin)]]}
    assert not is_proved(taken_up(question(**alone), rows), pinned)


def test_rows_that_break_a_rule_by_now_are_told_with_it():
    asked = question(museum_stays=stays("q1 k1 E v3 2027-05-01 2027-06-20 booked"))
    given = told(
        (W, "k1", 1, 2, ""), (W, "k9", 9, 2, ""), ("999999", "k1", 9, 2, ""),
        (E, "k2", 12, 2, ""), (E, "k2", 9, 2, "v1"), (E, "k1", 5, 2, "v3"),
        (E, "k1", 9, 2, "v2"), (W, "k1", 3, 2, "v1"),
    )  # fmt: skip
    found = taken_up(asked, given)
    assert found.answer.stays["county_code"].tolist() == [W, E]
    assert found.answer.stays["venue_id"].tolist() == ["v1", "v3"]
    assert found.left_out["why"].tolist() == [
        "unknown_set", "unknown_county", "outside", "unknown_venue", "too_small",
        "too_soon",
    ]  # fmt: skip


def test_a_booked_stay_that_rows_move_says_that_it_is_booked():
    records = stays("q1 k2 E v2 2027-03-01 2027-04-20 booked")
    found = taken_up(
        question(museum_stays=records), told((E, "k2", 4, 2, "v2"), (W, "k1", 1, 2, ""))
    )
    assert found.left_out["why"].tolist() == ["held"]
    assert "取消预订" in why_text("held", "zh")


def test_waits_are_compared_of_stays_in_both_plans():
    twice = choice(stays=2, by_county=((W, 1, 2, 3, 3),))
    before = by_hand((W, "k1", 1, 2, "v1"), asked=twice)
    after = by_hand((W, "k1", 3, 2, "v1"), (E, "k2", 9, 2, "v2"), asked=twice)
    assert waits_more(before.stays, after.stays) == 2
    assert waits_more(after.stays, before.stays) == -2


def test_planned_again_only_what_must_is_otherwise():
    before = by_hand((W, "k1", 6, 2, "v1"), (E, "k2", 7, 2, "v2"))
    shut = venues()
    shut.loc[1, "days_off"] = "2027-07-05"
    again = question(museum_venues=shut)
    found = plan_again(again, rows_of(before), time_limit_s=20)
    assert found.violations() == []
    changes = stay_changes(before.stays, found.stays)
    assert (changes["county_code"].tolist(), found.made) == ([E], 2)
    again_named = named(again, rows_of(before))
    assert stay_changes(again_named, found.stays).equals(changes)


def test_what_is_over_or_locked_stays_whatever_a_rule_says():
    before = by_hand((W, "k1", 2, 2, "v1"), (E, "k2", 7, 2, "v2"))
    # The west's set is gone since, and the east may have none of optics any more.
    asked = choice(locked=(E,), bans=((E, "k2"),))
    gone = sets()
    gone.loc[0, "until"] = "2027-01-31"
    found = plan_again(
        question(asked, museum_sets=gone), rows_of(before),
        done_until=dt.date(2027, 5, 20), time_limit_s=20,
    )  # fmt: skip
    assert rows_of(found).equals(rows_of(before))
    assert found.stays["state"].tolist() == ["over", "planned"]


def test_changes_are_paired_within_counties_and_named_by_what_tells_most():
    names = {"county": "县", "set": "套", "venue": "馆"}
    before = told((W, "a", 1, 2, "v"), (W, "b", 7, 2, "v"), (E, "a", 3, 2, "v"),
                  (E, "b", 9, 2, "v")).assign(**names)  # fmt: skip
    after = told((W, "a", 2, 2, "v"), (W, "c", 7, 3, "w"), (E, "a", 3, 3, "w"),
                 (E, "b", 9, 2, "w"), (W, "d", 11, 2, "v")).assign(**names)  # fmt: skip
    found = stay_changes(before, after)
    kinds = list(zip(found["county_code"], found["change"], strict=True))
    assert kinds == [
        (W, "moved"), (W, "set"), (W, "added"), (E, "length"), (E, "venue")
    ]  # fmt: skip
    assert stay_changes(after, before)["change"].tolist().count("dropped") == 1
    assert stay_changes(before, before).empty
    for lang in ("zh", "en"):
        texts = [change_text(row, lang) for row in found.to_dict("records")]
        assert all("{" not in text and "None" not in text for text in texts)
