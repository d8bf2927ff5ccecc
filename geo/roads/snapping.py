"""From a place to the nearest road: which stretch, how far along, how far off.

Distances are compared in Mercator's projection of the ellipsoid. It is conformal, so
around any place what is nearest there is nearest on the ground, in every country and
not only in China's zones; the distance told is geodesic. Along a stretch the scale
changes by 0.02 % a kilometre at 50°N, which shifts a place on it by less than a metre.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from geo.issues import Issue
from geo.roads.segments import Segments
from geo.travel import LonLat

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_AXIS_M, _FLATTENING = 6_378_137.0, 1 / 298.257222101
_ECCENTRICITY = (_FLATTENING * (2 - _FLATTENING)) ** 0.5
_ELLIPSOID = Geod(a=_AXIS_M, f=_FLATTENING)
# A place this near a stretch stands on it, and this near its end at the junction.
_SAME_M = 0.01
# The poles lie infinitely far away in this projection; no road leads there.
_LAST_PARALLEL = 89.0
_SETS_REMEMBERED = 8


@dataclass(frozen=True, slots=True, eq=False)
class Snaps:
    """Where places meet the roads; all arrays of length n, or (n, 2).

    Parameters
    ----------
    edge
        Nearest stretch that may be used, -1 where it is past the limit.
    fraction
        How far along that stretch, 0 to 1.
    lonlat
        The place on the road, degrees; NaN where there is no road at all.
    distance_m
        Straight to the nearest road, also past the limit; infinite where there is none.
    """

    edge: Ints
    fraction: Floats
    lonlat: LonLat
    distance_m: Floats

    @property
    def near(self) -> Flags:
        """Places that are joined to a road."""
        return self.edge >= 0


class Snapper:
    """Finds the nearest stretch of a network.

    Parameters
    ----------
    segments
        Road network.
    usable
        Stretches one may get on at any point; all by default.
    """

    def __init__(self, segments: Segments, usable: Flags | None = None) -> None:
        lines = segments.edges.geometry.to_numpy()
        self._edges = (
            np.arange(len(lines)) if usable is None else np.flatnonzero(usable)
        )
        self._degrees = lines[self._edges]
        self._lines = shapely.transform(self._degrees, conformal)
        self._length_m = segments.edges["length_m"].to_numpy()[self._edges]
        self._tree = shapely.STRtree(self._lines)
        self._remembered: dict[tuple[bytes, float], Snaps] = {}

    def snap(self, lonlat: LonLat, *, limit_m: float) -> Snaps:
        """Find the nearest stretch of each place.

        Parameters
        ----------
        lonlat
            Shape (n, 2), longitude and latitude, degrees, finite.
        limit_m
            A place farther from every road is joined to none.
        """
        places = np.ascontiguousarray(lonlat, dtype=np.float64).reshape(-1, 2)
        key = (places.tobytes(), limit_m)
        if key not in self._remembered:
            while len(self._remembered) >= _SETS_REMEMBERED:
                self._remembered.pop(next(iter(self._remembered)), None)
            self._remembered[key] = self._find(places, limit_m)
        return self._remembered[key]

    def _find(self, places: LonLat, limit_m: float) -> Snaps:
        count = len(places)
        if not len(self._edges) or not count:
            nowhere = np.full((count, 2), np.nan)
            none = np.full(count, -1, dtype=np.int64)
            return Snaps(none, np.zeros(count), nowhere, np.full(count, np.inf))
        points = shapely.points(conformal(places))
        which = self._nearest(points)
        lines = self._lines[which]
        fraction = _fractions(lines, points)
        feet = shapely.line_interpolate_point(lines, fraction, normalized=True)
        on_road = degrees(shapely.get_coordinates(feet))
        *_, distance = _ELLIPSOID.inv(*places.T, *on_road.T)
        distance = np.where(distance < _SAME_M, 0.0, distance)
        along = fraction * self._length_m[which]
        fraction[self._length_m[which] - along < _SAME_M] = 1
        fraction[along < _SAME_M] = 0
        edge = np.where(distance <= limit_m, self._edges[which], -1)
        return Snaps(edge, fraction, on_road, distance)

    def _nearest(self, points: npt.NDArray[np.object_]) -> Ints:
        """First of the nearest lines of each point, in the order of the edges."""
        pairs = self._tree.query_nearest(points, all_matches=True)
        order = np.lexsort((pairs[1], pairs[0]))
        place, line = pairs[0][order], pairs[1][order]
        first = np.ones(len(place), dtype=bool)
        first[1:] = place[1:] != place[:-1]
        found: Ints = line[first].astype(np.int64)
        return found


def conformal(lonlat: LonLat) -> LonLat:
    """Mercator's projection of the ellipsoid, metres at the equator.

    Parameters
    ----------
    lonlat
        Shape (n, 2), longitude and latitude, degrees.
    """
    lon, lat = np.radians(np.asarray(lonlat, dtype=np.float64)).T
    limit = np.radians(_LAST_PARALLEL)
    sine = np.sin(np.clip(lat, -limit, limit))
    y = np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine)
    plane: LonLat = _AXIS_M * np.column_stack((lon, y))
    return plane


def scale(lat: float) -> float:
    """Length of a metre on the ground in the plane of :func:`conformal`.

    Parameters
    ----------
    lat
        Degrees.
    """
    angle = math.radians(min(max(lat, -_LAST_PARALLEL), _LAST_PARALLEL))
    return math.sqrt(1 - (_ECCENTRICITY * math.sin(angle)) ** 2) / math.cos(angle)


def degrees(plane: LonLat) -> LonLat:
    """Undo :func:`conformal`; each round shrinks the error 150-fold."""
    x, y = plane.T / _AXIS_M
    sine = np.tanh(y)
    for _ in range(7):
        sine = np.tanh(y + _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine))
    lonlat: LonLat = np.degrees(np.column_stack((x, np.arcsin(sine))))
    return lonlat


def _fractions(
    lines: npt.NDArray[np.object_], points: npt.NDArray[np.object_]
) -> Floats:
    """Fraction of each line at which it passes nearest its point."""
    # A stretch without length has no fractions, only a place.
    whole = shapely.length(lines)
    along = shapely.line_locate_point(lines, points)
    none = np.zeros(len(lines))
    share: Floats = np.divide(along, whole, out=none, where=whole > 0)
    return share


def snap_issues(
    snaps: Snaps, keys: list[str], *, layer: str, limit_m: float
) -> tuple[Issue, ...]:
    """Say which places no road comes near.

    Parameters
    ----------
    snaps
        Answer of :meth:`Snapper.snap`.
    keys
        Code or name of each place.
    layer
        Layer the places belong to.
    limit_m
        Limit that was asked for.
    """
    found = []
    for row in np.flatnonzero(~snaps.near).tolist():
        distance = snaps.distance_m[row]
        params = {"km": distance / 1000, "limit_km": limit_m / 1000}
        rule = "no_road_near" if np.isfinite(distance) else "no_road_at_all"
        found.append(Issue(rule, "warning", layer, key=keys[row], params=params))
    return tuple(found)
