"""A question about the roster in numbers, by hand on the toy region."""

import datetime as dt

import numpy as np
import pytest

from planner.assignment import Fit
from planner.errors import PlanInputError
from planner.problem import UNLIMITED, trade_masks
from planner.roster.beside import asked_beside
from planner.roster.choice import ExtraPost, RosterChoice
from planner.rule import Rule
from tests import toy
from tests.planner.roster.asking import (
    CODES,
    answer,
    code,
    layers,
    people,
    post,
    question,
    roster,
    without,
)

TEAM = (
    ExtraPost(code(1), "team_leader"),
    ExtraPost(code(1), "first_secretary"),
    ExtraPost(code(1), "team_member", "tea"),
)
BASE = ExtraPost(code(1), "base_service", "sheep", "b1")


def ids(asked):
    return asked.posts["post_id"].tolist()


def test_each_village_asked_for_has_a_post_for_each_person_needed():
    asked = question()
    assert ids(asked) == [post(number) for number in range(1, 6)]
    assert asked.posts["row"].tolist() == [0, 1, 2, 3, 4]
    assert not asked.posts["must"].any()
    asked = question(RosterChoice(needed=2), rule=Rule(limit_min=45, villages="all"))
    assert ids(asked) == [post(n, nth=nth) for n in range(1, 7) for nth in (1, 2)]
    assert asked.problem.posts.place.tolist() == np.repeat(range(6), 2).tolist()


def test_which_villages_are_asked_for_is_as_the_rule_says():
    asked = question(rule=Rule(limit_min=45, villages="not_exited"))
    assert asked.posts["village_code"].tolist() == [code(n) for n in (1, 2, 4, 5)]


def test_each_trade_may_have_a_person_of_its_own():
    asked = question(RosterChoice(each_trade=True, needed=2))
    own = asked.posts[asked.posts["village_code"] == code(2)]
    assert own["trades"].tolist() == ["sheep", "sheep", "maize", "maize"]
    assert own["post_id"].tolist() == [post(2, nth=nth) for nth in (1, 2, 3, 4)]
    masks = asked.problem.posts.trades[own.index].tolist()
    assert masks == trade_masks(own["trades"]).tolist()
    assert masks[0] == masks[1] != masks[2] == masks[3]


def test_a_village_of_no_trade_has_a_post_for_anybody():
    villages = toy.villages()
    villages.loc[0, "trades"] = ""
    asked = question(RosterChoice(each_trade=True), villages=villages)
    assert (ids(asked)[0], asked.posts["trades"][0]) == (post(1), "")


def test_extra_posts_come_last_and_must_be_filled():
    asked = question(RosterChoice(extra=(BASE, *TEAM, BASE)))
    assert ids(asked)[5:] == [
        post(1, "base_service"), post(1, "team_leader"), post(1, "first_secretary"),
        post(1, "team_member"), post(1, "base_service", 2),
    ]  # fmt: skip
    assert asked.posts["must"].tolist() == [False] * 5 + [True] * 5
    assert asked.posts["base_id"].tolist() == [""] * 5 + ["b1", "", "", "", "b1"]
    # All of them are at one place, so nobody holds two.
    assert set(asked.problem.posts.place[5:].tolist()) == {0}
    assert asked.problem.posts.must.tolist() == asked.posts["must"].tolist()


def test_people_bring_capacity_trades_tier_and_whether_they_serve():
    asked = question(today=dt.date(2018, 6, 1))
    found = asked.problem.people
    assert found.ids.tolist() == ["c1", "c2", "c3"]
    assert found.capacity.tolist() == [2, 5, int(UNLIMITED)]
    assert found.tier.tolist() == ["县", "市", "自治区"]
    # c2 and c3 begin in 2019; c1 serves until the end of 2020, that day too.
    assert found.in_post.tolist() == [True, False, False]
    last = question(rule=Rule(limit_min=45, on=dt.date(2020, 12, 31)))
    assert last.problem.people.in_post.tolist() == [True, True, True]
    late = question(today=dt.date(2021, 1, 1))
    assert late.problem.people.in_post.tolist() == [False, True, True]


