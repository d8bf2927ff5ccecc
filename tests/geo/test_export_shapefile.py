"""Shapefiles as other programs read them."""

import csv
import io
import zipfile
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, box

from geo.crs import STORAGE_CRS, gauss_krueger
from geo.errors import DataError
from geo.export import shapefile
from geo.export.fields import Field, fields_of
from geo.export.shapefile import write_shapefile_zip
from tests.geo.export_frames import (
    CODES,
    LINK,
    LONG,
    MIXED,
    NAMES,
    SCRIPT,
    counties,
    gdal,
    villages,
)

FIELDS = fields_of("villages")
GBK_NAMES = tuple(name for name in NAMES if "𠮷" not in name)


def read(path, layer):
    return gpd.read_file(f"/vsizip/{path.as_posix()}/{layer}.shp")


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def text_in(path, name, encoding="utf-8-sig"):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode(encoding)


def test_hostile_texts_codes_and_places_come_back_as_they_were(tmp_path):
    frame = villages()
    written = write_shapefile_zip(frame, FIELDS, tmp_path / "v.zip", name="villages")
    found = read(written.path, "villages")
    assert list(found.columns[:-1]) == [field.shp for field in FIELDS]
    assert tuple(found["VILL_CODE"]) == CODES
    assert tuple(found["NAME"]) == tuple("田" * 84 if n == LONG else n for n in NAMES)
    assert found["IS_POOR"].tolist() == [1, 0, 1, 0, 1, 0]
    assert found["EXIT_YEAR"].dropna().tolist() == [2018, 2020, 2017, 2019]
    assert found["TRADES"].fillna("").tolist()[0] == "maize;sheep"
    assert found.crs == STORAGE_CRS
    assert found.geometry.geom_equals_exact(frame.geometry, 1e-9).all()


def test_each_cut_text_is_reported_with_its_row(tmp_path):
    written = write_shapefile_zip(villages(), FIELDS, tmp_path / "v.zip", name="v")
    (issue,) = written.issues
    assert (issue.rule, issue.severity) == ("shp_text_cut", "warning")
    assert (issue.source, issue.row, issue.key) == ("v.zip", 4, CODES[3])
    assert issue.params == {"field": "NAME", "kept": 84, "length": 300}
    assert "只写出前 84 字" in issue.line("zh")


@pytest.mark.parametrize(
    ("text", "encoding", "kept"),
    [
        ("a" * 254, "utf-8", 254),
        ("a" * 255, "utf-8", 254),
        ("a" + "田" * 85, "utf-8", 85),
        ("ab" + "田" * 84, "utf-8", 86),
        ("𠮷" * 64, "utf-8", 63),
        ("a" + "田" * 127, "gbk", 127),
        ("田" * 127, "gbk", 127),
    ],
)
def test_a_text_is_cut_between_characters(tmp_path, text, encoding, kept):
    written = write_shapefile_zip(
        villages((text,)), FIELDS, tmp_path / "v.zip", name="v", encoding=encoding
    )
    assert read(written.path, "v")["NAME"].tolist() == [text[:kept]]
    assert len(written.issues) == (kept < len(text))


def test_the_zip_holds_all_parts_and_the_notes(tmp_path):
    path = tmp_path / "v.zip"
    notes = {"来源": "示意数据", "Source": LINK}
    write_shapefile_zip(villages(), FIELDS, path, name="v", notes=notes)
    parts = {f"v.{ending}" for ending in ("shp", "shx", "dbf", "prj", "cpg")}
    assert names_in(path) == {*parts, "v_fields.csv", "v_notes.txt"}
    assert text_in(path, "v.cpg") == "UTF-8"
    assert text_in(path, "v_notes.txt").splitlines() == [
        "来源: 示意数据",
        f"Source: {LINK}",
    ]


