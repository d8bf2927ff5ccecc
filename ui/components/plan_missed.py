"""What is owed and not planned: what became impossible, and the reason chosen."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.words import Lang
from ui.components import state
from ui.components.messages import plain
from ui.components.plan_shown import Shown
from ui.text import say

_MOST_LOST = 20


def left_out(
    page: str, shown: Shown[Any, Any], text: Callable[[dict[Any, Any]], str], lang: Lang
) -> None:
    """Tell what of the plan something has made impossible since.

    Parameters
    ----------
    page
        Its name.
    shown
        The plan.
    text
        A row that is left out, in words, with its reason.
    lang
        Language.
    """
    if shown.left_out.empty:
        return
    with st.expander(say(f"{page}_left_out", lang, count=len(shown.left_out))):
        for row in shown.left_out.head(_MOST_LOST).to_dict("records"):
            st.markdown(plain(text(row)))


def all_reasons(page: str, reason: str, lang: Lang) -> None:
    """Draw the button that leaves the reason chosen."""
    st.button(
        say("roster_all_reasons", lang, reason=reason), key=f"{page}_all_reasons",
        on_click=state.put, kwargs={f"{page}_why": ""},
    )  # fmt: skip
