"""Replies of counties and experts, read back in from the workbook."""

from functools import partial

import streamlit as st

from geo.words import Lang
from planner.advising.reading_back import ReadBack, read_back
from ui.components.advisory import asking
from ui.components.advisory.shown import Shown, kept
from ui.components.plan_sent import (
    file_taken,
    read_sent,
    sent_file,
    sent_key,
    take_button,
    tell_issues,
)
from ui.text import say


def read_back_in(now: Shown, lang: Lang) -> None:
    """Draw the box for the file, and what of it can be taken."""
    with st.expander(say("advisory_back", lang)):
        sent = sent_file("advisory", lang)
        if sent is None:
            return
        found = replies_of(now, *sent)
        _told(found, lang)
        same = found.choice == now.choice
        take_button("advisory", _take, (found,), lang, disabled=same)


def replies_of(now: Shown, name: str, content: bytes) -> ReadBack:
    """Replies in a file that was sent; the name is only told, never opened."""
    read = partial(read_back, question=now.answer.question, source=name)
    make = partial(read_sent, name, content, read)
    return kept(now, sent_key(name, content), make)


def _told(found: ReadBack, lang: Lang) -> None:
    told = {"declined": found.declined, "agreed": found.agreed}
    st.markdown(say("advisory_back_told", lang, **told))
    tell_issues([issue.line(lang) for issue in found.issues], lang)


def _take(found: ReadBack) -> None:
    """Ask with the replies, as one step, and show what that changes."""
    asking.take_choice(found.choice)
    file_taken("advisory")
    st.session_state["advisory_against"] = "step"
