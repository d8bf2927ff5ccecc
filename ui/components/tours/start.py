"""Before there is a plan: what is owed, who can come, and the button that plans it."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from planner.stays.question import TourQuestion
from ui.components import state
from ui.components.contents import templates
from ui.components.messages import plain
from ui.components.tours import asked, shown, working
from ui.components.tours.asked import FIELDS
from ui.components.tours.fixes import open_layer
from ui.components.tours.words import owed_text
from ui.text import say

_ROW, _MOST_ROWS = 28, 14
# What is empty, and the layer that fills it.
EMPTY = {"stays_empty_sets": "museum_sets"}


def first_visit(path: Path, lang: Lang) -> None:
    """Draw what is owed, county by county, and how to begin."""
    question = shown.question(path, asked.asked())
    if not int(question.counties["owed"].sum()):
        _nothing_owed(lang)
        return
    st.html(owed_text(question, lang))
    if question.venues.empty:
        _no_venues(lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("tour_plan_all", lang), key="tour_begin_all", type="primary",
            on_click=working.want, args=("all",),
        )  # fmt: skip
        seconds = f"{state.get('tour_seconds'):g}"
        st.caption(say("tour_start_help", lang, seconds=seconds))
    owed_table(question, lang)


def owed_table(question: TourQuestion, lang: Lang) -> None:
    """Draw what is owed, county by county."""
    column = st.column_config
    rows = county_rows(question, lang)
    st.dataframe(
        rows, key="tour_owed", hide_index=True, row_height=_ROW, placeholder="",
        height=_ROW * (min(len(rows), _MOST_ROWS) + 1) + 8,
        column_config={
            "name": column.TextColumn(say("tour_col_county", lang)),
            "city": column.TextColumn(say("tour_col_city", lang)),
            "last": column.TextColumn(say("tour_col_last", lang)),
            "late": column.CheckboxColumn(say("tour_col_late", lang)),
            "owed": column.NumberColumn(say("tour_col_owed", lang)),
            "venues": column.NumberColumn(say("tour_col_venues", lang)),
            "sets": column.NumberColumn(say("tour_col_sets", lang)),
            "poor_households": column.NumberColumn(say("tour_col_poor", lang)),
        },
    )  # fmt: skip


def county_rows(question: TourQuestion, lang: Lang) -> pd.DataFrame:
    """Counties asked for, in words; what stays owed, and who can come."""
    counties, never = question.counties, say("tour_never", lang)
    venues = question.venues["county_code"].value_counts()
    rows = counties.assign(
        last=[never if pd.isna(day) else f"{day:%Y-%m}" for day in counties["last"]],
        venues=[int(venues.get(code, 0)) for code in counties["county_code"]],
        sets=question.problem.sets.serves.sum(axis=0),
    )
    names = ["name", "city", "last", "late", "owed", "venues", "sets"]
    return rows[[*names, "poor_households"]].reset_index(drop=True)


def _nothing_owed(lang: Lang) -> None:
    with st.container(border=True):
        st.markdown(say("tour_nothing_owed", lang))
        if FIELDS.get("counties") != "all":
            st.button(
                say("tour_ask_all", lang), key="tour_ask_all", type="primary",
                on_click=FIELDS.put, args=("counties", "all"),
            )  # fmt: skip


def _no_venues(lang: Lang) -> None:
    with st.container(border=True):
        st.markdown(say("tour_no_venues", lang))
        _ways("museum_venues", lang)


def nobody(error: PlanInputError, lang: Lang) -> None:
    """Say which layer to fill, and lead there."""
    layers = [EMPTY[key] for key, _ in error.problems if key in EMPTY]
    with st.container(border=True):
        st.markdown("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        if layers:
            _ways(layers[0], lang)


def _ways(layer: str, lang: Lang) -> None:
    """Draw the ways to fill a layer: by hand, from a template, from files."""
    with st.container(horizontal=True):
        st.button(
            say("tour_to_records", lang), key=f"tour_records_{layer}", type="primary",
            on_click=open_layer, args=(layer,),
        )  # fmt: skip
        templates(lang)
        st.button(
            say("go_import", lang), key="tour_import",
            on_click=state.go, args=("data", "import"),
        )  # fmt: skip
