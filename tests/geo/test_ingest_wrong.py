"""Taking in files: what goes wrong is told row by row, and nothing breaks."""

import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.answers import Answers
from geo.issues import errors
from tests.geo.ingesting import HEAD, ROW, rules, squares, take, write


def test_an_empty_file(tmp_path):
    assert rules(take(write(tmp_path / "a.csv", ""))) == ["file_empty"]


def test_a_wrong_file(tmp_path):
    path = tmp_path / "village.shp"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    found = take(path)
    assert rules(found) == ["file_not_what_it_says"]
    assert "PNG" in found.issues[0].line("zh")


def archive(path, **entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return path


def test_a_truncated_zip(tmp_path):
    path = archive(tmp_path / "a.zip", **{"a.csv": HEAD + ROW})
    path.write_bytes(path.read_bytes()[:60])
    assert rules(take(path)) == ["zip_broken"]


def test_a_zip_bomb(tmp_path):
    path = archive(tmp_path / "a.zip", **{"a.csv": bytes(64 << 20)})
    assert path.stat().st_size < 100_000
    assert rules(take(path)) == ["zip_bomb"]


def test_a_zip_that_climbs_out(tmp_path):
    path = archive(tmp_path / "a.zip", **{"../evil.csv": HEAD + ROW})
    assert rules(take(path)) == ["zip_path_outside"]
    assert not (tmp_path.parent / "evil.csv").exists()


def test_a_csv_of_500_mb(tmp_path):
    path = write(tmp_path / "a.csv", HEAD + ROW * 200)
    with path.open("r+b") as file:
        file.truncate(501 << 20)
    found = take(path)
    assert rules(found) == ["csv_too_large"]
    assert "501" in found.issues[0].text("zh")


def test_gbk_under_utf8(tmp_path):
    path = tmp_path / "县.shp"
    columns = {"XZQDM": ["451002"], "XZQMC": ["右江区"]}
    frame = gpd.GeoDataFrame(columns, geometry=squares(106), crs=4490)
    frame.to_file(path, encoding="GBK")
    path.with_suffix(".cpg").write_text("UTF-8")
    found = take(path)
    assert rules(found) == ["encoding_label_wrong"]
    assert found.layers["counties"]["name"].tolist() == ["右江区"]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '=HYPERLINK("http://x","y")', "{value}"]
)
def test_a_village_with_a_hostile_name(tmp_path, name):
    quoted = name.replace('"', '""')
    path = write(tmp_path / "a.csv", f'{HEAD}451002001001,"{quoted}",106.6,23.9\n')
    found = take(path)
    assert found.layers["villages"]["name"].tolist() == [name]
    assert rules(found) == ["text_looks_active"] * (name != "{value}")
    assert errors(found.issues) == []


def test_a_hostile_name_in_a_workbook_is_not_evaluated(tmp_path):
    path = tmp_path / "村.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["村代码", "名称"])
    book.active.append([451002001001, '=HYPERLINK("http://x","y")'])
    book.save(path)
    found = take(path)
    assert found.layers["villages"]["name"].tolist() == ['=HYPERLINK("http://x","y")']
    assert [(i.rule, i.row) for i in found.issues] == [("text_looks_active", 2)]


@pytest.mark.parametrize("cell", ["NaN", "inf", "-Infinity"])
def test_coordinates_that_are_no_numbers(tmp_path, cell):
    path = write(tmp_path / "a.csv", HEAD + ROW + f"451002001002,甲,{cell},23.9\n")
    found = take(path)
    assert [(i.rule, i.row) for i in found.issues] == [("coordinates_not_finite", 3)]
    assert found.issues[0].key == "451002001002"


def test_coordinates_in_shapes_that_are_no_numbers(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"村代码": f"45100200100{n}", "名称": "甲"},
            "geometry": {"type": "Point", "coordinates": [x, 23.9]},
        }
        for n, x in enumerate((106.6, float("nan"), float("inf")))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    found = take(write(tmp_path / "村.geojson", text))
    assert [(i.rule, i.row) for i in found.issues] == [
        ("shape_not_finite", 2),
        ("shape_not_finite", 3),
    ]


def test_metres_under_4326(tmp_path):
    columns = {"村代码": ["451002001001", "451002001002"], "名称": ["甲", "乙"]}
    lon_lat = [shapely.Point(106.6, 23.9), shapely.Point(106.7, 23.8)]
    metres = gpd.GeoSeries(lon_lat, crs=4490).to_crs(4545).to_numpy()
    path = tmp_path / "村.gpkg"
    gpd.GeoDataFrame(columns, geometry=metres, crs=4326).to_file(path)
    found = take(path)
    (question,) = found.questions
    assert question.topic == "crs"
    assert found.layers["villages"].geometry.isna().all()
    answers = Answers().with_answer(question, "4545")
    mended = take(path, answers=answers).layers["villages"]
    assert shapely.equals_exact(mended.geometry.to_numpy(), lon_lat, 1e-8).all()


