"""What gets in the way: a caravan that breaks down, rain, a road that is closed."""

from pathlib import Path

import streamlit as st

from geo.words import Lang
from ui.components import data, state
from ui.components.messages import plain
from ui.components.numbers import joined
from ui.components.outings import edit
from ui.components.outings.picking import day_of
from ui.components.outings.shown import Shown
from ui.components.outings.words import van_names, vans_here
from ui.text import say

_VAN, _FIRST, _LAST = "outing_stop_van", "outing_stop_first", "outing_stop_last"


def in_the_way(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the form for days a caravan stays at home, and the way to the roads."""
    with st.popover(say("outing_in_the_way", lang)):
        _away(shown, lang)
        _roads(path, shown, lang)


def _away(shown: Shown, lang: Lang) -> None:
    choice, names = shown.asked.choice, van_names(shown)
    here = vans_here(shown)
    day = day_of(shown) or choice.start
    st.markdown(f"**{say('outing_stay_home', lang)}**")
    st.pills(
        say("outing_van", lang), here, selection_mode="multi", key=_VAN,
        format_func=lambda one: names[one], default=here if len(here) == 1 else None,
        label_visibility="collapsed",
    )  # fmt: skip
    for place, key, name in zip(
        st.columns(2), (_FIRST, _LAST), ("from", "to"), strict=True
    ):
        place.date_input(
            say(f"outing_stay_{name}", lang), day, choice.start, choice.end,
            key=f"{key}_{day}", format="YYYY-MM-DD",
        )  # fmt: skip
    st.button(
        say("outing_stay_and_plan", lang), key="outing_stay", type="primary",
        on_click=_stay, args=(shown, str(day), lang),
        help=say("outing_help_near", lang),
    )  # fmt: skip


def _stay(shown: Shown, day: str, lang: Lang) -> None:
    first, last = (st.session_state[f"{key}_{day}"] for key in (_FIRST, _LAST))
    vans = tuple(st.session_state.get(_VAN) or ())
    if first is not None and last is not None:
        edit.stay_home(shown, vans, min(first, last), max(first, last), lang)


def _roads(path: Path, shown: Shown, lang: Lang) -> None:
    st.markdown(f"**{say('roster_ask_roads', lang)}**")
    asked = shown.asked.travel
    if asked.method != "roads" or not asked.closures:
        st.caption(say("roster_ask_roads_off", lang))
        return
    roads = data.roads(path)
    found = [] if roads is None else roads.in_force(shown.asked.choice.start)
    names = joined([one.name for one in found[:5]], lang)
    key = "roster_ask_closed" if found else "roster_ask_none_closed"
    st.markdown(plain(say(key, lang, count=len(found), names=names)))
    st.caption(say("outing_roads_help", lang))
    st.button(
        say("roster_open_roads", lang), key="outing_roads", on_click=state.go,
        args=("roads",),
    )  # fmt: skip
