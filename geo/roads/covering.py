"""Which part of a road a drawn area or line covers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.roads.snapping import conformal, scale

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]
AREAS, LINES = ("Polygon", "MultiPolygon"), ("LineString", "MultiLineString")

# A line drawn along a road lies this near it; one that crosses it leaves the band soon.
_BAND_M, _ALONG_M, _ALONG_SHARE = 0.5, 20.0, 0.5
# Degrees; at least twice the band, in every latitude that has roads.
_MARGIN = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """Parts of lines that are covered.

    Parameters
    ----------
    rows
        Positions of the lines, ascending.
    start, end
        Fractions of each of these lines, from where it is first covered to where it is
        last; what lies between counts as covered too.
    """

    rows: Ints
    start: Floats
    end: Floats


def covered(lines: Lines, shape: shapely.Geometry, among: Flags) -> Covered:
    """Find the parts of lines that lie in an area, or along a line.

    A stretch is covered along a drawn line where at least 20 m of it, or half of it,
    lie within half a metre of the line. So one that merely crosses a road, or goes on
    a little past a junction, covers nothing there.

    Parameters
    ----------
    lines
        LineStrings of longitude, latitude, degrees.
    shape
        Polygon, LineString, or several of a kind, in the same system. One with
        coordinates that are no numbers covers nothing.
    among
        Lines that may be covered.

    Raises
    ------
    ValueError
        If the shape is of another kind.
    """
    if shape.geom_type not in (*AREAS, *LINES):
        msg = f"a {shape.geom_type} covers no road"
        raise ValueError(msg)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return Covered(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
    rows = _around(lines, shape, among)
    roads = shapely.transform(lines[rows], conformal)
    cover = shapely.transform(shape, conformal)
    least = np.zeros(len(rows))
    if shape.geom_type in LINES:
        metre = _metre(shape)
        cover = shapely.buffer(cover, _BAND_M * metre)
        least = np.minimum(_ALONG_M * metre, _ALONG_SHARE * shapely.length(roads))
    else:
        cover = shapely.make_valid(cover)
    parts = shapely.intersection(roads, cover)
    within = shapely.length(parts)
    # Where a border merely touches a road nothing is covered.
    enough = (within > 0) & (within >= least)
    return Covered(rows[enough], *_fractions(roads[enough], parts[enough]))


def _around(lines: Lines, shape: shapely.Geometry, among: Flags) -> Ints:
    """Lines whose surroundings meet those of the shape: few are looked at closely."""
    bounds = shapely.bounds(lines).reshape(-1, 4)
    west, south, east, north = shape.bounds
    near = among & (bounds[:, 0] <= east + _MARGIN) & (bounds[:, 2] >= west - _MARGIN)
    near &= (bounds[:, 1] <= north + _MARGIN) & (bounds[:, 3] >= south - _MARGIN)
    return np.flatnonzero(near)


def _metre(shape: shapely.Geometry) -> float:
    """Length of a metre at the middle of a shape, in the plane."""
    _, south, _, north = shape.bounds
    return scale((south + north) / 2)


def _fractions(roads: Lines, parts: Lines) -> tuple[Floats, Floats]:
    """Where along each road its part begins and ends."""
    start, end = np.zeros(len(roads)), np.zeros(len(roads))
    for at, (road, part) in enumerate(zip(roads, parts, strict=True)):
        points = shapely.points(shapely.get_coordinates(part))
        along = shapely.line_locate_point(road, points, normalized=True)
        start[at], end[at] = along.min(), along.max()
    return start, end