def test_metres_with_a_zone_prefix_in_a_list(tmp_path):
    point = gpd.GeoSeries([shapely.Point(106.6, 23.9)], crs=4490).to_crs(4524)[0]
    text = f"村代码,名称,X,Y\n451002001001,甲,{point.x!r},{point.y!r}\n"
    found = take(write(tmp_path / "a.csv", text))
    assert rules(found) == ["crs_by_zone_prefix"]
    home = found.layers["villages"].geometry.iloc[0]
    assert (home.x, home.y) == pytest.approx((106.6, 23.9), abs=1e-8)


def test_every_bad_cell_is_one_issue_in_its_row(tmp_path):
    text = (
        "基地编号,名称,类型,可服务村数,启用日期,经度,纬度\n"
        "B1,甲,示范地,八,去年,106.6,23.9\n"
        "B2,,星创天地,8,2019/3/1,x,23.9\n"
        "B3,丙,星创天地,8,2019年3月,106.6,\n"
    )
    found = take(write(tmp_path / "基地.csv", text))
    assert sorted((i.row, i.key, i.rule, i.severity) for i in found.issues) == [
        (2, "B1", "not_a_date", "error"),
        (2, "B1", "not_a_number", "error"),
        (2, "B1", "unknown_base_kind", "error"),
        (3, "B2", "not_a_coordinate", "error"),
        (3, "B2", "required_missing", "error"),
        (4, "B3", "date_without_day", "warning"),
        (4, "B3", "half_a_place", "error"),
    ]
    assert all(issue.source == "基地.csv" for issue in found.issues)
    assert len(found.layers["bases"]) == 3


def test_codes_that_excel_broke_are_never_guessed(tmp_path):
    text = HEAD + "4.51002E+11,甲,106.6,23.9\n" + ROW
    found = take(write(tmp_path / "村.csv", text))
    assert [(i.rule, i.row) for i in found.issues] == [("code_lost_digits", 2)]
    assert found.layers["villages"]["village_code"].tolist() == ["", "451002001001"]


def test_all_files_report_even_if_the_first_is_bad(tmp_path):
    bad = write(tmp_path / "a.csv", "")
    worse = write(tmp_path / "b.rar", "Rar!\x1a\x07")
    good = write(tmp_path / "c.csv", HEAD + ROW)
    found = take(bad, worse, tmp_path / "none.shp", good)
    assert rules(found) == ["file_empty", "format_unsupported", "file_missing"]
    assert len(found.layers["villages"]) == 1


def test_thousands_of_one_kind_are_counted_not_listed(tmp_path):
    rows = "".join(f"{n},甲,106.6,23.9\n" for n in range(1, 1501))
    found = take(write(tmp_path / "村.csv", HEAD + rows))
    assert rules(found).count("code_malformed") == 1000
    (rest,) = [issue for issue in found.issues if issue.rule == "more_of_same"]
    assert rest.params["count"] == 500


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """One small sound file of each kind, as bytes."""
    folder = tmp_path_factory.mktemp("sound")
    columns = {"村代码": ["451002001001", "451002001002"], "名称": ["甲", "乙"]}
    frame = gpd.GeoDataFrame(columns, geometry=squares(106, 107), crs=4326)
    frame.to_file(folder / "a.gpkg")
    frame.to_file(folder / "a.geojson")
    pd.DataFrame(columns).to_excel(folder / "a.xlsx", index=False)
    write(folder / "a.csv", HEAD + ROW)
    archive(folder / "a.zip", **{"a.csv": HEAD + ROW})
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


@given(
    st.sampled_from([".csv", ".geojson", ".gpkg", ".xlsx", ".zip"]),
    st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=8),
    st.integers(0, 1 << 20),
)
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_file_breaks_the_import(sound, suffix, changes, cut):
    """Bytes are changed anywhere and, in half of the cases, the end is cut off."""
    data = bytearray(sound[suffix])
    for at, byte in changes:
        data[at % len(data)] = byte
    if cut % 2:
        data = data[: cut % len(data)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"村{suffix}"
        path.write_bytes(data)
        take(path)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_text_breaks_the_import(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode("utf-8", errors="replace"))
        take(path)


def test_a_table_without_rows_is_told_so_and_nothing_is_asked(tmp_path):
    empty = '{"type": "FeatureCollection", "features": []}'
    found = take(write(tmp_path / "a.geojson", empty), write(tmp_path / "b.csv", "x,y"))
    assert rules(found) == ["no_rows", "no_rows"]
    assert (found.questions, found.layers) == ((), {})
