"""The question about the caravans: the main of it beside the page, all in a view."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from geo.frames import county_names
from geo.words import Lang
from ui.components import data, outing_state, state
from ui.components.controls import VILLAGE_SETS, travel_controls
from ui.components.messages import plain
from ui.components.outing_data import Shown
from ui.components.outing_state import label_of
from ui.components.outing_words import van_names
from ui.text import say

_MAIN = ("visits", "minutes", "nights")
_HOSTS = ("townships", "bases")
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
        _county(path, lang)
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
                _field(name, "main", lang)
        travel_controls(path, lang)


def _county(path: Path, lang: Lang) -> None:
    """Draw the choice of a county to look at; what is asked stays the same."""
    names = county_names(data.layers(path)[0]["counties"])
    if state.get("county") not in ("", *names):
        state.put(county="")
    st.selectbox(
        say("roster_county", lang), ["", *names],
        format_func=lambda code: names.get(code) or say("gap_county_all", lang),
        help=say("outing_county_help", lang), **state.widget("county"),
    )  # fmt: skip


def question_view(shown: Shown, lang: Lang) -> None:
    """Draw every field of the question, group by group, and what is set by hand."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            say("outing_seconds", lang), *state.OUTING_SECONDS, step=10.0, format="%g",
            width=190, **state.widget("outing_seconds"),
        )  # fmt: skip
        st.caption(say("outing_ask_help", lang), width="content")
    for group, names in GROUPS.items():
        st.markdown(f"**{say(f'outing_group_{group}', lang)}**")
        for at in range(0, len(names), _COLUMNS):
            row = st.columns(_COLUMNS, vertical_alignment="bottom")
            for place, name in zip(row, names[at : at + _COLUMNS], strict=False):
                with place:
                    _field(name, "view", lang)
    _lending(shown, lang)
    _days_off(shown, lang)
    _pins(shown, lang)


def _field(name: str, where: str, lang: Lang) -> None:
    """Draw one field; what is wrong with it is said with all else that is wrong."""
    key, value = f"outing_{where}_{name}", outing_state.field(name)
    default = outing_state.DEFAULTS[name]
    label = label_of(name)

    def taken() -> None:
        now = st.session_state[key]
        # A number cleared in its box comes back as None: keep the last one.
        if now is not None:
            outing_state.put_field(name, now)

    tied: dict[str, Any] = {"key": key, "on_change": taken}
    if isinstance(default, bool):
        st.session_state[key] = bool(value)
        st.toggle(label, **tied)
    elif isinstance(default, str):
        st.session_state[key] = value if value in _HOSTS else None
        st.selectbox(
            label, _HOSTS, format_func=lambda one: say(f"outing_hosts_{one}", lang),
            placeholder=say("choose", lang), **tied,
        )  # fmt: skip
    else:
        kind = type(default)
        st.session_state[key] = value if isinstance(value, kind) else None
        step = 1 if kind is int else _step(name)
        st.number_input(
            label, value=None, step=step, format="%d" if kind is int else "%g", **tied,
        )  # fmt: skip


def _step(name: str) -> float:
    if name.endswith("_h") or name.startswith("hours"):
        return 0.5
    return {"minutes": 15.0, "rest_min": 15.0, "km_cost": 0.5, "spread_cost": 1.0}.get(
        name, 50.0
    )


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
    _listed("outing_lent", told, lang)


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
        _listed("outing_free", told, lang)


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
        _listed("outing_pins", told, lang)


def _listed(name: str, told: list[str], lang: Lang) -> None:
    """Draw rows of a setting, each with the button that takes it out."""
    for at, text in enumerate(told):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(text), width="content")
            st.button(
                say("outing_take_out", lang), key=f"{name}_out_{at}", type="tertiary",
                on_click=_drop, args=(name, at),
            )  # fmt: skip


def _drop(name: str, at: int) -> None:
    rows = state.get(name)
    state.put(**{name: (*rows[:at], *rows[at + 1 :])})


def forget_by_hand() -> None:
    """Give up pins, days off, locks and lending, and every field set."""
    names = ("set", "pins", "lent", "free", "locked")
    state.put(**{f"outing_{name}": () for name in names})
    state.put(outing_start=None, outing_end=None)
