"""Controls of the rule, of the travel estimate, and of what the gap map shows."""

import streamlit as st

from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.report import CoverageReport
from planner.wording import reason_label
from ui.components import data, state
from ui.text import say

VILLAGE_SETS = ("poor", "not_exited", "owed", "all")
PROVIDER_SETS = ("any", "bases", "commissioners")


def rule_controls(lang: Lang) -> None:
    """Draw the rule in the sidebar; every change judges anew at once."""
    with st.sidebar:
        st.selectbox(
            say("rule_villages", lang),
            VILLAGE_SETS,
            format_func=lambda name: say(f"villages_{name}", lang),
            help=say("rule_villages_help", lang),
            **state.widget("villages"),
        )
        st.selectbox(
            say("rule_providers", lang),
            PROVIDER_SETS,
            format_func=lambda name: say(f"providers_{name}", lang),
            **state.widget("providers"),
        )
        _limit(lang)
        left, right = st.columns([1, 1.3])
        left.number_input(
            say("rule_needed", lang),
            int(state.NEEDED[0]),
            int(state.NEEDED[1]),
            step=1,
            **state.widget("needed"),
        )
        right.date_input(
            say("rule_on", lang),
            help=say("rule_on_help", lang),
            format="YYYY-MM-DD",
            **state.widget("on", missing=data.today()),
        )
        st.toggle(say("rule_trade", lang), **state.widget("trade"))
        st.toggle(say("rule_capacity", lang), **state.widget("capacity"))
        _more(lang)


def _limit(lang: Lang) -> None:
    left, right = st.columns(2)
    left.number_input(
        say("rule_limit", lang), *state.LIMIT, step=5.0, format="%g",
        **state.widget("limit"),
    )  # fmt: skip
    right.selectbox(
        say("rule_unit", lang),
        state.UNITS,
        format_func=lambda name: say(f"unit_{name}", lang),
        **state.widget("unit"),
    )


def _more(lang: Lang) -> None:
    with st.expander(say("rule_travel", lang)):
        left, right = st.columns(2)
        left.number_input(
            say("rule_speed", lang), *state.SPEED_KMH, step=5.0, format="%g",
            help=say("rule_speed_help", lang), **state.widget("speed"),
        )  # fmt: skip
        right.number_input(
            say("rule_detour", lang), *state.DETOUR, step=0.1, format="%g",
            help=say("rule_detour_help", lang), **state.widget("detour"),
        )  # fmt: skip
    with st.expander(say("rule_kinds", lang)):
        st.multiselect(
            say("rule_kinds", lang),
            list(BASE_KINDS),
            format_func=lambda code: BASE_KINDS[code].label(lang),
            placeholder=say("rule_kinds_all", lang),
            label_visibility="collapsed",
            disabled=state.get("providers") == "commissioners",
            **state.widget("kinds"),
        )


def map_controls(report: CoverageReport, lang: Lang) -> None:
    """Draw one row over the map: level, county, reasons, layers."""
    level, county, reasons, show = st.columns([1.45, 1, 1.5, 1.6])
    level.segmented_control(
        say("gap_level", lang),
        state.LEVELS,
        format_func=lambda name: say(f"level_{name}", lang),
        required=True,
        **state.widget("level"),
    )
    names = report.units("county")["name"].to_dict()
    if state.get("county") not in names:
        state.put(county="")
    county.selectbox(
        say("gap_county", lang),
        ["", *names],
        format_func=lambda code: names.get(code) or say("gap_county_all", lang),
        **state.widget("county"),
    )
    counts = report.reasons()
    held = dict.fromkeys([*counts, *state.get("reasons")])
    reasons.multiselect(
        say("gap_reasons", lang),
        list(held),
        format_func=lambda name: say(
            "reason_count", lang, reason=reason_label(name, lang),
            count=counts.get(name, 0),
        ),
        placeholder=say("gap_reasons_all", lang),
        **state.widget("reasons"),
    )  # fmt: skip
    show.pills(
        say("gap_show", lang),
        state.SHOWN,
        selection_mode="multi",
        format_func=lambda name: say(f"show_{name}", lang),
        **state.widget("show"),
    )
