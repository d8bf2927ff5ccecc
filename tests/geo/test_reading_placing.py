"""Numbers weighed against what a file says of them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.answers import Answer
from geo.crs import STORAGE_CRS
from geo.datum import wgs84_to_gcj02
from geo.reading.placing import place, points_of
from geo.reading.tables import RawTable, with_rows
from geo.words import LANGS

LON_LAT = [(106.6, 23.9), (106.7, 23.8), (106.8, 23.7)]


def shapes_in(crs):
    return gpd.GeoSeries([shapely.Point(p) for p in LON_LAT], crs=STORAGE_CRS).to_crs(
        crs
    )


def placed(shapes, *, stated=None, plain=False, name="a.shp", **answer):
    shapes = np.array(list(shapes), dtype=object)
    frame = pd.DataFrame({"n": range(len(shapes))})
    if not plain:
        frame = gpd.GeoDataFrame(frame, geometry=shapes)
    crs = None if stated is None else gpd.GeoSeries([], crs=stated).crs
    raw = RawTable(name, name, with_rows(frame, name, range(len(frame))), crs)
    found = place(raw, shapes, answer=Answer(**answer))
    for issue in found.issues:
        assert all(issue.line(lang) for lang in LANGS)
    for question in found.questions:
        assert all(question.text(lang) for lang in LANGS)
    return found


def rules(found):
    return [issue.rule for issue in found.issues]


def assert_home(found, tolerance=1e-7):
    expected = [shapely.Point(p) for p in LON_LAT]
    assert shapely.equals_exact(found.shapes, expected, tolerance).all()


@pytest.mark.parametrize("stated", [4490, 4326, 4545, 4524, 3857, 4508])
def test_a_true_label_is_believed(stated):
    found = placed(shapes_in(stated), stated=stated)
    assert_home(found)
    assert (found.issues, found.questions) == ((), ())


@pytest.mark.parametrize("stated", [4545, 3857])
def test_degrees_under_a_projected_label_stay_degrees(stated):
    found = placed(shapes_in(4490), stated=stated)
    assert_home(found)
    assert rules(found) == ["crs_metres_but_degrees"]


@pytest.mark.parametrize("stated", [None, 4326, 4490, 4545])
def test_a_zone_prefix_settles_metres_under_a_wrong_label(stated):
    """Eastings 36,xxx,xxx can only be zone 36 of three degrees, meridian 108."""
    found = placed(shapes_in(4524), stated=stated)
    assert_home(found)
    assert rules(found) == ["crs_by_zone_prefix"]
    assert found.issues[0].params["zone"] == 36


def test_a_six_degree_prefix_is_told_from_a_three_degree_one():
    found = placed(shapes_in(4496))
    assert_home(found)
    assert found.issues[0].params["zone"] == 18


@pytest.mark.parametrize("stated", [None, 4326])
def test_metres_without_prefix_are_asked_about_and_not_placed(stated):
    found = placed(shapes_in(4545), stated=stated)
    (question,) = found.questions
    assert (question.topic, question.guess) == ("crs", "")
    assert "4545" in question.options
    assert all(shape is None for shape in found.shapes)
    answered = placed(shapes_in(4545), stated=stated, crs="4545")
    assert_home(answered)
    assert answered.questions == ()


def test_web_mercator_that_looks_like_a_zone_is_asked_about():
    """Eastings of 13.x million are zone 13 of six degrees, or Web Mercator at 122 E."""
    north = gpd.GeoSeries([shapely.Point(122.8, 45.6)], crs=4490).to_crs(3857)
    found = placed(north)
    (question,) = found.questions
    assert "3857" in question.options


def test_an_answer_that_is_no_system_is_an_error():
    found = placed(shapes_in(4490), crs="九九")
    assert rules(found) == ["crs_not_understood"]
    assert found.issues[0].severity == "error"


def test_a_layer_without_prj_says_what_was_assumed_and_a_list_does_not():
    assert rules(placed(shapes_in(4490))) == ["crs_assumed"]
    assert rules(placed(shapes_in(4490), plain=True, name="a.csv")) == []


def test_old_datums_are_warned_of():
    found = placed(shapes_in(4610), stated=4610)
    assert rules(found) == ["crs_old_datum"]
    assert_home(found, 0.002)


def test_a_declared_datum_is_undone():
    lon, lat = wgs84_to_gcj02(*np.array(LON_LAT).T)
    found = placed(shapely.points(lon, lat), stated=4490, datum="gcj02")
    assert_home(found, 1e-9)
    assert found.questions == ()


@pytest.mark.parametrize(
    ("name", "guess"), [("高德坐标.csv", "gcj02"), ("百度.csv", "bd09")]
)
def test_a_name_that_hints_at_a_web_map_is_asked_about(name, guess):
    found = placed(shapes_in(4490), stated=4490, name=name)
    (question,) = found.questions
    assert (question.topic, question.guess) == ("datum", guess)
    assert (
        placed(shapes_in(4490), stated=4490, name=name, datum="wgs84").questions == ()
    )


def test_swapped_axes_are_left_for_the_checks():
    swapped = [shapely.Point(y, x) for x, y in LON_LAT]
    found = placed(swapped, stated=4490)
    assert [shape.y for shape in found.shapes] == [106.6, 106.7, 106.8]


def test_numbers_that_are_none_are_marked_row_by_row():
    shapes = [*shapes_in(4490), shapely.Point(float("inf"), 23), None, shapely.Point()]
    found = placed(shapes, stated=4490)
    assert found.not_finite.tolist() == [False] * 3 + [True, False, False]
    assert found.shapes[3] is None


def test_a_row_in_metres_among_degrees_is_marked():
    shapes = [*shapes_in(4490)] * 10 + [shapely.Point(500_000, 2_600_000)]
    found = placed(shapes, stated=4490)
    assert found.out_of_range.tolist() == [False] * 30 + [True]
    assert found.shapes[30] is None


def test_nothing_to_place():
    found = placed([None, None], stated=4490)
    assert [*found.shapes] == [None, None]
    assert (found.issues, found.questions) == ((), ())


def test_points_need_both_numbers():
    lon, lat = (
        pd.Series([106.6, np.nan, 106.7, np.nan]),
        pd.Series([23.9, 23.8, np.nan, np.nan]),
    )
    points, half = points_of(lon, lat)
    assert points[0] == shapely.Point(106.6, 23.9)
    assert [point is None for point in points] == [False, True, True, True]
    assert half.tolist() == [False, True, True, False]


def test_the_given_shapes_are_not_changed():
    shapes = np.array(
        [shapely.Point(float("inf"), 1), shapely.Point(106, 23)], dtype=object
    )
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=shapes)
    raw = RawTable("a", "a", with_rows(frame, "a", [1, 2]))
    place(raw, shapes, answer=Answer())
    assert shapes[0] is not None
