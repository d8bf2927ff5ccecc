"""Where one part of a row is short: map, card, units and places, in one fragment."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Level
from planner.programmes.score import RowScore
from ui.components import data, state
from ui.components.issue_table import XLSX
from ui.components.messages import in_words
from ui.components.numbers import count_text
from ui.components.score_choosing import tied
from ui.components.score_tables import (
    level_columns,
    level_rows,
    unit_columns,
    unit_table,
    units_bytes,
)
from ui.components.score_units import unit_level
from ui.components.score_where import (
    chosen_place,
    chosen_rows,
    record_button,
    score_map,
    take_zoom,
    unit_card,
)
from ui.components.score_words import level_unit, part_name, unit_count
from ui.text import say

MAP_HEIGHT, TABLE_HEIGHT = 400, 300
# More than a browser takes at once; the files hold all.
_MOST_ROWS = 5000
_UNITS, _PLACES = "score_unit_table", "score_place_table"


def choose_place(part: PartScore, lang: Lang) -> None:
    """Draw the boxes for a level and one of its places."""
    levels = part.levels()
    if not levels:
        return
    if state.get("row_level") not in levels:
        state.put(row_level=_first_level(part), row_unit="")
    left, right = st.columns([1, 2])
    with left:
        st.selectbox(
            say("score_level", lang), levels,
            format_func=lambda level: say(f"score_level_{level}", lang),
            **tied("row_level", row_unit="", row_pick=""),
        )  # fmt: skip
    level: Level = state.get("row_level")
    rows = part.at(level)
    if state.get("row_unit") not in rows.index:
        state.put(row_unit="")
    names = {
        str(code): level_unit(level, str(code), str(name), lang)
        for code, name in rows["name"].items()
    }
    with right:
        st.selectbox(
            say("score_place", lang), ["", *names],
            format_func=lambda code: names.get(code, say("score_place_all", lang)),
            **tied("row_unit", row_pick=""),
        )  # fmt: skip


@st.fragment
def explorer(path: Path, row_id: str, at: int, lang: Lang) -> None:
    """Draw the map, the card of the unit picked, and both tables."""
    take_zoom()
    with in_words(lang):
        # Asked for here, so that a click after somebody's edit shows new figures.
        score = data.score(path, state.travel())
        row = score.rows.get(row_id)
        if row is None or at >= len(row.parts):
            # Somebody has taken the programme out, or put another in its place.
            st.rerun()
        part = row.parts[at]
        score_map(score, row, at, lang, height=MAP_HEIGHT)
        unit_card(score, row, at, lang)
        rows = chosen_rows(score, row, at, lang)
        short = rows[rows["state"] != "met"]
        count = unit_count(len(short), unit_level(part), lang)
        first = "score_tab_unjudged" if part.needs else "score_tab_short"
        tabs = st.tabs(
            [
                say(first, lang, count=count),
                say("score_tab_all", lang),
                say("score_tab_places", lang),
            ]
        )
        with tabs[0]:
            _units(short, row, at, lang, key="short")
        with tabs[1]:
            _units(rows, row, at, lang, key="all")
        with tabs[2]:
            _places(part, lang)
    state.publish()


def _units(rows: pd.DataFrame, row: RowScore, at: int, lang: Lang, *, key: str) -> None:
    """Units in a table whose chosen row is picked on the map, and the files of it."""
    if rows.empty:
        st.caption(say(f"score_no_units_{key}", lang))
        record_button(row.parts[at], "", lang, key=f"score_record_{key}")
        return
    table = unit_table(rows.iloc[:_MOST_ROWS])
    name = f"{_UNITS}_{key}"
    places = table.index.get_indexer([state.get("row_pick")])
    picked = [int(one) for one in places if one >= 0]
    st.session_state[name] = {"selection": {"rows": picked, "columns": [], "cells": []}}
    st.dataframe(
        table, key=name, hide_index=True, height=TABLE_HEIGHT, row_height=28,
        on_select=lambda: _picked(table, name), selection_mode="single-row",
        column_config=unit_columns(table, lang), placeholder="",
    )  # fmt: skip
    if len(rows) > _MOST_ROWS:
        count = count_text(_MOST_ROWS, lang)
        st.caption(say("score_units_first", lang, count=count))
    title = part_name(row, at, lang)
    with st.container(horizontal=True):
        for kind, mime in (("xlsx", XLSX), ("csv", "text/csv")):
            st.download_button(
                say(f"score_download_{kind}", lang),
                lambda kind=kind: units_bytes(rows, title, lang, kind),
                say("score_file", lang, row=row.row.id, kind=kind), mime,
                key=f"score_{key}_{kind}", on_click="ignore",
            )  # fmt: skip
        record_button(
            row.parts[at], chosen_place(row.parts[at])[1], lang,
            key=f"score_record_{key}",
        )  # fmt: skip


def _picked(table: pd.DataFrame, key: str) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    state.put(row_pick=str(table.index[rows[0]]) if rows else "")


def _places(part: PartScore, lang: Lang) -> None:
    """Every place of the level that is chosen, with its numbers."""
    level = state.get("row_level")
    if level not in part.levels():
        st.caption(say("score_no_places", lang))
        return
    rows = level_rows(part, level, lang)
    st.dataframe(
        rows, key=_PLACES, hide_index=True, height=TABLE_HEIGHT, row_height=28,
        column_config=level_columns(rows, lang), placeholder="–",
    )  # fmt: skip


def _first_level(part: PartScore) -> Level:
    """The county where the part has it, else the lowest level."""
    levels = part.levels()
    return "county" if "county" in levels else levels[0]
