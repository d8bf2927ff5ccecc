"""How a thing of the ledger stands: a sign, a colour, and a day."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geo.words import Lang
from planner.advising.accounting import State, is_late_done
from planner.programmes.outcome import Status
from ui.maps.score_palette import LOOKS, Look
from ui.text import say

# Signs and colours of the score.
LOOKS_OF: Mapping[State, Status] = MappingProxyType(
    {"met": "met", "due": "open", "late": "short", "none": "nobody"}
)


def look_of(state: State) -> Look:
    """Sign, fill and ink."""
    return LOOKS[LOOKS_OF[state]]


def style_of(state: State) -> str:
    """Style of a cell."""
    look = look_of(state)
    return f"background-color: {look.fill}; color: {look.ink}"


def standing_text(
    state: State,
    on: dt.date | None,
    by: dt.date | None,
    today: dt.date,
    lang: Lang,
) -> str:
    """Sign, and the day it was done or is due.

    Parameters
    ----------
    state, on, by
        As :func:`planner.advising.accounting.ledger` tells them; days may be missing.
    today
        The day.
    lang
        Language.
    """
    sign = look_of(state).sign
    if is_late_done(state, on, by):
        day = _short(on, today)
        return say("advisory_cell_met_late", lang, sign=sign, day=day)
    if state == "met":
        return f"{sign} {_short(on, today)}".strip()
    if state in ("due", "late") and not pd.isna(by):
        return say(f"advisory_cell_{state}", lang, sign=sign, day=_short(by, today))
    return sign


def _short(day: dt.date | None, today: dt.date) -> str:
    """Month and day of this year; of another, year and month."""
    if day is None or pd.isna(day):
        return ""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m}"
