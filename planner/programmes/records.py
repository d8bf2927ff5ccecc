"""Records as numbers: of which kind, where in every level, from which day to which."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.schemas import LayerName
from planner.problem import trade_masks
from planner.programmes.ground import Flags
from planner.programmes.schema import NATION, SAME_UNIT, Counted, Level
from planner.programmes.units import DIGITS, Positions, Units, through

Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Known = tuple["pd.Index[Any]", Mapping[Level, Positions]]
_FIRST, _LAST = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a record layer say what.

    Parameters
    ----------
    kind, unit
        Column of the kind, empty for none, and of the unit.
    first, last
        Columns of the first and last day; no last day: it happened on one day.
    """

    kind: str
    first: str
    last: str = ""
    unit: str = "unit_code"

    @property
    def happens(self) -> bool:
        """Whether a record is an event and not a state."""
        return not self.last


LAYOUTS: Mapping[str, Layout] = {
    "events": Layout("kind", "date"),
    "trainings": Layout("kind", "date"),
    "outputs": Layout("kind", "date", "until"),
    "duties_done": Layout("duty", "done_on"),
    "household_counts": Layout("", "year"),
    "people": Layout("role", "since", "until"),
    "groups": Layout("kind", "since", "until"),
    "agreements": Layout("kind", "signed_on", "ends_on"),
    "caravans": Layout("", "since", "until"),
    "bases": Layout("kind", "opened", "closed"),
    "commissioners": Layout("", "starts", "ends", "county_code"),
    "assignments": Layout("post", "since", "until", "village_code"),
}
_UNIT_COLUMNS = frozenset({"home_unit", "partner_unit", "unit_code"})
# States that begin with an act: a total counts those that began in its time.
_BEGUN = frozenset({"outputs"})
_LEVELS: tuple[Level, ...] = (
    "village", "township", "county", "city", "province", "area", "nation",
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """One record layer laid over the units.

    Parameters
    ----------
    layer, frame
        The layer and its rows.
    units
        Units of the workspace.
    known
        Unit codes whose places are known, and the places; none to begin with.
    """

    layer: LayerName
    frame: gpd.GeoDataFrame
    units: Units
    known: "Known | None" = None

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def layout(self) -> Layout:
        """Which columns say what."""
        return LAYOUTS[self.layer]

    @property
    def is_dated(self) -> bool:
        """Whether records are of something done on a day, and not of a state."""
        return self.layout.happens or self.layer in _BEGUN

    @cached_property
    def first(self) -> Days:
        """First day of each record; what happens on no known day never did."""
        column = self.frame[self.layout.first]
        if self.layout.first == "year":
            years = column.to_numpy(dtype=np.int64, na_value=9999)
            days: Days = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
            return days
        # What was never signed is a draft, and holds on no day.
        never = self.layout.happens or self.layer == "agreements"
        unknown = _LAST if never else _FIRST
        return _days(column, unknown)

    @cached_property
    def last(self) -> Days:
        """Last day on which each record holds."""
        if self.layout.happens:
            return np.full(len(self), _LAST)
        return _days(self.frame[self.layout.last], _LAST)

    @cached_property
    def _kinds(self) -> tuple[Positions, dict[str, int]]:
        codes, names = pd.factorize(self.frame[self.layout.kind])
        return codes, {str(name): place for place, name in enumerate(names)}

    def of_kinds(self, kinds: tuple[str, ...]) -> Flags:
        """Records of any of the kinds; of every kind where none is named."""
        if not kinds or not self.layout.kind:
            return np.ones(len(self), dtype=bool)
        codes, places = self._kinds
        wanted = np.zeros(len(places), dtype=bool)
        wanted[[places[kind] for kind in kinds if kind in places]] = True
        return wanted[codes] if len(places) else np.zeros(len(self), dtype=bool)

    @cached_property
    def places(self) -> Mapping[Level, Positions]:
        """Position of the unit of each level in which each record lies; -1: none."""
        known, at = self.found
        inverse, codes = self._coded
        rows = known.get_indexer(codes)[inverse]
        return {level: own[rows] for level, own in at.items()}

    @cached_property
    def found(self) -> "Known":
        """The different unit codes, and where each lies."""
        _, codes = self._coded
        if self.known is None:
            return codes, place(codes.to_series(), self.units)
        known, at = self.known
        new = codes[known.get_indexer(codes) < 0]
        if not len(new):
            return known, at
        more = place(new.to_series(), self.units)
        joined = {level: np.append(own, more[level]) for level, own in at.items()}
        return known.append(new), joined

    @cached_property
    def _coded(self) -> tuple[Positions, "pd.Index[Any]"]:
        """Which of the different unit codes each record has, and those codes."""
        inverse, codes = pd.factorize(self._unit_codes)
        return inverse, pd.Index(codes, dtype=object)

    def is_at(self, level: Level) -> Flags:
        """Records that are of a unit of the very level, and not of one below."""
        if level == "nation":
            return (self._unit_codes == "00").to_numpy(dtype=bool)
        digits = {**{own: n for n, own in DIGITS.items()}, "province": 2}[level]
        return (self._unit_codes.str.len() == digits).to_numpy(dtype=bool)

    @cached_property
    def _unit_codes(self) -> "pd.Series[str]":
        column: pd.Series[str] = self.frame[self.layout.unit]
        if self.layer == "bases":
            column = column.where(column != "", self.frame["county_code"])
        return column

    @cached_property
    def trades(self) -> npt.NDArray[np.int64]:
        """Trades of each record as a mask, parts of a known trade included."""
        return trade_masks(self.frame["trades"], with_parts=True)

    def counting(self, of: Counted) -> Flags:
        """Records that count, on whatever day."""
        found = self.of_kinds(of.kinds)
        if self.layer == "household_counts":
            # Totals of townships and counties would count their villages again.
            found &= self.is_at("village")
        for name, wanted in of.where.items():
            if wanted != SAME_UNIT:
                found &= _holds(self.frame[name], wanted)
        found &= self.tell(of.complete)
        # A base without a unit code has its county's.
        if of.distinct and of.distinct != self.layout.unit:
            found &= filled(self.frame[of.distinct])
        return found

    def tell(self, columns: Iterable[str]) -> Flags:
        """Records in which every one of some columns is filled in."""
        found = np.ones(len(self), dtype=bool)
        for name in columns:
            found &= filled(self.frame[name])
        return found

    def within(self, column: str, first: dt.date, last: dt.date) -> Flags:
        """Records whose day in a column lies between two days, both included."""
        day = _days(self.frame[column], _LAST)
        return (day >= np.datetime64(first)) & (day <= np.datetime64(last))

    def alive(self, on: dt.date) -> Flags:
        """Records that hold on a day; what happens once holds from then on."""
        day = np.datetime64(on)
        return (self.first <= day) & (self.last >= day)

    def between(self, first: str, last: str, on: dt.date) -> Flags:
        """Records of which a day lies between those of two columns; empty is open."""
        day, frame = np.datetime64(on), self.frame
        return (_days(frame[first], _FIRST) <= day) & (_days(frame[last], _LAST) >= day)

    def total_since(self, on: dt.date, since: dt.date) -> Flags:
        """Records that a total counts: in force, and if done, done since a day."""
        found = self.alive(on)
        if self.is_dated:
            found &= self.first >= np.datetime64(since)
        return found

    def amounts(self, of: Counted, rows: Positions) -> Floats:
        """How much some records count; what is not said counts as 1, or 0 in a sum."""
        counted = of.sum or ("count" if self.layer == "outputs" else "")
        if not counted:
            return np.ones(len(rows))
        missing = 0.0 if of.sum else 1.0
        column = self.frame[counted].iloc[rows]
        found: Floats = column.to_numpy(dtype=np.float64, na_value=missing)
        return found


def place(codes: "pd.Series[Any]", units: Units) -> Mapping[Level, Positions]:
    """Find units of mixed levels, and the units above them.

    Parameters
    ----------
    codes
        Codes of 12 to 2 digits.
    units
        Units of the workspace; a village that is not among them still lies in the
        township, county and city its code begins with.

    Returns
    -------
    mapping
        For each level, the position for each code; -1 where it lies in none.
    """
    inverse, distinct = pd.factorize(codes)
    texts = pd.Series(distinct, dtype="str")
    length = texts.str.len().to_numpy(dtype=np.int64)
    found: dict[Level, Positions] = {}
    for level in _LEVELS:
        digits = next((n for n, own in DIGITS.items() if own == level), 0)
        at = np.full(len(texts), -1, dtype=np.int64)
        if digits:
            long = length >= digits
            at[long] = units.find(level, texts[long].str[:digits])
        for low in found:
            # What the unit below says goes before the digits of the code.
            if units.reaches(low, level):
                above = through(found[low], units.up(low, level))
                at = np.where((at < 0) | (above >= 0), above, at)
        found[level] = at
    whole = (texts == NATION).to_numpy(dtype=bool)
    province = (length == 2) & ~whole
    found["province"][province] = units.find("province", texts[province])
    inside = [found[level] >= 0 for level in ("county", "city", "province")]
    found["nation"] = np.where(np.logical_or.reduce([whole, *inside]), 0, -1)
    return {
        level: at[inverse] if len(texts) else np.full(len(codes), -1)
        for level, at in found.items()
    }


def filled(column: "pd.Series[Any]") -> Flags:
    """Where a cell is filled in."""
    if column.dtype == "str":
        return (column != "").to_numpy(dtype=bool)
    return column.notna().to_numpy(dtype=bool)


def _holds(column: "pd.Series[Any]", wanted: tuple[str, ...] | bool) -> Flags:
    if isinstance(wanted, bool):
        return filled(column) if wanted else ~filled(column)
    if column.name in _UNIT_COLUMNS:
        return column.str.startswith(wanted).to_numpy(dtype=bool)
    if column.name == "trades":
        asked = pd.Series([";".join(wanted)], dtype="str")
        meets: Flags = (trade_masks(column, with_parts=True) & trade_masks(asked)) != 0
        return meets
    return column.isin(wanted).to_numpy(dtype=bool)


def _days(column: "pd.Series[Any]", unknown: np.datetime64) -> Days:
    """Days of ISO texts; each distinct text is read once."""
    codes, texts = pd.factorize(column)
    read = pd.to_datetime(
        pd.Series(texts, dtype="str"), format="%Y-%m-%d", errors="coerce"
    )
    days = read.to_numpy().astype("datetime64[D]")
    days[np.isnat(days)] = unknown
    return days[codes] if len(days) else np.full(len(column), unknown)
