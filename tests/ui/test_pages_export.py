"""Files made on the export page read back, and are never those of other settings."""

import datetime as dt
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from geo.errors import DataError
from geo.issues import Issue
from planner.report import build_report
from planner.rule import Rule
from tests import desk
from ui.components import downloads
from ui.components.downloads import PRODUCTS, Options, build, size_text

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def report():
    return build_report(desk.layers(), Rule(), today=TODAY, data_version="v1")


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_product_can_be_made(report, product, lang):
    data, issues = build(product, report, Options(lang, "gbk", "GS(2026)1号"))
    heads = {"zip": b"PK", "xlsx": b"PK", "gpkg": b"SQLite", "html": b"<!DOCTYPE"}
    ending = PRODUCTS[product][0].rsplit(".", 1)[-1]
    assert data.startswith(heads.get(ending, b"{"))
    assert issues == ()


def test_everything_holds_every_file(report):
    data, issues = build("all", report, Options("zh", "utf-8", "GS(2026)1号"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        page = archive.read("map.html").decode()
    assert names >= {
        "coverage.xlsx", "villages_shp.zip", "counties_shp.zip", "townships_shp.zip",
        "region.gpkg", "villages.geojson", "map.html", "summary.json",
    }  # fmt: skip
    assert "GS(2026)1号" in page
    assert issues == ()


def test_the_workbook_has_the_gap(report):
    book = openpyxl.load_workbook(
        io.BytesIO(build("workbook", report, Options("zh", "utf-8"))[0])
    )
    texts = {
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert "和平村" in texts


def test_a_made_file_is_offered_until_the_settings_change(app, workspaces):
    """Another language is another file: the old one is not offered for it."""
    desk.make_workspace(workspaces)
    at = app("export")
    at.button(key="make_geojson").click().run()
    assert not at.exception
    offered = [one.key for one in at.get("download_button")]
    assert offered == ["download_geojson"]
    at.radio(key="encoding").set_value("gbk").run()
    assert at.get("download_button") == []
    at.radio(key="encoding").set_value("utf-8").run()
    assert at.button(key="make_geojson")


def test_a_file_that_cannot_be_written_is_said_in_words(app, workspaces, monkeypatch):
    desk.make_workspace(workspaces)

    def refuses(*args):
        raise DataError([Issue("crs_missing", "error")])

    monkeypatch.setitem(downloads.PRODUCTS, "gpkg", ("region.gpkg", refuses))
    at = app("export")
    at.button(key="make_gpkg").click().run()
    assert not at.exception
    assert len(at.error) == 1
    assert at.get("download_button") == []


def test_the_map_number_goes_into_the_link(app, workspaces):
    desk.make_workspace(workspaces)
    at = app("export")
    at.text_input(key="widget:mapno").set_value("GS(2026)1号").run()
    assert at.query_params["mapno"] == "GS(2026)1号"


def test_the_page_states_system_and_travel(app, workspaces):
    desk.make_workspace(workspaces)
    notes = " ".join(element.body for element in app("export").get("html"))
    assert "EPSG:4490" in notes
    assert "不是道路里程" in notes


def test_sizes_are_readable():
    assert [size_text(n) for n in (10, 25_400, 3_160_000)] == [
        "1 KB",
        "25 KB",
        "3.2 MB",
    ]


def test_what_a_shapefile_cannot_hold_is_told(report):
    """A sign that GBK lacks changes the encoding, and the page says so."""
    villages = report.layers["villages"].copy()
    villages.loc[0, "name"] = "𠮷村"
    layers = {**report.layers, "villages": villages}
    told = replace(report, layers=layers)
    _, issues = build("villages_shp", told, Options("zh", "gbk"))
    assert issues
    assert all(issue.text("zh") for issue in issues)
