"""What is laid over a map: ways and their walks, reach, an area; and its legend."""

import json
import re

import numpy as np
import pytest
import shapely

from geo.roads.spread import spread
from tests import toy
from tests.ui.test_road_map import report, travel
from ui.maps import palette, roads
from ui.maps.bands import bands_of
from ui.maps.gap_map import gap_map
from ui.maps.roads import roads_drawn
from ui.maps.routes import Route, route_of, route_overlay

WAY = shapely.LineString([(107.0, 23.5), (107.1, 23.6), (107.2, 23.6)])
FIRST, LAST = (106.99, 23.5), (107.2, 23.61)
WALKS = (
    shapely.LineString([FIRST, (107.0, 23.5)]),
    shapely.LineString([(107.2, 23.6), LAST]),
)


def given(group):
    (one,) = group._children.values()
    return json.loads(one.data)


def shapes(data):
    return {
        one["style"]: [
            feature["geometry"]["coordinates"] for feature in one["data"]["features"]
        ]
        for one in data["layers"]
    }


def titles(data):
    return {
        part["title"]: [entry["text"] for entry in part["entries"]]
        for part in data["legend"]
    }


def test_a_way_is_drawn_with_its_walks_and_ends():
    data = given(route_overlay([Route(WAY, WALKS)], lang="zh"))
    found = shapes(data)
    assert list(found) == ["walk", "route", "route_start", "route_end"]
    assert found["route"] == [[[[107.0, 23.5], [107.1, 23.6], [107.2, 23.6]]]]
    assert len(found["walk"]) == 2
    # The ends are where the walks begin and end, not where the road does.
    assert (tuple(found["route_start"][0]), tuple(found["route_end"][0])) == (
        FIRST,
        LAST,
    )
    assert titles(data) == {"路线": ["行车路线", "步行段", "起点", "终点"]}
    assert data["fit"] is None


def test_other_ways_are_weaker_and_below():
    weak = Route(WAY, WALKS[:1], strong=False)
    data = given(route_overlay([Route(WAY), weak], lang="en"))
    found = list(shapes(data))
    assert found.index("route_weak") < found.index("route")
    assert "Other ways" in titles(data)["Ways"]


def test_casings_are_white_lines_under_ways_but_not_under_walks():
    data = given(route_overlay([Route(WAY, WALKS)], lang="zh"))
    casings = {one["style"]: one["casing"] for one in data["layers"]}
    assert casings["route"] > 0
    assert casings["walk"] == 0
    assert {one["pane"] for one in data["layers"]} == {"route"}


def test_the_map_goes_to_the_way_only_when_asked():
    data = given(route_overlay([Route(WAY, WALKS)], lang="zh", fit=True))
    assert data["fit"] == [[23.5, 106.99], [23.61, 107.2]]
    area = shapely.box(106, 23, 107, 24)
    to_area = given(route_overlay(lang="zh", area=area, fit=True))
    assert to_area["fit"] == [[23.0, 106.0], [24.0, 107.0]]
    assert given(route_overlay(lang="zh", fit=True))["fit"] is None


def test_nothing_given_takes_away_what_was_there():
    assert given(route_overlay(lang="zh")) == {"layers": [], "legend": [], "fit": None}


def test_an_area_being_closed_is_drawn():
    found = shapes(given(route_overlay(lang="zh", area=shapely.box(106, 23, 107, 24))))
    assert list(found) == ["area_new"]


def test_reach_of_a_base_is_laid_over_in_bands(monkeypatch):
    by = travel()
    base = np.array([toy.at(5, 10).coords[0]])
    reach = spread(by, base, cutoff=900, unit="s")
    data = given(route_overlay(lang="zh", reach=reach, bands=bands_of(15, "s")))
    (layer,) = data["layers"]
    assert layer["style"] == "reach"
    colours = [one["properties"]["color"] for one in layer["data"]["features"]]
    assert colours == list(palette.MINUTES[2::-1])
    assert titles(data) == {"沿道路可达": ["5 分钟以内", "5～10 分钟", "10～15 分钟"]}
    assert data["legend"][0]["notes"] == []
    monkeypatch.setattr(roads, "MOST_STRETCHES", len(reach) - 1)
    fewer = route_overlay(
        lang="en", reach=reach, bands=bands_of(15, "s"), roads=roads_drawn(by)
    )
    assert "lower classes" in given(fewer)["legend"][0]["notes"][0]
    none = spread(by, base[:0], cutoff=900, unit="s")
    empty = route_overlay(lang="zh", reach=none, bands=bands_of(15, "s"))
    assert given(empty)["layers"] == []


def test_a_way_found_becomes_a_route_with_walks_at_both_ends():
    """From b1, on the road, to 300 m east of the lane to village 1."""
    by = travel()
    village, base = toy.at(5.3, 6).coords[0], toy.at(5, 10).coords[0]
    path = by.path(np.array(village), np.array(base))
    route = route_of(path, base, village)
    assert route.line.equals(path.geometry)
    (walk,) = route.walks
    assert tuple(walk.coords[-1]) == village
    assert tuple(walk.coords[0]) == pytest.approx(path.geometry.coords[-1])
    assert route.strong


def test_all_walked_is_one_walk():
    by = travel()
    village, base = toy.at(5.2, 6).coords[0], toy.at(5.25, 6).coords[0]
    path = by.path(np.array(village), np.array(base))
    route = route_of(path, base, village, strong=False)
    assert route.line is None
    assert [list(walk.coords) for walk in route.walks] == [[base, village]]
    found = shapes(given(route_overlay([route], lang="zh")))
    assert list(found) == ["walk_weak", "route_start", "route_end"]


def test_the_script_calls_the_map_with_its_own_group():
    made = gap_map(report(), lang="zh")
    group = route_overlay([Route(WAY)], lang="zh")
    group.add_to(made)
    page = re.sub(r"\s+", " ", made.get_root().render())
    assert "map_coverage.coverageOverlay( {" in page
    assert f"}}, {group.get_name()});" in page
