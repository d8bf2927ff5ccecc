"""The question about new bases, in the sidebar; every change asks anew at once."""

from pathlib import Path
from typing import get_args

import streamlit as st

from geo.schemas import BASE_KINDS
from geo.words import Lang
from planner.new_bases.choice import Aim, Least, Places, Weight
from planner.wording import rule_text
from ui.components import data, plan_state, state
from ui.components.messages import markup
from ui.text import say

_MOST = int(state.COUNTS[1])


def controls(path: Path, lang: Lang) -> None:
    """Draw the question, and under it the rule with the way to change it."""
    with st.sidebar:
        _county(path, lang)
        st.selectbox(
            say("bases_aim", lang), get_args(Aim),
            format_func=lambda name: say(f"bases_aim_{name}", lang),
            **plan_state.widget("aim"),
        )  # fmt: skip
        aim = state.get("aim")
        if aim != "all":
            st.number_input(
                say("bases_most", lang), 0, _MOST, step=1,
                help=say("bases_most_help", lang) if aim == "most" else None,
                **plan_state.widget("most"),
            )  # fmt: skip
        if aim != "farthest":
            st.number_input(
                say("bases_budget", lang), *state.MONEY, step=10.0, format="%g",
                value=None, placeholder=say("bases_no_limit", lang),
                **plan_state.widget("budget"),
            )  # fmt: skip
        if aim == "all":
            _least(lang)
        _where(lang)
        _what(aim, lang)
        rule = rule_text(state.rule(data.today()), lang)
        st.html(f'<span class="cp-caption">{markup(rule)}</span>')
        st.button(
            say("bases_change_rule", lang), key="plan_rule", type="tertiary",
            on_click=state.go, args=("gap",),
        )  # fmt: skip


def _county(path: Path, lang: Lang) -> None:
    """Plan for the whole region, or for one county as if it stood alone."""
    villages = data.layers(path)[0]["villages"].drop_duplicates("county_code")
    known = zip(villages["county_code"], villages["county_name"], strict=True)
    names = dict(sorted(known))
    # One that is not known stays, so that the answer can say so.
    options = dict.fromkeys(("", *names, state.get("county")))
    st.selectbox(
        say("bases_county", lang), list(options),
        format_func=lambda code: names.get(code, code) or say("gap_county_all", lang),
        help=say("bases_county_help", lang), **plan_state.widget("county"),
    )  # fmt: skip


def _least(lang: Lang) -> None:
    """What is kept least; whoever sets a budget asks for the cheapest plan."""
    if state.get("budget") is None:
        _segmented("bases_least", get_args(Least), "least", lang)
    else:
        told = markup(say("bases_least_budget", lang))
        st.html(f'<span class="cp-caption">{told}</span>')


def _segmented(label: str, options: tuple[str, ...], name: str, lang: Lang) -> None:
    st.segmented_control(
        say(label, lang), options, required=True,
        format_func=lambda one: say(f"bases_{name}_{one}", lang),
        **plan_state.widget(name),
    )  # fmt: skip


def _where(lang: Lang) -> None:
    _segmented("bases_places", get_args(Places), "places", lang)
    st.selectbox(
        say("bases_kind", lang), list(BASE_KINDS),
        format_func=lambda code: BASE_KINDS[code].label(lang),
        help=say("bases_kind_help", lang), **plan_state.widget("build"),
    )  # fmt: skip


def _what(aim: str, lang: Lang) -> None:
    """Cost, capacity, what a village counts, and what each county must have."""
    left, right = st.columns(2)
    left.number_input(
        say("bases_one_cost", lang), *state.MONEY, step=5.0, format="%g",
        **plan_state.widget("cost"),
    )  # fmt: skip
    if aim in ("all", "most"):
        right.number_input(
            say("bases_room", lang), 1, _MOST, step=1, value=None,
            placeholder=say("bases_no_limit", lang), **plan_state.widget("room"),
        )  # fmt: skip
    if aim in ("most", "mean"):
        st.selectbox(
            say("bases_weight", lang), get_args(Weight),
            format_func=lambda name: say(f"bases_weight_{name}", lang),
            **plan_state.widget("weight"),
        )  # fmt: skip
    none = say("bases_county_none", lang)
    st.selectbox(
        say("bases_county_kind", lang), ["", *BASE_KINDS],
        format_func=lambda code: BASE_KINDS[code].label(lang) if code else none,
        **plan_state.widget("county_kind"),
    )  # fmt: skip
