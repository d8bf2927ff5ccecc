"""Datums there and back."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.datum import (
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_gcj02,
)

LON = st.floats(73.5, 135.0)
LAT = st.floats(18.0, 53.5)


def metres(lon_1, lat_1, lon_2, lat_2):
    return Geod(ellps="WGS84").inv(lon_1, lat_1, lon_2, lat_2)[2]


def array(*values):
    return np.array(values, dtype=float)


def test_tiananmen_moves_as_published():
    lon, lat = wgs84_to_gcj02(array(116.404), array(39.915))
    assert lon[0] == pytest.approx(116.41024449916938, abs=1e-9)
    assert lat[0] == pytest.approx(39.91640428150164, abs=1e-9)


def test_gcj_to_bd_moves_as_published():
    lon, lat = gcj02_to_bd09(array(116.404), array(39.915))
    assert lon[0] == pytest.approx(116.41036949371029, abs=1e-9)
    assert lat[0] == pytest.approx(39.92133699351021, abs=1e-9)


@given(LON, LAT)
def test_gcj02_and_back_is_exact_to_a_micrometre(lon, lat):
    back = gcj02_to_wgs84(*wgs84_to_gcj02(array(lon), array(lat)))
    assert metres(lon, lat, back[0][0], back[1][0]) < 1e-6


@given(LON, LAT)
def test_wgs84_and_back_is_exact_to_a_micrometre(lon, lat):
    there = wgs84_to_gcj02(*gcj02_to_wgs84(array(lon), array(lat)))
    assert metres(lon, lat, there[0][0], there[1][0]) < 1e-6


@given(LON, LAT)
def test_bd09_and_back_is_exact_to_a_micrometre(lon, lat):
    back = bd09_to_gcj02(*gcj02_to_bd09(array(lon), array(lat)))
    assert metres(lon, lat, back[0][0], back[1][0]) < 1e-6


@given(LON, LAT)
def test_the_bend_is_a_few_hundred_metres(lon, lat):
    bent = wgs84_to_gcj02(array(lon), array(lat))
    assert 20 < metres(lon, lat, bent[0][0], bent[1][0]) < 1200


@pytest.mark.parametrize(("lon", "lat"), [(2.35, 48.85), (-74.0, 40.7), (151.2, -33.9)])
def test_outside_china_nothing_moves(lon, lat):
    for step in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02):
        moved = step(array(lon), array(lat))
        assert (moved[0][0], moved[1][0]) == (lon, lat)


def test_what_is_given_is_not_changed():
    lon, lat = array(106.6), array(23.9)
    wgs84_to_gcj02(lon, lat)
    assert (lon[0], lat[0]) == (106.6, 23.9)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_shapes_of_every_kind_come_back(datum):
    square = shapely.box(106.0, 23.0, 106.5, 23.5)
    shapes = np.array([square, shapely.Point(106.6, 23.9), None, shapely.Point()])

    def there(points):
        lon, lat = wgs84_to_gcj02(points[:, 0], points[:, 1])
        if datum == "bd09":
            lon, lat = gcj02_to_bd09(lon, lat)
        return np.column_stack([lon, lat])

    back = to_wgs84(shapely.transform(shapes, there), datum)
    assert shapely.equals_exact(back[0], square, tolerance=1e-10)
    assert shapely.equals_exact(back[1], shapes[1], tolerance=1e-10)
    assert back[2] is None
    assert back[3].is_empty


def test_wgs84_stays_itself():
    point = shapely.Point(106.6, 23.9)
    assert to_wgs84(point, "wgs84") == point


def test_arrays_move_as_one_point_does():
    lon, lat = np.full(1_000, 106.6), np.full(1_000, 23.9)
    moved = wgs84_to_gcj02(lon, lat)
    assert moved[0].shape == (1_000,)
    assert len(set(moved[0])) == 1
