"""Files of a plan to hand on: written when they are asked for."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import streamlit as st

from geo.words import Lang
from ui.text import say


def file_buttons(
    page: str,
    files: Mapping[str, tuple[str, str]],
    make: Callable[[str], bytes],
    lang: Lang,
) -> None:
    """Draw a button for each file.

    Parameters
    ----------
    page
        Its name; keys of words and widgets begin with it.
    files
        Name and type by kind.
    make
        Makes the file of a name.
    lang
        Language.
    """
    for kind, (name, mime) in files.items():
        st.download_button(
            say(f"{page}_file_{kind}", lang), partial(make, name), name, mime,
            key=f"{page}_file_{kind}", on_click="ignore",
        )  # fmt: skip


def written(write: Callable[[Path], Iterable[Path]]) -> dict[str, bytes]:
    """Files by name that are written into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        return {one.name: one.read_bytes() for one in write(Path(folder))}
