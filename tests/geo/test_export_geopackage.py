"""GeoPackages as other programs read them."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import Point, box

from geo.crs import STORAGE_CRS
from geo.errors import DataError
from geo.export import geopackage
from geo.export.fields import Field, fields_of
from geo.export.geopackage import write_geopackage
from tests.geo.export_frames import CODES, NAMES, counties, gdal, villages

VILLAGES, COUNTIES = fields_of("villages"), fields_of("counties")
REASONS = (
    Field("village_code", "code12", "VILL_CODE", "村代码", "Village code"),
    Field("minutes", "float", "MINUTES", "分钟", "Minutes"),
    Field("covered", "bool", "COVERED", "是否覆盖", "Covered"),
)


def write(path, **kwargs):
    reasons = pd.DataFrame(
        {
            "village_code": ["451003000001", "451003000002"],
            "minutes": [47.5, None],
            "covered": pd.array([True, None], dtype="boolean"),
        }
    )
    layers = {
        "villages": (villages(), VILLAGES),
        "counties": (counties(), COUNTIES),
        "reasons": (reasons, REASONS),
    }
    return write_geopackage(layers, path, **kwargs)


def test_several_layers_come_back_as_they_were(tmp_path):
    path = write(tmp_path / "region.gpkg")
    assert dict(pyogrio.list_layers(path)) == {
        "villages": "Point",
        "counties": "MultiPolygon",
        "reasons": None,
    }
    found = gpd.read_file(path, layer="villages")
    assert tuple(found["name"]) == NAMES  # a long text is not cut here
    assert tuple(found["village_code"]) == CODES
    assert list(found.columns[:-1]) == [field.name for field in VILLAGES]
    assert found["is_poor"].tolist() == [True, False, True, False, True, False]
    assert found["is_poor"].dtype == bool
    assert found.crs == STORAGE_CRS
    assert found.geometry.geom_equals_exact(villages().geometry, 1e-9).all()
    shapes = gpd.read_file(path, layer="counties").geometry
    assert shapes.geom_equals(counties().geometry).all()


def test_a_table_without_places_keeps_missing_values(tmp_path):
    path = write(tmp_path / "region.gpkg")
    found = pyogrio.read_dataframe(path, layer="reasons")
    assert "geometry" not in found
    assert found["minutes"].isna().tolist() == [False, True]
    assert found["covered"].isna().tolist() == [False, True]


def test_titles_and_descriptions_are_there_for_qgis(tmp_path):
    told = {"villages": "示意数据；it's “illustrative”"}
    path = write(tmp_path / "region.gpkg", descriptions=told)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "select table_name, identifier, description, data_type, srs_id"
            " from gpkg_contents"
        ).fetchall()
    code = STORAGE_CRS.to_epsg()
    assert rows == [
        ("villages", "村 Villages", told["villages"], "features", code),
        ("counties", "县界 Counties", "", "features", code),
        ("reasons", "reasons", "", "attributes", 0),
    ]


def test_gdal_itself_reads_every_layer(tmp_path):
    path = write(tmp_path / "region.gpkg")
    told = gdal("ogrinfo", "-al", path)
    assert told.count("Layer name: ") == 3
    assert f"village_code (String) = {CODES[0]}" in told
    assert "name (String) = 𠮷家村" in told
    assert "name (String) = 田阳区" in told
    assert "is_poor: Integer(Boolean)" in told


def test_points_areas_and_rows_without_a_place_share_a_layer(tmp_path):
    frame = villages(("一", "二", "三"), [Point(1, 2), box(1, 2, 3, 4), None])
    path = write_geopackage({"villages": (frame, VILLAGES)}, tmp_path / "v.gpkg")
    found = gpd.read_file(path)
    assert found["name"].tolist() == ["一", "二", "三"]
    assert found.geom_type.fillna("").tolist() == ["Point", "Polygon", ""]


def test_an_empty_layer_keeps_its_columns(tmp_path):
    layers = {"villages": (villages(()), VILLAGES)}
    found = gpd.read_file(write_geopackage(layers, tmp_path / "v.gpkg"))
    assert found.empty
    assert "village_code" in found


def test_an_old_file_is_replaced_whole(tmp_path):
    path = write(tmp_path / "region.gpkg")
    write_geopackage({"counties": (counties(), COUNTIES)}, path)
    assert dict(pyogrio.list_layers(path)) == {"counties": "MultiPolygon"}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_reads_back_otherwise_is_not_handed_out(tmp_path, monkeypatch):
    path = tmp_path / "region.gpkg"
    path.write_text("old")
    write_layer = pyogrio.write_dataframe

    def spoiled(rows, *args, layer, **kwargs):
        if layer == "counties":
            rows = rows.assign(name="?")
        write_layer(rows, *args, layer=layer, **kwargs)

    monkeypatch.setattr(geopackage.pyogrio, "write_dataframe", spoiled)
    with pytest.raises(DataError) as caught:
        write(path)
    (issue,) = caught.value.issues
    assert (issue.rule, issue.key) == ("export_values_differ", "451003")
    assert issue.params == {"what": "名称 Name", "count": 2}
    assert path.read_text() == "old"


def test_the_frame_is_not_changed(tmp_path):
    frame = villages()
    before = frame.copy(deep=True)
    write_geopackage({"villages": (frame, VILLAGES)}, tmp_path / "v.gpkg")
    assert_geodataframe_equal(frame, before)


def test_no_layer_is_refused(tmp_path):
    with pytest.raises(ValueError, match="needs a layer"):
        write_geopackage({}, tmp_path / "v.gpkg")
