"""Why no new base can serve a village: each reason alone, with its numbers."""

import numpy as np
import pandas as pd
import pytest
import shapely

from planner.new_bases.choice import BaseChoice
from planner.new_bases.unreached import why_unreached
from planner.rule import Rule
from tests import toy
from tests.planner import roads
from tests.planner.new_bases.asking import CODES, KIND, TRAVEL, question, sites
from tests.planner.problems import DAY

LISTED = BaseChoice(places="listed", kind=KIND)
MATCHED = Rule(limit_min=32, base_kinds=(KIND,), providers="bases")


def whys(asked, travel=TRAVEL):
    """Number of each village, its reason, and the site that proves it."""
    ids = [*asked.candidates.table["site_id"], *[""] * (len(asked.providers) + 1)]
    return {
        why.village + 1: (why.reason, ids[why.site])
        for why in why_unreached(asked, travel)
    }


def test_nobody_is_out_of_reach_of_a_base_at_his_own_place():
    assert why_unreached(question(), TRAVEL) == ()


def test_a_village_without_a_place():
    villages = toy.villages()
    villages.loc[1, "geometry"] = None
    (why,) = why_unreached(question(villages=villages), TRAVEL)
    assert (why.village, why.reason, why.site, why.cost) == (1, "no_location", -1, -1)
    assert np.isnan(why.road_m)


def test_a_village_left_out_in_the_register():
    villages = toy.villages()
    villages.loc[0, "excluded"] = True
    assert whys(question(villages=villages)) == {1: ("excluded_by_planner", "")}


def test_a_village_whose_sites_are_all_ruled_out():
    banned = tuple(CODES[n - 1] for n in (1, 2, 3))
    asked = question(BaseChoice(kind=KIND, forbidden=banned))
    (why,) = why_unreached(asked, TRAVEL)
    assert (why.village, why.reason) == (0, "excluded_by_planner")
    # The nearest of them is its own place.
    assert asked.candidates.table["site_id"][why.site] == CODES[0]
    assert why.cost == 1


def test_a_village_far_from_every_road(tmp_path):
    villages = toy.villages()
    villages.loc[4, "geometry"] = toy.at(35, 4)
    travel = roads.roads_of(tmp_path).travel(roads.CHOICE, on=DAY)
    here = {"travel": travel, "villages": villages}
    # A base at its own place would serve it.
    assert why_unreached(question(**here), travel) == ()
    near = sites(("a", (15, 5), {}), ("b", (5, 15), {}))
    (why,) = why_unreached(question(LISTED, candidate_sites=near, **here), travel)
    assert (why.village, why.reason, why.site) == (4, "no_road_near", -1)
    assert why.road_m == pytest.approx(6000, rel=0.01)


def test_trades_that_do_not_match():
    tea = sites(("a", (15, 5), {"trades": "tea"}), ("b", (25, 5), {}))
    found = whys(question(LISTED, rule=MATCHED, candidate_sites=tea))
    # 1 keeps sheep and is beside a; 3 and 4 grow tea; 5 is at b.
    assert found == {1: ("no_matching_trade", "a"), 2: ("nothing_in_reach", "b")}


def test_trades_that_would_not_be_enough_are_not_the_reason():
    rule = Rule(limit_min=32, needed=2, base_kinds=(KIND,), providers="bases")
    two = sites(("a", (5, 5), {}), ("b", (5, 5), {"trades": "tea"}))
    found = whys(question(LISTED, rule=rule, candidate_sites=two))
    assert found[1] == ("no_matching_trade", "b")
    one = sites(("a", (40, 20), {}), ("b", (5, 5), {"trades": "tea"}))
    found = whys(question(LISTED, rule=rule, candidate_sites=one))
    assert found[1] == ("nothing_in_reach", "a")


def test_the_nearest_and_its_travel_where_nothing_is_in_reach():
    asked = question(LISTED, candidate_sites=sites(("a", (25, 5), {})))
    found = {why.village + 1: why for why in why_unreached(asked, TRAVEL)}
    assert sorted(found) == [1, 2, 4]
    assert found[1].reason == "nothing_in_reach"
    assert found[1].site == 0
    # Twenty kilometres.
    assert 55 * 60 < found[1].cost < 57 * 60


def test_the_nearest_is_one_that_would_count():
    three = sites(
        ("park", (15, 5), {"kind": "park"}), ("far", (40, 20), {}), ("b", (25, 5), {})
    )
    assert whys(question(LISTED, candidate_sites=three))[1] == ("nothing_in_reach", "b")


def test_no_site_that_would_count_is_left():
    one = sites(("a", (25, 5), {}))
    choice = BaseChoice(places="listed", kind=KIND, forbidden=("a",))
    found = whys(question(choice, candidate_sites=one))
    assert found[1] == ("nothing_in_reach", "")
    assert found[5] == ("excluded_by_planner", "a")


def test_a_site_in_reach_that_is_full():
    # b1 serves two villages, and so would what it is upgraded to.
    rule = Rule(limit_min=20, providers="bases", match_trade=False)
    villages = toy.villages()
    villages.loc[2, "geometry"] = toy.at(5, 8)
    bases = toy.bases()
    bases["capacity"] = pd.array([2, pd.NA], dtype="Int64")
    up = sites(("up", (5, 10), {"base_id": "b1", "capacity": 2}))
    asked = question(
        BaseChoice(places="listed"),
        rule=rule,
        villages=villages,
        bases=bases,
        candidate_sites=up,
    )
    found = whys(asked)
    assert len(asked.rows) == 2
    assert sorted(found.values()) == [
        ("in_reach_but_full", "up"), ("nothing_in_reach", ""),
    ]  # fmt: skip


def test_far_villages_where_travel_is_to_be_short():
    places = toy.villages()
    places.loc[4, "geometry"] = shapely.Point(120, 23.5)
    choice = BaseChoice(aim="mean", number=1, kind=KIND, places="listed")
    near = sites(("a", (15, 5), {"trades": "tea"}), ("b", (5, 5), {"trades": "sheep"}))
    rule = MATCHED
    asked = question(choice, rule=rule, villages=places, candidate_sites=near)
    # 5 grows vegetables: no trade, and too far as well.
    assert whys(asked) == {5: ("nothing_in_reach", "")}
    beside = toy.villages()
    asked = question(choice, rule=rule, villages=beside, candidate_sites=near)
    assert whys(asked) == {5: ("no_matching_trade", "a")}
