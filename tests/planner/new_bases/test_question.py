"""A question in numbers: who is asked for, what may stand where, who reaches whom."""

from dataclasses import replace

import numpy as np
import pytest

from geo.travel import StraightLine
from planner.errors import PlanInputError
from planner.new_bases.choice import BaseChoice
from planner.new_bases.handing_over import pin_notes, plan_notes
from planner.new_bases.question import ask_bases, same_place
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from tests.planner.new_bases.asking import (
    CODES,
    KIND,
    RULE,
    TRAVEL,
    answer,
    numbers,
    question,
    sites,
)
from tests.planner.problems import DAY


def reached(asked):
    """Numbers of the villages from whose places each asked village is reached."""
    ids = asked.candidates.table["site_id"].to_numpy()
    return {
        int(row) + 1: numbers(ids, asked.reach[[at]].indices)
        for at, row in enumerate(asked.rows)
    }


def keys_of(**asked):
    with pytest.raises(PlanInputError) as error:
        question(**asked)
    assert error.value.text("zh").strip()
    return [key for key, _ in error.value.problems]


def test_every_village_is_a_site_and_reaches_its_neighbours():
    assert reached(question()) == {
        1: [1, 2, 3], 2: [1, 2, 4], 3: [1, 3, 4, 5], 4: [2, 3, 4, 6], 5: [3, 5, 6],
    }  # fmt: skip


def test_one_county_asks_for_its_villages_and_stands_on_its_own_ground():
    west = question(BaseChoice(kind=KIND, county=toy.WEST))
    assert reached(west) == {1: [1, 2, 3], 2: [1, 2, 4], 3: [1, 3, 4], 4: [2, 3, 4]}
    east = question(BaseChoice(kind=KIND, county=toy.EAST))
    assert reached(east) == {5: [5, 6]}
    # What is ruled out elsewhere is no matter here; what is nowhere is one.
    banned = BaseChoice(kind=KIND, county=toy.EAST, forbidden=(CODES[0],))
    assert len(question(banned).forbidden) == 0
    lost = BaseChoice(kind=KIND, county="459999", forbidden=("x",))
    assert keys_of(choice=lost) == ["bases_unknown_sites", "bases_unknown_county"]


def test_only_the_county_asked_for_must_have_a_base_of_a_kind():
    choice = BaseChoice(kind=KIND, county=toy.EAST, county_kind="park")
    (group,) = question(choice, rule=Rule(limit_min=32)).groups
    assert group.least == 1


def test_travel_is_what_the_engine_measures():
    asked = question()
    own, beside = asked.reach[0, 0], asked.reach[0, 1]
    assert own == 1
    assert 27 * 60 < beside < 29 * 60


def test_covered_villages_are_not_asked_for_unless_travel_is_to_be_short():
    by_any = Rule(limit_min=20, match_trade=False)
    assert (question(rule=by_any).rows + 1).tolist() == []
    # b2 is for tea alone, and 5 grows vegetables.
    asked = question(rule=Rule(limit_min=20))
    assert (asked.rows + 1).tolist() == [5]
    far = question(BaseChoice(aim="mean", number=1), rule=Rule(limit_min=20))
    assert (far.rows + 1).tolist() == [1, 2, 3, 4, 5]
    # b1, b2, c2 and c3; c1 lives in 1.
    assert len(far.providers) == 5
    assert far.existing.tolist() == [6, 7, 8, 9, 10]
    assert far.backup == 1


def test_far_pairs_count_where_every_village_is_to_be_served():
    asked = question(BaseChoice(aim="farthest", number=1, kind=KIND))
    assert asked.reach.nnz == 5 * 6


def test_weights_are_those_of_the_register():
    asked = question(
        BaseChoice(aim="most", number=1, kind=KIND, weight="poor_households")
    )
    assert asked.demand.tolist() == [10, 20, 30, 40, 50]
    assert question().demand.tolist() == [1] * 5


def listed(*rows, **choice):
    return question(
        BaseChoice(**({"places": "listed", "kind": KIND} | choice)),
        candidate_sites=sites(*rows),
    )


