"""A workbook that somebody worked on, read back in as the plan."""

from functools import partial
from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.outings.keeping import TakenUp, taken_up
from planner.outings.reading_back import ReadBack, read_back
from ui.components.outings.draft import DRAFTS
from ui.components.outings.shown import Shown
from ui.components.outings.words import lost_text
from ui.components.plan_sent import (
    read_sent,
    sent_file,
    sent_key,
    take_button,
    take_plan,
    tell_issues,
)
from ui.components.plan_shown import kept
from ui.text import say


def read_back_in(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the box for the file, and what of it can be taken."""
    with st.expander(say("outing_back", lang)):
        sent = sent_file("outing", lang)
        if sent is None:
            return
        with st.spinner(say("outing_reading", lang)):
            found = rows_of_file(path, shown, *sent)
            taken = taken_up(shown.answer.question, found.rows)
        _told(found, taken, lang)
        none = not taken.answer.made
        take_button(
            "outing", take_plan, (DRAFTS, path, taken.answer), lang, disabled=none
        )


def rows_of_file(path: Path, shown: Shown, name: str, content: bytes) -> ReadBack:
    """Rows of a file that was sent; the name is only told, never opened."""
    read = partial(read_back, question=shown.answer.question, source=name)
    make = partial(read_sent, name, content, read)
    return kept(path, shown, sent_key(name, content), make)


def _told(found: ReadBack, taken: TakenUp, lang: Lang) -> None:
    answer = taken.answer
    told = {"made": answer.made, "owed": answer.owed, "rows": len(found.rows)}
    st.markdown(say("outing_back_told", lang, **told))
    lost = taken.left_out.to_dict("records")
    lines = [issue.line(lang) for issue in found.issues]
    tell_issues([*lines, *(lost_text(answer, row, lang) for row in lost)], lang)
