"""Before there is a plan: what is owed, who can come, and the button that plans it."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.schemas import LayerName
from geo.words import Lang
from planner.errors import PlanInputError
from planner.stays.question import TourQuestion
from ui.components.messages import plain
from ui.components.plan_first import first_button, owed_rows, ways_to_fill
from ui.components.tours import asked, shown, working
from ui.components.tours.asked import FIELDS
from ui.components.tours.words import owed_text
from ui.text import say

# What is empty, and the layer that fills it.
_EMPTY: Mapping[str, LayerName] = {"stays_empty_sets": "museum_sets"}


def first_visit(path: Path, lang: Lang) -> None:
    """Draw what is owed, county by county, and how to begin."""
    question = shown.question(path, asked.asked())
    if not int(question.counties["owed"].sum()):
        _nothing_owed(lang)
        return
    st.html(owed_text(question, lang))
    if question.venues.empty:
        _no_venues(lang)
    first_button(working.PLANNING, "tour_plan_all", lang)
    owed_table(question, lang)


def owed_table(question: TourQuestion, lang: Lang) -> None:
    """Draw what is owed, county by county."""
    column = st.column_config
    rows = county_rows(question, lang)
    owed_rows(
        "tour", rows,
        {
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


def nobody(error: PlanInputError, lang: Lang) -> bool:
    """Say which layer to fill, and lead there; whether it is that."""
    layers = [_EMPTY[key] for key, _ in error.problems if key in _EMPTY]
    if not layers:
        return False
    with st.container(border=True):
        st.markdown("  \n".join(plain(line) for line in error.text(lang).split("\n")))
        _ways(layers[0], lang)
    return True


def _ways(layer: LayerName, lang: Lang) -> None:
    ways_to_fill("tour", layer, f"tour_records_{layer}", lang)
