"""The caravans' time as bars, a row each; a bar opens its day in the calendar."""

import datetime as dt
from pathlib import Path

import streamlit as st

from geo.words import Lang
from ui.components import state
from ui.components.outings.calendar import marks_of, month_buttons, tours_here
from ui.components.outings.gantt import outing_gantt
from ui.components.outings.picking import month_of, pick_day
from ui.components.outings.shown import Shown
from ui.components.outings.words import van_names, vans_here
from ui.text import say

_SPANS = ("year", "month")
_SPAN = "outing_gantt_span"


def gantt_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the days out of each caravan, of the time planned or of one month."""
    if st.session_state.get(_SPAN) not in _SPANS:
        st.session_state[_SPAN] = _SPANS[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        span = st.segmented_control(
            say("outing_gantt_span", lang), _SPANS, required=True, key=_SPAN,
            format_func=lambda name: say(f"outing_span_{name}", lang),
            label_visibility="collapsed",
        )  # fmt: skip
        if span == "month":
            month_buttons(shown, lang)
    first, last = shown.asked.choice.start, shown.asked.choice.end
    if span == "month":
        month = month_of(shown)
        after = (month + dt.timedelta(days=31)).replace(day=1)
        first, last = max(first, month), min(last, after - dt.timedelta(days=1))
    names = van_names(shown)
    outing_gantt(
        tours_here(path, shown), first, last, lang, key=f"outing_gantt_{first}_{last}",
        caravans=[(van, names[van]) for van in vans_here(shown)],
        days=marks_of(path, shown, lang), on_pick=_open,
        maintenance=set(shown.asked.choice.free_days),
    )  # fmt: skip
    st.caption(say("outing_gantt_help", lang))


def _open(van: str, day: dt.date) -> None:
    pick_day(day)
    state.put(outing_van=van, outing_view="calendar")
