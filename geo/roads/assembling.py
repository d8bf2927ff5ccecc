"""From lines that share vertices to stretches between junctions."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

from geo.crs import STORAGE_CRS
from geo.roads.segments import (
    ATTRIBUTES,
    EDGE_COLUMNS,
    FLAGS,
    TEXTS,
    Ints,
    Segments,
    joined_ids,
)

Floats = npt.NDArray[np.float64]
Names = Callable[[Ints], npt.NDArray[np.str_]]
_ELLIPSOID = Geod(ellps="GRS80")


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Lines as they were drawn, vertices end to end.

    Parameters
    ----------
    vertex
        Number of every vertex; lines meet where they share one.
    line
        Position in ``attributes`` of the line every vertex belongs to, ascending.
    lon, lat
        Degrees, of every vertex.
    attributes
        One row per line, RangeIndex, columns :data:`geo.roads.segments.ATTRIBUTES`.
    open_to
        Vertices at which other lines may be met; the ends of a line always are.
    """

    vertex: Ints
    line: Ints
    lon: Floats
    lat: Floats
    attributes: pd.DataFrame
    open_to: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Stretches of single lines between cuts: vertices first..last, both included."""

    line: Ints
    first: Ints
    last: Ints
    start: Ints
    end: Ints


def assemble(drawn: Drawn, *, names: Names | None = None) -> Segments:
    """Cut lines where they meet, and join what is alike and meets nothing else.

    Parameters
    ----------
    drawn
        Lines; those of fewer than two different vertices give nothing.
    names
        Makes OSM numbers, as text, of the numbers of vertices; None where they have
        none.

    Returns
    -------
    Segments
        Edges in the order in which their first piece was drawn, running as it does.
    """
    drawn = _without_repeats(drawn)
    places, node = np.unique(drawn.vertex, return_inverse=True)
    pieces = _cut(drawn, node)
    chain, piece, turned = _chains(pieces, drawn.attributes)
    at, edge = _without_standing(drawn, *_vertices(pieces, chain, piece, turned))
    lon, lat = drawn.lon[at], drawn.lat[at]
    heads = np.flatnonzero(np.diff(edge, prepend=-1))
    tails = np.flatnonzero(np.diff(edge, append=-1))
    kept, ends = np.unique(
        node[at[np.concatenate([heads, tails])]], return_inverse=True
    )
    edges = _attributes(drawn.attributes, pieces.line[piece], chain, turned)
    edges["from_node"], edges["to_node"] = ends[: len(heads)], ends[len(heads) :]
    edges["length_m"] = _lengths(lon, lat, heads, edge)
    shapes = shapely.linestrings(np.column_stack((lon, lat)), indices=edge)
    frame = gpd.GeoDataFrame(edges, geometry=shapes, crs=STORAGE_CRS)
    somewhere = np.empty(len(places), dtype=np.int64)
    somewhere[node] = np.arange(len(node))
    nodes = pd.DataFrame(
        {
            "lon": drawn.lon[somewhere[kept]],
            "lat": drawn.lat[somewhere[kept]],
            "osm_id": pd.Series(
                [""] * len(kept) if names is None else names(places[kept]), dtype="str"
            ),
        }
    )
    return Segments(frame[list(EDGE_COLUMNS)], nodes)


def _without_repeats(drawn: Drawn) -> Drawn:
    """Drop vertices that repeat the one before, and lines left with one."""
    repeats = np.zeros(len(drawn.vertex), dtype=bool)
    repeats[1:] = (drawn.vertex[1:] == drawn.vertex[:-1]) & (
        drawn.line[1:] == drawn.line[:-1]
    )
    left = np.bincount(drawn.line[~repeats], minlength=len(drawn.attributes))
    keep = ~repeats & (left[drawn.line] > 1)
    return Drawn(
        drawn.vertex[keep],
        drawn.line[keep],
        drawn.lon[keep],
        drawn.lat[keep],
        drawn.attributes,
        drawn.open_to[keep],
    )


def _cut(drawn: Drawn, node: Ints) -> _Pieces:
    """Cut every line at its ends and at vertices that are met again."""
    line = drawn.line
    first = np.diff(line, prepend=-1) != 0
    is_end = first | np.append(first[1:], True)
    counts = is_end | drawn.open_to
    met = np.bincount(node[counts], minlength=int(node.max(initial=-1)) + 1)
    cuts = np.flatnonzero(is_end | (counts & (met[node] > 1)))
    same = line[cuts[1:]] == line[cuts[:-1]]
    begin, finish = cuts[:-1][same], cuts[1:][same]
    return _Pieces(line[begin], begin, finish, node[begin], node[finish])


def _chains(
    pieces: _Pieces, attributes: pd.DataFrame
) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Order the pieces into stretches: chain, piece and whether it runs backwards."""
    partner = _partners(pieces, attributes)
    count = len(pieces.line)
    linked = (partner.reshape(count, 2) >= 0).any(axis=1)
    chain = np.where(linked, -1, np.arange(count))
    order = np.arange(count)
    turned = np.zeros(count, dtype=bool)
    for seed in np.flatnonzero(linked).tolist():
        if chain[seed] < 0:
            _walk(seed, partner, chain, order, turned)
    # Chains by their first-drawn piece; within a chain as walked.
    found = np.lexsort((order, chain))
    _, renumbered = np.unique(chain[found], return_inverse=True)
    return renumbered, found, turned[found]


