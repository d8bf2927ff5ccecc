"""The page of new bases: the answer at once, and the view of it that is open."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.new_bases.handing_over import pin_notes
from ui.components import (
    plan_data,
    plan_problems,
    plan_question,
    plan_state,
    road_changes,
    shell,
    state,
)
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import joined
from ui.components.plan_adopt import Adopted, adopted, tell_adopted
from ui.components.plan_bound import chips
from ui.components.plan_curve import curve
from ui.components.plan_data import Shown
from ui.components.plan_hand import hand
from ui.components.plan_kept import handed_on, kept
from ui.components.plan_others import others
from ui.components.plan_record import kept_as
from ui.components.plan_sites import VIEWS, sites
from ui.components.plan_words import asked as asked_count
from ui.components.plan_words import (
    sentence,
    standing,
    unreached_lines,
    unreached_text,
)
from ui.components.plan_working import solving
from ui.components.visits import visit
from ui.text import say

_VIEWS: Mapping[str, Callable[[Path, Shown, Lang], None]] = {
    "sites": sites, "curve": curve, "others": others, "kept": kept,
}  # fmt: skip


def plan_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        with st.spinner(say("bases_reading", lang)):
            ready = shell.has_villages(path, "bases_no_villages", lang)
        if not ready:
            return
        plan_question.controls(path, lang)
        visit("plan", VIEWS)
        with st.container():
            road_changes.tell_done()
        _explorer(path, lang)


@st.fragment
def _explorer(path: Path, lang: Lang) -> None:
    """Draw the answer and the view that is open."""
    if state.is_going():
        st.rerun()
    road_changes.refresh()
    done = adopted(path)
    if done is not None and state.get("base_view") == "kept":
        with in_words(lang):
            _adopted(path, done, lang)
        state.publish()
        return
    plan_state.go_on()
    with in_words(lang):
        try:
            choice = plan_state.choice()
            with st.spinner(say("bases_reading", lang)):
                asked = plan_data.question(path, choice)
        except PlanInputError as error:
            plan_problems.cannot_ask(error, lang)
            return
        if choice.keeps_existing and not asked_count(asked):
            plan_problems.no_gap(lang)
            road_changes.undo(path, lang, key="plan")
            return
        job = plan_data.answer_job(path, choice)
        if not job.wait():
            solving(job, plan_state.seconds(), lang)
            return
        solved = job.result()
        if not solved.plan.is_found:
            chips(asked, None, lang)
            plan_problems.conflict(solved, lang)
            return
        _answer(path, kept_as(path, plan_data.shown(solved)), lang)
    state.publish()


def _answer(path: Path, shown: Shown, lang: Lang) -> None:
    if state.get("site") not in shown.ids:
        state.put(site="")
    st.html(
        f'<p class="cp-verdict" data-plan>{sentence(shown, lang)}</p>'
        f'<span class="cp-caption">{markup(standing(shown, lang))}</span>'
    )
    if shown.lost:
        names = plain(joined(shown.lost[:20], lang))
        st.warning(say("bases_lost", lang, names=names))
    for note in pin_notes(shown.question, lang):
        st.warning(plain(note))
    with st.container(horizontal=True, vertical_alignment="center"):
        _views(lang)
        if shown.solved.unreached:
            _unreached(shown, lang)
        if shown.plan.plan.status == "feasible":
            plan_problems.longer(lang)
    if state.get("base_view") == "sites":
        hand(shown, lang)
    _VIEWS[state.get("base_view")](path, shown, lang)


def _adopted(path: Path, done: Adopted, lang: Lang) -> None:
    """The plan just carried out stays on the screen; no other is laid over it."""
    tell_adopted(path, done, lang)
    _views(lang)
    handed_on(path, done.shown, lang)


def _views(lang: Lang) -> None:
    st.segmented_control(
        say("bases_views", lang), state.BASE_VIEWS, required=True,
        format_func=lambda name: say(f"bases_view_{name}", lang),
        label_visibility="collapsed", width="content", **state.widget("base_view"),
    )  # fmt: skip


def _unreached(shown: Shown, lang: Lang) -> None:
    """Villages that no base can help, and the way to them on the gap map."""
    with st.popover(unreached_text(shown.solved, lang)):
        for line in unreached_lines(shown.solved, lang):
            st.markdown(plain(line))
        st.button(
            say("bases_see_gap", lang), key="plan_unreached",
            on_click=_see, args=(shown,),
        )  # fmt: skip


def _see(shown: Shown) -> None:
    """Open the gap map, narrowed to the reasons of those villages."""
    reasons = shown.question.report.villages["reason"]
    rows = [one.village for one in shown.solved.unreached]
    state.put(reasons=tuple(dict.fromkeys(reasons.iloc[rows])))
    state.go("gap")
