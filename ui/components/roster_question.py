"""The question about the roster, in the sidebar; every change asks anew at once."""

from pathlib import Path
from typing import get_args

import streamlit as st

from geo.words import Lang
from planner.roster.choice import LeastFit
from ui.components import data, state
from ui.components.controls import (
    VILLAGE_SETS,
    county_box,
    limit_controls,
    travel_controls,
)
from ui.text import say


def controls(path: Path, lang: Lang) -> None:
    """Draw which villages, how near, how many people, and which trades will do."""
    with st.sidebar:
        st.selectbox(
            say("rule_villages", lang), VILLAGE_SETS,
            format_func=lambda name: say(f"villages_{name}", lang),
            help=say("rule_villages_help", lang), **state.widget("villages"),
        )  # fmt: skip
        county_box(path, "roster_county_help", lang)
        limit_controls(lang)
        left, right = st.columns([1, 1.3], vertical_alignment="bottom")
        left.number_input(
            say("roster_needed", lang), int(state.NEEDED[0]), int(state.NEEDED[1]),
            step=1, **state.widget("needed"),
        )  # fmt: skip
        right.date_input(
            say("rule_on", lang), help=say("rule_on_help", lang), format="YYYY-MM-DD",
            **state.widget("on", missing=data.today()),
        )  # fmt: skip
        st.selectbox(
            say("roster_least_fit", lang), get_args(LeastFit),
            format_func=lambda name: say(f"roster_least_fit_{name}", lang),
            **state.widget("least_fit"),
        )  # fmt: skip
        st.toggle(
            say("roster_each_trade", lang), help=say("roster_each_trade_help", lang),
            **state.widget("each_trade"),
        )  # fmt: skip
        travel_controls(path, lang)
