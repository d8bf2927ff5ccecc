"""How travel is chosen, and what the roads of a workspace say."""

import dataclasses
import datetime as dt

import pytest

from geo.errors import DataError
from geo.roads.closures import Closure
from geo.travel import StraightLine
from planner.errors import PlanInputError, WorkspaceError
from planner.handover import travel_note
from planner.report import report_workspace
from planner.travelling import (
    TravelChoice,
    kept_folder,
    open_roads,
    profiles_from,
    profiles_text,
    travel_for,
)
from planner.workspace import Workspace
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import BRIDGE, CHOICE, FIFTH, RULE, roads_of, workspace_of

RAINS = dt.date(2019, 7, 1)


def test_a_choice_comes_back_from_its_settings():
    choice = TravelChoice(profile="walking", snap_limit_m=500, closures=False)
    assert TravelChoice.from_settings(choice.settings()) == choice
    assert TravelChoice.from_settings({}) == TravelChoice()


def test_every_broken_setting_is_told_at_once():
    bad = {
        "method": "teleport", "walking_kmh": 0, "snap_limit_m": float("nan"),
        "speed_kmh": True, "detour": "2", "closures": 1, "profil": "car",
        "profile": ["car"],
    }  # fmt: skip
    with pytest.raises(PlanInputError) as error:
        TravelChoice.from_settings(bad)
    told = error.value.text("zh").splitlines()
    assert len(told) == len(bad)
    for name in bad:
        assert any(name in line for line in told)
    assert "profile" in told[0]


def test_roads_are_taken_where_there_are_any(tmp_path):
    workspace = workspace_of(tmp_path)
    assert travel_for(workspace, CHOICE, on=DAY).settings["method"] == "roads"
    line = dataclasses.replace(CHOICE, method="straight_line", detour=1.2)
    assert travel_for(workspace, line, on=DAY) == StraightLine(detour=1.2)


def test_without_roads_travel_is_a_straight_line(tmp_path):
    workspace = Workspace(tmp_path / "none.gpkg")
    workspace.replace(toy.layers(), [])
    assert open_roads(workspace) is None
    assert travel_for(workspace, CHOICE, on=DAY) == StraightLine()


def test_a_workspace_is_judged_on_its_roads(tmp_path):
    report = report_workspace(workspace_of(tmp_path), RULE, today=DAY)
    assert report.is_complete
    assert report.summary()["travel"]["profile"] == "car"
    assert report.villages.loc[FIFTH, "travel"] in (25, 26)
    assert report.villages.loc[FIFTH, "road_km"] == 0


def test_an_unknown_profile_is_told_with_those_there_are(tmp_path):
    roads = roads_of(tmp_path)
    with pytest.raises(PlanInputError) as error:
        roads.travel(TravelChoice(profile="boat"), on=DAY)
    assert "boat" in error.value.text("en")
    assert "caravan" in error.value.text("en")


def test_a_closure_counts_while_it_is_in_force_and_switched_on(tmp_path):
    lane = toy.closures().assign(active=[False, True])
    roads = roads_of(tmp_path, closures=lane)
    assert [one.name for one in roads.in_force(RAINS)] == ["雨季塌方"]
    assert roads.in_force(dt.date(2019, 12, 1)) == ()
    shut = roads.travel(CHOICE, on=RAINS).closed.mask
    assert shut.sum() == 1
    assert not roads.travel(CHOICE, on=dt.date(2019, 12, 1)).closed.mask.any()
    ignored = dataclasses.replace(CHOICE, closures=False)
    assert not roads.travel(ignored, on=RAINS).closed.mask.any()


def test_what_would_be_closed_comes_on_top(tmp_path):
    lane = toy.closures().assign(active=[False, True])
    roads = roads_of(tmp_path, closures=lane)
    bridge = Closure("桥", roads=(BRIDGE,))
    assert roads.travel(CHOICE, on=RAINS, besides=[bridge]).closed.mask.sum() == 2


def test_the_network_is_prepared_once_and_again_after_other_roads(tmp_path):
    workspace = workspace_of(tmp_path)
    roads = open_roads(workspace)
    assert roads is not None
    roads.travel(CHOICE, on=DAY)
    kept = {path.name for path in kept_folder(workspace).iterdir()}
    assert len(kept) == 3  # stretches, junctions, prepared searches
    again = open_roads(workspace)
    assert again is not None
    again.travel(CHOICE, on=DAY)
    assert {path.name for path in kept_folder(workspace).iterdir()} == kept
    workspace.replace_layer("roads", toy.roads().iloc[3:], change="短")
    other = open_roads(workspace)
    assert other is not None
    assert len(other.segments.edges) < len(roads.segments.edges)


def test_own_profiles_count(tmp_path):
    workspace = workspace_of(tmp_path)
    text = profiles_text(workspace)
    slow = text.replace(
        'trunk = { kmh = 60, source = "jtg" }', 'trunk = { kmh = 30, source = "jtg" }'
    )
    assert slow != text
    workspace.set_profiles_text(slow, change="国道慢行")
    report = report_workspace(workspace, RULE, today=DAY)
    assert FIFTH in report.villages.index[report.villages["status"] == "uncovered"]
    assert report.villages.loc[FIFTH, "travel"] in (35, 36)
    assert profiles_text(workspace) == slow
    assert "车速由本单位设定" in travel_note(report, "zh")
    workspace.set_profiles_text("", change="恢复")
    again = report_workspace(workspace, RULE, today=DAY)
    assert "车速由本单位设定" not in travel_note(again, "zh")


def test_profiles_that_cannot_be_read_are_told():
    with pytest.raises(PlanInputError) as error:
        profiles_from("[car")
    assert "TOML" in error.value.text("zh")
    with pytest.raises(DataError):
        profiles_from("[car]\nzh = 1\n")


def test_a_large_network_is_prepared_once_for_all_who_walk(tmp_path):
    """Only the profile asks for another one; the walk to the road does not."""
    roads = roads_of(tmp_path)
    ways = [
        roads.travel(TravelChoice(walking_kmh=kmh, snap_limit_m=metres), on=DAY)
        for kmh, metres in ((4.0, 100.0), (5.0, 3_000.0))
    ]
    assert [way.walking_kmh for way in ways] == [4.0, 5.0]
    assert [way.snap_limit_m for way in ways] == [100.0, 3_000.0]
    assert ways[0].network is ways[1].network
    assert ways[0].snapper is ways[1].snapper
    walking = roads.travel(TravelChoice(profile="walking"), on=DAY)
    assert walking.network is not ways[0].network


def test_roads_changed_while_they_are_read_are_not_kept(tmp_path, monkeypatch):
    """Else the old roads would stand for the new ones from then on."""
    workspace = workspace_of(tmp_path)
    read = Workspace.layer

    def changed(self, name):
        monkeypatch.setattr(Workspace, "layer", read)
        self.replace_layer("roads", toy.roads().iloc[3:], change="短")
        return read(self, name)

    monkeypatch.setattr(Workspace, "layer", changed)
    with pytest.raises(WorkspaceError) as error:
        open_roads(workspace)
    assert [key for key, _ in error.value.problems] == ["workspace_changed"]
    assert not list(kept_folder(workspace).glob("*"))
