"""Experts and organisations with poor villages, by hand on the toy region."""

import datetime as dt
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.frames import conform, empty
from planner.errors import PlanInputError
from planner.pairing import numbers
from planner.pairing.answering import answer_pairing
from planner.pairing.wording import (
    change_lines,
    conflict_lines,
    data_notes,
    headline,
    open_posts,
    pairing_notes,
)
from planner.verify_assignment import fit_of
from planner.verify_pairing import pairing_violations
from tests import toy, toy_records
from tests.planner.pairing.asking import (
    EXPERTS,
    WEIGHTS,
    answer,
    code,
    expert,
    held,
    layers,
    paper,
    papers,
    people,
    post,
    question,
    told,
)


def why(found, lang="zh"):
    return {one.post_id: one for one in open_posts(found, lang)}


def test_each_poor_village_counts_its_households():
    asked = question()
    assert asked.posts["post_id"].tolist() == [post(n) for n in range(1, 6)]
    assert asked.posts["weight"].tolist() == list(WEIGHTS.values())
    # The counts of 2018 are not known the year before.
    early = question(today=dt.date(2017, 6, 1))
    assert early.posts["weight"].tolist() == [10, 20, 30, 40, 50]
    some = question(villages="not_exited")
    assert some.posts["unit_code"].tolist() == [code(n) for n in (1, 2, 4, 5)]


def test_experts_take_on_villages_of_their_trade():
    found = answer()
    assert held(found) == {post(1): "e1", post(2): "e1", post(3): "e2", post(4): "e2"}
    assert found.posts["travel"].tolist()[:4] == [1, 28, 1, 28]
    assert found.posts["fit"].tolist() == ["exact"] * 4 + [""]
    assert dict(found.counts) | {} == dict(found.counts) | {
        "posts": 5, "filled": 4, "open": 1, "units": 5, "paired": 4,
        "households": 143, "households_paired": 93, "kept": 0, "in_force": 0,
        "new": 4, "parties": 3, "serving": 2,
    }  # fmt: skip
    assert found.violations(layers()) == []
    assert "5 个村中 4 个" in headline(found, "zh")
    assert "4 of 5 villages" in headline(found, "en")


def test_who_has_left_is_named_with_the_way_to_mend_it():
    one = why(answer())[post(5)]
    assert one.reason == "closed_then"
    assert "专家e3" in one.text
    assert "续聘" in one.fix


def test_other_roles_count_where_asked():
    assert held(answer(roles=("expert", "frontline")))[post(5)] == "e4"


def test_where_all_are_full_the_poorest_villages_are_paired():
    found = answer(capacity=1)
    assert held(found) == {post(2): "e1", post(4): "e2"}
    reasons = why(found)
    assert reasons[post(1)].reason == "in_reach_but_full"
    assert "1 / 1" in reasons[post(1)].text
    assert found.violations(layers()) == []


def test_an_expert_without_a_trade_is_named():
    (note,) = data_notes(answer(), "zh")
    assert "1 个：专家e5" in note
    villages = toy.villages()
    villages.loc[4, "trades"] = ""
    found = answer(frames=layers(villages=villages))
    assert post(5) in held(found)
    (last,) = data_notes(answer(least_fit="other"), "en")
    assert "come last" in last


def test_a_limit_names_the_nearest_past_it():
    idle = people(*EXPERTS[:4], expert("e5", "", code(2)))
    one = why(answer(limit_min=20, frames=layers(people=idle)))[post(2)]
    assert one.reason == "no_matching_trade"
    assert "最近的合适的是专家e1（28 分钟，超出 8 分钟）" in one.fix
    frames = layers(people=people(*EXPERTS[:4]))
    found = answer(limit_min=20, frames=frames)
    assert held(found) == {post(1): "e1", post(3): "e2"}
    one = why(found)[post(2)]
    assert one.reason == "nothing_in_reach"
    assert "28 分钟，超出 8 分钟" in one.fix
    far = answer(limit_min=10, frames=frames)
    assert "两倍上限" in why(far)[post(2)].text


def test_without_a_limit_even_those_without_a_place_are_paired():
    far = people(expert("e1", "sheep", "45"), *EXPERTS[1:])
    found = answer(frames=layers(people=far))
    assert held(found)[post(1)] == "e1"
    assert np.isnan(found.posts["travel"].iloc[0])
    near = answer(frames=layers(people=far), limit_min=60)
    assert post(1) not in held(near)
    assert any("1 个" in note and "位置" in note for note in data_notes(near, "zh"))


