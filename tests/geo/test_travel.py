"""Straight-line travel, beside GeographicLib and a loop."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.travel import Reach, StraightLine

GEOD = Geod(ellps="GRS80")
# 36 km/h is 10 m/s: seconds are metres over ten.
TEN_METRES_A_SECOND = StraightLine(speed_kmh=36, detour=1)
CHINA = st.tuples(st.floats(74, 134), st.floats(18, 53))
# Points of one county: near each other, some on the same place.
COUNTY = st.tuples(
    st.sampled_from([106.0, 106.05, 106.2, 106.6, 107.0]),
    st.sampled_from([23.0, 23.01, 23.3, 23.9]),
)


def array(points):
    return np.array(points, dtype=float).reshape(-1, 2)


def metres(one, two):
    return GEOD.inv(*one, *two)[2]


def east_of(point, distance):
    lon, lat, _ = GEOD.fwd(*point, 90, distance)
    return (lon, lat)


def cell(reach, row=0, column=0):
    return reach.matrix[[row], [column]].item()


@given(st.lists(CHINA, min_size=1, max_size=4), st.lists(CHINA, min_size=1, max_size=4))
def test_cost_is_the_geodesic(origins, destinations):
    reach = TEN_METRES_A_SECOND.within(
        array(origins), array(destinations), cutoff=9e6, unit="m"
    )
    assert reach.matrix.nnz == len(origins) * len(destinations)
    dense = reach.matrix.toarray()
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            true = metres(origin, destination)
            # An arc is longer than its chord by (d/R)²/24; we use one R for all arcs,
            # wrong by up to a hundredth: centimetres within a county.
            slack = 0.01 + true * (true / 6.4e6) ** 2 / 24 * 0.02
            assert true - slack <= dense[row, column] <= max(true + slack + 1, 1)


@given(
    st.lists(COUNTY, max_size=6),
    st.lists(COUNTY, max_size=6),
    st.integers(1, 5000),
    st.sampled_from([StraightLine(), StraightLine(speed_kmh=20, detour=1.8)]),
)
def test_within_is_the_loop_over_all_pairs(origins, destinations, cutoff, travel):
    reach = travel.within(
        array(origins), array(destinations), cutoff=cutoff, unit="s"
    ).matrix
    expected = {}
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            road = metres(origin, destination) * travel.detour
            seconds = max(math.ceil(road / (travel.speed_kmh / 3.6) - 1e-3), 1)
            if seconds <= cutoff:
                expected[row, column] = seconds
    found = reach.tocoo()
    assert reach.shape == (len(origins), len(destinations))
    assert {
        (int(i), int(j)): int(v)
        for i, j, v in zip(found.row, found.col, found.data, strict=True)
    } == expected


@given(st.lists(COUNTY, max_size=6), st.lists(COUNTY, max_size=6), st.integers(1, 4))
def test_nearest_is_the_sorted_loop(origins, destinations, k):
    indices, costs = TEN_METRES_A_SECOND.nearest(
        array(origins), array(destinations), unit="m", k=k
    )
    assert indices.shape == costs.shape == (len(origins), k)
    for row, origin in enumerate(origins):
        all_of_them = [metres(origin, destination) for destination in destinations]
        for place in range(k):
            if place >= len(destinations):
                assert (indices[row, place], costs[row, place]) == (-1, 0)
                continue
            true = sorted(all_of_them)[place]
            assert abs(all_of_them[indices[row, place]] - true) < 0.1
            assert true - 0.1 <= costs[row, place] <= true + 1.1
        found = [index for index in indices[row].tolist() if index >= 0]
        assert len(set(found)) == len(found)


@given(st.lists(COUNTY, min_size=1, max_size=5), st.lists(COUNTY, max_size=5))
def test_nearest_and_within_tell_the_same_cost(origins, destinations):
    travel = StraightLine()
    indices, costs = travel.nearest(array(origins), array(destinations), unit="s", k=5)
    reach = travel.within(array(origins), array(destinations), cutoff=1e6, unit="s")
    for row in range(len(origins)):
        for index, cost in zip(indices[row], costs[row], strict=True):
            if index >= 0:
                assert cell(reach, row, index) == cost


def test_seconds_and_metres_are_rounded_up():
    start = (106.0, 23.0)
    places = array([east_of(start, distance) for distance in (1000.5, 1004, 1009.5)])
    reach = TEN_METRES_A_SECOND.within(array([start]), places, cutoff=200, unit="s")
    assert reach.matrix.toarray().tolist() == [[101, 101, 101]]
    reach = TEN_METRES_A_SECOND.within(array([start]), places, cutoff=2e3, unit="m")
    assert reach.matrix.toarray().tolist() == [[1001, 1004, 1010]]


def test_a_round_distance_is_not_rounded_past_itself():
    # East of a point on the equator the chord is exact: no slack of the earth's shape.
    travel = StraightLine(speed_kmh=36, detour=1)
    place = array([(106.0, 0.0)])
    degrees = 450 * 10 / (2 * math.pi * 6_378_137 / 360)
    reach = travel.within(place, array([(106.0 + degrees, 0.0)]), cutoff=450, unit="s")
    assert cell(reach) == 450


def test_the_cutoff_itself_is_within():
    start = (106.0, 23.0)
    place = array([east_of(start, 12_345.5)])
    for cutoff, entries in ((12_346, 1), (12_345, 0)):
        reach = TEN_METRES_A_SECOND.within(
            array([start]), place, cutoff=cutoff, unit="m"
        )
        assert reach.matrix.nnz == entries


def test_the_same_place_costs_one():
    place = array([(106.0, 23.0)])
    reach = TEN_METRES_A_SECOND.within(place, place, cutoff=60, unit="s")
    assert cell(reach) == 1
    assert TEN_METRES_A_SECOND.nearest(place, place, unit="s")[1].tolist() == [[1]]


def test_speed_and_detour_make_the_seconds():
    start = (106.0, 23.0)
    place = array([east_of(start, 10_000)])
    # 10 km straight, 14 km by road, 28 minutes at 30 km/h.
    reach = StraightLine().within(array([start]), place, cutoff=3600, unit="s")
    assert cell(reach) == pytest.approx(28 * 60, abs=1)
    reach = StraightLine().within(array([start]), place, cutoff=20_000, unit="m")
    assert cell(reach) == pytest.approx(14_000, abs=1)


@pytest.mark.parametrize(("origins", "destinations"), [(0, 0), (0, 2), (2, 0)])
def test_nobody_reaches_nobody(origins, destinations):
    here = np.full((origins, 2), 106.0)
    there = np.full((destinations, 2), 23.0)
    reach = StraightLine().within(here, there, cutoff=60, unit="s")
    assert isinstance(reach, Reach)
    assert reach.unit == "s"
    assert reach.matrix.shape == (origins, destinations)
    assert reach.matrix.nnz == 0
    indices, costs = StraightLine().nearest(here, there, unit="s", k=3)
    assert indices.tolist() == [[-1] * 3] * origins
    assert costs.tolist() == [[0] * 3] * origins


def test_columns_are_sorted_whole_numbers():
    here = array([(106.0, 23.0), (106.3, 23.1)])
    there = array([(106.3, 23.1), (106.1, 23.0), (106.0, 23.0)])
    matrix = StraightLine().within(here, there, cutoff=1e5, unit="s").matrix
    assert matrix.dtype == np.int64
    assert matrix.indices.tolist() == [0, 1, 2, 0, 1, 2]
    assert (matrix.data >= 1).all()


def test_the_other_side_of_the_world_is_merely_far():
    """The chord through the equator is longer than twice the mean radius."""
    here, there = array([(108.0, 0.0)]), array([(-72.0, 0.0)])
    _, costs = TEN_METRES_A_SECOND.nearest(here, there, unit="m")
    assert costs.item() == pytest.approx(math.pi * 6_371_008.8, rel=1e-6)
    reach = TEN_METRES_A_SECOND.within(here, there, cutoff=1e9, unit="m")
    assert reach.matrix.nnz == 1


def test_settings_name_the_method_and_its_numbers():
    assert StraightLine(speed_kmh=25, detour=1.5).settings == {
        "method": "straight_line",
        "speed_kmh": 25,
        "detour": 1.5,
    }


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_a_speed_is_positive(value):
    with pytest.raises(ValueError, match="speed_kmh"):
        StraightLine(speed_kmh=value)


@pytest.mark.parametrize("value", [0.99, -2, math.nan, math.inf])
def test_no_road_is_shorter_than_the_straight_line(value):
    with pytest.raises(ValueError, match="detour"):
        StraightLine(detour=value)


def test_a_straight_line_joins_every_place_and_measures_no_road():
    access = StraightLine().access(np.array([[106.0, 23.0], [107.0, 24.0]]))
    assert access.joined.tolist() == [True, True]
    assert np.isnan(access.distance_m).all()
    assert access.distance_m.shape == (2,)
