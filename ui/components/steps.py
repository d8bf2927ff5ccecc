"""Steps of a page that can be taken back, kept for the session."""

from typing import Any

import streamlit as st

from ui.components import state


def steps_of(key: str) -> list[Any]:
    """Steps of the workspace on the screen, each what was there before it.

    Parameters
    ----------
    key
        Of the page's steps in the session; those of another workspace are let go.
    """
    where = state.get("ws")
    kept = st.session_state.get(key)
    if kept is None or kept[0] != where:
        kept = st.session_state[key] = (where, [])
    steps: list[Any] = kept[1]
    return steps