def test_agreements_in_force_are_kept_though_another_is_nearer():
    near = expert("e0", "tea", code(4))
    frames = layers(
        people=people(near, *EXPERTS),
        agreements=papers(
            paper("a1", code(4), "e2"),
            paper("a2", code(3), "e0", ends_on="2018-12-31"),
        ),
    )
    found = answer(frames=frames)
    assert held(found)[post(4)] == "e2"
    assert (found.counts["kept"], found.counts["in_force"]) == (1, 1)
    assert held(answer(frames=layers(people=frames["people"])))[post(4)] == "e0"
    assert found.violations(frames) == []


def test_whoever_left_or_does_not_fit_is_replaced_and_that_is_told():
    frames = layers(
        agreements=papers(
            paper("a1", code(4), "e3"),
            paper("a2", code(1), "e2"),
            paper("a3", code(5), "gone"),
        )
    )
    found = answer(frames=frames)
    assert told(found) == [
        (post(1), "e2", "e1", "trade"),
        (post(2), "", "e1", "now_filled"),
        (post(3), "", "e2", "now_filled"),
        (post(4), "e3", "e2", "person_left"),
        (post(5), "gone", "", "person_left"),
    ]
    lines = change_lines(found, "zh")
    assert "新民村：专家e3 → 专家e2" in lines[3]
    assert "离任" in lines[3]
    assert "nobody" in change_lines(found, "en")[1]


def test_a_commissioner_in_charge_is_known():
    frames = layers(agreements=papers(paper("a1", code(5), "c2")))
    found = answer(frames=frames)
    assert held(found)[post(5)] == "c2"
    assert found.violations(frames) == []


def test_a_draft_goes_before_what_is_signed():
    frames = layers(
        agreements=papers(
            paper("a1", code(4), "e3"),
            paper("a2", code(4), "e2", signed_on="", ends_on=""),
        )
    )
    asked = question(frames=frames)
    assert asked.posts["was"].tolist()[3] == "e2"
    assert asked.now["post_id"].tolist() == [post(4), ""]


def test_several_parties_are_different_ones():
    more = people(expert("e0", "sheep", code(2)), *EXPERTS)
    frames = layers(people=more)
    found = answer(frames=frames, needed=2)
    assert {held(found)[post(1)], held(found)[post(1, 2)]} == {"e0", "e1"}
    assert found.violations(frames) == []


def test_organisations_take_on_villages_with_what_their_people_know():
    found = answer(parties="organisations")
    own = found.question.parties.set_index("party_id")
    assert own["trades"].to_dict() == {
        "org:示意农业大学": "sheep", "org:示意大学": "vegetables",
        "org:示意茶叶研究所": "tea",
    }  # fmt: skip
    assert held(found)[post(5)] == "org:示意大学"
    assert any("5 个村" in note for note in data_notes(found, "zh"))
    assert found.violations(layers()) == []
    both = answer(parties="both")
    assert both.counts["open"] == 0
    frames = layers(agreements=papers(paper("a1", code(5), "", partner="示意大学")))
    assert answer(frames=frames, parties="both").counts["kept"] == 1
    # With experts alone an agreement that names none pairs nobody.
    assert answer(frames=frames).counts["in_force"] == 0


def test_pins_bans_and_musts_are_kept():
    found = answer(
        pins=((post(3), "e2"),), bans=((post(1), "e1"),), must=(code(4),), capacity=2
    )
    assert held(found) == {post(2): "e1", post(3): "e2", post(4): "e2"}
    one = why(found)[post(1)]
    assert one.reason == "excluded_by_planner"
    assert "专家e1" in one.text
    assert found.violations(layers()) == []


def test_what_contradicts_is_one_list():
    """A village pinned to somebody who left, two to one village, a trade unknown."""
    found = answer(
        pins=((post(5), "e3"), (post(1), "e1"), (post(1), "e5")), must=(code(2),)
    )
    assert found.is_refused
    lines = conflict_lines(found, "zh")
    assert len(lines) == 3
    assert any("专家e3" in line and "和平村" in line for line in lines)
    assert any("专家e5" in line and "产业不对口" in line for line in lines)
    assert any("前进村" in line and "同时固定" in line for line in lines)
    assert "互相矛盾" in headline(found, "zh")


def test_a_village_that_must_be_paired_and_cannot_is_told():
    found = answer(must=(code(5),))
    assert not found.is_refused
    (line,) = conflict_lines(found, "zh")
    assert "和平村" in line


