"""What is in a workspace: layers, files that went in, and empty templates."""

import io
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.schemas import LAYERS
from geo.templates import write_templates
from geo.words import Lang
from ui.components import data
from ui.components.choosing import NONCE
from ui.components.issue_table import issue_table
from ui.components.uploads import safe_name
from ui.text import say

ZIP = "application/zip"


def contents(path: Path, lang: Lang) -> None:
    """Draw layers and sources as tables."""
    left, right = st.columns([1, 1.6])
    layers, version = data.layers(path)
    counts = pd.DataFrame(
        [
            (LAYERS[name].label(lang), len(frame), int(frame["illustrative"].sum()))
            for name, frame in layers.items()
        ],
        columns=["layer", "rows", "illustrative"],
    )
    with left:
        st.caption(say("layers_caption", lang, version=version[:8]))
        _table(counts, lang)
    with right:
        st.caption(say("sources_caption", lang))
        sources = pd.DataFrame(data.sources(path))
        names = ["file", "layer", "rows", "illustrative", "imported"]
        shown = sources.reindex(columns=names)
        labels = {name: layer.label(lang) for name, layer in LAYERS.items()}
        _table(shown.assign(layer=shown["layer"].map(labels)), lang)


def _table(frame: pd.DataFrame, lang: Lang) -> None:
    st.dataframe(
        frame,
        hide_index=True,
        row_height=28,
        placeholder="",
        column_config={name: say(f"source_{name}", lang) for name in frame.columns},
    )


def open_problems(path: Path, lang: Lang) -> None:
    """Draw the problems of what is in the workspace."""
    issues = data.problems(path)
    if issues:
        st.write(say("problems_text", lang, count=len(issues)))
        issue_table(issues, lang, key="workspace")
    else:
        st.success(say("problems_none", lang))


def templates(lang: Lang) -> None:
    """Draw the button for the empty templates."""
    st.download_button(
        say("templates", lang),
        templates_zip,
        say("templates_file", lang),
        ZIP,
        key="templates",
        on_click="ignore",
        help=say("templates_help", lang),
    )


def templates_zip() -> bytes:
    """Empty templates of every layer, zipped."""
    held = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        files = write_templates(Path(folder), formats=("xlsx", "csv"))
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
    return held.getvalue()


def target(name: str, lang: Lang) -> tuple[str, Path]:
    """Name and file of the workspace to import into: the chosen one, or a new one."""
    found = data.workspaces()
    turn = st.session_state.get(NONCE, 0)
    if name in found and not st.toggle(
        say("new_workspace", lang), key=f"new_workspace_{turn}"
    ):
        return name, found[name]
    typed = st.text_input(
        say("new_name", lang), say("new_name_default", lang), key=f"new_name_{turn}"
    )
    # A dot would make the folder look like a file or like a kept history.
    wanted = safe_name(typed).replace(".", "_")
    if wanted in found:
        st.info(say("new_name_taken", lang))
        return wanted, found[wanted]
    return wanted, data.new_workspace(wanted)
