"""A planner's folder of workspaces for tests of the screen: the toy region, one gap.

Commissioner c2 knows tea only, so that nobody serves the vegetables of village 5
(和平村): of five poor villages four are covered, and the reason is the trade.
"""

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
    workspace = Workspace(folder / name / "workspace.gpkg")
    workspace.replace(given, rows)  # type: ignore[arg-type]
    return workspace
