"""The buttons that take back what was changed."""

from collections.abc import Callable

import streamlit as st

from geo.words import Lang
from ui.text import say


def ways_back(
    key: str,
    lang: Lang,
    *,
    undo: Callable[[], None] | None,
    forget: Callable[[], None] | None,
) -> None:
    """Draw the buttons that take back the last step, and all of them.

    Parameters
    ----------
    key
        What the keys of the buttons begin with.
    lang
        Language.
    undo, forget
        What they do; None where there is nothing to take back.
    """
    if undo is not None:
        st.button(say("roster_undo", lang), key=f"{key}_undo_step", on_click=undo)
    if forget is not None:
        st.button(
            say("roster_forget", lang), key=f"{key}_forget", on_click=forget,
            type="tertiary",
        )  # fmt: skip
