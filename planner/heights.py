"""Heights of the ground beside a workspace, which slow travel down on slopes.

A grid is kept as ``NAME.heights.npz`` beside ``NAME.gpkg``, replaced as a whole. It is
no layer, so it is not in the history: importing the old grid again brings it back.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import DataError
from geo.issues import Issue
from geo.reading.files import name_of
from geo.roads.elevation import Elevation, read_elevation
from planner.errors import PlanInputError, WorkspaceError
from planner.workspace import Workspace

# What is taken for a grid of heights; those that are not read are refused in words.
GRID_SUFFIXES = frozenset({".asc", ".npz", ".tif", ".tiff", ".hgt"})
# With less of the roads on the grid, the times are level in most places.
_MOST_OF_THE_ROADS = 0.9


def heights_path(workspace: Workspace) -> Path:
    """Where the heights of a workspace are kept; the file need not exist."""
    return workspace.path.with_suffix(".heights.npz")


def heights_version(workspace: Workspace) -> str:
    """Hash of the heights kept, to know what was made with others; empty for none."""
    path = heights_path(workspace)
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def read_heights(workspace: Workspace) -> Elevation | None:
    """Read the heights of a workspace; None where it has none.

    Raises
    ------
    PlanInputError
        If the file is broken.
    """
    path = heights_path(workspace)
    if not path.is_file():
        return None
    try:
        return read_elevation(path)
    except DataError as error:
        raise PlanInputError([("heights_broken", {"path": str(path)})]) from error


def drop_heights(workspace: Workspace) -> bool:
    """Take the heights out; False where there are none.

    Raises
    ------
    WorkspaceError
        If the file cannot be removed.
    """
    path = heights_path(workspace)
    if not path.is_file():
        return False
    try:
        path.unlink()
    except OSError as error:
        raise _not_writable(path, error) from error
    return True


def is_grid(path: Path) -> bool:
    """Whether a file is meant as a grid of heights, by its name."""
    return path.suffix.lower() in GRID_SUFFIXES


def check_grids(
    paths: Sequence[Path], roads: gpd.GeoDataFrame
) -> tuple[Elevation | None, list[Issue]]:
    """Read the one grid of an import, and hold it against the roads.

    Parameters
    ----------
    paths
        Files that are meant as grids.
    roads
        Lines in :data:`geo.crs.STORAGE_CRS`.

    Returns
    -------
    grid, issues
        No grid where none was given or it cannot be read.
    """
    if not paths:
        return None, []
    if len(paths) > 1:
        names = "、".join(name_of(path) for path in paths)
        return None, [Issue("heights_twice", "error", params={"names": names})]
    path = paths[0]
    if not path.is_file():
        return None, [Issue("file_missing", "error", source=name_of(path))]
    try:
        grid = read_elevation(path)
    except DataError as error:
        return None, list(error.issues)
    return grid, _beside_roads(grid, roads, name_of(path))


def prepare(grid: Elevation, workspace: Workspace) -> Path:
    """Write a grid beside its place; :func:`put` moves it there.

    Raises
    ------
    WorkspaceError
        If it cannot be written.
    """
    path = heights_path(workspace)
    part = path.with_name(f"{path.name}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            # Single precision keeps a millimetre.
            np.savez_compressed(
                file,
                heights=grid.heights.astype(np.float32),
                west=grid.west,
                north=grid.north,
                step=grid.step,
            )
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _not_writable(path, error) from error
    return part


def put(part: Path, workspace: Workspace) -> None:
    """Move a prepared grid into its place."""
    path = heights_path(workspace)
    try:
        os.replace(part, path)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        raise _not_writable(path, error) from error


def _beside_roads(grid: Elevation, roads: gpd.GeoDataFrame, source: str) -> list[Issue]:
    lonlat = shapely.get_coordinates(roads.geometry.to_numpy())
    if not len(lonlat):
        return [Issue("heights_without_roads", "warning", source=source)]
    share = float(np.isfinite(grid.at(lonlat)).mean())
    if share == 0:
        return [Issue("heights_off_the_roads", "error", source=source)]
    if share < _MOST_OF_THE_ROADS:
        params = {"share": f"{share * 100:.0f}"}
        return [Issue("heights_of_some_roads", "warning", source=source, params=params)]
    return []


def _not_writable(path: Path, error: OSError) -> WorkspaceError:
    params = {"path": str(path), "why": str(error)}
    return WorkspaceError([("workspace_not_writable", params)])
