"""A plan carried out: its bases put into the workspace, told, and taken back."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.new_bases.carrying_out import with_bases
from planner.workspace import Workspace
from ui.components import data, plan_state, road_changes, state
from ui.components.messages import plain
from ui.components.numbers import count_text, joined
from ui.components.plan_data import Shown
from ui.components.plan_words import covered, money
from ui.text import say

_DAY, _ASKED = "plan_opening", "plan_adopt"
_MOST_NAMES = 5


@dataclass(frozen=True)
class Adopted:
    """A plan just carried out.

    Parameters
    ----------
    shown
        The plan.
    before, after
        Versions of the data without and with its bases.
    step
        What was pinned, banned and done by hand, for when it is taken back.
    day
        When its bases open.
    """

    shown: Shown
    before: str
    after: str
    step: plan_state.Step
    day: dt.date


def adopt(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the button that carries the plan out, once the planner is sure."""
    count = len(shown.plan.opened)
    if not count:
        st.caption(say("bases_adopt_nothing", lang))
    elif road_changes.ask(_ASKED, say("bases_adopt", lang, count=count)):
        _confirm(path, shown, lang)
    road_changes.undo(path, lang, key="plan")


def adopted(path: Path) -> Adopted | None:
    """Return the plan just carried out, until the planner goes on or takes it back."""
    found: Adopted | None = st.session_state.get(plan_state.ADOPTED)
    if found is None:
        return None
    now = Workspace(path).data_version
    if now == found.after:
        return found
    plan_state.go_on()
    if now == found.before:
        state.put(**found.step)
    return None


def tell_adopted(path: Path, found: Adopted, lang: Lang) -> None:
    """Say what was carried out and what it changed, with the ways on and back."""
    shown = found.shown
    count = len(shown.plan.opened)
    names = joined(shown.plan.sites["name"].head(_MOST_NAMES), lang)
    report = data.report(path, state.rule(data.today()), state.travel())
    before = shown.question.report.summary()
    key = "bases_adopted_cut" if count > _MOST_NAMES else "bases_adopted"
    told = say(
        key, lang, count=count_text(count, lang), names=plain(names),
        before=count_text(before["covered"], lang),
        all=count_text(before["asked"], lang),
        after=count_text(report.summary()["covered"], lang),
    )  # fmt: skip
    st.success(told)
    on = state.rule(data.today()).on
    if on is not None and found.day > on:
        st.warning(say("bases_opens_later", lang))
    with st.container(horizontal=True):
        road_changes.undo(path, lang, key="plan")
        st.button(
            say("go_overview", lang), key="plan_to_overview",
            on_click=state.go, args=("overview",),
        )  # fmt: skip
        st.button(say("bases_go_on", lang), key="plan_go_on", on_click=plan_state.go_on)


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
    day = st.session_state.get(_DAY) or data.today()
    change = say("bases_change", lang, count=len(shown.plan.opened))

    def act() -> None:
        bases = data.layers(path)[0]["bases"]
        made = with_bases(bases, shown.question, shown.plan.opened, opened=day)
        Workspace(path).replace_layer("bases", made, made_from=version, change=change)

    # What was done is told by the view itself, for as long as it is open.
    if road_changes.keep(act, "", lang):
        step = plan_state.now()
        after = Workspace(path).data_version
        done = Adopted(shown, version, after, step, day)
        st.session_state[plan_state.ADOPTED] = done
        plan_state.forget_steps()
        taken = set(shown.ids)
        left = {
            name: tuple(one for one in step[name] if one not in taken)
            for name in ("pinned", "banned")
        }
        state.put(own=None, site="", other=0, base_view="kept", **left)
