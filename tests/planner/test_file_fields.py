"""Fields and sheets of a plan's files."""

import openpyxl
import pandas as pd

from planner.file_fields import FileFields, worded_field, write_sheets

FIELDS = FileFields(
    "stays", {"int": ("months",), "term": ("state",)}, "tour_states", {"set": "SETS"}
)


def test_fields_have_their_words_kinds_and_names():
    found = FIELDS.of(("months", "state", "set", "from_place", "poor_households"))
    assert [field.kind for field in found] == ["int", "term", "text", "text", "text"]
    assert [field.terms for field in found] == ["", "tour_states", "", "", ""]
    assert [field.shp for field in found] == [
        "MONTHS", "STATE", "SETS", "FROM_PLACE", "POOR_HOUSE"
    ]  # fmt: skip
    assert found[0] == worded_field("field_stays_months", "months", "int", "MONTHS")
    assert (found[0].zh, found[0].en) == ("月数", "Months")


def test_notes_go_with_the_first_sheet(tmp_path):
    rows = pd.DataFrame({"months": [2], "set": ["=甲"]})
    sheets = [
        ("stays_sheet_stays", rows, FIELDS.of(("months", "set"))),
        ("stays_sheet_sets", rows, FIELDS.of(("set",))),
    ]
    path = write_sheets(sheets, ["注一", "注二"], tmp_path / "book.xlsx", "en").path
    book = openpyxl.load_workbook(path)
    first, second, notes = book.worksheets
    assert [cell.value for cell in first[1]] == ["Months", "Set"]
    assert [cell.value for cell in second[1]] == ["Set"]
    told = [row[0] for row in notes.iter_rows(values_only=True) if row[2] == "注一"]
    assert told == [first.title]
