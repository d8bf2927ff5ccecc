"""The gap map with the card of what is selected, and the same as a table.

All three are one fragment: a click redraws the card and the highlight, never the page,
and the map in the browser stays as it is.
"""

from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from planner.handover import travel_note
from planner.report import CoverageReport, Level
from planner.wording import rule_text
from ui.components import data, state
from ui.components.cards import card_html, card_of
from ui.components.map_view import MapStyle, keep_view
from ui.components.messages import in_words, markup
from ui.components.numbers import count_text
from ui.components.routes import overlay_of, routes_html
from ui.components.scope import place_of, scope_html
from ui.components.tables import narrowed, position_of, unit_rows
from ui.components.verdict import close_gap, unit_columns
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.text import say

MAP_HEIGHT, TABLE_HEIGHT = 545, 320
_MAP, _TABLE, _UNITS = "gap_map", "gap_table", "gap_units"
# The whole page is to be drawn anew for a county.
_NARROWED = "gap_narrowed"


@st.fragment
def explorer(path: Path, lang: Lang) -> None:
    """Draw the map, the card beside it and the table below."""
    if st.session_state.pop(_NARROWED, False) or state.is_going():
        st.rerun()
    with in_words(lang):
        # Asked for here, so that a click after somebody's import shows new figures.
        report = data.report(path, state.rule(data.today()), state.travel())
        left, right = st.columns([2.7, 1])
        with left:
            _map(report, path, lang)
            st.html(f'<span class="cp-caption">{markup(caption(report, lang))}</span>')
        with right:
            if not report.is_complete:
                close_gap(lang)
            _card(report, lang)
            route = routes_html(report, path, state.get("pick"), lang)
            if route:
                st.html(route)
        _tables(report, path, lang)
    state.publish()


def caption(report: CoverageReport, lang: Lang) -> str:
    """Rule, day, travel and data version that the figures stand for."""
    parts = (
        rule_text(report.verdict.rule, lang),
        travel_note(report, lang),
        say("data_version", lang, version=report.data_version[:8]),
    )
    return ("" if lang == "zh" else " ").join(parts)


def _map(report: CoverageReport, path: Path, lang: Lang) -> None:
    pick = state.get("pick")
    style = MapStyle(
        level=state.get("level"),
        show=state.get("show"),
        reasons=state.get("reasons"),
        county=state.get("county"),
        map_number=state.get("mapno"),
        colour=state.get("colour"),
    )
    drawn = data.gap(path, report.verdict.rule, state.travel(), lang=lang, style=style)
    st_folium(
        keep_view(drawn, f"{state.get('ws')}|{style.county}"),
        key=_MAP,
        height=MAP_HEIGHT,
        use_container_width=True,
        # The count tells a second click on the same thing from no click.
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            selection(pick.kind, pick.code, place_of(report, pick)),
            overlay_of(report, path, pick, lang),
        ],
        on_change=_picked,
    )


def _picked() -> None:
    picked = parse_click(st.session_state[_MAP])
    if picked is not None:
        state.put(pick=state.Pick(picked.kind, picked.code))


def _card(report: CoverageReport, lang: Lang) -> None:
    pick = state.get("pick")
    card = card_of(report, pick, lang)
    if card is None:
        hint = say("card_hint", lang) if not pick.kind else say("card_gone", lang)
        scope = scope_html(
            report, lang, county=state.get("county"), reasons=state.get("reasons")
        )
        st.html(
            f'<div class="cp-card">{scope}<div class="sub">{markup(hint)}</div></div>'
        )
        return
    st.html(card_html(card, lang))
    with st.container(horizontal=True):
        narrows = pick.kind == "county" and state.get("county") != pick.code
        if narrows:
            st.button(
                say("only_county", lang), key="only_county",
                on_click=_narrow, args=(pick.code,),
            )  # fmt: skip
        st.button(say("unpick", lang), key="unpick", on_click=_unpick)


def _narrow(county: str) -> None:
    state.put(county=county)
    st.session_state[_NARROWED] = True


def _unpick() -> None:
    state.put(pick=state.Pick())


def _tables(report: CoverageReport, path: Path, lang: Lang) -> None:
    level: Level = "township" if state.get("level") != "county" else "county"
    tabs = st.tabs([say("tab_villages", lang), say(f"tab_{level}", lang)])
    with tabs[0]:
        _village_table(report, path, lang)
    with tabs[1]:
        table = unit_rows(report, level, county=state.get("county"))
        _selectable(table, _UNITS, level, unit_columns(level, lang))


def _village_table(report: CoverageReport, path: Path, lang: Lang) -> None:
    rows = narrowed(
        data.village_rows(path, report.verdict.rule, state.travel(), lang=lang),
        county=state.get("county"),
        reasons=state.get("reasons"),
    )
    column = st.column_config
    columns: dict[str, object] = {
        name: column.TextColumn(say(f"col_{name}", lang))
        for name in ("name", "township", "county", "status", "reason", "server", "fix")
    }
    unit = report.verdict.rule.unit
    columns["travel"] = column.NumberColumn(
        say(f"col_travel_{unit}", lang), format="%d" if unit == "s" else "%.1f"
    )
    st.caption(say("rows", lang, count=count_text(len(rows), lang)))
    _selectable(rows, _TABLE, "village", columns)


def _selectable(
    table: pd.DataFrame, key: str, kind: str, columns: dict[str, object]
) -> None:
    """Show a table whose one selected row is the selection everywhere."""
    pick = state.get("pick")
    at = position_of(table, pick.code) if pick.kind == kind else -1
    rows = [at] if at >= 0 else []
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=TABLE_HEIGHT,
        row_height=28,
        on_select=lambda: _picked_row(table, key, kind),
        selection_mode="single-row",
        column_config=columns,
        placeholder="",
    )


def _picked_row(table: pd.DataFrame, key: str, kind: str) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    code = str(table.index[rows[0]]) if rows else ""
    state.put(pick=state.Pick(kind, code) if code else state.Pick())
