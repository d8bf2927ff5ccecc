"""A workbook that was handed over comes back, worked on by hand."""

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.outings.handing_over import outings_workbook
from planner.outings.keeping import rows_of
from planner.outings.reading_back import read_back
from tests import toy
from tests.planner.outings.asking import answer, caravans, choice, code

SHEET = "逐次服务"
# Columns of the sheet: day, caravan id and name, number, place id and name, night.
DATE, VAN, VAN_NAME, NUMBER, PLACE, NAME, NIGHT = 1, 2, 3, 4, 5, 6, 16


@pytest.fixture(scope="module")
def found():
    asked = choice(nights=2, night_cost=0, day_cost=0, km_cost=100)
    return answer(asked)


@pytest.fixture(scope="module")
def handed(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("handed") / "outings.xlsx"
    return outings_workbook(found, path).path


@pytest.fixture
def sheet(handed, tmp_path):
    """The sheet of visits to be worked on, and how it is read afterwards."""
    path = Path(shutil.copy2(handed, tmp_path))
    book = openpyxl.load_workbook(path)
    return book[SHEET], lambda: book.save(path), path


def same(rows, others):
    keys = ["caravan_id", "date", "number"]
    one, other = (r.sort_values(keys, ignore_index=True) for r in (rows, others))
    return one.equals(other)


def told(back):
    return [(issue.rule, issue.row) for issue in back.issues]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_handed_over_is_read_as_it_was(found, tmp_path, lang):
    path = outings_workbook(found, tmp_path / "w.xlsx", lang=lang).path
    back = read_back(path, found.question)
    assert back.issues == ()
    assert (back.rows["night"] != "").any()
    assert same(back.rows, rows_of(found))


def test_a_day_that_is_only_travelled_is_read(found, sheet):
    cells, save, path = sheet
    host = next(iter(set(rows_of(found)["night"]) - {""}))
    cells.append(["2026-03-12", "v2"] + [None] * (NIGHT - 3) + [host])
    save()
    back = read_back(path, found.question)
    assert back.issues == ()
    assert back.rows.iloc[-1].tolist() == [dt.date(2026, 3, 12), "v2", 1, "", host]


def test_rows_may_be_moved_renumbered_deleted_and_added(found, sheet):
    cells, save, path = sheet
    before = rows_of(found)
    gone = cells.cell(2, PLACE).value
    cells.delete_rows(2)
    cells.cell(2, DATE).value = dt.date(2026, 3, 12)
    cells.cell(3, DATE).value = 46093  # a day as Excel counts: 12 March
    for row in (2, 3):
        cells.cell(row, VAN).value = "v1"
        cells.cell(row, NUMBER).value = 4 - row
        cells.cell(row, NIGHT).value = None
    moved = [cells.cell(row, PLACE).value for row in (3, 2)]
    # A place and a caravan by name only.
    cells.append(["2026/3/13", None, "东车", None, None, "和平村"])
    name = toy.villages()["name"].iloc[4]
    cells.cell(cells.max_row, NAME).value = name
    save()
    back = read_back(path, found.question)
    assert back.issues == ()
    assert gone not in set(back.rows["place_id"])
    day = back.rows[back.rows["date"] == dt.date(2026, 3, 12)]
    assert day["place_id"].tolist() == moved
    assert day["number"].tolist() == [1, 2]
    last = back.rows[back.rows["date"] == dt.date(2026, 3, 13)]
    assert last[["caravan_id", "place_id"]].to_numpy().tolist() == [["v2", code(5)]]
    assert len(back.rows) == len(before)


def test_every_nonsense_is_told_at_once_and_the_rest_is_taken(found, sheet):
    cells, save, path = sheet
    whole = cells.max_row - 1
    day, place = cells.cell(2, DATE).value, cells.cell(2, PLACE).value
    for row in (
        ["2026-02-31", "v1", "", 1, code(1)],
        ["=TODAY()", "v1", "", 1, code(1)],
        ["", "v1", "", 1, code(1)],
        ["2027-01-04", "v1", "", 1, code(1)],
        ["2026-03-12", "v9", "", 1, code(1)],
        ["2026-03-12", "v1", "", 1, "451022100299"],
        ["2026-03-12", "v1", "", 1, '=HYPERLINK("x")'],
        ["2026-03-12", "v1", "", 1, ""],
        [day, "v1", "", 1, place],
        ["2026-03-12", "v1", "", "zuerst", code(2), *[""] * 10, "月球"],
        ["2026-02-31", "v8", "", 1, "x"],
    ):
        cells.append([cell or None for cell in row])
    save()
    back = read_back(path, found.question)
    first = whole + 2
    rules = (
        "date", "formula", "date", "outside", "caravan", "place", "place", "empty",
        "twice", "number", "night", "date", "caravan", "place",
    )  # fmt: skip
    rows = [*range(first, first + 10), first + 9, *[first + 10] * 3]
    assert told(back) == [
        (f"outing_back_{rule}", row) for rule, row in zip(rules, rows, strict=True)
    ]
    assert len(back.rows) == whole + 1
    for issue in back.issues:
        assert issue.source == f"outings.xlsx/{SHEET}"
        for lang in ("zh", "en"):
            assert issue.mend(lang)
            assert "{" not in issue.line(lang)
    assert "2026-02-31" in back.issues[0].text("zh")
    assert "“日期”" in back.issues[0].text("zh")


def test_files_that_are_no_plan_are_told(found, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("日期,大篷车编号\n2026-03-02,v1\n", encoding="utf-8")
    back = read_back(other, found.question)
    assert told(back) == [("outing_back_no_sheet", None)]
    assert "地点编号" in back.issues[0].text("zh")
    assert "Place id" in back.issues[0].text("en")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    assert read_back(broken, found.question).issues
    assert read_back(broken, found.question).rows.empty


def test_names_borne_twice_are_no_places(tmp_path):
    villages = toy.villages()
    villages.loc[[0, 1], "name"] = "同名村"
    asked = answer(villages=villages, caravans=caravans()).question
    path = tmp_path / "w.csv"
    path.write_text(
        "日期,大篷车编号,地点编号,地点\n2026-03-02,v1,,同名村\n2026-03-03,v1,"
        f"{code(2)}.0,\n", encoding="utf-8",
    )  # fmt: skip
    back = read_back(path, asked)
    assert told(back) == [("outing_back_place", 2)]
    assert back.rows["place_id"].tolist() == [code(2)]


CELL = st.sampled_from(
    ["2026-03-02", "2026-03-09", "46083", "2026-02-31", "", "v1", "v2", "v9", code(1),
     code(2), code(5), "=1+1", "1", "2", "-1", "1e400", "月球", "NaN", "转场"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[CELL] * 5), max_size=8))
def test_every_row_is_taken_or_told(found, tmp_path, lines):
    path = tmp_path / "w.csv"
    head = "日期,大篷车编号,当天次序,地点编号,在外住宿地"
    rows = [",".join(line) for line in lines]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    back = read_back(path, found.question)
    filled = [number for number, line in enumerate(lines, 2) if any(line)]
    refused = {issue.row for issue in back.issues if issue.severity == "error"}
    # A row that only travels is nothing beside a visit of that day.
    assert len(back.rows) <= len(filled) - len(refused & set(filled))
    places = back.rows[back.rows["place_id"] != ""]
    assert not places.duplicated(["date", "place_id"]).any()
    for _, day in back.rows.groupby(["caravan_id", "date"]):
        assert day["number"].tolist() == list(range(1, len(day) + 1))
