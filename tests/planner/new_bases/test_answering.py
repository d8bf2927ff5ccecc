"""Answers that can be checked on the sketch of the toy region, and by hand."""

from dataclasses import replace

import numpy as np
import pytest

from planner.new_bases.answering import (
    answer_bases,
    by_hand,
    curve_of,
    others_like,
)
from planner.new_bases.choice import BaseChoice
from planner.rule import Rule
from tests import toy
from tests.planner.new_bases.asking import (
    CODES,
    KIND,
    RULE,
    TRAVEL,
    answer,
    numbers,
    opened,
    question,
    sites,
)


def choice(aim="all", **more):
    return BaseChoice(aim=aim, kind=KIND, **more)


def served_by(found):
    """Number of each village served, and of the village where its base stands."""
    rows = found.villages[["village_code", "site_id"]].itertuples(index=False)
    return {CODES.index(v) + 1: CODES.index(s) + 1 for v, s in rows}


def test_two_bases_cover_all_five():
    found = answer(choice())
    assert found.plan.status == "optimal"
    assert (found.plan.objective, found.plan.bound, len(found.opened)) == (2, 2, 2)
    assert found.unreached == ()
    assert found.violations() == []
    assert sorted(served_by(found)) == [1, 2, 3, 4, 5]


def test_the_cheapest_are_not_the_fewest():
    listed = sites(
        ("mid", (15, 5), {"cost": 100.0}),
        ("west", (5, 5), {"cost": 10.0}),
        ("north", (15, 15), {"cost": 10.0}),
        ("south", (25, 5), {"cost": 10.0}),
    )
    where = {"places": "listed"}
    few = answer(choice(**where), candidate_sites=listed)
    cheap = answer(choice(least="cost", **where), candidate_sites=listed)
    # Fewest: the middle reaches all but 2. Cheapest: one for 1, one for 4, one for 5.
    assert (len(few.opened), few.cost) == (2, 110)
    ids = cheap.question.candidates.table["site_id"]
    assert ids[cheap.opened].tolist() == ["west", "north", "south"]
    assert cheap.cost == cheap.plan.objective == 30
    assert cheap.violations() == []


def test_one_base_covers_the_most_from_the_middle():
    found = answer(choice("most", number=1))
    assert opened(found) == [3]
    assert found.plan.objective == 4
    assert served_by(found) == {1: 3, 3: 3, 4: 3, 5: 3}
    assert found.violations() == []


def test_households_weigh_more_than_villages():
    villages = toy.villages()
    villages["poor_households"] = [10, 900, 30, 40, 50, 0]
    found = answer(
        choice("most", number=1, weight="poor_households"), villages=villages
    )
    # 4 reaches 2, 3 and itself; 1 reaches 2, 3 and itself, which has fewer.
    assert opened(found) == [4]
    assert found.plan.objective == 970
    assert found.sites["households"].tolist() == [970]
    assert found.violations() == []


def test_money_buys_the_most():
    found = answer(choice("most", budget=45.0, cost=20.0))
    assert (len(found.opened), found.cost, found.plan.objective) == (2, 40, 5)
    poor = answer(choice("most", budget=19.0, cost=20.0))
    assert (len(poor.opened), poor.plan.objective) == (0, 0)
    assert poor.sites.empty
    assert poor.villages.empty


def test_the_least_mean_travel():
    found = answer(choice("mean", number=1))
    assert opened(found) == [3]
    assert sorted(served_by(found)) == [1, 2, 3, 4, 5]
    # Ten kilometres three times, its own place, and across to 2.
    assert found.plan.objective == pytest.approx(60 * (28 * 3 + 39.6), rel=0.01)
    assert found.violations() == []


def test_the_shortest_of_the_longest_ways():
    found = answer(choice("farthest", number=2))
    assert found.plan.objective == pytest.approx(60 * 28, rel=0.01)
    assert found.violations() == []
    every = answer(choice("farthest", number=5))
    assert every.plan.objective == 1


def test_what_exists_serves_whom_it_is_nearest_to():
    rule = Rule(limit_min=32, match_trade=False, providers="bases")
    found = answer(choice("mean", number=1), rule=rule)
    # b1 is 5 km from 1 and 2, b2 from 5: the new one is for 3 and 4.
    assert opened(found) in ([3], [4])
    assert sorted(served_by(found)) == [3, 4]
    assert found.violations() == []


def test_limited_bases_share_the_villages():
    found = answer(choice(capacity=2))
    assert len(found.opened) == 3
    assert found.sites["villages"].max() <= 2
    assert found.villages["village_code"].is_unique
    assert found.violations() == []
    most = answer(choice("most", number=2, capacity=2))
    assert most.plan.objective == 4
    assert most.violations() == []


def test_pins_and_bans_are_kept():
    found = answer(choice(pinned=(CODES[5],), forbidden=(CODES[2],)))
    assert 6 in opened(found)
    assert 3 not in opened(found)
    assert found.violations() == []


def test_every_county_gets_the_kind_it_lacks():
    found = answer(choice(county_kind=KIND))
    assert set(found.sites["county_name"]) == {"田东县", "德保县"}
    assert len(found.opened) == 2
    assert found.violations() == []


