"""Files of a plan, and the workbook back again after somebody worked on it."""

import datetime as dt
import shutil
from pathlib import Path

import geopandas as gpd
import icalendar
import openpyxl
import pytest

from planner.stays.handing_over import TOURS, tours_workbook, write_tours
from planner.stays.keeping import rows_of
from planner.stays.reading_back import read_back
from tests import toy
from tests.planner.stays.asking import (
    TRAVEL,
    E,
    W,
    by_hand,
    choice,
    layers,
    month,
    venues,
)
from tests.toy_programmes import HOSTILE

STAMP = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
# Columns of the sheet of stays: county, set, venue id and name, first month, months.
CODE, COUNTY, SET, VENUE_ID, VENUE, FIRST, MONTHS = 1, 2, 4, 7, 8, 11, 12


@pytest.fixture(scope="module")
def plan():
    named = venues()
    named.loc[0, "name"] = HOSTILE
    return by_hand(
        (W, "k1", 1, 2, "v1"), (E, "k2", 2, 3, "v2"), (E, "k1", 9, 2, "v3"),
        asked=choice(stays=2, by_county=((W, 2, 2, 3, 3),)), museum_venues=named,
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tours")
    paths = write_tours(plan, folder, layers=layers(), travel=TRAVEL, stamp=STAMP)
    return {path.name: path for path in paths}


def test_the_workbook_has_every_sheet_and_no_formula(files):
    book = openpyxl.load_workbook(files[f"{TOURS}.xlsx"])
    assert book.sheetnames == [
        "巡展安排", "逐月去向", "各县", "各套展品", "排不上的", "目标与证明",
        "规划要求", "说明",
    ]  # fmt: skip
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == HOSTILE for cell in cells)
    months = book["逐月去向"]
    assert [cell.value for cell in months[1]][2:4] == ["2027-01", "2027-02"]
    assert months.max_row == 3
    missed = book["排不上的"]
    assert missed.max_row == 2


def test_the_calendar_has_a_stay_an_event_from_first_day_to_last(files, plan):
    text = files[f"{TOURS}.ics"].read_bytes()
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    spans = sorted(
        (event.decoded("dtstart"), event.decoded("dtend")) for event in events
    )
    one = dt.timedelta(days=1)
    assert spans == sorted(
        (row.opens, row.closes + one) for row in plan.stays.itertuples()
    )


def test_the_map_layers_hold_counties_stays_and_ways(files):
    own = {
        name: gpd.read_file(files[f"{TOURS}.gpkg"], layer=f"{TOURS}_{name}")
        for name in ("counties", "stays", "ways")
    }
    assert [len(frame) for frame in own.values()] == [2, 3, 3]
    assert set(own["counties"].geom_type) == {"Polygon"}
    assert set(own["stays"].geom_type) == {"Point"}
    hall = own["stays"].set_index("venue").geometry["东礼堂"]
    assert hall.distance(toy.at(25, 5)) < 1e-6
    shapes = gpd.read_file(f"zip://{files[f'{TOURS}_stays_shp.zip']}")
    assert shapes["CNTY_CODE"].tolist() == own["stays"]["county_code"].tolist()
    assert len(gpd.read_file(files[f"{TOURS}.geojson"])) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_handed_over_is_read_as_it_was(plan, tmp_path, lang):
    path = tours_workbook(plan, tmp_path / "w.xlsx", lang=lang).path
    back = read_back(path, plan.question)
    assert back.issues == ()
    order = ["county_code", "first"]
    own, read = (
        frame.sort_values(order, ignore_index=True)
        for frame in (rows_of(plan), back.rows)
    )
    assert own.equals(read)


@pytest.fixture
def sheet(files, tmp_path):
    """The sheet of stays to be worked on, and what is read of it afterwards."""
    path = Path(shutil.copy2(files[f"{TOURS}.xlsx"], tmp_path))
    book = openpyxl.load_workbook(path)

    def read(question):
        book.save(path)
        return read_back(path, question)

    return book["巡展安排"], read


def test_a_stay_may_be_moved_by_hand_and_known_by_names(sheet, plan):
    table, read = sheet
    table.cell(2, FIRST).value = "2027-03"
    table.cell(2, MONTHS).value = 3
    table.cell(3, CODE).value = None
    table.cell(4, VENUE_ID).value = None
    back = read(plan.question)
    assert back.issues == ()
    assert back.rows["first"].tolist()[0] == month(3)
    assert back.rows["months"].tolist() == [3, 2, 3]


def test_every_row_that_cannot_be_told_is_said_at_once(sheet, plan):
    table, read = sheet
    table.cell(2, CODE).value = "999999"
    table.cell(2, FIRST).value = "春天"
    table.cell(3, SET).value = "k9"
    table.cell(3, MONTHS).value = "两个"
    table.cell(4, VENUE_ID).value = "v1"
    for column, value in ((CODE, E), (SET, "k2"), (FIRST, "2027-02"), (MONTHS, 2)):
        table.cell(5, column).value = value
    for column, value in ((CODE, W), (SET, "k2"), (FIRST, "2027-12"), (MONTHS, 2)):
        table.cell(6, column).value = value
    back = read(plan.question)
    told = [
        (issue.rule.removeprefix("stays_back_"), issue.row) for issue in back.issues
    ]
    assert told == [
        ("county", 2), ("month", 2), ("set", 3), ("months", 3), ("venue", 4),
        ("twice", 5), ("outside", 6),
    ]  # fmt: skip
    assert back.rows["county_code"].tolist() == [E]
    for issue in back.issues:
        assert "{" not in issue.line("zh") + issue.mend("en")


def test_a_file_of_something_else_is_refused(tmp_path, plan):
    path = tmp_path / "x.csv"
    path.write_text("名称,数\n甲,1\n", encoding="utf-8")
    back = read_back(path, plan.question)
    assert [issue.rule for issue in back.issues] == ["stays_back_no_sheet"]
    assert back.rows.empty
