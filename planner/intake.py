"""From files to the workspace: read, check, join; then all of it or nothing."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from geo.answers import Answers, Question
from geo.checks import run_checks
from geo.ingest import Ingest, ingest
from geo.issues import Issue, errors
from geo.joins import join_villages, locate
from geo.reading.files import name_of
from geo.schemas import LAYERS, SOURCE_FILE, LayerName
from planner.workspace import Layers, Workspace, as_stored

Mode = Literal["update", "replace"]
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What an import does to one layer, counted in rows."""

    layer: LayerName
    added: int
    changed: int
    removed: int
    rows: int


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import found and did.

    Parameters
    ----------
    committed
        Whether the workspace was changed.
    issues
        Every problem, errors first; an error means nothing was changed.
    questions
        What the files leave open; an open question means nothing was changed.
    changes
        What the import does (or would do) to each layer it touches.
    """

    committed: bool
    issues: tuple[Issue, ...]
    questions: tuple[Question, ...]
    changes: tuple[LayerChange, ...]

    @property
    def importable(self) -> bool:
        """Whether the files may go in: something to import, no error, no question."""
        return bool(self.changes) and not (self.questions or errors(self.issues))


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    answers: Answers | None = None,
    today: dt.date,
    mode: Mode = "update",
    progress: Progress | None = None,
    dry_run: bool = False,
) -> ImportOutcome:
    """Import files into a workspace, all of them or none.

    Parameters
    ----------
    workspace
        Where the rows go.
    paths
        Files of any readable kind; the side files of a shapefile need not be named.
    answers
        What the planner decided about open questions.
    today
        Day against which dates are checked.
    mode
        ``"update"``: rows with a known key replace the old ones, other rows stay;
        ``"replace"``: each layer in the files replaces the whole layer.
    progress
        Called with the share done (0 to 1) and a stage: ``read``, ``check``, ``save``.
    dry_run
        Only tell what would happen.

    Returns
    -------
    ImportOutcome
        Never an exception for bad files.

    Raises
    ------
    planner.errors.WorkspaceError
        If the workspace itself cannot be read or written, or somebody else changed it
        meanwhile; it is then as it was.
    """
    tell = progress or (lambda _share, _stage: None)
    tell(0.0, "read")
    found = ingest(paths, answers=answers or Answers())
    tell(0.5, "check")
    before = workspace.data_version
    old = workspace.layers()
    merged, changes = _merge(old, found, mode)
    issues = list(found.issues)
    if not found.questions:
        # A row that could not be read whole is still checked: all problems at once.
        merged = resolve(merged)
        trusted = old["counties"] if len(old["counties"]) else None
        found_too = run_checks(merged, today=today, reference=trusted)
        issues += _concerning(found_too, found)
    issues.sort(key=lambda issue: issue.severity != "error")
    outcome = ImportOutcome(False, tuple(issues), found.questions, tuple(changes))
    if dry_run or not outcome.importable:
        return outcome
    tell(0.8, "save")
    kept = [
        source
        for source in workspace.sources()
        if mode == "update" or source["layer"] not in found.layers
    ]
    sources = [*kept, *_sources(paths, found, today)]
    workspace.replace(merged, sources, made_from=before)
    tell(1.0, "save")
    return ImportOutcome(True, outcome.issues, (), outcome.changes)


def check_workspace(workspace: Workspace, *, today: dt.date) -> tuple[Issue, ...]:
    """Check what is in the workspace again, joins included."""
    return tuple(run_checks(resolve(workspace.layers()), today=today))


def resolve(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> Layers:
    """Fill in counties and townships by code and place.

    Returns
    -------
    dict
        New layers: ``county_code`` and ``township_code`` of villages resolved by
        :func:`geo.joins.join_villages`, empty ``county_code`` of bases and
        commissioners found by place. Where code and place disagree the checks say so.
    """
    done: Layers = dict(layers)
    counties = done["counties"]
    if counties.empty:
        return done
    joined = join_villages(done["villages"], done["townships"], counties)
    for column in ("county_code", "township_code"):
        given, resolved = done["villages"][column], joined.frame[column]
        filled = resolved.where(resolved != "", given)
        done["villages"] = done["villages"].assign(**{column: filled})
    for name in ("bases", "commissioners"):
        frame = done[name]
        by_place = locate(frame.geometry, counties, "county_code")
        given = frame["county_code"]
        filled = given.where((given != "") | by_place.isna(), by_place).astype("str")
        done[name] = frame.assign(county_code=filled)
    return done


def _concerning(issues: Sequence[Issue], found: Ingest) -> list[Issue]:
    """Errors, and warnings about rows or layers that the files bring."""
    sources = {
        source for frame in found.layers.values() for source in frame[SOURCE_FILE]
    }
    return [
        issue
        for issue in issues
        if issue.severity == "error"
        or issue.source in sources
        or (not issue.source and (not issue.layer or issue.layer in found.layers))
    ]


def _merge(old: Layers, found: Ingest, mode: Mode) -> tuple[Layers, list[LayerChange]]:
    merged: Layers = dict(old)
    changes: list[LayerChange] = []
    for name, fresh in found.layers.items():
        key = LAYERS[name].key
        before = old[name]
        stays = (
            before[~before[key].isin(fresh[key])] if mode == "update" else before[:0]
        )
        parts = [frame for frame in (stays, fresh) if len(frame)]
        merged[name] = pd.concat(parts, ignore_index=True) if parts else before[:0]
        known = _identity(fresh, key).isin(_identity(before, key))
        changes.append(
            LayerChange(
                layer=name,
                added=int((~known).sum()),
                changed=_differing(before, fresh[known], name),
                removed=len(before) - len(stays) - int(known.sum()),
                rows=len(merged[name]),
            )
        )
    return merged, changes


def _identity(frame: pd.DataFrame, key: str) -> pd.MultiIndex:
    """What makes a row the same row: its key, and which of the rows with it."""
    return pd.MultiIndex.from_arrays([frame[key], frame.groupby(key).cumcount()])


def _differing(
    before: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame, name: LayerName
) -> int:
    """How many rows of a known key say something else than before."""
    key = LAYERS[name].key
    columns = [column.name for column in LAYERS[name].stored_columns]
    fresh = as_stored(fresh, name)
    first = before.set_index(_identity(before, key)).loc[_identity(fresh, key)]
    differs = pd.Series(
        shapely.to_wkb(first.geometry.to_numpy())
        != shapely.to_wkb(fresh.geometry.to_numpy())
    )
    for column in columns:
        # Two values that are both missing are the same.
        one, two = (
            frame[column].astype("str").fillna("").to_numpy()
            for frame in (first, fresh)
        )
        differs |= one != two
    return int(differs.sum())


def _sources(
    paths: Sequence[Path], found: Ingest, today: dt.date
) -> list[dict[str, Any]]:
    """One row for each file and layer: name, layer, rows, sha256, day, illustrative."""
    digests = {name_of(path): _sha256(path) for path in paths}
    rows = []
    for name, frame in found.layers.items():
        for source, part in frame.groupby(SOURCE_FILE, sort=True):
            rows.append(
                {
                    "file": str(source),
                    "layer": name,
                    "rows": len(part),
                    "illustrative": int(part["illustrative"].sum()),
                    "sha256": digests.get(str(source).split("/")[0], ""),
                    "imported": today.isoformat(),
                }
            )
    return rows


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
