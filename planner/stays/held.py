"""Stays that stand before anything is planned: done, booked and pinned ones."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.schemas import LayerName
from planner.errors import PlanInputError, Problem
from planner.problem import Flags
from planner.stays.choice import TourChoice
from planner.stays.counties import HAPPENED
from planner.stays.months import month_after, months_between
from planner.tours.problem import Ints, Stay

Layers = Mapping[LayerName, gpd.GeoDataFrame]
_COUNTY = 6


@dataclass(frozen=True, slots=True)
class Held:
    """Why a stay stands before anything is planned.

    Parameters
    ----------
    state
        ``"done"``, ``"booked"`` (both by the layer ``museum_stays``) or ``"planned"``.
    pinned
        Whether the planner pinned it.
    record
        Its id in the layer, empty for pins.
    illustrative
        Whether that record is made up.
    opens, closes
        First and last day the record has; None for pins.
    toured
        Whether there is an event of a tour in its months, but no such record.
    """

    state: str
    pinned: bool = False
    record: str = ""
    illustrative: bool = False
    opens: dt.date | None = None
    closes: dt.date | None = None
    toured: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A stay that stands, by names.

    Parameters
    ----------
    county, set_id, venue_id
        Codes and ids; a venue may be empty.
    first, months
        First month of the plan, and how many.
    held
        Why it stands.
    """

    county: str
    set_id: str
    venue_id: str
    first: int
    months: int
    held: Held

    @property
    def end(self) -> int:
        """The month after its last."""
        return self.first + self.months


def standing(layers: Layers, choice: TourChoice) -> tuple[Standing, ...]:
    """Give the stays in the months of a plan that are done, booked or pinned.

    A stay holds every month in which it is open on some day. Where one ends and the
    next of its set or county begins in the same month, that month is the first one's.

    Parameters
    ----------
    layers
        ``counties``, ``museum_sets`` and ``museum_stays``; a row of a set or county
        that is not there, or with days the wrong way round, is left out, and the checks
        of the layer tell of it.
    choice
        The months, and the pins.

    Raises
    ------
    PlanInputError
        With every two that have one set at two places, or one county two sets.
    """
    rows = sorted(
        _recorded(layers, choice), key=lambda one: (one.first, one.end, one.held.record)
    )
    for at, one in enumerate(rows):
        ends = [
            other.end
            for other in rows[:at]
            if one.set_id == other.set_id or one.county == other.county
        ]
        if one.first + 1 in ends and one.months > 1:
            rows[at] = replace(one, first=one.first + 1, months=one.months - 1)
    found = [*rows]
    for pin in _pinned(choice):
        same = [at for at, one in enumerate(found) if _same(one, pin)]
        for at in same:
            found[at] = replace(found[at], held=replace(found[at].held, pinned=True))
        if not same:
            found.append(pin)
    clashes = list(_clashes(found, choice))
    if clashes:
        raise PlanInputError(clashes)
    return tuple(found)


def placed(
    standing: Sequence[Standing],
    counties: Sequence[str],
    sets: pd.DataFrame,
    venues: pd.DataFrame,
    free: Flags,
) -> dict[Stay, Held]:
    """Give stays that stand by positions; a venue not named is the likeliest.

    Parameters
    ----------
    standing
        Of :func:`standing`.
    counties, sets, venues
        Of the question, in order.
    free
        Shape (v, t).
    """
    at_set = {one: row for row, one in enumerate(sets["set_id"])}
    at_county = {one: row for row, one in enumerate(counties)}
    size = sets["size"].to_numpy()
    found = {}
    for one in standing:
        row = at_set[one.set_id]
        venue = _venue(one, venues, free, float(size[row]))
        stay = Stay(at_county[one.county], one.first, one.months, row, venue)
        found[stay] = one.held
    return found


