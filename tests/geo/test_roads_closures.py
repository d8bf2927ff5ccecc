"""Closures by road, by area and by date, and what they change."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import STORAGE_CRS
from geo.frames import conform, empty
from geo.roads.closures import Closure, Season, close, from_layer
from geo.roads.engine import RoadTravel
from geo.roads.sites import Closed, whole_edges
from tests.geo.toy_roads import at, profile, segments

# A bridge in the middle, 1 km, and a way round of 3 km; 2 km of road on each side.
ROADS = segments(
    [at(0), at(2000), at(3000), at(5000)],
    [
        (0, 1, {"name": "右江大道", "ref": "G323;S210", "road_id": "11;12"}),
        (1, 2, {"name": "澄碧河大桥", "bridge": True, "road_id": "20"}),
        (2, 3, {"name": "右江大道", "ref": "G323", "road_id": "13"}),
        (1, 2, {"ref": "X804", "via": [at(2500, 1400)], "road_id": "30"}),
    ],
)
RAIN = Season((5, 15), (9, 30))
SNOW = Season((11, 15), (3, 31))


def closed_by(*closures, on=None):
    closed, issues = close(ROADS, closures, on=on)
    assert issues == ()
    return np.flatnonzero(closed.mask).tolist()


def box(west, south, east, north):
    return shapely.box(*at(west, south), *at(east, north))


@pytest.mark.parametrize(
    ("road", "edges"),
    [
        ("右江大道", [0, 2]),
        ("g323", [0, 2]),
        ("S210", [0]),
        ("12", [0]),
        (" X804 ", [3]),
        ("澄碧河大桥", [1]),
    ],
)
def test_a_road_is_known_by_name_number_and_id(road, edges):
    assert closed_by(Closure("封路", roads=(road,))) == edges


def test_an_area_closes_what_runs_through_it():
    closed, issues = close(ROADS, [Closure("塌方", area=box(4000, -100, 4500, 100))])
    assert issues == ()
    assert np.flatnonzero(closed.mask).tolist() == [2]
    assert (closed.start[2], closed.end[2]) == pytest.approx((0.5, 0.75), abs=1e-3)


def test_an_area_entered_twice_closes_all_between():
    roads = segments(
        [at(0), at(3000)],
        [(0, 1, {"via": [at(1000), at(1000, 500), at(2000, 500), at(2000)]})],
    )
    area = shapely.union_all([box(400, -50, 600, 50), box(2400, -50, 2600, 50)])
    closed, _ = close(roads, [Closure("两处", area=area)])
    # 4 km of road: from 400 m to 3,600 m.
    assert (closed.start[0], closed.end[0]) == pytest.approx((0.1, 0.9), abs=1e-3)


def test_a_road_inside_an_area_leaves_other_roads_open():
    area = box(1000, -100, 4000, 2000)
    assert closed_by(Closure("只封 G323", roads=("G323",), area=area)) == [0, 2]


def test_stretches_by_position():
    assert closed_by(Closure("断桥", edges=(1, 3))) == [1, 3]


def test_a_border_that_touches_closes_nothing():
    _, issues = close(ROADS, [Closure("擦边", area=box(-500, -100, 0, 100))])
    assert [issue.rule for issue in issues] == ["closure_touches_nothing"]


def test_all_faults_are_told_at_once():
    wrong = [
        Closure("雨季", roads=("G999", "右江大道", "无名路")),
        Closure("画点", area=shapely.Point(at(0))),
        Closure("海上", area=box(9000, 9000, 9500, 9500)),
    ]
    closed, issues = close(ROADS, wrong)
    assert [issue.rule for issue in issues] == [
        "closure_road_unknown",
        "closure_road_unknown",
        "closure_area_wrong",
        "closure_touches_nothing",
    ]
    assert "G999" in issues[0].line("zh")
    assert np.flatnonzero(closed.mask).tolist() == [0, 2]


def test_a_bow_tie_is_taken_for_its_two_halves():
    tie = shapely.Polygon([at(500, -100), at(1500, 100), at(1500, -100), at(500, 100)])
    assert closed_by(Closure("画乱了", area=tie)) == [0]


def line(*places):
    return shapely.LineString([at(*place) for place in places])


def test_a_line_closes_what_runs_along_it():
    """From 500 m to 1,500 m of the first stretch, which is 2 km long."""
    closed, issues = close(ROADS, [Closure("塌方", area=line((500,), (1500,)))])
    assert issues == ()
    assert np.flatnonzero(closed.mask).tolist() == [0]
    found = (closed.start[0], closed.end[0])
    assert found == pytest.approx((0.25, 0.75), abs=1e-3)


def test_a_line_drawn_along_one_stretch_closes_it_and_no_neighbour():
    """The way round leaves at both of the bridge's ends."""
    closed, _ = close(ROADS, [Closure("断桥", area=ROADS.edges.geometry.iloc[1])])
    assert np.flatnonzero(closed.mask).tolist() == [1]
    assert (closed.start[1], closed.end[1]) == (0, 1)


