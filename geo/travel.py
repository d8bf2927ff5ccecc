"""Travel between places: who is within reach of whom, and who is nearest.

Everything that plans asks through :class:`Travel`. Until a road network is given, the
answer is a straight line times a detour factor at one speed, and says so.
"""

import math
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

Unit = Literal["s", "m"]
LonLat = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Costs = npt.NDArray[np.int64]

# GRS80, the ellipsoid of CGCS2000.
_AXIS_M, _FLATTENING = 6_378_137.0, 1 / 298.257222101
_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
_MEAN_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Reach:
    """Which destinations each origin reaches within a cutoff, as a sparse matrix.

    Parameters
    ----------
    matrix
        Shape (origins, destinations), int64, whole seconds or metres, rounded up; a
        stored entry is at least 1, since a sparse matrix cannot store a zero.
        Column indices are sorted within each row.
    unit
        ``"s"`` or ``"m"``.
    """

    matrix: csr_array
    unit: Unit


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """How places are joined to what one travels on; arrays of length n.

    Parameters
    ----------
    joined
        Whether what one travels on comes near enough to be used. A place that is not
        joined reaches nothing but what stands on the same spot.
    distance_m
        Metres from the place to the nearest road that may be used, float64, also where
        that is too far to be joined; infinite where there is none, NaN where the method
        measures no such thing.
    """

    joined: npt.NDArray[np.bool_]
    distance_m: npt.NDArray[np.float64]


class Travel(Protocol):
    """What planning asks of any way to measure travel.

    Coordinates are arrays of shape (n, 2), longitude and latitude in degrees in
    :data:`geo.crs.STORAGE_CRS`, all finite.
    """

    @property
    def settings(self) -> dict[str, float | str]:
        """Name and numbers of the method, for files and screens."""
        ...

    def within(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float, unit: Unit
    ) -> Reach:
        """All pairs whose cost is at most ``cutoff`` seconds or metres."""
        ...

    def nearest(
        self, origins: LonLat, destinations: LonLat, *, unit: Unit, k: int = 1
    ) -> tuple[Indices, Costs]:
        """Find the k nearest destinations of each origin and their costs.

        Returns
        -------
        indices, costs
            Both of shape (origins, k), nearest first; index -1 and cost 0 where there
            are fewer than k.
        """
        ...

    def lengths(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float
    ) -> csr_array:
        """Metres of the quickest ways of at most ``cutoff`` seconds, float64."""
        ...

    def access(self, lonlat: LonLat) -> Access:
        """Whether places are joined to the roads, and how far off they are."""
        ...


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Straight line on the ellipsoid, times a detour factor, at one speed.

    Parameters
    ----------
    speed_kmh
        Mean speed on the road, km/h.
    detour
        Road length over straight length. Ballou, Rahardja and Sakai (2002),
        "Selected country circuity factors for road travel distance estimation",
        Transportation Research A 36, give 1.33 for China; mountains need more.

    Raises
    ------
    ValueError
        If the speed is not positive or the factor is below 1.
    """

    speed_kmh: float = 30.0
    detour: float = 1.4

    def __post_init__(self) -> None:
        if not (math.isfinite(self.speed_kmh) and self.speed_kmh > 0):
            msg = f"speed_kmh must be positive, not {self.speed_kmh}"
            raise ValueError(msg)
        if not (math.isfinite(self.detour) and self.detour >= 1):
            msg = f"detour must be at least 1, not {self.detour}"
            raise ValueError(msg)

    @property
    def settings(self) -> dict[str, float | str]:
        """Name and numbers of the method."""
        return {
            "method": "straight_line",
            "speed_kmh": self.speed_kmh,
            "detour": self.detour,
        }

    def within(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float, unit: Unit
    ) -> Reach:
        """All pairs whose cost is at most ``cutoff`` seconds or metres."""
        shape = (len(origins), len(destinations))
        if 0 in shape:
            return Reach(csr_array(shape, dtype=np.int64), unit)
        limit_m = cutoff / self._per_metre(unit)
        pairs = _tree(origins).sparse_distance_matrix(
            _tree(destinations), _chord(limit_m) + 1, output_type="ndarray"
        )
        cost = self._cost(pairs["v"], unit)
        keep = cost <= cutoff
        matrix = csr_array((cost[keep], (pairs["i"][keep], pairs["j"][keep])), shape)
        matrix.sort_indices()
        return Reach(matrix, unit)

    def lengths(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float
    ) -> csr_array:
        """Metres of the quickest ways of at most ``cutoff`` seconds."""
        metres = cutoff / self._per_metre("s") * self._per_metre("m")
        found = self.within(origins, destinations, cutoff=metres, unit="m")
        return found.matrix.astype(np.float64)

    def nearest(
        self, origins: LonLat, destinations: LonLat, *, unit: Unit, k: int = 1
    ) -> tuple[Indices, Costs]:
        """Find the k nearest destinations of each origin and their costs."""
        indices = np.full((len(origins), k), -1, dtype=np.int64)
        costs = np.zeros((len(origins), k), dtype=np.int64)
        found = min(k, len(destinations))
        if found and len(origins):
            chords, nearest = _tree(destinations).query(
                cartesian(origins), k=np.arange(1, found + 1)
            )
            indices[:, :found] = nearest
            costs[:, :found] = self._cost(chords, unit)
        return indices, costs

    def access(self, lonlat: LonLat) -> Access:
        """Every place is joined; no road is measured."""
        count = len(lonlat)
        return Access(np.ones(count, dtype=bool), np.full(count, np.nan))

    def _per_metre(self, unit: Unit) -> float:
        """Cost of one straight metre in the unit."""
        return self.detour * (3.6 / self.speed_kmh if unit == "s" else 1.0)

    def _cost(self, chords: npt.NDArray[np.float64], unit: Unit) -> Costs:
        # Through the equator the earth is thicker than twice its mean radius.
        half = np.minimum(chords / (2 * _MEAN_RADIUS_M), 1)
        metres = 2 * _MEAN_RADIUS_M * np.arcsin(half)
        # A micrometre of slack, so that 45 minutes exactly is not rounded up to 45:01.
        cost = np.ceil(metres * self._per_metre(unit) - 1e-6)
        return np.maximum(cost, 1).astype(np.int64)


def _tree(lonlat: LonLat) -> cKDTree:
    # Splitting at the middle of a box instead of the median: half the time in all.
    return cKDTree(cartesian(lonlat), balanced_tree=False)


def cartesian(lonlat: LonLat) -> npt.NDArray[np.float64]:
    """Earth-centred x, y, z in metres of points on the ellipsoid.

    Parameters
    ----------
    lonlat
        Shape (n, 2), longitude and latitude, degrees.
    """
    lon, lat = np.radians(np.asarray(lonlat, dtype=np.float64)).T
    normal = _AXIS_M / np.sqrt(1 - _ECCENTRICITY_2 * np.sin(lat) ** 2)
    return np.column_stack(
        (
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - _ECCENTRICITY_2) * np.sin(lat),
        )
    )


def _chord(arc_m: float) -> float:
    """Straight line through the earth that belongs to an arc, metres."""
    half = arc_m / (2 * _MEAN_RADIUS_M)
    # Half the way round holds every place, those through the wider equator too.
    return 2 * (_MEAN_RADIUS_M * math.sin(half) if half < math.pi / 2 else _AXIS_M)
