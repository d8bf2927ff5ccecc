"""A plan that comes back as a workbook somebody has worked on."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.codes import clean_code
from geo.errors import DataError
from geo.issues import Issue
from geo.reading.cells import Bad, folded, understood
from geo.reading.files import read_tables
from geo.reading.headings import normal
from geo.reading.tables import RawTable
from geo.reading.values import text_of
from geo.schemas import SOURCE_ROW
from geo.words import Phrase
from planner.errors import WORDS
from planner.outings.keeping import ROWS
from planner.outings.question import OutingQuestion

_NEEDED = ("date", "caravan_id", "place_id")
# Read where they are there; names stand in for ids that are not.
_MORE = ("number", "night", "caravan", "place", "county")
_LAST_NUMBER = 10**6


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What was read of a file.

    Parameters
    ----------
    rows
        As :func:`planner.outings.keeping.rows_of` gives them, for
        :func:`planner.outings.keeping.taken_up`.
    issues
        Every row that was not taken, and what was made of others: file and sheet, row,
        column, and how to mend it.
    """

    rows: pd.DataFrame
    issues: tuple[Issue, ...]


def read_back(path: Path, question: OutingQuestion, *, source: str = "") -> ReadBack:
    """Read the sheet of visits of a workbook that was handed over and worked on.

    Rows may be in any order, deleted or added, and further columns are no matter. A
    place or caravan without an id is known by its name where only one bears it. A row
    whose place, caravan or day cannot be told is left out and said, a second visit to
    a place on one day likewise; all others are taken. The order in a day is that of
    the numbers, and of the rows where those are equal or missing.

    Parameters
    ----------
    path
        ``outings.xlsx`` of :func:`planner.outings.handing_over.write_outings`, in
        either language, or its sheet of visits as csv.
    question
        What is asked now: its places, caravans and days are known.
    source
        Name of the file in messages; its own name where empty.
    """
    try:
        tables = read_tables(path, source=source)
    except DataError as error:
        return ReadBack(_framed([]), tuple(error.issues))
    found = _visits_in(tables)
    if found is None:
        zh, en = (
            ", ".join(names) for names in zip(*map(_labels, _NEEDED), strict=True)
        )
        issue = Issue(
            "outing_back_no_sheet", "error", source=source or path.name,
            params={"columns": Phrase(zh, en)},
        )  # fmt: skip
        return ReadBack(_framed([]), (issue,))
    return _Reader(*found, question).read()


def _visits_in(tables: Iterable[RawTable]) -> tuple[RawTable, dict[str, str]] | None:
    """The first table with every column that is needed, and its headings by column."""
    for table in tables:
        written = {normal(heading): heading for heading in reversed(table.headings)}
        heads = {
            name: written[spelt]
            for name in (*_NEEDED, *_MORE)
            for spelt in map(normal, (*_labels(name), name))
            if spelt in written
        }
        if all(name in heads for name in _NEEDED):
            return table, heads
    return None


def _labels(name: str) -> tuple[str, str]:
    entry = WORDS.entry(f"field_outing_{name}")
    return entry["zh"], entry["en"]


def _framed(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=ROWS)


