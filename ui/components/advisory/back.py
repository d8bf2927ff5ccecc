"""Replies of counties and experts, read back in from the workbook."""

import hashlib
import tempfile
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.advising.reading_back import ReadBack, read_back
from ui.components import state
from ui.components.advisory import asking
from ui.components.advisory.shown import Shown, kept
from ui.components.messages import plain
from ui.text import say

_FILE, _TURN = "advisory_back_file", "advisory_back_turn"
_MOST_LINES = 20


def read_back_in(path: Path, now: Shown, lang: Lang) -> None:
    """Draw the box for the file, and what of it can be taken."""
    with st.expander(say("advisory_back", lang)):
        st.caption(say("advisory_back_help", lang))
        turn = st.session_state.setdefault(_TURN, 0)
        file = st.file_uploader(
            say("advisory_back", lang), ["xlsx", "csv"], key=f"{_FILE}_{turn}",
            label_visibility="collapsed",
        )  # fmt: skip
        if file is None:
            return
        found = replies_of(path, now, file.name, file.getvalue())
        _told(found, lang)
        st.button(
            say("advisory_back_take", lang), key="advisory_back_take", type="primary",
            disabled=found.choice == now.choice, on_click=_take, args=(found,),
        )  # fmt: skip


def replies_of(path: Path, now: Shown, name: str, content: bytes) -> ReadBack:
    """Replies in a file that was sent; the name is only told, never opened."""

    def make() -> ReadBack:
        kind = "csv" if name.lower().endswith(".csv") else "xlsx"
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / f"back.{kind}"
            target.write_bytes(content)
            return read_back(target, now.answer.question, source=name)

    digest = hashlib.sha256(content).hexdigest()
    return kept(path, now.choice, ("back", name, digest), make)


def _told(found: ReadBack, lang: Lang) -> None:
    told = {"declined": found.declined, "agreed": found.agreed}
    st.markdown(say("advisory_back_told", lang, **told))
    lines = [issue.line(lang) for issue in found.issues]
    if lines:
        more = len(lines) - _MOST_LINES
        said = lines[:_MOST_LINES]
        if more > 0:
            said.append(say("more_lines", lang, count=more))
        st.warning("  \n".join(plain(line) for line in said))


def _take(found: ReadBack) -> None:
    """Ask with the replies, as one step, and show what that changes."""
    asking.take_choice(found.choice)
    st.session_state[_TURN] += 1
    state.put(advisory_view="changes")
    st.session_state["advisory_against"] = "step"
