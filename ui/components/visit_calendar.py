"""A month of visits that can be dragged from day to day.

A component of our own: see ``docs/decisions/0012-visit-calendar.md``.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import streamlit as st

from geo.words import Lang
from ui.components.own_component import day_of, registered, text_of
from ui.components.visit_calendar_data import DayOption, calendar_data
from ui.maps.outing_days import DayMark, DayTour, VisitKey

_HERE = Path(__file__).parent
_NAME = "visit_calendar"
EventType = Literal["move", "choose", "day", "visit"]
_TYPES: tuple[str, ...] = get_args(EventType)


@dataclass(frozen=True, slots=True)
class Event:
    """What the planner did in the calendar.

    Parameters
    ----------
    type
        ``"day"``: clicked a day. ``"visit"``: clicked a visit. ``"move"``: dragged a
        visit to another day or caravan. ``"choose"``: clicked what is written on a day
        that could take the visit selected, or one not made.
    date
        The day clicked or chosen, or the day of the visit.
    place_id, caravan_id
        The visit's; empty for a day.
    to
        Day it was dragged to.
    to_caravan_id
        Caravan it was dropped on there, that of the visit where it was dropped on none;
        that of the option where a day was chosen.
    """

    type: EventType
    date: dt.date
    place_id: str = ""
    caravan_id: str = ""
    to: dt.date | None = None
    to_caravan_id: str = ""


def visit_calendar(
    month: dt.date,
    tours: Sequence[DayTour],
    days: Mapping[dt.date, DayMark],
    lang: Lang,
    *,
    key: str,
    selected: VisitKey | None = None,
    opened: dt.date | None = None,
    options: Mapping[dt.date, DayOption] | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Event | None:
    """Draw a month; say what the planner did since it was last drawn.

    Parameters
    ----------
    month
        Any day of it. Whole weeks are drawn, from Monday.
    tours
        Days out of the shown caravans; those outside of the weeks are left out. Where
        they are of several caravans each says whose it is.
    days
        From :func:`ui.maps.outing_days.day_marks`.
    lang
        Language.
    key
        Of the component; ``st.session_state[key]`` is not to be read.
    selected
        The visit that is marked: place and day; None for none, or one not made.
    opened
        Day that shows all its visits and is framed.
    options
        Days that could take the selected visit, or one not made, and others with their
        reason. Where given, those that fit are green and their text is a button, all
        others are grey; a drop on a grey day is reported all the same.
    on_event
        Called before the page is drawn anew, so that it can change the state the page
        reads; nothing is returned then.

    Returns
    -------
    Event or None
        None where nothing was done, or ``on_event`` was told.
    """
    data = calendar_data(
        month, tours, days, lang, selected=selected, opened=opened, options=options
    )

    def told() -> None:
        event = parse_event(st.session_state[key].get("event"))
        if event is not None and on_event is not None:
            on_event(event)

    result = registered(_NAME, _HERE, _NAME)(key=key, data=data, on_event_change=told)
    return None if on_event is not None else parse_event(result.get("event"))


def parse_event(value: object) -> Event | None:
    """Read what the browser sent; None for what is no event of ours."""
    if not isinstance(value, Mapping) or value.get("type") not in _TYPES:
        return None
    day, to = (day_of(value.get(name)) for name in ("date", "to"))
    place, caravan, to_caravan = (
        text_of(value.get(name)) for name in ("place_id", "caravan_id", "to_caravan_id")
    )
    kind: EventType = value["type"]
    if day is None or kind == "day":
        return Event(kind, day) if day else None
    if kind == "choose":
        return Event(kind, day, to_caravan_id=to_caravan)
    if not (place and caravan) or (kind == "move" and to is None):
        return None
    if kind == "visit":
        return Event(kind, day, place, caravan)
    return Event(kind, day, place, caravan, to, to_caravan or caravan)
