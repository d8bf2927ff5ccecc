"""The page of the caravans' year: the answer, and the view of it that is open."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.outings.wording import warnings_of
from ui.components import (
    outing_data,
    outing_draft,
    outing_edit,
    outing_question,
    outing_state,
    outing_working,
    road_changes,
    shell,
    state,
)
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import joined
from ui.components.outing_calendar import calendar_view
from ui.components.outing_changes import change_rows, changes_view
from ui.components.outing_closing import in_the_way
from ui.components.outing_compare import compare_view
from ui.components.outing_data import Shown
from ui.components.outing_done import done_view
from ui.components.outing_gantt_view import gantt_view
from ui.components.outing_keep import hand_view
from ui.components.outing_missed import missed_rows, missed_view
from ui.components.outing_start import first_visit, nobody, owed_table
from ui.components.outing_visits import visits_view
from ui.components.outing_words import (
    county_text,
    headline,
    largest_reasons,
    made_up_rows,
)
from ui.text import say

_VIEWS: Mapping[str, Callable[[Path, Shown, Lang], None]] = {
    "calendar": calendar_view,
    "gantt": gantt_view,
    "visits": visits_view,
    "missed": missed_view,
    "changes": changes_view,
    "compare": compare_view,
    "done": done_view,
    "ask": lambda _path, shown, lang: outing_question.question_view(shown, lang),
    "hand": hand_view,
}


def outing_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        if not shell.has_villages(path, "outing_no_villages", lang):
            return
        outing_draft.adopt(path)
        outing_question.controls(path, lang)
        # Always there, or all below would move when something is told.
        with st.container():
            road_changes.tell_done()
        _page(path, lang)


def _page(path: Path, lang: Lang) -> None:
    can_ask = _can_ask(path, lang)
    now = outing_working.running(path)
    if now is not None:
        if not now.job.wait():
            outing_working.progress(now, lang)
            _meanwhile(path, now, lang)
            return
        with in_words(lang):
            outing_working.finish(path, now)
    plan = outing_draft.draft(path)
    if plan is None:
        if can_ask:
            first_visit(path, lang)
        return
    try:
        with st.spinner(say("outing_reading", lang)):
            shown = outing_data.shown(path, plan)
    except PlanInputError as error:
        _lost(path, error, lang)
        return
    _answer(path, shown, lang)


def _meanwhile(path: Path, now: outing_working.Running, lang: Lang) -> None:
    """Draw the plan there was while another is made; else what is owed."""
    if now.before is None:
        owed_table(now.asked, lang)
        return
    try:
        shown = outing_data.shown(path, now.before)
    except PlanInputError:
        return
    st.html(headline(shown, lang, grey=True))


def _can_ask(path: Path, lang: Lang) -> bool:
    """Whether what is set can be asked; else all that is wrong is said."""
    try:
        outing_working.begin_wanted(path, lang)
        with st.spinner(say("outing_reading", lang)):
            outing_data.question(path, outing_state.asked())
    except PlanInputError as error:
        if any(key.startswith("outing_empty") for key, _ in error.problems):
            nobody(error, lang)
            return False
        st.error("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        with st.container(horizontal=True):
            st.button(
                say("outing_forget", lang), key="outing_forget", type="primary",
                on_click=outing_question.forget_by_hand,
            )  # fmt: skip
            _undo(path, lang)
        return False
    return True


def _lost(path: Path, error: PlanInputError, lang: Lang) -> None:
    """Where what the plan was made for can no longer be asked."""
    lines = [say("outing_lost", lang), *map(plain, error.text(lang).split("\n"))]
    st.warning("  \n".join(lines))
    with st.container(horizontal=True):
        _again("all", "outing_plan_year", lang, primary=True)
        _undo(path, lang)


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
    st.segmented_control(
        say("roster_views", lang), state.OUTING_VIEWS, required=True,
        format_func=lambda name: _view_label(path, shown, name, lang),
        label_visibility="collapsed", **state.widget("outing_view"),
    )  # fmt: skip
    outing_edit.tell(path, shown, lang)
    _VIEWS[state.get("outing_view")](path, shown, lang)
    for note in warnings_of(shown.answer, lang):
        st.caption(plain(note))


def _ways_on(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw what can be done with the plan: again, better, back, accepted."""
    if shown.stale:
        roads = shown.stale == ("roads",)
        key = "outing_replan_roads" if roads else "outing_replan_near"
        _again("near", key, lang, primary=True)
        _again("all", "outing_plan_anew", lang)
    else:
        _again("more", "outing_more", lang)
    _undo(path, lang)
    in_the_way(path, shown, lang)
    if state.get("outing_view") != "hand" and not shown.stale:
        st.button(
            say("outing_accept", lang), key="outing_to_keep", type="primary",
            on_click=state.put, kwargs={"outing_view": "hand"},
        )  # fmt: skip


def _again(
    how: outing_working.How, key: str, lang: Lang, *, primary: bool = False
) -> None:
    st.button(
        say(key, lang), key=f"outing_begin_{how}", on_click=outing_working.want,
        args=(how,), type="primary" if primary else "secondary",
        help=say(f"outing_help_{how}", lang),
    )  # fmt: skip


def _undo(path: Path, lang: Lang) -> None:
    if outing_draft.can_undo():
        st.button(
            say("roster_undo", lang), key="outing_undo",
            on_click=outing_draft.undo, args=(path,),
        )  # fmt: skip


def _standing(path: Path, shown: Shown, lang: Lang) -> None:
    """Lines under the answer: what has changed since, and what the reader must know."""
    parts = [("", say("outing_span", lang, start=shown.asked.choice.start,
                      end=shown.asked.choice.end))]  # fmt: skip
    parts.append(("", county_text(shown, lang)))
    if shown.stale:
        what = joined([say(f"outing_stale_{one}", lang) for one in shown.stale], lang)
        parts.append(("cp-badge bad", say("outing_stale", lang, what=what)))
    left = len(shown.left_out)
    if left:
        parts.append(("cp-badge bad", say("outing_left_out", lang, count=left)))
    faults = outing_data.kept(path, shown, "faults", shown.answer.violations)
    parts.append(("cp-badge bad" if faults else "", _checked(len(faults), lang)))
    rows = made_up_rows(shown.answer)
    if rows:
        parts.append(("cp-badge", say("outing_illustrative", lang, count=rows)))
    spans = "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts if text
    )
    st.html(f'<div class="cp-lines">{spans}</div>')


def _checked(faults: int, lang: Lang) -> str:
    key = "outing_faults" if faults else "outing_checked"
    return say(key, lang, count=faults)


def _view_label(path: Path, shown: Shown, name: str, lang: Lang) -> str:
    label = say(f"outing_view_{name}", lang)
    count = 0
    if name == "missed":
        count = int(missed_rows(shown, lang)["visits"].sum())
    elif name == "changes":
        count = len(change_rows(path, shown))
    return f"{label} {count}" if count else label


def _open_reason(why: str) -> None:
    state.put(outing_why=why, outing_view="missed")
