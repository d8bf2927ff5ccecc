"""What to do where no county has applied or nobody is in the pool."""

from pathlib import Path

import streamlit as st

from geo.schemas import LayerName
from geo.words import Lang
from ui.components import data, state
from ui.components.contents import templates
from ui.components.record_links import go_to_records
from ui.text import say

_NEEDED: tuple[LayerName, ...] = ("applications", "experts")


def nobody(path: Path, lang: Lang) -> bool:
    """Say which layer is empty and how to fill it; whether any is."""
    frames, _ = data.layers(path)
    lacking = [name for name in _NEEDED if frames[name].empty]
    if not lacking:
        return False
    with st.container(border=True):
        for name in lacking:
            st.markdown(say(f"advisory_empty_{name}", lang))
        with st.container(horizontal=True):
            templates(lang)
            st.button(
                say("go_import", lang), key="advisory_import", type="primary",
                on_click=state.go, args=("data", "import"),
            )  # fmt: skip
            for name in lacking:
                st.button(
                    say(f"advisory_to_{name}", lang), key=f"advisory_to_{name}",
                    on_click=go_to_records, args=(name,),
                )  # fmt: skip
    return True
