"""From files to the workspace: read, check, join; then all of it or nothing."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo.answers import Answers, Question
from geo.checks import run_checks
from geo.ingest import Ingest, ingest
from geo.issues import Issue, errors
from geo.reading.files import DEFAULT_READ_LIMITS, ReadLimits, name_of
from geo.roads.kept import kept_segments
from geo.roads.segments import Segments
from geo.schemas import SOURCE_FILE, LayerName
from planner.heights import check_grids, is_grid, prepare, put
from planner.merging import LayerChange, Mode, merge, resolve
from planner.roster.reading_back import read_back
from planner.travelling import kept_folder
from planner.workspace import Layers, Workspace

Progress = Callable[[float, str], None]
# Where roads run abroad, other places may lie there too.
_ALWAYS_CHECKED: frozenset[LayerName] = frozenset({"roads"})


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
    heights
        Name of the grid of heights that is (or would be) kept; empty for none.
    """

    committed: bool
    issues: tuple[Issue, ...]
    questions: tuple[Question, ...]
    changes: tuple[LayerChange, ...]
    heights: str = ""

    @property
    def importable(self) -> bool:
        """Whether the files may go in: something to import, no error, no question."""
        something = bool(self.changes or self.heights)
        return something and not (self.questions or errors(self.issues))


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    answers: Answers | None = None,
    today: dt.date,
    mode: Mode = "update",
    progress: Progress | None = None,
    dry_run: bool = False,
    limits: ReadLimits = DEFAULT_READ_LIMITS,
) -> ImportOutcome:
    """Import files into a workspace, all of them or none.

    Parameters
    ----------
    workspace
        Where the rows go.
    paths
        Files of any readable kind; the side files of a shapefile need not be named.
        A grid of heights (``.asc``) is kept beside the workspace.
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
    limits
        What is too large to read.

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
    grids = [path for path in paths if is_grid(path)]
    found = ingest(
        [path for path in paths if path not in grids],
        answers=answers or Answers(),
        progress=lambda done, files, _name: tell(0.5 * done / max(files, 1), "read"),
        limits=limits,
    )
    tell(0.5, "check")
    before, roads_version = workspace.data_version, _roads_version(workspace)
    old = workspace.layers()
    kept = _kept_network(workspace, old, roads_version)
    found, gone, told = read_back(found, old, today=today, mode=mode)
    merged, changes = merge(old, found.layers, mode, gone)
    heights, faults = check_grids(grids, merged["roads"])
    issues = [*found.issues, *told, *faults, *_replaced_by_row(changes)]
    if not found.questions:
        # A row that could not be read whole is still checked: all problems at once.
        merged = resolve(merged)
        issues += _concerning(_checked(kept, old, merged, found, today), found)
    issues.sort(key=lambda issue: issue.severity != "error")
    grid = "" if heights is None else name_of(grids[0])
    outcome = ImportOutcome(False, tuple(issues), found.questions, tuple(changes), grid)
    if dry_run or not outcome.importable:
        return outcome
    tell(0.8, "save")
    part = None if heights is None else prepare(heights, workspace)
    try:
        if changes:
            sources = _all_sources(workspace, paths, found, mode, today)
            workspace.replace(merged, sources, made_from=before)
        if part is not None:
            put(part, workspace)
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    tell(1.0, "save")
    return replace(outcome, committed=True)


def _replaced_by_row(changes: Sequence[LayerChange]) -> list[Issue]:
    """Warn of records without a number that replace those of a file of that name."""
    return [
        Issue(
            "record_replaced_by_row", "warning", each.layer,
            params={"count": each.by_row},
        )
        for each in changes
        if each.by_row
    ]  # fmt: skip


def check_workspace(workspace: Workspace, *, today: dt.date) -> tuple[Issue, ...]:
    """Check what is in the workspace again, joins included."""
    version = _roads_version(workspace)
    layers = resolve(workspace.layers())
    kept = _kept_network(workspace, layers, version)
    return tuple(run_checks(layers, today=today, segments=kept))


def _checked(
    kept: Callable[[], Segments],
    old: Layers,
    merged: Layers,
    found: Ingest,
    today: dt.date,
) -> list[Issue]:
    """Hold the rules against what would be the new state."""
    return run_checks(
        merged,
        today=today,
        reference=old["counties"] if len(old["counties"]) else None,
        segments=None if "roads" in found.layers else kept,
        unchanged=merged.keys() - found.layers.keys() - _ALWAYS_CHECKED,
    )


def _roads_version(workspace: Workspace) -> str:
    return workspace.layer_versions().get("roads", "")


def _kept_network(
    workspace: Workspace, layers: Layers, version: str
) -> Callable[[], Segments]:
    """Give the network kept beside the workspace, whose roads are in the layers.

    ``version`` is theirs as it was before the layers were read. Where it is another
    now, nobody knows of which the layers are, and nothing is kept.
    """
    same = _roads_version(workspace) == version
    folder = kept_folder(workspace) if same else None
    return lambda: kept_segments(lambda: layers["roads"], key=version, folder=folder)


def _concerning(issues: Sequence[Issue], found: Ingest) -> list[Issue]:
    """Errors, and warnings about rows or layers that the files bring.

    With new roads, about every closure too: a road it names may be gone.
    """
    sources = {
        source for frame in found.layers.values() for source in frame[SOURCE_FILE]
    }
    return [
        issue
        for issue in issues
        if issue.severity == "error"
        or issue.source in sources
        or (issue.layer == "closures" and "roads" in found.layers)
        or (not issue.source and (not issue.layer or issue.layer in found.layers))
    ]


def _all_sources(
    workspace: Workspace,
    paths: Sequence[Path],
    found: Ingest,
    mode: Mode,
    today: dt.date,
) -> list[dict[str, Any]]:
    """Sources of the state that an import leaves behind."""
    kept = [
        source
        for source in workspace.sources()
        if mode == "update" or source["layer"] not in found.layers
    ]
    return [*kept, *_sources(paths, found, today)]


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
