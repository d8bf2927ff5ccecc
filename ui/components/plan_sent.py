"""A file of a plan that was worked on, and is sent back to the page of a name."""

import hashlib
import tempfile
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from geo.words import Lang
from ui.components import state
from ui.components.messages import first_of, plain
from ui.components.plan_drafts import Drafts
from ui.text import say

Read = TypeVar("Read")
Answer = TypeVar("Answer")


def sent_file(page: str, lang: Lang) -> tuple[str, bytes] | None:
    """Draw the box for a file; its name and content once one is there."""
    st.caption(say(f"{page}_back_help", lang))
    turn = st.session_state.setdefault(_turn(page), 0)
    file = st.file_uploader(
        say(f"{page}_back", lang), ["xlsx", "csv"], key=f"{page}_back_file_{turn}",
        label_visibility="collapsed",
    )  # fmt: skip
    return None if file is None else (file.name, file.getvalue())


def read_sent(name: str, content: bytes, read: Callable[[Path], Read]) -> Read:
    """Read a file that was sent; the name is only told, never opened."""
    kind = "csv" if name.lower().endswith(".csv") else "xlsx"
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"back.{kind}"
        target.write_bytes(content)
        return read(target)


def sent_key(name: str, content: bytes) -> tuple[Hashable, ...]:
    """Key under which what is read of a file is kept."""
    return "back", name, hashlib.sha256(content).hexdigest()


def tell_issues(lines: Sequence[str], lang: Lang) -> None:
    """Say what of a file was not taken; nothing where all was."""
    if lines:
        st.warning("  \n".join(plain(line) for line in first_of(lines, lang)))


def take_button(
    page: str,
    take: Callable[..., None],
    args: tuple[object, ...],
    lang: Lang,
    *,
    disabled: bool,
) -> None:
    """Draw the button that takes what was read."""
    st.button(
        say(f"{page}_back_take", lang), key=f"{page}_back_take", type="primary",
        disabled=disabled, on_click=take, args=args,
    )  # fmt: skip


def file_taken(page: str) -> None:
    """Let the file go that was taken, and show what it changes."""
    st.session_state[_turn(page)] += 1
    state.put(**{f"{page}_view": "changes"})


def take_plan(drafts: Drafts[Answer, Any], path: Path, answer: Answer) -> None:
    """Work on with the plan that was sent, laid beside the one there was."""
    was = drafts.draft(path)
    drafts.step(path, answer)
    drafts.compare_with(was)
    file_taken(drafts.name)


def _turn(page: str) -> str:
    return f"{page}_back_turn"
