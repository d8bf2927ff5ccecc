"""A planner's folder of workspaces for tests of the screen: the toy region, one gap.

Commissioner c2 knows tea only, so that nobody serves the vegetables of village 5
(和平村): of five poor villages four are covered, and the reason is the trade.
"""

import atexit
import hashlib
import pickle
import shutil
import tempfile
from functools import cache
from pathlib import Path

import geopandas as gpd

from geo.schemas import LayerName
from planner.workspace import Workspace
from tests import toy

GAP_VILLAGE = "451024100201"


def layers() -> dict[LayerName, gpd.GeoDataFrame]:
    """Layers of the toy region with one gap."""
    found = toy.layers()
    people = found["commissioners"].copy()
    people.loc[people["commissioner_id"] == "c2", "trades"] = "tea"
    return {**found, "commissioners": people}


def make_workspace(
    folder: Path,
    name: str = "toy",
    **changed: gpd.GeoDataFrame,
) -> Workspace:
    """Put a workspace into a folder, with a source row for each layer.

    It has no roads unless they are given.
    """
    given = {**layers(), **changed}
    workspace = Workspace(folder / name / "workspace.gpkg")
    if workspace.exists:
        _write(workspace, given)
        return workspace
    # Most tests begin with the same few: copying one is quicker than writing it.
    key = hashlib.sha256(pickle.dumps(given)).hexdigest()
    if key not in _made:
        _write(Workspace(_kept() / f"{key}.gpkg"), given)
        _made.add(key)
    workspace.path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_kept() / f"{key}.gpkg", workspace.path)
    return workspace


_made: set[str] = set()


@cache
def _kept() -> Path:
    """Folder of the workspaces made so far, gone when the tests are over."""
    folder = Path(tempfile.mkdtemp(prefix="desk"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _write(workspace: Workspace, given: dict[LayerName, gpd.GeoDataFrame]) -> None:
    rows = [
        {
            "file": f"{layer}.csv",
            "layer": layer,
            "rows": len(frame),
            "illustrative": 0,
            "sha256": "",
            "imported": "2026-11-21",
        }
        for layer, frame in given.items()
    ]
    workspace.replace(given, rows)  # type: ignore[arg-type]
