"""Where places meet the roads, found a second time; for :mod:`planner.verify_roads`."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer

from geo.roads.segments import Segments
from geo.travel import LonLat

Flags = npt.NDArray[np.bool_]
Node = int | tuple[str, int] | tuple[str, int, float]
_ELLIPSOID = Geod(ellps="GRS80")
# Conformal: what is nearest in it is nearest on the ground.
_MERCATOR = Transformer.from_pipeline("+proj=merc +ellps=GRS80")
# A place this near a stretch stands on it, and this near its end at the junction.
SAME_M = 0.01
# Lengths nearer to each other than this may be told apart either way; for distances in
# the same projection only the rounding of numbers is left.
TIE_M, _ROUNDING_M = 1e-3, 1e-5


@dataclass(frozen=True, slots=True)
class Foot:
    """Where a place meets the roads.

    Parameters
    ----------
    marks
        Edge and fraction; several where roads are equally near, none past the limit.
    metres
        To the nearest usable stretch, also past the limit; infinite without one.
    sure
        Whether nothing about it hangs on a hair.
    """

    marks: tuple[tuple[int, float], ...]
    metres: float
    sure: bool

    @property
    def joined(self) -> bool:
        """Whether the place is joined to the roads, or may be."""
        return bool(self.marks)

    @property
    def walk(self) -> float:
        """Metres walked to the road; 0 for a place that is joined to none."""
        return self.metres if self.marks else 0.0


def _plane(lonlat: LonLat) -> LonLat:
    return np.column_stack(_MERCATOR.transform(*lonlat.T))


def feet_of(
    segments: Segments, usable: Flags, lonlat: LonLat, limit_m: float
) -> Iterator[tuple[int, Foot]]:
    """Where each place that has coordinates meets the roads.

    Parameters
    ----------
    segments
        Road network.
    usable
        Stretches that places are joined to.
    lonlat
        Degrees, shape (n, 2); NaN where a place has none.
    limit_m
        A place farther from every usable stretch is joined to none.
    """
    edges = segments.edges
    rows = np.flatnonzero(usable)
    ends = list(zip(edges["from_node"], edges["to_node"], strict=True))
    metres_of = edges["length_m"].tolist()
    lines = shapely.transform(edges.geometry.to_numpy()[rows], _plane)
    tree = shapely.STRtree(lines)
    placed = np.flatnonzero(np.isfinite(lonlat).all(axis=1))
    for at in placed.tolist():
        if not len(rows):
            yield at, Foot((), math.inf, True)
            continue
        point = shapely.Point(_plane(lonlat[[at]])[0])
        nearest = tree.query_nearest(point, all_matches=False)[0]
        near = shapely.distance(lines[nearest], point) + _ROUNDING_M
        tied = sorted(tree.query(point, predicate="dwithin", distance=near).tolist())
        marks = [_mark(lines[one], point) for one in tied]
        metres = min(_metres(lonlat[at], place) for _, place in marks)
        found = tuple(
            (int(rows[one]), _at_end(share, metres_of[rows[one]]))
            for one, (share, _) in zip(tied, marks, strict=True)
        )
        joints = {node_at(edge, share, ends[edge]) for edge, share in found}
        at_limit = abs(metres - limit_m) <= TIE_M
        near = metres <= limit_m + TIE_M
        sure = not at_limit and (len(joints) == 1 or not near)
        yield at, Foot(found if near else (), metres, sure)


def _mark(line: shapely.LineString, point: shapely.Point) -> tuple[float, LonLat]:
    """Share of a line at which it passes nearest a point, and that place in degrees."""
    share = line.project(point) / line.length if line.length else 0.0
    foot = line.interpolate(share, normalized=True)
    inverse = _MERCATOR.transform(foot.x, foot.y, direction="INVERSE")
    return share, np.array(inverse)


def _metres(place: LonLat, foot: LonLat) -> float:
    metres = float(_ELLIPSOID.inv(*place, *foot)[2])
    return metres if metres >= SAME_M else 0.0


def _at_end(share: float, metres: float) -> float:
    """The share itself, or the end of the stretch where it is a step away."""
    if share * metres < SAME_M:
        return 0.0
    return 1.0 if (1 - share) * metres < SAME_M else share


def node_at(edge: int, fraction: float, ends: tuple[int, int]) -> Node:
    """The junction at an end of a stretch, or the point in between."""
    if fraction in (0.0, 1.0):
        return int(ends[int(fraction)])
    return ("mark", edge, fraction)
