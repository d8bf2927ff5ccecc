"""Files in, raw tables out, cells untouched; bad files named for what they are."""

import sqlite3
import struct
import zipfile
from contextlib import closing

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import DataError
from geo.reading.archives import ArchiveLimits
from geo.reading.files import ReadLimits, read_tables
from geo.words import LANGS

POINTS = [shapely.Point(106.6, 23.9), shapely.Point(106.7, 23.8)]


def layer(geometry=POINTS, crs=4490, **columns):
    columns = columns or {
        "code": ["451002001001", "451002001002"],
        "name": ["甲", "乙"],
    }
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=crs)


def rules(path, **options):
    with pytest.raises(DataError) as caught:
        read_tables(path, **options)
    issues = caught.value.issues
    assert all(issue.line(lang) for issue in issues for lang in LANGS)
    return [issue.rule for issue in issues]


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def sheet(path, rows, title="村"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_any_encoding_with_any_delimiter(tmp_path, encoding, mark):
    text = "村代码,名称,经度\n451002001001,那坡村,0106.60\n".replace(",", mark)
    (table,) = read_tables(written(tmp_path / "村.csv", text, encoding))
    assert table.headings == ("村代码", "名称", "经度")
    assert table.frame.iloc[0].tolist()[:3] == ["451002001001", "那坡村", "0106.60"]
    assert table.frame["source_row"].tolist() == [2]
    assert table.source == "村.csv"


def test_csv_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    text = '百色市名单,,\n代码,名称,备注\n# help,x,y\n1,甲,"a\nb"\n,,\n2,乙,\n'
    (table,) = read_tables(written(tmp_path / "a.csv", text))
    assert table.headings == ("代码", "名称", "备注")
    assert table.frame["名称"].tolist() == ["甲", "乙"]
    assert table.frame["source_row"].tolist() == [4, 6]


def test_csv_headings_that_are_blank_or_twice_stay_apart(tmp_path):
    text = "名称,,名称,\nA,B,C,\n"
    (table,) = read_tables(written(tmp_path / "a.csv", text))
    assert table.headings == ("名称", "#2", "名称 (2)")


def test_csv_rows_longer_than_the_headings_are_each_named(tmp_path):
    path = written(tmp_path / "a.csv", "代码,名称\n1,a,b\n2,c\n3,d,e,f\n")
    with pytest.raises(DataError) as caught:
        read_tables(path)
    found = [(i.rule, i.row, i.params["found"]) for i in caught.value.issues]
    assert found == [("csv_row_too_long", 2, 3), ("csv_row_too_long", 4, 4)]


def test_csv_with_short_rows_and_stray_commas_is_read(tmp_path):
    path = written(tmp_path / "a.csv", "代码,名称,备注\n1,a\n2,b,c,,,\n")
    (table,) = read_tables(path)
    assert table.frame["备注"].tolist() == ["", "c"]


def test_csv_past_its_limit_is_refused_by_size(tmp_path):
    """A file with a hole: 501 MB in its directory entry, nothing on the disk."""
    path = written(tmp_path / "big.csv", "代码,名称\n" * 500)
    with path.open("r+b") as file:
        file.truncate(501 << 20)
    with pytest.raises(DataError) as caught:
        read_tables(path)
    (issue,) = caught.value.issues
    assert (issue.rule, issue.params) == ("csv_too_large", {"size": 501, "limit": 500})
    assert "501 MB" in issue.line("en")
    assert rules(path, limits=ReadLimits(csv_bytes=10)) == ["csv_too_large"]


def test_xlsx_keeps_long_codes_and_row_numbers(tmp_path):
    rows = [
        ["名单"],
        [],
        ["村代码", "名称"],
        [451002001001, "甲"],
        [],
        [451002001002.0, "乙"],
    ]
    (table,) = read_tables(sheet(tmp_path / "a.xlsx", rows))
    assert [str(cell) for cell in table.frame["村代码"]] == [
        "451002001001",
        "451002001002",
    ]
    assert table.frame["source_row"].tolist() == [4, 6]
    assert (table.source, table.name) == ("a.xlsx", "村")


def test_xlsx_formulas_are_text_and_never_run(tmp_path):
    rows = [["名称", "户数"], ['=HYPERLINK("http://x","y")', "=1+1"]]
    (table,) = read_tables(sheet(tmp_path / "a.xlsx", rows))
    assert table.frame.iloc[0, :2].tolist() == ['=HYPERLINK("http://x","y")', "=1+1"]


def test_xlsx_gives_every_filled_sheet(tmp_path):
    path = sheet(tmp_path / "a.xlsx", [["名称"], ["甲"]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("乡镇").append(["名称", "代码"])
    book.create_sheet("空")
    book.create_sheet("填写说明 Notes").append(["x", "y"])
    book.save(path)
    assert [t.source for t in read_tables(path)] == ["a.xlsx/村", "a.xlsx/乡镇"]


def test_shapefile_with_gbk_under_a_utf8_label(tmp_path):
    path = tmp_path / "县.shp"
    layer().to_file(path, encoding="GBK", engine="pyogrio")
    path.with_suffix(".cpg").write_text("UTF-8")
    (table,) = read_tables(path)
    assert table.frame["name"].tolist() == ["甲", "乙"]
    assert table.encoding == "gb18030"
    assert [issue.rule for issue in table.issues] == ["encoding_label_wrong"]
    assert table.frame["source_row"].tolist() == [1, 2]


def test_shapefile_field_cut_mid_character_is_read(tmp_path):
    path = tmp_path / "a.shp"
    layer(longfield1=["甲", "乙"]).to_file(path, encoding="GBK", engine="pyogrio")
    table_file = path.with_suffix(".dbf")
    data = table_file.read_bytes().replace(
        b"longfield1", "县区名称".encode("gbk") + b"a\xb4"
    )
    table_file.write_bytes(data)
    (table,) = read_tables(path)
    assert table.headings == ("县区名称a",)
    assert table.frame["县区名称a"].tolist() == ["甲", "乙"]


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_shapefile_parts_that_are_missing_are_named(tmp_path, suffix):
    path = tmp_path / "a.shp"
    layer().to_file(path)
    path.with_suffix(suffix).unlink()
    with pytest.raises(DataError) as caught:
        read_tables(path)
    assert [issue.params["part"] for issue in caught.value.issues] == [f"a{suffix}"]


def test_a_prj_that_is_damaged_is_named(tmp_path):
    path = tmp_path / "a.shp"
    layer().to_file(path)
    path.with_suffix(".prj").write_text('GEOGCS["GCS",DATUM[')
    assert rules(path) == ["crs_text_broken"]


def test_shapefile_parts_alone_are_sent_back_to_their_shp(tmp_path):
    layer().to_file(tmp_path / "a.shp")
    assert rules(tmp_path / "a.dbf") == ["part_of_shapefile"]


def test_heights_are_flattened(tmp_path):
    path = tmp_path / "a.gpkg"
    layer([shapely.Point(106.6, 23.9, 800), shapely.Point(1, 2, 3)]).to_file(path)
    (table,) = read_tables(path)
    assert not table.geometry.has_z.any()


def test_geopackage_gives_every_layer(tmp_path):
    path = tmp_path / "a.gpkg"
    layer().to_file(path, layer="村")
    layer().to_file(path, layer="villages")
    tables = read_tables(path)
    assert [(t.source, t.name) for t in tables] == [
        ("a.gpkg/村", "村"),
        ("a.gpkg/villages", "villages"),
    ]
    assert all(t.crs.to_epsg() == 4490 for t in tables)


def test_curves_become_many_corners(tmp_path):
    """A circle of one unit written as an arc through five points."""
    path = tmp_path / "a.gpkg"
    layer([shapely.box(0, 0, 1, 1)] * 2).to_file(path, layer="a")
    arc = struct.pack("<BII10d", 1, 8, 5, 0, 0, 1, 1, 2, 0, 1, -1, 0, 0)
    curve = b"GP\0\x01" + struct.pack("<iBII", 4490, 1, 10, 1) + arc
    with closing(sqlite3.connect(path)) as base:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in base.execute(triggers).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE a SET geom = ?", (curve,))
        base.commit()
    (table,) = read_tables(path)
    areas = shapely.area(table.geometry.to_numpy())
    assert areas.tolist() == pytest.approx([3.14, 3.14], abs=0.01)


def test_geojson_is_wgs84_unless_it_says_otherwise(tmp_path):
    path = tmp_path / "a.geojson"
    layer(crs=4326).to_file(path)
    (table,) = read_tables(path)
    assert table.crs.to_epsg() == 4326
    assert table.frame["code"].tolist() == ["451002001001", "451002001002"]
    named = tmp_path / "b.json"
    text = path.read_text().replace("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490")
    assert read_tables(written(named, text))[0].crs.to_epsg() in {4326, 4490}


def test_geojson_features_that_are_broken_are_each_named(tmp_path):
    good = '{"type":"Feature","properties":{},"geometry":null}'
    bad = '{"type":"Feature","properties":{},"geometry":{"type":"Point"}}'
    text = f'{{"type":"FeatureCollection","features":[{good},{bad},7]}}'
    with pytest.raises(DataError) as caught:
        read_tables(written(tmp_path / "a.geojson", text))
    found = [(issue.rule, issue.row) for issue in caught.value.issues]
    assert found == [("feature_broken", 2), ("feature_broken", 3)]


@pytest.mark.parametrize(
    "text", ["{", '{"type":"Feature"}', "[" * 100_000, '{"features": 3}']
)
def test_geojson_that_is_none_is_refused(tmp_path, text):
    assert rules(written(tmp_path / "a.geojson", text))[0] in {
        "geojson_broken",
        "file_not_what_it_says",
    }


def test_zip_holds_layers_and_tables_named_within_it(tmp_path):
    layer().to_file(tmp_path / "村.shp", encoding="GBK")
    written(tmp_path / "b.csv", "代码,名称\n1,甲\n")
    written(tmp_path / "readme.txt", "hello")
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in [
            *tmp_path.glob("村.*"),
            tmp_path / "b.csv",
            tmp_path / "readme.txt",
        ]:
            archive.write(part, f"数据/{part.name}")
    tables = read_tables(path)
    assert [t.source for t in tables] == ["all.zip/数据/b.csv", "all.zip/数据/村.shp"]
    assert set(tables[1].frame["source_file"]) == {"all.zip/数据/村.shp"}
    assert tables[1].frame["name"].tolist() == ["甲", "乙"]


def test_zip_reports_all_that_is_wrong_in_it(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "")
        archive.writestr("b.shp", b"\0\0\x27\x0a" + bytes(100))
    assert rules(path) == [
        "file_empty",
        "shapefile_part_missing",
        "shapefile_part_missing",
    ]


def test_zip_without_tables(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", "x")
    assert rules(path) == ["zip_without_tables"]


def test_a_workbook_is_looked_through_like_any_archive(tmp_path):
    path = sheet(tmp_path / "a.xlsx", [["名称"], ["甲"]])
    limits = ReadLimits(archive=ArchiveLimits(total_bytes=100))
    assert rules(path, limits=limits) == ["zip_too_large"]


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\n\n", "file_empty"),
        ("a.shp", b"\x89PNG\r\n\x1a\n" + bytes(50), "file_not_what_it_says"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "file_not_what_it_says"),
        ("a.csv", b"PK\x03\x04" + bytes(50), "file_not_what_it_says"),
        ("a.gpkg", b"SQLite format 3\0" + bytes(84), "file_not_what_it_says"),
        ("a.xlsx", b"<html><table>", "file_not_what_it_says"),
        ("a.geojson", b"<OGRVRTDataSource>", "file_not_what_it_says"),
        ("a.csv", b"a\0b\0c", "file_not_what_it_says"),
        ("a.shp", b"hello", "file_not_what_it_says"),
        ("a.xls", b"<html><table>", "format_unsupported"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format_unsupported"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format_unsupported"),
        ("a.rar", b"Rar!\x1a\x07", "format_unsupported"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "format_unsupported"),
        ("a.pdf", b"%PDF-1.7", "format_unsupported"),
        ("a.xlsx", b"PK\x03\x04" + bytes(50), "zip_broken"),
        ("a.zip", b"PK\x03\x04" + bytes(50), "zip_broken"),
        ("a.shp", b"\0\0\x27\x0a" + bytes(100), "shapefile_part_missing"),
    ],
)
def test_bad_files_are_named_for_what_they_are(tmp_path, name, data, rule):
    path = tmp_path / name
    path.write_bytes(data)
    assert rules(path)[0] == rule


def test_a_workbook_without_its_parts_is_broken(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    assert rules(path) == ["xlsx_broken"]


def test_a_damaged_geopackage_is_unreadable(tmp_path):
    path = tmp_path / "a.gpkg"
    layer().to_file(path)
    data = bytearray(path.read_bytes())
    data[5000:] = b"\xff" * (len(data) - 5000)
    path.write_bytes(data)
    assert rules(path)[0] in {"gis_unreadable", "file_not_what_it_says"}


def test_a_missing_file(tmp_path):
    assert rules(tmp_path / "none.csv") == ["file_missing"]


def test_columns_named_as_our_own_do_not_stand_in_the_way(tmp_path):
    path = written(tmp_path / "a.csv", "代码,source_row,source_file\n1,99,x\n")
    (table,) = read_tables(path)
    assert table.headings == ("代码",)
    assert table.frame["source_row"].tolist() == [2]


def test_attributes_only_geopackage_is_a_plain_table(tmp_path):
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"代码": ["1"]}), path, layer="t")
    (table,) = read_tables(path)
    assert table.geometry is None
    assert table.frame["代码"].tolist() == ["1"]


