"""The page of the roster: who serves which village, and what changes when."""

from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.assignment import post_reason_label
from planner.errors import PlanInputError
from planner.poor_households import source_text
from planner.workspace import Workspace
from ui.components import (
    road_changes,
    roster_data,
    roster_question,
    roster_state,
    shell,
    state,
)
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import count_text
from ui.components.roster_ask import ask_view
from ui.components.roster_card import card
from ui.components.roster_changes import changes_view
from ui.components.roster_data import Roster
from ui.components.roster_goals import default_goals, goals_view
from ui.components.roster_keep import force_note, keep_view
from ui.components.roster_map import VIEWS, ties_map
from ui.components.roster_open import open_view
from ui.components.roster_tables import people_view, posts_view
from ui.components.roster_words import (
    compared,
    county_text,
    differing,
    effects,
    headline,
    is_refused,
    kept_text,
    person_label,
    reasons,
)
from ui.components.visits import visit
from ui.components.ways_back import ways_back
from ui.text import say

_WIDTHS = (1.3, 1)


def roster_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        if not shell.has_villages(path, "roster_no_villages", lang):
            return
        visit("roster", VIEWS)
        roster_state.taken_back(Workspace(path).data_version)
        roster_question.controls(path, lang)
        # Always there, or all below would move when something is told.
        with st.container():
            road_changes.tell_done()
        found = _asked(path, lang)
        if found is not None:
            _page(path, found, lang)