def test_the_field_sheet_explains_every_field_in_both_languages(tmp_path):
    path = tmp_path / "v.zip"
    write_shapefile_zip(villages(), FIELDS, path, name="v")
    rows = list(csv.reader(io.StringIO(text_in(path, "v_fields.csv"))))
    assert [row[0] for row in rows[1:]] == [field.shp for field in FIELDS]
    by_name = {row[0]: row for row in rows}
    assert by_name["VILL_CODE"][1:6] == [
        "村代码",
        "Village code",
        "12 位统计用区划代码，按文本填写",
        "12-digit statistical code, entered as text",
        "code12",
    ]
    assert by_name["IS_POOR"][6] == "1=是 yes; 0=否 no"
    assert "maize=玉米 Maize" in by_name["TRADES"][6]


def test_gdal_itself_reads_chinese_and_codes_from_both_encodings(tmp_path):
    for encoding, label in (("utf-8", "UTF-8"), ("gbk", "GBK")):
        path = tmp_path / f"{encoding}.zip"
        written = write_shapefile_zip(
            villages(GBK_NAMES), FIELDS, path, name="v", encoding=encoding
        )
        assert [issue.rule for issue in written.issues] == ["shp_text_cut"]
        assert text_in(path, "v.cpg") == label
        told = gdal("ogrinfo", "-al", f"/vsizip/{path}/v.shp")
        assert "VILL_CODE: String" in told
        assert f"VILL_CODE (String) = {CODES[0]}" in told
        assert "NAME (String) = 那坡村" in told
        assert f"NAME (String) = {SCRIPT}" in told
        assert f"NAME (String) = {MIXED}" in told
        assert f'ID["EPSG",{STORAGE_CRS.to_epsg()}]' in told


def test_gdal_converts_the_zip_without_loss(tmp_path):
    path, out = tmp_path / "v.zip", tmp_path / "v.csv"
    write_shapefile_zip(villages(), FIELDS, path, name="v")
    gdal("ogr2ogr", "-f", "CSV", out, f"/vsizip/{path}/v.shp")
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["VILL_CODE"] for row in rows] == list(CODES)
    assert rows[2]["NAME"] == "𠮷家村"


def test_gbk_takes_two_bytes_a_character(tmp_path):
    path = tmp_path / "v.zip"
    write_shapefile_zip(villages(("那坡村",)), FIELDS, path, name="v", encoding="gbk")
    with zipfile.ZipFile(path) as archive:
        assert "那坡村".encode("gbk") in archive.read("v.dbf")


def test_a_character_gbk_lacks_turns_the_file_to_utf8_and_says_so(tmp_path):
    path = tmp_path / "v.zip"
    written = write_shapefile_zip(
        villages(("𠮷家村", "那坡村")), FIELDS, path, name="v", encoding="gbk"
    )
    assert read(path, "v")["NAME"].tolist() == ["𠮷家村", "那坡村"]
    assert text_in(path, "v.cpg") == "UTF-8"
    (issue,) = written.issues
    assert (issue.rule, issue.severity) == ("shp_not_in_gbk", "warning")
    assert issue.params == {"characters": "𠮷", "count": 1}


def test_areas_of_one_and_of_several_parts_share_a_file(tmp_path):
    frame = counties()
    path = tmp_path / "c.zip"
    write_shapefile_zip(frame, fields_of("counties"), path, name="counties")
    found = read(path, "counties")
    assert found["CNTY_CODE"].tolist() == ["451003", "451002"]
    assert found.geom_type.tolist() == ["Polygon", "MultiPolygon"]
    assert found.geometry.geom_equals(frame.geometry).all()
    assert len(found.geometry[1].geoms[0].interiors) == 1


def test_rows_without_a_place_keep_their_attributes(tmp_path):
    path = tmp_path / "v.zip"
    frame = villages(("一", "二", "三"), [Point(106, 23), None, Point(107, 24)])
    write_shapefile_zip(frame, FIELDS, path, name="v")
    found = read(path, "v")
    assert found["NAME"].tolist() == ["一", "二", "三"]
    assert found.geometry.isna().tolist() == [False, True, False]
    told = gdal("ogrinfo", "-al", f"/vsizip/{path}/v.shp")
    assert "Feature Count: 3" in told
    assert "NAME (String) = 二" in told


def test_a_layer_without_any_place_or_row_is_still_a_layer(tmp_path):
    for count in (0, 2):
        path = tmp_path / f"{count}.zip"
        names = ("一", "二")[:count]
        write_shapefile_zip(villages(names, [None] * count), FIELDS, path, name="v")
        found = read(path, "v")
        assert len(found) == count
        assert list(found.columns[:-1]) == [field.shp for field in FIELDS]


