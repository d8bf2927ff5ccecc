"""Cached reading and judging; the only place that caches.

Everything is kept by what it depends on, workspace path, data version and settings,
never by a frame: a changed workspace or rule is another entry, so nothing shown is
ever stale.
"""

import datetime as dt
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.issues import Issue
from geo.roads.closures import from_layer
from geo.roads.engine import RoadTravel
from geo.schemas import LAYERS, LayerName
from geo.words import Lang
from planner.heights import heights_path
from planner.intake import check_workspace
from planner.programmes.loading import programmes_of
from planner.programmes.score import Score, score_layers
from planner.programmes.scoring import SCORED_LAYERS
from planner.report import CoverageReport, build_report
from planner.rule import Rule
from planner.travelling import (
    Roads,
    TravelChoice,
    open_roads,
    profiles_from,
    travel_for,
)
from planner.verify import spot_check
from planner.verify_roads import RoadModel
from planner.workspace import Layers, Workspace, may_be_workspace
from ui.components import tables
from ui.components.map_view import MapStyle
from ui.components.numbers import joined
from ui.maps.gap_map import gap_map
from ui.maps.overview import overview_map
from ui.maps.roads import RoadsDrawn, roads_drawn

FOLDER_VARIABLE = "COVERAGE_WORKSPACES"
_HISTORY = ".history"
# Between the data version and what is known of the heights.
_HEIGHTS = "+"
_MOST_KEPT, _KEEPING = 48, threading.Lock()
# A score of the whole nation takes gigabytes.
_MOST_SCORES, _SCORING = 3, threading.Lock()
_Versions = Mapping[LayerName, str]
_TRAVEL_LAYERS: tuple[LayerName, ...] = ("roads", "closures")
T = TypeVar("T")


def folder() -> Path:
    """Folder that holds the workspaces to choose from."""
    return Path(os.environ.get(FOLDER_VARIABLE) or "workspaces")


def workspaces() -> dict[str, Path]:
    """Workspace files by name: those in the folder, and in its folders."""
    root = folder()
    loose = [path for path in sorted(root.glob("*.gpkg")) if path.is_file()]
    found = {path.stem: path for path in loose if may_be_workspace(path)}
    for path in sorted(root.glob("*/*.gpkg")):
        home = path.parent
        if home.suffix == _HISTORY or home.name.startswith("."):
            continue
        if not may_be_workspace(path):
            continue
        plain = path.stem == "workspace"
        found[home.name if plain else f"{home.name}/{path.stem}"] = path
    return found


def new_workspace(name: str) -> Path:
    """Where a workspace of a name would be kept."""
    return folder() / name / "workspace.gpkg"


def today() -> dt.date:
    """Day at the planner's desk."""
    return dt.datetime.now().astimezone().date()


def place_name(path: Path, lang: Lang) -> str:
    """Cities a workspace is about; empty where none is named."""
    names = _cities(str(path), Workspace(path).data_version)
    return joined(names[:3], lang)


def layers(path: Path) -> tuple[Layers, str]:
    """Layers of a workspace and the data version they have; not to be changed."""
    workspace = Workspace(path)
    while True:
        version, each = workspace.data_version, workspace.layer_versions()
        frames: Layers = {
            name: _layer(str(path), name, each.get(name, "")) for name in LAYERS
        }
        # A change may have come between; then read what it left.
        if workspace.data_version == version:
            return frames, version
        for name in LAYERS:
            _layer.clear(str(path), name, each.get(name, ""))


def stamp(path: Path) -> str:
    """What everything shown of a workspace depends on: its data, and its heights."""
    workspace = Workspace(path)
    version, heights = workspace.data_version, heights_path(workspace)
    if not heights.is_file():
        return version
    told = heights.stat()
    return f"{version}{_HEIGHTS}{told.st_mtime_ns}:{told.st_size}"


def roads(path: Path) -> Roads | None:
    """Roads of a workspace with its closures; None where it has no roads."""
    frames, _ = layers(path)
    if frames["roads"].empty:
        return None
    workspace = Workspace(path)
    found = _network(
        str(path),
        workspace.layer_versions()["roads"],
        workspace.profiles_text(),
        stamp(path).partition(_HEIGHTS)[2],
    )
    closures = from_layer(frames["closures"])
    # The prepared searches stay the same ones: closures are laid over them.
    return None if found is None else replace(found, closures=closures)


def has_broken_speeds(path: Path) -> bool:
    """Whether the workspace has speed profiles of its own that cannot be used.

    Raises
    ------
    planner.errors.PlanInputError
        If the workspace is not ours.
    """
    text = Workspace(path).profiles_text()
    try:
        return bool(text and not profiles_from(text))
    except ValueError:
        return True