def test_rules_that_contradict_are_a_plan_without_sites():
    found = answer(choice("most", number=1, pinned=(CODES[0], CODES[1])))
    assert found.plan.status == "infeasible"
    assert {key for key, _ in found.plan.conflict} == {"conflict_p", "conflict_pin"}
    assert found.sites.empty
    assert found.villages.empty
    assert found.cost == 0
    assert found.violations() == []


def test_what_a_site_is_for():
    found = answer(choice("most", number=2, pinned=(CODES[0], CODES[4])))
    assert opened(found) == [1, 5]
    table = found.sites.set_index("site_id")
    # 1 reaches 1, 2, 3; 5 reaches 3 and 5: 3 has both and is as far from each.
    one, five = table.loc[CODES[0]], table.loc[CODES[4]]
    assert (one["only"], five["only"]) == (2, 1)
    assert one["villages"] + five["villages"] == 4
    assert one["travel"] == 28
    assert found.sites["villages"].is_monotonic_decreasing
    assert found.sites["name"].tolist() == ["前进村", "和平村"]
    assert found.sites.crs == toy.villages().crs


def test_illustrative_places_keep_their_label():
    villages = toy.villages()
    villages["illustrative"] = [code == CODES[2] for code in CODES]
    found = answer(choice("most", number=1), villages=villages)
    assert found.sites["illustrative"].tolist() == [True]


def test_the_travel_of_a_village_is_that_to_its_base():
    found = answer(choice("most", number=1))
    rows = dict(
        zip(numbers(found.villages["village_code"]), found.villages["travel"],
            strict=True)
    )  # fmt: skip
    assert rows == {1: 28, 3: 1, 4: 28, 5: 28}
    by_km = replace(RULE, limit_min=None, limit_km=15.0)
    km = answer(choice("most", number=1), rule=by_km).villages["travel"]
    assert sorted(km) == [0.1, 14.0, 14.0, 14.0]


def test_the_curve_rises_to_all():
    curve = curve_of(question(choice()))
    assert curve.is_complete
    assert curve.limits.tolist() == [0, 1, 2]
    assert curve.covered.tolist() == curve.bounds.tolist() == [0, 4, 5]


def test_the_curve_in_money():
    asked = question(choice("most", budget=20.0, cost=20.0))
    curve = curve_of(asked, by_cost=True)
    at = dict(zip(curve.limits.tolist(), curve.covered.tolist(), strict=True))
    assert at[0] == 0
    assert at[20] == 4
    assert curve.covered.max() == 5
    assert curve.is_complete


def test_other_plans_stand_elsewhere():
    found = answer(choice("most", number=1))
    assert others_like(found, TRAVEL) == ()
    best = answer(choice())
    others = others_like(best, TRAVEL)
    plans = {tuple(opened(one)) for one in (best, *others)}
    assert len(plans) == 1 + len(others) > 1
    for other in others:
        assert other.violations() == []
        # One more than the fewest is near enough where there are so few.
        assert len(other.opened) <= 3
        assert sorted(served_by(other)) == [1, 2, 3, 4, 5]


def test_a_plan_by_hand_is_scored():
    asked = question(choice("most", number=1))
    ids = asked.candidates.table["site_id"].tolist()
    score = by_hand(asked, [ids.index(CODES[5])])
    assert score.covered == 2
    assert (asked.rows[score.missed] + 1).tolist() == [1, 2, 3]
    assert score.broken == ()
    assert score.swap is not None
    assert (ids[score.swap.into], score.swap.gain) == (CODES[2], 2)
    over = by_hand(asked, [0, 1])
    assert [key for key, _ in over.broken] == ["hand_p"]


def test_a_plan_by_hand_for_all_counts_villages():
    asked = question(choice(weight="households", capacity=3))
    score = by_hand(asked, [2, 3])
    assert score.covered == 5
    assert score.broken == ()
    assert [key for key, _ in by_hand(asked, [2]).broken] == ["hand_uncovered"]


def test_the_same_question_has_the_same_answer():
    asked = question(choice("most", number=2))
    first, second = (answer_bases(asked, TRAVEL, seed=3) for _ in range(2))
    assert np.array_equal(first.opened, second.opened)
    assert first.villages.equals(second.villages)


def test_one_base_of_two_that_are_needed_serves_nobody():
    # b1 and c1 serve 1 already; 2 to 5 have one provider each.
    rule = Rule(limit_min=20, needed=2, match_trade=False)
    none = answer(BaseChoice(aim="most", number=0), rule=rule)
    assert (none.plan.objective, none.violations()) == (0, [])
    one = answer(BaseChoice(aim="most", number=1), rule=rule)
    assert (one.plan.objective, one.violations()) == (1, [])
    every = answer(BaseChoice(), rule=rule)
    assert opened(every) == [2, 3, 4, 5]
    assert every.violations() == []


def test_nothing_is_asked_where_all_is_covered():
    found = answer(BaseChoice(), rule=Rule(limit_min=60, match_trade=False))
    assert len(found.question.rows) == 0
    assert len(found.opened) == 0
    assert found.sites.empty
    assert found.villages.empty
    assert found.violations() == []