def _walk(
    seed: int, partner: Ints, chain: Ints, order: Ints, turned: npt.NDArray[np.bool_]
) -> None:
    """Follow a chain from its first-drawn piece both ways, writing into the arrays.

    The end of piece p where it begins is 2p, where it finishes 2p + 1.
    """
    chain[seed], order[seed] = seed, 0
    for leave, step in ((2 * seed + 1, 1), (2 * seed, -1)):
        at = 0
        enter = int(partner[leave])
        while enter >= 0 and chain[enter // 2] < 0:
            piece, at = enter // 2, at + step
            chain[piece], order[piece] = seed, at
            # Going on, a piece entered at its beginning runs as the first does.
            turned[piece] = (enter % 2 == 1) == (step == 1)
            enter = int(partner[enter ^ 1])


def _partners(pieces: _Pieces, attributes: pd.DataFrame) -> Ints:
    """For every piece end, the end it is one road with, or -1."""
    count = len(pieces.line)
    ends = np.column_stack((pieces.start, pieces.end)).ravel()
    partner = np.full(2 * count, -1, dtype=np.int64)
    if not count:
        return partner
    by_node = np.argsort(ends, kind="stable")
    degree = np.bincount(ends)
    two = degree[ends[by_node]] == 2
    first, second = by_node[two].reshape(-1, 2).T
    alike = attributes.groupby([*TEXTS, *FLAGS], sort=False).ngroup().to_numpy()
    oneway = attributes["oneway"].to_numpy()
    one, other = pieces.line[first // 2], pieces.line[second // 2]
    sense = np.where(first % 2 == second % 2, -1, 1)
    joins = (first // 2 != second // 2) & (alike[one] == alike[other])
    joins &= oneway[one] == oneway[other] * sense
    partner[first[joins]] = second[joins]
    partner[second[joins]] = first[joins]
    return partner


def _vertices(
    pieces: _Pieces, chain: Ints, piece: Ints, turned: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Vertices of the stretches, and the stretch of each; joints are given once."""
    first, last = pieces.first[piece], pieces.last[piece]
    begin = np.where(turned, last, first)
    step = np.where(turned, -1, 1)
    follows = np.diff(chain, prepend=-1) == 0
    begin = begin + np.where(follows, step, 0)
    count = last - first + 1 - follows
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return (
        np.repeat(begin, count) + np.repeat(step, count) * within,
        np.repeat(chain, count),
    )


def _without_standing(drawn: Drawn, at: Ints, edge: Ints) -> tuple[Ints, Ints]:
    """Drop inner vertices that lie where the one after does, or the one before."""
    for step in (-1, 1):
        ends = np.diff(edge, prepend=-1) != 0
        ends |= np.append(ends[1:], True)
        lon, lat = drawn.lon[at], drawn.lat[at]
        beside = (lon == np.roll(lon, step)) & (lat == np.roll(lat, step))
        keep = ends | ~beside
        at, edge = at[keep], edge[keep]
    return at, edge


def _attributes(
    attributes: pd.DataFrame, line: Ints, chain: Ints, turned: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Attributes of the stretches: of their first piece, with the numbers of all."""
    head = np.diff(chain, prepend=-1) != 0
    edges = pd.DataFrame(attributes[list(ATTRIBUTES)].iloc[line[head]])
    edges = edges.reset_index(drop=True)
    sense = np.where(turned[head], -1, 1)
    edges["oneway"] = (edges["oneway"].to_numpy() * sense).astype(np.int8)
    several = np.bincount(chain) > 1
    if several.any():
        parts = several[chain]
        ids = attributes["road_id"].iloc[line[parts]].groupby(chain[parts])
        texts = edges["road_id"].astype(object).to_numpy(copy=True)
        texts[several] = ids.agg(joined_ids).to_numpy()
        edges["road_id"] = pd.Series(texts, dtype="str")
    return edges


def _lengths(lon: Floats, lat: Floats, heads: Ints, edge: Ints) -> Floats:
    """Geodesic metres of every stretch."""
    if not len(heads):
        return np.zeros(0)
    metres = _ELLIPSOID.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    # The step from one stretch to the next is no road.
    metres[edge[1:] != edge[:-1]] = 0.0
    return np.asarray(np.add.reduceat(np.append(metres, 0.0), heads))
