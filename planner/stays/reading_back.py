"""Museum tours that come back as a workbook somebody has worked on."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from geo.codes import clean_code
from geo.errors import DataError
from geo.issues import Issue
from geo.reading.cells import folded, understood
from geo.reading.files import read_tables
from geo.reading.tables import RawTable
from geo.reading.values import text_of
from geo.words import LANGS, Phrase
from planner.errors import WORDS
from planner.sheet_back import ReadBack as ReadBack
from planner.sheet_back import SheetBack, sheet_back
from planner.stays.choice import LONGEST
from planner.stays.keeping import ROWS
from planner.stays.months import month_after
from planner.stays.question import TourQuestion
from planner.stays.wording import asked_table

_NEEDED = ("county_code", "set_id", "first", "months")
# Read where they are there; names stand in for ids that are not.
_MORE = ("county", "set", "venue_id", "venue")
_ASKED = ("setting", "asked")
_MONTH = len("2027-03")


def read_back(path: Path, question: TourQuestion, *, source: str = "") -> ReadBack:
    """Read the sheet of stays of a workbook that was handed over and worked on.

    Rows may be in any order, deleted or added, and further columns are no matter. A
    county or set without an id is known by its name where only one bears it. A row
    whose county, set or months cannot be told is left out and said, all others are
    taken; a venue that is not the county's is left to be chosen.

    Parameters
    ----------
    path
        ``museum_tours.xlsx`` of :func:`planner.stays.handing_over.write_tours`, in
        either language, or its sheet of stays as csv.
    question
        What is asked now: its counties, sets, venues and months are known.
    source
        Name of the file in messages; its own name where empty.
    """
    try:
        tables = read_tables(path, source=source)
        sheet = sheet_back(tables, "stays", _NEEDED, _MORE, source=source or path.name)
    except DataError as error:
        return ReadBack(_framed([]), tuple(error.issues))
    back = _Reader(sheet, question).read()
    differs = tuple(_asked_otherwise(tables, question))
    return ReadBack(back.rows, (*differs, *back.issues))


def _asked_otherwise(
    tables: Iterable[RawTable], question: TourQuestion
) -> Iterator[Issue]:  # fmt: skip
    """A warning where the file was made for other settings, by its sheet of them."""
    past = {WORDS.say("stays_setting_done_until", lang, {}) for lang in LANGS}
    for table in tables:
        for lang in LANGS:
            words = [WORDS.entry(f"field_stays_{name}") for name in _ASKED]
            heads = [entry[lang] for entry in words]
            if not set(heads) <= set(table.headings):
                continue
            setting, asked = (text_of(table.frame[head]) for head in heads)
            now = asked_table(question, lang)
            told = dict(zip(setting, asked, strict=True))
            here = dict(zip(now["setting"], now["asked"], strict=True))
            names = [
                name for name in dict.fromkeys((*told, *here))
                if name not in past and told.get(name, "") != here.get(name, "")
            ]  # fmt: skip
            if names and set(told) & set(here):
                yield Issue(
                    "stays_back_asked", "warning", source=table.source,
                    params={"names": Phrase("、".join(names), ", ".join(names))},
                )  # fmt: skip
                return


def _framed(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=ROWS)


class _Reader:
    """One sheet, read row by row; every problem is kept."""

    def __init__(self, sheet: SheetBack, question: TourQuestion) -> None:
        self.sheet, self.question = sheet, question

    def read(self) -> ReadBack:
        """Every row that can be told, in the order of the file."""
        seen: dict[tuple[str, dt.date], int] = {}
        kept: list[tuple[object, ...]] = []
        for row, cells in self.sheet.rows:
            if not any(cells.values()):
                continue
            county, one = self._county(row, cells), self._set(row, cells)
            months = self._months(row, cells["months"])
            first = self._first(row, cells["first"], months or 1)
            if county is None or one is None or first is None or months is None:
                continue
            if (county, first) in seen:
                self.sheet.tell(
                    "stays_back_twice", row, "first", first=seen[county, first],
                    value=cells["county"] or county, first_month=f"{first:%Y-%m}",
                )  # fmt: skip
                continue
            seen[county, first] = row
            kept.append((county, one, first, months, self._venue(row, cells, county)))
        return ReadBack(_framed(kept), tuple(self.sheet.issues))

    def _county(self, row: int, cells: Mapping[str, str]) -> str | None:
        table = self.question.counties
        # As Excel may have left it.
        code = str(clean_code(pd.Series([cells["county_code"]]), 6).iloc[0])
        found = _known(table["county_code"], table["name"], code, cells["county"])
        if found is None:
            value = cells["county_code"] or cells["county"]
            self.sheet.tell("stays_back_county", row, "county_code", value=value)
        return found

    def _set(self, row: int, cells: Mapping[str, str]) -> str | None:
        table = self.question.sets
        found = _known(table["set_id"], table["name"], cells["set_id"], cells["set"])
        if found is None:
            value = cells["set_id"] or cells["set"]
            self.sheet.tell("stays_back_set", row, "set_id", value=value)
        return found

    def _venue(self, row: int, cells: Mapping[str, str], county: str) -> str:
        if not (cells["venue_id"] or cells["venue"]):
            return ""
        table = self.question.venues
        own = table[table["county_code"] == county]
        found = _known(own["venue_id"], own["name"], cells["venue_id"], cells["venue"])
        if found is None:
            value = cells["venue_id"] or cells["venue"]
            self.sheet.tell("stays_back_venue", row, "venue_id", "warning", value=value)
        return found or ""

    def _months(self, row: int, cell: str) -> int | None:
        found = understood(folded(cell), "int")
        if isinstance(found, int) and 1 <= found <= LONGEST:
            return found
        self.sheet.tell("stays_back_months", row, "months", value=cell, most=LONGEST)
        return None

    def _first(self, row: int, cell: str, months: int) -> dt.date | None:
        plain = folded(cell)
        text = f"{plain}-01" if len(plain) == _MONTH else plain
        found = understood(text, "date")
        if not isinstance(found, str):
            self.sheet.tell("stays_back_month", row, "first", value=cell)
            return None
        first = dt.date.fromisoformat(found).replace(day=1)
        choice = self.question.choice
        if not choice.start <= first <= month_after(choice.end, 1 - months):
            self.sheet.tell(
                "stays_back_outside", row, "first", value=cell,
                first=f"{choice.start:%Y-%m}", last=f"{choice.end:%Y-%m}",
            )  # fmt: skip
            return None
        return first


def _known(
    ids: "pd.Series[str]", names: "pd.Series[str]", one: str, name: str
) -> str | None:
    """The id, or that of the only one of this name where none is written."""
    if one:
        return one if one in set(ids) else None
    found = ids[names == name].tolist()
    return str(found[0]) if len(found) == 1 else None
