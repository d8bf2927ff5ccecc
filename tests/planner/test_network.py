"""A network in numbers, its files, and ways drawn along it."""

import numpy as np
import pytest

from geo.crs import STORAGE_CRS
from geo.roads.graphs import read_graphml
from planner.journeys import Stops, stops
from planner.network import network_facts, routes, write_network
from tests import toy
from tests.planner.problems import DAY
from tests.planner.roads import CHOICE, roads_of


@pytest.fixture
def travel(tmp_path):
    return roads_of(tmp_path).travel(CHOICE, on=DAY)


def test_the_toy_network_in_numbers(travel):
    found = network_facts(travel, stops(toy.villages(), "village_code"))
    assert found.metres == pytest.approx(found.classes["metres"].sum())
    assert found.classes.loc["trunk", "metres"] == pytest.approx(30_000, rel=0.01)
    assert found.classes["stretches"].sum() == found.stretches
    assert len(found.parts) == 1
    assert len(found.parts["places"].iloc[0]) == len(toy.villages())
    assert found.far.empty


def test_who_is_cut_off_is_counted_and_what_is_not_real_is_told(tmp_path):
    lines = toy.roads()
    apart = lines[lines["name"] != "示意大桥"]
    found = network_facts(
        roads_of(tmp_path, roads=apart).travel(CHOICE, on=DAY),
        stops(toy.villages(), "village_code"),
    )
    assert found.parts["places"].iloc[1] == ("和平村", "光明村")
    assert (found.cut_off, found.illustrative) == (2, False)
    made_up = lines.assign(illustrative=[True] + [False] * (len(lines) - 1))
    other = roads_of(tmp_path / "other", roads=made_up).travel(CHOICE, on=DAY)
    found = network_facts(other, stops(toy.villages(), "village_code"))
    assert (found.cut_off, found.illustrative) == (0, True)


def test_a_place_without_coordinates_is_left_out(travel):
    lonlat = np.array([[np.nan, np.nan], [0.0, 0.0]])
    found = network_facts(travel, Stops(("a", "b"), ("甲", "乙"), lonlat))
    assert found.far.index.tolist() == ["b"]
    assert found.far["road_m"].iloc[0] > 1_000_000


def test_a_network_is_left_as_files(travel, tmp_path):
    graph, package = write_network(travel.segments, tmp_path / "net")
    assert package.name == "network.gpkg"
    assert len(read_graphml(graph).edges) == len(travel.segments.edges)


def layers(**changed):
    return toy.layers() | {"places": toy.places()} | changed


def test_ways_have_a_course_and_names(travel):
    told = []
    found = routes(travel, layers(), "villages", lang="zh", progress=told.append)
    assert found["id"].tolist() == toy.villages()["village_code"].tolist()
    assert told[-1] == 1
    assert told == sorted(told)
    there = found["base_id"] != ""
    assert there.any()
    assert (found.geometry.notna() == there).all()
    assert (found["roads"].str.len() > 0).tolist() == there.tolist()
    one = found[found["minutes"] > 15].iloc[0]
    assert "示意国道" in one["roads"]


def test_what_is_not_real_is_labelled(travel, tmp_path):
    def labels(travel=travel, **changed):
        found = routes(travel, layers(**changed), "places", lang="en")
        return found["illustrative"].tolist()

    assert labels() == [False, False]
    assert labels(places=toy.places().assign(illustrative=[False, True])) == [
        False, True
    ]  # fmt: skip
    assert labels(bases=toy.bases().assign(illustrative=True)) == [True, True]
    lines = toy.roads().assign(illustrative=True)
    other = roads_of(tmp_path / "other", roads=lines).travel(CHOICE, on=DAY)
    assert labels(other) == [True, True]


def test_no_places_have_no_ways(travel):
    found = routes(travel, layers(places=toy.places()[:0]), "places", lang="en")
    assert found.empty
    assert found.crs == STORAGE_CRS
