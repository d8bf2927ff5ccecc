"""The rows a roster leaves in its layer: what stays, ends, begins, is taken out."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.checks import run_checks
from geo.frames import conform
from planner.roster.choice import ExtraPost, RosterChoice
from planner.rule import Rule
from tests import toy
from tests.planner.roster.asking import (
    CODES,
    DAY,
    answer,
    code,
    held,
    layers,
    people,
    post,
    question,
    roster,
    saved,
)

SINCE = dt.date(2019, 7, 1)
RULE = Rule(limit_min=45)


def by_id(frame):
    return frame.set_index("assignment_id")


def spans(frame):
    """Rows as (id, person, since, until)."""
    columns = ["assignment_id", "commissioner_id", "since", "until"]
    return [tuple(row) for row in frame[columns].to_numpy()]


def test_rows_that_stay_keep_their_number_and_first_day():
    rows = roster(
        ("a1", "c1", 1, {"since": "2019-01-01", "note": "老人", "trades": "sheep"}),
        ("a2", "c3", 2, {"since": "2019-02-01"}),
        ("a3", "c2", 6, {"post": "base_service", "base_id": "b2"}),
    )
    after = saved(answer(assignments=rows), SINCE, rows)
    assert spans(after) == [
        ("a1", "c1", "2019-01-01", ""),
        ("a3", "c2", "", ""),
        ("a2", "c3", "2019-02-01", "2019-06-30"),
        *((f"{post(n)}@2019-07-01", who, "2019-07-01", "")
          for n, who in ((2, "c1"), (3, "c2"), (4, "c2"), (5, "c2"))),
    ]  # fmt: skip
    assert by_id(after).loc["a1", "note"] == "老人"
    new = by_id(after).loc[f"{post(5)}@2019-07-01"]
    assert (new["trades"], new["pinned"]) == ("vegetables", False)


def test_what_has_not_begun_is_taken_out_rather_than_ended():
    rows = roster(
        ("a1", "c3", 2, {"since": "2019-06-01"}), ("a2", "c3", 3, {"since": ""})
    )
    after = saved(answer(assignments=rows), DAY, rows)
    assert "a1" not in set(after["assignment_id"])
    assert by_id(after).loc["a2", "until"] == "2019-05-31"


def test_an_end_that_is_sooner_stays_and_what_ends_before_begins_anew():
    rows = roster(
        ("a1", "c3", 2, {"until": "2019-06-10"}),
        ("a2", "c2", 3, {"until": "2019-06-10"}),
        ("a3", "c2", 4, {"until": "2019-12-31"}),
    )
    after = saved(answer(assignments=rows), SINCE, rows)
    assert by_id(after)["until"][["a1", "a2", "a3"]].tolist() == [
        "2019-06-10", "2019-06-10", "2019-12-31",
    ]  # fmt: skip
    assert [row for row in spans(after) if row[0].startswith(code(3))] == [
        (f"{post(3)}@2019-07-01", "c2", "2019-07-01", "")
    ]
    assert not any(row[0].startswith(code(4)) for row in spans(after))


def test_rows_of_other_times_and_posts_stay_as_they_are():
    rows = roster(
        ("old", "c3", 2, {"since": "2018-01-01", "until": "2018-12-31"}),
        ("next", "c3", 2, {"since": "2020-01-01"}),
        ("six", "c3", 6, {"pinned": True}),
    )
    after = saved(answer(assignments=rows), DAY, rows)
    assert by_id(after).loc[["old", "next", "six"]].equals(by_id(rows))


def test_pins_of_the_planner_are_kept_in_the_rows():
    rows = roster(("a1", "c1", 1, {}), ("a2", "c2", 3, {"pinned": True}))
    choice = RosterChoice(pins=((post(1), "c1"), (post(4), "c2")))
    after = by_id(saved(answer(choice, assignments=rows), DAY, rows))
    assert after["pinned"].to_dict() == {
        "a1": True, "a2": True, f"{post(4)}@2019-06-01": True,
        f"{post(2)}@2019-06-01": False, f"{post(5)}@2019-06-01": False,
    }  # fmt: skip
    # A ban of somebody else leaves it; a pin taken back is taken out of the row.
    other = RosterChoice(bans=((post(3), "c1"),))
    kept = by_id(saved(answer(other, assignments=rows), DAY, rows))
    assert kept.loc["a2", "pinned"]
    freed = RosterChoice(freed=(post(3),))
    again = by_id(saved(answer(freed, assignments=rows), DAY, rows))
    assert not again.loc["a2", "pinned"]


def test_a_number_that_is_taken_is_not_given_again():
    taken = f"{post(2)}@2019-06-01"
    rows = roster((taken, "c3", 6, {"post": "team_leader"}))
    after = saved(answer(assignments=rows), DAY, rows)
    assert after["assignment_id"].is_unique
    assert f"{taken} (2)" in set(after["assignment_id"])


def test_rows_are_illustrative_where_person_or_village_is():
    villages = toy.villages().assign(illustrative=[False, False, True, *[False] * 3])
    found = answer(villages=villages, commissioners=people(illustrative={"c1": True}))
    rows = saved(found).set_index("village_code")["illustrative"]
    assert rows.to_dict() == {
        code(1): True, code(2): True, code(3): True, code(4): False, code(5): False
    }  # fmt: skip


# Each asks the whole way through, twice.
promise = settings(max_examples=12, deadline=None)
_PERSON = st.fixed_dictionaries(
    {
        "trades": st.sampled_from(["sheep", "tea;vegetables", "livestock", "", "tea"]),
        "capacity": st.sampled_from([0, 1, 2, 5]),
        "ends": st.sampled_from(["", "", "", "2019-05-31"]),
        "villages_last_year": st.sampled_from(["", *CODES]),
    }
)
_DAY = st.sampled_from(["", "2019-01-01", "2019-06-01"])
_ROW = st.fixed_dictionaries(
    {
        "commissioner_id": st.sampled_from(["c1", "c2", "c3", "c9"]),
        "village_code": st.sampled_from(CODES),
        "post": st.sampled_from(["", "village_service", "team_leader"]),
        "trades": st.sampled_from(["", "sheep", "tea"]),
        "pinned": st.sampled_from([False, False, True]),
        "since": _DAY,
        "until": st.sampled_from(["", "", "2019-06-10", "2019-12-31"]),
    }
)
_CHOICE = st.builds(
    RosterChoice,
    needed=st.sampled_from([1, 1, 2]),
    each_trade=st.booleans(),
    least_fit=st.sampled_from(["whole", "part", "other"]),
    extra=st.sampled_from([(), (ExtraPost(code(2), "team_leader"),)]),
)


@st.composite
def regions(draw):
    """Layers of the toy region with other people and a roster, a rule and a choice."""
    crew = toy.commissioners()
    for at in range(len(crew)):
        for name, value in draw(_PERSON).items():
            crew.loc[at, name] = value
    rows = draw(st.lists(_ROW, max_size=5))
    table = [{"assignment_id": f"a{at}", **row} for at, row in enumerate(rows)]
    once = {
        (row["commissioner_id"], row["village_code"], row["post"] or "village_service")
        for row in rows
    }
    if len(once) < len(rows):
        # One person twice at a post: the checks refuse that.
        table = table[:1]
    return {
        "commissioners": conform(crew, "commissioners"),
        "assignments": conform(pd.DataFrame(table), "assignments"),
        "rule": Rule(limit_min=draw(st.sampled_from([30, 45, 65]))),
        "choice": draw(_CHOICE),
    }


@promise
@given(regions(), st.sampled_from([DAY, SINCE]))
def test_a_saved_roster_asked_for_again_changes_nothing(region, since):
    before = region["assignments"]
    found = answer(**region)
    assert found.violations() == []
    if not found.plan.goals:
        return  # pins that contradict: there is nothing to save
    posts = found.posts.assign(from_row=found.question.posts["from_row"])
    if ((posts["from_row"] != "") & (posts["commissioner_id"] == "")).any():
        return  # a post of the roster before that stays open has no row to come back
    after = saved(found, since, before)
    assert after["assignment_id"].is_unique
    again = answer(**{**region, "assignments": after}, today=since)
    # People and pins are the same on either day.
    assert again.violations() == []
    if again.plan.goals:
        assert [(c.post, c.before, c.after) for c in again.changes()] == []
        assert held(again) == held(found)
        assert saved(again, since, after).equals(after)


@promise
@given(regions())
def test_nothing_of_the_past_is_lost(region):
    before = region["assignments"]
    found = answer(**region)
    after = by_id(saved(found, DAY, before))
    for name, row in by_id(before).iterrows():
        if row["since"] < DAY.isoformat():
            assert name in after.index
            columns = ["commissioner_id", "village_code", "post", "since", "note"]
            assert after.loc[name, columns].tolist() == row[columns].tolist()
            until = after.loc[name, "until"]
            assert until in (row["until"], "2019-05-31")


@pytest.mark.parametrize("since", [DAY, SINCE])
def test_the_checks_find_nothing_wrong_with_a_saved_roster(since):
    rows = roster(("a1", "c3", 2, {"since": "2019-02-01"}), ("a2", "c1", 1, {}))
    after = saved(answer(assignments=rows), since, rows)
    issues = run_checks(layers(assignments=after), today=since)
    assert [one.rule for one in issues if one.layer == "assignments"] == []


LEADER = ExtraPost(code(1), "team_leader", "sheep")
BASE = ExtraPost(code(4), "base_service", "tea", "b2")


def test_adopted_posts_of_other_kinds_come_back_in_another_session():
    asked = RosterChoice(extra=(LEADER, BASE))
    first = answer(asked)
    after = saved(first)
    again = answer(assignments=after)
    assert held(again) == held(first)
    assert again.changes() == []
    brought = again.question.posts.set_index("post_id")
    rows = after.set_index("assignment_id")["post"]
    for extra in (LEADER, BASE):
        name = f"{extra.village_code}/{extra.post}/1"
        post = brought.loc[name]
        assert (post["must"], post["trades"], post["base_id"]) == (
            True, extra.trades, extra.base_id,
        )  # fmt: skip
        assert rows[post["from_row"]] == extra.post
    # Asked for as before, they are not asked for twice.
    same = answer(asked, assignments=after)
    assert held(same) == held(first)
    assert set(same.question.posts["from_row"]) == {""}


def test_more_of_a_kind_than_is_asked_for_comes_back_too():
    lead = {"post": "team_leader", "trades": "sheep"}
    rows = roster(("a1", "c1", 1, lead), ("a2", "c3", 1, lead))
    one = question(RosterChoice(extra=(LEADER,)), assignments=rows)
    leaders = one.posts[one.posts["post"] == "team_leader"]
    assert leaders["post_id"].tolist() == [
        post(1, "team_leader", nth) for nth in (1, 2)
    ]
    assert leaders["from_row"].tolist() == ["", "a2"]


def test_a_post_given_up_is_not_asked_for_and_its_row_ends():
    after = saved(answer(RosterChoice(extra=(LEADER, BASE))))
    row = after.set_index("post").loc["team_leader", "assignment_id"]
    found = answer(RosterChoice(ended=(row,)), assignments=after, today=SINCE)
    assert post(1, "team_leader") not in set(found.posts["post_id"])
    assert post(4, "base_service") in set(found.posts["post_id"])
    kept = by_id(saved(found, SINCE, after))
    assert kept.loc[row, "until"] == "2019-06-30"
    assert (kept.drop(index=row)["until"] == "").all()
    # Of a roster that has not begun yet the row goes altogether.
    assert row not in by_id(saved(found, DAY, after)).index


def test_a_pin_of_the_layer_is_taken_back_in_the_choice():
    rows = roster(("a1", "c1", 1, {"pinned": True}), ("a2", "c2", 3, {"pinned": True}))
    asked = RosterChoice(freed=(post(1), "nothing/like/it"))
    found = answer(asked, assignments=rows)
    assert found.question.problem.pins.tolist() == [[2, 1]]
    assert by_id(saved(found, DAY, rows))["pinned"].loc[["a1", "a2"]].tolist() == [
        False, True,
    ]  # fmt: skip
    # A pin of one's own goes before.
    both = RosterChoice(freed=(post(1),), pins=((post(1), "c3"),))
    far = Rule(limit_min=65)
    found = question(both, rule=far, assignments=rows)
    assert found.problem.pins.tolist() == [[0, 2], [2, 1]]