def road_travel(path: Path, choice: TravelChoice, on: dt.date) -> RoadTravel | None:
    """Travel along the roads, chosen or not; None where there are none."""
    found = roads(path)
    return None if found is None else found.travel(choice, on=on)


def report(path: Path, rule: Rule, choice: TravelChoice) -> CoverageReport:
    """Verdict of a rule on a workspace.

    Raises
    ------
    planner.errors.PlanInputError
        If the workspace is not ours, or has no villages or counties.
    """
    version = stamp(path)
    found = _report(str(path), version, rule, choice)
    if stamp(path) != version:
        # A change came between: what was made may be of either state.
        _report.clear(str(path), version, rule, choice)
    return found


def faults(path: Path, rule: Rule, choice: TravelChoice) -> tuple[str, ...]:
    """Where an independent spot check disagrees with the verdict; normally nowhere."""
    version = stamp(path)
    return _faults(str(path), version, rule, choice)


def score(path: Path, choice: TravelChoice) -> Score:
    """Score of every programme's rows today; what has not changed is kept.

    Raises
    ------
    planner.errors.PlanInputError
        If the workspace is not ours, or has no villages or counties.
    """
    workspace, day = Workspace(path), today()
    frames, version = layers(path)
    versions = workspace.layer_versions()
    # How reach is measured and what is asked: with another all is scored anew.
    travel = [versions.get(name, "") for name in _TRAVEL_LAYERS]
    texts = (workspace.programme_texts(), workspace.profiles_text())
    asked = (day, *travel, *texts, stamp(path).partition(_HEIGHTS)[2])
    key = (str(path), choice)
    with _SCORING:
        before = _scores().get(key)
        if before is not None and before[0] == asked:
            found = before[2]
            for name in SCORED_LAYERS:
                if versions.get(name) != before[1].get(name):
                    found = found.updated(name, frames[name])
        else:
            found = _new_score(path, frames, choice, day)
        # What was read while a change came is of neither state, and not kept.
        if workspace.data_version == version:
            _scores()[key] = (asked, versions, found)
            _scores().move_to_end(key)
            while len(_scores()) > _MOST_SCORES:
                _scores().popitem(last=False)
    return found


def _new_score(path: Path, frames: Layers, choice: TravelChoice, day: dt.date) -> Score:
    found_roads = roads(path) if choice.method == "roads" else None
    travel = travel_for(Workspace(path), choice, on=day, roads=found_roads)
    programmes = programmes_of(Workspace(path))
    return score_layers(frames, on=day, programmes=programmes, travel=travel)


@st.cache_resource(show_spinner=False)
def _scores() -> OrderedDict[Hashable, tuple[Hashable, _Versions, Score]]:
    return OrderedDict()


