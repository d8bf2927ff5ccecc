"""The files that are handed on, as other programs read them."""

import datetime as dt
import json
import zipfile

import geopandas as gpd
import openpyxl
import pyogrio
import pytest

from geo.frames import empty
from geo.schemas import BASE_KINDS
from planner.handover import (
    coverage_workbook,
    facts,
    region_geopackage,
    report_notes,
    unit_table,
    units_shapefile,
    village_table,
    villages_geojson,
    villages_shapefile,
    write_all,
)
from planner.report import build_report
from planner.rule import Rule
from tests import toy

FILES = {
    "summary.json",
    "villages_shp.zip",
    "counties_shp.zip",
    "townships_shp.zip",
    "region.gpkg",
    "villages.geojson",
    "coverage.xlsx",
}
# 1 to 4 covered, 5 for want of a trade, 6 is not asked for.
RULE = Rule(limit_min=20)


def report(rule=RULE, **changed):
    bases = toy.bases().assign(illustrative=[True, False])
    layers = toy.layers() | {"village_areas": toy.village_areas(), "bases": bases}
    return build_report(layers | changed, rule, today=dt.date(2019, 6, 1))


def words(sheet):
    rows = sheet.iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("手交") / "新"
    assert write_all(report(), folder) == ()
    return folder


def test_every_file_is_there_and_no_other(out):
    assert {path.name for path in out.iterdir()} == FILES


def test_the_summary_file_is_the_summary(out):
    text = (out / "summary.json").read_text(encoding="utf-8")
    summary = json.loads(text)
    assert summary == json.loads(json.dumps(report().summary(), default=str))
    assert (summary["villages"], summary["covered"], summary["uncovered"]) == (6, 4, 1)
    assert summary["illustrative_rows"] == {"bases": 1}
    assert text.endswith("}\n")


def test_village_shapes_come_back_with_codes_as_text_and_chinese_intact(out):
    found = gpd.read_file(out / "villages_shp.zip").set_index("VILL_CODE")
    assert len(found) == 6
    assert all(isinstance(code, str) and len(code) == 12 for code in found.index)
    assert found.index[0] == "451024100201"  # what needs work comes first
    row = found.loc["451024100201"]
    assert (row["NAME"], row["CNTY_NAME"]) == ("和平村", "德保县")
    assert (row["STATUS"], row["REASON"]) == ("uncovered", "no_matching_trade")
    assert "蔬菜" in row["WHY"]
    assert "城关示范基地" in row["FIX"]
    assert found.loc["451022100202", "SERVER"] == "平马专家服务站"
    assert row.geometry.distance(toy.at(25, 5)) < 1e-7
    assert all(len(name) <= 10 for name in found.columns)


def test_county_and_township_shapes_hold_their_figures(out):
    counties = gpd.read_file(out / "counties_shp.zip").set_index("CODE")
    assert counties.index.tolist() == [toy.WEST, toy.EAST]
    assert counties["NAME"].tolist() == ["田东县", "德保县"]
    assert counties["UNCOVERED"].tolist() == [0, 1]
    assert counties["SHARE"].tolist() == [100, 0]
    # A shapefile tells no empty text from a missing one.
    assert counties["TOP_REASON"].fillna("").tolist() == ["", "产业不对口"]
    assert set(counties.geom_type) <= {"Polygon", "MultiPolygon"}
    townships = gpd.read_file(out / "townships_shp.zip")
    assert townships["CODE"].tolist() == ["451022100", "451022101", "451024100"]
    assert townships["VILLAGES"].tolist() == [2, 2, 2]


def test_the_geopackage_holds_every_layer(out):
    found = dict(pyogrio.list_layers(out / "region.gpkg"))
    assert set(found) == {
        "villages", "counties", "townships", "bases", "commissioners", "village_areas"
    }  # fmt: skip
    villages = gpd.read_file(out / "region.gpkg", layer="villages")
    assert sorted(villages["village_code"]) == sorted(toy.villages()["village_code"])
    assert set(villages["name"]) == set(toy.villages()["name"])
    assert villages["status"].tolist()[0] == "uncovered"
    bases = gpd.read_file(out / "region.gpkg", layer="bases")
    assert bases["illustrative"].tolist() == [True, False]


def test_the_workbook_has_a_sheet_for_each_question(out):
    book = openpyxl.load_workbook(out / "coverage.xlsx")
    assert book.sheetnames == ["结论", "各县", "各乡镇", "未覆盖的村", "全部村", "说明"]
    rows = list(book["未覆盖的村"].iter_rows(values_only=True))
    assert sum(row[0] == "451024100201" for row in rows) == 1
    assert not any(row[0] == "451022100201" for row in rows)
    cells = [
        str(cell) for row in book["结论"].iter_rows(values_only=True) for cell in row
    ]
    text = "\n".join(cells)
    assert "应覆盖 5 个村，已覆盖 4 个，未覆盖 1 个。" in text
    assert "2019-06-01" in text
    assert "20 分钟" in text


