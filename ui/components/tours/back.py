"""A workbook that somebody worked on, read back in as the plan."""

import hashlib
import tempfile
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.stays.changing import stay_changes
from planner.stays.keeping import TakenUp, taken_up
from planner.stays.reading_back import ReadBack, read_back
from ui.components import state
from ui.components.messages import plain
from ui.components.tours.draft import DRAFTS
from ui.components.tours.missed import lost_text
from ui.components.tours.shown import Shown, kept
from ui.text import say

_FILE, _TURN = "tour_back_file", "tour_back_turn"
_MOST_LINES = 20


def read_back_in(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the box for the file, and what of it can be taken."""
    with st.expander(say("tour_back", lang)):
        st.caption(say("tour_back_help", lang))
        turn = st.session_state.setdefault(_TURN, 0)
        file = st.file_uploader(
            say("tour_back", lang), ["xlsx", "csv"], key=f"{_FILE}_{turn}",
            label_visibility="collapsed",
        )  # fmt: skip
        if file is None:
            return
        with st.spinner(say("tour_reading", lang)):
            found = rows_of_file(path, shown, file.name, file.getvalue())
            taken = taken_up(shown.answer.question, found.rows)
        _told(shown, found, taken, lang)
        same = not taken.answer.made or as_now(shown, taken)
        if same:
            st.caption(say("tour_back_same", lang))
        st.button(
            say("tour_back_take", lang), key="tour_back_take", type="primary",
            disabled=same, on_click=_take, args=(path, taken),
        )  # fmt: skip


def rows_of_file(path: Path, shown: Shown, name: str, content: bytes) -> ReadBack:
    """Rows of a file that was sent; the name is only told, never opened."""

    def make() -> ReadBack:
        kind = "csv" if name.lower().endswith(".csv") else "xlsx"
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / f"back.{kind}"
            target.write_bytes(content)
            return read_back(target, shown.answer.question, source=name)

    digest = hashlib.sha256(content).hexdigest()
    return kept(path, shown, ("back", name, digest), make)


def as_now(shown: Shown, taken: TakenUp) -> bool:
    """Whether taking the rows would change nothing."""
    changed = stay_changes(shown.answer.stays, taken.answer.stays)
    return changed.empty


def _told(shown: Shown, found: ReadBack, taken: TakenUp, lang: Lang) -> None:
    answer = taken.answer
    told = {"made": answer.made, "owed": answer.owed, "rows": len(found.rows)}
    st.markdown(say("tour_back_told", lang, **told))
    lines = [issue.line(lang) for issue in found.issues]
    lines += [
        lost_text(shown, row, lang) for row in taken.left_out.to_dict("records")
    ]  # fmt: skip
    if lines:
        more = len(lines) - _MOST_LINES
        shown_lines = lines[:_MOST_LINES]
        if more > 0:
            shown_lines.append(say("more_lines", lang, count=more))
        st.warning("  \n".join(plain(line) for line in shown_lines))


def _take(path: Path, taken: TakenUp) -> None:
    DRAFTS.compare_with(DRAFTS.draft(path))
    DRAFTS.step(path, taken.answer)
    st.session_state[_TURN] += 1
    state.put(tour_view="changes")
