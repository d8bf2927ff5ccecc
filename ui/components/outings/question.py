"""The question about the caravans: the main of it beside the page, all in a view."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from ui.components import data, state
from ui.components.controls import VILLAGE_SETS, county_box, travel_controls
from ui.components.outings.asked import FIELDS
from ui.components.outings.shown import Shown
from ui.components.outings.words import van_names
from ui.components.plan_asking import all_fields, rows_set, time_given
from ui.text import say

_MAIN = ("visits", "minutes", "nights")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "time": (
        "from_h", "to_h", "hours_day", "hours_week", "rest_min", "rest_from_h",
        "rest_until_h", "weekends",
    ),
    "visits": (
        "visits", "gap_days", "minutes", "most_stops", "with_places", "visit_value",
    ),
    "nights": ("nights", "hosts", "night_cost"),
    "costs": ("km_cost", "hour_cost", "day_cost"),
    "wishes": ("spread_cost", "preference_cost", "change_cost", "even_cost"),
}  # fmt: skip
_COLUMNS = 4


def controls(path: Path, lang: Lang) -> None:
    """Draw whom, when, how often and how far away, beside the page."""
    with st.sidebar:
        st.selectbox(
            say("rule_villages", lang), VILLAGE_SETS,
            format_func=lambda name: say(f"villages_{name}", lang),
            **state.widget("villages"),
        )  # fmt: skip
        county_box(path, "outing_county_help", lang)
        start = dt.date(data.today().year + 1, 1, 1)
        st.date_input(
            say("outing_start", lang), format="YYYY-MM-DD",
            **state.widget("outing_start", missing=start),
        )  # fmt: skip
        begun = state.get("outing_start") or start
        st.date_input(
            say("outing_end", lang), format="YYYY-MM-DD",
            **state.widget("outing_end", missing=begun.replace(month=12, day=31)),
        )  # fmt: skip
        for place, name in zip(
            st.columns(3, vertical_alignment="bottom"), _MAIN, strict=True
        ):
            with place:
                FIELDS.draw(name, "main", lang)
        travel_controls(path, lang)


def question_view(shown: Shown, lang: Lang) -> None:
    """Draw every field of the question, group by group, and what is set by hand."""
    time_given("outing", state.OUTING_SECONDS, 10.0, lang)
    all_fields(FIELDS, "outing", GROUPS, _COLUMNS, lang)
    _lending(shown, lang)
    _days_off(shown, lang)
    _pins(shown, lang)


def _lending(shown: Shown, lang: Lang) -> None:
    """Draw who is lent where, and the form for one more."""
    st.markdown(f"**{say('outing_group_lending', lang)}**")
    names = van_names(shown)
    places = shown.answer.question.places
    counties = dict(zip(places["county_code"], places["county_name"], strict=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("outing_van", lang), list(names), key="outing_lend_van", width=200,
            format_func=lambda one: names.get(one, one),
        )  # fmt: skip
        st.selectbox(
            say("outing_lend_to", lang), list(counties), key="outing_lend_to",
            format_func=lambda one: counties.get(one, one), width=200,
        )  # fmt: skip
        st.button(say("outing_lend", lang), key="outing_lend", on_click=_lend)
    lent = state.get("outing_lent")
    told = [f"{names.get(van, van)} → {counties.get(to, to)}" for van, to in lent]
    rows_set("outing_lent", told, lang)


def _lend() -> None:
    pair = st.session_state["outing_lend_van"], st.session_state["outing_lend_to"]
    if all(pair):
        lend(*pair)


def lend(van: str, county: str) -> None:
    """Let a caravan serve another county too."""
    state.put(
        outing_lent=tuple(dict.fromkeys((*state.get("outing_lent"), (van, county))))
    )


def _days_off(shown: Shown, lang: Lang) -> None:
    names = van_names(shown)
    free = state.get("outing_free")
    if free:
        st.markdown(f"**{say('outing_group_free', lang)}**")
        told = [f"{names.get(van, van)} · {day}" for van, day in free]
        rows_set("outing_free", told, lang)


def _pins(shown: Shown, lang: Lang) -> None:
    names = van_names(shown)
    places = shown.answer.question.places
    known = dict(zip(places["place_id"], places["name"], strict=True))
    pins = state.get("outing_pins")
    if pins:
        st.markdown(f"**{say('outing_group_pins', lang)}**")
        told = [
            f"{known.get(place, place)} · {day} {names.get(van, van)}"
            for place, day, van in pins
        ]
        rows_set("outing_pins", told, lang)


def forget_by_hand() -> None:
    """Give up pins, days off, locks and lending, and every field set."""
    names = ("set", "pins", "lent", "free", "locked")
    state.put(**{f"outing_{name}": () for name in names})
    state.put(outing_start=None, outing_end=None)
