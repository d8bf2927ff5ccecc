"""Invented roads as a graph: which places are joined, and by what class of road."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree

Points = NDArray[np.float64]

# A link is built where the way round would be longer than so many times the link.
_WAY_ROUND = 2.0
_CUT_OFF_VILLAGES = (3, 6)
# The village without a road is farther than this from any, and stays so among bends.
FAR_KM, _SURELY_FAR_KM = 3.0, 3.6


def link_places(at: Mapping[str, Points]) -> nx.Graph:
    """Join places to their neighbours where the way round would be long.

    The greedy spanner of Althöfer et al. (1993), "On sparse spanners of weighted
    graphs", Discrete & Computational Geometry 9, among the links of Gabriel and Sokal
    (1969), "A new statistical approach to geographic variation analysis", Systematic
    Zoology 18: shortest links first, each built unless the way over those that stand is
    at most twice as long. All places are joined.

    Parameters
    ----------
    at
        East and north in km of each place, shape (2,), no two alike.

    Returns
    -------
    networkx.Graph
        Each link has its ``km`` as the crow flies.
    """
    codes = list(at)
    points = np.array([at[code] for code in codes])
    graph = nx.Graph()
    graph.add_nodes_from(codes)
    for km, i, j in sorted(_gabriel(points)):
        one, other = codes[i], codes[j]
        if not _is_near(graph, one, other, km * _WAY_ROUND):
            graph.add_edge(one, other, km=km)
    return graph


def _gabriel(points: Points) -> Iterator[tuple[float, int, int]]:
    """Pairs of places with no third one in the circle on their link, and the km."""
    corners = Delaunay(points).simplices
    sides = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    pairs = np.unique(np.sort(sides, axis=1), axis=0)
    ends = points[pairs]
    km = np.hypot(*(ends[:, 0] - ends[:, 1]).T)
    clear, _ = cKDTree(points).query(ends.mean(axis=1))
    for (i, j), long, near in zip(pairs.tolist(), km, clear, strict=True):
        if near >= long / 2 - 1e-9:
            yield float(long), i, j


def _is_near(graph: nx.Graph, one: str, other: str, limit_km: float) -> bool:
    ways = nx.single_source_dijkstra_path_length(
        graph, one, cutoff=limit_km, weight="km"
    )
    return other in ways


def cut_off(graph: nx.Graph, seats: Sequence[str]) -> tuple[str, ...]:
    """Take away the roads to a few villages that lie far from all others.

    They are those behind the longest link of the shortest tree that has so few behind.
    """
    tree = nx.bfs_tree(nx.minimum_spanning_tree(graph, weight="km"), seats[0])
    least, most = _CUT_OFF_VILLAGES
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for u, v in tree.edges:
        behind = tuple(sorted(nx.descendants(tree, v) | {v}))
        if least <= len(behind) <= most and not set(behind).intersection(seats):
            best = max(best, (graph.edges[u, v]["km"], behind))
    if not best[1]:
        msg = "no few villages can be cut off"
        raise ValueError(msg)
    graph.remove_edges_from(list(nx.edge_boundary(graph, best[1])))
    return best[1]


def far_off(graph: nx.Graph, at: Mapping[str, Points], among: Sequence[str]) -> str:
    """Take away all roads of the village that is then farthest from any other.

    The others stay joined to each other as they are.
    """
    needed = set(nx.articulation_points(graph))
    edges = list(graph.edges)
    lines = shapely.STRtree(shapely.linestrings([[at[u], at[v]] for u, v in edges]))
    found = (0.0, "")
    for code in sorted(set(among) - needed):
        own = {i for i, edge in enumerate(edges) if code in edge}
        others = np.delete(lines.geometries, list(own))
        km = float(shapely.distance(shapely.Point(at[code]), others).min())
        found = max(found, (km, code))
    if found[0] < _SURELY_FAR_KM:
        msg = f"no village is far from all roads: {found}"
        raise ValueError(msg)
    graph.remove_edges_from(list(graph.edges(found[1])))
    return found[1]


def between_seats(
    seats: Sequence[str], towns: Sequence[str], at: Mapping[str, Points]
) -> nx.Graph:
    """Seats joined to their neighbours; each link has its ``kind`` and ``ref``.

    Parameters
    ----------
    seats
        Townships.
    towns
        Those that are county seats.
    at
        As for :func:`link_places`.
    """
    graph = _neighbours(seats, at)
    spine = nx.minimum_spanning_tree(graph, weight="km")
    for u, v, data in graph.edges(data=True):
        data.update(kind="县道" if spine.has_edge(u, v) else "乡道", ref="")
    between = _neighbours(towns, at, wide=True)
    tree = nx.minimum_spanning_tree(between, weight="km")
    # National roads along the tree of county seats, provincial ones along the rest.
    for kind, letter, first, edges in (
        ("省道", "S", 301, sorted(set(between.edges) - set(tree.edges))),
        ("国道", "G", 901, sorted(tree.edges)),
    ):
        for number, (u, v) in enumerate(edges, first):
            path = nx.shortest_path(graph, u, v, weight="km")
            for edge in itertools.pairwise(path):
                graph.edges[edge].update(kind=kind, ref=f"{letter}{number}")
    return graph


def _neighbours(
    codes: Sequence[str], at: Mapping[str, Points], *, wide: bool = False
) -> nx.Graph:
    """Join places with no third one between them.

    Between are places nearer to both than they to each other (relative neighbours);
    with ``wide`` only those in the circle on their link (Gabriel's graph).
    """
    power = 2 if wide else np.inf
    graph = nx.Graph()
    graph.add_nodes_from(codes)
    points = np.array([at[code] for code in codes])
    apart = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    for u, v in itertools.combinations(range(len(codes)), 2):
        detour = np.linalg.norm([apart[u], apart[v]], ord=power, axis=0)
        if not (detour < apart[u, v] - 1e-9).any():
            graph.add_edge(codes[u], codes[v], km=float(apart[u, v]))
    return graph
