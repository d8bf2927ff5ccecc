"""A plan carried out: its bases put into the workspace, and taken back."""

import datetime as dt
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.new_bases.carrying_out import with_bases
from planner.workspace import Workspace
from ui.components import data, plan_state, road_changes, state
from ui.components.numbers import count_text
from ui.components.plan_data import Shown
from ui.components.plan_words import covered, money
from ui.text import say

_DAY, _ASKED, _DONE = "plan_opening", "plan_adopt", "plan_adopted"


def adopt(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the button that carries the plan out, once the planner is sure."""
    count = len(shown.plan.opened)
    if not count:
        st.caption(say("bases_adopt_nothing", lang))
    elif road_changes.ask(_ASKED, say("bases_adopt", lang, count=count)):
        _confirm(path, shown, lang)
    road_changes.undo(path, lang, key="plan")


def _confirm(path: Path, shown: Shown, lang: Lang) -> None:
    with st.container(border=True):
        st.session_state.setdefault(_DAY, state.rule(data.today()).on)
        st.date_input(say("bases_opening", lang), format="YYYY-MM-DD", key=_DAY)
        day = st.session_state[_DAY]
        told = say(
            "bases_adopt_sure", lang, count=count_text(len(shown.plan.opened), lang),
            villages=count_text(covered(shown.plan), lang), cost=money(shown.plan.cost),
        )  # fmt: skip
        st.markdown(told)
        on = state.rule(data.today()).on
        if isinstance(day, dt.date) and on is not None and day > on:
            st.warning(say("bases_opens_later", lang))
        version = data.layers(path)[1]
        road_changes.confirm(
            say("bases_adopt_yes", lang), "plan_adopt_yes", lang, _carry_out,
            (path, shown, version, lang),
        )  # fmt: skip


def _carry_out(path: Path, shown: Shown, version: str, lang: Lang) -> None:
    count = len(shown.plan.opened)
    day = st.session_state.get(_DAY) or data.today()
    change = say("bases_change", lang, count=count)

    def act() -> None:
        bases = data.layers(path)[0]["bases"]
        made = with_bases(bases, shown.question, shown.plan.opened, opened=day)
        Workspace(path).replace_layer("bases", made, made_from=version, change=change)

    if road_changes.keep(act, say("bases_adopted", lang, count=count), lang):
        plan_state.forget_steps()
        state.put(own=None, pinned=(), banned=(), site="", other=0, base_view="sites")
        st.session_state[_DONE] = True


def has_adopted() -> bool:
    """Whether a plan has just been carried out; told once."""
    return bool(st.session_state.pop(_DONE, False))
