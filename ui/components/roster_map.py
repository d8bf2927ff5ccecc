"""The map of the roster on the page: ties of what is selected, clicks, suggestions."""

import copy
from pathlib import Path

import folium
import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from geo.words import Lang
from ui.components import data, roster_data, state
from ui.components.map_view import keep_view
from ui.components.roster_data import Roster
from ui.components.roster_open import suggested
from ui.components.visits import visit
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.maps.roster_map import RosterView, roster_map, ties_overlay

HEIGHT = 300
_MAP, _VIEW = "roster_map", "roster_map_view"
# Widget that chooses the view of the page.
VIEWS = "widget:roster_view"


def ties_map(path: Path, roster: Roster, lang: Lang) -> None:
    """Draw the map."""
    pick, county = state.get("pick"), state.get("county")
    name, picked = _view_name(county, pick)
    st_folium(
        keep_view(
            _drawn(path, roster, county, lang), name,
            picked=picked,
            visit=visit("roster", VIEWS), selected=f"{pick.kind}:{pick.code}",
        ),
        key=_MAP, height=HEIGHT, use_container_width=True,
        # The count tells a second click on the same thing from no click.
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            selection(pick.kind, pick.code, _place_of(roster, pick)),
            _overlay(path, roster, lang),
        ],
        on_change=_picked,
    )  # fmt: skip


def _view_name(county: str, pick: state.Pick) -> tuple[str, str]:
    """Name of the view, and what was selected when it began and is not gone to.

    Another county begins a new view: the whole of it is seen, and neither where the map
    stood at an earlier visit nor where somebody selected lives.
    """
    at = (state.get("ws"), county)
    was, turn, picked = st.session_state.get(_VIEW, (at, 0, ""))
    if was != at:
        turn, picked = turn + 1, f"{pick.kind}:{pick.code}" if pick.code else ""
    st.session_state[_VIEW] = at, turn, picked
    return f"{at[0]}|roster|{county}|{turn}", picked


def _place_of(roster: Roster, pick: state.Pick) -> tuple[float, float] | None:
    """Where the village or person selected is, drawn in the county shown or not."""
    question, places = roster.answer.question, _places(roster)
    frames = {
        "village": (question.villages["village_code"], places[0]),
        "commissioner": (question.people["commissioner_id"], places[1]),
    }
    if pick.kind not in frames:
        return None
    codes, lonlat = frames[pick.kind]
    found = lonlat[(codes == pick.code).to_numpy()]
    if not len(found) or not np.isfinite(found[0]).all():
        return None
    return float(found[0, 0]), float(found[0, 1])


def _drawn(path: Path, roster: Roster, county: str, lang: Lang) -> folium.Map:
    def make() -> folium.Map:
        report = data.report(path, roster.asked.rule, roster.asked.travel)
        return roster_map(RosterView(roster.answer, report, lang, county)).to_map()

    what = ("map", county, lang)
    # streamlit-folium changes the map it is given, so each caller gets a copy.
    return copy.deepcopy(roster_data.kept(path, roster.asked, what, make))


def _overlay(path: Path, roster: Roster, lang: Lang) -> folium.FeatureGroup:
    """Ties of what is selected, or those of one person more."""
    view = _places(roster)
    more = suggested(path, roster)
    if more is not None:
        fix, row = more
        rows = roster.answer.question.posts["row"].to_numpy()
        home = view[0][row]
        ends = [view[0][rows[post]] for post in np.asarray(fix.posts).tolist()]
        pairs = [(tuple(home), tuple(end)) for end in ends]
        return ties_overlay(pairs, lang, home=tuple(home), fit=True)
    posts, pick = roster.posts, state.get("pick")
    by = "village_code" if pick.kind == "village" else "commissioner_id"
    filled = posts["commissioner_id"] != ""
    own = np.flatnonzero(filled & (posts[by] == pick.code))
    village = roster.answer.question.posts["row"].to_numpy()[own]
    person = roster.answer.plan.person[own]
    pairs = [
        (tuple(view[1][one].tolist()), tuple(view[0][row].tolist()))
        for row, one in zip(village.tolist(), person.tolist(), strict=True)
    ]
    return ties_overlay(pairs, lang)


def _places(roster: Roster) -> tuple[np.ndarray, np.ndarray]:
    """Longitude, latitude of villages and of people."""
    question = roster.answer.question
    villages, people = (
        frame.geometry.get_coordinates(index_parts=False).reindex(frame.index)
        for frame in (question.villages, question.people)
    )
    return villages.to_numpy(), people.to_numpy()


def _picked() -> None:
    picked = parse_click(st.session_state[_MAP])
    if picked is not None and picked.kind in ("village", "commissioner"):
        state.put(pick=state.Pick(picked.kind, picked.code))
