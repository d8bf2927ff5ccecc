"""Every visit of the plan as a table; a row is the visit selected everywhere."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.outings.wording import clock
from ui.components import state
from ui.components.numbers import count_text
from ui.components.outings.day import day_card
from ui.components.outings.picking import pick_visit, picked
from ui.components.outings.shown import Shown
from ui.components.outings.words import kind_label, of_county, van_names, vans_here
from ui.components.visit_calendar_data import short_names
from ui.text import say

HEIGHT, ROW = 430, 30
_WIDTHS = (1.9, 1)
_TABLE = "outing_visits"
_TEXTS = {
    "caravan": 70, "place": 130, "kind": 46, "township": 66, "county": 66, "begin": 50,
    "leave": 50,
}  # fmt: skip


def visits_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the visits of the county and caravan chosen, beside the day's card."""
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        _table(shown, lang)
    with right:
        day_card(path, shown, lang)


def _table(shown: Shown, lang: Lang) -> None:
    rows = visit_rows(shown, lang)
    st.caption(say("outing_rows", lang, count=count_text(len(rows), lang)))
    keys = list(zip(rows.pop("place_id"), rows["date"], strict=True))
    chosen = picked()
    at = keys.index(chosen) if chosen in keys else -1
    st.session_state[_TABLE] = {
        "selection": {"rows": [at] if at >= 0 else [], "columns": [], "cells": []}
    }

    def taken() -> None:
        now = st.session_state[_TABLE]["selection"]["rows"]
        if now:
            place, day = keys[now[0]]
            pick_visit(place, day)
        else:
            state.put(outing_pick=())

    column = st.column_config
    st.dataframe(
        rows, key=_TABLE, hide_index=True, height=HEIGHT, row_height=ROW,
        on_select=taken, selection_mode="single-row", placeholder="",
        column_config={
            "date": column.DateColumn(say("outing_col_date", lang), width=78),
            **{
                name: column.TextColumn(say(f"outing_col_{name}", lang), width=width)
                for name, width in _TEXTS.items()
            },
            "visit": column.NumberColumn(say("outing_col_visit", lang), width=50),
            "km": column.NumberColumn(
                say("outing_col_km", lang), format="%.1f", width=50
            ),
            "pinned": column.CheckboxColumn(say("roster_col_pinned", lang), width=44),
            # One county is told above.
            **({"county": None} if state.get("county") else {}),
        },
    )  # fmt: skip
    st.caption(say("outing_visits_help", lang))


def visit_rows(shown: Shown, lang: Lang) -> pd.DataFrame:
    """Visits in words, with ``place_id``."""
    visits = of_county(shown.answer.visits, shown)
    visits = visits[visits["caravan_id"].isin(vans_here(shown))]
    pins = {(place, day) for place, day, _ in shown.asked.choice.pins}
    names = short_names(van_names(shown))
    keys = zip(visits["place_id"], visits["date"], strict=True)
    return pd.DataFrame(
        {
            "place_id": visits["place_id"],
            "date": visits["date"],
            "caravan": [names[str(van)] for van in visits["caravan_id"]],
            "place": visits["place"],
            "kind": [kind_label(one, lang) for one in visits["kind"]],
            "visit": visits["visit"],
            "township": visits["township"],
            "county": visits["county"],
            "begin": [clock(one) for one in visits["begin"]],
            "leave": [clock(one) for one in visits["leave"]],
            "km": visits["km"],
            "pinned": [key in pins for key in keys],
        }
    )
