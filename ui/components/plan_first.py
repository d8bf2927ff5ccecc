"""Before there is a plan: what is owed, the button that plans it, layers to fill."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geo.schemas import LayerName
from geo.words import Lang
from ui.components import state
from ui.components.contents import templates
from ui.components.plan_running import Planning
from ui.components.record_links import go_to_records
from ui.text import say

_ROW, _MOST_ROWS = 28, 14


def first_button(planning: Planning[Any, Any], words: str, lang: Lang) -> None:
    """Draw the button that plans all, and how long it may take."""
    name = planning.drafts.name
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say(words, lang), key=f"{name}_begin_all", type="primary",
            on_click=planning.want, args=("all",),
        )  # fmt: skip
        seconds = f"{state.get(f'{name}_seconds'):g}"
        st.caption(say(f"{name}_start_help", lang, seconds=seconds))


def owed_rows(page: str, rows: pd.DataFrame, columns: Mapping[str, Any]) -> None:
    """Draw what is owed, row by row."""
    st.dataframe(
        rows, key=f"{page}_owed", hide_index=True, row_height=_ROW, placeholder="",
        height=_ROW * (min(len(rows), _MOST_ROWS) + 1) + 8, column_config=columns,
    )  # fmt: skip


def ways_to_fill(page: str, layer: LayerName, key: str, lang: Lang) -> None:
    """Draw the ways to fill a layer: by hand, from a template, from files."""
    with st.container(horizontal=True):
        st.button(
            say(f"{page}_to_records", lang), key=key, type="primary",
            on_click=go_to_records, args=(layer,),
        )  # fmt: skip
        templates(lang)
        st.button(
            say("go_import", lang), key=f"{page}_import",
            on_click=state.go, args=("data", "import"),
        )  # fmt: skip
