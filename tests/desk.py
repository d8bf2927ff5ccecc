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
    return put(folder / name / "workspace.gpkg", given, rows)


def put(
    path: Path,
    given: dict[LayerName, gpd.GeoDataFrame],
    sources: list[dict[str, object]],
) -> Workspace:
    """Put layers into a workspace; copying one made before is quicker than writing."""
    workspace = Workspace(path)
    if workspace.exists:
        workspace.replace(given, sources)
        return workspace
    key = hashlib.sha256(pickle.dumps((given, sources))).hexdigest()
    kept = _kept() / f"{key}.gpkg"
    if key not in _made:
        Workspace(kept).replace(given, sources)
        _made.add(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, path)
    return workspace


_made: set[str] = set()


@cache
def _kept() -> Path:
    """Folder of the workspaces made so far, gone when the tests are over."""
    folder = Path(tempfile.mkdtemp(prefix="desk"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
