"""Closing a road: what, when, and what it does, told before it is kept."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.roads.closures import Closure
from geo.words import Lang
from planner.closing import add_closure
from planner.journeys import class_text, road_text
from planner.rule import Rule
from planner.travelling import Roads, TravelChoice
from planner.wording import distance_text
from planner.workspace import Workspace
from ui.components import data, road_changes, road_data, road_maps, state
from ui.components.map_view import keep_view
from ui.components.messages import in_words, markup, plain
from ui.components.numbers import day_text
from ui.components.road_draft import MOST_CHARACTERS, PRESETS, WHENS, Draft
from ui.components.road_effect import effect_table, sentence
from ui.components.road_facts import RoadOption, option_of
from ui.components.road_list import closure_list
from ui.components.road_progress import waiting
from ui.maps.clicks import parse_drawn, parse_road
from ui.text import say


@st.fragment
def closures(path: Path, lang: Lang) -> None:
    """Draw the map, the form beside it, what it would do, and what is kept."""
    road_changes.refresh()
    with in_words(lang):
        roads = data.roads(path)
        if roads is None:
            return
        draft = Draft(path)
        choices = road_data.options(path, roads)
        option = _chosen(draft, choices, roads)
        left, right = st.columns([2, 1], gap="medium")
        with right:
            option = _what(draft, choices, option, lang)
            st.markdown(_effect_text(path, roads, draft, option, lang))
            _how(draft, option, lang)
            _save(path, draft, option, lang)
        with left:
            _map(path, draft, option, lang)
        _effect_rows(path, draft, option, lang)
        closure_list(path, roads, lang)
    state.publish()


def _chosen(
    draft: Draft, choices: dict[str, RoadOption], roads: Roads
) -> RoadOption | None:
    """Road chosen, which may be one without a name that was clicked."""
    key = draft.chosen["road"]
    if key in choices:
        return choices[key]
    clicked = draft.chosen["clicked"]
    found = option_of({}, roads.segments, clicked) if clicked else None
    if found is None or found[0] != key:
        draft.put(road="", clicked="")
        return None
    return found[1]


def _what(
    draft: Draft,
    choices: dict[str, RoadOption],
    option: RoadOption | None,
    lang: Lang,
) -> RoadOption | None:
    """Draw what is to be closed."""
    keys = ["", *choices]
    key = draft.chosen["road"]
    if key and key not in choices:
        keys.insert(1, key)
    own = {key: option} if option is not None else {}

    def told(one: str) -> str:
        road = own.get(one) or choices.get(one)
        return _option_text(road, lang) if road else say("closure_no_road", lang)

    st.selectbox(
        say("closure_road", lang), keys, format_func=told,
        help=say("closure_road_help", lang), **draft.widget("road", shown=""),
    )  # fmt: skip
    if draft.area is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_area_text(draft, option, lang), width="content")
            st.button(
                say("closure_area_forget", lang), key="closure_area_forget",
                on_click=_forget_area, args=(draft,),
            )  # fmt: skip
    return option


def _option_text(option: RoadOption, lang: Lang) -> str:
    name = road_text(option.name, option.ref, option.highway, lang)
    length = distance_text(option.metres, lang)
    kind = class_text(option.highway, lang)
    return say("closure_option", lang, name=name, kind=kind, length=length)


def _area_text(draft: Draft, option: RoadOption | None, lang: Lang) -> str:
    line = draft.area is not None and draft.area.geom_type.endswith("LineString")
    key = "closure_along" if line else "closure_inside"
    return say(f"{key}_road" if option else key, lang)


def _forget_area(draft: Draft) -> None:
    draft.put(area=None, begun=draft.chosen["begun"] + 1)


def _effect_text(
    path: Path, roads: Roads, draft: Draft, option: RoadOption | None, lang: Lang
) -> str:
    if draft.is_empty():
        return say("closure_hint", lang)
    closure = draft.what_if(option)
    km = road_data.kilometres(path, roads, closure)
    if not km:
        return say("closure_touches_nothing_here", lang)
    told = say("closure_km", lang, km=distance_text(km * 1000, lang))
    whom = road_data.subject(path)
    if whom is None or not road_data.is_judged(path):
        return f"{told} {say('closure_nobody', lang)}"
    rule, choice = road_data.asked()
    found = road_data.effect(path, rule, choice, closure=closure)
    told = f"{told} **{sentence(found, 'closure', whom, lang)}**"
    if draft.holds(road_data.day_of(rule)):
        return told
    # What is told is so while it holds, which on the rule's day it does not.
    day = day_text(road_data.day_of(rule), lang)
    return f"{told} {say('closure_not_now', lang, day=day)}"


def _effect_rows(
    path: Path, draft: Draft, option: RoadOption | None, lang: Lang
) -> None:
    if draft.is_empty() or not road_data.is_judged(path):
        return
    rule, choice = road_data.asked()
    found = road_data.effect(path, rule, choice, closure=draft.what_if(option))
    title = draft.chosen["name"] or draft.called(option, lang)
    effect_table(found, rule, title, lang, key="closure_effect")


def _how(draft: Draft, option: RoadOption | None, lang: Lang) -> None:
    """Draw when it is closed, what it is called, and why."""
    st.segmented_control(
        say("closure_when", lang), WHENS, required=True,
        format_func=lambda name: say(f"closure_when_{name}", lang),
        **draft.widget("when"),
    )  # fmt: skip
    if draft.chosen["when"] == "dates":
        for place, name in zip(st.columns(2), ("since", "until"), strict=True):
            place.date_input(
                say(f"closure_{name}", lang), value=None, format="YYYY-MM-DD",
                **draft.widget(name),
            )  # fmt: skip
    if draft.chosen["when"] == "season":
        _season(draft, lang)
    st.text_input(
        say("closure_name", lang), max_chars=MOST_CHARACTERS,
        **draft.widget("name", shown=draft.called(option, lang)),
    )  # fmt: skip
    st.text_input(
        say("closure_note", lang), max_chars=400,
        placeholder=say("closure_note_example", lang), **draft.widget("note", shown=""),
    )  # fmt: skip


def _season(draft: Draft, lang: Lang) -> None:
    with st.container(horizontal=True):
        for name, (first, last) in PRESETS.items():
            st.button(
                say(f"closure_season_{name}", lang), key=f"closure_season_{name}",
                on_click=_preset, args=(draft, first, last),
            )  # fmt: skip
    for place, name in zip(st.columns(2), ("first", "last"), strict=True):
        place.text_input(
            say(f"closure_{name}", lang), max_chars=5, placeholder="05-15",
            **draft.widget(name, shown=""),
        )  # fmt: skip


def _preset(draft: Draft, first: str, last: str) -> None:
    draft.put(first=first, last=last)


def _save(path: Path, draft: Draft, option: RoadOption | None, lang: Lang) -> None:
    problems = draft.problems(lang)
    if not draft.is_empty():
        for line in problems:
            st.error(line)
    frames, version = data.layers(path)
    row = None
    if not problems:
        row = draft.row(option, frames["closures"], lang)
    with st.container(horizontal=True):
        st.button(
            say("closure_save", lang), key="closure_save", type="primary",
            disabled=row is None, on_click=_keep,
            args=(draft, row, version, lang),
        )  # fmt: skip
        st.button(
            say("closure_forget", lang), key="closure_forget",
            disabled=draft.is_empty(), on_click=draft.begin,
        )  # fmt: skip


def _keep(draft: Draft, row: gpd.GeoDataFrame, version: str, lang: Lang) -> None:
    name = str(row["name"].iloc[0])
    change = say("closure_change_added", lang, name=name)

    def act() -> None:
        add_closure(Workspace(draft.path), row, made_from=version, change=change)

    if road_changes.keep(act, say("closure_saved", lang, name=plain(name)), lang):
        draft.begin()


def _map(path: Path, draft: Draft, option: RoadOption | None, lang: Lang) -> None:
    rule, choice = road_data.asked()
    closure = None if draft.is_empty() else draft.what_if(option)
    changed = places = None
    if road_data.is_judged(path):
        if data.layers(path)[0]["villages"].empty:
            places = _places(path, rule, choice, closure, lang)
        elif closure is not None:
            changed = road_data.effect(path, rule, choice, closure=closure).table
    drawn = road_maps.of_closures(
        path, rule, choice, closure, lang, changed=changed, places=places
    )
    begun = draft.chosen["begun"]
    key = f"closure_map_{begun}"
    st_folium(
        keep_view(drawn, f"{state.get('ws')}|roads"),
        key=key,
        height=road_maps.HEIGHT,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        on_change=lambda: _picked(draft, key, lang),
    )
    st.html(f'<span class="cp-caption">{markup(say("closure_map_hint", lang))}</span>')


def _places(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    closure: Closure | None,
    lang: Lang,
) -> pd.DataFrame:
    """Journeys of the named places, coloured where there are no villages."""
    with waiting(say("journey_working", lang)) as tell:
        return road_data.journey_table(
            path, choice, road_data.day_of(rule), of="places", bases="bases",
            to="", to_base=False, tell=tell, closure=closure,
        )  # fmt: skip


def _picked(draft: Draft, key: str, lang: Lang) -> None:
    """Take the road clicked or the area drawn."""
    output = st.session_state[key]
    road, corners = parse_road(output), parse_drawn(output)
    if corners is not None:
        draft.put(area=road_maps.polygon(corners))
        return
    # The roads may have gone since the map was drawn.
    with in_words(lang):
        roads = data.roads(draft.path) if road else None
        if roads is None:
            return
        found = option_of(road_data.options(draft.path, roads), roads.segments, road)
        if found is not None:
            draft.put(road=found[0], clicked=road)