def test_reach_goes_to_twice_the_limit():
    found = question().problem
    assert found.limit == 45 * 60
    minutes = np.ceil(found.reach.toarray() / 60).astype(int)
    assert minutes.tolist()[:2] == [[1, 32, 63], [28, 32, 56]]
    assert minutes[4].tolist() == [56, 32, 28]
    near = question(rule=Rule(limit_min=15)).problem.reach
    # Nothing beyond thirty minutes.
    assert np.ceil(near.toarray()[1] / 60).tolist() == [28, 0, 0]
    assert question(rule=Rule(limit_min=None, limit_km=20)).problem.limit == 20_000


def test_villages_without_a_place_are_told_apart():
    villages = toy.villages()
    villages.loc[1, "excluded"] = True
    villages.loc[2, "geometry"] = None
    found = question(villages=villages).problem.posts
    assert found.placed.tolist() == [True, True, False, True, True]
    assert found.excluded.tolist() == [False, True, False, False, False]
    assert found.weight.tolist() == [10, 20, 30, 40, 50]


def test_last_year_is_a_place_and_a_person():
    assert question().problem.last_year.tolist() == [[0, 0], [5, 2]]
    gone = people(villages_last_year={"c2": f"{code(3)};451022999201"})
    assert question(commissioners=gone).problem.last_year.tolist() == [
        [0, 0], [2, 1], [5, 2],
    ]  # fmt: skip


def test_the_roster_in_force_is_what_was_accepted():
    rows = roster(
        ("a1", "c1", 1, {"since": "2019-01-01"}),
        ("a2", "c2", 3, {"until": "2019-06-01"}),
        ("a3", "c2", 4, {"until": "2019-05-31"}),
        ("a4", "c2", 5, {"since": "2019-06-02"}),
        ("a5", "c3", 6, {}),
        ("a6", "c1", 2, {"post": "team_leader"}),
    )
    asked = question(assignments=rows)
    assert dict(asked.now[["assignment_id", "post_id"]].to_numpy()) == {
        "a1": post(1), "a2": post(3), "a5": "", "a6": post(2, "team_leader")
    }  # fmt: skip
    # Nobody asks for a leader, but there is one in the roster in force.
    assert asked.problem.accepted.tolist() == [0, -1, 1, -1, -1, 0]
    # A post that is asked for is filled by the row of its kind.
    leader = RosterChoice(extra=(ExtraPost(code(2), "team_leader"),))
    asked = question(leader, assignments=rows)
    assert asked.problem.accepted.tolist() == [0, -1, 1, -1, -1, 0]


def test_of_several_posts_a_row_fills_the_one_of_its_trade():
    rows = roster(("a1", "c3", 2, {"trades": "maize"}), ("a2", "c1", 2, {}))
    asked = question(RosterChoice(each_trade=True), assignments=rows)
    held = dict(asked.now[["assignment_id", "post_id"]].to_numpy())
    assert held == {"a1": post(2, nth=2), "a2": post(2, nth=1)}
    # One more than there are posts fills none.
    rows = roster(("a1", "c1", 2, {}), ("a2", "c3", 2, {}))
    asked = question(assignments=rows)
    assert asked.now["post_id"].tolist() == [post(2), ""]


def test_pins_of_the_layer_hold_unless_the_planner_says_otherwise():
    rows = roster(
        ("a1", "c1", 1, {"pinned": True}),
        ("a2", "c2", 3, {"pinned": True}),
        ("a3", "c2", 4, {}),
    )
    assert question(assignments=rows).problem.pins.tolist() == [[0, 0], [2, 1]]
    said = RosterChoice(pins=((post(1), "c3"),), bans=((post(3), "c2"),))
    found = question(said, assignments=rows).problem
    assert (found.pins.tolist(), found.bans.tolist()) == ([[0, 2]], [[2, 1]])


def test_the_pin_of_somebody_who_left_lapses():
    rows = roster(("a1", "c1", 1, {"pinned": True}), ("a2", "c2", 3, {"pinned": True}))
    ended = people(ends={"c2": "2019-05-31"})
    asked = question(assignments=rows, commissioners=ended)
    assert asked.problem.pins.tolist() == [[0, 0]]
    # Who is not even in the register any more is put to the end, out of post.
    asked = question(assignments=rows, commissioners=without("c1"))
    assert asked.people["commissioner_id"].tolist() == ["c2", "c3", "c1"]
    assert asked.problem.people.in_post.tolist() == [True, True, False]
    assert asked.problem.pins.tolist() == [[2, 0]]
    assert asked.problem.accepted.tolist() == [2, -1, 0, -1, -1]


