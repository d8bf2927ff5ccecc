"""Is a layer in the datum it says? Asked of the borders, which do not lie together.

Places that fall just over the border of their own county are moved as if they, or the
counties, were GCJ-02 or BD-09. If that brings nearly all of them home and hardly any
other leaves, one of the two layers is in that datum.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.datum import (
    Floats,
    bd09_to_gcj02,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)
from geo.joins import Places, metres_between
from geo.row_issues import IntArray

BoolArray = NDArray[np.bool_]

# No datum of web maps moves a place further.
_SHIFT_AT_MOST_M = 2_000.0
# Fewer places over the border prove nothing.
FEWEST_OUTSIDE = 3
SHARE_BROUGHT_HOME = 0.8

_Move = Callable[[Floats, Floats], tuple[Floats, Floats]]
Moved = Literal["points", "counties"]


def _bd09_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _wgs84_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


# Counties in GCJ-02 under true points look like points that should be bent forward.
_SUSPECTS: Mapping[tuple[Moved, str], _Move] = MappingProxyType(
    {
        ("points", "GCJ-02"): gcj02_to_wgs84,
        ("points", "BD-09"): _bd09_to_wgs84,
        ("counties", "GCJ-02"): wgs84_to_gcj02,
        ("counties", "BD-09"): _wgs84_to_bd09,
    }
)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A datum that fits better than the one stated.

    Parameters
    ----------
    moved
        Which of the two layers would be in ``datum``.
    datum
        ``GCJ-02`` or ``BD-09``.
    outside
        Number of places just over the border of their county.
    explained
        Mask of those that the datum brings home.
    """

    moved: Moved
    datum: str
    outside: int
    explained: BoolArray


def suspect(
    places: Places, own: IntArray, strays: BoolArray, shapes: NDArray[np.object_]
) -> Suspicion | None:
    """Return the datum that fits clearly better than the one stated, if there is one.

    Parameters
    ----------
    places
        Longitude, latitude as stated.
    own
        Position in ``shapes`` of the county each place should lie in, -1 if unknown.
    strays
        Places that do not touch it.
    shapes
        Areas of the counties.
    """
    rows = np.flatnonzero(strays)
    off = metres_between(places.take(rows), shapes[own[rows]])
    near = rows[off <= _SHIFT_AT_MOST_M]
    if len(near) < FEWEST_OUTSIDE:
        return None
    best: Suspicion | None = None
    most = SHARE_BROUGHT_HOME * len(near)
    for (moved, datum), move in _SUSPECTS.items():
        home = near[_at_home(places, own, shapes, near, move)]
        # Most data fail this cheap test, so the whole layer is moved only rarely.
        if len(home) < most:
            continue
        settled = np.flatnonzero((own >= 0) & ~strays & np.isfinite(places.x))
        left = len(settled) - _at_home(places, own, shapes, settled, move).sum()
        if len(home) - left >= most:
            most = np.nextafter(len(home) - left, np.inf)
            explained = np.zeros(len(strays), dtype=np.bool_)
            explained[home] = True
            best = Suspicion(moved, datum, len(near), explained)
    return best


def _at_home(
    places: Places,
    own: IntArray,
    shapes: NDArray[np.object_],
    rows: IntArray,
    move: _Move,
) -> BoolArray:
    x, y = move(places.x[rows], places.y[rows])
    inside: BoolArray = shapely.intersects_xy(shapes[own[rows]], x, y)
    return inside
