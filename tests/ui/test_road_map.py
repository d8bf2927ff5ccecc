"""Roads, closures and reach on the maps of the toy region, checkable by hand."""

import datetime as dt
import gzip
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import STORAGE_CRS
from geo.roads.closures import Closure, close
from geo.roads.engine import RoadTravel
from geo.roads.lines import from_lines
from geo.roads.profiles import load_profiles
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps import palette, roads
from ui.maps.bands import bands_of
from ui.maps.gap_map import gap_map
from ui.maps.road_features import closed_layer, light, reach_layer, road_layers
from ui.maps.roads import RoadsDrawn, roads_drawn

ALL = (-180.0, -90.0, 180.0, 90.0)


def travel(*closures):
    segments, _ = from_lines(toy.roads())
    closed, _ = close(segments, closures)
    return RoadTravel(segments, load_profiles()["car"]).with_closed(closed)


def report(by=None):
    rule = Rule(limit_min=15)
    return build_report(
        toy.layers(), rule, travel=by or travel(), today=dt.date(2019, 6, 1)
    )


def frame(lines, **columns):
    shapes = [shapely.LineString(line) for line in lines]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=STORAGE_CRS)


def network(*highways, lengths=None):
    """One stretch of each class, side by side."""
    count = len(highways)
    return RoadsDrawn(
        frame(
            [[(100 + i / 100, 23), (100 + i / 100, 23.5)] for i in range(count)],
            edge=range(count),
            highway=list(highways),
            name=[""] * count,
            ref=[""] * count,
            length_m=lengths or [1.0] * count,
        ),
        frame([], name=[]),
    )


def told(layers):
    return {
        feature["properties"].get("name"): feature["properties"].get("lines")
        for one in layers
        for feature in one["data"]["features"]
    }


def data_of(made):
    (drawing,) = [one for one in made._children.values() if one._name == "Drawing"]
    return json.loads(drawing.data)


def styles(made):
    return [one["style"] for one in data_of(made)["layers"]]


def test_roads_of_a_network_keep_names_lengths_and_driving_time():
    drawn = roads_drawn(travel())
    assert list(drawn.lines["edge"]) == list(range(11))
    # A trunk road is driven at 60 km/h: 10 km in ten minutes.
    assert drawn.lines["seconds"].iat[0] == pytest.approx(600, rel=1e-3)
    assert drawn.closed.empty
    assert drawn.reach is None
    assert not drawn.illustrative


def test_a_road_nobody_may_drive_has_no_time():
    segments, _ = from_lines(toy.roads())
    segments.edges.loc[0, "access"] = "no"
    made = roads_drawn(RoadTravel(segments, load_profiles()["car"]))
    assert np.isnan(made.lines["seconds"].iat[0])


def test_closed_parts_are_cut_where_the_closure_begins():
    # Of the lane L1 from (5, 10) down to (5, 5) the lower half, up to km 7.5.
    area = toy.rectangle(4, 0, 6, 7.5)
    closed = roads_drawn(travel(Closure("x", area=area))).closed
    (line,) = closed.geometry
    ends = sorted(line.coords, key=lambda place: place[1])
    assert ends[0] == pytest.approx((toy.at(5, 5).x, toy.at(5, 5).y), abs=1e-6)
    assert ends[-1] == pytest.approx((toy.at(5, 7.5).x, toy.at(5, 7.5).y), abs=1e-5)


def test_a_whole_road_closed_is_drawn_whole_by_its_name():
    drawn = roads_drawn(travel(Closure("x", roads=("G901",))))
    assert set(drawn.closed["name"]) == {"示意国道", "示意大桥"}
    layer = closed_layer(drawn, lang="zh", tolerance_m=5)
    assert list(told([layer])) == ["封路：示意国道", "封路：示意大桥"]
    # Two stretches west of the bridge and two east of it.
    west_and_east = layer["data"]["features"][0]["geometry"]
    assert west_and_east["type"] == "MultiLineString"
    assert len(west_and_east["coordinates"]) == 2


