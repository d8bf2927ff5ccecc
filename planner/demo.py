"""The embedded regions: where their files lie, and how they become a workspace."""

import datetime as dt
from pathlib import Path
from typing import Literal, get_args

from planner.intake import ImportOutcome, Progress, import_files
from planner.workspace import Workspace

Scope = Literal["baise", "baicheng"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_DATA = Path(__file__).parents[1] / "data"
_ENDINGS = frozenset({".csv", ".geojson", ".gpkg"})


def demo_files(scope: Scope) -> list[Path]:
    """Files of a region as a planner has them: boundaries, register, rosters."""
    folders = (_DATA / "boundaries" / scope, _DATA / "demo" / scope)
    # By ending: file managers leave files of their own (Thumbs.db, .DS_Store).
    return [
        path
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.suffix in _ENDINGS
    ]


def build_demo_workspace(
    scope: Scope, path: Path, *, today: dt.date, progress: Progress | None = None
) -> tuple[Workspace, ImportOutcome]:
    """Import a region through the same door as any planner's files.

    Parameters
    ----------
    scope
        ``"baise"`` (百色) or ``"baicheng"`` (白城).
    path
        Workspace to make; its layers are replaced if it exists.
    today
        Day against which dates are checked.
    progress
        See :func:`planner.intake.import_files`.

    Returns
    -------
    workspace, outcome
        The workspace, and what the import said.
    """
    workspace = Workspace(path)
    outcome = import_files(
        workspace, demo_files(scope), today=today, mode="replace", progress=progress
    )
    return workspace, outcome
