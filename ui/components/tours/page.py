"""The page of the museum tours: the answer, and the view of it that is open."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.stays.checking import record_violations
from planner.verify_options import Violation
from ui.components import data, road_changes, shell, state
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import joined
from ui.components.tours import asked, question, working
from ui.components.tours import shown as tours_shown
from ui.components.tours.board import board_view
from ui.components.tours.changes import change_rows, changes_view
from ui.components.tours.draft import DRAFTS
from ui.components.tours.edit import tell
from ui.components.tours.gantt_data import month_label
from ui.components.tours.keep import hand_view
from ui.components.tours.missed import left_out, missed_view
from ui.components.tours.proof import proof_line, proof_view
from ui.components.tours.shown import Shown, kept
from ui.components.tours.start import EMPTY, first_visit, nobody, owed_table
from ui.components.tours.stays import stays_view
from ui.components.tours.words import (
    headline,
    largest_reasons,
    made_up_rows,
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


def tour_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        if not shell.has_villages(path, "tour_no_villages", lang):
            return
        DRAFTS.adopt(path)
        question.controls(path, lang)
        # Always there, or all below would move when something is told.
        with st.container():
            road_changes.tell_done()
        _page(path, lang)


def _page(path: Path, lang: Lang) -> None:
    can_ask = _can_ask(path, lang)
    now = working.running(path)
    if now is not None:
        if not now.job.wait():
            working.progress(now, lang)
            _meanwhile(path, now, lang)
            return
        with in_words(lang):
            working.finish(path, now)
    plan = DRAFTS.draft(path)
    if plan is None:
        if can_ask:
            first_visit(path, lang)
        return
    try:
        with st.spinner(say("tour_reading", lang)):
            shown = tours_shown.shown(path, plan)
    except PlanInputError as error:
        _lost(path, error, lang)
        return
    _answer(path, shown, lang)


def _meanwhile(path: Path, now: working.Running, lang: Lang) -> None:
    """Draw the plan there was while another is made; else what is owed."""
    before = None if now.before is None else DRAFTS.opened(path, now.before)
    if before is None:
        owed_table(now.asked, lang)
    else:
        st.html(headline(before, lang, grey=True))


def _can_ask(path: Path, lang: Lang) -> bool:
    """Whether what is set can be asked; else all that is wrong is said."""
    try:
        working.begin_wanted(path, lang)
        with st.spinner(say("tour_reading", lang)):
            tours_shown.question(path, asked.asked())
    except PlanInputError as error:
        if any(key in EMPTY for key, _ in error.problems):
            nobody(error, lang)
            return False
        st.error("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        with st.container(horizontal=True):
            st.button(
                say("outing_forget", lang), key="tour_forget", type="primary",
                on_click=question.forget_by_hand,
            )  # fmt: skip
            _undo(path, lang)
        return False
    return True


def _lost(path: Path, error: PlanInputError, lang: Lang) -> None:
    """Where what the plan was made for can no longer be asked."""
    lines = [say("tour_lost", lang), *map(plain, error.text(lang).split("\n"))]
    st.warning("  \n".join(lines))
    with st.container(horizontal=True):
        _again("all", "tour_plan_all", lang, primary=True)
        _undo(path, lang)


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
    st.segmented_control(
        say("roster_views", lang), state.TOUR_VIEWS, required=True,
        format_func=lambda name: _view_label(path, shown, name, lang),
        label_visibility="collapsed", **state.widget("tour_view"),
    )  # fmt: skip
    view = state.get("tour_view")
    with st.container():
        tell(path, shown, lang)
        if view != "missed":
            left_out(shown, lang)
    _VIEWS[view](path, shown, lang)


def _ways_on(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw what can be done with the plan: again, back, accepted."""
    _again("near", "tour_replan", lang, primary=bool(shown.stale))
    _again("all", "tour_plan_anew", lang)
    _undo(path, lang)
    if state.get("tour_view") != "hand" and not shown.stale:
        st.button(
            say("outing_accept", lang), key="tour_to_keep", type="primary",
            on_click=state.put, kwargs={"tour_view": "hand"},
        )  # fmt: skip


def _again(
    how: working.How, key: str, lang: Lang, *, primary: bool = False
) -> None:  # fmt: skip
    st.button(
        say(key, lang), key=f"tour_begin_{how}", on_click=working.want,
        args=(how,), type="primary" if primary else "secondary",
        help=say(f"tour_help_{how}", lang),
    )  # fmt: skip


def _undo(path: Path, lang: Lang) -> None:
    if DRAFTS.can_undo():
        st.button(
            say("roster_undo", lang), key="tour_undo",
            on_click=DRAFTS.undo, args=(path,),
        )  # fmt: skip


def _standing(path: Path, shown: Shown, lang: Lang) -> None:
    """Lines under the answer: proof, what has changed, what the reader must know."""
    first, last = (month_label(shown.months[at], lang) for at in (0, -1))
    parts = [("", say("tour_span", lang, first=first, last=last))]
    if shown.stale:
        what = joined([say(f"outing_stale_{one}", lang) for one in shown.stale], lang)
        parts.append(("cp-badge bad", say("tour_stale", lang, what=what)))
    if len(shown.left_out):
        told = say("tour_left_out", lang, count=len(shown.left_out))
        parts.append(("cp-badge bad", told))
    faults = kept(path, shown, "faults", lambda: _faults(path, shown))
    key = "tour_faults" if faults else "tour_checked"
    look = "cp-badge bad" if faults else ""
    parts.append((look, say(key, lang, count=len(faults))))
    rows = made_up_rows(shown.answer.question)
    if rows:
        parts.append(("cp-badge", say("outing_illustrative", lang, count=rows)))
    spans = "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts
    )
    st.html(f'<div class="cp-lines">{proof_line(shown, lang)}{spans}</div>')


def _view_label(path: Path, shown: Shown, name: str, lang: Lang) -> str:
    label = say(f"tour_view_{name}", lang)
    count = 0
    if name == "missed":
        count = missing_stays(shown)
    elif name == "changes":
        count = len(change_rows(path, shown))
    return f"{label} {count}" if count else label


def _open_reason(why: str) -> None:
    state.put(tour_why=why, tour_view="missed")


def _faults(path: Path, shown: Shown) -> list[Violation]:
    """What the plan breaks, by its numbers and by the records themselves."""
    layers = data.layers(path)[0]
    return [*shown.answer.violations(), *record_violations(layers, shown.answer)]