def test_roads_are_told_by_name_number_length_and_minutes():
    layers = road_layers(roads_drawn(travel()), lang="zh", tolerance_m=5)
    assert [one["style"] for one in layers] == ["road_small", "road_main"]
    # 28 km in 28 minutes but for a metre, and rounded up.
    assert told(layers[1:]) == {
        "示意国道": ["国道 · G901", "28.0 公里 · 28 分钟"],
        "示意大桥": ["国道 · G901", "2.0 公里 · 2 分钟"],
    }


def test_small_roads_are_one_shape_that_says_nothing():
    small = road_layers(roads_drawn(travel()), lang="zh", tolerance_m=5)[0]
    assert len(small["data"]["features"]) == 1
    assert small["data"]["features"][0]["properties"] == {}
    assert not small["clickable"]


def test_every_road_can_be_clicked_by_its_number():
    layers = road_layers(
        roads_drawn(travel()), lang="en", tolerance_m=5, clickable=True
    )
    codes = {
        feature["properties"]["code"]: feature["properties"]
        for one in layers
        for feature in one["data"]["features"]
    }
    assert set(codes) == {"R1", "L1", "L2", "L3", "L4", "L5", "L6"}
    assert all(one["kind"] == "road" for one in codes.values())
    assert codes["R1"]["name"] == "示意国道"
    assert codes["L1"]["name"] == "village road"
    assert codes["L1"]["lines"] == ["5.0 km · 15 min"]


@pytest.mark.parametrize(
    ("highway", "style"),
    [
        ("motorway", "road_main"),
        ("trunk_link", "road_main"),
        ("primary", "road_main"),
        ("secondary", "road_middle"),
        ("tertiary_link", "road_middle"),
        ("unclassified", "road_small"),
        ("path", "road_small"),
        ("what is this", "road_small"),
    ],
)
def test_width_says_the_class(highway, style):
    (layer,) = road_layers(network(highway), lang="zh", tolerance_m=5)
    assert layer["style"] == style


def test_columns_beyond_the_least_may_be_missing():
    lines = network("primary").lines.drop(columns="length_m").assign(name="干道")
    layers = road_layers(
        RoadsDrawn(lines, frame([], name=[])), lang="zh", tolerance_m=5
    )
    assert told(layers) == {"干道": ["省道"]}


def test_too_many_stretches_lose_the_lowest_classes(monkeypatch):
    monkeypatch.setattr(roads, "MOST_STRETCHES", 4)
    many = network("track", "primary", "tertiary", "tertiary", "service", "trunk")
    fewer, thinned = many.fitting(ALL)
    assert thinned
    assert list(fewer.lines["highway"]) == ["primary", "tertiary", "tertiary", "trunk"]
    monkeypatch.setattr(roads, "MOST_STRETCHES", 3)
    assert list(many.fitting(ALL)[0].lines["highway"]) == ["primary", "trunk"]


def test_of_one_class_too_many_the_longest_stay(monkeypatch):
    monkeypatch.setattr(roads, "MOST_STRETCHES", 2)
    many = network("trunk", "trunk", "trunk", "track", lengths=[5.0, 1.0, 7.0, 99.0])
    fewer, thinned = many.fitting(ALL)
    assert thinned
    assert list(fewer.lines["edge"]) == [0, 2]


def test_as_many_as_fit_stay_as_they_are(monkeypatch):
    monkeypatch.setattr(roads, "MOST_STRETCHES", 2)
    fewer, thinned = network("track", "path").fitting(ALL)
    assert not thinned
    assert len(fewer.lines) == 2


