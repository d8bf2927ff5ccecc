"""The ways back: undo the last import, and put a whole workspace aside."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.recording import change_in
from planner.workspace import Workspace
from ui.components import data, state
from ui.components.messages import in_words, lines_of, plain
from ui.components.numbers import day_text, joined
from ui.components.uploads import safe_name
from ui.text import say

TRASH = ".trash"
_ASKED, _DONE = "sure_of", "taken_back"
_MOST_FILES = 5
Rows = Sequence[Mapping[str, object]]


def ways_back(name: str, path: Path, lang: Lang) -> None:
    """Draw both buttons; each asks once more in the page before it acts."""
    workspace = Workspace(path)
    asked = st.session_state.pop(_ASKED, "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("undo", lang), key="undo", disabled=not workspace.can_undo,
            on_click=_ask, args=("undo",),
        )  # fmt: skip
        st.button(say("remove", lang), key="remove", on_click=_ask, args=("remove",))
        if not workspace.can_undo:
            st.caption(say("undo_nothing", lang))
    if asked == "undo":
        _undo(workspace, lang)
    elif asked == "remove":
        _remove(name, path, lang)


def tell_done() -> None:
    """Say once what was taken back, or why it was not."""
    well, text = st.session_state.pop(_DONE, (True, ""))
    if text:
        (st.success if well else st.error)(text)


def import_text(rows: Rows, lang: Lang) -> str:
    """Day and file names of an import, as Markdown."""
    files = list(dict.fromkeys(str(row["file"]) for row in rows))
    if not files:
        return say("import_unknown", lang)
    names = joined(files[:_MOST_FILES], lang)
    if len(files) > _MOST_FILES:
        names = say("files_and_more", lang, names=names, count=len(files))
    stamp = pd.to_datetime(str(rows[-1].get("imported", "")), errors="coerce")
    day = "" if pd.isna(stamp) else day_text(stamp.date(), lang)
    return plain(say("import_told", lang, day=day, names=names))


def last_import(now: Rows, before: Rows) -> Rows:
    """Sources that the newest import added to those before it."""
    known = Counter(_told(row) for row in before)
    added = []
    for row in now:
        if known[_told(row)]:
            known[_told(row)] -= 1
        else:
            added.append(row)
    return added


def put_aside(path: Path, stamp: str) -> Path:
    """Move a workspace and its history into the trash beside it.

    Other files of its folder stay where they are.

    Returns
    -------
    pathlib.Path
        Folder in which both lie now.

    Raises
    ------
    OSError
        If a file cannot be moved; everything is then where it was.
    """
    root = data.folder()
    called = "-".join(path.relative_to(root).with_suffix("").parts)
    target = root / TRASH / f"{stamp}-{safe_name(called)}"
    target.mkdir(parents=True)
    past = path.with_suffix(".history")
    moved = path.rename(target / path.name)
    if past.exists():
        try:
            past.rename(target / past.name)
        except OSError:
            moved.rename(path)
            raise
    if path.parent != root and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return target


def _told(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row.get(key) for key in ("file", "layer", "sha256", "imported"))


def _ask(what: str) -> None:
    st.session_state[_ASKED] = what


def _undo(workspace: Workspace, lang: Lang) -> None:
    with in_words(lang), st.container(border=True):
        told = _last_change(workspace, lang)
        st.markdown(say("undo_sure", lang, what=told))
        _confirm(
            say("undo_yes", lang), "undo_yes", lang,
            (workspace.path, workspace.data_version, told, lang), _undo_now,
        )  # fmt: skip


def _last_change(workspace: Workspace, lang: Lang) -> str:
    """What undoing takes back, as Markdown: an import, or a change made by hand."""
    if workspace.last_change:
        return plain(change_in(workspace.last_change, lang))
    before = data.sources_before(workspace.path)
    return import_text(last_import(workspace.sources(), before), lang)


def _remove(name: str, path: Path, lang: Lang) -> None:
    with st.container(border=True):
        st.markdown(say("remove_sure", lang, name=plain(name)))
        _confirm(
            say("remove_yes", lang), "remove_yes", lang, (name, path, lang), _remove_now
        )


def _confirm(
    label: str,
    key: str,
    lang: Lang,
    args: tuple[object, ...],
    act: Callable[..., None],
) -> None:
    with st.container(horizontal=True):
        st.button(label, key=key, type="primary", on_click=act, args=args)
        st.button(say("take_back_no", lang), key=f"{key}_not")


def _undo_now(path: Path, version: str, told: str, lang: Lang) -> None:
    try:
        workspace = Workspace(path)
        if workspace.data_version != version:
            # Somebody imported since: what was shown is no longer the last import.
            st.session_state[_DONE] = False, say("undo_overtaken", lang)
            return
        workspace.undo()
    except PlanInputError as error:
        st.session_state[_DONE] = False, plain(" ".join(lines_of(error, lang)))
        return
    st.session_state[_DONE] = True, say("undone", lang, what=told)


def _remove_now(name: str, path: Path, lang: Lang) -> None:
    stamp = dt.datetime.now(tz=dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    try:
        target = put_aside(path, stamp)
    except OSError as error:
        why = plain(error.strerror or str(error))
        told = say("remove_failed", lang, name=plain(name), why=why)
        st.session_state[_DONE] = False, told
        return
    state.choose_workspace("")
    told = say("removed", lang, name=plain(name), place=plain(str(target)))
    st.session_state[_DONE] = True, told
