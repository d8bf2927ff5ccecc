"""Changes to a workspace made on the page of roads: kept, told, and taken back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from geo.schemas import LayerName
from geo.words import Lang
from planner.errors import PlanInputError
from planner.recording import change_in, last_changed
from planner.workspace import Workspace
from ui.components import road_state, state
from ui.components.messages import in_words, lines_of, plain
from ui.text import say

_DONE, _ASKED = "road_change_done", "road_change_asked"
# Layers that some places change; elsewhere any change by hand may be taken back.
_ADVISORY: frozenset[LayerName] = frozenset(
    ("groups", "people", "facts", "events", "agreements", "duties_done")
)
_LAYERS: Mapping[str, frozenset[LayerName]] = MappingProxyType(
    {
        "advisory": _ADVISORY,
        "advisory_ledger": _ADVISORY,
        "tour_records": frozenset(("museum_stays", "events")),
    }
)


def tell_done() -> None:
    """Say once what was kept, or why it was not."""
    well, text = st.session_state.pop(_DONE, (True, ""))
    if text:
        (st.success if well else st.error)(text)


def keep(act: Callable[[], None], told: str, lang: Lang) -> bool:
    """Change a workspace; what came of it is told when the page is drawn anew.

    Parameters
    ----------
    act
        Makes the change; raises PlanInputError where it cannot.
    told
        Sentence for a change that is made, as Markdown.
    lang
        Language.

    Returns
    -------
    bool
        Whether the change is made.
    """
    try:
        act()
    except PlanInputError as error:
        overtaken = any(key == "workspace_changed" for key, _ in error.problems)
        why = " ".join(lines_of(error, lang))
        text = say("roads_overtaken", lang) if overtaken else plain(why)
        st.session_state[_DONE] = False, text
        return False
    st.session_state[_DONE] = True, told
    return True


def undo(path: Path, lang: Lang, *, key: str) -> None:
    """Offer to take the last change back, where it was made by hand.

    An import is taken back on the page of data, which lists its files. Where the change
    is of layers that are not changed here, it is only named.
    """
    with in_words(lang):
        workspace = Workspace(path)
        change = workspace.last_change
        if not change or not workspace.can_undo:
            return
        told = plain(change_in(change, lang))
        if not _is_own(workspace, key):
            st.caption(say("undo_elsewhere", lang, what=told))
            return
        if st.session_state.get(_ASKED) != _question(key):
            st.button(
                say("roads_undo", lang, what=told), key=f"{key}_undo",
                on_click=_ask, args=(key,),
            )  # fmt: skip
            return
        with st.container(border=True):
            st.markdown(say("roads_undo_sure", lang, what=told))
            confirm(
                say("roads_undo_yes", lang), f"{key}_undo_yes", lang, _undo,
                (path, workspace.data_version, told, lang),
            )  # fmt: skip


def _is_own(workspace: Workspace, key: str) -> bool:
    """Whether the last change is such as is made in a place."""
    own = _LAYERS.get(key)
    changed = last_changed(workspace) if own is not None else frozenset()
    return own is None or (bool(changed) and changed <= own)


def confirm(
    label: str,
    key: str,
    lang: Lang,
    act: Callable[..., None],
    args: tuple[object, ...],
) -> None:
    """Draw the button that acts and the one that leaves all as it is."""
    with st.container(horizontal=True):
        st.button(label, key=key, type="primary", on_click=_answered, args=(act, *args))
        st.button(say("take_back_no", lang), key=f"{key}_not", on_click=_answered)


def ask(key: str, label: str) -> bool:
    """Draw a button that must be confirmed; True while the question is open."""
    if st.session_state.get(_ASKED) == _question(key):
        return True
    st.button(label, key=key, on_click=_ask, args=(key,))
    return False


def _ask(key: str) -> None:
    st.session_state[_ASKED] = _question(key)


def _question(key: str) -> tuple[str, str]:
    """A question is one of a workspace; another has closures of the same numbers."""
    return state.get("ws"), key


def _answered(act: Callable[..., None] | None = None, *args: object) -> None:
    st.session_state.pop(_ASKED, None)
    if act is not None:
        act(*args)


def _undo(path: Path, version: str, told: str, lang: Lang) -> None:
    workspace = Workspace(path)
    if workspace.data_version != version:
        st.session_state[_DONE] = False, say("undo_overtaken", lang)
        return
    keep(workspace.undo, say("undone", lang, what=told), lang)


def refresh() -> None:
    """Draw the whole page anew where a part of it has just changed something.

    Every part calls this first: a part is drawn alone after its own clicks.
    """
    if _DONE in st.session_state or road_state.is_going() or state.is_going():
        st.rerun()


def refuse(text: str) -> None:
    """Say, when the page is drawn anew, why nothing was kept."""
    st.session_state[_DONE] = False, text
