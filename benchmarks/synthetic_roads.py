"""Make a large road network that nobody ever drove on, and read it.

``python -m benchmarks.synthetic_roads --nodes N --out FILE.osm.pbf [--read] [--json]``

Junctions stand on a grid with every road between neighbours bent at a few places, so
that a file has about as many vertices per junction as a real one.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium

from benchmarks.measure import peak_mb
from geo.roads.pbf import read_pbf

_SPACING = 0.005
_SOUTH_WEST = (105.0, 23.0)
_CLASSES = ("secondary", "tertiary", "unclassified", "residential", "track")
_NAMED_EVERY = 7


@dataclass(frozen=True, slots=True)
class Grid:
    """A square grid of junctions.

    Parameters
    ----------
    side
        Junctions along a side.
    bends
        Vertices between two junctions.
    """

    side: int
    bends: int

    @property
    def nodes(self) -> int:
        """All vertices of the network."""
        return self.side**2 + 2 * self.side * (self.side - 1) * self.bends

    @property
    def edges(self) -> int:
        """Roads between junctions."""
        return 2 * self.side * (self.side - 1)


def grid_of(nodes: int, *, bends: int = 8) -> Grid:
    """Grid with about so many vertices in all."""
    return Grid(max(round((nodes / (1 + 2 * bends)) ** 0.5), 2), bends)


def write_grid(path: Path, grid: Grid, *, seed: int = 1) -> None:
    """Write a grid as ``.osm.pbf``; the file is replaced if it is there."""
    rng = np.random.default_rng(seed)
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        lonlat = _junctions(grid, rng)
        _write_nodes(writer, 1, lonlat)
        first = len(lonlat) + 1
        pairs = _pairs(grid)
        for begin in range(0, len(pairs), 100_000):
            some = pairs[begin : begin + 100_000]
            bends = _bends(lonlat, some, grid.bends, rng)
            _write_nodes(writer, first + begin * grid.bends, bends.reshape(-1, 2))
        for number, (start, end) in enumerate(pairs.tolist()):
            inner = first + number * grid.bends
            refs = [start + 1, *range(inner, inner + grid.bends), end + 1]
            tags = {"highway": _CLASSES[number % len(_CLASSES)]}
            if number % _NAMED_EVERY == 0:
                tags |= {"name": f"示意路{number}", "maxspeed": "40"}
            way = osmium.osm.mutable.Way(id=number + 1, nodes=refs, tags=tags)
            writer.add_way(way)


def _junctions(grid: Grid, rng: np.random.Generator) -> np.ndarray:
    row, column = np.divmod(np.arange(grid.side**2), grid.side)
    places = np.column_stack([column, row]) + rng.uniform(-0.3, 0.3, (len(row), 2))
    return places * _SPACING + _SOUTH_WEST


def _pairs(grid: Grid) -> np.ndarray:
    at = np.arange(grid.side**2).reshape(grid.side, grid.side)
    across = np.column_stack([at[:, :-1].ravel(), at[:, 1:].ravel()])
    along = np.column_stack([at[:-1].ravel(), at[1:].ravel()])
    return np.concatenate([across, along])


def _bends(
    lonlat: np.ndarray, pairs: np.ndarray, count: int, rng: np.random.Generator
) -> np.ndarray:
    share = (np.arange(1, count + 1) / (count + 1))[None, :, None]
    start, end = lonlat[pairs[:, 0], None], lonlat[pairs[:, 1], None]
    swing = rng.normal(0, _SPACING / 30, (len(pairs), count, 2))
    return start + (end - start) * share + swing


def _write_nodes(writer: osmium.SimpleWriter, first: int, lonlat: np.ndarray) -> None:
    for number, place in enumerate(lonlat.tolist(), start=first):
        writer.add_node(osmium.osm.mutable.Node(id=number, location=tuple(place)))


def main() -> None:
    """Write a file, and read it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=6_000_000)
    parser.add_argument("--bends", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path("synthetic.osm.pbf"))
    parser.add_argument("--read", action="store_true", help="read only, do not write")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    grid = grid_of(given.nodes, bends=given.bends)
    found: dict[str, float] = {"vertices": grid.nodes}
    if not given.read:
        write_grid(given.out, grid)
    else:
        start = time.perf_counter()
        segments = read_pbf(given.out, memory_limit_mb=64_000)
        found |= {
            "read_seconds": round(time.perf_counter() - start, 2),
            "nodes": len(segments.nodes),
            "edges": len(segments.edges),
            "peak_mb": round(peak_mb()),
        }
    found["file_mb"] = round(given.out.stat().st_size / (1 << 20), 1)
    print(json.dumps(found) if given.json else found)


if __name__ == "__main__":
    main()
