"""A plan that comes back as a workbook somebody has worked on."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from geo.codes import clean_code
from geo.errors import DataError
from geo.reading.cells import Bad, folded, understood
from geo.reading.files import read_tables
from planner.errors import WORDS
from planner.outings.keeping import ROWS
from planner.outings.question import OutingQuestion
from planner.sheet_back import ReadBack as ReadBack
from planner.sheet_back import SheetBack, sheet_back

_NEEDED = ("date", "caravan_id", "place_id")
# Read where they are there; names stand in for ids that are not.
_MORE = ("number", "night", "caravan", "place", "county")
_LAST_NUMBER = 10**6


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
        sheet = sheet_back(
            read_tables(path, source=source), "outing", _NEEDED, _MORE,
            source=source or path.name,
        )  # fmt: skip
    except DataError as error:
        return ReadBack(_framed([]), tuple(error.issues))
    return _Reader(sheet, question).read()


def _framed(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=ROWS)


class _Reader:
    """One sheet, read row by row; every problem is kept."""

    def __init__(self, sheet: SheetBack, question: OutingQuestion) -> None:
        self.sheet = sheet
        self.choice = question.choice
        places, caravans = question.places, question.caravans
        self.places = _Known(places["place_id"], places["name"], places["county_name"])
        self.caravans = _Known(caravans["caravan_id"], caravans["name"])
        self.hosts = {
            part.names[place]
            for part in question.parts
            for place in part.problem.nights.hosts.tolist()
        }

    def read(self) -> ReadBack:
        """Every row that can be told, in order of caravan, day and number."""
        seen: dict[tuple[object, ...], int] = {}
        kept: list[tuple[dt.date, str, int, int, str, str]] = []
        for row, cells in self.sheet.rows:
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
                self.sheet.tell(
                    "outing_back_twice", row, "place_id", first=seen[key],
                    value=cells["place"] or place, day=date,
                )  # fmt: skip
                continue
            seen[key] = row
            kept.append((date, van, number, row, place, night))
        return ReadBack(_ordered(kept), tuple(self.sheet.issues))

    def _date(self, row: int, cell: str) -> dt.date | None:
        found = understood(folded(cell), "date")
        if isinstance(found, Bad) and found.rule == "formula_without_value":
            self.sheet.tell("outing_back_formula", row, "date", value=cell)
            return None
        if not isinstance(found, str):
            self.sheet.tell("outing_back_date", row, "date", value=cell)
            return None
        day = dt.date.fromisoformat(found)
        first, last = self.choice.start, self.choice.end
        if not first <= day <= last:
            self.sheet.tell(
                "outing_back_outside", row, "date", value=cell, day=day, first=first,
                last=last,
            )  # fmt: skip
            return None
        return day

    def _van(self, row: int, cells: Mapping[str, str]) -> str | None:
        written = cells["caravan_id"] or cells["caravan"]
        van = self.caravans.told(cells["caravan_id"], cells["caravan"])
        if van is None:
            self.sheet.tell("outing_back_caravan", row, "caravan_id", value=written)
        return van

    def _place(self, row: int, cells: Mapping[str, str]) -> str | None:
        """Id of the place, empty on a day that is only travelled."""
        travels = WORDS.entry("outing_travels")
        if not cells["place_id"] and cells["place"] in ("", *travels.values()):
            if cells["night"] or cells["place"]:
                return ""
            self.sheet.tell("outing_back_empty", row, "place_id")
            return None
        place = self.places.told(cells["place_id"], cells["place"], cells["county"])
        if place is None:
            written = cells["place_id"] or cells["place"]
            self.sheet.tell("outing_back_place", row, "place_id", value=written)
        return place

    def _number(self, row: int, cell: str) -> int:
        """Order in the day; what is none comes last, and is said."""
        found = understood(folded(cell), "float")
        if found is None:
            return _LAST_NUMBER
        if isinstance(found, Bad) or not isinstance(found, int | float):
            self.sheet.tell("outing_back_number", row, "number", "warning", value=cell)
            return _LAST_NUMBER
        return min(int(found), _LAST_NUMBER)

    def _night(self, row: int, cell: str) -> str:
        if cell and cell not in self.hosts:
            self.sheet.tell("outing_back_night", row, "night", "warning", value=cell)
            return ""
        return cell


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
