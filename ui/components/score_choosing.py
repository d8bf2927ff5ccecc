"""Widgets of the page of programmes that change several settings at once."""

from typing import Any

import streamlit as st

from ui.components import state

_PREFIX = "score_choose_"


def tied(name: str, **also: Any) -> dict[str, Any]:  # noqa: ANN401
    """Key and callback that tie a widget to a setting.

    Parameters
    ----------
    name
        Setting.
    also
        Other settings to change with it.
    """
    key = _PREFIX + name
    st.session_state[key] = state.get(name)
    return {"key": key, "on_change": _took, "args": (name, also)}


def _took(name: str, also: dict[str, Any]) -> None:
    value = st.session_state[_PREFIX + name]
    if value is not None:
        state.put(**{name: value}, **also)
