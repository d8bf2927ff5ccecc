"""The Gantt of the museum sets, whose bars can be dragged.

A component of our own: see ``docs/decisions/0012-visit-calendar.md``.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import streamlit as st

from geo.words import Lang
from ui.components.own_component import day_of, registered, text_of
from ui.components.tours.gantt_data import HEIGHT, Gantt, gantt_data

_HERE = Path(__file__).parent
_NAME = "tour_gantt"
EventType = Literal["pick", "move", "choose", "month"]
_TYPES: tuple[str, ...] = get_args(EventType)


@dataclass(frozen=True, slots=True)
class Event:
    """What the planner did in the Gantt.

    Parameters
    ----------
    type
        ``"pick"``: clicked a bar, or one missing. ``"move"``: dragged it to a month of
        a set. ``"choose"``: clicked a month that fits what is picked. ``"month"``:
        clicked the head of a month.
    key
        Of the bar or the one missing; empty where what was picked is left.
    set_id, first
        Where it was put; for ``"month"`` the month alone.
    """

    type: EventType
    key: str = ""
    set_id: str = ""
    first: dt.date | None = None


def tour_gantt(
    gantt: Gantt,
    lang: Lang,
    *,
    key: str,
    on_event: Callable[[Event], None],
    height: int = HEIGHT,
) -> None:
    """Draw the sets by month.

    Parameters
    ----------
    gantt
        What there is.
    lang
        Language.
    key
        Of the component.
    on_event
        Called before the page is drawn anew, so that it can change what the page reads.
    height
        Pixels of the rows at most.
    """

    def told() -> None:
        event = parse_event(st.session_state[key].get("event"))
        if event is not None:
            on_event(event)

    data = gantt_data(gantt, lang, height=height)
    registered(_NAME, _HERE, "gantt")(key=key, data=data, on_event_change=told)


def parse_event(value: object) -> Event | None:
    """Read what the browser sent; None for what is no event of ours."""
    if not isinstance(value, Mapping) or value.get("type") not in _TYPES:
        return None
    kind: EventType = value["type"]
    key, set_id = (text_of(value.get(name)) for name in ("key", "set_id"))
    first = day_of(value.get("first"))
    if kind == "pick":
        return Event(kind, key)
    if kind == "month":
        return Event(kind, first=first) if first else None
    return Event(kind, key, set_id, first) if key and set_id and first else None