def test_listed_sites_say_what_they_are_and_the_choice_says_the_rest():
    asked = listed(
        ("a", (5, 5), {"capacity": 2, "cost": 7.5, "kind": "starspace"}),
        ("b", (15, 5), {}),
        ("c", (25, 5), {"kind": "park"}),
        cost=30.0,
        capacity=4,
    )
    own = asked.candidates
    assert own.table["kind"].tolist() == ["starspace", KIND, "park"]
    assert own.cost.tolist() == [7.5, 30, 30]
    assert own.capacity.tolist() == [2, 4, 4]
    # The rule does not count parks.
    assert asked.counted.tolist() == [True, True, False]
    assert set(asked.reach.indices.tolist()) == {0, 1}
    assert asked.rules()["capacity"].tolist() == [2, 4, 4]


def test_listed_trades_must_meet_those_of_the_village():
    rule = Rule(limit_min=32, base_kinds=(KIND,), providers="bases")
    asked = question(
        BaseChoice(places="listed", kind=KIND),
        rule=rule,
        candidate_sites=sites(
            ("tea", (15, 10), {"trades": "tea"}),
            ("any", (15, 10), {}),
            ("livestock", (5, 10), {"trades": "livestock"}),
        ),
    )
    found = {
        int(row) + 1: asked.reach[[at]].indices.tolist()
        for at, row in enumerate(asked.rows)
    }
    # 1 and 2 keep sheep, which are livestock; 3 and 4 grow tea; 5 vegetables.
    assert found == {1: [1, 2], 2: [1, 2], 3: [0, 1], 4: [0, 1], 5: [1]}


def test_marks_of_the_layer_are_kept():
    asked = listed(
        ("a", (5, 5), {"choice": "pinned"}),
        ("b", (15, 5), {"choice": "forbidden"}),
        ("c", (25, 5), {}),
        pinned=("c",),
    )
    assert asked.candidates.table["site_id"].tolist() == ["a", "c"]
    assert asked.pinned.tolist() == [0, 1]


def test_a_base_is_upgraded_in_one_way_and_keeps_whom_it_serves():
    # b1 serves 1 and 2 within 20 minutes, so that of 5 villages 3 are new.
    rule = Rule(limit_min=20, providers="bases")
    asked = question(
        BaseChoice(places="listed"),
        rule=rule,
        candidate_sites=sites(
            ("a", (5, 10), {"base_id": "b1", "capacity": 5}),
            ("b", (5, 10), {"base_id": "b1", "capacity": 1}),
            ("c", (15, 5), {"capacity": 5}),
        ),
    )
    assert asked.candidates.capacity.tolist() == [3, 0, 5]
    assert [(g.sites.tolist(), g.most, g.name) for g in asked.groups] == [
        ([0, 1], 1, "b1")
    ]


def test_a_base_out_of_service_is_not_upgraded():
    later = toy.bases()
    later.loc[0, "opened"] = "2030-01-01"
    asked = question(
        BaseChoice(places="listed"),
        rule=Rule(limit_min=20, providers="bases"),
        bases=later,
        candidate_sites=sites(("a", (5, 10), {"base_id": "b1"}), ("c", (15, 5), {})),
    )
    assert asked.candidates.table["site_id"].tolist() == ["c"]
    assert asked.lost_pins == ()


def test_pins_that_are_left_out_are_told():
    later = toy.bases()
    later.loc[0, "opened"] = "2030-01-01"
    pin = {"choice": "pinned"}
    found = answer(
        BaseChoice(places="listed", county=toy.WEST, pinned=("b", "c", "far")),
        rule=Rule(limit_min=20, providers="bases"),
        bases=later,
        candidate_sites=sites(
            ("a", (5, 10), {"base_id": "b1"} | pin),
            ("b", (5, 10), {"base_id": "b1"}),
            ("c", (15, 5), {}),
            ("d", (15, 5), pin),
            ("far", (25, 5), {"county_code": toy.EAST}),
            ("farther", (25, 5), {"county_code": toy.EAST} | pin),
            ("other", (25, 5), {"county_code": toy.EAST}),
        ),
    )
    asked = found.question
    assert asked.candidates.table["site_id"].tolist() == ["c", "d"]
    assert asked.pinned.tolist() == [0, 1]
    assert asked.lost_pins == ("far号地", "farther号地", "a号地", "b号地")
    (note,) = pin_notes(asked, "zh")
    assert "far号地、farther号地、a号地、b号地" in note
    assert note in plan_notes(found, "zh")


