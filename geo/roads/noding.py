"""Where the lines of a layer meet, found from their shapes alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.roads.assembling import Floats
from geo.roads.segments import Ints

Mask = npt.NDArray[np.bool_]
# Vertices are one at a centimetre; an end touches a line from a decimetre on.
_GRID, _TOUCH_DEG = 1e7, 1e-6
_LATITUDES = 1_800_000_001
_GAP = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Noded:
    """Vertices of lines, end to end: number, line, degrees, and whether met there."""

    vertex: Ints
    line: Ints
    lon: Floats
    lat: Floats
    open_to: Mask


@dataclass(frozen=True, slots=True, eq=False)
class _Extra:
    """Places to be put into lines: one row per place and line."""

    line: Ints
    xy: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """Lines and their own vertices; ``meetable`` where others may come to meet them."""

    lines: npt.NDArray[np.object_]
    xy: Floats
    line: Ints
    meetable: Mask


def node_lines(
    lines: npt.NDArray[np.object_], *, closed: Mask, split: Mask, crossings: bool
) -> Noded:
    """Number the vertices of lines so that lines meet where they share a number.

    Parameters
    ----------
    lines
        LineStrings in longitude, latitude, finite, none empty.
    closed
        Lines met at their ends alone (bridges, tunnels).
    split
        Lines already cut wherever they meet one another.
    crossings
        Whether lines that cross without a common vertex meet there too.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = np.diff(line, prepend=-1) != 0
    is_end = first | np.append(first[1:], True)
    open_to = is_end | ~(closed | split)[line]
    extras = []
    if not split.all():
        ends = _touching(lines, xy, line, is_end, split=split)
        extras.append(ends)
        if crossings:
            extras.append(_crossing(lines, closed | split))
    extra = _Extra(
        np.concatenate([np.zeros(0, dtype=np.int64), *(each.line for each in extras)]),
        np.concatenate([np.zeros((0, 2)), *(each.xy for each in extras)]),
    )
    if not len(extra.line):
        return Noded(_keys(xy), line, xy[:, 0], xy[:, 1], open_to)
    own = _Own(lines, xy, line, is_end | ~closed[line])
    return _with_extra(own, open_to, extra)


def _keys(xy: Floats) -> Ints:
    """One whole number per place, equal within a centimetre's grid."""
    grid = np.rint(xy * _GRID).astype(np.int64)
    return np.asarray(grid[:, 0] * _LATITUDES + grid[:, 1])


def _touching(
    lines: npt.NDArray[np.object_],
    xy: Floats,
    line: Ints,
    is_end: Mask,
    *,
    split: Mask,
) -> _Extra:
    """Ends of lines that touch other lines."""
    ends = np.flatnonzero(is_end)
    tree = shapely.STRtree(lines)
    one, other = tree.query(
        shapely.points(xy[ends]), predicate="dwithin", distance=_TOUCH_DEG
    )
    at = ends[one]
    keep = (line[at] != other) & ~(split[line[at]] & split[other])
    return _Extra(other[keep], xy[at[keep]])


def _crossing(lines: npt.NDArray[np.object_], closed: Mask) -> _Extra:
    """Places where lines cross, for both of them."""
    rows = np.flatnonzero(~closed)
    one, other = shapely.STRtree(lines[rows]).query(lines[rows], predicate="crosses")
    keep = one < other
    one, other = rows[one[keep]], rows[other[keep]]
    met = shapely.intersection(lines[one], lines[other])
    xy, pair = shapely.get_coordinates(met, return_index=True)
    return _Extra(np.concatenate([one[pair], other[pair]]), np.vstack([xy, xy]))


def _with_extra(own: _Own, open_to: Mask, extra: _Extra) -> Noded:
    """Put places into lines, or take them for a vertex that is already there."""
    along, base = _along(own)
    where = base[extra.line] + shapely.line_locate_point(
        own.lines[extra.line], shapely.points(extra.xy)
    )
    near = _nearest(along, own.line, where, extra.line)
    there = np.hypot(*(own.xy[near] - extra.xy).T) <= _TOUCH_DEG
    # A bridge is met at its ends, where vertices are; nothing is put into it.
    there &= own.meetable[near]
    closed = np.bincount(own.line, weights=~own.meetable) > 0
    new = ~there & ~closed[extra.line]
    opened = open_to.copy()
    opened[near[there]] = True
    keys = np.concatenate([_keys(own.xy), _keys(extra.xy[new])])
    places = np.vstack([own.xy, extra.xy[new]])
    owner = np.concatenate([own.line, extra.line[new]])
    order = np.lexsort((np.concatenate([along, where[new]]), owner))
    same = np.column_stack([_keys(extra.xy[there]), _keys(own.xy[near[there]])])
    vertex, places = _united(keys, places, same)
    opened = np.concatenate([opened, np.ones(int(new.sum()), dtype=bool)])
    return Noded(
        vertex[order], owner[order], places[order, 0], places[order, 1], opened[order]
    )


def _along(own: _Own) -> tuple[Floats, Floats]:
    """Degrees along its line of every vertex, lines laid end to end with gaps.

    Returns
    -------
    along, base
        Ascending, one per vertex; and where each line begins.
    """
    first = np.diff(own.line, prepend=-1) != 0
    step = np.hypot(*np.diff(own.xy, axis=0, prepend=own.xy[:1]).T)
    step[first] = _GAP
    along = np.cumsum(step)
    return along, along[first]


def _nearest(along: Floats, line: Ints, where: Floats, wanted: Ints) -> Ints:
    """Vertex of the wanted line that is nearest along it to each place."""
    after = np.clip(np.searchsorted(along, where), 0, len(along) - 1)
    before = np.maximum(after - 1, 0)
    take = (line[after] != wanted) | (
        (line[before] == wanted) & (where - along[before] < along[after] - where)
    )
    return np.where(take, before, after)


def _united(keys: Ints, places: Floats, same: Ints) -> tuple[Ints, Floats]:
    """Give places that are the same one number, and the place of the first of them."""
    distinct, number = np.unique(np.append(keys, same), return_inverse=True)
    pairs = number[len(keys) :].reshape(-1, 2).T
    size = len(distinct)
    links = coo_array(
        (np.ones(pairs.shape[1], dtype=np.int8), tuple(pairs)), (size,) * 2
    )
    label = connected_components(links, directed=False)[1][number[: len(keys)]]
    _, first, position = np.unique(label, return_index=True, return_inverse=True)
    return label.astype(np.int64), places[first[position]]
