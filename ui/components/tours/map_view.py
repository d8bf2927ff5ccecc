"""The map beside the Gantt: it plays through the months by itself."""

import copy
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from ui.components import data, state
from ui.components.map_view import keep_view
from ui.components.plan_shown import kept
from ui.components.tours.picking import month_of, months_asked, pick_county
from ui.components.tours.shown import Shown
from ui.maps.clicks import parse_click
from ui.maps.tour_map import TourPlayer, tour_map, tour_now
from ui.maps.tour_view import TourView
from ui.text import say

HEIGHT = 360
_MAP = "tour_map"


def months_map(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the map at the month that is open, with the county that is chosen."""
    at = shown.months.index(month_of(shown))
    st_folium(
        keep_view(_drawn(path, shown, lang), f"{state.get('ws')}|tours"),
        key=_MAP, height=HEIGHT, use_container_width=True,
        # The count tells a second click on the same thing from no click.
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[tour_now(at, state.get("county"), months_asked())],
        on_change=lambda: _clicked(shown),
    )  # fmt: skip
    st.caption(say("tour_map_help", lang))


def view_of(path: Path, shown: Shown, lang: Lang) -> TourView:
    """What the map plays."""
    question = shown.answer.question
    layer = data.layers(path)[0]["counties"]
    return TourView(
        layer, question.counties, question.sets, shown.answer.stays, shown.months, lang
    )  # fmt: skip


def _drawn(path: Path, shown: Shown, lang: Lang) -> folium.Map:
    def make() -> folium.Map:
        view = view_of(path, shown, lang)
        drawn = tour_map(view).to_map()
        TourPlayer(view).add_to(drawn)
        return drawn

    # streamlit-folium changes the map it is given, so each caller gets a copy.
    return copy.deepcopy(kept(path, shown, ("map", lang), make))


def _clicked(shown: Shown) -> None:
    clicked = parse_click(st.session_state[_MAP])
    if clicked is None or clicked.kind != "county" or clicked.code not in shown.names:
        return
    pick_county(clicked.code)
