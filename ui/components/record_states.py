"""What was changed before, and the way back."""

from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.recording import PastChange, change_in, record_history
from planner.workspace import Workspace
from ui.components import road_changes
from ui.components.messages import in_words, plain
from ui.components.numbers import day_text, joined
from ui.text import say

_MOST_FILES = 3


def history(path: Path, lang: Lang) -> None:
    """Draw the button that takes the last change back, and the list of changes."""
    with in_words(lang):
        past = record_history(Workspace(path))
        road_changes.undo(path, lang, key="records")
        if not past:
            return
        with st.expander(say("record_history", lang, count=len(past))):
            st.caption(say("record_history_what", lang))
            st.markdown("\n".join(f"- {past_text(one, lang)}" for one in past))


def past_text(past: PastChange, lang: Lang) -> str:
    """Day, time and name of a change, as Markdown."""
    at = past.at.astimezone()
    what = change_in(past.change, lang)
    if not what:
        names = joined(past.files[:_MOST_FILES], lang)
        if len(past.files) > _MOST_FILES:
            names = say("files_and_more", lang, names=names, count=len(past.files))
        what = say("record_past_import", lang, names=names)
    when = f"{day_text(at.date(), lang)} {at:%H:%M}"
    return say("record_past", lang, when=plain(when), what=plain(what))
