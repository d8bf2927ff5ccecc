"""The day and the visit selected, the same in calendar, tables, map and address."""

import datetime as dt

from ui.components import state
from ui.components.outings.shown import Shown

VisitKey = tuple[str, dt.date]


def picked() -> VisitKey | None:
    """The visit selected: place and day; None for none, or one that is not made."""
    place, day = picked_place()
    return None if day is None else (place, day)


def picked_place() -> tuple[str, dt.date | None]:
    """The place selected, and the day of its visit; empty for none."""
    rows = state.get("outing_pick")
    if not rows:
        return "", None
    place, text = rows[0]
    try:
        return place, dt.date.fromisoformat(text) if text else None
    except ValueError:
        return place, None


def pick_visit(place: str, day: dt.date | None) -> None:
    """Select a visit, and its day and month; no day for one that is not made."""
    state.put(outing_pick=((place, day.isoformat() if day else ""),))
    if day is not None:
        pick_day(day)


def pick_day(day: dt.date) -> None:
    """Open a day and its month."""
    state.put(outing_day=day, outing_month=day.replace(day=1))


def month_of(shown: Shown) -> dt.date:
    """Month to show: the one chosen, else the first with a day out."""
    choice, chosen = shown.asked.choice, state.get("outing_month")
    first, last = choice.start.replace(day=1), choice.end.replace(day=1)
    if chosen is not None and first <= chosen <= last:
        month: dt.date = chosen
        return month
    tours = shown.answer.tours
    begins: dt.date = tours["date"].min() if len(tours) else choice.start
    return begins.replace(day=1)


def months(shown: Shown) -> list[dt.date]:
    """First days of the months planned."""
    choice = shown.asked.choice
    found, month = [], choice.start.replace(day=1)
    while month <= choice.end:
        found.append(month)
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return found


def day_of(shown: Shown) -> dt.date | None:
    """Day that is open: the one chosen where it is in the month shown."""
    day: dt.date | None = state.get("outing_day")
    if day is not None and day.replace(day=1) == month_of(shown):
        return day
    return None