def test_the_least_fit_is_handed_on():
    degrees = {name: question(RosterChoice(least_fit=name)).problem.least_fit
               for name in ("whole", "part", "other")}  # fmt: skip
    assert degrees == {"whole": Fit.WHOLE, "part": Fit.PART, "other": Fit.OTHER}


def test_what_a_question_names_must_be_there():
    with pytest.raises(PlanInputError) as refused:
        question(RosterChoice(extra=(ExtraPost("451022999201", "team_leader"),)))
    assert refused.value.problems == (
        ("roster_lost_villages", {"codes": "451022999201"}),
    )
    with pytest.raises(PlanInputError) as refused:
        question(
            RosterChoice(
                pins=((post(6), "c1"), (post(1), "c9")), bans=((post(1, nth=2), "c1"),)
            )
        )
    assert [params["ids"] for _, params in refused.value.problems] == [
        f"{post(6)}, c9", post(1, nth=2)
    ]  # fmt: skip


def test_without_villages_or_people_there_is_no_question():
    for name in ("villages", "commissioners"):
        nothing = layers()[name].iloc[:0]
        with pytest.raises(PlanInputError) as refused:
            question(**{name: nothing})
        assert refused.value.problems == ((f"roster_empty_{name}", {}),)


def test_the_question_knows_how_travel_was_measured():
    assert question().travel["method"] == "straight_line"
    assert question().villages["village_code"].tolist() == CODES


def test_a_post_the_rule_asks_for_cannot_be_given_up():
    rows = roster(
        ("a1", "c1", 1, {"pinned": True}), ("a2", "c2", 3, {}), ("a3", "c3", 3, {}),
        ("a4", "c3", 1, {"post": "team_leader"}), ("a5", "c3", 6, {}),
    )  # fmt: skip
    with pytest.raises(PlanInputError) as refused:
        question(RosterChoice(ended=("a1", "a2", "a3", "a4")), assignments=rows)
    assert refused.value.problems == (("roster_still_owed", {"ids": "a1, a2"}),)
    # One of two at a post may go, either of them; so may posts nobody asks for.
    for ended in (("a2",), ("a3", "a4"), ("a5",)):
        asked = question(RosterChoice(ended=ended), assignments=rows)
        assert post(3) in set(asked.now["post_id"])


def test_a_post_at_a_base_that_is_shut_does_not_come_back():
    rows = roster(
        ("a1", "c1", 1, {"post": "base_service", "base_id": "b1"}),
        ("a2", "c2", 4, {"post": "base_service", "base_id": "b2"}),
        ("a3", "c2", 3, {"base_id": "b1"}),
    )
    bases = toy.bases().assign(closed=["2019-05-31", "2019-06-01"])
    asked = question(assignments=rows, bases=bases)
    brought = asked.posts[asked.posts["must"]]
    assert brought["post_id"].tolist() == [post(4, "base_service")]
    # The post of a3 is one that the rule asks for.
    assert asked.now["post_id"].tolist() == ["", post(4, "base_service"), post(3)]
    assert asked.notes == (("roster_shut_bases", {"count": 1, "ids": "a1"}),)
    told = answer(assignments=rows, bases=bases).notes("zh")
    assert any("a1" in one and "基地" in one for one in told)
    assert question(assignments=rows).notes == ()
    given_up = question(RosterChoice(ended=("a1",)), assignments=rows, bases=bases)
    assert given_up.notes == ()


def test_posts_may_be_asked_for_beside_those_of_the_roster_in_force():
    lead = {"post": "team_leader", "trades": "sheep"}
    rows = roster(("a1", "c1", 1, lead), ("a2", "c3", 2, lead))
    more = ExtraPost(code(1), "team_leader", "tea")
    asked = question(assignments=rows)
    extra = asked_beside(asked, [more])
    assert extra == (ExtraPost(code(1), "team_leader", "sheep"), more)
    again = question(RosterChoice(extra=extra), assignments=rows)
    leaders = again.posts[again.posts["must"]]
    assert leaders["trades"].tolist() == ["sheep", "tea", "sheep"]
    # What is asked for already is not asked for twice.
    assert asked_beside(again, [more]) == (more,)
