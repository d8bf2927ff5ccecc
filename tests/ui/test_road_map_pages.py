"""The maps of closures and of journeys: what they draw, say and let click."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.roads.closures import Closure
from planner.comparison import compare
from planner.critical import CriticalRoad
from planner.journeys import Stops, journeys, road_text
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from tests.ui.test_road_map import data_of, frame, report, told, travel
from ui.maps import palette
from ui.maps.bands import NO_WAY
from ui.maps.closure_map import change_of, closure_map
from ui.maps.journey_map import journey_map
from ui.maps.roads import RoadsDrawn, roads_drawn
from ui.text import say

AREA = toy.rectangle(4, 0, 6, 7.5)
NOTHING = RoadsDrawn(
    frame([], highway=[], name=[], ref=[], edge=[], road_id=[]), frame([], name=[])
)


def by_style(made):
    return {one["style"]: one["data"]["features"] for one in data_of(made)["layers"]}


def legend(made):
    return {
        part["title"]: [entry["text"] for entry in part["entries"]]
        for part in data_of(made)["legend"]
    }


def labels(made, level):
    return [one["text"] for one in data_of(made)["labels"] if one["level"] == level]


def test_roads_are_clicked_and_counties_are_not():
    made = closure_map(report(), roads_drawn(travel()), lang="zh")
    found = {one["style"]: one for one in data_of(made)["layers"]}
    assert not found["area"]["clickable"]
    codes = [
        one["properties"]["code"] for one in found["road_small"]["data"]["features"]
    ]
    assert codes == ["L1", "L2", "L3", "L4", "L5", "L6"]
    assert found["road_small"]["clickable"]
    assert len(found["provider_small"]["data"]["features"]) == 2
    assert data_of(made)["draw_tool"]
    assert data_of(made)["words"]["draw"] == "画封路范围"


def test_without_the_tool_there_is_no_button():
    made = closure_map(report(), roads_drawn(travel()), lang="zh", draw_tool=False)
    assert not data_of(made)["draw_tool"]
    assert "draw" not in data_of(made)["words"]


def test_closures_are_drawn_and_named():
    drawn = roads_drawn(travel(Closure("塌方", area=AREA)))
    line = shapely.LineString([toy.at(5, 10), toy.at(15, 10)])
    given = [("塌方", AREA), ("国道中断", line), ("按路名", None)]
    made = closure_map(report(), drawn, lang="zh", closures=given)
    assert [one["geometry"]["type"] for one in by_style(made)["closure"]] == [
        "Polygon",
        "LineString",
    ]
    assert labels(made, "closure") == ["塌方", "国道中断"]
    assert "closed" in by_style(made)
    assert legend(made)["道路"][-2:] == ["封闭路段", "封路范围"]


def test_changes_are_points_by_kind():
    """Village 2 loses its lane to b1, and village 3 its lane to c2."""
    before, closed = travel(), travel(Closure("x", roads=("L3", "L2")))
    after = report(closed)
    table = compare(report(before), after).table
    assert list(table.index) == ["451022100202", "451022101201"]
    made = closure_map(report(before), roads_drawn(closed), lang="zh", changed=table)
    points = by_style(made)["changed"]
    assert [one["properties"]["code"] for one in points] == list(table.index)
    assert {one["properties"]["fill"] for one in points} == {palette.CHANGES["lost"]}
    assert all(one["properties"]["kind"] == "village" for one in points)
    assert legend(made)["封路后的变化"] == ["失去覆盖（2）"]


@pytest.mark.parametrize(
    ("before", "after", "more", "kind"),
    [
        ("covered", "uncovered", np.nan, "lost"),
        ("uncovered", "covered", -3.0, "gained"),
        ("covered", "covered", 4.0, "farther"),
        ("covered", "covered", 0.0, "other"),
        ("covered", "covered", -4.0, "other"),
        ("uncovered", "uncovered", 4.0, "other"),
        ("covered", "covered", np.nan, "other"),
    ],
)
def test_kinds_of_change(before, after, more, kind):
    row = {"status_before": before, "status_after": after, "more": more}
    assert change_of(row) == kind


def critical(place, name="示意国道", count=3):
    line = shapely.LineString([toy.at(5 + place, 10), toy.at(6 + place, 10)])
    return CriticalRoad(
        name, "G901", "trunk", (0,), shapely.MultiLineString([line]), 1000.0, (0,),
        count,
    )  # fmt: skip


def test_critical_roads_are_numbered_the_worst_first():
    drawn = roads_drawn(travel())
    roads = [critical(0), critical(1, "示意大桥", 2)]
    made = closure_map(report(), drawn, lang="zh", critical=roads, draw_tool=False)
    assert labels(made, "number") == ["1", "2"]
    at = next(one["at"] for one in data_of(made)["labels"] if one["level"] == "number")
    assert at[::-1] == pytest.approx(toy.at(5.5, 10).coords[0], abs=1e-4)
    names = [road_text(one.name, one.ref, one.highway, "zh") for one in roads]
    told_there = [f"1. {names[0]}：3 个", f"2. {names[1]}：2 个"]
    assert told_there in legend(made).values()
    layer = [one for one in data_of(made)["layers"] if one["style"] == "critical"]
    assert list(told(layer)) == [
        f"{one}（断路后新增未覆盖）" for one in reversed(told_there)
    ]
    assert not layer[0]["clickable"]


def stops(*places):
    lonlat = np.array([toy.at(*place).coords[0] for place in places]).reshape(-1, 2)
    names = tuple(f"地{i}" for i in range(len(places)))
    return Stops(tuple(f"p{i}" for i in range(len(places))), names, lonlat)


BASES = Stops(("b1",), ("平马站",), np.array([toy.at(5, 10).coords[0]]))


def table_of(*places):
    return journeys(travel(), stops(*places), BASES)


def test_journeys_are_coloured_by_minutes_to_the_base():
    """5 km of lane at 20 km/h and 15 km of trunk road at 60 take 15 minutes each."""
    table = table_of((5, 10), (5, 5), (20, 10), (39, 1))
    made = journey_map(
        table, BASES, roads_drawn(travel()), lang="zh", limit_min=14, report=report()
    )
    points = by_style(made)
    rings = {one["properties"]["code"]: one for one in points["covered_minutes"]}
    solid = {one["properties"]["code"]: one for one in points["uncovered"]}
    assert set(rings) == {"p0"}
    assert set(solid) == {"p1", "p2", "p3"}
    assert rings["p0"]["properties"]["fill"] == palette.MINUTES[0]
    assert solid["p1"]["properties"]["fill"] == palette.MINUTES[3]
    assert solid["p3"]["properties"]["fill"] == palette.MINUTES[NO_WAY]
    assert solid["p1"]["properties"]["lines"] == [
        "平马站：15 分钟，5.0 公里",
        "离路 0 米",
    ]
    assert solid["p3"]["properties"]["lines"][0] == "与基地之间没有路相通"
    assert solid["p1"]["properties"]["kind"] == "place"
    assert points["provider"][0]["properties"]["code"] == "b1"
    assert legend(made)["与基地之间的行程"] == [
        "4 分钟以内（1）",
        "14～21 分钟（2）",
        "与基地之间没有路相通（1）",
    ]


def test_villages_on_journeys_are_villages():
    made = journey_map(table_of((5, 5)), BASES, None, lang="en", kind="village")
    (one,) = by_style(made)["covered_minutes"]
    assert one["properties"]["kind"] == "village"
    assert "Roads" not in legend(made)


def test_villages_without_a_position_are_told_as_villages():
    table = table_of((5, 5), (5, 6))
    table.loc["p1", ["lon", "lat", "minutes", "km", "road_m"]] = np.nan
    made = journey_map(table, BASES, None, lang="zh", kind="village")
    assert say("atlas_note_no_place", "zh", count=1) in json.dumps(
        data_of(made)["legend"], ensure_ascii=False
    )


def test_places_without_a_position_are_told_not_drawn():
    table = table_of((5, 5), (5, 6))
    table.loc["p1", ["lon", "lat", "minutes", "km", "road_m"]] = np.nan
    made = journey_map(table, BASES, None, lang="zh")
    assert "1 个地点没有位置，图上未画" in json.dumps(
        data_of(made)["legend"], ensure_ascii=False
    )
    assert len(by_style(made)["covered_minutes"]) == 1
    assert labels(made, "township") == ["地0"]
    assert legend(made)["与基地之间的行程"] == ["15 分钟以内（1）"]


def test_without_a_report_the_map_shows_the_roads():
    drawn = roads_drawn(travel())
    made = closure_map(None, drawn, lang="zh", sources=["x.osm.pbf"])
    (south, west), (north, east) = data_of(made)["bounds"]
    assert (west, south, east, north) == pytest.approx(drawn.bounds)
    credit = "© OpenStreetMap contributors"
    assert data_of(made)["attribution"] == f"资料：x.osm.pbf · {credit} · 内部使用"
    assert "area" not in by_style(made)


def test_with_nothing_at_all_a_map_is_made_still():
    empty = pd.DataFrame(columns=["name", "lon", "lat", "base", "minutes", "km"])
    none = Stops((), (), np.empty((0, 2)))
    made = journey_map(empty.assign(road_m=[]), none, None, lang="zh")
    assert data_of(made)["bounds"] == [[18.0, 73.0], [54.0, 135.0]]
    bare = closure_map(None, NOTHING, lang="en", places=empty.assign(road_m=[]))
    assert data_of(bare)["layers"] == []
    assert data_of(bare)["legend"] == []


def test_one_place_alone_has_ground_around_it():
    made = journey_map(table_of((5, 10)), BASES, None, lang="zh")
    (south, west), (north, east) = data_of(made)["bounds"]
    assert north - south == pytest.approx(0.05)
    assert east - west == pytest.approx(0.05)


def test_places_can_stand_on_the_map_of_closures():
    made = closure_map(
        None, roads_drawn(travel()), lang="zh", places=table_of((5, 5)), limit_min=30
    )
    (one,) = by_style(made)["covered_minutes"]
    assert one["properties"]["kind"] == "place"


def test_bases_can_stand_there_too():
    made = closure_map(
        None, roads_drawn(travel()), lang="zh", places=table_of((5, 5)), bases=BASES
    )
    assert [one["properties"]["code"] for one in by_style(made)["provider"]] == ["b1"]
    assert "基地（1）" in json.dumps(data_of(made)["legend"], ensure_ascii=False)


def test_every_symbol_of_a_provider_is_in_the_legend():
    made = closure_map(report(), roads_drawn(travel()), lang="zh")
    drawn = by_style(made)["provider_small"]
    told = next(
        one for one in data_of(made)["legend"]
        if one["title"] == say("atlas_legend_providers", "zh")
    )  # fmt: skip
    shapes = {one["properties"]["shape"] for one in drawn}
    assert {entry["shape"] for entry in told["entries"]} >= shapes
    assert {entry["style"] for entry in told["entries"]} == {"provider_small"}


def test_straight_lines_are_said_here_too():
    plain = build_report(toy.layers(), Rule(limit_min=15), today=dt.date(2019, 6, 1))
    made = closure_map(plain, roads_drawn(travel()), lang="zh")
    assert data_of(made)["banner"] == "直线估算，不是道路车程"
    by_road = closure_map(report(), roads_drawn(travel()), lang="zh")
    assert data_of(by_road)["banner"] == ""


def test_hostile_names_stay_text():
    hostile = "</script><img src=x onerror=alert(1)>{{7*7}}"
    table = table_of((5, 5)).assign(name=hostile, base=hostile)
    bases = Stops(("b",), (hostile,), BASES.lonlat)
    one = journey_map(table, bases, None, lang="zh")
    two = closure_map(
        report(), roads_drawn(travel()), lang="zh", closures=[(hostile, AREA)],
        critical=[critical(0, hostile)],
    )  # fmt: skip
    for made in (one, two):
        assert hostile not in made.get_root().render()
