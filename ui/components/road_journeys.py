"""Journeys: minutes of every place to a base, and the way by a click."""

from collections import Counter
from collections.abc import Hashable
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.roads.paths import Path as Way
from geo.schemas import LayerName
from geo.words import Lang
from planner.journeys import Stops, legs_text
from planner.wording import distance_text
from ui.components import (
    data,
    road_changes,
    road_data,
    road_maps,
    road_state,
    state,
)
from ui.components.map_view import keep_view
from ui.components.messages import in_words, markup
from ui.components.road_journey_table import (
    Asked,
    journey_table,
    pick,
    picked,
    unpick,
)
from ui.components.road_progress import waiting
from ui.maps.clicks import parse_click
from ui.maps.gap_map import selection
from ui.maps.routes import Route, route_of, route_overlay
from ui.text import say

_MAP, _MAP_HEIGHT = "journey_map", 390


@st.fragment
def journeys(path: Path, lang: Lang) -> None:
    """Draw the choices, the map with the way beside it, and the table."""
    road_changes.refresh()
    with in_words(lang):
        asked = _controls(path, lang)
        if asked is None:
            return
        rule, choice = road_data.asked()
        with waiting(say("journey_working", lang)) as tell:
            table = road_data.journey_table(
                path, choice, road_data.day_of(rule), of=asked.of, bases=asked.bases,
                to=asked.to, to_base=asked.to_base, tell=tell,
            )  # fmt: skip
        st.markdown(_summary(table, asked, lang))
        left, right = st.columns([2, 1], gap="medium")
        with right:
            way = _card(path, table, asked, lang)
        with left:
            _map(path, table, asked, way, lang)
        journey_table(path, table, asked, lang)
    state.publish()


def _controls(path: Path, lang: Lang) -> Asked | None:
    """Draw who travels where; explain what is missing."""
    frames, _ = data.layers(path)
    origins: list[LayerName] = [
        name for name in ("places", "villages") if len(frames[name])
    ]
    if not origins:
        st.info(say("journey_no_places", lang))
        st.button(
            say("roads_empty_import", lang), key="journey_import",
            on_click=state.go, args=("data", "import"),
        )  # fmt: skip
        return None
    bases: LayerName = "bases" if len(frames["bases"]) else "places"
    if bases == "places" and frames["places"].empty:
        bases = "villages"
    ends = road_data.stops_of(path, bases)
    if bases != "bases":
        st.info(say("journey_no_bases", lang))
    several = len(origins) > 1
    places = iter(
        st.columns([1, 2, 2] if several else [2, 3], vertical_alignment="bottom")
    )
    of = origins[0]
    if several:
        of = next(places).segmented_control(
            say("journey_of", lang), origins, required=True,
            format_func=lambda name: say(f"journey_of_{name}", lang),
            **road_state.widget("journey_of", "villages", among=origins),
        )  # fmt: skip
    with next(places):
        to = _to(ends, nearest=bases == "bases", lang=lang)
    # Villages are served, and the verdict counts the ways of those who serve them.
    to_base = next(places).segmented_control(
        say("journey_direction", lang), (True, False), required=True,
        format_func=lambda one: say(f"journey_{'to' if one else 'from'}_base", lang),
        **road_state.widget("journey_direction", of == "places"),
    )  # fmt: skip
    return Asked(of, bases, to, bool(to_base))


def _to(ends: Stops, *, nearest: bool, lang: Lang) -> str:
    names = _told_apart(ends)
    ids = [*([""] if nearest else []), *ends.ids]
    to: str = st.selectbox(
        say("journey_to", lang), ids,
        format_func=lambda one: names[one] if one else say("journey_nearest", lang),
        **road_state.widget("journey_to", ids[0], among=ids),
    )  # fmt: skip
    return to


def _told_apart(ends: Stops) -> dict[str, str]:
    """Names by id; of several alike each with its id, for a list to choose from."""
    counts = Counter(ends.names)
    return {
        one: f"{name} · {one}" if counts[name] > 1 else name
        for one, name in zip(ends.ids, ends.names, strict=True)
    }


def _summary(table: pd.DataFrame, asked: Asked, lang: Lang) -> str:
    """Say how many are reached, and how long it takes."""
    minutes = table["minutes"].dropna()
    noun = say(f"effect_whom_{asked.of}", lang)
    told = {"count": len(table), "noun": noun}
    if minutes.empty:
        return say("journey_none", lang, **told)
    numbers = {
        "reached": len(minutes),
        "middle": f"{minutes.median():.0f}",
        "most": f"{minutes.max():.0f}",
    }
    return say("journey_summary", lang, **told, **numbers)


