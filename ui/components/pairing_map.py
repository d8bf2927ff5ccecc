"""The map of a pairing on the page: clicks, and the ties of what is picked."""

import copy
from pathlib import Path

import folium
import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from planner.pairing.choice import COUNTY_KINDS
from ui.components import data, pairing_data, state
from ui.components.map_view import keep_view
from ui.components.pairing_data import Pairing
from ui.components.visits import visit
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.maps.pairing_map import PairingView, pairing_map
from ui.maps.roster_map import ties_overlay
from ui.text import say

HEIGHT = 300
_MAP = "pairing_map"
# Widget that chooses the view of the page.
VIEWS = "widget:pair_view"


def pairs_map(path: Path, pairing: Pairing, lang: Lang) -> None:
    """Draw the map."""
    county = state.get("county")
    rows = _picked_rows(pairing)
    places = pairing.answer.question.posts[["lon", "lat"]].to_numpy(dtype=float)
    place = tuple(places[rows[0]].tolist()) if len(rows) else None
    if place is not None and not np.isfinite(place).all():
        place = None
    kind, code = _code(pairing, rows)
    name = f"{state.get('ws')}|{pairing.asked.kind}|{county}"
    st_folium(
        keep_view(
            _drawn(path, pairing, county, lang), name,
            visit=visit("pairing", VIEWS), selected=f"{kind}:{code}",
        ),
        key=_MAP, height=HEIGHT, use_container_width=True,
        # The count tells a second click on the same thing from no click.
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            selection(kind, code, place), _overlay(pairing, rows, lang)
        ],
        on_change=lambda: _clicked(pairing),
    )  # fmt: skip
    if len(rows) and place is None:
        st.caption(say("pairing_map_no_place", lang))


def _picked_rows(pairing: Pairing) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Posts of the village, county or person picked."""
    row = pairing.row_of(state.get("pair_pick"))
    if row < 0:
        return np.empty(0, dtype=np.int64)
    posts = pairing.posts
    own = posts["person_id"] if posts["person_id"].iloc[row] else posts["unit_code"]
    return np.flatnonzero((own == own.iloc[row]).to_numpy())


def _code(
    pairing: Pairing, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> tuple[str, str]:
    """Kind and code of the symbol picked, as the map knows it."""
    if not len(rows):
        return "", ""
    post = pairing.posts.iloc[rows[0]]
    if post["person_id"]:
        return "commissioner", str(post["person_id"])
    kind = "county" if pairing.asked.kind in COUNTY_KINDS else "village"
    return kind, str(post["unit_code"])


def _drawn(path: Path, pairing: Pairing, county: str, lang: Lang) -> folium.Map:
    def make() -> folium.Map:
        rule = state.rule(data.today())
        report = data.report(path, rule, pairing.asked.travel)
        view = PairingView(pairing.answer, report, lang, county)
        return pairing_map(view).to_map()

    what = ("map", county, lang)
    # streamlit-folium changes the map it is given, so each caller gets a copy.
    return copy.deepcopy(pairing_data.kept(path, pairing.asked, what, make))


def _overlay(
    pairing: Pairing, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]", lang: Lang
) -> folium.FeatureGroup:
    """Ties of what is picked."""
    question, held = pairing.answer.question, pairing.answer.plan.person
    places = question.posts[["lon", "lat"]].to_numpy(dtype=float)
    homes = question.parties[["lon", "lat"]].to_numpy(dtype=float)
    pairs = [
        (tuple(homes[held[row]].tolist()), tuple(places[row].tolist()))
        for row in rows.tolist()
        if held[row] >= 0
    ]
    return ties_overlay(pairs, lang)


def _clicked(pairing: Pairing) -> None:
    picked = parse_click(st.session_state[_MAP])
    if picked is None:
        return
    posts = pairing.posts
    column = "person_id" if picked.kind == "commissioner" else "unit_code"
    own = posts.loc[posts[column] == picked.code, "post_id"]
    if len(own):
        state.put(pair_pick=str(own.iloc[0]))
