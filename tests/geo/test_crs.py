"""Coordinate systems: stated, metric where needed, and one for storage."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod

from geo.crs import (
    ALBERS_CHINA,
    STORAGE_CRS,
    WEB_MERCATOR,
    WGS84,
    gauss_krueger,
    require_crs,
    same_datum,
    three_degree_codes,
    to_metres,
    to_storage,
    zone_of,
    zoned,
)
from geo.errors import CrsError
from tests import toy

GEOD = Geod(ellps="GRS80")


def points(*places, system=STORAGE_CRS):
    return gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in places], crs=system)


def parameter(system, name):
    return {part.name: part.value for part in system.coordinate_operation.params}[name]


def central_meridian(system):
    return parameter(system, "Longitude of natural origin")


@pytest.mark.parametrize(
    ("longitudes", "meridian"),
    [
        ([106.6], 108),
        ([106.4], 105),
        ([104.5, 107.5], 105),
        ([121.6, 123.8], 123),
        ([73.5], 75),
        ([60], 75),
        ([135.2], 135),
        ([150], 135),
    ],
)
def test_the_zone_is_the_one_nearest_the_middle(longitudes, meridian):
    found = gauss_krueger(longitudes)
    assert central_meridian(found) == meridian
    assert found.is_projected


@given(st.floats(75, 135))
def test_no_longitude_is_more_than_a_degree_and_a_half_from_its_meridian(longitude):
    assert abs(central_meridian(gauss_krueger([longitude])) - longitude) <= 1.5


@pytest.mark.parametrize("prefix", [*range(13, 24), *range(25, 46)])
def test_a_zone_number_stands_before_its_eastings(prefix):
    found = zoned(prefix)
    assert found is not None
    assert parameter(found, "False easting") == prefix * 1_000_000 + 500_000
    width = 6 if prefix <= 23 else 3
    meridian = prefix * width - (3 if width == 6 else 0)
    assert central_meridian(found) == meridian


@pytest.mark.parametrize("prefix", [0, 12, 24, 46, -1])
def test_no_zone_of_china_has_another_number(prefix):
    assert zoned(prefix) is None


def test_the_list_of_zones_goes_from_west_to_east():
    meridians = [central_meridian(CRS.from_epsg(code)) for code in three_degree_codes()]
    assert meridians == list(range(75, 136, 3))


def test_metres_are_metres_to_a_part_in_a_thousand():
    places = [(106.0, 23.5), (106.5, 24.0), (107.4, 23.2)]
    metric = to_metres(points(*places)).geometry
    for one in range(3):
        for two in range(one):
            true = GEOD.inv(*places[one], *places[two])[2]
            assert metric[one].distance(metric[two]) == pytest.approx(true, rel=1e-3)


def test_wide_data_and_no_data_use_the_map_of_all_china():
    assert to_metres(points((80, 40), (120, 30))).crs == ALBERS_CHINA
    assert to_metres(points()).crs == ALBERS_CHINA


def test_toy_areas_come_back_in_metres():
    areas = to_metres(toy.counties()).area
    assert areas.tolist() == pytest.approx([4e8, 4e8], rel=1e-3)


def test_storage_is_reached_from_anywhere_and_equal_datums_are_relabelled():
    place = (107.25, 23.75)
    for system in (WGS84, STORAGE_CRS):
        found = to_storage(points(place, system=system))
        assert found.crs == STORAGE_CRS
        assert (found.geometry[0].x, found.geometry[0].y) == place
    metric = points(place).to_crs(gauss_krueger([107]))
    back = to_storage(metric).geometry[0]
    assert (back.x, back.y) == pytest.approx(place, abs=1e-9)


def test_equal_datums():
    assert same_datum(WGS84, STORAGE_CRS)
    assert same_datum(WEB_MERCATOR, WEB_MERCATOR)
    assert not same_datum(WGS84, WEB_MERCATOR)
    beijing54 = CRS.from_proj4("+proj=longlat +ellps=krass +no_defs")
    assert not same_datum(beijing54, STORAGE_CRS)


def test_a_frame_without_a_system_is_refused_everywhere():
    bare = points((107, 23), system=None)
    for refuse in (
        lambda: require_crs(bare, layer="villages"),
        lambda: to_metres(bare),
        lambda: to_storage(bare),
    ):
        with pytest.raises(CrsError) as error:
            refuse()
        (issue,) = error.value.issues
        assert issue.rule == "crs_missing"
        assert issue.line("zh") != issue.line("en")


def test_the_meridian_told_of_a_zone_is_the_one_it_has():
    """Held against PROJ's own parameter for every zone there is."""
    codes = {*three_degree_codes()} | {
        str(zoned(n).to_epsg()) for n in (*range(13, 24), *range(25, 46))
    }
    for code in codes:
        operation = CRS.from_epsg(int(code)).coordinate_operation
        said = {one.name: one.value for one in operation.params}
        assert zone_of(code) == (
            said["Longitude of natural origin"],
            said["False easting"] > 1_000_000,
        )
    assert zone_of("4326") is None
