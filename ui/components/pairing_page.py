"""The page of pairing: who is paired with whom, what lacks, and what changes."""

from collections import Counter
from pathlib import Path
from typing import Any

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.pairing.choice import EASTERN, KINDS
from planner.pairing.wording import conflict_lines, data_notes, reason_label
from ui.components import (
    pairing_data,
    pairing_question,
    pairing_state,
    road_changes,
    shell,
    state,
)
from ui.components.contents import templates
from ui.components.messages import in_words, markup, plain
from ui.components.pairing_card import card
from ui.components.pairing_data import Pairing
from ui.components.pairing_keep import keep_view
from ui.components.pairing_map import VIEWS, pairs_map
from ui.components.pairing_open import changes_view, open_view
from ui.components.pairing_tables import loads_view, pairs_view
from ui.components.pairing_words import (
    against,
    county_text,
    households_help,
    sentence,
    subject,
)
from ui.components.visits import visit
from ui.components.ways_back import ways_back
from ui.text import say

_WIDTHS = (1.3, 1)
_MOST_REASONS = 3
# What nobody can be paired without, and the tab or page that mends it.
_EMPTY = "pairing_empty_", "pairing_nobody_"


def pairing_page() -> None:
    """Draw the page of the chosen workspace."""
    lang = state.lang()
    path = shell.workspace(lang)
    if path is None:
        return
    with in_words(lang):
        if not shell.has_villages(path, "pairing_no_villages", lang):
            return
        st.segmented_control(
            say("pairing_kinds", lang), KINDS, required=True,
            format_func=lambda name: say(f"pairing_kind_of_{name}", lang),
            label_visibility="collapsed", **_kind_widget(),
        )  # fmt: skip
        visit("pairing", VIEWS)
        pairing_question.controls(path, lang)
        # Always there, or all below would move when something is told.
        with st.container():
            road_changes.tell_done()
        found = _asked(path, lang)
        if found is not None:
            _page(path, found, lang)


def _kind_widget() -> dict[str, Any]:
    """Tie the choice to its setting; another kind begins without pins and bans."""
    given = state.widget("pair_kind")
    take, args = given["on_change"], given["args"]

    def taken() -> None:
        before = state.get("pair_kind")
        take(*args)
        if state.get("pair_kind") != before:
            pairing_state.choose_kind()

    return {"key": given["key"], "on_change": taken}


def _asked(path: Path, lang: Lang) -> Pairing | None:
    """The pairing; None where it cannot be asked, which is then said."""
    try:
        with st.spinner(say("pairing_working", lang)):
            return pairing_data.pairing(path, pairing_state.asked())
    except PlanInputError as error:
        lacking = [key for key, _ in error.problems if key.startswith(_EMPTY)]
        text = "  \n".join(plain(line) for line in error.text(lang).split("\n"))
        if lacking:
            _nobody(text, lang)
            return None
        st.error(text)
        with st.container(horizontal=True):
            _ways_back(lang)
    return None


def _nobody(text: str, lang: Lang) -> None:
    """Say which layer to fill, and lead there."""
    eastern = state.get("pair_kind") in EASTERN
    with st.container(border=True):
        st.markdown(text)
        with st.container(horizontal=True):
            st.button(
                say("pairing_to_east" if eastern else "pairing_to_records", lang),
                key="pairing_records", type="primary",
                on_click=_to_records,
            )  # fmt: skip
            templates(lang)
            st.button(
                say("go_import", lang), key="pairing_import",
                on_click=state.go, args=("data", "import"),
            )  # fmt: skip


def _to_records() -> None:
    eastern = state.get("pair_kind") in EASTERN
    state.put(records_layer="partners" if eastern else "people")
    state.go("records")