def test_the_label_of_illustrative_data_goes_with_every_file(out):
    for name in ("villages", "counties", "townships"):
        with zipfile.ZipFile(out / f"{name}_shp.zip") as archive:
            texts = [
                archive.read(part).decode("utf-8", errors="replace")
                for part in archive.namelist()
                if part.endswith((".txt", ".csv", ".md"))
            ]
        assert any("示意数据" in text for text in texts)
        assert any("Illustrative" in text for text in texts)
    book = openpyxl.load_workbook(out / "coverage.xlsx")
    assert "示意数据：1 行" in words(book["说明"])
    assert json.loads((out / "summary.json").read_text("utf-8"))["illustrative_rows"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_say_how_travel_was_measured_and_in_what(lang):
    notes = " ".join(report_notes(report(), lang))
    for piece in {
        "zh": ("× 1.4", "时速 30 公里", "单位：分钟", "CGCS2000", "示意数据：1 行"),
        "en": ("× 1.4", "30 km/h", "in minutes", "CGCS2000", "1 rows are not real"),
    }[lang]:
        assert piece in notes
    far = report(Rule(limit_min=None, limit_km=8))
    assert {"zh": "单位：公里", "en": "in kilometres"}[lang] in " ".join(
        report_notes(far, lang)
    )


def test_no_note_of_illustrative_data_where_there_is_none():
    notes = report_notes(report(bases=toy.bases()), "zh")
    assert not any("示意" in note for note in notes)


def test_facts_say_what_was_asked():
    table = facts(report(Rule(limit_min=12.5, needed=2, match_trade=False)), "zh")
    value = dict(zip(table["item"], table["value"], strict=True))
    assert value["到达上限"] == "12.5 分钟"
    assert value["每村所需服务点"] == "2"
    assert value["要求产业对口"] == "否"
    assert value["应覆盖的村"] == "全部贫困村（含已出列）"


def test_facts_name_the_kinds_of_base_where_not_every_kind_counts():
    rule = Rule(limit_min=20, base_kinds=("park", "estation"))
    told = dict(facts(report(rule), "en").to_numpy().tolist())
    for kind in rule.base_kinds:
        assert BASE_KINDS[kind].en in told["Providers"]


def test_unit_shapes_speak_the_language_asked_for(tmp_path):
    path = units_shapefile(report(), "county", tmp_path / "c.zip", lang="en").path
    reasons = gpd.read_file(path)["TOP_REASON"].dropna().tolist()
    assert "No matching trade" in reasons


def test_uncovered_villages_come_first_and_all_are_there():
    table = village_table(report(), "en")
    assert table["status"].tolist() == ["uncovered"] + ["covered"] * 4 + ["not_asked"]
    assert table["text"].iloc[0].startswith("The village's trade")
    assert (table["text"].iloc[1:] == "").all()


def test_the_main_reason_is_the_one_that_holds_back_most():
    villages = toy.villages()
    villages.loc[[0, 1], "geometry"] = None
    table = unit_table(report(villages=villages), "county", "zh")
    assert table["top_reason"].tolist() == ["没有位置", "产业不对口"]
    full = report(Rule(limit_min=60, match_trade=False))
    assert unit_table(full, "county", "zh")["top_reason"].tolist() == ["", ""]


def test_files_are_written_where_places_and_layers_are_missing(tmp_path):
    nowhere = toy.villages().set_geometry(
        gpd.GeoSeries([None] * 6, crs=toy.villages().crs)
    )
    poor = report(
        villages=nowhere,
        townships=empty("townships"),
        bases=empty("bases"),
        commissioners=empty("commissioners"),
        village_areas=empty("village_areas"),
    )
    write_all(poor, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    found = gpd.read_file(tmp_path / "villages_shp.zip")
    assert set(found["REASON"].dropna()) == {"no_location"}
    townships = gpd.read_file(tmp_path / "townships_shp.zip")
    assert townships["NAME"].tolist() == ["平马镇", "祥周镇", "城关镇"]


def test_an_earlier_run_is_replaced(tmp_path):
    write_all(report(), tmp_path)
    write_all(report(Rule(limit_min=13)), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["covered"] == 1
    found = gpd.read_file(tmp_path / "region.gpkg", layer="villages")
    assert (found["status"] == "covered").sum() == 1


HOSTILE = ["=HYPERLINK(1)", "+1", "<script>alert(1)</script>", "'--", "{x}", "@a"]


def test_hostile_names_do_no_harm(tmp_path):
    made = report(villages=toy.villages().assign(name=HOSTILE))
    write_all(made, tmp_path)
    found = gpd.read_file(tmp_path / "region.gpkg", layer="villages")
    assert sorted(found["name"]) == sorted(HOSTILE)
    book = openpyxl.load_workbook(tmp_path / "coverage.xlsx")
    cells = [cell for row in book["全部村"].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_writer_alone(lang, tmp_path):
    made = report()
    villages_shapefile(made, tmp_path / "v.zip", lang=lang, encoding="gbk")
    found = gpd.read_file(tmp_path / "v.zip")
    assert set(found["NAME"]) == set(toy.villages()["name"])
    units_shapefile(made, "township", tmp_path / "t.zip", encoding="gbk")
    assert gpd.read_file(tmp_path / "t.zip")["NAME"].tolist()[0] == "平马镇"
    assert region_geopackage(made, tmp_path / "r.gpkg", lang=lang).exists()
    path = villages_geojson(made, tmp_path / "v.geojson", lang=lang)
    assert len(gpd.read_file(path)) == 6
    coverage_workbook(made, tmp_path / "c.xlsx", lang=lang)
    titles = openpyxl.load_workbook(tmp_path / "c.xlsx").sheetnames
    ends = {"zh": ("结论", "说明"), "en": ("Verdict", "Notes")}
    assert (titles[0], titles[-1]) == ends[lang]
