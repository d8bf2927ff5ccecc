"""Venues: where a set may stand, and in which months."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.day_texts import DayTextError, day_spans_in
from geo.schemas import NATION, LayerName
from planner.problem import Flags
from planner.stays.choice import TourChoice
from planner.stays.months import last_day, month_after

Layers = Mapping[LayerName, gpd.GeoDataFrame]
Span = tuple[dt.date, dt.date]
# Where nobody has told the terms: both are whole months of schools all over China.
USUAL_TERM = frozenset((3, 4, 5, 6, 9, 10, 11, 12))
VENUE_COLUMNS = (
    "venue_id", "name", "county_code", "unit_code", "size", "in_term", "contact",
    "phone", "illustrative", "lon", "lat",
)  # fmt: skip
_COUNTY = 6


def venue_table(layers: Layers, counties: Sequence[str]) -> pd.DataFrame:
    """Give one row for each venue in some counties, in order of county and id.

    Parameters
    ----------
    layers
        ``museum_venues`` and ``villages``.
    counties
        Their codes.

    Returns
    -------
    pandas.DataFrame
        :data:`VENUE_COLUMNS`, and ``free``, ``days_off``, ``since``, ``until`` as the
        layer has them. A size that is not told is enough for any set.
    """
    frame, villages = layers["museum_venues"], layers["villages"]
    lies_in = dict(zip(villages["village_code"], villages["county_code"], strict=True))
    units = frame["unit_code"].astype(str)
    point = frame.geometry
    table = pd.DataFrame(frame.drop(columns="geometry")).assign(
        county_code=[lies_in.get(unit, unit[:_COUNTY]) for unit in units],
        size=frame["size"].fillna(np.inf).astype(float),
        lon=point.x.to_numpy(),
        lat=point.y.to_numpy(),
    )
    table = table[table["county_code"].isin(list(counties))]
    names = [*VENUE_COLUMNS, "free", "days_off", "since", "until"]
    return table.sort_values(["county_code", "venue_id"], ignore_index=True)[names]


def free_months(venues: pd.DataFrame, layers: Layers, choice: TourChoice) -> Flags:
    """Months in which a set may stand at each venue, shape (v, t).

    A month counts where the venue is free on every day of it. Of school terms and of
    seasons in which nobody is toured, the larger part of the month decides.

    Parameters
    ----------
    venues
        Rows of :func:`venue_table`.
    layers
        ``seasons``.
    choice
        The months, and where sets stay in term time only.
    """
    months = month_spans(choice)
    free = np.zeros((len(venues), len(months)), dtype=bool)
    known: dict[tuple[str, str], tuple[Flags, Flags]] = {}
    for row, venue in enumerate(venues.to_dict("records")):
        there = _there(venue, months)
        unit = str(venue["unit_code"]), str(venue["county_code"])
        if unit not in known:
            known[unit] = (
                term_months(layers["seasons"], unit, choice),
                _mostly(_spans(layers["seasons"], "closed", unit), months),
            )
        term, closed = known[unit]
        if choice.in_term == "all" or (choice.in_term == "venues" and venue["in_term"]):
            there &= term
        free[row] = there & ~closed
    return free


def month_spans(choice: TourChoice) -> list[Span]:
    """First and last day of each month planned."""
    firsts = [month_after(choice.start, month) for month in range(choice.months)]
    return [(first, last_day(first)) for first in firsts]


def term_months(
    seasons: gpd.GeoDataFrame, unit: tuple[str, str], choice: TourChoice
) -> Flags:
    """Months that are term time somewhere, shape (t,).

    Between the first and the last term told, those that lie in a term for their larger
    part. Before and after, the same month of the nearest year for which it is told;
    where none is told, March to June and September to December.

    Parameters
    ----------
    seasons
        The layer; those of kind ``school_term`` count that hold for the unit.
    unit
        Codes of the unit and of its county.
    choice
        The months.
    """
    months = month_spans(choice)
    terms = _spans(seasons, "school_term", unit)
    usual = np.array([first.month in USUAL_TERM for first, _ in months])
    if not terms:
        return usual
    begin = min(first for first, _ in terms).replace(day=1)
    end = last_day(max(last for _, last in terms))
    told = np.array([
        _told(first, terms, (begin, end)) for first, _ in months
    ], dtype=object)  # fmt: skip
    return np.array(
        [own if one is None else one for one, own in zip(told, usual, strict=True)],
        dtype=bool,
    )


def _told(first: dt.date, terms: Sequence[Span], within: Span) -> bool | None:
    """Whether a month is term time, or its like of the nearest year that is told."""
    begin, end = within
    years = range(begin.year, end.year + 1)
    likes = [first.replace(year=year) for year in years]
    likes = [like for like in likes if begin <= like <= end]
    if not likes:
        return None
    like = min(likes, key=lambda one: abs(one.year - first.year))
    return bool(_mostly(terms, [(like, last_day(like))])[0])


def _spans(seasons: gpd.GeoDataFrame, kind: str, unit: tuple[str, str]) -> list[Span]:
    """Spans of the seasons of a kind that hold for a unit, or for one above it."""
    own = seasons[seasons["kind"] == kind]
    columns = (own[name].astype(str) for name in ("unit_code", "since", "until"))
    return [
        (dt.date.fromisoformat(since), dt.date.fromisoformat(until))
        for code, since, until in zip(*columns, strict=True)
        if code == NATION or any(one.startswith(code) for one in unit)
    ]


def _mostly(spans: Sequence[Span], months: Sequence[Span]) -> Flags:
    """Months of which more than half of the days lie in some span."""
    found = []
    for first, last in months:
        days = {
            day
            for since, until in spans
            for day in range(
                max(since, first).toordinal(), min(until, last).toordinal() + 1
            )
        }
        found.append(2 * len(days) > (last - first).days + 1)
    return np.array(found, dtype=bool)


def _there(venue: Mapping[Any, Any], months: Sequence[Span]) -> Flags:
    """Months in which a venue is there and free on every day."""
    free, taken = spans_in(venue["free"]), spans_in(venue["days_off"])
    limits = there_between(venue["since"], venue["until"])
    return np.array(
        [
            limits[0] <= first and last <= limits[1]
            and not any(since <= last and first <= until for since, until in taken)
            and (not venue["free"] or _covered(first, last, free))
            for first, last in months
        ],
        dtype=bool,
    )  # fmt: skip


def _covered(first: dt.date, last: dt.date, spans: Sequence[Span]) -> bool:
    """Whether every day lies in some span."""
    day = first
    for since, until in sorted(spans):
        if since <= day <= until:
            day = until + dt.timedelta(days=1)
    return day > last


def spans_in(text: object) -> tuple[Span, ...]:
    """Spans of days; of what cannot be read none, the checks of the layer tell it."""
    try:
        return day_spans_in(text) if isinstance(text, str) else ()
    except DayTextError:
        return ()


def there_between(since: object, until: object) -> Span:
    """First and last day something is there; open ends are far away."""
    first = since if isinstance(since, str) and since else dt.date.min.isoformat()
    last = until if isinstance(until, str) and until else dt.date.max.isoformat()
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)
