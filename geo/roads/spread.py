"""How far one comes along the roads from the nearest of some places.

Along a stretch the cost rises from the end it is first reached by, so what is within a
limit is one part from each end, or, with places on the stretch itself, one from each
side of each of them. Nothing is said of the land beside the roads.
"""

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.roads import search
from geo.roads.engine import RoadTravel
from geo.roads.search import Floats, Ints
from geo.roads.sites import Sites
from geo.roads.snapping import conformal, degrees
from geo.travel import LonLat, Unit

# Shorter shares of a stretch are rounding.
_LEAST_SHARE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Shares of stretches with no place and no closure inside them.

    ``low`` and ``high`` are fractions of the stretch, ``left`` and ``right`` the cost
    at these ends when one enters there, ``ahead`` and ``back`` the cost of the whole
    stretch to somebody who enters on the left, or on the right.
    """

    edge: Ints
    low: Floats
    high: Floats
    left: Floats
    right: Floats
    ahead: Floats
    back: Floats


def spread(
    travel: RoadTravel, places: LonLat, *, cutoff: float, unit: Unit
) -> gpd.GeoDataFrame:
    """Find the parts of roads that are within a cutoff of the nearest of some places.

    Parameters
    ----------
    travel
        Roads, closures in force. By its direction ``"to_origins"`` people leave the
        places, as destinations of :meth:`RoadTravel.within`; by ``"from_origins"`` they
        come to them.
    places
        Longitude, latitude, degrees, shape (n, 2). The walk to the road counts.
    cutoff, unit
        Largest cost, in seconds or metres.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per part, in the order of the stretches and along each: ``edge``
        (position of the stretch), ``start`` and ``end`` (fractions of it),
        ``cost_from`` and ``cost_to`` (seconds or metres at the part's two ends,
        float64, even between them), ``geometry`` (LineString in
        :data:`geo.crs.STORAGE_CRS`, running as the stretch does). A stretch reached
        from both ends is two parts that meet where the costs are equal.
    """
    sites = travel.sites(np.asarray(places, dtype=np.float64), unit=unit)
    pieces = _pieces(travel, sites, unit=unit, cutoff=cutoff)
    parts = _within(pieces, cutoff)
    parts = parts[parts["end"] - parts["start"] > _LEAST_SHARE]
    parts = parts.sort_values(["edge", "start"], kind="stable").reset_index(drop=True)
    lines = travel.segments.edges.geometry.to_numpy()[parts["edge"].to_numpy()]
    shapes = cut(lines, parts["start"].to_numpy(), parts["end"].to_numpy())
    return gpd.GeoDataFrame(parts, geometry=shapes, crs=STORAGE_CRS)


def cut(
    lines: "np.ndarray[tuple[int], np.dtype[np.object_]]", start: Floats, end: Floats
) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Cut lines at fractions of their length.

    Parameters
    ----------
    lines
        LineStrings of longitude, latitude, degrees.
    start, end
        Fractions of each, as of :class:`geo.roads.snapping.Snaps`; start below end.

    Returns
    -------
    numpy.ndarray
        New lines; one that is not cut is given as it is.
    """
    found = lines.copy()
    rows = np.flatnonzero((start > 0) | (end < 1))
    if not len(rows):
        return found
    lonlat, line = shapely.get_coordinates(lines[rows], return_index=True)
    # Shares are of metres; degrees east are shorter than degrees north.
    plane = shapely.transform(lines[rows], conformal)
    along = _along(shapely.get_coordinates(plane), line)
    inside = (along > start[rows][line]) & (along < end[rows][line])
    ends = [
        degrees(
            shapely.get_coordinates(
                shapely.line_interpolate_point(plane, share[rows], normalized=True)
            )
        )
        for share in (start, end)
    ]
    every = np.arange(len(rows))
    row = np.concatenate((every, line[inside], every))
    order = np.lexsort((np.concatenate((start[rows], along[inside], end[rows])), row))
    points = np.concatenate((ends[0], lonlat[inside], ends[1]))[order]
    found[rows] = shapely.linestrings(points, indices=row[order])
    return found


def _along(plane: LonLat, line: Ints) -> Floats:
    """Fraction of its line at which every vertex stands."""
    step = np.zeros(len(plane))
    step[1:] = np.hypot(*(plane[1:] - plane[:-1]).T)
    first = np.diff(line, prepend=-1) != 0
    step[first] = 0
    run = np.cumsum(step)
    whole = np.bincount(line, weights=step)
    run -= run[first][line]
    return np.divide(run, whole[line], out=np.zeros(len(run)), where=whole[line] > 0)


def _pieces(travel: RoadTravel, sites: Sites, *, unit: Unit, cutoff: float) -> _Pieces:
    """Stretches with the costs of entering them, cut at places and closures."""
    leaving = travel.direction == "to_origins"
    network, closed = travel.network, travel.closed
    costs = network.costs(unit)
    # To the places one comes along the roads backward.
    ahead, back = costs if leaving else costs[::-1]
    seeds = (sites.leave if leaving else sites.arrive).ravel()
    graph = travel.graph(backward=not leaving, unit=unit)
    width, buckets = search.ring(graph.median, graph.longest, seeds)
    node_cost, _, _ = search.tree(
        graph.arcs.starts,
        graph.arcs.heads,
        graph.weights,
        sites.nodes.ravel(),
        seeds,
        cutoff,
        width,
        buckets,
    )
    left, right = node_cost[network.start_node], node_cost[network.end_node]
    inner = sites.snaps.near & (sites.snaps.fraction > 0) & (sites.snaps.fraction < 1)
    special = closed.mask.copy()
    special[sites.snaps.edge[inner]] = True
    plain = np.flatnonzero(~special & (np.minimum(left, right) <= cutoff))
    whole = (
        plain,
        np.zeros(len(plain)),
        np.ones(len(plain)),
        left[plain],
        right[plain],
    )
    split = _split(travel, sites, inner, special, (left, right, ahead, back))
    table = np.concatenate((np.column_stack(whole), split))
    edge = table[:, 0].astype(np.int64)
    low, high, begins, ends = table[:, 1:].T
    return _Pieces(edge, low, high, begins, ends, ahead[edge], back[edge])