def _asked(path: Path, lang: Lang) -> Roster | None:
    """The roster; None where it cannot be asked, which is then said."""
    try:
        with st.spinner(say("roster_working", lang)):
            return roster_data.roster(path, roster_state.asked())
    except PlanInputError as error:
        keys = {key for key, _ in error.problems}
        st.error("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        with st.container(horizontal=True):
            default_goals(lang)
            if "roster_empty_commissioners" in keys:
                st.button(
                    say("go_import", lang), key="roster_import", type="primary",
                    on_click=state.go, args=("data", "import"),
                )  # fmt: skip
            elif roster_state.is_changed() or state.get("must") or state.get("ended"):
                st.button(
                    say("roster_forget", lang), key="roster_forget_all", type="primary",
                    on_click=_forget_all,
                )  # fmt: skip
    return None


def _forget_all() -> None:
    roster_state.forget()
    state.put(must=(), ended=())


def _page(path: Path, roster: Roster, lang: Lang) -> None:
    if is_refused(roster.answer):
        _refused(roster, lang)
        return
    _answer(path, roster, lang)
    if roster.posts.empty:
        with st.container(border=True):
            st.markdown(say("roster_no_posts", lang))
        return
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        st.segmented_control(
            say("roster_views", lang), state.ROSTER_VIEWS, required=True,
            format_func=lambda name: _view_label(roster, name, lang),
            label_visibility="collapsed", **state.widget("roster_view"),
        )  # fmt: skip
        _view(path, roster, lang)
    with right:
        ties_map(path, roster, lang)
        card(roster, lang)
    st.caption(say("roster_note", lang))


def _view(path: Path, roster: Roster, lang: Lang) -> None:
    view = state.get("roster_view")
    if view == "posts":
        posts_view(roster, lang)
    elif view == "people":
        people_view(roster, lang)
    elif view == "changes":
        changes_view(roster, lang)
    elif view == "open":
        open_view(path, roster, lang)
    elif view == "ask":
        ask_view(path, roster, lang)
    elif view == "goals":
        goals_view(roster.answer, lang)
    else:
        keep_view(path, roster, lang)


def _view_label(roster: Roster, name: str, lang: Lang) -> str:
    label = say(f"roster_view_{name}", lang)
    county, posts = state.get("county"), roster.posts
    open_ = posts.loc[posts["commissioner_id"] == "", "post_id"]
    counts = {
        "changes": sum(one.post.startswith(county) for one in roster.changes),
        "open": int(open_.str.startswith(county).sum()),
    }
    return f"{label} {counts[name]}" if counts.get(name) else label


def _answer(path: Path, roster: Roster, lang: Lang) -> None:
    """The answer, why posts are open, what the last step did, and what to do next."""
    st.html(headline(roster, lang))
    _conflict(roster, lang)
    _standing(path, roster, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        for reason, count in reasons(roster.answer):
            label = post_reason_label(reason, lang)
            st.button(
                say("roster_reason", lang, reason=label, count=count),
                key=f"roster_reason_{reason}", on_click=_open_reason, args=(reason,),
            )  # fmt: skip
        _ways_back(lang)
        if state.get("roster_view") != "keep":
            st.button(
                say("roster_to_keep", lang), key="roster_to_keep", type="primary",
                on_click=lambda: state.put(roster_view="keep"),
            )  # fmt: skip


def _ways_back(lang: Lang) -> None:
    ways_back(
        "roster", lang,
        undo=roster_state.undo if roster_state.can_undo() else None,
        forget=roster_state.forget if roster_state.is_changed() else None,
    )  # fmt: skip


def _conflict(roster: Roster, lang: Lang) -> None:
    conflict = roster.answer.conflict(lang)
    if conflict:
        lines = [say("roster_conflict", lang), *conflict]
        st.error("  \n".join(plain(line) for line in lines))


def _refused(roster: Roster, lang: Lang) -> None:
    """Where demands contradict each other: which, and each pin to take back."""
    st.html(headline(roster, lang))
    _conflict(roster, lang)
    with st.container(horizontal=True):
        _ways_back(lang)
    own = roster.asked.choice.pins
    for at, (post, person) in enumerate([*own, *_pinned_in_force(roster)]):
        with st.container(horizontal=True, vertical_alignment="center"):
            told = say(
                "roster_pin_told", lang, village=roster.names.get(post, post),
                person=person_label(roster, person),
            )  # fmt: skip
            st.markdown(plain(told), width="content")
            st.button(
                say("roster_unpin", lang), key=f"roster_unpin_{at}",
                on_click=roster_state.unpin_one, args=(post, person),
            )  # fmt: skip


def _pinned_in_force(roster: Roster) -> list[tuple[str, str]]:
    """Pins that come from the roster in force."""
    question = roster.answer.question
    posts = question.posts["post_id"].tolist()
    people = question.people["commissioner_id"].tolist()
    pins = [(posts[at], people[one]) for at, one in question.problem.pins.tolist()]
    return [pair for pair in pins if pair not in roster.asked.choice.pins]


def _standing(path: Path, roster: Roster, lang: Lang) -> None:
    """Lines under the answer: what it is compared with, what a step did, notes."""
    parts = [("", kept_text(roster.answer, lang))]
    parts.append(("cp-caption", compared(roster, lang)))
    parts.append(("", county_text(roster, state.get("county"), lang)))
    parts.append(("cp-caption", source_text(roster.answer.question.households, lang)))
    parts += _effects(path, roster, lang)
    note = force_note(path, lang)
    if note:
        parts.append(("cp-badge bad", note))
    parts += [("cp-badge", one) for one in roster.answer.notes(lang)]
    spans = "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts if text
    )
    st.html(f'<div class="cp-lines">{spans}</div>')


def _effects(path: Path, roster: Roster, lang: Lang) -> list[tuple[str, str]]:
    """What the last step, or the last change of the rule, made better and worse."""
    ruled = roster_state.before_rule(roster.asked)
    before = ruled or roster_state.asked_before()
    if before is None or before == roster.asked:
        return []
    try:
        was = roster_data.roster(path, before).answer
    except PlanInputError:
        return []
    better, worse = effects(was, roster.answer, lang)
    parts = [
        (f"cp-badge {look}", say(key, lang, what=what))
        for look, key, what in (
            ("good", "roster_step_better", better),
            ("bad", "roster_step_worse", worse),
        )
        if what
    ]
    if ruled is not None:
        count = differing(was, roster.answer)
        key = "roster_rule_differs" if count else "roster_rule_same"
        told = say(key, lang, count=count_text(count, lang))
        parts.append(("cp-badge", told))
    return parts


def _open_reason(reason: str) -> None:
    state.put(open_for=reason, roster_view="open")
