"""GeoJSON as RFC 7946 wants it."""

import json

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import Point, Polygon

from geo.crs import WGS84, gauss_krueger
from geo.errors import DataError
from geo.export.fields import Field, fields_of
from geo.export.geojson import write_geojson
from tests.geo.export_frames import CODES, NAMES, counties, gdal, villages

FIELDS = fields_of("villages")


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_texts_codes_numbers_and_missing_values_keep_their_type(tmp_path):
    path = write_geojson(villages(), FIELDS, tmp_path / "v.geojson")
    properties = [feature["properties"] for feature in load(path)["features"]]
    assert tuple(row["name"] for row in properties) == NAMES
    assert tuple(row["village_code"] for row in properties) == CODES
    assert [row["is_poor"] for row in properties[:2]] == [True, False]
    assert [row["exit_year"] for row in properties[:2]] == [2018, None]
    assert list(properties[0]) == [field.name for field in FIELDS]


def test_chinese_is_written_as_it_is(tmp_path):
    text = (
        write_geojson(villages(), FIELDS, tmp_path / "v.geojson").read_bytes().decode()
    )
    assert "那坡村" in text
    assert "𠮷家村" in text
    assert "\\u" not in text


def test_a_text_that_looks_like_json_stays_a_text(tmp_path):
    names = ('{"a": 1}', "[1, 2]", "null")
    path = write_geojson(villages(names), FIELDS, tmp_path / "v.geojson")
    assert [f["properties"]["name"] for f in load(path)["features"]] == list(names)


def test_coordinates_are_longitude_latitude_with_seven_decimals(tmp_path):
    frame = villages(("一",), [Point(106.123456789, 23.987654321)])
    (feature,) = load(write_geojson(frame, FIELDS, tmp_path / "v.json"))["features"]
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [106.1234568, 23.9876543],
    }


def test_metres_are_brought_to_degrees(tmp_path):
    frame = villages(("一",), [Point(106.5, 23.5)]).to_crs(gauss_krueger([106.5]))
    (feature,) = load(write_geojson(frame, FIELDS, tmp_path / "v.json"))["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([106.5, 23.5], abs=1e-7)


def test_outer_rings_run_counter_clockwise_and_holes_clockwise(tmp_path):
    ring = [(0, 0), (0, 4), (4, 4), (4, 0)]
    frame = villages(("一",), [Polygon(ring, [[(1, 1), (2, 1), (2, 2), (1, 2)]])])
    (feature,) = load(write_geojson(frame, FIELDS, tmp_path / "v.json"))["features"]
    shape = shapely.geometry.shape(feature["geometry"])
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw


def test_a_row_without_a_place_has_a_null_geometry(tmp_path):
    frame = villages(("一", "二"), [Point(1, 2), None])
    features = load(write_geojson(frame, FIELDS, tmp_path / "v.json"))["features"]
    assert features[1]["geometry"] is None
    assert features[1]["properties"]["name"] == "二"


def test_the_whole_is_a_feature_collection_without_crs(tmp_path):
    whole = load(write_geojson(villages(), FIELDS, tmp_path / "v.json"))
    assert set(whole) == {"type", "features"}
    assert whole["type"] == "FeatureCollection"
    empty = load(write_geojson(villages(()), FIELDS, tmp_path / "e.json"))
    assert empty == {"type": "FeatureCollection", "features": []}


def test_geopandas_and_gdal_read_the_same_areas(tmp_path):
    path = write_geojson(counties(), fields_of("counties"), tmp_path / "c.geojson")
    found = gpd.read_file(path)
    assert found["county_code"].tolist() == ["451003", "451002"]
    assert shapely.equals(found.geometry, counties().geometry).all()
    assert found.crs == WGS84
    told = gdal("ogrinfo", "-al", path)
    assert "county_code (String) = 451003" in told
    assert "name (String) = 田阳区" in told


def test_infinity_is_written_as_missing(tmp_path):
    minutes = Field("minutes", "float", "MINUTES", "分钟", "Minutes")
    frame = villages(("一", "二")).assign(minutes=[float("inf"), 2.5])
    features = load(write_geojson(frame, (minutes,), tmp_path / "v.json"))["features"]
    assert [f["properties"]["minutes"] for f in features] == [None, 2.5]


def test_the_frame_is_not_changed(tmp_path):
    frame = counties()
    before = frame.copy(deep=True)
    write_geojson(frame, fields_of("counties"), tmp_path / "c.json")
    assert_geodataframe_equal(frame, before)


def test_a_missing_folder_is_a_message_not_a_traceback(tmp_path):
    with pytest.raises(DataError) as caught:
        write_geojson(villages(), FIELDS, tmp_path / "no" / "v.json")
    assert caught.value.issues[0].rule == "export_not_written"
