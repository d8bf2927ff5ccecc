"""Sheets that come back: found by their headings, read as texts, faults kept."""

import pytest

from geo.errors import DataError
from geo.reading.files import read_tables
from planner.sheet_back import sheet_back

NEEDED, MORE = ("county_code", "months"), ("venue",)


def tables(tmp_path, text):
    path = tmp_path / "back.csv"
    path.write_text(text, encoding="utf-8")
    return read_tables(path)


def read(tmp_path, text):
    found = tables(tmp_path, text)
    return sheet_back(found, "stays", NEEDED, MORE, source="back.csv")


@pytest.mark.parametrize(
    "heads", ["县代码,月数", "county_code,months", "County code,Months"]
)
def test_a_sheet_is_known_by_its_words_or_its_columns(tmp_path, heads):
    found = read(tmp_path, f"{heads},别的\n450101,2,x\n450102,,y\n")
    assert [dict(cells) for _, cells in found.rows] == [
        {"county_code": "450101", "months": "2", "venue": ""},
        {"county_code": "450102", "months": "", "venue": ""},
    ]
    assert [row for row, _ in found.rows] == [2, 3]


def test_a_fault_names_the_heading_as_it_is_written(tmp_path):
    found = read(tmp_path, "县代码,月数\n450101,xx\n")
    found.tell("stays_back_months", 2, "months", value="xx", most=12)
    (issue,) = found.issues
    assert (issue.row, issue.severity) == (2, "error")
    assert "“月数”是“xx”" in issue.text("zh")
    found.tell("stays_back_venue", 2, "venue", "warning", value="v9")
    assert "“venue”" in found.issues[1].text("en")


def test_where_no_sheet_has_every_column_they_are_named(tmp_path):
    with pytest.raises(DataError) as caught:
        read(tmp_path, "县代码,场地\n450101,v1\n")
    (issue,) = caught.value.issues
    assert (issue.rule, issue.source) == ("stays_back_no_sheet", "back.csv")
    assert "县代码, 月数" in issue.text("zh")
