"""Frames of a declared layer: right columns, types and order, whatever comes in."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.crs import STORAGE_CRS, WGS84
from geo.frames import conform, county_names, dtype_of, empty, missing_of
from geo.schemas import LAYERS
from tests import toy

NAMES = list(LAYERS)


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_the_declared_ones_then_provenance_then_shape(name):
    frame = empty(name)
    declared = [column.name for column in LAYERS[name].stored_columns]
    assert list(frame.columns) == [*declared, "source_file", "source_row", "geometry"]
    assert frame.crs == STORAGE_CRS
    assert len(frame) == 0
    for column in LAYERS[name].stored_columns:
        assert frame[column.name].dtype == dtype_of(column.kind)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_given_is_missing_in_its_own_way(name):
    key = LAYERS[name].key
    frame = conform(pd.DataFrame({key: ["1", "2"]}), name)
    assert frame[key].tolist() == ["1", "2"]
    for column in LAYERS[name].stored_columns:
        if column.name == key:
            continue
        missing = missing_of(column)
        if missing is pd.NA:
            assert frame[column.name].isna().all()
        else:
            assert frame[column.name].tolist() == [missing] * 2
    assert frame.geometry.isna().all()
    assert frame["source_file"].tolist() == ["", ""]
    assert frame["source_row"].isna().all()


def test_a_closure_is_active_unless_it_says_no():
    frame = pd.DataFrame({"closure_id": ["1", "2", "3"], "active": [None, True, False]})
    assert conform(frame, "closures")["active"].tolist() == [True, True, False]
    assert conform(frame[["closure_id"]], "closures")["active"].all()


def test_nothing_in_a_cell_is_missing_and_not_the_word_nan():
    frame = pd.DataFrame(
        {
            "village_code": ["1", "2", "3"],
            "name": ["甲", None, float("nan")],
            "is_poor": [True, None, pd.NA],
            "exit_year": [2018, None, float("nan")],
        }
    )
    found = conform(frame, "villages")
    assert found["name"].tolist() == ["甲", "", ""]
    assert found["is_poor"].tolist() == [True, False, False]
    assert found["exit_year"].tolist()[0] == 2018
    assert found["exit_year"].isna().tolist() == [False, True, True]


def test_index_order_and_foreign_columns():
    frame = toy.villages().iloc[[3, 1]].assign(note="x")
    found = conform(frame, "villages")
    assert found.index.tolist() == [3, 1]
    assert "note" not in found
    assert found["source_row"].tolist() == [5, 3]
    assert found["source_file"].tolist() == ["villages.csv"] * 2


@pytest.mark.parametrize("name", ["counties", "townships", "villages", "bases"])
def test_what_conforms_stays_as_it_is(name):
    frame = toy.layers()[name]
    assert_geodataframe_equal(conform(frame, name), frame)


def test_a_crs_is_kept_and_none_is_taken_to_be_ours():
    point = [shapely.Point(107, 23)]
    data = {"base_id": ["b"]}
    assert conform(gpd.GeoDataFrame(data, geometry=point), "bases").crs == STORAGE_CRS
    other = gpd.GeoDataFrame(data, geometry=point, crs=WGS84)
    assert conform(other, "bases").crs == WGS84


def test_the_frame_given_is_left_alone():
    frame = toy.villages().assign(note="x")
    before = frame.copy()
    found = conform(frame, "villages")
    found.loc[0, "name"] = "changed"
    assert_geodataframe_equal(frame, before)


def test_counties_are_named_by_code():
    assert county_names(toy.counties()) == {toy.WEST: "田东县", toy.EAST: "德保县"}
    assert county_names(empty("counties")) == {}
