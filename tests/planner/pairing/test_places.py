"""Where units are: villages at their own place, townships and counties at the seat."""

import numpy as np
import pytest
import shapely

from geo.frames import conform
from planner.pairing.places import places_of
from tests import toy
from tests.planner.pairing.asking import code, layers


def at(number):
    point = toy.villages().geometry.iloc[number - 1]
    return pytest.approx((point.x, point.y))


def test_a_county_is_where_its_first_township_is_and_that_where_its_first_village():
    found = places_of(layers(), [code(4), "451022101", toy.WEST, toy.EAST])
    assert [tuple(row) for row in found.tolist()] == [at(4), at(3), at(1), at(5)]


def test_a_point_of_a_township_goes_before_its_villages():
    towns = toy.townships()
    shapes = towns.geometry.tolist()
    shapes[0] = shapely.Point(107.0, 23.5)
    frames = layers(townships=conform(towns.set_geometry(shapes), "townships"))
    assert places_of(frames, [toy.WEST]).tolist() == [[107.0, 23.5]]


def test_without_villages_a_point_inside_will_do():
    frames = layers(
        villages=toy.villages().iloc[:0], townships=toy.townships().iloc[:0]
    )
    (place,) = places_of(frames, [toy.EAST])
    assert toy.counties().geometry.iloc[1].contains(shapely.Point(place))


def test_cities_and_unknown_codes_have_no_place():
    assert np.isnan(places_of(layers(), ["4510", "45", "", "451099"])).all()
    assert places_of(layers(), []).shape == (0, 2)
