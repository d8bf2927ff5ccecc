"""The matching worked on outlasts the session: the workspace keeps it as its draft."""

from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.advising.keeping import choice_in, data_version, kept
from planner.errors import PlanInputError
from planner.plans import keep_plan, kept_plans
from planner.workspace import Workspace
from ui.components import state
from ui.components.advisory import asking
from ui.components.advisory.shown import Shown
from ui.components.messages import lines_of, plain
from ui.text import say

# Workspace and question of the matching that was shown last.
_FOLLOWED = "advisory_draft_followed"


def take_up(path: Path, lang: Lang) -> None:
    """Ask as the draft was asked where a session opens a workspace, and say so.

    What the address asks otherwise goes before it.
    """
    if st.session_state.get(_FOLLOWED, ("",))[0] == state.get("ws"):
        return
    st.session_state[_FOLLOWED] = state.get("ws"), None
    try:
        drafts = [choice_in(one.settings) for one in kept_plans(path, "advisory_draft")]
    except PlanInputError as error:
        st.warning("  \n".join(plain(line) for line in lines_of(error, lang)))
        return
    for choice in drafts:
        if asking.take_up(choice):
            counts = {
                name.removeprefix("advisory_"): len(rows)
                for name, rows in asking.by_hand().items()
            }
            st.info(say("advisory_taken_up", lang, **counts))


def keep(path: Path, now: Shown, lang: Lang) -> None:
    """Keep the matching as the draft once something else is asked."""
    where, choice = st.session_state[_FOLLOWED]
    st.session_state[_FOLLOWED] = where, now.choice
    if choice in (None, now.choice):
        return
    try:
        keep_plan(path, kept(now.answer, data_version(Workspace(path))))
    except PlanInputError as error:
        st.warning("  \n".join(plain(line) for line in lines_of(error, lang)))
