"""The page of roads: what stands over its tabs, and the tab that is open."""

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from geo.words import Lang
from ui.components import controls, data, road_changes, road_state
from ui.components.messages import in_words
from ui.components.road_closures import closures
from ui.components.road_critical import critical
from ui.components.road_heading import heading, no_roads
from ui.components.road_journeys import journeys
from ui.components.road_speeds import mend_speeds, speeds
from ui.text import say

TABS: Mapping[str, Callable[[Path, Lang], None]] = {
    "closures": closures,
    "critical": critical,
    "speeds": speeds,
    "journeys": journeys,
}
_KEY, _SHOWN = "road_tabs", "road_tab"


def roads_page(path: Path, lang: Lang) -> None:
    """Draw the page for a workspace."""
    controls.rule_controls(path, lang)
    # Always there, or the tabs would move below what is told and open the first one.
    with st.container():
        road_changes.tell_done()
    with in_words(lang):
        if data.has_broken_speeds(path):
            mend_speeds(path, lang)
            return
        roads = data.roads(path)
        if roads is None:
            no_roads(lang)
            return
        heading(path, roads, lang)
        _tabs(path, lang)


def _tabs(path: Path, lang: Lang) -> None:
    """Draw the tab that is open, and no other."""
    labels = {name: say(f"tab_{name}", lang) for name in TABS}
    wanted = road_state.take_tab()
    known = st.session_state.get(_KEY)
    if wanted or known not in labels.values():
        # Also where the language has changed, and with it the labels.
        name = wanted or road_state.get(_SHOWN, "closures")
        st.session_state[_KEY] = labels[name]
    tabs = st.tabs(list(labels.values()), key=_KEY, on_change="rerun")
    for name, tab in zip(labels, tabs, strict=True):
        if tab.open:
            road_state.put(_SHOWN, name)
            with tab:
                TABS[name](path, lang)
