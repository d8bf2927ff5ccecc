"""The page of advisory groups: the answer, and the view of it that is open."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.advising.wording import data_notes
from planner.errors import PlanInputError
from ui.components import data, road_changes, shell, state
from ui.components.advisory import asking, draft, question, shown, working
from ui.components.advisory.card import county_card
from ui.components.advisory.changes import change_count, changes_view, step_text
from ui.components.advisory.empty import nobody
from ui.components.advisory.experts import expert_card, experts_table
from ui.components.advisory.groups import groups_table
from ui.components.advisory.hand import hand_view
from ui.components.advisory.ledger import ledger_view
from ui.components.advisory.map_view import VIEWS, groups_map
from ui.components.advisory.missing import missing_view
from ui.components.advisory.shown import Shown
from ui.components.advisory.waiting import waiting_view
from ui.components.advisory.words import (
    largest_reasons,
    people_text,
    sentence,
)
from ui.components.messages import in_words, lines_of, markup, plain
from ui.components.visits import visit
from ui.components.ways_back import ways_back
from ui.text import say

_WIDTHS, _MAP_WIDTHS = (1, 1.2), (1, 1)
_MOST_REASONS = 3
_View = Callable[[Path, Shown, Lang], None]


def advisory_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        if not _has_counties(path, lang):
            return
        visit("advisory", VIEWS)
        draft.take_up(path, lang)
        question.controls(path, lang)
        # Always there, or all below would move when something is told.
        with st.container():
            road_changes.tell_done()
        if nobody(path, lang):
            _ledger_alone(path, lang)
            return
        now = _asked(path, lang)
        if now is not None:
            draft.keep(path, now, lang)
            _page(path, now, lang)


def _has_counties(path: Path, lang: Lang) -> bool:
    if len(data.layers(path)[0]["counties"]):
        return True
    with st.container(border=True):
        st.markdown(say("advisory_no_counties", lang))
        st.button(
            say("go_import", lang), key="advisory_no_counties", type="primary",
            on_click=state.go, args=("data", "import"),
        )  # fmt: skip
    return False


def _ledger_alone(path: Path, lang: Lang) -> None:
    """Groups may be in force where nobody asks for one now."""
    kinds = data.layers(path)[0]["groups"]["kind"]
    if (kinds == "advisory_group").any():
        st.subheader(say("advisory_view_ledger", lang), anchor=False)
        ledger_view(path, lang)


def _asked(path: Path, lang: Lang) -> Shown | None:
    """The matching; None while it is made, or where it cannot be asked, as is said."""
    try:
        job = working.matching(path, asking.asked())
        with st.spinner(say("advisory_working", lang)):
            done = job.wait()
        if not done:
            working.progress(job, lang)
        return job.result() if done else None
    except PlanInputError as error:
        st.error("  \n".join(plain(line) for line in lines_of(error, lang)))
        with st.container(horizontal=True):
            _ways_back(lang)
    return None


def _page(path: Path, now: Shown, lang: Lang) -> None:
    st.html(sentence(now, lang))
    _standing(path, now, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        missed = shown.missed(now, lang)
        for why, text, count in largest_reasons(missed, lang, _MOST_REASONS):
            st.button(
                say("advisory_reason", lang, reason=text, count=count),
                key=f"advisory_reason_{why}", on_click=state.put,
                kwargs={"advisory_why": why, "advisory_view": "missing"},
            )  # fmt: skip
        _ways_back(lang)
        if now.answer.plan.status == "stopped":
            st.button(
                say("advisory_again", lang), key="advisory_again", type="primary",
                on_click=working.again, args=(path, now.choice),
            )  # fmt: skip
        st.button(
            say("advisory_to_pairing", lang), key="advisory_pairing", type="tertiary",
            on_click=_to_pairing, help=say("advisory_to_pairing_help", lang),
        )  # fmt: skip
        if state.get("advisory_view") != "hand":
            st.button(
                say("advisory_to_keep", lang), key="advisory_to_keep", type="primary",
                on_click=state.put, kwargs={"advisory_view": "hand"},
            )  # fmt: skip
    st.segmented_control(
        say("roster_views", lang), state.ADVISORY_VIEWS, required=True,
        format_func=lambda name: _view_label(now, name, lang),
        label_visibility="collapsed", **state.widget("advisory_view"),
    )  # fmt: skip
    _VIEWS[state.get("advisory_view")](path, now, lang)
    for note in data_notes(now.answer.question, lang):
        st.caption(plain(note))
    st.caption(say("advisory_note", lang))


def _to_pairing() -> None:
    state.put(pair_kind="east_counties")
    state.go("pairing")


def _view_label(now: Shown, name: str, lang: Lang) -> str:
    label = say(f"advisory_view_{name}", lang)
    counts = {
        "waiting": lambda: len(shown.waiting(now, lang)),
        "missing": lambda: len(shown.missed(now, lang)),
        "changes": lambda: change_count(now),
    }
    count = counts[name]() if name in counts else 0
    return f"{label} {count}" if count else label


def _standing(path: Path, now: Shown, lang: Lang) -> None:
    """Lines under the answer: the check, who is in it, what the last step did."""
    plan, counts = now.answer.plan, now.answer.counts
    stable = plan.status == "stable" and not counts["unstable"]
    parts = [
        ("cp-badge good" if stable else "cp-badge bad", now.answer.stability(lang)),
        ("", people_text(now, lang)),
        ("cp-badge", step_text(path, now, lang)),
    ]
    if now.faults:
        told = say("advisory_faults", lang, count=len(now.faults))
        parts += [("cp-badge bad", one) for one in (told, *now.faults[:3])]
    rows = now.answer.question
    made_up = sum(
        int(one["illustrative"].sum()) for one in (rows.counties, rows.experts)
    )
    if made_up:
        parts.append(("cp-badge", say("advisory_illustrative", lang, count=made_up)))
    spans = "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts if text
    )
    st.html(f'<div class="cp-lines">{spans}</div>')


def _ways_back(lang: Lang) -> None:
    ways_back(
        "advisory", lang,
        undo=asking.undo if asking.can_undo() else None,
        forget=asking.forget if asking.is_changed() else None,
    )  # fmt: skip


def _groups(path: Path, now: Shown, lang: Lang) -> None:
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        groups_table(now, lang)
    with right:
        county_card(path, now, lang)


def _map(path: Path, now: Shown, lang: Lang) -> None:
    left, right = st.columns(_MAP_WIDTHS, gap="medium")
    with left:
        groups_map(now, lang)
    with right:
        county_card(path, now, lang)


def _experts(path: Path, now: Shown, lang: Lang) -> None:
    del path
    left, right = st.columns((1.6, 1), gap="medium")
    with left:
        experts_table(now, lang)
    with right:
        expert_card(now, lang)


_VIEWS: Mapping[str, _View] = {
    "groups": _groups,
    "map": _map,
    "experts": _experts,
    "waiting": lambda _path, now, lang: waiting_view(now, lang),
    "missing": lambda _path, now, lang: missing_view(now, lang),
    "changes": changes_view,
    "ledger": lambda path, _now, lang: ledger_view(path, lang),
    "hand": hand_view,
}
