"""Choices of the page of roads that outlive a look at another tab or page."""

from collections.abc import Collection
from typing import Any

import streamlit as st

_KEPT, _WIDGET = "road_kept:", "road_widget:"
_TAB = "road_tab_wanted"


def get(name: str, default: Any = None) -> Any:  # noqa: ANN401 - each has its own type
    """Return a choice, or what stands for none."""
    return st.session_state.get(_KEPT + name, default)


def put(name: str, value: Any) -> None:  # noqa: ANN401
    """Choose; None forgets the choice."""
    if value is None:
        st.session_state.pop(_KEPT + name, None)
    else:
        st.session_state[_KEPT + name] = value


def widget(
    name: str,
    default: Any,  # noqa: ANN401
    *,
    among: Collection[Any] | None = None,
) -> dict[str, Any]:
    """Key and callback that tie a widget to a choice.

    Parameters
    ----------
    name
        Of the choice; the key is ``road_widget:NAME``.
    default
        What is shown where nothing is chosen.
    among
        What can be chosen; the default is shown for any other choice.
    """
    value = get(name, default)
    shown = default if among is not None and value not in among else value
    st.session_state[_WIDGET + name] = shown
    return {"key": _WIDGET + name, "on_change": _take, "args": (name,)}


def _take(name: str) -> None:
    put(name, st.session_state[_WIDGET + name])


def go(tab: str) -> None:
    """Ask for another tab; callbacks cannot turn it themselves."""
    st.session_state[_TAB] = tab


def is_going() -> bool:
    """Whether another tab has been asked for."""
    return _TAB in st.session_state


def take_tab() -> str:
    """Tab asked for since the last run, or empty."""
    wanted: str = st.session_state.pop(_TAB, "")
    return wanted
