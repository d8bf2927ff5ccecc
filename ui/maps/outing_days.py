"""Days out as calendar, map and Gantt draw them: plain values, no tables."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.words import Lang
from planner.duties.days import day_mark, holiday_name, is_workday, likely_off
from planner.outings.choice import OutingChoice

# A visit of a plan: the place, and the day it stands on.
VisitKey = tuple[str, dt.date]
# One colour a weekday, from Monday on: dark enough for white numbers on them, and apart
# for red-green blind eyes.
DAY_COLOURS = (
    "#1f74c4",
    "#c4420a",
    "#5c0f2e",
    "#2f7d6b",
    "#12128c",
    "#7600e0",
    "#55514a",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a day out.

    Parameters
    ----------
    place_id, name, kind
        The place; ``kind`` is ``"village"``, ``"school"``, ``"market"`` or ``"other"``.
    begin
        When the visit begins, as told (``09:30``).
    locked
        Whether it is pinned.
    """

    place_id: str
    name: str
    kind: str
    begin: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class DayTour:
    """One caravan's day out.

    Parameters
    ----------
    date, caravan_id, caravan
        When and whose.
    stops
        Visits in order; empty where it only travels.
    night
        Name of the place where the night is spent away; empty at home.
    km, hours
        On the road, and at work from leaving to coming back.
    """

    date: dt.date
    caravan_id: str
    caravan: str
    stops: tuple[Stop, ...] = ()
    night: str = ""
    km: float = 0.0
    hours: float = 0.0


@dataclass(frozen=True, slots=True)
class DayMark:
    """What sets a day apart from a plain working day.

    Parameters
    ----------
    kind
        ``"off"`` (public holiday), ``"makeup"`` (weekend day worked), ``"rest"``
        (weekend), or empty.
    name
        Of the holiday; empty for none.
    """

    kind: str = ""
    name: str = ""


def day_colour(day: dt.date) -> str:
    """Colour of a day's tours, on the map and in the calendar."""
    return DAY_COLOURS[day.weekday()]


def day_marks(first: dt.date, last: dt.date, lang: Lang) -> dict[dt.date, DayMark]:
    """Holidays, make-up days and weekends from ``first`` to ``last``, both included.

    Plain working days have no entry.
    """
    found = {}
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        plain = "off" if likely_off(day) else "" if is_workday(day) else "rest"
        kind = day_mark(day) or plain
        if kind:
            # What stands in brackets, as the day it is taken for, has no room.
            name = re.split("[(（]", holiday_name(day, lang))[0].strip()
            found[day] = DayMark(kind, name if kind == "off" else "")
    return found


def clock(minutes: float) -> str:
    """Time of day of minutes after midnight: ``09:05``."""
    hours, rest = divmod(round(minutes), 60)
    return f"{hours:02d}:{rest:02d}"


def day_tours(
    tours: pd.DataFrame, visits: pd.DataFrame, choice: OutingChoice
) -> list[DayTour]:
    """Days out of a plan, in the order of ``tours``.

    Parameters
    ----------
    tours, visits
        Tables of :class:`planner.outings.answering.OutingAnswer`, or rows picked of
        them; a tour without a visit only travels.
    choice
        What was asked: its pins and locked days lock visits.
    """
    pins = {(place, day) for place, day, _ in choice.pins}
    stops: dict[tuple[dt.date, str], list[Stop]] = {}
    for row in _rows(visits.sort_values(["date", "caravan_id", "number"])):
        day, van, place = row["date"], row["caravan_id"], row["place_id"]
        locked = (place, day) in pins or (van, day) in choice.locked
        stop = Stop(place, row["place"], row["kind"], clock(row["begin"]), locked)
        stops.setdefault((day, van), []).append(stop)
    return [
        DayTour(
            row["date"],
            row["caravan_id"],
            row["caravan"],
            tuple(stops.get((row["date"], row["caravan_id"]), ())),
            row["night"],
            float(row["km"]),
            float(row["work"]),
        )
        for row in _rows(tours)
    ]


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.to_dict("records")