def clashes_on_the_way(
    held: Mapping[Stay, Held], names: Sequence[str], sets: Sequence[str], idle: Ints
) -> Iterable[Problem]:
    """Every two stays that stand between which their set has not the time to drive.

    Parameters
    ----------
    held
        Of :func:`placed`.
    names, sets
        Names of the counties and ids of the sets, in order.
    idle
        Whole months on the way, shape (p, p).
    """
    for one in range(len(sets)):
        own = sorted(
            (stay for stay in held if stay.set == one), key=lambda stay: stay.first
        )
        for early, late in pairwise(own):
            months = int(idle[early.county, late.county])
            if late.first < early.end + months:
                yield "stays_no_time_between", {
                    "set": sets[one], "a": names[early.county],
                    "b": names[late.county], "months": months,
                }  # fmt: skip


def unplaced(standing: Iterable[Standing], venues: pd.DataFrame) -> list[str]:
    """Codes of counties with a stay that stands, but without any venue."""
    known = set(venues["county_code"])
    return sorted({one.county for one in standing} - known)


def _recorded(layers: Layers, choice: TourChoice) -> Iterable[Standing]:
    frame = layers["museum_stays"]
    counties = set(layers["counties"]["county_code"])
    sets = set(layers["museum_sets"]["set_id"])
    end = choice.end.isoformat()
    own = frame[
        frame["state"].isin(HAPPENED)
        & (frame["until"] >= choice.start.isoformat())
        & (frame["since"] <= end)
        & (frame["since"] != "")
        & (frame["since"] <= frame["until"])
    ]
    for row in pd.DataFrame(own).to_dict("records"):
        county, one = str(row["unit_code"])[:_COUNTY], str(row["set_id"])
        if county in counties and one in sets:
            since, until = (
                dt.date.fromisoformat(row[name]) for name in ("since", "until")
            )
            first = max(months_between(choice.start, since), 0)
            last = min(months_between(choice.start, until), choice.months - 1)
            told = str(row["stay_id"]), bool(row["illustrative"])
            held = Held(str(row["state"]), False, *told, since, until)
            venue = str(row["venue_id"])
            yield Standing(county, one, venue, first, last - first + 1, held)


def _pinned(choice: TourChoice) -> Iterable[Standing]:
    for county, one, first, months, venue in choice.pins:
        month = months_between(choice.start, first)
        yield Standing(county, one, venue, month, months, Held("planned", True))


def _same(one: Standing, pin: Standing) -> bool:
    return (one.county, one.set_id, one.first, one.months) == (
        pin.county, pin.set_id, pin.first, pin.months
    )  # fmt: skip


def _clashes(found: Sequence[Standing], choice: TourChoice) -> Iterable[Problem]:
    for at, one in enumerate(found):
        for other in found[:at]:
            overlap = one.first < other.end and other.first < one.end
            told: dict[str, object] = {
                "a": _called(other, choice), "b": _called(one, choice)
            }  # fmt: skip
            if overlap and one.set_id == other.set_id:
                yield "stays_set_twice", told | {"set": one.set_id}
            elif overlap and one.county == other.county:
                yield "stays_county_twice", told | {"county": one.county}


def _called(one: Standing, choice: TourChoice) -> str:
    first = month_after(choice.start, one.first)
    last = month_after(choice.start, one.end - 1)
    told = one.held.record or f"{one.county} · {one.set_id}"
    return f"{told} ({first:%Y-%m}–{last:%Y-%m})"


def _venue(one: Standing, venues: pd.DataFrame, free: Flags, size: float) -> int:
    """The venue named, else the smallest that holds the set then, else the largest."""
    own = np.flatnonzero((venues["county_code"] == one.county).to_numpy())
    named = [row for row in own if one.venue_id == venues["venue_id"].iloc[row]]
    if named and one.venue_id:
        return int(named[0])
    room = venues["size"].to_numpy()
    fits = [
        row for row in own
        if room[row] >= size and free[row, one.first : one.end].all()
    ]  # fmt: skip
    return int(min(fits, key=lambda row: room[row]) if fits else max(
        own, key=lambda row: room[row]
    ))  # fmt: skip
