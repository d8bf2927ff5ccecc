"""The page of the museum tours: the answer, and the view of it that is open."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.stays.checking import record_violations
from planner.verify_options import Violation
from ui.components import data, state
from ui.components.messages import plain
from ui.components.plan_screen import (
    Screen,
    accept_button,
    begin_button,
    standing,
    undo_button,
    view_choice,
)
from ui.components.plan_shown import kept
from ui.components.tours import asked, question, working
from ui.components.tours import shown as tours_shown
from ui.components.tours.board import board_view
from ui.components.tours.changes import change_rows, changes_view
from ui.components.tours.draft import DRAFTS
from ui.components.tours.edit import tell
from ui.components.tours.gantt_data import month_label
from ui.components.tours.keep import hand_view
from ui.components.tours.missed import missed_view, tell_left_out
from ui.components.tours.proof import proof_line, proof_view
from ui.components.tours.shown import Shown
from ui.components.tours.start import first_visit, nobody, owed_table
from ui.components.tours.stays import stays_view
from ui.components.tours.words import (
    headline,
    largest_reasons,
    missing_stays,
)
from ui.text import say

_VIEWS: Mapping[str, Callable[[Path, Shown, Lang], None]] = {
    "board": board_view,
    "stays": stays_view,
    "missed": missed_view,
    "changes": changes_view,
    "proof": proof_view,
    "ask": lambda _path, shown, lang: question.question_view(shown, lang),
    "hand": hand_view,
}


def _answer(path: Path, shown: Shown, lang: Lang) -> None:
    st.html(headline(shown, lang))
    _standing(path, shown, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        for why, text, names in largest_reasons(shown, lang):
            st.button(
                say("tour_reason", lang, reason=text, names=plain(names)),
                key=f"tour_reason_{why}", on_click=_open_reason, args=(why,),
            )  # fmt: skip
        _ways_on(path, shown, lang)
    counts = partial(_count, path, shown)
    view_choice(DRAFTS, state.TOUR_VIEWS, counts, lang)
    view = state.get("tour_view")
    with st.container():
        tell(path, shown, lang)
        if view != "missed":
            tell_left_out(shown, lang)
    _VIEWS[view](path, shown, lang)


def _ways_on(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw what can be done with the plan: again, back, accepted."""
    planning, stale = working.PLANNING, bool(shown.stale)
    begin_button(planning, "near", "tour_replan", lang, primary=stale)
    begin_button(planning, "all", "tour_plan_anew", lang)
    undo_button(DRAFTS, path, lang)
    accept_button(DRAFTS, shown, lang)


def _standing(path: Path, shown: Shown, lang: Lang) -> None:
    """Lines under the answer: proof, what has changed, what the reader must know."""
    first, last = (month_label(shown.months[at], lang) for at in (0, -1))
    faults = kept(path, shown, "faults", lambda: _faults(path, shown))
    asked = shown.answer.question
    spans = standing(
        "tour", shown, lang,
        first=(say("tour_span", lang, first=first, last=last),),
        faults=len(faults), made_of=(asked.counties, asked.sets, asked.venues),
    )  # fmt: skip
    st.html(f'<div class="cp-lines">{proof_line(shown, lang)}{spans}</div>')


def _count(path: Path, shown: Shown, view: str) -> int:
    """How many things there are in a view."""
    if view == "missed":
        return missing_stays(shown)
    return len(change_rows(path, shown)) if view == "changes" else 0


def _open_reason(why: str) -> None:
    state.put(tour_why=why, tour_view="missed")


def _faults(path: Path, shown: Shown) -> list[Violation]:
    """What the plan breaks, by its numbers and by the records themselves."""
    layers = data.layers(path)[0]
    return [*shown.answer.violations(), *record_violations(layers, shown.answer)]


_SCREEN: Screen[working.Running, Shown] = Screen(
    working.PLANNING,
    finish=working.finish,
    progress=working.progress,
    controls=question.controls,
    ask=lambda path: tours_shown.question(path, asked.asked()),
    nobody=nobody,
    forget=question.forget_by_hand,
    plan_all="tour_plan_all",
    first_visit=first_visit,
    owed=owed_table,
    old=partial(headline, grey=True),
    answer=_answer,
)


def tour_page() -> None:
    """Draw the page of the chosen workspace."""
    _SCREEN.draw()
