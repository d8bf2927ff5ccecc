"""Is a layer in the datum it says? Asked of the borders, which do not lie together.

Places that fall just over the border of their own county are moved as if they, or the
counties, were GCJ-02 or BD-09. If that brings most of them home, and many more than
it drives out, one of the two layers is in that datum. Coarse boundaries blur this but
do not reverse it: all four moves make true data worse.
"""

import math
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
# Two draughtsmen's middles of a county differ by less, the bent ones by more.
_CLEAR_SHIFT_M = 200.0
_SHIFT_LEFT = 1 / 2
# Fewer places over the border prove nothing.
FEWEST_OUTSIDE = 3
SHARE_BROUGHT_HOME = 0.5
# Three of three that come home are a suspicion, nine of nine a certainty.
SUSPECT_SIGMAS, SURE_SIGMAS = 1.7, 3.0

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
    left
        Number of other places that it drives out.
    """

    moved: Moved
    datum: str
    outside: int
    explained: BoolArray
    left: int

    @property
    def sigmas(self) -> float:
        """Gain in standard deviations, if coming home and leaving were a coin's toss.

        A true layer moved by another datum's shift loses more than it gains.
        """
        home = int(self.explained.sum())
        return (home - self.left) / math.sqrt(home + self.left)


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
    settled = np.flatnonzero((own >= 0) & ~strays & np.isfinite(places.x))
    best: Suspicion | None = None
    for (moved, datum), move in _SUSPECTS.items():
        home = near[_at_home(places, own, shapes, near, move)]
        # Most data fail this cheap test, so the whole layer is moved only rarely.
        if len(home) < FEWEST_OUTSIDE or len(home) <= SHARE_BROUGHT_HOME * len(near):
            continue
        left = len(settled) - int(_at_home(places, own, shapes, settled, move).sum())
        explained = np.zeros(len(strays), dtype=np.bool_)
        explained[home] = True
        found = Suspicion(moved, datum, len(near), explained, left)
        least = SUSPECT_SIGMAS if best is None else best.sigmas
        if found.sigmas > least:
            best = found
    return best


def suspect_against(known: Places, given: Places) -> str | None:
    """Return the datum in which given places would lie where they are known to.

    Parameters
    ----------
    known, given
        Middles of the same counties, in a layer that is trusted and in the one under
        check. The median decides, so single counties may have changed.
    """
    off = _median_apart(known, given.x, given.y)
    if not off >= _CLEAR_SHIFT_M:
        return None
    left = {
        datum: _median_apart(known, *move(given.x, given.y))
        for (moved, datum), move in _SUSPECTS.items()
        if moved == "points"
    }
    best = min(left, key=lambda datum: left[datum])
    return best if left[best] <= _SHIFT_LEFT * off else None


def _median_apart(known: Places, x: Floats, y: Floats) -> float:
    metres = metres_between(Places(shapely.points(x, y), x, y), known.points)
    return float(np.median(metres)) if len(metres) else 0.0


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
