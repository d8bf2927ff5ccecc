"""Cached reading and judging; the only place that caches.

Everything is kept by what it depends on, workspace path, data version and settings,
never by a frame: a changed workspace or rule is another entry, so nothing shown is
ever stale.
"""

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import folium
import pandas as pd
import streamlit as st

from geo.issues import Issue
from geo.travel import StraightLine
from geo.words import Lang
from planner.intake import check_workspace
from planner.report import CoverageReport, build_report
from planner.rule import Rule
from planner.verify import spot_check
from planner.workspace import Layers, Workspace, may_be_workspace
from ui.components import tables
from ui.components.map_view import MapStyle
from ui.components.numbers import joined
from ui.maps.gap_map import gap_map
from ui.maps.overview import overview_map

FOLDER_VARIABLE = "COVERAGE_WORKSPACES"
_HISTORY = ".history"


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
        version = workspace.data_version
        frames = _layers(str(path), version)
        # An import may have come between; then read what it left.
        if workspace.data_version == version:
            return frames, version
        _layers.clear(str(path), version)


def report(path: Path, rule: Rule, travel: StraightLine) -> CoverageReport:
    """Verdict of a rule on a workspace.

    Raises
    ------
    planner.errors.PlanInputError
        If the workspace is not ours, or has no villages or counties.
    """
    _, version = layers(path)
    return _report(str(path), version, rule, travel)


def faults(path: Path, rule: Rule, travel: StraightLine) -> tuple[str, ...]:
    """Where an independent spot check disagrees with the verdict; normally nowhere."""
    _, version = layers(path)
    return _faults(str(path), version, rule, travel)


def problems(path: Path) -> tuple[Issue, ...]:
    """Open problems of what is in a workspace."""
    _, version = layers(path)
    return _problems(str(path), version, today())


def gap(
    path: Path, rule: Rule, travel: StraightLine, *, lang: Lang, style: MapStyle
) -> folium.Map:
    """Draw the gap map; each caller gets a copy of its own."""
    _, version = layers(path)
    return _gap(str(path), version, rule, travel, lang, style)


def overview(path: Path, rule: Rule, travel: StraightLine, *, lang: Lang) -> folium.Map:
    """Draw the overview map; each caller gets a copy of its own."""
    _, version = layers(path)
    return _overview(str(path), version, rule, travel, lang)


@st.cache_resource(max_entries=4, show_spinner=False)
def _layers(path: str, version: str) -> Layers:
    # Part of the key only; Streamlit leaves names that begin with _ out of it.
    del version
    return Workspace(Path(path)).layers()


@st.cache_resource(max_entries=16, show_spinner=False)
def _report(
    path: str, version: str, rule: Rule, travel: StraightLine
) -> CoverageReport:
    found = build_report(
        _layers(path, version),
        rule,
        travel=travel,
        today=rule.on or today(),
        data_version=version,
    )
    # Joined here once, so that sessions that share the report only read it.
    _ = found.villages
    return found


@st.cache_data(max_entries=16, show_spinner=False)
def _faults(
    path: str, version: str, rule: Rule, travel: StraightLine
) -> tuple[str, ...]:
    verdict = _report(path, version, rule, travel).verdict
    found = spot_check(verdict.problem, verdict)
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
    travel: StraightLine,
    lang: Lang,
    style: MapStyle,
) -> folium.Map:
    return gap_map(
        _report(path, version, rule, travel),
        lang=lang,
        level=style.level,
        show=frozenset(style.show),
        reasons=frozenset(style.reasons) if style.reasons else None,
        county=style.county,
        selected="",
        map_number=style.map_number,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _overview(
    path: str, version: str, rule: Rule, travel: StraightLine, lang: Lang
) -> folium.Map:
    return overview_map(_report(path, version, rule, travel), lang=lang)


def village_rows(
    path: Path, rule: Rule, travel: StraightLine, *, lang: Lang
) -> pd.DataFrame:
    """Every village with its verdict in words; see :mod:`ui.components.tables`."""
    _, version = layers(path)
    return _village_rows(str(path), version, rule, travel, lang)


@st.cache_data(max_entries=16, show_spinner=False)
def _village_rows(
    path: str, version: str, rule: Rule, travel: StraightLine, lang: Lang
) -> pd.DataFrame:
    return tables.village_rows(_report(path, version, rule, travel), lang)


def sources(path: Path) -> list[Mapping[str, object]]:
    """Files that went into a workspace."""
    return list(Workspace(path).sources())


def sources_before(path: Path) -> list[Mapping[str, object]]:
    """Files that had gone in before the last import; none if nothing is kept."""
    states = sorted(path.with_suffix(_HISTORY).glob("*.gpkg"))
    return sources(states[-1]) if states else []
