"""The toy region on its roads.

A car does 60 km/h on the national road (10 km in 10 minutes) and 20 km/h in the lanes
(5 km in 15 minutes). So b1 is 15 minutes from villages 1 and 2 and 25 from 3 and 4; c2
is 15 from 3 and 4, and over the bridge 25 from 5, whose vegetables only c2 knows.
"""

from pathlib import Path

from planner.report import CoverageReport, build_report
from planner.rule import Rule
from planner.travelling import Roads, TravelChoice, open_roads
from planner.workspace import Workspace
from tests import toy
from tests.planner.problems import DAY

RULE = Rule(limit_min=30)
CHOICE = TravelChoice()
FIFTH = "451024100201"
BRIDGE = "示意大桥"
# The national road to it and on from it.
ROAD = "示意国道"


def workspace_of(folder: Path, **changed) -> Workspace:
    workspace = Workspace(folder / "路.gpkg")
    workspace.replace(toy.layers() | {"roads": toy.roads()} | changed, [])
    return workspace


def roads_of(folder: Path, **changed) -> Roads:
    found = open_roads(workspace_of(folder, **changed))
    assert found is not None
    return found


def report_of(travel, rule=RULE, **changed) -> CoverageReport:
    return build_report(toy.layers() | changed, rule, travel=travel, today=DAY)
