"""Simplified areas: lighter, still fitting, never gone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.crs import ALBERS_CHINA, STORAGE_CRS
from geo.errors import CrsError
from geo.simplify import for_display
from tests import toy


def wavy_pair() -> gpd.GeoDataFrame:
    """Two neighbours whose shared border swings 100 m about km 20, 200 times."""
    y = np.linspace(0, 20, 401)
    border = [(20 + 0.1 * (-1) ** n, each) for n, each in enumerate(y)]
    west = shapely.Polygon([(0, 0), *border, (0, 20)])
    east = shapely.Polygon([(40, 20), *border[::-1], (40, 0)])
    return gpd.GeoDataFrame(
        {"name": ["west", "east"]},
        index=[7, 3],
        geometry=toy.stored([west, east]),
        crs=STORAGE_CRS,
    )


def test_shared_borders_stay_shared_and_lose_their_waves() -> None:
    before = wavy_pair()
    after = for_display(before, tolerance_m=500)
    west, east = after.geometry
    assert west.intersection(east).area == 0
    assert shapely.union_all(after.geometry.to_numpy()).geom_type == "Polygon"
    assert shapely.coverage_is_valid(after.geometry.to_numpy())
    counts = shapely.get_num_coordinates(after.geometry.to_numpy())
    assert (counts < 30).all()


def test_small_tolerance_keeps_the_waves() -> None:
    after = for_display(wavy_pair(), tolerance_m=1)
    assert (shapely.get_num_coordinates(after.geometry.to_numpy()) >= 400).all()


def test_rows_columns_and_input_are_kept() -> None:
    before = wavy_pair()
    copy = before.copy(deep=True)
    after = for_display(before, tolerance_m=500)
    assert_geodataframe_equal(before, copy)
    assert list(after.index) == [7, 3]
    assert list(after["name"]) == ["west", "east"]
    assert after.crs == STORAGE_CRS


def test_coordinates_are_rounded() -> None:
    after = for_display(toy.counties(), tolerance_m=10, decimals=3)
    xy = shapely.get_coordinates(after.geometry.to_numpy())
    assert np.array_equal(xy, np.round(xy, 3))


def test_an_area_smaller_than_tolerance_and_decimals_does_not_vanish() -> None:
    tiny = toy.rectangle(30, 10, 30.01, 10.01)
    frame = gpd.GeoDataFrame(geometry=[tiny, *wavy_pair().geometry], crs=STORAGE_CRS)
    after = for_display(frame, tolerance_m=5_000, decimals=2)
    assert not after.geometry.is_empty.any()
    assert (shapely.area(after.geometry.to_numpy()) > 0).all()
    assert after.geometry.is_valid.all()


def test_other_shapes_are_only_rounded() -> None:
    point = toy.at(5, 5)
    bow_tie = shapely.Polygon([(107, 23), (108, 24), (108, 23), (107, 24)])
    frame = gpd.GeoDataFrame(geometry=[None, point, bow_tie], crs=STORAGE_CRS)
    after = for_display(frame, tolerance_m=1_000, decimals=4)
    assert after.geometry.iloc[0] is None
    assert after.geometry.iloc[1].equals_exact(point, 0.00006)
    assert after.geometry.iloc[2].equals_exact(bow_tie, 0)


def test_any_crs_comes_back_in_storage_crs() -> None:
    projected = wavy_pair().to_crs(ALBERS_CHINA)
    after = for_display(projected, tolerance_m=500)
    assert after.crs == STORAGE_CRS
    assert after.total_bounds == pytest.approx(wavy_pair().total_bounds, abs=0.005)


def test_no_rows_are_no_trouble() -> None:
    assert len(for_display(wavy_pair().iloc[:0], tolerance_m=500)) == 0


def test_unknown_crs_and_negative_tolerance_are_refused() -> None:
    with pytest.raises(CrsError, match="reference system"):
        for_display(wavy_pair().set_crs(None, allow_override=True), tolerance_m=1)
    with pytest.raises(ValueError, match="tolerance_m >= 0"):
        for_display(wavy_pair(), tolerance_m=-1)
