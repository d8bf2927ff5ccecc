"""Closures that are kept: when they hold, what they close, and what all of them do."""

from pathlib import Path

import geopandas as gpd
import streamlit as st

from geo.roads.closures import Closure
from geo.words import Lang
from planner.closing import switch_closure
from planner.travelling import Roads
from planner.wording import distance_text
from planner.workspace import Workspace
from ui.components import data, road_changes, road_data
from ui.components.messages import plain
from ui.components.numbers import day_text, joined
from ui.components.road_effect import effect_table, sentence
from ui.text import say

# More closures than this make the page slow; the layer can hold any number.
_MOST = 40
_WIDTHS = [0.55, 1.7, 1.5, 1.5, 0.8, 0.9, 0.7]
_COLUMNS = ("active", "name", "roads", "when", "km", "state", "delete")


def closure_list(path: Path, roads: Roads, lang: Lang) -> None:
    """Draw one row a closure with its switch, then what all in force change."""
    frames, version = data.layers(path)
    frame = frames["closures"]
    st.markdown(f"**{say('closures_kept', lang)}**")
    if frame.empty:
        st.caption(say("closures_none", lang))
        road_changes.undo(path, lang, key="closures")
        return
    heads = st.columns(_WIDTHS, vertical_alignment="center")
    for place, name in zip(heads, _COLUMNS, strict=True):
        place.caption(say(f"closure_head_{name}", lang))
    for row, closure in enumerate(road_data.every_closure(path)[:_MOST]):
        _row(path, roads, frame, version, row, closure, lang)
    if len(frame) > _MOST:
        st.caption(say("closures_more", lang, count=len(frame) - _MOST))
    road_changes.undo(path, lang, key="closures")
    _together(path, lang)


def state_of(closure: Closure, *, active: bool) -> str:
    """How a closure stands on the rule's day: ``off``, ``now``, or ``not_now``."""
    if not active:
        return "off"
    rule, _ = road_data.asked()
    return "now" if closure.holds(road_data.day_of(rule)) else "not_now"


def when_text(closure: Closure, lang: Lang) -> str:
    """Days on which a closure is in force, in words."""
    parts = []
    if closure.since or closure.until:
        days = (day_text(day, lang) for day in (closure.since, closure.until))
        since, until = (day or say("open_end", lang) for day in days)
        parts.append(say("closure_told_dates", lang, since=since, until=until))
    if closure.season is not None:
        first, last = (
            f"{month:02d}-{day:02d}"
            for month, day in (closure.season.first, closure.season.last)
        )
        parts.append(say("closure_told_season", lang, first=first, last=last))
    return joined(parts, lang) if parts else say("closure_when_always", lang)


def _row(
    path: Path,
    roads: Roads,
    frame: gpd.GeoDataFrame,
    version: str,
    row: int,
    closure: Closure,
    lang: Lang,
) -> None:
    active = bool(frame["active"].iloc[row])
    key = closure.key
    switch, name, which, when, km, now, delete = st.columns(
        _WIDTHS, vertical_alignment="center"
    )
    st.session_state[f"closure_active_{key}"] = active
    switch.toggle(
        say("closure_active_label", lang, name=plain(closure.name)),
        key=f"closure_active_{key}", label_visibility="collapsed",
        on_change=_switch, args=(path, key, closure.name, lang),
    )  # fmt: skip
    note = str(frame["note"].iloc[row])
    name.markdown(plain(closure.name), help=plain(note) if note else None)
    which.markdown(plain(_roads_text(closure, lang)))
    when.markdown(plain(when_text(closure, lang)))
    length = road_data.kilometres(path, roads, closure)
    km.markdown(plain(distance_text(length * 1000, lang)))
    now.markdown(say(f"closure_state_{state_of(closure, active=active)}", lang))
    with delete:
        asked = road_changes.ask(f"closure_delete_{key}", say("closure_delete", lang))
    if asked:
        with st.container(border=True):
            st.markdown(say("closure_delete_sure", lang, name=plain(closure.name)))
            road_changes.confirm(
                say("closure_delete_yes", lang), f"closure_delete_yes_{key}", lang,
                _delete, (path, frame, key, version, lang),
            )  # fmt: skip


def _roads_text(closure: Closure, lang: Lang) -> str:
    line = closure.area is not None and closure.area.geom_type.endswith("LineString")
    key = "closure_along" if line else "closure_inside"
    if not closure.roads:
        return say(key, lang)
    shown = joined(closure.roads[:3], lang)
    if len(closure.roads) > len(closure.roads[:3]):
        shown = say("closure_more_roads", lang, names=shown, count=len(closure.roads))
    return shown if closure.area is None else f"{shown} · {say(key, lang)}"


def _switch(path: Path, key: str, name: str, lang: Lang) -> None:
    active = bool(st.session_state[f"closure_active_{key}"])
    change = say(f"closure_change_{'on' if active else 'off'}", lang, name=name)

    def act() -> None:
        switch_closure(Workspace(path), key, active=active, change=change)

    road_changes.keep(act, say("roads_done", lang, what=plain(change)), lang)


def _delete(
    path: Path, frame: gpd.GeoDataFrame, key: str, version: str, lang: Lang
) -> None:
    own = frame["closure_id"] == key
    name = str(frame.loc[own, "name"].iloc[0])
    change = say("closure_change_deleted", lang, name=name)
    rows = frame[~own].reset_index(drop=True)

    def act() -> None:
        Workspace(path).replace_layer(
            "closures", rows, change=change, made_from=version
        )

    road_changes.keep(act, say("roads_done", lang, what=plain(change)), lang)


def _together(path: Path, lang: Lang) -> None:
    """What all closures in force do, against none."""
    whom = road_data.subject(path)
    if whom is None or not road_data.is_judged(path):
        return
    rule, choice = road_data.asked()
    found = road_data.effect(path, rule, choice)
    st.markdown(f"**{sentence(found, 'all', whom, lang)}**")
    if not choice.closures:
        st.caption(say("closures_not_observed", lang))
    effect_table(found, rule, say("closures_kept", lang), lang, key="closures_all")
