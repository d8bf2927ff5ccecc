"""How much slower a slope makes a traveller.

On foot by Tobler's function, taken relative to the level. A vehicle loses 5 % of its
speed for each 1 % of climb or descent beyond 3 %, and at most 60 %: an assumption, of
the order in which JTG B01-2014 lowers the design speed as it lets roads climb (4 % at
100 km/h, 7 % at 40, 9 % at 20).
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from geo.roads.elevation import Elevation
from geo.roads.segments import Segments

Floats = npt.NDArray[np.float64]
Slope = Literal["vehicle", "tobler", "none"]

# Shorter pieces would take the roughness of the raster for slopes of the road.
_PIECE_M = 100.0
_FREE, _LOSS_A_UNIT, _LEAST_SHARE = 0.03, 5.0, 0.4
# Beyond this no road goes; what the raster says there is a cliff beside it.
_STEEPEST = 0.5


def factor(grade: Floats, slope: Slope) -> Floats:
    """How many times longer a piece takes than on the level.

    Parameters
    ----------
    grade
        Rise over run in the direction of travel, for example -0.05.
    slope
        Kind of traveller.
    """
    grade = np.clip(grade, -_STEEPEST, _STEEPEST)
    if slope == "tobler":
        return np.exp(3.5 * (np.abs(grade + 0.05) - 0.05))
    if slope == "vehicle":
        beyond = np.maximum(np.abs(grade) - _FREE, 0)
        return 1 / np.maximum(1 - _LOSS_A_UNIT * beyond, _LEAST_SHARE)
    return np.ones_like(grade)


def slowed(
    segments: Segments, elevation: Elevation, slope: Slope
) -> tuple[Floats, Floats]:
    """How many times longer each stretch takes than on the level.

    Stretches are looked at in equal pieces of at most 100 m; tunnels and bridges, which
    do not follow the ground, as one piece from end to end. Where a height is unknown
    the piece counts as level.

    Returns
    -------
    forward, backward
        Shape (edges,), along each stretch and against it.
    """
    edges = segments.edges
    length = edges["length_m"].to_numpy(dtype=np.float64)
    aloft = (edges["tunnel"] | edges["bridge"]).to_numpy(dtype=bool)
    pieces = np.where(aloft, 1, np.maximum(np.ceil(length / _PIECE_M), 1)).astype(int)
    if not len(edges):
        return np.ones(0), np.ones(0)
    edge = np.repeat(np.arange(len(edges)), pieces + 1)
    first = np.cumsum(pieces + 1) - (pieces + 1)
    step = np.arange(len(edge)) - first[edge]
    lines = edges.geometry.to_numpy()
    points = shapely.line_interpolate_point(
        lines[edge], step / pieces[edge], normalized=True
    )
    height = elevation.at(shapely.get_coordinates(points))
    run = (length / pieces)[edge[1:]]
    rise = np.diff(height)
    same = edge[1:] == edge[:-1]
    known = same & np.isfinite(rise) & (run > 0)
    grade = np.divide(rise, run, out=np.zeros(len(rise)), where=known)
    return (
        np.bincount(edge[1:][same], factor(grade, slope)[same]) / pieces,
        np.bincount(edge[1:][same], factor(-grade, slope)[same]) / pieces,
    )