def test_reach_loses_the_same_classes(monkeypatch):
    monkeypatch.setattr(roads, "MOST_STRETCHES", 2)
    two = network("track", "primary")
    lane, road = (100.0, 100.01)
    parts = frame(
        [[(lane, 23), (lane, 24)], [(lane, 24), (lane, 25)], [(road, 23), (road, 24)]],
        edge=[0, 0, 1], cost_from=[0.0] * 3, cost_to=[1.0] * 3,
    )  # fmt: skip
    fewer, thinned = RoadsDrawn(two.lines, two.closed, parts).fitting(ALL)
    assert thinned
    assert list(fewer.reach["edge"]) == [1]
    assert two.parts(parts[:2])[1] is False


def test_only_what_lies_in_the_box_is_kept():
    drawn = roads_drawn(travel(Closure("x", roads=("L6",))))
    west, south = toy.at(0, 0).coords[0]
    east, north = toy.at(9, 20).coords[0]
    fewer, _ = drawn.fitting((west, south, east, north))
    assert set(fewer.lines["road_id"]) == {"R1", "L1", "L2"}
    assert fewer.closed.empty


def test_bounds_of_no_road_are_none():
    assert network().bounds is None
    assert network("trunk").bounds == (100.0, 23.0, 100.0, 23.5)


def reached(begin, end):
    return frame([[(106.0, 0.0), (106.9, 0.0)]], edge=[0], cost_from=[begin],
                 cost_to=[end])  # fmt: skip


def colours(layer):
    return {
        feature["properties"]["color"]: feature["geometry"]["coordinates"]
        for feature in layer["data"]["features"]
    }


@pytest.mark.parametrize(("begin", "end"), [(0, 2700), (2700, 0)])
def test_reach_is_cut_where_the_band_changes(begin, end):
    """On the equator shares of longitude are shares of metres."""
    layer = reach_layer(reached(begin, end), bands_of(45, "s"), tolerance_m=5)
    found = colours(layer)
    parts = [
        [[[106.0, 0.0], [106.3, 0.0]]],
        [[[106.3, 0.0], [106.6, 0.0]]],
        [[[106.6, 0.0], [106.9, 0.0]]],
    ]
    from_near = [found[colour] for colour in palette.MINUTES[:3]]
    assert from_near == (parts[::-1] if begin else parts)


@pytest.mark.parametrize(
    ("cost", "band"), [(0, 0), (900, 0), (900.5, 1), (1800, 1), (2700, 2)]
)
def test_a_part_of_one_cost_is_in_one_band(cost, band):
    layer = reach_layer(reached(cost, cost), bands_of(45, "s"), tolerance_m=5)
    assert list(colours(layer)) == [palette.MINUTES[band]]


def test_a_part_that_ends_on_a_border_is_one_piece():
    layer = reach_layer(reached(0, 900), bands_of(45, "s"), tolerance_m=5)
    assert list(colours(layer)) == [palette.MINUTES[0]]


def test_lines_lose_bends_that_cannot_be_seen_and_keep_their_ends():
    line = shapely.LineString([(106, 23), (106.05, 23.0001), (106.1234567, 23)])
    made = light(np.array([line], dtype=object), 50)[0]
    assert list(made.coords) == [(106, 23), (106.1235, 23)]
    fine = light(np.array([line], dtype=object), 5)[0]
    assert list(fine.coords) == [(106, 23), (106.05, 23.0001), (106.12346, 23)]


def test_gap_map_draws_roads_under_points_and_closures_always():
    drawn = roads_drawn(travel(Closure("x", roads=("L6",))))
    found = styles(gap_map(report(), lang="zh", roads=drawn))
    assert found == [
        "area", "border", "road_small", "road_main", "closed", "covered", "provider",
        "provider", "uncovered",
    ]  # fmt: skip
    without = gap_map(report(), lang="zh", roads=drawn, show=frozenset({"villages"}))
    assert [name for name in styles(without) if name in {"road_main", "closed"}] == [
        "closed"
    ]


def test_roads_take_no_clicks_on_the_gap_map():
    found = data_of(gap_map(report(), lang="zh", roads=roads_drawn(travel())))
    for one in found["layers"]:
        if one["style"].startswith("road"):
            assert not one["clickable"]
            assert one["hover"]
            assert one["pane"] == "road"


