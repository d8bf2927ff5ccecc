"""The map beside the calendar: the routes of the day or month that is open."""

import copy
import datetime as dt
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from planner.outings.tours import Outing, outings
from ui.components import data, state
from ui.components.map_view import keep_view
from ui.components.outings import shown as outings_shown
from ui.components.outings.picking import day_of, pick_visit, picked_place
from ui.components.outings.shown import Shown
from ui.components.plan_shown import kept
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.maps.outing_days import DayTour
from ui.maps.outing_map import OutingView, TourWay, outing_map, tour_ways, tours_overlay

HEIGHT = 250
_MAP = "outing_map"


def days_map(path: Path, shown: Shown, tours: list[DayTour], lang: Lang) -> None:
    """Draw the map, with the routes of the day that is open, or of the place's days."""
    county = state.get("county")
    ways = ways_of(path, shown, _days(shown), tours)
    place = picked_place()[0]
    name = f"{state.get('ws')}|schedule|{county}"
    st_folium(
        keep_view(_drawn(path, shown, county, lang), name),
        key=_MAP, height=HEIGHT, use_container_width=True,
        # The count tells a second click on the same thing from no click.
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            selection("place", place, _place_of(shown, place)),
            tours_overlay(ways, lang, fit=bool(ways)),
        ],
        on_change=lambda: _picked(shown),
    )  # fmt: skip


def _days(shown: Shown) -> set[dt.date]:
    """The day that is open; else that of the visit selected."""
    day = day_of(shown)
    if day is not None:
        return {day}
    date = picked_place()[1]
    return {date} if date else set()


def ways_of(
    path: Path, shown: Shown, days: set[dt.date], tours: list[DayTour]
) -> list[TourWay]:
    """Routes of some days, of the caravans shown."""
    vans = tuple(sorted({tour.caravan_id for tour in tours}))

    def make() -> list[TourWay]:
        found = [
            one for one in outings_of(path, shown)
            if one.date in days and one.caravan_id in vans
        ]  # fmt: skip
        travel = outings_shown.travel_of(path, shown.asked)
        return tour_ways(found, tours, travel)

    if not days:
        return []
    return kept(path, shown, ("ways", tuple(sorted(days)), vans), make)


def outings_of(path: Path, shown: Shown) -> list[Outing]:
    """Every day out of the plan."""
    return kept(path, shown, "outings", lambda: outings(shown.answer))


def _drawn(path: Path, shown: Shown, county: str, lang: Lang) -> folium.Map:
    def make() -> folium.Map:
        report = data.report(path, shown.asked.rule, shown.asked.travel)
        return outing_map(OutingView(shown.answer, report, lang, county)).to_map()

    # streamlit-folium changes the map it is given, so each caller gets a copy.
    return copy.deepcopy(kept(path, shown, ("map", county, lang), make))


def _place_of(shown: Shown, place: str) -> tuple[float, float] | None:
    """Where a place is; None where that is not known."""
    places = shown.answer.question.places
    found = places[places["place_id"] == place].geometry
    if found.empty or found.iloc[0] is None or found.iloc[0].is_empty:
        return None
    return float(found.iloc[0].x), float(found.iloc[0].y)


def _picked(shown: Shown) -> None:
    """Select the first visit of the place clicked, or the place where there is none."""
    clicked = parse_click(st.session_state[_MAP])
    if clicked is None or clicked.kind != "place":
        return
    visits = shown.answer.visits
    days = visits.loc[visits["place_id"] == clicked.code, "date"].tolist()
    day = next((one for one in days if one == state.get("outing_day")), None)
    first = day or (days[0] if days else None)
    pick_visit(clicked.code, first)