def test_kinds_of_shape_are_split_and_no_row_is_lost(tmp_path):
    path = tmp_path / "v.zip"
    places = [box(1, 1, 2, 2), None, Point(3, 3), LineString([(1, 1), (2, 2)])]
    places += [MultiPoint([(1, 1), (2, 2)]), box(5, 5, 6, 6)]
    write_shapefile_zip(villages(places=places), FIELDS, path, name="v")
    layers = {
        name: tuple(read(path, f"v_{name}")["VILL_CODE"])
        for name in ("point", "multipoint", "line", "polygon")
    }
    assert layers == {
        "point": (CODES[1], CODES[2]),
        "multipoint": (CODES[4],),
        "line": (CODES[3],),
        "polygon": (CODES[0], CODES[5]),
    }
    assert "v.shp" not in names_in(path)


def test_every_shape_no_shapefile_holds_is_told_and_nothing_is_written(tmp_path):
    path = tmp_path / "v.zip"
    path.write_text("old")
    both = GeometryCollection([Point(1, 1), box(1, 1, 2, 2)])
    frame = villages(("一", "二", "三"), [both, Point(1, 1), both])
    with pytest.raises(DataError) as caught:
        write_shapefile_zip(frame, FIELDS, path, name="v")
    assert [issue.row for issue in caught.value.issues] == [1, 3]
    assert [issue.key for issue in caught.value.issues] == [CODES[0], CODES[2]]
    assert path.read_text() == "old"


def test_whole_numbers_stay_whole_and_large_ones_fit(tmp_path):
    frame = villages(("一", "二"))
    frame["households"] = pd.array([123456789012, None], dtype="Int64")
    path = tmp_path / "v.zip"
    write_shapefile_zip(frame, FIELDS, path, name="v")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    told = gdal("ogrinfo", "-al", tmp_path / "v.shp")
    assert "HOUSEHOLDS (Integer64) = 123456789012" in told
    assert "HOUSEHOLDS (Integer64) = (null)" in told
    assert "EXIT_YEAR (Integer) = 2018" in told


def test_result_fields_of_a_plan_are_written_beside_the_declared_ones(tmp_path):
    extra = (
        Field("minutes", "float", "MINUTES", "分钟", "Minutes"),
        Field("reason", "text", "REASON", "原因", "Reason"),
    )
    frame = villages(("一", "二")).assign(
        minutes=[1 / 3, None], reason=["", "超出 2 分钟"]
    )
    path = tmp_path / "v.zip"
    write_shapefile_zip(frame, FIELDS[:2] + extra, path, name="v")
    found = read(path, "v")
    assert found["MINUTES"][0] == pytest.approx(1 / 3, abs=1e-12)
    assert found["MINUTES"].isna().tolist() == [False, True]
    assert found["REASON"][1] == "超出 2 分钟"


def test_a_number_too_large_for_the_format_is_told(tmp_path):
    minutes = Field("minutes", "float", "MINUTES", "分钟", "Minutes")
    frame = villages(("一", "二", "三")).assign(minutes=[-1e17, 1e300, 1e-7])
    with pytest.raises(DataError) as caught:
        write_shapefile_zip(frame, (FIELDS[0], minutes), tmp_path / "v.zip", name="v")
    (issue,) = caught.value.issues
    assert (issue.row, issue.key) == (2, CODES[1])
    assert "分钟" in issue.line("zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "村", "a b", "../a", "1a", "a.b"])
def test_a_file_name_that_is_not_plain_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="shapefile name"):
        write_shapefile_zip(villages(), FIELDS, tmp_path / "v.zip", name=name)


def test_fields_without_shapefile_name_are_refused(tmp_path):
    fields = (replace(FIELDS[0], shp=""),)
    with pytest.raises(ValueError, match="not usable"):
        write_shapefile_zip(villages(), fields, tmp_path / "v.zip", name="v")


