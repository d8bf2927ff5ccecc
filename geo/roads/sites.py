"""Places beside roads: what it costs to leave them and to come to them."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.spatial import cKDTree

from geo.roads.network import Flags, Network, grained
from geo.roads.search import Floats, Ints, Nodes
from geo.roads.snapping import Snaps
from geo.travel import LonLat, Unit, cartesian

# Places this near each other are one place, road or no road.
_SAME_PLACE_M = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """Parts of stretches that nobody passes.

    Parameters
    ----------
    start, end
        Shape (edges,): fractions between which a stretch is closed; NaN where it is
        open. What stands between them is cut off, what stands beside them is not.
    """

    start: Floats
    end: Floats

    @property
    def mask(self) -> Flags:
        """Stretches that cannot be passed from end to end."""
        return ~np.isnan(self.start)

    def __or__(self, other: "Closed") -> "Closed":
        """All from the first closed place of a stretch to the last."""
        return Closed(np.fmin(self.start, other.start), np.fmax(self.end, other.end))


def nothing_closed(edges: int) -> Closed:
    """Leave every stretch open."""
    return Closed(np.full(edges, np.nan), np.full(edges, np.nan))


def whole_edges(mask: Flags) -> Closed:
    """Close stretches from end to end."""
    return Closed(np.where(mask, 0.0, np.nan), np.where(mask, 1.0, np.nan))


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Places joined to a network.

    Parameters
    ----------
    lonlat, snaps
        The places, and where they meet the roads.
    walk
        Cost of the last stretch on foot, infinite where there is no road near.
    nodes
        Shape (n, 2): the nodes at the start and the end of the place's edge; 0 where
        there is none.
    leave, arrive
        Shape (n, 2): cost from the place to those nodes, and from those nodes to it,
        the walk included; infinite where that is not allowed.
    """

    lonlat: LonLat
    snaps: Snaps
    walk: Floats
    nodes: Nodes
    leave: Floats
    arrive: Floats

    def take(self, rows: Ints) -> "Sites":
        """Return some of the places."""
        snaps = self.snaps
        return Sites(
            self.lonlat[rows],
            Snaps(
                snaps.edge[rows],
                snaps.fraction[rows],
                snaps.lonlat[rows],
                snaps.distance_m[rows],
            ),
            self.walk[rows],
            self.nodes[rows],
            self.leave[rows],
            self.arrive[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Along:
    """Pairs joined without passing a node: the same edge, or a walk across.

    Parameters
    ----------
    starts, ends
        Positions of the two places.
    cost
        Of the whole way, walks included.
    on_foot
        Whether it is walked straight, not driven.
    """

    starts: Ints
    ends: Ints
    cost: Floats
    on_foot: Flags


def join(
    network: Network,
    lonlat: LonLat,
    snaps: Snaps,
    closed: Closed,
    *,
    unit: Unit,
    walking_mps: float,
) -> Sites:
    """Join places to the network at the points found for them."""
    near = snaps.near
    edge = np.where(near, snaps.edge, 0)
    walk = np.where(near, snaps.distance_m / _pace(unit, walking_mps), np.inf)
    count = len(edge)
    if not len(network.metres):
        empty = np.full((count, 2), np.inf)
        nodes = np.zeros((count, 2), dtype=np.int32)
        return Sites(lonlat, snaps, walk, nodes, empty, empty)
    forward, backward = (cost[edge] for cost in network.costs(unit))
    back, ahead = snaps.fraction, 1 - snaps.fraction
    # A comparison with NaN is false, so an open stretch blocks nothing.
    shut_back = closed.start[edge] <= snaps.fraction
    shut_ahead = closed.end[edge] >= snaps.fraction
    leave = (_part(back, backward, shut_back), _part(ahead, forward, shut_ahead))
    arrive = (_part(back, forward, shut_back), _part(ahead, backward, shut_ahead))
    return Sites(
        lonlat,
        snaps,
        grained(walk),
        np.column_stack((network.start_node[edge], network.end_node[edge])),
        grained(np.column_stack(leave) + walk[:, None]),
        grained(np.column_stack(arrive) + walk[:, None]),
    )


def along(
    network: Network,
    starts: Sites,
    ends: Sites,
    closed: Closed,
    *,
    unit: Unit,
    walking_mps: float,
) -> Along:
    """Find pairs on the same edge, and pairs that are nearer on foot than the road is.

    Two places off the road walk straight to each other where that is no longer than
    their two walks to the road: no walk is claimed that the road would not ask for.
    """
    driven = _on_same_edge(network, starts, ends, closed, unit)
    walked = _on_foot(starts, ends, _pace(unit, walking_mps))
    first, second, cost = (
        np.concatenate(part) for part in zip(driven, walked, strict=True)
    )
    on_foot = np.repeat((False, True), (len(driven[0]), len(walked[0])))
    return Along(first, second, grained(cost), on_foot)


def _pace(unit: Unit, walking_mps: float) -> float:
    return walking_mps if unit == "s" else 1.0


def _part(share: Floats, cost: Floats, shut: Flags) -> Floats:
    """Cost of a share of an edge; nothing where the place stands at the node."""
    open_cost = np.where(shut, np.inf, cost)
    return np.multiply(share, open_cost, out=np.zeros(len(share)), where=share > 0)


def _on_same_edge(
    network: Network, starts: Sites, ends: Sites, closed: Closed, unit: Unit
) -> tuple[Ints, Ints, Floats]:
    order = np.argsort(ends.snaps.edge, kind="stable")
    edges = ends.snaps.edge[order]
    low = np.searchsorted(edges, starts.snaps.edge, side="left")
    high = np.searchsorted(edges, starts.snaps.edge, side="right")
    count = np.where(starts.snaps.near, high - low, 0)
    first = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    second = order[np.repeat(low, count) + step]
    edge = starts.snaps.edge[first]
    begin, end = starts.snaps.fraction[first], ends.snaps.fraction[second]
    shut = (closed.start[edge] <= np.maximum(begin, end)) & (
        closed.end[edge] >= np.minimum(begin, end)
    )
    forward, backward = (cost[edge] for cost in network.costs(unit))
    driven = _part(np.abs(end - begin), np.where(end > begin, forward, backward), shut)
    cost = driven + starts.walk[first] + ends.walk[second]
    keep = np.isfinite(cost)
    return first[keep], second[keep], cost[keep]


def _on_foot(starts: Sites, ends: Sites, pace: float) -> tuple[Ints, Ints, Floats]:
    off_start = np.where(starts.snaps.near, starts.snaps.distance_m, 0.0)
    off_end = np.where(ends.snaps.near, ends.snaps.distance_m, 0.0)
    if not len(off_start) or not len(off_end):
        none = np.empty(0, dtype=np.int64)
        return none, none, np.empty(0)
    here, there = cartesian(starts.lonlat), cartesian(ends.lonlat)
    # Of two places so near each other, one lies off the road by half their distance.
    out, back = _around(here, there, off_start), _around(there, here, off_end)
    own = off_end[out[1]] <= off_start[out[0]]
    other = off_end[back[0]] > off_start[back[1]]
    first = np.concatenate((out[0][own], back[1][other]))
    second = np.concatenate((out[1][own], back[0][other]))
    metres = np.linalg.norm(here[first] - there[second], axis=1)
    keep = metres <= np.maximum(off_start[first] + off_end[second], _SAME_PLACE_M)
    return first[keep], second[keep], metres[keep] / pace


def _around(middles: Floats, points: Floats, half_m: Floats) -> tuple[Ints, Ints]:
    """Pairs of middles and points at most twice a length apart, or one place."""
    reach = np.maximum(2 * half_m, _SAME_PLACE_M)
    # Splitting at the middle of a box instead of the median: half the time in all.
    tree = cKDTree(points, balanced_tree=False)
    counts = tree.query_ball_point(middles, reach, return_length=True)
    rows = np.flatnonzero(counts)
    found = tree.query_ball_point(middles[rows], reach[rows], return_sorted=True)
    total = int(counts.sum())
    near = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=total)
    return np.repeat(rows, counts[rows]), near
