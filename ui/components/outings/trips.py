"""Days out joined to trips, and what a Gantt chart of them is drawn from."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geo.words import Lang
from ui.maps.outing_days import DayMark, DayTour
from ui.text import say

By = Literal["hours", "visits"]
SHADES = ("rest", "off", "maintenance")
# Days up to which every day, every Monday is told; beyond, every month.
MOST_DAYS, MOST_WEEKS = 45, 130
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trip:
    """Days of one caravan between leaving home and coming back.

    Parameters
    ----------
    caravan_id
        Whose.
    tours
        Its days out in order, those that only travel included.
    """

    caravan_id: str
    tours: tuple[DayTour, ...]

    @property
    def first(self) -> dt.date:
        """Day of leaving."""
        return self.tours[0].date

    @property
    def last(self) -> dt.date:
        """Day of coming back; later than the last day out where it stays in between."""
        return self.tours[-1].date


def trips_of(
    tours: Iterable[DayTour], first: dt.date, last: dt.date, caravans: Sequence[str]
) -> list[Trip]:
    """Join days out across the nights away between them.

    Parameters
    ----------
    tours
        Days out, in any order.
    first, last
        Only days between them, both included.
    caravans
        Ids in the order wanted; others are left out.
    """
    own: dict[str, list[DayTour]] = {one: [] for one in caravans}
    for tour in sorted(tours, key=lambda tour: tour.date):
        if tour.caravan_id in own and first <= tour.date <= last:
            own[tour.caravan_id].append(tour)
    found = []
    for caravan, days in own.items():
        trip: list[DayTour] = []
        for day in days:
            if trip and not trip[-1].night:
                found.append(Trip(caravan, tuple(trip)))
                trip = []
            trip.append(day)
        if trip:
            found.append(Trip(caravan, tuple(trip)))
    return found


def labels_of(caravans: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Name of each row by caravan id; those of one name with their id."""
    counts = Counter(name for _, name in caravans)
    return {
        one: name if counts[name] == 1 else f"{name} ({one})" for one, name in caravans
    }


def trip_rows(
    trips: Sequence[Trip],
    caravans: Sequence[tuple[str, str]],
    first: dt.date,
    last: dt.date,
    lang: Lang,
    by: By,
) -> pd.DataFrame:
    """Bars: columns ``caravan``, ``from``, ``to`` (days since ``first``), ``value``,
    ``when``, ``visits``, ``hours``, ``km``, ``night``, ``caravan_id`` and ``date``.
    """  # noqa: D205
    labels = labels_of(caravans)
    rows = []
    for trip in trips:
        count = len(trip.tours)
        hours = sum(tour.hours for tour in trip.tours)
        visits = sum(len(tour.stops) for tour in trip.tours)
        nights = dict.fromkeys(tour.night for tour in trip.tours if tour.night)
        # Away over the end of what is shown: the bar goes on to the edge.
        away = bool(trip.tours[-1].night)
        end = last if away else trip.last
        rows.append(
            {
                "caravan": labels[trip.caravan_id],
                "from": (trip.first - first).days,
                "to": (end - first).days + (1.0 if away else 0.9),
                "value": (hours if by == "hours" else visits) / count,
                "when": _span(trip.first, trip.last, lang),
                "visits": visits,
                "hours": round(hours, 1),
                "km": round(sum(tour.km for tour in trip.tours), 1),
                "night": say("atlas_entry_join", lang).join(nights),
                "caravan_id": trip.caravan_id,
                "date": trip.first.isoformat(),
            }
        )
    columns = [
        *("caravan", "from", "to", "value", "when", "visits", "hours", "km", "night"),
        *("caravan_id", "date"),
    ]
    return pd.DataFrame(rows, columns=columns)


def shade_rows(
    days: Mapping[dt.date, DayMark],
    maintenance: Collection[tuple[str, dt.date]],
    caravans: Sequence[tuple[str, str]],
    first: dt.date,
    last: dt.date,
    lang: Lang,
) -> pd.DataFrame:
    """Days off, and days of maintenance: columns ``what``, ``caravan`` (empty for all
    rows), ``from``, ``to``, ``told``.
    """  # noqa: D205
    labels = labels_of(caravans)
    shown = [first + number * _DAY for number in range((last - first).days + 1)]
    rows = []
    for number, day in enumerate(shown):
        mark = days.get(day, DayMark())
        if mark.kind in ("rest", "off"):
            told = mark.name or say(f"gantt_{mark.kind}", lang)
            rows.append((mark.kind, "", number, number + 1.0, told))
    for caravan, day in sorted(maintenance):
        if caravan in labels and first <= day <= last:
            number = (day - first).days
            told = _span(day, day, lang)
            rows.append(("maintenance", labels[caravan], number, number + 0.9, told))
    table = pd.DataFrame(rows, columns=["sort", "caravan", "from", "to", "told"])
    names = {name: say(f"gantt_{name}", lang) for name in SHADES}
    return table.assign(what=table["sort"].map(names).astype(object))


def _span(first: dt.date, last: dt.date, lang: Lang) -> str:
    begin, end = (
        say(
            "gantt_date", lang, day=day.day,
            month=say(f"visit_calendar_month_{day.month}", lang),
        )
        for day in (first, last)
    )  # fmt: skip
    return begin if first == last else f"{begin} – {end}"


def axis_labels(first: dt.date, last: dt.date, lang: Lang) -> dict[int, str]:
    """Words under the axis by days since ``first``: days, Mondays or months."""
    count = (last - first).days + 1
    found = {}
    for number in range(count):
        day = first + number * _DAY
        if count <= MOST_DAYS and (day.day == 1 or number == 0):
            found[number] = _span(day, day, lang)
        elif count <= MOST_DAYS:
            found[number] = str(day.day)
        elif count <= MOST_WEEKS and day.weekday() == 0:
            found[number] = _span(day, day, lang)
        elif count > MOST_WEEKS and day.day == 1:
            month = say(f"visit_calendar_month_{day.month}", lang)
            key = "gantt_january" if day.month == 1 else "gantt_month"
            found[number] = say(key, lang, year=day.year, month=month)
    return found
