"""The roads on which most villages' cover hangs, and the way to try their loss."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from planner.critical import CriticalRoad
from planner.journeys import class_text, road_text
from ui.components import road_changes, road_data, road_maps, road_state, state
from ui.components.map_view import keep_view
from ui.components.messages import in_words, plain
from ui.components.numbers import count_text, joined
from ui.components.road_draft import Draft
from ui.components.road_progress import waiting
from ui.text import say

_TABLE, _FOUND, _PICKED = "critical_table", "critical_found", "critical_picked"


@st.fragment
def critical(path: Path, lang: Lang) -> None:
    """Draw the button that finds them, the table, the map, and what to do with one."""
    road_changes.refresh()
    with in_words(lang):
        if not road_data.is_judged(path):
            st.info(say("critical_nobody", lang))
            st.button(
                say("roads_empty_import", lang), key="critical_import",
                on_click=state.go, args=("data", "import"),
            )  # fmt: skip
            return
        rule, choice = road_data.asked()
        key = road_data.critical_key(path, rule, choice)
        st.caption(say("critical_explained", lang, noun=_noun(path, lang)))
        found = _found(path, key, lang)
        if found is None:
            return
        if not found:
            st.success(say("critical_none", lang, noun=_noun(path, lang)))
            return
        left, right = st.columns([1.12, 1], gap="medium")
        with right:
            _table(path, found, lang)
            _one(path, found, lang)
        with left:
            drawn = road_maps.of_critical(path, rule, choice, found, lang)
            st_folium(
                keep_view(drawn, f"{state.get('ws')}|critical"),
                key="critical_map",
                height=road_maps.HEIGHT,
                use_container_width=True,
                returned_objects=[],
            )
    state.publish()


def _found(
    path: Path, key: tuple[object, ...], lang: Lang
) -> Sequence[CriticalRoad] | None:
    """Roads found for what is asked now; draws the button where they are not."""
    known = road_state.get(_FOUND)
    if known == key:
        rule, choice = road_data.asked()
        with waiting(say("critical_working", lang), at_once=True) as tell:
            return road_data.critical(path, rule, choice, tell)
    if known is not None:
        st.warning(say("critical_stale", lang))
    st.button(
        say("critical_find", lang), key="critical_find", type="primary",
        on_click=_find, args=(key,),
    )  # fmt: skip
    return None


def _find(key: tuple[object, ...]) -> None:
    road_state.put(_PICKED, None)
    road_state.put(_FOUND, key)


def name_of(road: CriticalRoad, lang: Lang) -> str:
    """What a critical road is called."""
    return road_text(road.name, road.ref, road.highway, lang)


def _table(path: Path, found: Sequence[CriticalRoad], lang: Lang) -> None:
    rows = pd.DataFrame(
        {
            "rank": range(1, len(found) + 1),
            "road": [name_of(road, lang) for road in found],
            "class": [class_text(road.highway, lang) for road in found],
            "km": [round(road.metres / 1000, 2) for road in found],
            "hang": [len(road.villages) for road in found],
            "uncovered": [road.uncovered for road in found],
        }
    )
    picked = road_state.get(_PICKED)
    chosen = [picked] if picked is not None and picked < len(found) else []
    st.session_state[_TABLE] = {
        "selection": {"rows": chosen, "columns": [], "cells": []}
    }
    column = st.column_config
    noun = _noun(path, lang)
    st.dataframe(
        rows,
        key=_TABLE,
        hide_index=True,
        row_height=28,
        on_select=_row_picked,
        selection_mode="single-row",
        column_config={
            "rank": column.NumberColumn(say("critical_rank", lang), width=35),
            "road": column.TextColumn(say("critical_road", lang), width=120),
            "class": column.TextColumn(say("critical_class", lang), width=55),
            "km": column.NumberColumn(
                say("road_col_km", lang), format="%.2f", width=55
            ),
            "hang": column.NumberColumn(
                say("critical_hang", lang, noun=noun), width=75,
                help=say("critical_hang_help", lang, noun=noun),
            ),
            "uncovered": column.NumberColumn(
                say("critical_uncovered", lang), width=88,
                help=say("critical_uncovered_help", lang, noun=noun),
            ),
        },
        placeholder="",
    )  # fmt: skip


def _noun(path: Path, lang: Lang) -> str:
    return say(f"effect_whom_{road_data.subject(path) or 'villages'}", lang)


def _row_picked() -> None:
    rows = st.session_state[_TABLE]["selection"]["rows"]
    road_state.put(_PICKED, rows[0] if rows else None)


def _one(path: Path, found: Sequence[CriticalRoad], lang: Lang) -> None:
    """Tell who hangs on the road picked, and offer to try its loss."""
    picked = road_state.get(_PICKED)
    if picked is None or picked >= len(found):
        st.caption(say("critical_hint", lang, noun=_noun(path, lang)))
        return
    road = found[picked]
    rule, choice = road_data.asked()
    names = road_data.report(path, rule, choice).villages["name"].to_numpy(object)
    told = joined((str(names[at]) for at in road.villages), lang)
    count = count_text(len(road.villages), lang)
    st.markdown(
        say("critical_villages", lang, road=plain(name_of(road, lang)), count=count,
            names=plain(told))
    )  # fmt: skip
    st.button(
        say("critical_try", lang), key="critical_try", type="primary",
        on_click=_try, args=(path, road, lang),
    )  # fmt: skip


def _try(path: Path, road: CriticalRoad, lang: Lang) -> None:
    """Carry the road to the closures as what would be closed."""
    draft = Draft(path)
    draft.begin()
    name = say("closure_called", lang, what=name_of(road, lang))
    draft.put(area=road.geometry, name=name)
    road_state.go("closures")