@pytest.mark.parametrize(
    "drawn", [line((1000, -500), (1000, 500)), line((500, 2), (1500, 2))]
)
def test_a_line_that_crosses_or_runs_beside_a_road_closes_nothing(drawn):
    closed, issues = close(ROADS, [Closure("横着画的", area=drawn)])
    assert not closed.mask.any()
    assert [issue.rule for issue in issues] == ["closure_touches_nothing"]


@pytest.mark.parametrize(("metres", "edges"), [(19, []), (21, [0])])
def test_twenty_metres_along_a_long_stretch_are_enough(metres, edges):
    closed, _ = close(ROADS, [Closure("短", area=line((500,), (500 + metres - 1,)))])
    # The band goes on half a metre past both ends of the line.
    assert np.flatnonzero(closed.mask).tolist() == edges


def test_half_of_a_short_stretch_is_enough():
    roads = segments([at(0), at(16), at(400)], [(0, 1, {}), (1, 2, {})])
    closed, _ = close(roads, [Closure("小桥", area=line((6,), (20,)))])
    assert np.flatnonzero(closed.mask).tolist() == [0]


def test_lines_of_several_parts_and_named_roads():
    parts = shapely.union_all([line((100,), (200,)), line((4000,), (4100,))])
    assert parts.geom_type == "MultiLineString"
    assert closed_by(Closure("两段", area=parts)) == [0, 2]
    assert closed_by(Closure("只封 S210", roads=("S210",), area=parts)) == [0]


def layer(*rows):
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs=STORAGE_CRS)
    return conform(frame, "closures")


def test_closures_of_the_layer_are_those_that_are_active():
    area = box(0, -100, 500, 100)
    found = from_layer(
        layer(
            {
                "closure_id": "F1", "name": "雨季", "roads": " G323；澄碧河大桥，g323;",
                "since": "2024-06-01", "until": "", "season_first": "05-15",
                "season_last": "09-30", "geometry": None,
            },
            {"closure_id": "F2", "name": "停用", "roads": "G323", "active": False},
            {"closure_id": "F3", "name": "塌方", "geometry": area, "since": "某日"},
            {"closure_id": "F4", "name": "空", "geometry": shapely.Polygon()},
        )
    )  # fmt: skip
    roads = ("G323", "澄碧河大桥", "g323")
    since = dt.date(2024, 6, 1)
    assert found == (
        Closure("雨季", roads, since=since, season=RAIN, key="F1"),
        Closure("塌方", area=area, key="F3"),
        Closure("空", key="F4"),
    )
    assert closed_by(*found) == [0, 1, 2]
    assert from_layer(empty("closures")) == ()


@pytest.mark.parametrize(
    ("season", "day", "holds"),
    [
        (RAIN, (5, 14), False),
        (RAIN, (5, 15), True),
        (RAIN, (9, 30), True),
        (RAIN, (10, 1), False),
        (SNOW, (11, 14), False),
        (SNOW, (12, 31), True),
        (SNOW, (1, 1), True),
        (SNOW, (2, 29), True),
        (SNOW, (4, 1), False),
    ],
)
def test_seasons(season, day, holds):
    assert season.holds(dt.date(2024, *day)) is holds


def test_dates_and_seasons_must_both_hold():
    closure = Closure(
        "雨季",
        roads=("G323",),
        since=dt.date(2024, 6, 1),
        until=dt.date(2024, 6, 30),
        season=RAIN,
    )
    days = {
        dt.date(2024, 5, 31): [],
        dt.date(2024, 6, 1): [0, 2],
        dt.date(2024, 6, 30): [0, 2],
        dt.date(2024, 7, 1): [],
    }
    for day, edges in days.items():
        assert closed_by(closure, on=day) == edges
    assert closed_by(closure) == [0, 2]


def test_closures_add_up():
    both = Closed(np.array([0.1, np.nan]), np.array([0.2, np.nan])) | Closed(
        np.array([0.5, 0.3]), np.array([0.6, 0.4])
    )
    assert both.start.tolist() == [0.1, 0.3]
    assert both.end.tolist() == [0.6, 0.4]


def test_the_nearest_before_and_after_the_bridge_is_out():
    """The east provider is 300 s away over the bridge, more by the way round."""
    travel = RoadTravel(ROADS, profile())
    villages, provider = np.array([at(1000), at(4000), at(2500)]), np.array([at(4500)])
    bridge = whole_edges(np.array([False, True, False, False]))
    who, before = travel.nearest(villages, provider, unit="s")
    assert before[:, 0].tolist() == pytest.approx([350, 50, 200], abs=1)
    assert who[:, 0].tolist() == [0, 0, 0]
    who, after = travel.with_closed(bridge).nearest(villages, provider, unit="s")
    # The village on the bridge itself is cut off.
    assert who[:, 0].tolist() == [0, 0, -1]
    round_s = ROADS.edges["length_m"][3] / 10
    assert after[:2, 0].tolist() == pytest.approx([250 + round_s, 50], abs=1)


def test_what_is_closed_already_stays_closed():
    shut = whole_edges(np.array([False, False, False, True]))
    bridge = whole_edges(np.array([False, True, False, False]))
    travel = RoadTravel(ROADS, profile(), closed=shut)
    both = travel.with_closed(travel.closed | bridge)
    who, _ = both.nearest(np.array([at(1000)]), np.array([at(4500)]), unit="s")
    assert who.tolist() == [[-1]]