def test_the_frame_is_not_changed(tmp_path):
    frame = villages()
    before = frame.copy(deep=True)
    write_shapefile_zip(frame, FIELDS, tmp_path / "v.zip", name="v")
    assert_geodataframe_equal(frame, before)


def spoil_text(rows):
    return rows.assign(NAME=["一", "?"])


def spoil_code(rows):
    return rows.assign(VILL_CODE=rows["VILL_CODE"].str.lstrip("4"))


def spoil_flag(rows):
    return rows.assign(IS_POOR=1)


def spoil_year(rows):
    return rows.assign(EXIT_YEAR=pd.array([None, None], dtype="Int32"))


def spoil_place(rows):
    return rows.set_geometry(rows.geometry.translate(1e-6))


def lose_place(rows):
    return rows.set_geometry([rows.geometry[0], None], crs=rows.crs)


def lose_row(rows):
    return rows.iloc[:1]


def lose_field(rows):
    return rows.drop(columns="NAME")


def other_crs(rows):
    return rows.to_crs(gauss_krueger([106]))


@pytest.mark.parametrize(
    ("spoil", "rule", "row"),
    [
        (spoil_text, "export_values_differ", 2),
        (spoil_code, "export_values_differ", 1),
        (spoil_flag, "export_values_differ", 2),
        (spoil_year, "export_values_differ", 1),
        (spoil_place, "export_shapes_differ", 1),
        (lose_place, "export_shapes_differ", 2),
        (lose_row, "export_rows_differ", None),
        (lose_field, "export_columns_differ", None),
        (other_crs, "export_crs_differs", None),
    ],
)
def test_a_file_that_reads_back_otherwise_is_not_handed_out(
    tmp_path, monkeypatch, spoil, rule, row
):
    path = tmp_path / "v.zip"
    path.write_text("old")
    write = pyogrio.write_dataframe

    def spoiled(rows, *args, **kwargs):
        write(spoil(rows), *args, **kwargs)

    monkeypatch.setattr(shapefile.pyogrio, "write_dataframe", spoiled)
    with pytest.raises(DataError) as caught:
        write_shapefile_zip(villages(("一", "二")), FIELDS, path, name="v")
    (issue,) = caught.value.issues
    assert (issue.rule, issue.row) == (rule, row)
    assert "未交付" in issue.line("zh")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_a_message_not_a_traceback(tmp_path):
    with pytest.raises(DataError) as caught:
        write_shapefile_zip(villages(), FIELDS, tmp_path / "no" / "v.zip", name="v")
    assert caught.value.issues[0].rule == "export_not_written"


PROMISE = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80
)


@PROMISE
@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_any_text_comes_back_or_its_cut_is_reported(tmp_path, texts):
    written = write_shapefile_zip(
        villages(tuple(texts)), FIELDS, tmp_path / "v.zip", name="v"
    )
    found = read(written.path, "v")["NAME"].fillna("").tolist()
    cut = {issue.row for issue in written.issues}
    for row, (text, kept) in enumerate(zip(texts, found, strict=True), 1):
        wanted = text.replace("\uffff", "").replace("\ufffe", "").strip(" ")
        assert (wanted != kept) == (row in cut)
        assert wanted.startswith(kept)
        assert row not in cut or len(wanted.encode()) > 254


IDS = st.lists(
    st.integers(0, 10**12 - 1).map(lambda number: f"{number:012d}"),
    unique=True, max_size=8,
)  # fmt: skip


@PROMISE
@given(codes=IDS, seed=st.randoms(use_true_random=False))
def test_export_then_read_gives_the_same_ids(tmp_path, codes, seed):
    places = [
        seed.choice([None, Point(1, 2), box(1, 2, 3, 4), LineString([(1, 2), (3, 4)])])
        for _ in codes
    ]
    frame = gpd.GeoDataFrame({"village_code": codes}, geometry=places, crs=STORAGE_CRS)
    path = tmp_path / "v.zip"
    write_shapefile_zip(frame, FIELDS[:1], path, name="v")
    layers = [name.removesuffix(".shp") for name in names_in(path) if ".shp" in name]
    found = [code for layer in layers for code in read(path, layer)["VILL_CODE"]]
    assert sorted(found) == sorted(codes)
