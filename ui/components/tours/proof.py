"""How good the plan is and could be, and what it does to the programme's row."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.stays.keeping import TakenUp, is_proved
from planner.stays.recording import Scored, scored
from planner.stays.wording import goal_label
from planner.verify_tours import goal_values
from ui.components import data, state
from ui.components.messages import markup, plain
from ui.components.numbers import count_text, day_text, joined, share_text
from ui.components.plan_shown import kept
from ui.components.tours.shown import Shown
from ui.components.tours.words import missing_stays
from ui.text import say

_ROW = 34
_WIDTHS = {"goal": 300, "value": 66, "bound": 66, "gap": 60, "status": 64}
_PROVED = "optimal"
# Nothing was proved for data that are newer than the plan.
_NEWER = {"data", "roads"}
# What a solver adds to a whole number.
_HAIR = 0.05
_MOST_NAMED = 8
# From here on nobody asks for tenths.
_MANY = 1000


def goals_of(shown: Shown) -> Sequence[Mapping[str, Any]]:
    """What was proved of the plan and is true still; none of one changed by hand."""
    summary = shown.plan.summary
    taken = TakenUp(shown.answer, shown.left_out)
    if _NEWER & {*shown.stale} or not is_proved(taken, summary):
        return ()
    found: Sequence[Mapping[str, Any]] = summary.get("goals", ())
    return found


def proof_line(shown: Shown, lang: Lang) -> str:
    """Whether it is proved, as HTML; each goal is told where one points at it."""
    goals = goals_of(shown)
    if not goals:
        return f'<span class="cp-badge">{markup(say("tour_not_proved", lang))}</span>'
    parts = [_goal_text(goal, lang) for goal in goals]
    every = all(goal["status"] == _PROVED for goal in goals)
    key = "tour_proved_all" if every else "tour_proved_part"
    if every and any(goal["name"] == "changes" for goal in goals):
        key = "tour_proved_near"
    look = "cp-badge good" if every else "cp-badge"
    told = markup("\n".join(parts))
    return f'<span class="{look}" title="{told}">{markup(say(key, lang))}</span>'


def _goal_text(goal: Mapping[str, Any], lang: Lang) -> str:
    """A goal: its value, and where it is not proved the bound."""
    name, value = str(goal["name"]), goal_value(goal["value"], lang)
    told = {"goal": goal_label(name, lang), "value": value}
    if goal["status"] == _PROVED:
        return say("tour_goal_proved", lang, **told)
    return say("tour_goal_bound", lang, bound=goal_value(goal["bound"], lang), **told)


def goal_value(value: float, lang: Lang) -> str:
    """A value or bound as people write it: of yuan and the like whole ones."""
    whole = abs(value - round(value)) < _HAIR or abs(value) >= _MANY
    return count_text(round(value), lang) if whole else f"{value:.1f}"


def proof_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the goals on the left, and the score before and after on the right."""
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        _goals(shown, lang)
    with right:
        _score(path, shown, lang)
        _made_of(shown, lang)


def _goals(shown: Shown, lang: Lang) -> None:
    goals = goals_of(shown)
    st.markdown(f"**{say('tour_goals', lang)}**")
    rows = _proved(goals, lang) if goals else _values(shown, lang)
    column = st.column_config
    st.dataframe(
        rows, key="tour_goals", hide_index=True, row_height=_ROW, placeholder="",
        height=_ROW * (len(rows) + 1) + 8,
        column_config={
            name: column.TextColumn(say(f"tour_col_{name}", lang), width=width)
            for name, width in _WIDTHS.items() if name in rows
        },
    )  # fmt: skip
    st.caption(say("tour_goals_help" if goals else "tour_goals_by_hand", lang))
    if goals and not shown.answer.plan.goals:
        st.caption(say("tour_goals_then", lang))


def _values(shown: Shown, lang: Lang) -> pd.DataFrame:
    """What the plan comes to in each goal, where nothing is proved of it."""
    problem, plan = shown.answer.question.problem, shown.answer.plan
    found = goal_values(problem, plan.stays)
    return pd.DataFrame(
        {
            "goal": [goal_label(name, lang) for name in found],
            "value": [goal_value(value, lang) for value in found.values()],
        }
    )


def _proved(goals: Sequence[Mapping[str, Any]], lang: Lang) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "goal": [goal_label(str(goal["name"]), lang) for goal in goals],
            "value": [goal_value(goal["value"], lang) for goal in goals],
            "bound": [goal_value(goal["bound"], lang) for goal in goals],
            "gap": [_gap(goal) for goal in goals],
            "status": [
                say("tour_is_proved" if goal["status"] == _PROVED else "tour_is_open",
                    lang)
                for goal in goals
            ],
        }
    )  # fmt: skip


def _gap(goal: Mapping[str, Any]) -> str:
    apart = abs(goal["value"] - goal["bound"]) / max(abs(goal["value"]), 1.0)
    return f"{apart:.1%}"


def score_of(path: Path, shown: Shown) -> Scored:
    """The programme's row today and after the plan."""
    make = lambda: scored(data.layers(path)[0], shown.answer)  # noqa: E731
    return kept(path, shown, ("scored", data.today()), make)


def _score(path: Path, shown: Shown, lang: Lang) -> None:
    st.markdown(f"**{say('tour_score', lang)}**")
    with st.spinner(say("tour_reading", lang)):
        found = score_of(path, shown)
    lines = [
        say("tour_score_now", lang, day=day_text(found.today, lang),
            share=share_text(found.before, found.owed, lang)),
        say("tour_score_then", lang, day=day_text(found.end, lang),
            share=share_text(found.after, found.owed, lang)),
    ]  # fmt: skip
    told = "".join(f"<div>{markup(one)}</div>" for one in lines)
    st.html(f'<div class="cp-card" data-tour-score>{told}</div>')
    missing = missing_stays(shown)
    if missing:
        st.caption(say("tour_score_past", lang, count=missing))
    st.button(
        say("tour_to_row", lang), key="tour_to_row", on_click=_to_programmes,
        type="tertiary",
    )  # fmt: skip


def _to_programmes() -> None:
    state.put(view="indicator", row="cast.museum_tour", part=0)
    state.go("programmes")


def _made_of(shown: Shown, lang: Lang) -> None:
    """Say what the plan drives and costs, and where no road leads."""
    answer = shown.answer
    st.caption(
        say(
            "tour_made_of", lang, km=count_text(round(answer.km), lang),
            cost=count_text(round(answer.cost), lang),
            moves=int(answer.sets["moves"].sum()),
        )
    )  # fmt: skip
    if answer.question.roadless:
        roadless = answer.question.roadless
        names = joined(roadless[:_MOST_NAMED], lang)
        if len(roadless) > _MOST_NAMED:
            names = say("tour_and_more", lang, names=names, total=len(roadless))
        st.caption(plain(say("tour_roadless", lang, names=names)))