class _Reader:
    """One table, read row by row; every problem is kept."""

    def __init__(
        self, table: RawTable, heads: Mapping[str, str], question: OutingQuestion
    ) -> None:
        self.source = table.source
        self.heads = heads
        cells = {
            name: text_of(table.frame[heads[name]])
            if name in heads
            else pd.Series("", index=table.frame.index, dtype="str")
            for name in (*_NEEDED, *_MORE)
        }
        self.cells = pd.DataFrame(cells)
        self.numbers = table.frame[SOURCE_ROW].astype(int).tolist()
        self.choice = question.choice
        places, caravans = question.places, question.caravans
        self.places = _Known(places["place_id"], places["name"], places["county_name"])
        self.caravans = _Known(caravans["caravan_id"], caravans["name"])
        self.hosts = {
            part.names[place]
            for part in question.parts
            for place in part.problem.nights.hosts.tolist()
        }
        self.issues: list[Issue] = list(table.issues)

    def read(self) -> ReadBack:
        """Every row that can be told, in order of caravan, day and number."""
        seen: dict[tuple[object, ...], int] = {}
        kept: list[tuple[dt.date, str, int, int, str, str]] = []
        for row, told in zip(self.numbers, self.cells.to_dict("records"), strict=True):
            cells = {str(name): str(cell) for name, cell in told.items()}
            date = self._date(row, cells["date"])
            van = self._van(row, cells)
            place = self._place(row, cells)
            number = self._number(row, cells["number"])
            night = self._night(row, cells["night"])
            if date is None or van is None or place is None:
                continue
            # A day that is only travelled has one row without a place.
            key = (date, place) if place else (date, van, place)
            if key in seen:
                self._tell("outing_back_twice", row, "place_id", first=seen[key],
                           value=cells["place"] or place, day=date)  # fmt: skip
                continue
            seen[key] = row
            kept.append((date, van, number, row, place, night))
        return ReadBack(_ordered(kept), tuple(self.issues))

    def _date(self, row: int, cell: str) -> dt.date | None:
        found = understood(folded(cell), "date")
        if isinstance(found, Bad) and found.rule == "formula_without_value":
            self._tell("outing_back_formula", row, "date", value=cell)
            return None
        if not isinstance(found, str):
            self._tell("outing_back_date", row, "date", value=cell)
            return None
        day = dt.date.fromisoformat(found)
        first, last = self.choice.start, self.choice.end
        if not first <= day <= last:
            self._tell("outing_back_outside", row, "date", value=cell, day=day,
                       first=first, last=last)  # fmt: skip
            return None
        return day

    def _van(self, row: int, cells: Mapping[str, str]) -> str | None:
        written = cells["caravan_id"] or cells["caravan"]
        van = self.caravans.told(cells["caravan_id"], cells["caravan"])
        if van is None:
            self._tell("outing_back_caravan", row, "caravan_id", value=written)
        return van

    def _place(self, row: int, cells: Mapping[str, str]) -> str | None:
        """Id of the place, empty on a day that is only travelled."""
        travels = WORDS.entry("outing_travels")
        if not cells["place_id"] and cells["place"] in ("", *travels.values()):
            if cells["night"] or cells["place"]:
                return ""
            self._tell("outing_back_empty", row, "place_id")
            return None
        place = self.places.told(cells["place_id"], cells["place"], cells["county"])
        if place is None:
            written = cells["place_id"] or cells["place"]
            self._tell("outing_back_place", row, "place_id", value=written)
        return place

    def _number(self, row: int, cell: str) -> int:
        """Order in the day; what is none comes last, and is said."""
        found = understood(folded(cell), "float")
        if found is None:
            return _LAST_NUMBER
        if isinstance(found, Bad) or not isinstance(found, int | float):
            self._tell("outing_back_number", row, "number", "warning", value=cell)
            return _LAST_NUMBER
        return min(int(found), _LAST_NUMBER)

    def _night(self, row: int, cell: str) -> str:
        if cell and cell not in self.hosts:
            self._tell("outing_back_night", row, "night", "warning", value=cell)
            return ""
        return cell

    def _tell(
        self,
        rule: str,
        row: int,
        column: str,
        severity: str = "error",
        **params: object,
    ) -> None:
        told = {"column": self.heads.get(column, column), **params}
        self.issues.append(
            Issue(rule, severity, source=self.source, row=row, params=told)  # type: ignore[arg-type]
        )


class _Known:
    """Ids there are, and the names they go by."""

    def __init__(
        self,
        ids: "pd.Series[str]",
        names: "pd.Series[str]",
        counties: "pd.Series[str] | None" = None,
    ) -> None:
        self.ids = set(ids.astype(str))
        self.named: dict[tuple[str, str], list[str]] = {}
        within = names.map(lambda _: "") if counties is None else counties
        for one, name, county in zip(ids, names, within, strict=True):
            # A county that is not told is any.
            for key in {(str(name), str(county)), (str(name), "")}:
                self.named.setdefault(key, []).append(str(one))

    def told(self, one: str, name: str, county: str = "") -> str | None:
        """The id, or that of the only one of this name where none is written."""
        if one in self.ids:
            return one
        if one:
            # As Excel may have left it.
            cleaned = str(clean_code(pd.Series([one]), 12).iloc[0])
            return cleaned if cleaned in self.ids else None
        found = self.named.get((name, county), [])
        return found[0] if len(found) == 1 else None


def _ordered(kept: list[tuple[dt.date, str, int, int, str, str]]) -> pd.DataFrame:
    """Rows with numbers from 1 in each day; the night stands on its last row."""
    days: dict[tuple[str, dt.date], list[tuple[int, int, str, str]]] = {}
    for date, van, number, row, place, night in kept:
        days.setdefault((van, date), []).append((number, row, place, night))
    rows: list[tuple[object, ...]] = []
    for (van, date), told in sorted(days.items()):
        night = next((text for *_, text in reversed(told) if text), "")
        # Where a place is visited, nothing is left of a row that only travels.
        stops = [place for *_, place, _ in sorted(told) if place] or [""]
        rows += [
            (date, van, number, place, night if number == len(stops) else "")
            for number, place in enumerate(stops, 1)
        ]
    return _framed(rows)