def test_legend_lists_roads_and_closures_only_if_drawn():
    def section(**options):
        drawn = roads_drawn(travel(*options.pop("closures", ())))
        made = data_of(gap_map(report(), lang="zh", roads=drawn, **options))
        for one in made["legend"]:
            if one["title"] == "道路":
                return [entry["text"] for entry in one["entries"]]
        return []

    shut = (Closure("x", roads=("L6",)),)
    assert section() == ["高速、国道、省道", "村道和其他道路"]
    assert section(closures=shut)[-1] == "封闭路段"
    assert section(closures=shut, show=frozenset()) == ["封闭路段"]
    assert section(show=frozenset()) == []


def test_thinning_is_said(monkeypatch):
    monkeypatch.setattr(roads, "MOST_STRETCHES", 6)
    drawn = roads_drawn(travel())
    found = data_of(gap_map(report(), lang="en", roads=drawn))
    assert "lower classes are left out" in json.dumps(found["legend"])
    hidden = gap_map(report(), lang="en", roads=drawn, show=frozenset())
    assert "lower classes" not in json.dumps(data_of(hidden)["legend"])


def test_reach_is_drawn_with_its_legend():
    cost = {"edge": [0], "cost_from": [0.0], "cost_to": [900.0]}
    line = [toy.at(5, 10).coords[0], toy.at(15, 10).coords[0]]
    drawn = RoadsDrawn(
        roads_drawn(travel()).lines, frame([], name=[]), frame([line], **cost)
    )
    made = data_of(gap_map(report(), lang="zh", roads=drawn))
    assert "reach" in [one["style"] for one in made["layers"]]
    (section,) = [one for one in made["legend"] if one["title"] == "沿道路可达"]
    assert [entry["text"] for entry in section["entries"]] == [
        "5 分钟以内",
        "5～10 分钟",
        "10～15 分钟",
    ]


def test_illustrative_roads_are_named_below_the_map():
    layers = toy.layers() | {"roads": toy.roads().assign(illustrative=True)}
    rule, day = Rule(limit_min=15), dt.date(2019, 6, 1)
    made = build_report(layers, rule, travel=travel(), today=day)
    found = data_of(gap_map(made, lang="zh", roads=roads_drawn(travel())))
    assert "含示意数据（道路）" in found["attribution"]
    assert "roads.csv" in found["attribution"]
    assert "道路" not in data_of(gap_map(made, lang="zh"))["attribution"]


def test_hostile_road_names_stay_text():
    hostile = "</script><img src=x onerror=alert(1)>{{7*7}}"
    lines = network("primary").lines.assign(name=hostile)
    drawn = RoadsDrawn(lines, frame([[(100, 23), (100, 24)]], name=[hostile]))
    page = gap_map(report(), lang="zh", roads=drawn).get_root().render()
    assert hostile not in page
    found = data_of(gap_map(report(), lang="zh", roads=drawn))
    assert hostile not in json.dumps(found["legend"])


def test_fifteen_hundred_stretches_add_less_than_sixty_kilobytes():
    lines = network(*["unclassified"] * 1400, *["primary"] * 100).lines
    rng = np.random.default_rng(1)
    middle = np.array([107.2, 23.6])
    places = middle + rng.normal(0, 0.01, (1500, 7, 2)).cumsum(axis=1)
    lines = lines.set_geometry([shapely.LineString(one) for one in places.round(5)])
    drawn = RoadsDrawn(lines.set_crs(STORAGE_CRS), frame([], name=[]))
    made = gap_map(report(), lang="zh", roads=drawn).get_root().render()
    bare = gap_map(report(), lang="zh").get_root().render()
    sizes = [len(gzip.compress(page.encode())) for page in (bare, made)]
    assert 10_000 < sizes[1] - sizes[0] < 60_000
