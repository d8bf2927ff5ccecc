"""The question about a pairing, in the sidebar; every change asks anew at once."""

from pathlib import Path
from typing import get_args

import streamlit as st

from geo.schemas import term_group
from geo.words import Lang
from planner.pairing.choice import (
    CAPACITY,
    COUNTY_KINDS,
    EASTERN,
    LEAST_FIT,
    Kind,
    Parties,
)
from planner.roster.choice import LeastFit
from ui.components import state
from ui.components.controls import VILLAGE_SETS, county_box, travel_controls
from ui.text import say


def controls(path: Path, lang: Lang) -> None:
    """Draw who is paired with whom, how many each takes on, and how near."""
    kind: Kind = state.get("pair_kind")
    with st.sidebar:
        if kind not in COUNTY_KINDS:
            st.selectbox(
                say("pairing_villages", lang), VILLAGE_SETS,
                format_func=lambda name: say(f"villages_{name}", lang),
                help=say("rule_villages_help", lang), **state.widget("villages"),
            )  # fmt: skip
        county_box(path, "roster_county_help", lang)
        if kind == "villages":
            _parties(lang)
        left, right = st.columns(2, vertical_alignment="bottom")
        left.number_input(
            say(f"pairing_room_{kind}", lang), int(state.PAIR_ROOM[0]),
            int(state.PAIR_ROOM[1]), step=1,
            help=say(f"pairing_room_help_{kind}", lang),
            **state.widget("pair_room", missing=CAPACITY[kind]),
        )  # fmt: skip
        if kind != "three_regions":
            right.number_input(
                say(f"pairing_needed_{kind}", lang), int(state.NEEDED[0]),
                int(state.NEEDED[1]), step=1, **state.widget("pair_needed"),
            )  # fmt: skip
        if kind not in EASTERN:
            st.number_input(
                say("pairing_limit", lang), *state.PAIR_LIMIT, step=10.0, format="%g",
                value=None, placeholder=say("pairing_limit_none", lang),
                help=say("pairing_limit_help", lang), **state.widget("pair_limit"),
            )  # fmt: skip
        _fit(kind, lang)
        if kind in COUNTY_KINDS:
            st.number_input(
                say("pairing_counties", lang), 0, int(state.COUNTS[1]), step=1,
                help=say("pairing_counties_help", lang),
                **state.widget("pair_counties"),
            )  # fmt: skip
        if kind not in EASTERN:
            travel_controls(path, lang)


def _parties(lang: Lang) -> None:
    st.selectbox(
        say("pairing_parties", lang), get_args(Parties),
        format_func=lambda name: say(f"pairing_parties_{name}", lang),
        **state.widget("pair_parties"),
    )  # fmt: skip
    if state.get("pair_parties") != "organisations":
        roles = term_group("roles")
        st.multiselect(
            say("pairing_roles", lang), list(roles),
            format_func=lambda one: roles[one].label(lang),
            placeholder=say("choose", lang), **state.widget("pair_roles"),
        )  # fmt: skip


def _fit(kind: Kind, lang: Lang) -> None:
    st.selectbox(
        say("roster_least_fit", lang), get_args(LeastFit),
        format_func=lambda name: say(f"roster_least_fit_{name}", lang),
        **state.widget("pair_fit", missing=LEAST_FIT[kind]),
    )  # fmt: skip