def _split(
    travel: RoadTravel,
    sites: Sites,
    inner: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    special: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    costs: tuple[Floats, Floats, Floats, Floats],
) -> Floats:
    """Cut stretches with places or closures on them; few, so one by one.

    Returns edge, low, high, left and right of each open piece.
    """
    on: dict[int, list[tuple[float, float]]] = {}
    for row in np.flatnonzero(inner).tolist():
        mark = (float(sites.snaps.fraction[row]), float(sites.walk[row]))
        on.setdefault(int(sites.snaps.edge[row]), []).append(mark)
    found: list[tuple[float, ...]] = []
    for edge in np.flatnonzero(special).tolist():
        shut = float(travel.closed.start[edge]), float(travel.closed.end[edge])
        left, right, ahead, back = (float(cost[edge]) for cost in costs)
        marks = [(0.0, left), *sorted(on.get(edge, [])), (1.0, right)]
        for low, high, begins, ends in _open(marks, shut, ahead, back):
            found.append((edge, low, high, begins, ends))
    return np.array(found, dtype=np.float64).reshape(-1, 5)


def _open(
    marks: list[tuple[float, float]],
    shut: tuple[float, float],
    ahead: float,
    back: float,
) -> list[tuple[float, float, float, float]]:
    """Open shares of one stretch between its marks: low, high, costs at both.

    Marks are fractions and costs at the left end, at places, and at the right end; the
    end costs count for the side that faces the stretch alone, as places' for both.
    """
    sides = [marks]
    if not math.isnan(shut[0]):
        before = [mark for mark in marks[:-1] if mark[0] < shut[0]]
        after = [mark for mark in marks[1:] if mark[0] > shut[1]]
        sides = [[*before, (shut[0], math.inf)], [(shut[1], math.inf), *after]]
    found: list[tuple[float, float, float, float]] = []
    for side in sides:
        at = [mark[0] for mark in side]
        right_going = _swept(side, ahead)
        left_going = _swept([(1 - f, cost) for f, cost in reversed(side)], back)[::-1]
        found += [
            (at[i], at[i + 1], right_going[i], left_going[i + 1])
            for i in range(len(side) - 1)
            if at[i] < at[i + 1]
        ]
    return found


def _swept(marks: list[tuple[float, float]], whole: float) -> list[float]:
    """Least cost at each mark of what is reached from it or from those before."""
    found: list[float] = []
    for i, (fraction, own) in enumerate(marks):
        step = fraction - marks[i - 1][0] if i else 0.0
        # Nothing times infinity is no number.
        carried = found[-1] + (step * whole if step > 0 else 0.0) if i else math.inf
        found.append(min(own, carried))
    return found


def _within(pieces: _Pieces, cutoff: float) -> pd.DataFrame:
    """Parts of the pieces within the cutoff: from the left, and from the right."""
    size = pieces.high - pieces.low
    ahead, back = pieces.ahead * size, pieces.back * size
    left, right = pieces.left, pieces.right
    # How far one comes from each end, as shares of the piece.
    from_left = _share(left, ahead, cutoff)
    from_right = _share(right, back, cutoff)
    both = ahead + back
    known = np.isfinite(both) & (both > 0) & np.isfinite(left) & np.isfinite(right)
    # Where one end leads nowhere the other has all.
    meet = np.where(from_left > 0, 1.0, 0.0)
    ratio = (right[known] + back[known] - left[known]) / both[known]
    meet[known] = np.clip(ratio, 0, 1)
    until = np.minimum(from_left, meet)
    since = np.maximum(1 - from_right, meet)
    ends = np.ones(len(size))
    first = _table(
        pieces, np.zeros(len(size)), until, left, left + _times(until, ahead)
    )
    second = _table(
        pieces,
        since,
        ends,
        right + _times(1 - since, back),
        right + np.zeros(len(size)),
    )
    return pd.concat([first, second], ignore_index=True)


def _share(begun: Floats, whole: Floats, cutoff: float) -> Floats:
    """Share of a piece that what is left of the cutoff suffices for."""
    usable = (begun <= cutoff) & np.isfinite(begun) & np.isfinite(whole)
    share = np.where(usable, 1.0, 0.0)
    partly = usable & (begun + whole > cutoff)
    share[partly] = (cutoff - begun[partly]) / whole[partly]
    return share


def _times(share: Floats, whole: Floats) -> Floats:
    return np.multiply(share, whole, out=np.zeros(len(whole)), where=share > 0)


def _table(
    pieces: _Pieces, begin: Floats, finish: Floats, cost_from: Floats, cost_to: Floats
) -> pd.DataFrame:
    keep = finish > begin
    size = pieces.high - pieces.low
    return pd.DataFrame(
        {
            "edge": pieces.edge[keep],
            "start": (pieces.low + begin * size)[keep],
            "end": np.where(finish < 1, pieces.low + finish * size, pieces.high)[keep],
            "cost_from": cost_from[keep],
            "cost_to": cost_to[keep],
        }
    )
