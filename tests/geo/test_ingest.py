"""Files in, declared layers out; every bad input has its rule and both languages."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.answers import Answer, Answers
from geo.crs import STORAGE_CRS
from geo.datum import wgs84_to_gcj02
from geo.export.fields import fields_of
from geo.export.shapefile import write_shapefile_zip
from geo.frames import conform
from geo.ingest import ingest
from tests import toy
from tests.geo.ingesting import HEAD, ROW, rules, squares, take, write


def test_a_list_of_villages_becomes_the_declared_layer(tmp_path):
    text = (
        "村代码,村名,是否贫困村,出列年份,产业,户数,经度,纬度\n"
        '\'451002001001,那坡村,是,2019年,茶叶；羊,"1,200",106.6,23.9\n'
        "451002001002.0,六合村,否,,,,106°42′E,23°48′N\n"
    )
    found = take(write(tmp_path / "名单.csv", text, "gbk"))
    assert (found.issues, found.questions) == ((), ())
    frame = found.layers["villages"]
    assert frame["village_code"].tolist() == ["451002001001", "451002001002"]
    assert frame["township_code"].tolist() == ["451002001"] * 2
    assert frame["county_code"].tolist() == ["451002"] * 2
    assert frame["is_poor"].tolist() == [True, False]
    assert frame["exit_year"].tolist() == [2019, pd.NA]
    assert frame["trades"].tolist() == ["tea;sheep", ""]
    assert frame["households"].tolist() == [1200, pd.NA]
    assert frame["source_row"].tolist() == [2, 3]
    assert frame.geometry.tolist() == [
        shapely.Point(106.6, 23.9),
        shapely.Point(106.7, 23.8),
    ]
    assert frame.crs == STORAGE_CRS


def test_frames_are_as_conform_makes_them(tmp_path):
    found = take(write(tmp_path / "a.csv", HEAD + ROW))
    frame = found.layers["villages"]
    assert isinstance(frame.index, pd.RangeIndex)
    assert_geodataframe_equal(frame, conform(frame, "villages"))


def test_given_parent_codes_are_kept_and_blank_ones_filled(tmp_path):
    text = "村代码,名称,县代码\n451002001001,甲,451003\n451002001002,乙,\n"
    frame = take(write(tmp_path / "a.csv", text)).layers["villages"]
    assert frame["county_code"].tolist() == ["451003", "451002"]
    assert [shape is None for shape in frame.geometry] == [True, True]


def test_files_of_one_layer_are_joined_end_to_end(tmp_path):
    first = write(tmp_path / "a.csv", HEAD + ROW)
    second = write(tmp_path / "b.csv", HEAD + ROW.replace("001001", "001002"))
    empty = write(tmp_path / "c.csv", HEAD)
    found = take(first, empty, second)
    frame = found.layers["villages"]
    assert frame["source_file"].tolist() == ["a.csv", "b.csv"]
    assert frame.index.tolist() == [0, 1]
    assert rules(found) == ["no_rows"]


def test_villages_drawn_as_areas_are_split(tmp_path):
    columns = {"XZQDM": ["451002001001", "451002001002"], "XZQMC": ["甲", "乙"]}
    bowtie = shapely.Polygon([(107, 23), (108, 24), (108, 23), (107, 24)])
    path = tmp_path / "村.shp"
    frame = gpd.GeoDataFrame(columns, geometry=[*squares(106), bowtie], crs=4490)
    frame.to_file(path, encoding="GBK")
    found = take(path)
    villages, areas = found.layers["villages"], found.layers["village_areas"]
    assert villages.geom_type.tolist() == ["Point", "Point"]
    assert areas.geom_type.tolist() == ["Polygon", "Polygon"]
    assert shapely.within(villages.geometry.iloc[0], areas.geometry.iloc[0])
    assert areas["village_code"].tolist() == villages["village_code"].tolist()
    assert areas["source_row"].tolist() == [1, 2]


def test_counties_keep_their_areas_and_get_a_city_code(tmp_path):
    path = tmp_path / "县.gpkg"
    columns = {"code": ["451002000000", "451003000000"], "name": ["右江区", "田阳区"]}
    gpd.GeoDataFrame(columns, geometry=squares(106, 107), crs=4326).to_file(path)
    frame = take(path).layers["counties"]
    assert frame["county_code"].tolist() == ["451002", "451003"]
    assert frame["city_code"].tolist() == ["4510", "4510"]
    assert frame.geom_type.tolist() == ["Polygon", "Polygon"]


def test_bases_drawn_as_areas_or_multipoints_become_points(tmp_path):
    path = tmp_path / "基地.geojson"
    columns = {"编号": ["1", "2"], "名称": ["甲", "乙"], "类型": ["示范基地"] * 2}
    shapes = [squares(106)[0], shapely.MultiPoint([(106.1, 23.2)])]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    found = take(path)
    assert found.layers["bases"].geom_type.tolist() == ["Point", "Point"]
    assert [(i.rule, i.row) for i in found.issues] == [("area_taken_as_point", 1)]


def test_lines_are_refused_row_by_row(tmp_path):
    path = tmp_path / "村.geojson"
    columns = {"村代码": ["451002001001", "451002001002"], "名称": ["甲", "乙"]}
    shapes = [shapely.LineString([(106, 23), (107, 24)]), shapely.Point(106, 23)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    found = take(path)
    assert [(i.rule, i.row) for i in found.issues] == [("shape_not_allowed", 1)]
    assert found.layers["villages"].geometry.iloc[0] is None


def test_a_declared_datum_is_undone(tmp_path):
    lon, lat = wgs84_to_gcj02(np.array([106.6]), np.array([23.9]))
    text = f"{HEAD}451002001001,甲,{float(lon[0])!r},{float(lat[0])!r}\n"
    answers = Answers({"a.csv": Answer(datum="gcj02")})
    point = take(write(tmp_path / "a.csv", text), answers=answers)
    point = point.layers["villages"].geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((106.6, 23.9), abs=1e-10)


def test_questions_are_settled_by_answers(tmp_path):
    text = "F1,F2\n451002001001,那坡村\n451002001002,六合村\n"
    path = write(tmp_path / "a.csv", text)
    first = take(path)
    assert {question.topic for question in first.questions} == {"layer"}
    answers = Answers().with_answer(first.questions[0], "villages")
    second = take(path, answers=answers)
    assert {q.column for q in second.questions} == {"village_code", "name"}
    for question in second.questions:
        answers = answers.with_answer(question, question.guess)
    third = take(path, answers=answers)
    assert third.questions == ()
    assert third.layers["villages"]["name"].tolist() == ["那坡村", "六合村"]


def test_a_table_may_be_left_out(tmp_path):
    path = write(tmp_path / "a.csv", "品名,单价\n化肥,3\n")
    assert [q.topic for q in take(path).questions] == ["layer"]
    left = take(path, answers=Answers({"*": Answer(layer="-")}))
    assert (left.layers, left.issues, left.questions) == ({}, (), ())


def test_progress_is_told_before_each_file_and_at_the_end(tmp_path):
    path = write(tmp_path / "a.csv", HEAD + ROW)
    told = []
    take(path, tmp_path / "none.csv", progress=lambda *step: told.append(step))
    assert told == [(0, 2, "a.csv"), (1, 2, "none.csv"), (2, 2, "")]


def test_nothing_in_nothing_out():
    found = take()
    assert (found.layers, found.issues, found.questions) == ({}, (), ())


def test_candidate_sites_are_known_by_name_or_by_their_own_number(tmp_path):
    head = "候选点名称,拟建类型,费用,升级基地编号,取舍,经度,纬度\n"
    text = head + "甲村,专家服务站,12.5,,必建,106.6,23.9\n乙村,,,B1,,106.7,23.9\n"
    path = tmp_path / "候选站点.csv"
    path.write_text(text, encoding="utf-8")
    found = ingest([path])
    assert (found.issues, found.questions) == ((), ())
    frame = found.layers["candidate_sites"]
    assert frame["site_id"].tolist() == ["候选站点.csv:2", "候选站点.csv:3"]
    assert frame["kind"].tolist() == ["expert_station", ""]
    assert frame["cost"].fillna(-1).tolist() == [12.5, -1]
    assert frame["base_id"].tolist() == ["", "B1"]
    assert frame["choice"].tolist() == ["pinned", ""]
    numbered = tmp_path / "表.csv"
    text = "站点编号,名称,类型,经度,纬度\nS1,甲,星创天地,106.6,23.9\n"
    numbered.write_text(text, encoding="utf-8")
    assert list(ingest([numbered]).layers) == ["candidate_sites"]


def test_closures_come_as_tables_areas_and_lines(tmp_path):
    """One without a number is named by file and row; blank means active."""
    head = "封路名称,封闭道路,每年起,每年止,生效\n"
    text = head + "雨季,G323；X804,5月15日,9-30,\n旧案,S1,,,否\n"
    table = write(tmp_path / "封路.csv", text)
    shapes = [
        shapely.box(107, 23, 107.1, 23.1),
        shapely.MultiLineString([[(107, 23), (107.1, 23)], [(107.2, 23), (107.3, 23)]]),
    ]
    drawn = tmp_path / "drawn.geojson"
    given = {"closure_id": ["F1", "F2"], "name": ["塌方", "断桥"]}
    gpd.GeoDataFrame(given, geometry=shapes, crs=STORAGE_CRS).to_file(drawn)
    lines = tmp_path / "lines.gpkg"
    given = {"closure_id": ["F3"], "name": ["修路"], "note": ["县里通知"]}
    gpd.GeoDataFrame(
        given, geometry=[shapely.LineString([(107, 23), (107, 24)])], crs=STORAGE_CRS
    ).to_file(lines)
    found = take(table, drawn, lines)
    assert (found.questions, rules(found)) == ((), [])
    frame = found.layers["closures"]
    assert set(found.layers) == {"closures"}
    assert frame["closure_id"].tolist() == [
        "封路.csv:2",
        "封路.csv:3",
        "F1",
        "F2",
        "F3",
    ]
    assert frame["season_first"].tolist() == ["05-15", "", "", "", ""]
    assert frame["season_last"].tolist() == ["09-30", "", "", "", ""]
    assert frame["active"].tolist() == [True, False, True, True, True]
    assert frame["note"].tolist()[-1] == "县里通知"
    kinds = frame.geometry.geom_type.fillna("none").tolist()
    assert kinds == ["none", "none", "Polygon", "MultiLineString", "LineString"]


def test_a_closure_cannot_be_a_point(tmp_path):
    path = tmp_path / "a.geojson"
    given = {"closure_id": ["F1"], "name": ["塌方"]}
    shape = [shapely.Point(107, 23)]
    gpd.GeoDataFrame(given, geometry=shape, crs=STORAGE_CRS).to_file(path)
    assert rules(take(path)) == ["shape_not_allowed"]


def test_a_plain_list_of_points_is_not_taken_for_named_places(tmp_path):
    """Only the number of a place tells it from a base, a village or a shop."""
    plain = take(write(tmp_path / "a.csv", "名称,经度,纬度\n甲,106.6,23.9\n"))
    assert [q.topic for q in plain.questions] == ["layer"]
    assert plain.questions[0].guess == ""
    options = plain.questions[0].options
    assert options.index("bases") < options.index("places")
    own = "地名编号,地名,经度,纬度\nD1,渡口,106.6,23.9\n"
    found = take(write(tmp_path / "b.csv", own))
    assert (found.questions, rules(found)) == ((), [])
    assert found.layers["places"]["name"].tolist() == ["渡口"]


def test_places_that_two_files_hold_alike_are_taken_once(tmp_path):
    head = "place_id,name,kind,lon,lat\n"
    row = "node/1,渡口,village,106.6,23.9\n"
    first = write(tmp_path / "a.csv", head + row)
    second = write(tmp_path / "b.csv", head + row + row.replace("渡口", "渡口二"))
    frame = take(first, second).layers["places"]
    # One that says something else stays, for the checks to tell of it.
    assert frame["name"].tolist() == ["渡口", "渡口二"]
    assert frame["source_file"].tolist() == ["a.csv", "b.csv"]


@pytest.mark.parametrize("layer", ["bases", "closures"])
def test_a_shapefile_zip_of_ours_can_be_taken_in_again(tmp_path, layer):
    """The table that explains its fields is no layer."""
    lines = [shapely.LineString([(107, 23), (107.1, 23)]), None]
    given = {"closure_id": ["F1", "F2"], "name": ["塌方", "雨季"], "roads": ["", "G1"]}
    given |= {"season_first": ["", "05-15"], "season_last": ["", "09-30"]}
    shapes = conform(
        gpd.GeoDataFrame(given, geometry=lines, crs=STORAGE_CRS), "closures"
    )
    frame = {"bases": toy.bases(), "closures": shapes}[layer]
    frame = frame.sort_values(frame.columns[0])
    path = tmp_path / "a.zip"
    write_shapefile_zip(frame, fields_of(layer), path, name=layer)
    found = take(path)
    assert (found.questions, rules(found)) == ((), [])
    again = found.layers[layer].sort_values(frame.columns[0], ignore_index=True)
    kept = [field.name for field in fields_of(layer)]
    assert again[kept].astype(object).equals(frame[kept].astype(object))
    assert again.geometry.geom_equals_exact(frame.geometry, 1e-9).tolist() == [
        shape is not None for shape in frame.geometry
    ]
