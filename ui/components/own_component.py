"""A component of our own: its script and style, and what the browser may send.

See ``docs/decisions/0012-visit-calendar.md``.
"""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

# Begins the script of each.
_PARTS = Path(__file__).with_name("own_component.js")


@cache
def registered(name: str, folder: Path, stem: str) -> Any:  # noqa: ANN401 - a command
    """Register a component; once a process, since Streamlit warns of a second time.

    Parameters
    ----------
    name
        Of the component.
    folder, stem
        Where its ``.js`` and ``.css`` are.
    """
    css, js = sources(folder, stem)
    return st.components.v2.component(name, css=css, js=js)


def sources(folder: Path, stem: str) -> tuple[str, str]:
    """Style and script of a component, the parts it draws with included."""
    own = (folder / f"{stem}.css", _PARTS, folder / f"{stem}.js")
    css, parts, js = (path.read_text(encoding="utf-8") for path in own)
    return css, f"{parts}\n{js}"


def day_of(value: object) -> dt.date | None:
    """A day that the browser sent; None for what is none."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def text_of(value: object) -> str:
    """A text that the browser sent; empty for what is none."""
    return value if isinstance(value, str) else ""
