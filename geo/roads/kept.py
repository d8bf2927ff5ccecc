"""A road network made of a layer once, and kept on disk for the next time."""

import contextlib
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.crs import STORAGE_CRS
from geo.roads.keeping import kept_whole
from geo.roads.lines import from_lines
from geo.roads.segments import EDGE_COLUMNS, Segments

_log = logging.getLogger(__name__)
# Raised whenever the tables change their meaning, so that older ones are made anew.
_EDITION = 1
_MOST_KEPT = 4
_NODE_COLUMNS = ("lon", "lat", "osm_id")
# What pyarrow raises for files that are none of its own, or cut short.
_READ_ERRORS = (OSError, ValueError, KeyError, TypeError, NotImplementedError)


def kept_segments(
    lines: Callable[[], gpd.GeoDataFrame], *, key: str, folder: Path | None
) -> Segments:
    """Make a network of a line layer, or read back the one made of it before.

    Parameters
    ----------
    lines
        Gives the layer as for :func:`geo.roads.lines.from_lines`; not called where the
        network is kept.
    key
        Version of the layer's content: equal for equal layers only.
    folder
        Where networks are kept, at most four; made if it is not there. Where it cannot
        be written, or is None, nothing is kept.

    Raises
    ------
    CrsError
        If the layer has no CRS.
    """
    if folder is None:
        return from_lines(lines())[0]
    digest = hashlib.sha256(f"{_EDITION}:{key}".encode()).hexdigest()[:24]
    # Edges last: where they are, the nodes are there too.
    nodes, edges = (folder / f"{part}-{digest}.feather" for part in ("nodes", "edges"))
    found = _load(edges, nodes)
    if found is None:
        found = from_lines(lines())[0]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _make_room(folder)
            _write(found.nodes, nodes)
            _write(found.edges, edges)
        except OSError as error:
            _log.warning("the road network is not kept: %s", error)
    return found


def _load(edges: Path, nodes: Path) -> Segments | None:
    """Read a kept network; None where there is none, or none that is whole."""
    try:
        found = Segments(gpd.read_feather(edges), pd.read_feather(nodes))
        if _is_whole(found):
            return found
    except FileNotFoundError:
        return None
    except _READ_ERRORS as error:
        _log.debug("%s: %s", edges.name, error)
    _log.warning("%s is not a kept network; it will be made anew", edges.name)
    return None


def _is_whole(found: Segments) -> bool:
    edges, nodes = found.edges, found.nodes
    named = tuple(edges.columns) == EDGE_COLUMNS and edges.crs == STORAGE_CRS
    if not named or tuple(nodes.columns) != _NODE_COLUMNS:
        return False
    ends = edges[["from_node", "to_node"]].to_numpy()
    return not ends.size or bool(ends.min() >= 0 and ends.max() < len(nodes))


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write a table to a feather file, whole or not at all."""
    with kept_whole(path) as part:
        table.to_feather(part)


def _make_room(folder: Path) -> None:
    """Remove the oldest networks, so that one more makes four."""
    files = sorted(folder.glob("edges-*.feather"), key=_age)
    for edges in files[: -(_MOST_KEPT - 1)]:
        for old in (edges, folder / edges.name.replace("edges", "nodes", 1)):
            with contextlib.suppress(OSError):
                old.unlink()


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