def test_a_county_without_candidates_is_told_as_such():
    choice = BaseChoice(places="listed", kind=KIND, county=toy.EAST)
    west = sites(("a", (5, 10), {}))
    assert keys_of(choice=choice, candidate_sites=west) == ["bases_no_sites_in_county"]


def test_a_place_may_get_the_kind_its_county_lacks():
    choice = BaseChoice(kind="park", county_kind="demo_base", forbidden=(CODES[0],))
    asked = question(choice, rule=Rule(limit_min=32, providers="bases"))
    table = asked.candidates.table
    # The east has a demonstration base, the west none; 1 to 4 lie in the west.
    copies = table[table["kind"] == "demo_base"]
    assert numbers(copies["site_id"]) == [1, 2, 3, 4]
    assert copies["site_id"].str.endswith("+demo_base").all()
    (group,) = asked.groups
    assert (group.least, group.most, group.name) == (1, None, "田东县")
    assert numbers(table["site_id"], group.sites) == [1, 2, 3, 4]
    # What is ruled out is ruled out for both kinds.
    assert numbers(table["site_id"], asked.forbidden) == [1, 1]


def test_no_copies_where_the_kind_is_the_one_to_be_built():
    asked = question(BaseChoice(kind=KIND, county_kind=KIND))
    assert asked.new == 6
    assert [g.name for g in asked.groups] == ["田东县", "德保县"]


def test_of_several_providers_those_with_room_for_all_who_may_come_count():
    # 1 has b1 and c1; 2 has b1, 5 has b2, and 3 and 4 have c2, each one alone.
    rule = Rule(limit_min=20, needed=2, match_trade=False)
    few = toy.commissioners()
    few["capacity"] = few["capacity"].where(few["commissioner_id"] != "c2", 1)

    def providers(rule):
        asked = question(BaseChoice(), rule=rule, commissioners=few)
        assert (asked.rows + 1).tolist() == [2, 3, 4, 5]
        assert asked.backup == 2
        ids = asked.verdict.problem.providers.ids[asked.providers].tolist()
        reach = asked.reach[:, asked.existing]
        return {one: reach[:, [at]].nnz for at, one in enumerate(ids)}

    with_room = {"b1": 1, "b2": 1, "c1": 0, "c3": 0}
    assert providers(rule) == with_room
    assert providers(replace(rule, use_capacity=False)) == with_room | {"c2": 2}


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"choice": BaseChoice(places="listed", kind=KIND)}, ["bases_no_candidates"]),
        (
            {"choice": BaseChoice(kind=KIND, pinned=("x",), forbidden=("y",))},
            ["bases_unknown_sites"] * 2,
        ),
        ({"rule": Rule(providers="commissioners")}, ["bases_not_counted"]),
        ({"choice": BaseChoice(kind="park")}, ["bases_kind_not_counted"]),
        (
            {
                "choice": BaseChoice(
                    aim="most", number=1, kind=KIND, capacity=2, weight="households"
                )
            },
            ["bases_capacity_weight"],
        ),
        (
            {
                "choice": BaseChoice(kind=KIND, capacity=2),
                "rule": Rule(base_kinds=(KIND,), needed=2),
            },
            ["bases_capacity_several"],
        ),
    ],
)
def test_what_cannot_be_asked_is_said(asked, keys):
    assert keys_of(**asked) == keys


def test_everything_wrong_is_said_at_once():
    choice = BaseChoice(kind="park", pinned=("x",), capacity=2)
    rule = Rule(base_kinds=(KIND,), needed=2)
    assert keys_of(choice=choice, rule=rule) == [
        "bases_unknown_sites", "bases_kind_not_counted", "bases_capacity_several",
    ]  # fmt: skip


def test_places_close_together_are_one_place():
    choice = BaseChoice(places="listed", kind=KIND)
    near = sites(("a", (5, 5), {}), ("b", (6, 5), {}), ("c", (25, 5), {}))
    layers = toy.layers() | {"candidate_sites": near}
    report = build_report(layers, RULE, travel=StraightLine(), today=DAY)
    asked = ask_bases(layers, report, choice, TRAVEL)
    together = same_place(asked, TRAVEL).toarray() > 0
    assert np.array_equal(together, [[1, 1, 0], [1, 1, 0], [0, 0, 1]])
