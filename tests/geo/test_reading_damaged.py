"""Files cut off, run together or damaged inside: named, counted, said in words."""

import sqlite3
import struct
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.errors import DataError
from geo.reading.files import read_tables
from geo.reading.reasons import reason_of
from geo.words import LANGS

POINTS = [shapely.Point(106.6, 23.9), shapely.Point(106.7, 23.8)]


def layer(geometry=POINTS, **columns):
    columns = columns or {"name": ["甲", "乙"]}
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4490)


def written(path, text):
    path.write_text(text, encoding="utf-8", newline="")
    return path


def issues_of(path):
    with pytest.raises(DataError) as caught:
        read_tables(path)
    assert all(issue.line(lang) for issue in caught.value.issues for lang in LANGS)
    return caught.value.issues


@pytest.mark.parametrize(
    "rows",
    [
        '1,"甲,a\n2,乙",b\n',  # the same column: a well-formed row
        '1,"甲,a\n2,乙,b"\n',  # a later column: a short row
        '1,"甲,a\n3,丙,c\n2,乙",b\n',  # a whole row between
        '"1,甲,a\n2",乙,b\n',
    ],
)
def test_csv_rows_that_stray_quotes_joined_are_refused(tmp_path, rows):
    path = written(tmp_path / "村.csv", f"代码,名称,备注\n0,丁,d\n{rows}9,戊,e\n")
    (issue,) = issues_of(path)
    assert (issue.rule, issue.severity, issue.row) == ("csv_rows_merged", "error", 3)


def test_csv_cell_with_a_line_break_and_one_delimiter_is_read_with_a_warning(tmp_path):
    text = '代码,名称,备注,甲,乙\n1,甲,"东,\n西",x,y\n2,乙,"东\n西",x,y\n'
    (table,) = read_tables(written(tmp_path / "村.csv", text))
    assert table.frame["备注"].tolist() == ["东,\n西", "东\n西"]
    found = [(i.rule, i.severity, i.row, i.params) for i in table.issues]
    assert found == [("csv_rows_merged", "warning", 2, {"column": "备注"})]


def test_csv_of_too_many_columns_is_refused_before_it_is_read(tmp_path, monkeypatch):
    def never(*_args, **_options):
        pytest.fail("read")

    monkeypatch.setattr(pd, "read_csv", never)
    text = ",".join(f"c{at}" for at in range(501))
    (issue,) = issues_of(written(tmp_path / "宽.csv", f"{text}\n"))
    assert issue.rule == "too_many_columns"


@pytest.mark.parametrize("suffix", [".shp", ".shx"])
@pytest.mark.parametrize("left", [0.5, 0.95])
def test_a_shapefile_cut_off_is_named(tmp_path, suffix, left):
    path = tmp_path / "村.shp"
    layer().to_file(path)
    part = path.with_suffix(suffix)
    data = part.read_bytes()
    part.write_bytes(data[: int(left * len(data))])
    (issue,) = issues_of(path)
    assert (issue.rule, issue.params) == ("shp_cut", {"part": f"村{suffix}"})


def test_a_shapefile_whose_table_is_empty_is_named(tmp_path):
    path = tmp_path / "村.shp"
    layer().to_file(path)
    path.with_suffix(".dbf").write_bytes(b"")
    (issue,) = issues_of(path)
    assert (issue.rule, issue.params) == ("dbf_broken", {"part": "村.dbf"})


def test_shapes_of_a_shapefile_that_are_damaged_are_counted(tmp_path):
    """Three rows: sound, with a number of corners past its end, drawn as nothing."""
    path = tmp_path / "县.shp"
    shapes = [shapely.box(106, 23, 107, 24), shapely.box(107, 23, 108, 24), None]
    layer(shapes, code=list("123")).to_file(path)
    data = bytearray(path.read_bytes())
    second = 100 + (len(data) - 100 - 12) // 2
    # After the record's head of 8 bytes: type, four bounds, parts, corners.
    struct.pack_into("<i", data, second + 8 + 4 + 32 + 4, 5_000)
    path.write_bytes(data)
    (table,) = read_tables(path)
    (issue,) = table.issues
    assert (issue.rule, issue.severity) == ("shapes_unreadable", "error")
    assert issue.params == {"count": 1, "rows": "2"}
    assert all(issue.line(lang) for lang in LANGS)


