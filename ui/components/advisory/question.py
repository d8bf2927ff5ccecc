"""The question about advisory groups, in the sidebar; a change asks anew at once."""

from pathlib import Path
from typing import get_args

import streamlit as st

from geo.frames import county_names
from geo.words import Lang
from planner.advising.choice import COUNTY_ORDER, EXPERT_ORDER, REVIEWS, Side
from ui.components import data, state
from ui.components.advisory.settings import MEMBERS, OWN
from ui.text import say

_MEMBERS = (("fewest", "members", "most"), MEMBERS)
_OWN = (("home_least", "home_most"), ("partner_least", "partner_most"))


def controls(path: Path, lang: Lang) -> None:
    """Draw which applications count, who proposes, and how groups are made up."""
    with st.sidebar:
        _county(path, lang)
        st.selectbox(
            say("advisory_review", lang), REVIEWS,
            format_func=lambda one: say(f"advisory_review_{one}", lang),
            help=say("advisory_review_help", lang), **state.widget("advisory_review"),
        )  # fmt: skip
        _batch(path, lang)
        st.segmented_control(
            say("advisory_proposing", lang), get_args(Side), required=True,
            format_func=lambda one: say(f"advisory_proposing_{one}", lang),
            help=say("advisory_proposing_help", lang),
            **state.widget("advisory_proposing"),
        )  # fmt: skip
        with st.expander(say("advisory_made_up", lang)):
            _numbers(lang)
        with st.expander(say("advisory_orders", lang)):
            _orders(lang)


def _numbers(lang: Lang) -> None:
    names, bounds = _MEMBERS
    for column, name in zip(st.columns(3), names, strict=True):
        _count(column, name, bounds, lang)
    for pair in _OWN:
        for column, name in zip(st.columns(2), pair, strict=True):
            _count(column, name, OWN, lang)
    st.caption(say("advisory_members_help", lang))


def _count(
    column: "st.delta_generator.DeltaGenerator",
    name: str,
    bounds: tuple[float, float],
    lang: Lang,
) -> None:
    column.number_input(
        say(f"advisory_{name}", lang), int(bounds[0]), int(bounds[1]), step=1,
        **state.widget(f"advisory_{name}"),
    )  # fmt: skip


def _orders(lang: Lang) -> None:
    for side, order in (("county", COUNTY_ORDER), ("expert", EXPERT_ORDER)):
        st.multiselect(
            say(f"advisory_{side}_order", lang), order,
            format_func=lambda one: say(f"advisory_order_{one}", lang),
            placeholder=say("choose", lang), **state.widget(f"advisory_{side}_order"),
        )  # fmt: skip
    st.caption(say("advisory_orders_help", lang))


def _batch(path: Path, lang: Lang) -> None:
    """Draw the choice of a batch, where applications name any."""
    found = data.layers(path)[0]["applications"]["batch"].unique().tolist()
    batches = sorted(str(one) for one in found if one)
    if state.get("advisory_batch") not in ("", *batches):
        state.put(advisory_batch="")
    if batches:
        st.selectbox(
            say("advisory_batch", lang), ["", *batches],
            format_func=lambda one: one or say("advisory_batch_all", lang),
            help=say("advisory_batch_help", lang), **state.widget("advisory_batch"),
        )  # fmt: skip
        if len(batches) > 1 and not state.get("advisory_batch"):
            st.toggle(
                say("advisory_in_turn", lang), help=say("advisory_in_turn_help", lang),
                **state.widget("advisory_in_turn"),
            )  # fmt: skip


def _county(path: Path, lang: Lang) -> None:
    """Draw the choice of the county whose card is open."""
    names = county_names(data.layers(path)[0]["counties"])
    if state.get("county") not in ("", *names):
        state.put(county="")
    st.selectbox(
        say("advisory_county", lang), ["", *names],
        format_func=lambda code: names.get(code) or say("advisory_county_none", lang),
        **state.widget("county"),
    )  # fmt: skip