def kept_with(score: Score, asked: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """Make something once of a score, whatever became of the data; see :func:`kept`."""
    for key, (state, versions, found) in list(_scores().items()):
        if found is score:
            return kept((key, state, tuple(versions.items()), *asked), make)
    # Somebody has changed the data since.
    return make()


def problems(path: Path) -> tuple[Issue, ...]:
    """Open problems of what is in a workspace."""
    version = stamp(path)
    return _problems(str(path), version, today())


def gap(
    path: Path, rule: Rule, choice: TravelChoice, *, lang: Lang, style: MapStyle
) -> folium.Map:
    """Draw the gap map; each caller gets a copy of its own."""
    version = stamp(path)
    return _gap(str(path), version, rule, choice, lang, style)


def overview(path: Path, rule: Rule, choice: TravelChoice, *, lang: Lang) -> folium.Map:
    """Draw the overview map; each caller gets a copy of its own."""
    version = stamp(path)
    return _overview(str(path), version, rule, choice, lang)


@st.cache_resource(max_entries=48, show_spinner=False)
def _layer(path: str, name: LayerName, version: str) -> gpd.GeoDataFrame:
    # Part of the key only; Streamlit leaves names that begin with _ out of it.
    del version
    return Workspace(Path(path)).layer(name)


@st.cache_resource(max_entries=4, show_spinner=False)
def _network(path: str, version: str, profiles: str, heights: str) -> Roads | None:
    del version, profiles, heights
    return open_roads(Workspace(Path(path)))


@st.cache_resource(max_entries=16, show_spinner=False)
def _report(
    path: str, version: str, rule: Rule, choice: TravelChoice
) -> CoverageReport:
    day = rule.on or today()
    workspace, place = Workspace(Path(path)), Path(path)
    # A straight line is measured whatever is wrong with the roads.
    found_roads = roads(place) if choice.method == "roads" else None
    found = build_report(
        layers(place)[0],
        rule,
        travel=travel_for(workspace, choice, on=day, roads=found_roads),
        today=day,
        data_version=version.partition(_HEIGHTS)[0],
    )
    # Joined here once, so that sessions that share the report only read it.
    _ = found.villages
    return found


def drawn_roads(path: Path, rule: Rule, choice: TravelChoice) -> RoadsDrawn | None:
    """Roads as maps draw them; None where travel is a straight line."""
    travel = measured(path, rule, choice)
    if travel is None:
        return None
    version = stamp(path)
    key = ("drawn roads", str(path), version, rule.on, choice)
    return kept(key, lambda: roads_drawn(travel))


def measured(path: Path, rule: Rule, choice: TravelChoice) -> RoadTravel | None:
    """Roads a verdict was made on; None where it was a straight line."""
    if choice.method != "roads":
        return None
    return road_travel(path, choice, rule.on or today())


@st.cache_data(max_entries=16, show_spinner=False)
def _faults(
    path: str, version: str, rule: Rule, choice: TravelChoice
) -> tuple[str, ...]:
    verdict = _report(path, version, rule, choice).verdict
    travel = measured(Path(path), rule, choice)
    found_roads = None if travel is None else roads(Path(path))
    heights = None if found_roads is None else found_roads.heights
    model = None if travel is None else RoadModel.of(travel, elevation=heights)
    found = spot_check(verdict.problem, verdict, roads=model)
    return tuple(f"{one.promise} {one.subject}: {one.detail}" for one in found)


# Asked for every workspace on every run, so one layer and many entries.
@st.cache_data(max_entries=256, show_spinner=False)
def _cities(path: str, version: str) -> list[str]:
    del version
    names = Workspace(Path(path)).layer("counties")["city_name"]
    return [str(name) for name in names.unique() if name]


@st.cache_data(max_entries=8, show_spinner=False)
def _problems(path: str, version: str, day: dt.date) -> tuple[Issue, ...]:
    del version
    return tuple(check_workspace(Workspace(Path(path)), today=day))


@st.cache_data(max_entries=24, show_spinner=False)
def _gap(
    path: str,
    version: str,
    rule: Rule,
    choice: TravelChoice,
    lang: Lang,
    style: MapStyle,
) -> folium.Map:
    return gap_map(
        _report(path, version, rule, choice),
        lang=lang,
        level=style.level,
        show=frozenset(style.show),
        reasons=frozenset(style.reasons) if style.reasons else None,
        county=style.county,
        selected="",
        map_number=style.map_number,
        roads=drawn_roads(Path(path), rule, choice),
        colour=style.colour,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _overview(
    path: str, version: str, rule: Rule, choice: TravelChoice, lang: Lang
) -> folium.Map:
    return overview_map(_report(path, version, rule, choice), lang=lang)


def village_rows(
    path: Path, rule: Rule, choice: TravelChoice, *, lang: Lang
) -> pd.DataFrame:
    """Every village with its verdict in words; see :mod:`ui.components.tables`."""
    version = stamp(path)
    return _village_rows(str(path), version, rule, choice, lang)


@st.cache_data(max_entries=16, show_spinner=False)
def _village_rows(
    path: str, version: str, rule: Rule, choice: TravelChoice, lang: Lang
) -> pd.DataFrame:
    return tables.village_rows(_report(path, version, rule, choice), lang)


def sources(path: Path) -> list[Mapping[str, object]]:
    """Files that went into a workspace."""
    return list(Workspace(path).sources())


def sources_before(path: Path) -> list[Mapping[str, object]]:
    """Files that had gone in before the last import; none if nothing is kept."""
    states = sorted(path.with_suffix(_HISTORY).glob("*.gpkg"))
    return sources(states[-1]) if states else []


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Make something once for a key; all sessions share it, so it must not be changed.

    Unlike what Streamlit caches itself, ``make`` may draw a progress bar.

    Parameters
    ----------
    key
        Everything it depends on, the workspace's path and data version included.
    make
        Makes it.
    """
    store = _kept()
    with _KEEPING:
        if key in store:
            store.move_to_end(key)
            return cast("T", store[key])
    made = make()
    with _KEEPING:
        store[key] = made
        while len(store) > _MOST_KEPT:
            store.popitem(last=False)
    return made


def kept_of(path: Path, asked: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """Make something once of a workspace as it is; see :func:`kept`.

    Parameters
    ----------
    path
        Workspace.
    asked
        What is made, and everything it depends on besides the workspace.
    make
        Makes it.
    """
    version = stamp(path)
    key = (str(path), version, *asked)
    made = kept(key, make)
    if stamp(path) != version:
        # A change came between: what was made may be of either state.
        with _KEEPING:
            _kept().pop(key, None)
    return made


@st.cache_resource(show_spinner=False)
def _kept() -> OrderedDict[Hashable, object]:
    return OrderedDict()


@st.cache_resource(show_spinner=False)
def going_on(kind: str) -> OrderedDict[Any, Any]:
    """Work of a kind that goes on, whoever began it: it must not be let go."""
    del kind
    return OrderedDict()
