"""Fields, the plain table made of them, and putting a file in its place."""

import tomllib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box

import geo
from geo.crs import STORAGE_CRS, WGS84
from geo.errors import CrsError, DataError
from geo.export.fields import (
    Field,
    check_fields,
    clean_text,
    fields_of,
    placed_table,
    table,
)
from geo.export.files import replacing
from geo.issues import WORDS
from geo.schemas import LAYERS
from geo.words import placeholders
from tests.geo.export_frames import CODES, villages

CODE = Field("village_code", "code12", "VILL_CODE", "村代码", "Village code")
COVERED = Field("covered", "bool", "COVERED", "是否覆盖", "Covered")
MINUTES = Field("minutes", "float", "MINUTES", "分钟", "Minutes")
COUNT = Field("count", "int", "COUNT", "个数", "Count")


@pytest.mark.parametrize("layer", list(LAYERS))
def test_every_declared_layer_can_be_a_shapefile(layer):
    fields = fields_of(layer)
    check_fields(fields)
    assert [field.name for field in fields] == [
        column.name for column in LAYERS[layer].stored_columns
    ]
    assert all(field.help("zh") and field.label("en") for field in fields)


@pytest.mark.parametrize(
    "shp", ["", "TOO_LONG_IT", "1ST", "_A", "lower", "村代码", "A B", "A-B", "A\n"]
)
def test_a_shapefile_name_that_is_not_plain_is_refused(shp):
    with pytest.raises(ValueError, match="not usable"):
        check_fields([replace(CODE, shp=shp)])


def test_a_shapefile_name_given_twice_is_refused_and_named():
    with pytest.raises(ValueError, match="COVERED"):
        check_fields([COVERED, replace(MINUTES, shp="COVERED")])


def test_only_the_fields_are_kept_in_their_order():
    rows = table(villages(), (fields_of("villages")[1], CODE))
    assert list(rows.columns) == ["name", "village_code", "geometry"]


def test_the_key_may_be_the_index_a_column_or_both():
    frame = villages()
    plain = table(frame, (CODE,))
    assert tuple(plain["village_code"]) == CODES
    pd.testing.assert_frame_equal(
        table(frame.set_index("village_code"), (CODE,)), plain
    )
    both = frame.set_index("village_code", drop=False)
    pd.testing.assert_frame_equal(table(both, (CODE,)), plain)


def test_one_level_of_a_wider_index_may_be_a_field():
    index = pd.MultiIndex.from_tuples(
        [("A", "451003000001"), ("B", "451003000002")], names=["rule", "village_code"]
    )
    frame = pd.DataFrame({"minutes": [1.5, 2.5]}, index=index)
    assert table(frame, (CODE, MINUTES)).to_dict("list") == {
        "village_code": ["451003000001", "451003000002"],
        "minutes": [1.5, 2.5],
    }


def test_missing_values_and_infinity_become_missing():
    frame = pd.DataFrame(
        {
            "village_code": [None, "451003000001", float("nan")],
            "covered": [True, None, False],
            "minutes": [1.5, np.inf, np.nan],
            "count": [3, None, 5.0],
        }
    )
    rows = table(frame, (CODE, COVERED, MINUTES, COUNT))
    assert rows["village_code"].tolist() == ["", "451003000001", ""]
    assert rows["covered"].tolist() == [True, pd.NA, False]
    assert rows["minutes"].isna().tolist() == [False, True, True]
    assert rows["count"].tolist() == [3, pd.NA, 5]
    assert [str(kind) for kind in rows.dtypes] == ["str", "boolean", "Float64", "Int64"]


def test_coordinates_come_from_the_geometry_when_asked_for():
    lon, lat = (
        Field.from_column(LAYERS["villages"].column(name)) for name in ("lon", "lat")
    )
    frame = villages(("一", "二", "三"), [Point(106.1, 23.1), None, box(0, 0, 2, 2)])
    rows = table(frame, (CODE, lon, lat))
    assert rows["lon"].tolist() == [106.1, pd.NA, 1.0]
    assert rows["lat"].tolist() == [23.1, pd.NA, 1.0]


def test_coordinates_in_a_column_are_not_replaced():
    lon = Field("lon", "lon", "LON", "经度", "Longitude")
    frame = villages(("一",)).assign(lon=1.25)
    assert table(frame, (lon,))["lon"].tolist() == [1.25]


def test_shapes_are_flat_in_the_storage_crs_and_empty_ones_are_no_place():
    points = [Point(106, 23, 500), Polygon(), Point(np.nan, np.nan), None]
    frame = gpd.GeoDataFrame({"name": list("abcd")}, geometry=points, crs=WGS84)
    rows = placed_table(frame, (replace(CODE, name="name"),))
    assert rows.crs == STORAGE_CRS
    assert not rows.geometry[0].has_z
    assert rows.geometry.isna().tolist() == [False, True, True, True]


def test_what_was_given_is_not_changed():
    frame = villages().set_index("village_code")
    before = frame.copy(deep=True)
    rows = table(frame, fields_of("villages"))
    rows["name"] = "x"
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_without_crs_is_refused():
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(1, 2)])
    with pytest.raises(CrsError):
        table(frame, (replace(CODE, name="name"),))


def test_a_frame_without_geometry_column_cannot_be_placed():
    with pytest.raises(ValueError, match="geometry column"):
        placed_table(pd.DataFrame({"minutes": [1.0]}), (MINUTES,))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ((), "0 given"),
        ((MINUTES, MINUTES), "minutes"),
        ((replace(MINUTES, name="FID"),), "fid"),
        ((MINUTES, COUNT), "frame has no count"),
    ],
)
def test_fields_that_do_not_fit_the_frame_are_named(fields, told):
    with pytest.raises(ValueError, match=told):
        table(pd.DataFrame({"minutes": [1.0]}), fields)


def test_characters_no_file_holds_are_dropped_and_others_stay():
    assert clean_text("a\x00b\x1fc\ud800d\uffffe\x7f") == "abcde"
    frame = pd.DataFrame({"name": pd.Series(["a\ud800"], dtype=object)})
    assert table(frame, (replace(CODE, name="name"),))["name"].tolist() == ["a"]
    assert clean_text("田\t阳\r\n𠮷 =1") == "田\t阳\r\n𠮷 =1"


def write_until_the_disk_is_full(target):
    with replacing(target, suffix=".zip") as part:
        part.write_text("half")
        raise OSError(28, "No space left on device")


def test_a_failure_leaves_the_old_file_and_no_rubbish(tmp_path):
    target = tmp_path / "out.zip"
    target.write_text("old")
    with pytest.raises(DataError, match="No space"):
        write_until_the_disk_is_full(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_success_replaces_the_old_file_and_leaves_no_rubbish(tmp_path):
    target = tmp_path / "out.zip"
    target.write_text("old")
    with replacing(target, suffix=".zip") as part:
        part.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_told_in_both_languages(tmp_path):
    with (
        pytest.raises(DataError) as caught,
        replacing(tmp_path / "none" / "out.zip", suffix=".zip"),
    ):
        pass
    (issue,) = caught.value.issues
    assert issue.line("zh").startswith("out.zip: 文件没有写成")
    assert "could not be written" in issue.line("en")


def test_every_message_of_the_writers_says_the_same_in_both_languages():
    path = Path(geo.__file__).parent / "messages" / "export.toml"
    for key in tomllib.loads(path.read_text(encoding="utf-8")):
        entry = WORDS.entry(key)
        assert placeholders(entry["zh"]) == placeholders(entry["en"]), key
        assert placeholders(entry["mend_zh"]) == placeholders(entry["mend_en"]), key