def _card(
    path: Path, table: pd.DataFrame, asked: Asked, lang: Lang
) -> tuple[Route, ...]:
    """Draw the way of the place picked, road by road; return it for the map."""
    code = picked(asked, table)
    if not code:
        st.html(
            '<div class="cp-card"><div class="sub">'
            f"{markup(say('journey_hint', lang))}</div></div>"
        )
        return ()
    row = table.loc[code]
    way, route = _way(path, row, asked)
    lines = _card_lines(row, way, lang)
    st.html(lines)
    st.button(say("unpick", lang), key="journey_unpick", on_click=unpick)
    return () if route is None else (route,)


def _way(path: Path, row: "pd.Series", asked: Asked) -> tuple[Way | None, Route | None]:
    """Way between a place and its base, in the direction of travel."""
    if not row["base_id"]:
        return None, None
    rule, choice = road_data.asked()
    roads = road_data.travel(
        path, choice, road_data.day_of(rule), to_base=asked.to_base
    )
    ends = road_data.stops_of(path, asked.bases)
    base = ends.lonlat[ends.ids.index(row["base_id"])]
    place = np.array([row["lon"], row["lat"]], dtype=float)
    way = None if roads is None else roads.path(place, base)
    if way is None:
        return None, None
    start, end = (place, base) if asked.to_base else (base, place)
    corners = [(float(at[0]), float(at[1])) for at in (start, end)]
    return way, route_of(way, corners[0], corners[1])


def _card_lines(row: "pd.Series", way: Way | None, lang: Lang) -> str:
    name = markup(str(row["name"]))
    if way is None:
        placed = np.isfinite([row["lon"], row["lat"]]).all()
        why = say("journey_no_way" if placed else "journey_no_place", lang)
        far = row["road_m"]
        if np.isfinite(far):
            distance = distance_text(float(far), lang)
            why = f"{why} {say('journey_road_far', lang, distance=distance)}"
        return f'<div class="cp-card" data-way><h3>{name}</h3>{markup(why)}</div>'
    told = say(
        "journey_card", lang, base=str(row["base"]),
        minutes=f"{row['minutes']:.0f}", distance=distance_text(way.metres, lang),
    )  # fmt: skip
    legs = "".join(f"<li>{markup(line)}</li>" for line in legs_text(way, lang))
    return (
        f'<div class="cp-card" data-way><h3>{name}</h3>'
        f'<div class="sub">{markup(told)}</div>'
        f'<ol style="max-height: 15rem; overflow: auto">{legs}</ol></div>'
    )


def _map(
    path: Path,
    table: pd.DataFrame,
    asked: Asked,
    routes: tuple[Route, ...],
    lang: Lang,
) -> None:
    rule, choice = road_data.asked()
    key: Hashable = asked
    village = asked.of == "villages"
    drawn = road_maps.of_journeys(
        path, rule, choice, table, _ends_drawn(path, asked), lang,
        asked=key, village=village,
    )  # fmt: skip
    code = picked(asked, table)
    kind = "village" if village else "place"
    place = _place(table, code)
    st_folium(
        keep_view(drawn, f"{state.get('ws')}|journeys|{asked.of}"),
        key=_MAP,
        height=_MAP_HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=[
            selection(kind if code else "", code, place),
            route_overlay(routes, lang=lang, fit=bool(routes)),
        ],
        on_change=lambda: _clicked(asked),
    )


def _ends_drawn(path: Path, asked: Asked) -> Stops:
    """Every base; of what stands for bases only the one that is meant."""
    ends = road_data.stops_of(path, asked.bases)
    if asked.bases == "bases":
        return ends
    at = ends.ids.index(asked.to)
    return Stops((asked.to,), (ends.names[at],), ends.lonlat[at : at + 1])


def _clicked(asked: Asked) -> None:
    found = parse_click(st.session_state[_MAP])
    if found is None:
        return
    if found.kind in ("place", "village"):
        pick(asked, found.code)
    elif found.kind == "base":
        # A click on a base asks for the journeys to that one.
        road_state.put("journey_to", found.code)


def _place(table: pd.DataFrame, code: str) -> tuple[float, float] | None:
    """Longitude, latitude of the place picked; None where it has none."""
    if not code:
        return None
    lon, lat = table.loc[code, ["lon", "lat"]].astype(float).tolist()
    return (lon, lat) if np.isfinite([lon, lat]).all() else None
