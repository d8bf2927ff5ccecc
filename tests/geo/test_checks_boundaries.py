"""Areas in what the rules on shapes say; outer borders are not gaps."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.checks import run_checks
from geo.checks.boundaries import repairable
from geo.crs import STORAGE_CRS
from geo.issues import Issue
from tests import toy

TODAY = dt.date(2020, 6, 30)


def counties(*shapes_km: shapely.Geometry) -> gpd.GeoDataFrame:
    """Counties of these shapes, drawn in the sketch, each with a code of its own."""
    rows = [0, 1, *([1] * (len(shapes_km) - 2))][: len(shapes_km)]
    frame = pd.concat([toy.counties().iloc[rows]], ignore_index=True)
    frame["county_code"] = ["451022", "451024", "451026", "451027"][: len(frame)]
    frame["name"] = [f"{letter}县" for letter in "甲乙丙丁"[: len(frame)]]
    return frame.set_geometry(gpd.GeoSeries(toy.stored(shapes_km), crs=STORAGE_CRS))


def check(*shapes_km: shapely.Geometry) -> list[Issue]:
    return run_checks({"counties": counties(*shapes_km)}, today=TODAY)


def test_an_overlap_is_told_once_per_pair_with_its_area() -> None:
    (issue,) = check(shapely.box(0, 0, 20, 20), shapely.box(18, 5, 40, 15))
    assert (issue.rule, issue.severity) == ("overlaps_between_counties", "warning")
    assert issue.params["area_km2"] == pytest.approx(20, rel=0.01)
    assert "甲县 · 乙县" in issue.text("zh")


def test_a_county_drawn_over_another_overlaps_it_wholly() -> None:
    (issue,) = check(shapely.box(0, 0, 20, 20), shapely.box(5, 5, 10, 10))
    assert issue.rule == "overlaps_between_counties"
    assert issue.params["area_km2"] == pytest.approx(25, rel=0.01)


def test_a_hole_between_three_counties_is_a_gap() -> None:
    """A square of 10 km that belongs to none, walled in by three counties."""
    west = shapely.Polygon([(0, 0), (10, 0), (10, 10), (10, 20), (10, 30), (0, 30)])
    south = shapely.Polygon([(10, 0), (30, 0), (30, 10), (20, 10), (10, 10)])
    north = shapely.Polygon(
        [(10, 20), (20, 20), (20, 10), (30, 10), (30, 30), (10, 30)]
    )
    (issue,) = check(west, south, north)
    assert (issue.rule, issue.severity) == ("gaps_between_counties", "warning")
    assert issue.params["area_km2"] == pytest.approx(100, rel=0.01)
    assert issue.params["names"] == "甲县 · 乙县 · 丙县"


def test_a_hole_in_one_county_is_a_gap_unless_another_fills_it() -> None:
    ring = shapely.box(0, 0, 20, 20).difference(shapely.box(5, 5, 10, 10))
    (issue,) = check(ring)
    assert issue.params["names"] == "甲县"
    assert check(ring, shapely.box(5, 5, 10, 10)) == []


@pytest.mark.parametrize(("width_km", "told"), [(0.1, True), (0.25, False)])
def test_a_slit_open_at_both_ends_is_a_gap_a_wide_opening_is_not(
    width_km: float, told: bool
) -> None:
    issues = check(shapely.box(0, 0, 20, 20), shapely.box(20 + width_km, 0, 40, 20))
    assert [issue.rule for issue in issues] == ["gaps_between_counties"] * told
    for issue in issues:
        assert issue.params["area_km2"] == pytest.approx(2, rel=0.05)


def test_bays_and_separate_parts_of_the_outer_border_are_no_gaps() -> None:
    u_shape = shapely.Polygon(
        [
            (0, 0),
            (20, 0),
            (20, 20),
            (10.05, 20),
            (10.05, 5),
            (9.95, 5),
            (9.95, 20),
            (0, 20),
        ]
    )
    assert check(u_shape) == []
    assert check(shapely.box(0, 0, 20, 20), shapely.box(30, 0, 40, 20)) == []


def test_less_than_a_hectare_is_not_worth_a_word() -> None:
    """An overlap of 0.4 m by 20 km is 0.8 ha, one of 0.6 m is 1.2 ha."""
    assert check(shapely.box(0, 0, 20, 20), shapely.box(19.9996, 0, 40, 20)) == []
    rules = [
        issue.rule
        for issue in check(shapely.box(0, 0, 20, 20), shapely.box(19.9994, 0, 40, 20))
    ]
    assert rules == ["overlaps_between_counties"]


def test_areas_are_not_compared_while_a_county_is_broken() -> None:
    bow = shapely.Polygon([(18, 0), (40, 20), (40, 0), (18, 20)])
    issues = check(shapely.box(0, 0, 20, 20), bow)
    assert [issue.rule for issue in issues] == ["invalid_geometry_lost"]


def test_where_an_area_is_broken_is_said_in_degrees() -> None:
    """The bow crosses itself 50 m from the corner at (0, 20)."""
    ring = [(0, 0), (20, 0), (20, 20), (0.1, 20), (0, 19.9), (0, 20), (0.1, 19.9)]
    (issue,) = check(shapely.Polygon(ring))
    assert (issue.rule, issue.severity) == ("invalid_geometry", "error")
    assert "边界自相交" in issue.text("zh")
    assert "the boundary crosses itself" in issue.text("en")
    lon, lat = (float(part) for part in str(issue.params["where"]).split(", "))
    assert shapely.Point(lon, lat).distance(toy.at(0.05, 19.95)) < 1e-4


def test_repairable_keeps_the_area() -> None:
    small = shapely.Polygon(
        [(0, 0), (9, 0), (9, 9), (0.1, 9), (0, 8.9), (0, 9), (0.1, 8.9)]
    )
    large = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    line = shapely.Polygon([(0, 0), (9, 9), (0, 0)])
    shapes = np.array([small, large, line])
    assert repairable(shapes).tolist() == [True, False, False]
    assert repairable(shapes[:0]).tolist() == []


@pytest.mark.parametrize(
    ("layer", "shape", "wanted"),
    [
        ("counties", shapely.Point(5, 5), "面"),
        ("counties", shapely.LineString([(0, 0), (20, 20)]), "面"),
        ("bases", shapely.box(0, 0, 1, 1), "点"),
        ("bases", shapely.MultiPoint([(5, 5), (6, 6)]), "点"),
        ("villages", shapely.LineString([(5, 5), (6, 6)]), "点或面"),
        ("commissioners", shapely.box(0, 0, 1, 1), "点"),
    ],
)
def test_the_wrong_kind_of_shape_is_told_with_the_right_one(
    layer: str, shape: shapely.Geometry, wanted: str
) -> None:
    frame = toy.layers()[layer]
    shapes = [*toy.stored([shape]), *frame.geometry.iloc[1:]]
    frame = frame.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
    (issue,) = run_checks({layer: frame}, today=TODAY)
    assert (issue.rule, issue.severity, issue.row) == (
        "geometry_type_wrong",
        "error",
        2,
    )
    given = {"Polygon": "面", "LineString": "线", "Point": "点", "MultiPoint": "多点"}
    assert f"图形类型是 {given[shape.geom_type]}，" in issue.text("zh")
    assert f"应为 {wanted}。" in issue.text("zh")
    assert shape.geom_type not in issue.text("en")


def test_several_parts_are_still_an_area() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 20, 20), shapely.box(0, 30, 5, 35)])
    assert check(parts, shapely.box(20, 0, 40, 20)) == []


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.MultiPolygon()])
def test_village_areas_and_counties_need_a_shape_villages_do_not(shape: object) -> None:
    for layer, frame in (
        ("counties", toy.counties()),
        ("village_areas", toy.village_areas()),
    ):
        shapes = [shape, *frame.geometry.iloc[1:]]
        broken = frame.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
        (issue,) = run_checks({layer: broken}, today=TODAY)
        assert (issue.rule, issue.layer) == ("empty_geometry", layer)
    townships = toy.townships()
    shapes = [shape, *townships.geometry.iloc[1:]]
    townships = townships.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
    assert run_checks({"townships": townships}, today=TODAY) == []
