"""The page of the caravans' year: the answer, and the view of it that is open."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.outings.wording import warnings_of
from ui.components import state
from ui.components.messages import plain
from ui.components.outings import asked, edit, question, working
from ui.components.outings import shown as outings_shown
from ui.components.outings.calendar import calendar_view
from ui.components.outings.changes import change_rows, changes_view
from ui.components.outings.closing import in_the_way
from ui.components.outings.compare import compare_view
from ui.components.outings.done import done_view
from ui.components.outings.draft import DRAFTS
from ui.components.outings.gantt_view import gantt_view
from ui.components.outings.keep import hand_view
from ui.components.outings.missed import missed_rows, missed_view
from ui.components.outings.shown import Shown
from ui.components.outings.start import first_visit, nobody, owed_table
from ui.components.outings.visits import visits_view
from ui.components.outings.words import (
    county_text,
    headline,
    largest_reasons,
)
from ui.components.plan_screen import (
    Screen,
    accept_button,
    begin_button,
    standing,
    undo_button,
    view_choice,
)
from ui.components.plan_shown import kept
from ui.text import say

_VIEWS: Mapping[str, Callable[[Path, Shown, Lang], None]] = {
    "calendar": calendar_view,
    "gantt": gantt_view,
    "visits": visits_view,
    "missed": missed_view,
    "changes": changes_view,
    "compare": compare_view,
    "done": done_view,
    "ask": lambda _path, shown, lang: question.question_view(shown, lang),
    "hand": hand_view,
}


def _answer(path: Path, shown: Shown, lang: Lang) -> None:
    st.html(headline(shown, lang))
    _standing(path, shown, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        for why, text, count in largest_reasons(shown, lang):
            st.button(
                say("outing_reason", lang, reason=text, count=count),
                key=f"outing_reason_{why}", on_click=_open_reason, args=(why,),
            )  # fmt: skip
        _ways_on(path, shown, lang)
    counts = partial(_count, path, shown, lang)
    view_choice(DRAFTS, state.OUTING_VIEWS, counts, lang)
    edit.tell(path, shown, lang)
    _VIEWS[state.get("outing_view")](path, shown, lang)
    for note in warnings_of(shown.answer, lang):
        st.caption(plain(note))


def _ways_on(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw what can be done with the plan: again, better, back, accepted."""
    planning = working.PLANNING
    if shown.stale:
        roads = shown.stale == ("roads",)
        key = "outing_replan_roads" if roads else "outing_replan_near"
        begin_button(planning, "near", key, lang, primary=True)
        begin_button(planning, "all", "outing_plan_anew", lang)
    else:
        begin_button(planning, "more", "outing_more", lang)
    undo_button(DRAFTS, path, lang)
    in_the_way(path, shown, lang)
    accept_button(DRAFTS, shown, lang)


def _standing(path: Path, shown: Shown, lang: Lang) -> None:
    """Lines under the answer: what has changed since, and what the reader must know."""
    choice, asked = shown.asked.choice, shown.answer.question
    span = say("outing_span", lang, start=choice.start, end=choice.end)
    faults = kept(path, shown, "faults", shown.answer.violations)
    spans = standing(
        "outing", shown, lang, first=(span, county_text(shown, lang)),
        faults=len(faults), made_of=(asked.places, asked.caravans),
    )  # fmt: skip
    st.html(f'<div class="cp-lines">{spans}</div>')


def _count(path: Path, shown: Shown, lang: Lang, view: str) -> int:
    """How many things there are in a view."""
    if view == "missed":
        return int(missed_rows(shown, lang)["visits"].sum())
    return len(change_rows(path, shown)) if view == "changes" else 0


def _open_reason(why: str) -> None:
    state.put(outing_why=why, outing_view="missed")


_SCREEN: Screen[working.Running, Shown] = Screen(
    working.PLANNING,
    finish=working.finish,
    progress=working.progress,
    controls=question.controls,
    ask=lambda path: outings_shown.question(path, asked.asked()),
    nobody=nobody,
    forget=question.forget_by_hand,
    plan_all="outing_plan_year",
    first_visit=first_visit,
    owed=owed_table,
    old=partial(headline, grey=True),
    answer=_answer,
)


def outing_page() -> None:
    """Draw the page of the chosen workspace."""
    _SCREEN.draw()
