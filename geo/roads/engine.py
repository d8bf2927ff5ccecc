"""Travel along roads: minutes, metres and routes between places beside them."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.roads import search
from geo.roads.network import Arcs, Network, build
from geo.roads.paths import Path, trace
from geo.roads.profiles import Profile, seconds
from geo.roads.search import Floats, Ints, Nodes
from geo.roads.segments import Segments
from geo.roads.sites import (
    Closed,
    Sites,
    along,
    join,
    nothing_closed,
)
from geo.roads.snapping import Snapper, Snaps
from geo.travel import Access, Costs, Indices, LonLat, Reach, Unit

Direction = Literal["to_origins", "from_origins"]
# So that 45 minutes exactly is not rounded up to 45:01.
_SLACK = 1e-6
# Seconds by which a metre takes longer where lengths of ways are asked for: costs are
# told apart to 60 nanoseconds, so that lengths are good to centimetres.
_LITTLE_LONGER = 1e-5
_GIVEN = ("walking_kmh", "snap_limit_m", "direction", "closed", "network")


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """One side of a network in one unit, closures in force: what a search runs on."""

    arcs: Arcs
    weights: Floats
    median: float
    longest: float


class RoadTravel:
    """Travel along a road network, the last stretch walked.

    Implements :class:`geo.travel.Travel`. A cost is the walk from a place to the
    nearest stretch of road, the drive along the quickest (unit ``"m"``: the shortest)
    way that the profile allows, and the walk at the other end. Places off the road walk
    straight to each other where that is no longer than their two walks to the road.

    A closure does not move a place to another road: one that stands on a closed part is
    cut off, and says so by being in nobody's reach.

    Parameters
    ----------
    segments
        Road network.
    profile
        Speeds and permissions.
    walking_kmh
        Speed of the last stretch, km/h.
    snap_limit_m
        A place farther from every road is joined to none.
    direction
        Who travels: ``"to_origins"``, the destinations' people come to the origins (as
        commissioners and caravans come to villages), or ``"from_origins"``. They differ
        where streets are one-way, or uphill.
    closed
        What is closed; nothing by default.
    network
        Prepared from the same segments and profile; made anew if not given.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    def __init__(
        self,
        segments: Segments,
        profile: Profile,
        *,
        walking_kmh: float = 5.0,
        snap_limit_m: float = 3_000.0,
        direction: Direction = "to_origins",
        closed: Closed | None = None,
        network: Network | None = None,
    ) -> None:
        if not (math.isfinite(walking_kmh) and walking_kmh > 0):
            msg = f"walking_kmh must be positive, not {walking_kmh}"
            raise ValueError(msg)
        if not (math.isfinite(snap_limit_m) and snap_limit_m >= 0):
            msg = f"snap_limit_m must be at least 0, not {snap_limit_m}"
            raise ValueError(msg)
        if direction not in ("to_origins", "from_origins"):
            msg = f"direction {direction!r} is not known"
            raise ValueError(msg)
        self.segments, self.profile = segments, profile
        self.walking_kmh, self.snap_limit_m = walking_kmh, snap_limit_m
        self.direction: Direction = direction
        self.network = network or build(segments, *seconds(segments, profile))
        self.closed = closed or nothing_closed(len(segments.edges))
        self._graphs: dict[tuple[bool, Unit], Graph] = {}

    @property
    def settings(self) -> dict[str, float | str]:
        """Name and numbers of the method."""
        return {
            "method": "roads",
            "profile": self.profile.name,
            "profile_zh": self.profile.zh,
            "profile_en": self.profile.en,
            "profile_digest": self.profile.digest[:16],
            "walking_kmh": self.walking_kmh,
            "snap_limit_m": self.snap_limit_m,
            "direction": self.direction,
            "network": self.segments.content_hash[:16],
            "closed_stretches": float(self.closed.mask.sum()),
        }

    @cached_property
    def snapper(self) -> Snapper:
        """Finds the nearest stretch one may get on and off at any point."""
        edges = self.segments.edges
        through = edges["highway"].isin(self.profile.through_only).to_numpy(dtype=bool)
        # Under the ground nobody reaches the road above which they stand.
        below = edges["tunnel"].to_numpy(dtype=bool)
        return Snapper(self.segments, self.network.open & ~through & ~below)

    def with_closed(self, closed: Closed) -> "RoadTravel":
        """Return the same travel with other closures; nothing is prepared again."""
        return self._but(closed=closed)

    def _but(self, **changed: object) -> "RoadTravel":
        """The same travel but for some of what it was made with."""
        given: dict[str, Any] = {name: getattr(self, name) for name in _GIVEN}
        other = RoadTravel(self.segments, self.profile, **(given | changed))
        other.snapper = self.snapper
        return other

    def snaps(self, lonlat: LonLat) -> Snaps:
        """Where places meet the roads, and how far off they are."""
        return self.snapper.snap(lonlat, limit_m=self.snap_limit_m)

    def access(self, lonlat: LonLat) -> Access:
        """Whether a road is near each place, and how far off the nearest is.

        A place on a closed part of a road is joined all the same: the road is there.
        """
        found = self.snaps(lonlat)
        return Access(found.near, found.distance_m)

    def sites(self, lonlat: LonLat, *, unit: Unit) -> Sites:
        """Places joined to the network, with the cost of leaving and coming."""
        lonlat = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
        return join(
            self.network,
            lonlat,
            self.snaps(lonlat),
            self.closed,
            unit=unit,
            walking_mps=self.walking_kmh / 3.6,
        )

    def graph(self, *, backward: bool, unit: Unit) -> Graph:
        """Arcs and their costs: by the node they leave, or (backward) come to."""
        key = (backward, unit)
        if key not in self._graphs:
            arcs = self.network.into if backward else self.network.out
            ahead, back = self.network.costs(unit)
            shut = self.closed.mask
            ahead, back = np.where(shut, np.inf, ahead), np.where(shut, np.inf, back)
            weights = np.where(arcs.backward, back[arcs.edges], ahead[arcs.edges])
            self._graphs[key] = Graph(arcs, weights, *search.middling(weights))
        return self._graphs[key]

    def within(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float, unit: Unit
    ) -> Reach:
        """All pairs whose cost is at most ``cutoff`` seconds or metres."""
        exact = self.exact(origins, destinations, cutoff=cutoff, unit=unit)
        whole = _whole(exact.data).astype(np.int64)
        matrix = csr_array((whole, exact.indices, exact.indptr), shape=exact.shape)
        return Reach(matrix, unit)

    def exact(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float, unit: Unit
    ) -> csr_array:
        """Costs as in :meth:`within`, before they are rounded up; float64."""
        limit = math.floor(cutoff) + _SLACK if math.isfinite(cutoff) else cutoff
        asked = self.sites(origins, unit=unit), self.sites(destinations, unit=unit)
        leaving = self.direction == "from_origins"
        starts, ends = asked if leaving else asked[::-1]
        shape = (len(starts.walk), len(ends.walk))
        if 0 in shape or not limit >= 0:
            return csr_array((len(asked[0].walk), len(asked[1].walk)))
        beside = along(
            self.network, starts, ends, self.closed, unit=unit, walking_mps=self._pace
        )
        # One search a place on the shorter side; a path costs the same from both ends.
        if shape[0] <= shape[1]:
            own = beside.starts, beside.ends, beside.cost
            matrix = self._rows(starts, ends, own, False, unit, limit)
        else:
            own = beside.ends, beside.starts, beside.cost
            matrix = self._rows(ends, starts, own, True, unit, limit).T
        matrix = csr_array(matrix if leaving else matrix.T)
        matrix.sort_indices()
        return matrix

    def lengths(
        self, origins: LonLat, destinations: LonLat, *, cutoff: float
    ) -> csr_array:
        """Metres of the quickest ways of at most ``cutoff`` seconds, walks included.

        Where every metre takes a little longer, a way takes longer by its length times
        that little: the difference of two searches is the length (the envelope theorem;
        of two ways equally quick it is the shorter).
        """
        plain = self.exact(origins, destinations, cutoff=cutoff, unit="s")
        # Ten seconds more, so that no pair falls out: a thousand kilometres.
        later = self._slowed.exact(origins, destinations, cutoff=cutoff + 10, unit="s")
        kept = plain.astype(bool).multiply(later)
        return csr_array((kept - plain) / _LITTLE_LONGER)

    @cached_property
    def _slowed(self) -> "RoadTravel":
        """The same roads, every metre a little slower."""
        network = self.network
        more = _LITTLE_LONGER * network.metres
        later = network.forward_s + more, network.backward_s + more
        return self._but(
            walking_kmh=3.6 / (1 / self._pace + _LITTLE_LONGER),
            network=replace(network, forward_s=later[0], backward_s=later[1]),
        )

    def nearest(
        self, origins: LonLat, destinations: LonLat, *, unit: Unit, k: int = 1
    ) -> tuple[Indices, Costs]:
        """Find the k nearest destinations of each origin and their costs."""
        indices, exact = self.nearest_exact(origins, destinations, unit=unit, k=k)
        return indices, np.where(indices >= 0, _whole(exact), 0).astype(np.int64)

    def nearest_exact(
        self, origins: LonLat, destinations: LonLat, *, unit: Unit, k: int = 1
    ) -> tuple[Indices, Floats]:
        """Nearest as in :meth:`nearest`, costs before rounding up; 0 where none."""
        asked = self.sites(origins, unit=unit)
        given = self.sites(destinations, unit=unit)
        rows, count = len(asked.walk), len(given.walk)
        if not rows or not count:
            return np.full((rows, k), -1, dtype=np.int64), np.zeros((rows, k))
        leaving = self.direction == "from_origins"
        seeds = given.arrive if leaving else given.leave
        doors = asked.leave if leaving else asked.arrive
        graph = self.graph(backward=leaving, unit=unit)
        cost, who = _labels(graph, given.nodes, seeds, min(k, count))
        pairs = (asked, given) if leaving else (given, asked)
        beside = along(
            self.network, *pairs, self.closed, unit=unit, walking_mps=self._pace
        )
        own, other = beside.starts, beside.ends
        if not leaving:
            own, other = other, own
        by_node = cost[asked.nodes] + doors[:, :, None]
        row = np.concatenate((np.repeat(np.arange(rows), by_node[0].size), own))
        column = np.concatenate((who[asked.nodes].ravel(), other))
        return _first(
            row, column, np.concatenate((by_node.ravel(), beside.cost)), (rows, k)
        )

    def path(
        self, origin: LonLat, destination: LonLat, *, unit: Unit = "s"
    ) -> Path | None:
        """Quickest (unit ``"m"``: shortest) way between two places, as it is travelled.

        Parameters
        ----------
        origin, destination
            Longitude, latitude, degrees. By :attr:`direction` the way runs from the
            destination to the origin, or the reverse.

        Returns
        -------
        Path or None
            None where there is no way.
        """
        pair = [
            self.sites(np.reshape(at, (1, 2)), unit=unit)
            for at in (origin, destination)
        ]
        start, end = pair if self.direction == "from_origins" else pair[::-1]
        beside = along(
            self.network, start, end, self.closed, unit=unit, walking_mps=self._pace
        )
        graph = self.graph(backward=False, unit=unit)
        cost, _, arc = self._tree(graph, start.nodes[0], start.leave[0], math.inf)
        return trace(
            self.segments,
            self.network,
            graph.arcs,
            start,
            end,
            beside,
            cost=cost,
            arc=arc,
            walking_mps=self._pace,
        )

    @property
    def _pace(self) -> float:
        return self.walking_kmh / 3.6

    def _tree(
        self, graph: Graph, nodes: Nodes, costs: Floats, limit: float
    ) -> tuple[Floats, Nodes, Nodes]:
        width, buckets = search.ring(graph.median, graph.longest, costs)
        arcs = graph.arcs
        return search.tree(
            arcs.starts, arcs.heads, graph.weights, nodes, costs, limit, width, buckets
        )

    def _rows(
        self,
        sources: Sites,
        targets: Sites,
        beside: tuple[Ints, Ints, Floats],
        backward: bool,
        unit: Unit,
        limit: float,
    ) -> csr_array:
        """One search a source, along the roads or (backward) against them."""
        graph = self.graph(backward=backward, unit=unit)
        seeds = sources.arrive if backward else sources.leave
        stops = targets.leave if backward else targets.arrive
        seeds = np.where(seeds <= limit, seeds, np.inf)
        width, buckets = search.ring(graph.median, graph.longest, seeds.ravel())
        indptr, indices, found = search.reach(
            graph.arcs.starts,
            graph.arcs.heads,
            graph.weights,
            np.arange(0, seeds.size + 1, 2),
            sources.nodes.ravel(),
            seeds.ravel(),
            np.ascontiguousarray(targets.nodes),
            np.ascontiguousarray(stops),
            *_grouped(*beside, len(sources.walk)),
            limit,
            width,
            buckets,
        )
        shape = (len(sources.walk), len(targets.walk))
        return csr_array((found, indices, indptr), shape=shape)


