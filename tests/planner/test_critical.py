"""Critical roads of the toy region, by hand and against closing every stretch."""

import numpy as np
import pytest

from geo.roads.closures import Closure
from planner.critical import critical_roads
from planner.rule import Rule
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import CHOICE, RULE, report_of, roads_of


def asked(tmp_path, rule=RULE, most=10, **changed):
    travel = roads_of(tmp_path).travel(CHOICE, on=DAY)
    return critical_roads(report_of(travel, rule, **changed), travel, most=most), travel


def test_the_toy_region_by_hand(tmp_path):
    """Villages 2 to 5 hang on their lanes, 5 on the road over the bridge as well."""
    found, travel = asked(tmp_path)
    hanging = {(road.highway, road.villages) for road in found}
    lanes = {("unclassified", (row,)) for row in (2, 3)}
    # Village 1 has c1 at home; village 2 is 30 minutes from c1 by lane, lane.
    assert lanes < hanging
    assert ("unclassified", (0,)) not in hanging
    # Road, bridge, road and lane lie in a row; the longest road gives the name.
    over = [road for road in found if road.villages == (4,)]
    assert [(road.name, round(road.metres, -2)) for road in over] == [
        ("示意国道", 15_000)
    ]
    bridges = travel.segments.edges["bridge"].iloc[list(over[0].edges)]
    assert bridges.tolist().count(True) == 1


def test_no_road_is_worse_than_the_worst(tmp_path):
    """Every stretch is closed in turn, and the whole rule judged."""
    found, travel = asked(tmp_path)
    roads = roads_of(tmp_path)
    now = int(report_of(travel).verdict.uncovered.sum())
    losses = {}
    for edge in range(len(travel.segments.edges)):
        without = roads.travel(CHOICE, on=DAY, besides=[Closure("", edges=(edge,))])
        after = report_of(without)
        losses[edge] = int(after.verdict.uncovered.sum()) - now
    named = {edge for road in found for edge in road.edges}
    for road in found:
        assert all(losses[edge] == road.uncovered for edge in road.edges)
    assert {edge for edge, loss in losses.items() if loss > 0} == named


def test_no_more_are_named_than_asked_for(tmp_path):
    found, _ = asked(tmp_path, most=2)
    assert len(found) == 2


def test_capacity_is_told_apart_from_reach(tmp_path):
    """With b1 alone for three villages, the loss of a lane frees its place."""
    bases = toy.bases().iloc[:1].assign(capacity=1)
    rule = Rule(providers="bases", limit_min=30)
    found, _ = asked(tmp_path, rule, bases=bases)
    assert found
    assert all(len(road.villages) >= 1 for road in found)
    assert {road.uncovered for road in found} <= {0, 1}
    assert any(road.uncovered < len(road.villages) for road in found)


def test_progress_ends_at_one(tmp_path):
    travel = roads_of(tmp_path).travel(CHOICE, on=DAY)
    shares = []
    critical_roads(report_of(travel), travel, progress=shares.append)
    assert shares[-1] == 1
    assert np.all(np.diff(shares) >= 0)


@pytest.mark.parametrize(
    "rule", [Rule(limit_min=30, needed=2), Rule(limit_min=None, limit_km=1)]
)
def test_rules_of_every_kind_are_answered(tmp_path, rule):
    found, _ = asked(tmp_path, rule)
    assert isinstance(found, tuple)
