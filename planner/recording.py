"""Records kept by hand: saved where all is well, refused with every problem at once.

Rows are read as :mod:`planner.record_edits` does, and checked as a file would be.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.checks import run_checks
from geo.issues import Issue, errors
from geo.schemas import LAYERS, RECORD_LAYERS, LayerName
from geo.words import Lang
from planner.errors import PlanInputError, WorkspaceError
from planner.record_edits import Edit, edit, with_keys
from planner.record_edits import changes_between as changes_between
from planner.workspace import Layers, Workspace

_HISTORY = ".history"
# Between the names of a change in both languages.
_JOINT = "\u2028"
_LANGS: tuple[Lang, ...] = ("zh", "en")
_STAMP = "%Y%m%dT%H%M%S%f"
# What the checks of records hold them against.
_BESIDE: tuple[LayerName, ...] = (
    "counties", "townships", "villages", "bases", "commissioners", *RECORD_LAYERS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change that can be taken back, newest first: when, and what it was.

    Parameters
    ----------
    at
        When it was made, in UTC.
    change
        What it was called; empty for an import.
    files
        Files that an import brought.
    """

    at: dt.datetime
    change: str
    files: tuple[str, ...]


def save_records(
    workspace: Workspace,
    layer: LayerName,
    frame: pd.DataFrame,
    *,
    change: str,
    today: dt.date,
    made_from: str | None,
) -> tuple[Issue, ...]:
    """Put edited rows in place of a record layer, or say all that is wrong with them.

    Parameters
    ----------
    workspace
        Where to.
    layer
        Record layer.
    frame
        All rows of the layer as they are to be: those left out are deleted, those
        without a key (or with a new one) are added. Cells may be as people type them.
        Columns left out stay as they are; ``lon`` and ``lat`` tell the place.
    change
        What it is called in the history.
    today
        Day of new keys, and of the checks.
    made_from
        The :attr:`~planner.workspace.Workspace.data_version` that the rows were made
        from; None for any.

    Returns
    -------
    tuple of Issue
        What concerns the rows that are added or changed, errors first. With an error
        among them nothing is kept; see :func:`geo.issues.errors`.

    Raises
    ------
    WorkspaceError
        If somebody has changed the workspace since ``made_from``, or it cannot be
        written; it is then as it was.
    PlanInputError
        If the layer is not one of records.
    """
    if layer not in RECORD_LAYERS:
        params = {"name": layer, "known": ", ".join(RECORD_LAYERS)}
        raise PlanInputError([("record_layer_unknown", params)])
    version = workspace.data_version
    if made_from not in (None, version):
        params = {"path": str(workspace.path)}
        raise WorkspaceError([("workspace_changed", params)])
    before = workspace.layer(layer)
    taken = before[LAYERS[layer].key]
    found = edit(before, with_keys(frame, layer, today=today, taken=taken), layer)
    if not found.changes:
        return ()
    issues = [*found.issues, *_checked(workspace, before, found, today)]
    issues.sort(key=lambda issue: issue.severity != "error")
    if not errors(issues):
        workspace.replace_layer(layer, found.rows, change=change, made_from=version)
    return tuple(issues)


def record_history(workspace: Workspace) -> tuple[PastChange, ...]:
    """Tell every change that can be taken back, the newest first.

    Raises
    ------
    WorkspaceError
        If a kept state cannot be read.
    """
    kept = sorted(workspace.path.with_suffix(_HISTORY).glob("*.gpkg"))
    states = [*(Workspace(path) for path in kept), workspace]
    found = []
    for path, old, new in zip(kept, states[:-1], states[1:], strict=True):
        change, known = new.last_change, old.sources()
        # A change by hand keeps the sources; only an import adds some.
        files = [one["file"] for one in new.sources() if one not in known]
        fresh = () if change else tuple(dict.fromkeys(files))
        at = dt.datetime.strptime(path.stem, _STAMP).replace(tzinfo=dt.UTC)
        found.append(PastChange(at, change, fresh))
    return tuple(reversed(found))


def in_both(tell: Callable[[Lang], str]) -> str:
    """What a change is called in both languages, for whoever takes it back."""
    return _JOINT.join(tell(lang) for lang in _LANGS)


def change_in(change: str, lang: Lang) -> str:
    """What a change is called in a language, or in the one it was told in."""
    told = change.split(_JOINT)
    return told[_LANGS.index(lang)] if len(told) == len(_LANGS) else change


def last_changed(workspace: Workspace) -> frozenset[LayerName]:
    """Layers that the last change changed; none where nothing can be taken back."""
    kept = sorted(workspace.path.with_suffix(_HISTORY).glob("*.gpkg"))
    if not kept:
        return frozenset()
    before, now = Workspace(kept[-1]).layer_versions(), workspace.layer_versions()
    return frozenset(name for name in now if now[name] != before.get(name))


def _checked(
    workspace: Workspace, before: gpd.GeoDataFrame, found: Edit, today: dt.date
) -> list[Issue]:
    """Hold the rules against the new state; keep what concerns the rows touched.

    An error elsewhere in the layer counts where the old state did not have it.
    """
    layer = found.changes.layer
    beside: Layers = {name: workspace.layer(name) for name in _BESIDE}

    def issues_of(frame: gpd.GeoDataFrame) -> list[Issue]:
        layers = {**beside, layer: frame}
        issues = run_checks(layers, today=today, unchanged=layers.keys() - {layer})
        return [issue for issue in issues if issue.layer == layer]

    now = issues_of(found.rows)
    concerning = [issue for issue in now if issue.key in found.touched]
    others = errors(issue for issue in now if issue.key not in found.touched)
    if others:
        known = {(issue.rule, issue.key) for issue in issues_of(before)}
        concerning += [one for one in others if (one.rule, one.key) not in known]
    return concerning