def test_a_quote_never_closed_is_named_and_swallows_no_row(tmp_path):
    path = written(tmp_path / "村.csv", '村代码,名称\n1,甲\n2,"乙\n3,丙\n')
    assert rules(path) == ["csv_broken"]


def test_a_number_that_begins_with_a_hash_is_no_comment(tmp_path):
    path = written(tmp_path / "基地.csv", "编号,名称\n# 帮助,帮助\n#1,甲\n")
    (table,) = read_tables(path)
    assert table.frame["编号"].tolist() == ["#1"]


def test_tables_of_more_columns_than_any_register_are_refused(tmp_path):
    text = ",".join(f"c{at}" for at in range(501))
    assert rules(written(tmp_path / "宽.csv", f"{text}\n")) == ["too_many_columns"]


def test_geopackage_views_are_left_out_and_never_run(tmp_path):
    path = tmp_path / "村.gpkg"
    layer(name=["甲", "乙"]).to_file(path, layer="村")
    endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t)"
    with closing(sqlite3.connect(path)) as base:
        base.execute(f"CREATE VIEW 无穷 AS {endless} SELECT x FROM t")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
            " VALUES ('无穷', 'attributes', '无穷')"
        )
        base.commit()
    (table,) = read_tables(path)
    assert [issue.rule for issue in table.issues] == ["view_skipped"]


def test_geojson_with_half_a_surrogate_pair_is_read(tmp_path):
    feature = '{"type": "Feature", "properties": {"名称": "\\ud800"}, "geometry": null}'
    path = written(tmp_path / "村.geojson", f'{{"features": [{feature}]}}')
    (table,) = read_tables(path)
    assert table.frame["名称"].tolist() == ["?"]


def test_a_forged_row_number_does_not_keep_us_busy(tmp_path):
    path = sheet(tmp_path / "村.xlsx", [["村代码", "名称"], ["1", "甲"]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    part = "xl/worksheets/sheet1.xml"
    far = b'<row r="9999999999"><c r="A9999999999"><v>1</v></c></row></sheetData>'
    parts[part] = parts[part].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    (table,) = read_tables(path)
    assert table.frame["名称"].tolist() == ["甲"]