def _labels(graph: Graph, nodes: Nodes, seeds: Floats, k: int) -> tuple[Floats, Ints]:
    """The k nearest places of every node: cost and position, shape (nodes, k)."""
    arcs = graph.arcs
    at, costs = nodes.ravel(), seeds.ravel()
    if k > 1:
        places = np.repeat(np.arange(len(nodes), dtype=np.int32), 2)
        cost, who = search.nearest_labels(
            arcs.starts, arcs.heads, graph.weights, at, costs, places, k
        )
        return cost, who.astype(np.int64)
    width, buckets = search.ring(graph.median, graph.longest, costs)
    cost, seed, _ = search.tree(
        arcs.starts, arcs.heads, graph.weights, at, costs, math.inf, width, buckets
    )
    # Two seeds a place; -1 halves to -1.
    return cost[:, None], (seed.astype(np.int64) // 2)[:, None]


def _grouped(
    row: npt.NDArray[np.integer], column: Ints, cost: Floats, rows: int
) -> tuple[Ints, Ints, Floats]:
    """Entries of a sparse matrix, row by row: starts, columns, costs."""
    order = np.argsort(row, kind="stable")
    starts = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=starts[1:])
    return starts, column[order], cost[order]


def _first(
    row: Ints, column: Ints, cost: Floats, shape: tuple[int, int]
) -> tuple[Indices, Floats]:
    """The least k costs of each row over different columns."""
    keep = np.isfinite(cost)
    row, column, cost = row[keep], column[keep], cost[keep]
    order = np.lexsort((cost, column, row))
    row, column, cost = row[order], column[order], cost[order]
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    row, column, cost = row[new], column[new], cost[new]
    order = np.lexsort((column, cost, row))
    row, column, cost = row[order], column[order], cost[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    few = place < shape[1]
    indices = np.full(shape, -1, dtype=np.int64)
    costs = np.zeros(shape)
    indices[row[few], place[few]] = column[few]
    costs[row[few], place[few]] = cost[few]
    return indices, costs


def _whole(cost: Floats) -> Floats:
    rounded: Floats = np.maximum(np.ceil(cost - _SLACK), 1)
    return rounded
