"""When places are open: hours, weekdays, markets, terms, farm seasons, closures."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.day_texts import (
    MOST_WINDOWS,
    DayTextError,
    Market,
    hours_in,
    market_in,
    weekdays_in,
)
from geo.schemas import NATION, LayerName
from geo.travel import Indices
from planner.outings.choice import OutingChoice
from planner.outings.markets import market_days
from planner.outings.places import DAY_TEXTS, VILLAGE
from planner.problem import Flags

Grid = npt.NDArray[np.float64]
_DAY_S = 86_400.0
_ALL_DAY = ((0, 24 * 60),)
# A window that is shut ends before it begins.
_SHUT = (_DAY_S, 0.0)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Opening:
    """When the c places are open on the d days.

    Parameters
    ----------
    opens, closes
        Windows in which a visit begins and ends: seconds after midnight, shape
        (k, d, 2); a window is shut where it closes before it opens.
    calendar
        Row of the windows each place follows, shape (c,); places alike share one.
    bias
        Yuan, shape (c, d): what a day costs that a place does not prefer.
    """

    opens: Grid
    closes: Grid
    calendar: Indices
    bias: Grid


@dataclass(frozen=True, slots=True)
class _Season:
    kind: str
    unit: str
    days: Flags


@dataclass(frozen=True, slots=True)
class _Read:
    """The texts of a place, as they were understood."""

    hours: tuple[tuple[int, int], ...] = ()
    weekdays: tuple[int, ...] = ()
    preferred: tuple[int, ...] = ()
    market: Market | None = None
    is_readable: bool = True


def open_hours(
    places: gpd.GeoDataFrame,
    layers: Mapping[LayerName, gpd.GeoDataFrame],
    choice: OutingChoice,
) -> Opening:
    """Say when places are open, and which days they do not prefer.

    Parameters
    ----------
    places
        Rows of :func:`planner.outings.places.owed_places`; any index.
    layers
        ``seasons``.
    choice
        The days of the plan, and what a day costs that is not preferred.
    """
    days = _Days(choice)
    seasons = _seasons(layers["seasons"], days)
    texts = [places[name].astype(str) for name in ("kind", *DAY_TEXTS)]
    codes = (places["unit_code"].astype(str), places["county_code"].astype(str))
    known: dict[object, tuple[int, Flags]] = {}
    shapes: dict[tuple[object, bytes], int] = {}
    windows: list[tuple[tuple[tuple[int, int], ...], Flags]] = []
    calendar = np.zeros(len(places), dtype=np.int64)
    bias = np.zeros((len(places), choice.days))
    for row, (unit, county, *told) in enumerate(zip(*codes, *texts, strict=True)):
        holding = tuple(
            number
            for number, season in enumerate(seasons)
            if _holds(season.unit, unit, county)
        )
        read = _read(told)
        key = (holding, *told)
        if key not in known:
            mine = [seasons[number] for number in holding]
            open_ = _open_days(told, read, mine, days)
            shape = (read.hours, open_.tobytes())
            if shape not in shapes:
                shapes[shape] = len(windows)
                windows.append((read.hours or _ALL_DAY, open_))
            known[key] = shapes[shape], _unloved(read, mine, days)
        calendar[row], other = known[key]
        bias[row, other] = choice.preference_cost
    opens, closes = _windows(windows, choice.days)
    return Opening(opens, closes, calendar, bias)


class _Days:
    """The days of a plan, to be compared with texts and weekdays."""

    def __init__(self, choice: OutingChoice) -> None:
        self.start, self.count = choice.start, choice.days
        every = [choice.start + dt.timedelta(days=day) for day in range(choice.days)]
        self.texts = np.array([day.isoformat() for day in every])
        self.weekdays = np.array([day.weekday() + 1 for day in every])

    def between(self, since: str, until: str) -> Flags:
        """Days of a span; open ends are empty."""
        after: Flags = (self.texts >= since) & (self.texts <= (until or "9999"))
        return after


def _seasons(frame: gpd.GeoDataFrame, days: _Days) -> list[_Season]:
    columns = (frame[name] for name in ("kind", "unit_code", "since", "until"))
    return [
        _Season(kind, unit, days.between(since, until))
        for kind, unit, since, until in zip(*columns, strict=True)
    ]


def _holds(unit: str, *codes: str) -> bool:
    """Whether what is said of a unit holds for a place: its own, or one above."""
    return unit == NATION or any(code.startswith(unit) for code in codes)


def _read(told: Sequence[str]) -> _Read:
    """Understand the texts of a place; one that cannot be read is never open."""
    _, hours, weekdays, preferred, market, *_ = told
    try:
        return _Read(
            hours_in(hours),
            weekdays_in(weekdays),
            weekdays_in(preferred),
            market_in(market),
        )
    except DayTextError:
        return _Read(is_readable=False)


def _open_days(
    told: Sequence[str], read: _Read, seasons: Sequence[_Season], days: _Days
) -> Flags:
    """Days on which a place may be visited."""
    kind, *_, since, until = told
    open_ = np.full(days.count, read.is_readable) & days.between(since, until)
    if read.weekdays:
        open_ &= np.isin(days.weekdays, read.weekdays)
    if read.market is not None:
        open_ &= market_days(read.market, days.start, days.count)
    terms = [season.days for season in seasons if season.kind == "school_term"]
    if kind == "school" and terms:
        open_ &= np.logical_or.reduce(terms)
    for season in seasons:
        busy = season.kind == "farm_busy" and kind == VILLAGE
        if busy or season.kind == "closed":
            open_ &= ~season.days
    return np.asarray(open_, dtype=bool)


def _unloved(read: _Read, seasons: Sequence[_Season], days: _Days) -> Flags:
    """Days a place does not prefer; none where it prefers nothing."""
    liked = np.ones(days.count, dtype=bool)
    if read.preferred:
        liked &= np.isin(days.weekdays, read.preferred)
    spans = [one.days for one in seasons if one.kind == "preferred" and one.days.any()]
    if spans:
        liked &= np.logical_or.reduce(spans)
    return np.asarray(~liked, dtype=bool)


def _windows(
    calendars: Sequence[tuple[tuple[tuple[int, int], ...], Flags]], days: int
) -> tuple[Grid, Grid]:
    """Windows of each calendar; one that nobody follows where there is none."""
    shape = (max(len(calendars), 1), days, MOST_WINDOWS)
    opens, closes = np.full(shape, _SHUT[0]), np.full(shape, _SHUT[1])
    for row, (hours, open_) in enumerate(calendars):
        for number, (begin, end) in enumerate(hours):
            opens[row, open_, number] = begin * 60.0
            closes[row, open_, number] = end * 60.0
    return opens, closes