def test_unknown_codes_are_told_at_once():
    with pytest.raises(PlanInputError) as caught:
        question(
            pins=((post(1), "e9"), ("x/pairing/1", "e1")), bans=((post(1), "e8"),),
            must=("999",),
        )  # fmt: skip
    assert [key for key, _ in caught.value.problems] == [
        "pairing_lost_must", "pairing_lost_pins", "pairing_lost_bans"
    ]  # fmt: skip
    assert "x/pairing/1, e9" in caught.value.text("zh")


def test_nobody_to_pair_says_which_layer_to_fill():
    with pytest.raises(PlanInputError, match="People and posts"):
        question(frames=layers(people=empty("people")))
    villages = conform(toy.villages().assign(is_poor=False), "villages")
    with pytest.raises(PlanInputError, match="No village"):
        question(frames=layers(villages=villages))


def test_the_check_finds_what_is_wrong():
    """Each promise of the table broken alone."""
    frames = layers()
    found = answer(frames=frames)

    def broken(row, **cells):
        posts = found.posts.copy()
        for name, value in cells.items():
            posts[name] = posts[name].astype(object)
            posts.loc[row, name] = value
        asked = found.question
        faults = pairing_violations(frames, "villages", asked.choice, asked.on, posts)
        return [one.promise for one in faults]

    assert broken(0) == []
    assert broken(0, weight=10) == ["weight"]
    assert broken(0, kept=True) == ["kept"]
    assert broken(0, reason="closed_then") == ["reason"]
    assert "dates" in broken(4, party_id="e3", reason="")
    assert "role" in broken(4, party_id="e4", reason="")
    assert broken(0, party_id="e2") == ["trade"]
    assert "owed" in broken(0, unit_code=code(6))


@settings(max_examples=12, deadline=None)
@given(
    trades=st.lists(
        st.sampled_from(["sheep", "tea", "vegetables", "livestock", "maize;tea"]),
        min_size=1, max_size=3,
    ),
    capacity=st.integers(1, 2),
    at=st.lists(st.integers(1, 5), min_size=3, max_size=3),
)  # fmt: skip
def test_no_pairing_is_better(trades, capacity, at):
    """Most villages, then most households, then most kept, against every pairing."""
    rows = [expert(f"e{n}", own, code(at[n])) for n, own in enumerate(trades)]
    frames = layers(people=people(*rows), agreements=papers(paper("a", code(4), "e0")))
    found = answer(frames=frames, capacity=capacity)
    ties = found.question.problem
    allowed = _allowed(ties)
    best = max(
        (
            sum(one >= 0 for one in who),
            sum(w for w, one in zip(WEIGHTS.values(), who, strict=True) if one >= 0),
            sum(ties.accepted[n] == one >= 0 for n, one in enumerate(who)),
        )
        for who in product(range(-1, len(rows)), repeat=5)
        if all(one < 0 or allowed[n][one] for n, one in enumerate(who))
        and all(who.count(one) <= capacity for one in range(len(rows)))
    )
    value = found.plan.value
    assert (value("filled"), value("poorest"), value("kept")) == best
    assert found.plan.status == "optimal"
    assert found.violations(frames) == []
    again = answer_pairing(found.question)
    assert again.plan.person.tolist() == found.plan.person.tolist()


def _allowed(problem):
    wanted, known = problem.posts.trades.tolist(), problem.people.trades.tolist()
    return [[fit_of(one, own) >= 3 for own in known] for one in wanted]


def test_notes_for_files_are_in_both_languages():
    frames = layers(agreements=papers(paper("a1", code(4), "e2")))
    found = answer(frames=frames)
    for lang, part in (
        ("zh", "在用的结对 1 个，保留 1 个"),
        ("en", "1 pairs are in force"),
    ):
        assert any(part in note for note in pairing_notes(found, lang))


def test_the_latest_count_of_a_village_holds():
    counts = toy_records.household_counts()
    more = pd.DataFrame(
        [{"count_id": "h9", "unit_code": code(1), "year": 2019, "with_labour": 3},
         {"count_id": "h8", "unit_code": code(1), "year": 2020, "with_labour": 2}]
    )  # fmt: skip
    both = conform(pd.concat([counts, conform(more, "household_counts")],
                             ignore_index=True), "household_counts")  # fmt: skip
    assert question(frames=layers(household_counts=both)).posts["weight"].iloc[0] == 3


def test_more_pairs_than_can_be_looked_at_need_a_limit(monkeypatch):
    monkeypatch.setattr(numbers, "MOST_PAIRS", 5)
    with pytest.raises(PlanInputError, match="20 pairs"):
        question()
    assert held(answer(limit_min=30))[post(1)] == "e1"
