"""Places onto edges, by hand and beside a search over every edge."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.roads.snapping import Snapper, conformal, degrees, snap_issues
from tests.geo.toy_roads import at, segments

GEOD = Geod(ellps="GRS80")
# A cross: west to east through the middle, and north from it.
CROSS = segments(
    [at(0), at(1000), at(2000), at(1000, 1000)], [(0, 1, {}), (1, 2, {}), (1, 3, {})]
)


def snap(places, roads=CROSS, limit_m=1000, usable=None):
    return Snapper(roads, usable).snap(np.array(places), limit_m=limit_m)


def test_the_nearest_edge_not_the_nearest_node():
    """100 m north of the middle of the first stretch; its ends are 510 m away."""
    snaps = snap([at(500, 100)])
    assert snaps.edge.tolist() == [0]
    assert snaps.fraction == pytest.approx([0.5], abs=1e-4)
    assert snaps.distance_m == pytest.approx([100], abs=0.01)
    assert snaps.lonlat[0] == pytest.approx(at(500), abs=1e-6)


def test_fractions_run_with_the_edge():
    roads = segments([at(0), at(1000)], [(1, 0, {})])
    assert snap([at(200)], roads).fraction == pytest.approx([0.8], abs=1e-4)


def test_a_bend_counts_its_metres_not_its_degrees():
    """1 km east, 3 km north: a degree east is shorter, and the bend is at a quarter."""
    roads = segments([at(0), at(1000, 3000)], [(0, 1, {"via": [at(1000)]})])
    assert snap([at(1000)], roads).fraction == pytest.approx([0.25], abs=1e-4)


def test_near_a_junction_is_at_it():
    snaps = snap([at(1000, -50), at(-30)])
    first, second = zip(snaps.edge.tolist(), snaps.fraction.tolist(), strict=True)
    assert first in [(0, 1.0), (1, 0.0), (2, 0.0)]
    assert second == (0, 0.0)
    assert snaps.distance_m == pytest.approx([50, 30], abs=0.01)


def test_past_the_limit_the_distance_is_still_told():
    snaps = snap([at(500, 100), at(0, -80_000)], limit_m=99)
    assert snaps.edge.tolist() == [-1, -1]
    assert snaps.near.tolist() == [False, False]
    assert snaps.distance_m == pytest.approx([100, 80_000], abs=1)


def test_the_limit_itself_is_near():
    place = [at(500, 100)]
    exact = float(snap(place).distance_m[0])
    assert snap(place, limit_m=exact).near.tolist() == [True]


def test_only_usable_edges_are_found():
    usable = np.array([False, False, True])
    snaps = snap([at(200, 10)], usable=usable)
    assert snaps.edge.tolist() == [2]
    assert snaps.distance_m == pytest.approx([800], abs=0.1)


@pytest.mark.parametrize("usable", [np.zeros(3, dtype=bool)])
def test_no_edge_at_all(usable):
    snaps = snap([at(0)], usable=usable)
    assert snaps.edge.tolist() == [-1]
    assert math.isinf(snaps.distance_m[0])
    rules = [
        issue.rule
        for issue in snap_issues(snaps, ["一村"], layer="villages", limit_m=1)
    ]
    assert rules == ["no_road_at_all"]


def test_no_places_at_all():
    assert snap(np.empty((0, 2))).edge.shape == (0,)


def test_a_stretch_without_length_is_a_place():
    roads = segments([at(0), at(0)], [(0, 1, {})])
    snaps = snap([at(0, 40)], roads)
    assert snaps.fraction.tolist() == [0.0]
    assert snaps.distance_m == pytest.approx([40], abs=0.01)


def test_issues_name_the_village_and_the_distance():
    snaps = snap([at(0, -80_000), at(500)], limit_m=3000)
    issues = snap_issues(snaps, ["远村", "近村"], layer="villages", limit_m=3000)
    assert [(issue.rule, issue.key) for issue in issues] == [("no_road_near", "远村")]
    assert "80.0" in issues[0].line("zh")
    assert "3.0 km" in issues[0].line("en")


def test_the_same_question_is_answered_from_memory_and_another_is_not():
    snapper = Snapper(CROSS)
    first = snapper.snap(np.array([at(500)]), limit_m=10)
    assert snapper.snap(np.array([at(500)]), limit_m=10) is first
    assert snapper.snap(np.array([at(501)]), limit_m=10) is not first
    for step in range(20):
        snapper.snap(np.array([at(step)]), limit_m=10)
    assert snapper.snap(np.array([at(500)]), limit_m=10) is not first


@given(
    st.floats(-179, 179),
    st.floats(-85, 85),
    st.floats(-5000, 5000),
    st.floats(10, 5000),
)
@settings(deadline=None)
def test_everywhere_the_foot_is_the_nearest_point(lon, lat, along, off):
    """In any country: no point of the road is nearer by more than a part in 200."""
    ends = [GEOD.fwd(lon, lat, azimuth, 500)[:2] for azimuth in (30, 210)]
    roads = segments(ends, [(0, 1, {})])
    foot = GEOD.fwd(lon, lat, 30, along)[:2]
    place = GEOD.fwd(*foot, 120, off)[:2]
    snaps = snap([place], roads, limit_m=1e6)
    steps = shapely.line_interpolate_point(
        roads.edges.geometry[0], np.linspace(0, 1, 2001), normalized=True
    )
    points = shapely.get_coordinates(steps)
    count = len(points)
    *_, metres = GEOD.inv([place[0]] * count, [place[1]] * count, *points.T)
    assert snaps.distance_m[0] <= metres.min() * 1.005 + 0.3
    told = GEOD.inv(*place, *snaps.lonlat[0])[2]
    assert snaps.distance_m[0] == pytest.approx(told, abs=0.01)


@given(st.floats(-180, 180), st.floats(-88, 88))
def test_the_projection_comes_back(lon, lat):
    there = conformal(np.array([[lon, lat]]))
    assert degrees(there)[0] == pytest.approx((lon, lat), abs=1e-9)
