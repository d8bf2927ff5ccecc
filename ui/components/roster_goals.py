"""The order of goals, what each comes to, and whether that is proved."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.words import Lang
from planner.assignment import DEFAULT_GOALS
from planner.assignment.goals import check_goals, with_goal
from planner.errors import PlanInputError
from planner.roster.answering import RosterAnswer
from planner.roster.wording import idle_goals
from ui.components import state
from ui.components.messages import markup
from ui.components.roster_words import goal_label, goal_value
from ui.text import say


def goals_view(answer: RosterAnswer, lang: Lang) -> None:
    """Draw the goals in their order, each with the buttons that move it."""
    order, unit = state.get("goals"), answer.question.rule.unit
    idle = idle_goals(answer)
    values = {one.goal: one for one in answer.plan.goals}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("roster_goals_help", lang))
        default_goals(lang)
    for at, goal in enumerate(order):
        name, up, down, drop = st.columns([7, 1, 1, 1], vertical_alignment="center")
        told = ""
        if goal in values:
            found = values[goal]
            proved = "roster_goal_proved" if found.proved else "roster_goal_best"
            value = goal_value(goal, found.value, unit, lang)
            told = f"{value} {say(proved, lang)}".strip()
        if goal in idle:
            told = say(f"roster_goal_off_{goal}", lang)
        meaning = markup(say(f"roster_goal_{goal}", lang))
        name.html(
            f"{at + 1}. <b>{markup(goal_label(goal, lang))}</b> {markup(told)}<br>"
            f'<span class="cp-caption">{meaning}</span>'
        )
        _move(up, order, at, -1, lang)
        _move(down, order, at, 1, lang)
        kept = (*order[:at], *order[at + 1 :])
        drop.button(
            "✕", key=f"roster_goal_{goal}_off", disabled=not _makes_sense(kept),
            on_click=_put, args=(kept,), help=say("roster_goal_drop", lang),
        )  # fmt: skip
    _left_out(order, lang)


def _left_out(order: tuple[str, ...], lang: Lang) -> None:
    """Draw the goals that are not sought, each with the button that seeks it again."""
    out = [goal for goal in DEFAULT_GOALS if goal not in order]
    if not out:
        return
    st.caption(say("roster_goals_out", lang))
    with st.container(horizontal=True):
        for goal in out:
            st.button(
                f"+ {goal_label(goal, lang)}", key=f"roster_goal_{goal}_on",
                on_click=_put, args=(with_goal(order, goal),),
            )  # fmt: skip


def default_goals(lang: Lang) -> None:
    """Draw the button that goes back to the default order, where it is another."""
    if state.get("goals") != DEFAULT_GOALS:
        st.button(
            say("roster_goals_default", lang), key="roster_goals_default",
            on_click=_put, args=(DEFAULT_GOALS,),
        )  # fmt: skip


def _move(
    where: DeltaGenerator, order: tuple[str, ...], at: int, by: int, lang: Lang
) -> None:
    """Draw the button that moves a goal by one place, where that makes sense."""
    moved, to = list(order), at + by
    allowed = 0 <= to < len(order)
    if allowed:
        moved[at], moved[to] = moved[to], moved[at]
        allowed = _makes_sense(moved)
    where.button(
        "↑" if by < 0 else "↓", key=f"roster_goal_{order[at]}_{by}",
        disabled=not allowed, on_click=_put, args=(tuple(moved),),
        help=say("roster_goal_up" if by < 0 else "roster_goal_down", lang),
    )  # fmt: skip


def _makes_sense(order: Sequence[str]) -> bool:
    try:
        check_goals(order)
    except PlanInputError:
        return False
    return True


def _put(order: tuple[str, ...]) -> None:
    state.put(goals=order)
