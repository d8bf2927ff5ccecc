"""An illustrative road network of any size, for benchmarks."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.roads.segments import EDGE_COLUMNS, Segments


def synthetic(count: int, *, seed: int) -> Segments:
    """An illustrative grid: a quarter missing, some one-way, six classes."""
    rng = np.random.default_rng(seed)
    side = max(int(count**0.5), 2)
    grid = np.arange(side * side).reshape(side, side)
    start = np.concatenate((grid[:, :-1].ravel(), grid[:-1].ravel()))
    end = np.concatenate((grid[:, 1:].ravel(), grid[1:].ravel()))
    keep = rng.random(len(start)) < 0.75
    start, end = start[keep], end[keep]
    row, column = np.divmod(np.arange(side * side), side)
    jitter = rng.uniform(-0.003, 0.003, (2, side * side))
    lon, lat = 104 + 0.01 * column + jitter[0], 23 + 0.01 * row + jitter[1]
    # Numbers say nothing of the place, as in an extract.
    number = rng.permutation(side * side)
    lon, lat = lon[np.argsort(number)], lat[np.argsort(number)]
    start, end = number[start], number[end]
    ends = np.stack(
        (
            np.column_stack((lon[start], lat[start])),
            np.column_stack((lon[end], lat[end])),
        )
    )
    lines = shapely.linestrings(ends.transpose(1, 0, 2))
    metres = 111_195 * np.hypot(
        (ends[1] - ends[0])[:, 0] * np.cos(np.radians(lat[start])),
        (ends[1] - ends[0])[:, 1],
    )
    classes = np.array(
        ["unclassified", "tertiary", "residential", "secondary", "primary", "trunk"]
    )
    edges = pd.DataFrame({"road_id": np.arange(len(start)).astype(str)})
    for name in ("name", "ref", "surface", "maxspeed", "access"):
        edges[name] = pd.Series([""] * len(start), dtype="str")
    edges = edges.assign(
        highway=pd.Series(classes[rng.integers(0, 6, len(start))], dtype="str"),
        oneway=(rng.random(len(start)) < 0.03).astype(np.int8),
        bridge=False,
        tunnel=False,
        from_node=start.astype(np.int64),
        to_node=end.astype(np.int64),
        length_m=metres * rng.uniform(1, 1.6, len(start)),
        illustrative=True,
    )
    frame = gpd.GeoDataFrame(edges, geometry=lines, crs=STORAGE_CRS)
    nodes = pd.DataFrame({"lon": lon, "lat": lat})
    nodes["osm_id"] = pd.Series([""] * len(nodes), dtype="str")
    return Segments(frame[list(EDGE_COLUMNS)], nodes)