def test_a_sound_shapefile_says_nothing(tmp_path):
    path = tmp_path / "县.shp"
    layer([POINTS[0], None]).to_file(path)
    (table,) = read_tables(path)
    assert table.issues == ()
    assert table.geometry.isna().tolist() == [False, True]


def test_shapes_of_a_geopackage_that_are_damaged_are_counted(tmp_path):
    path = tmp_path / "村.gpkg"
    name = 'a"b'
    layer([*POINTS, None], code=list("123")).to_file(path, layer=name)
    assert read_tables(path)[0].issues == ()
    with closing(sqlite3.connect(path)) as base:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (one,) in base.execute(triggers).fetchall():
            base.execute('DROP TRIGGER "{}"'.format(one.replace('"', '""')))
        base.execute('UPDATE "a""b" SET geom = substr(geom, 1, 10) WHERE fid = 2')
        base.commit()
    (table,) = read_tables(path)
    (issue,) = table.issues
    assert (issue.rule, issue.params) == (
        "shapes_unreadable",
        {"count": 1, "rows": "2"},
    )


@pytest.mark.parametrize(
    ("name", "data", "zh", "en"),
    [
        ("a.csv", b"a\0b\0c", "二进制文件", "a binary file"),
        ("a.shp", b"hello", "文本", "plain text"),
        ("a.gpkg", b"SQLite format 3\0" + bytes(84), "损坏的 gpkg", "a damaged gpkg"),
        ("a", b"a\0b", "二进制文件", "a binary file"),
    ],
)
def test_what_a_file_is_is_said_in_words(tmp_path, name, data, zh, en):
    path = tmp_path / name
    path.write_bytes(data)
    (issue,) = issues_of(path)
    assert zh in issue.text("zh")
    assert en in issue.text("en")


@pytest.mark.parametrize(
    ("geometry", "zh"),
    [
        ('{"type":"Point"}', "几何缺少坐标"),
        ('{"type":"Kreis","coordinates":[1,2]}', "几何类型不认识"),
        ('{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}', "边界的顶点太少"),
        ('{"type":"Point","coordinates":["a","b"]}', "坐标不是数字"),
        ("7", "内容不合格式"),
    ],
)
def test_why_a_feature_is_broken_is_said_in_words(tmp_path, geometry, zh):
    feature = f'{{"type":"Feature","properties":{{}},"geometry":{geometry}}}'
    (issue,) = issues_of(written(tmp_path / "a.json", f'{{"features":[{feature}]}}'))
    assert f"（{zh}）" in issue.text("zh")
    assert not any("\u3400" <= letter <= "\u9fff" for letter in issue.text("en"))


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ('{"a":1,\n}', "第 2 行附近不合 JSON 语法"),
        ('{"features":' + "[" * 100_000, "括号嵌套太深"),
        ('{"type":"Feature"}', "没有要素列表 features"),
    ],
)
def test_why_a_geojson_is_broken_is_said_in_words(tmp_path, text, zh):
    (issue,) = issues_of(written(tmp_path / "a.geojson", text))
    assert (issue.rule, zh in issue.text("zh")) == ("geojson_broken", True)


def test_the_words_of_a_library_go_to_the_log_and_not_to_the_user(caplog):
    error = RuntimeError("sqlite3_step() failed: database disk image is malformed")
    with caplog.at_level("INFO"):
        assert "数据库" in reason_of(error, source="a.gpkg").label("zh")
    assert "sqlite3_step" in caplog.text
    assert reason_of(RuntimeError("Foo42"), source="a").label("zh") == "内容不合格式"