def _page(path: Path, pairing: Pairing, lang: Lang) -> None:
    st.html(sentence(pairing, lang))
    _conflict(pairing, lang)
    if pairing.answer.is_refused:
        _refused(pairing, lang)
        return
    _standing(pairing, lang)
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        st.segmented_control(
            say("roster_views", lang), state.PAIR_VIEWS, required=True,
            format_func=lambda name: _view_label(pairing, name, lang),
            label_visibility="collapsed", **state.widget("pair_view"),
        )  # fmt: skip
        _view(path, pairing, lang)
    with right:
        pairs_map(path, pairing, lang)
        card(pairing, lang)
    st.caption(say(f"pairing_note_{pairing.asked.kind}", lang))


def _view(path: Path, pairing: Pairing, lang: Lang) -> None:
    view = state.get("pair_view")
    if view == "pairs":
        pairs_view(pairing, lang)
    elif view == "loads":
        loads_view(pairing, lang)
    elif view == "open":
        open_view(pairing, lang)
    elif view == "changes":
        changes_view(pairing, lang)
    else:
        keep_view(path, pairing, lang)


def _view_label(pairing: Pairing, name: str, lang: Lang) -> str:
    three = name == "pairs" and pairing.asked.kind == "three_regions"
    label = say(f"pairing_view_{'people' if three else name}", lang)
    counts = {"changes": len(pairing.changes), "open": pairing.answer.counts["open"]}
    return f"{label} {counts[name]}" if counts.get(name) else label


def _standing(pairing: Pairing, lang: Lang) -> None:
    """Lines under the answer, why things are open, and what to do next."""
    proved = pairing.answer.plan.status == "optimal"
    parts = [("", county_text(pairing, state.get("county"), lang))]
    parts.append(("", against(pairing, lang)))
    parts.append(("cp-caption", households_help(pairing, lang)))
    key = "pairing_proved" if proved else "pairing_unproved"
    parts.append(("", "" if pairing.faults else say(key, lang)))
    parts += [("cp-badge", one) for one in data_notes(pairing.answer, lang)]
    parts += [("cp-badge bad", one) for one in pairing.faults[:3]]
    spans = "".join(
        f'<span class="{look}">{markup(text)}</span>' for look, text in parts if text
    )
    st.html(f'<div class="cp-lines">{spans}</div>')
    reasons = Counter(one for one in pairing.posts["reason"] if one)
    with st.container(horizontal=True, vertical_alignment="center"):
        for reason, count in reasons.most_common(_MOST_REASONS):
            label = reason_label(reason, lang)
            st.button(
                say("pairing_reason", lang, reason=label, count=count),
                key=f"pairing_reason_{reason}",
                on_click=lambda: state.put(pair_view="open"),
            )  # fmt: skip
        _ways_back(lang)
        if state.get("pair_view") != "keep":
            st.button(
                say("pairing_to_keep", lang), key="pairing_to_keep", type="primary",
                on_click=lambda: state.put(pair_view="keep"),
            )  # fmt: skip


def _ways_back(lang: Lang) -> None:
    ways_back(
        "pairing", lang,
        undo=pairing_state.undo if pairing_state.can_undo() else None,
        forget=pairing_state.forget if pairing_state.is_changed() else None,
    )  # fmt: skip


def _conflict(pairing: Pairing, lang: Lang) -> None:
    conflict = conflict_lines(pairing.answer, lang)
    if conflict:
        lines = [say("pairing_conflict", lang), *conflict]
        st.error("  \n".join(plain(line) for line in lines))


def _refused(pairing: Pairing, lang: Lang) -> None:
    """Where demands contradict each other: each pin, to take back."""
    with st.container(horizontal=True):
        _ways_back(lang)
    names = pairing.answer.names
    for at, (post, party) in enumerate(pairing.asked.choice.pins):
        with st.container(horizontal=True, vertical_alignment="center"):
            told = say(
                "pairing_pin_told", lang, subject=subject(pairing, post, lang),
                party=names.get(party, party),
            )  # fmt: skip
            st.markdown(plain(told), width="content")
            st.button(
                say("roster_unpin", lang), key=f"pairing_unpin_{at}",
                on_click=pairing_state.unpin, args=(post,),
            )  # fmt: skip
