"""Which village a post at a base is counted at, and which bases there are."""

import datetime as dt

import pytest

from planner.roster.base_posts import open_bases, village_of_base
from tests import toy
from tests.planner.roster.asking import code


def found(base_id, **columns):
    bases = toy.bases()
    for name, value in columns.items():
        bases.loc[bases["base_id"] == base_id, name] = value
    layers = {"bases": bases, "villages": toy.villages()}
    return village_of_base(layers, base_id)


def test_the_village_it_is_registered_at_goes_before_the_nearest():
    assert found("b2", unit_code=code(6)) == code(6)
    # A unit that is none of the villages tells nothing.
    south_east = {"geometry": toy.at(26, 6), "unit_code": code(6)[:6]}
    assert found("b2", **south_east) == code(5)


@pytest.mark.parametrize(("county", "nearest"), [(toy.EAST, 5), (toy.WEST, 3), ("", 5)])
def test_else_it_is_the_nearest_of_its_county_or_of_all(county, nearest):
    south_east = {"geometry": toy.at(26, 6), "county_code": county}
    assert found("b2", **south_east) == code(nearest)


def test_a_base_of_no_place_has_no_village():
    assert found("b1", geometry=None) == ""
    assert found("nothing") == ""


def test_bases_are_those_open_on_the_day():
    bases = toy.bases().assign(closed=["2019-06-01", ""])
    for day, ids in (
        (dt.date(2017, 1, 1), ["b1"]),
        (dt.date(2019, 6, 1), ["b1", "b2"]),
        (dt.date(2019, 6, 2), ["b2"]),
    ):
        assert open_bases(bases, day)["base_id"].tolist() == ids
