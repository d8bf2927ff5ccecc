"""The map of the groups on the page: clicks, and where the members come from."""

import copy
from collections.abc import Mapping

import folium
import streamlit as st
from streamlit_folium import st_folium

from geo.schemas import LAYERS, LayerName
from geo.words import Lang
from planner.advising.wording import lacks_text
from ui.components import state
from ui.components.advisory.shown import Shown, kept
from ui.components.advisory.words import wait_label
from ui.components.map_view import keep_view
from ui.components.numbers import day_text
from ui.components.visits import visit
from ui.maps.advisory_map import AdvisoryView, GroupFill, advisory_map, places_of
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.maps.roster_map import ties_overlay
from ui.text import say

HEIGHT = 440
# Widget that chooses the view of the page.
VIEWS = "widget:advisory_view"
_MAP = "advisory_map"
_TOLD: tuple[LayerName, ...] = ("counties", "applications", "experts")
_COUNTY = 6


def groups_map(now: Shown, lang: Lang) -> None:
    """Draw the map; a click on a county opens its card."""
    county = state.get("county")
    made = copy.deepcopy(kept(now, ("map", lang), lambda: _drawn(now, lang)))
    st_folium(
        keep_view(
            made, _view_name(county), visit=visit("advisory", VIEWS),
            selected=f"county:{county}" if county else "",
        ),
        key=_MAP, height=HEIGHT, use_container_width=True,
        # The count tells a second click on the same thing from no click.
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            selection("county" if county else "", county), _homes(now, lang)
        ],
        on_change=_clicked,
    )  # fmt: skip


def _view_name(county: str) -> str:
    """Name of the view kept: none chosen, the map goes back to what was seen then."""
    return f"{state.get('ws')}|advisory|{'one' if county else 'all'}"


def _clicked() -> None:
    picked = parse_click(st.session_state[_MAP])
    if picked is not None and picked.kind == "county":
        state.put(county=picked.code, advisory_member="")


def fills(now: Shown, lang: Lang) -> Mapping[str, GroupFill]:
    """How each county that is asked about is drawn, and what is said of it."""
    return {
        str(code): GroupFill(now.state_of(str(code)), _lines(now, str(code), lang))
        for code in now.counties.index
    }


def _lines(now: Shown, county: str, lang: Lang) -> tuple[str, ...]:
    row = now.county(county)
    if county not in now.groups.index:
        return (wait_label(str(row["waits"]), lang),) if row["waits"] else ()
    group = now.group(county)
    told = [
        say("advisory_map_members", lang, count=int(group["members"])),
        say("advisory_map_leader", lang, name=str(group["leader"]))
        if group["leader"]
        else "",
    ]
    lacks = lacks_text(str(group["lacks"]), lang)
    told.append(say("advisory_map_lacks", lang, lacks=lacks) if lacks else "")
    if group["illustrative"]:
        told.append(say("atlas_illustrative", lang))
    return tuple(one for one in told if one)


def view_of(now: Shown, lang: Lang) -> AdvisoryView:
    """What the map shows."""
    frames = now.layers
    made_up = tuple(
        LAYERS[name].label(lang) for name in _TOLD if frames[name]["illustrative"].any()
    )
    day = day_text(now.answer.question.on, lang)
    return AdvisoryView(frames["counties"], fills(now, lang), lang, day, made_up)


def _drawn(now: Shown, lang: Lang) -> folium.Map:
    return advisory_map(view_of(now, lang)).to_map()


def _homes(now: Shown, lang: Lang) -> folium.FeatureGroup:
    """Lines from the county chosen to the counties its members live in."""
    county = state.get("county")
    places = kept(now, ("places", lang), lambda: places_of(view_of(now, lang)))
    homes: list[str] = now.members_of(county)["home_unit"].tolist()
    pairs = [
        (places[home[:_COUNTY]], places[county])
        for home in homes
        if home[:_COUNTY] in places and county in places and home[:_COUNTY] != county
    ]
    return ties_overlay(pairs, lang)
