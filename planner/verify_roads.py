"""Costs along roads worked out a second time, as plainly as can be said.

Shares nothing with the searches, sites and snaps of :mod:`geo.roads`: every place is a
node of its own, the stretches are cut at the places beside them, and networkx walks the
graph. Only the road table and the seconds of its stretches are taken as given.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geo.roads.elevation import Elevation
from geo.roads.profiles import Profile, seconds
from geo.roads.segments import Segments
from geo.roads.sites import Closed
from geo.travel import LonLat, Unit
from planner.verify_feet import TIE_M, Flags, Node, feet_of, node_at

if TYPE_CHECKING:
    from geo.roads.engine import RoadTravel

Pair = tuple[int, int]
_GEOCENTRIC = Transformer.from_pipeline("+proj=cart +ellps=GRS80")
# Places this near each other are one place, road or no road.
_ONE_PLACE_M = 1.0
_NEVER = (math.inf, math.inf)


@dataclass(frozen=True, eq=False)
class RoadModel:
    """A network and how it is travelled, for checking.

    Parameters
    ----------
    segments
        Road network.
    profile
        Speeds and permissions.
    closed
        Parts of stretches that nobody passes.
    walking_kmh
        Speed of the last stretch, km/h.
    snap_limit_m
        A place farther from every usable stretch is joined to none.
    direction
        ``"to_origins"``: providers come to villages; ``"from_origins"``: the reverse.
    elevation
        Heights of the ground, for the slope penalty; none without.
    part_of
        The whole network, where this is a part of one.
    """

    segments: Segments
    profile: Profile
    closed: Closed
    walking_kmh: float = 5.0
    snap_limit_m: float = 3_000.0
    direction: Literal["to_origins", "from_origins"] = "to_origins"
    elevation: Elevation | None = None
    part_of: "RoadModel | None" = None

    @classmethod
    def of(
        cls, travel: "RoadTravel", *, elevation: Elevation | None = None
    ) -> "RoadModel":
        """What a way to travel was made from, and nothing it has worked out."""
        return cls(
            travel.segments,
            travel.profile,
            travel.closed,
            walking_kmh=travel.walking_kmh,
            snap_limit_m=travel.snap_limit_m,
            direction=travel.direction,
            elevation=elevation,
        )

    @property
    def settings(self) -> dict[str, float | str]:
        """What a verdict made with this network says of its travel."""
        if self.part_of is not None:
            return self.part_of.settings
        return {
            "profile": self.profile.name,
            "walking_kmh": self.walking_kmh,
            "snap_limit_m": self.snap_limit_m,
            "direction": self.direction,
            "network": self.segments.content_hash[:16],
            "closed_stretches": float(np.isfinite(self.closed.start).sum()),
        }

    @cached_property
    def seconds(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Seconds along every stretch and against it, infinite where not allowed."""
        return seconds(self.segments, self.profile, self.elevation)

    @property
    def usable(self) -> Flags:
        """Stretches that places are joined to: not those one only passes through."""
        edges = self.segments.edges
        through = edges["highway"].isin(self.profile.through_only).to_numpy(dtype=bool)
        below = edges["tunnel"].to_numpy(dtype=bool)
        usable: Flags = np.isfinite(np.minimum(*self.seconds)) & ~through & ~below
        return usable

    def around(self, lonlat: LonLat, *, cutoff: float, unit: Unit) -> "RoadModel":
        """Leave out the stretches that no way of this cost from the places can touch.

        Parameters
        ----------
        lonlat
            Degrees, shape (n, 2), finite.
        cutoff, unit
            Seconds or metres.
        """
        metres = self.segments.edges["length_m"].to_numpy()
        if unit == "s":
            pace = self.walking_kmh / 3.6
            least = np.minimum(*self.seconds)
            moving = np.isfinite(least) & (least > 0)
            pace = max(pace, float((metres[moving] / least[moving]).max(initial=0)))
            cutoff = cutoff * pace
        # A degree of latitude is never shorter than 110.5 km.
        high = (cutoff + self.snap_limit_m) / 110_500
        wide = high / np.cos(np.radians(np.minimum(np.abs(lonlat[:, 1]) + high, 89)))
        west, north = lonlat[:, 0] - wide, lonlat[:, 1] + high
        boxes = shapely.box(west, lonlat[:, 1] - high, lonlat[:, 0] + wide, north)
        tree = shapely.STRtree(self.segments.edges.geometry.to_numpy())
        keep = np.unique(tree.query(boxes)[1])
        edges = self.segments.edges.iloc[keep].reset_index(drop=True)
        part = Closed(self.closed.start[keep], self.closed.end[keep])
        fewer = Segments(edges, self.segments.nodes)
        return replace(self, segments=fewer, closed=part, part_of=self)

    def costs(
        self, villages: LonLat, providers: LonLat, *, unit: Unit, cutoff: float
    ) -> "RoadCosts":
        """Work out every cost up to the cutoff; places that are NaN have none."""
        return RoadCosts(self, villages, providers, unit, cutoff)


class RoadCosts:
    """Costs between villages and providers, from below and from above.

    The two differ where lengths are equal but for rounding: two roads equally near a
    place, a place exactly at the limit, a walk as long as the two walks to the road.

    Parameters
    ----------
    model, villages, providers, unit, cutoff
        As given to :meth:`RoadModel.costs`.
    """

    def __init__(
        self,
        model: RoadModel,
        villages: LonLat,
        providers: LonLat,
        unit: Unit,
        cutoff: float,
    ) -> None:
        self.model, self.unit, self.cutoff = model, unit, cutoff
        self._lonlat: dict[str, LonLat] = {"village": villages, "provider": providers}
        usable = model.usable
        self.feet = {
            kind: dict(feet_of(model.segments, usable, lonlat, model.snap_limit_m))
            for kind, lonlat in self._lonlat.items()
        }
        self._pace = model.walking_kmh / 3.6 if unit == "s" else 1.0
        self.graph = self._graph()
        self._driven = self._searches()
        self._walked = dict(self._walks())

    def least(self, village: int, provider: int) -> float:
        """Cost where what hangs on a hair falls out well; infinite past the cutoff."""
        walk, _ = self._walked.get((village, provider), _NEVER)
        cost = min(self._driven.get((village, provider), math.inf), walk)
        return cost if cost <= self.cutoff else math.inf

    def most(self, village: int, provider: int) -> float:
        """Cost where all of that falls out badly."""
        _, walk = self._walked.get((village, provider), _NEVER)
        feet = self.feet["village"].get(village), self.feet["provider"].get(provider)
        sure = all(foot is not None and foot.sure for foot in feet)
        driven = self._driven.get((village, provider), math.inf) if sure else math.inf
        cost = min(driven, walk)
        return cost if cost <= self.cutoff else math.inf

    def leads(self, village: int, provider: int) -> tuple[bool, bool]:
        """Whether any way, however long, leads there: for certain, and perhaps."""
        feet = self.feet["village"].get(village), self.feet["provider"].get(provider)
        sure = all(foot is not None and foot.sure for foot in feet)
        driven = provider in self._met[village]
        walk = self._walked.get((village, provider))
        walked = walk is not None, walk is not None and walk[1] < math.inf
        return (sure and driven) or walked[1], driven or walked[0]

    @cached_property
    def _met(self) -> Mapping[int, Collection[int]]:
        """Providers joined to each village by some way along the roads."""
        graph = self.graph if self._from_villages else self.graph.reverse()
        part = {
            node: number
            for number, nodes in enumerate(nx.strongly_connected_components(graph))
            for node in nodes
        }
        known: dict[frozenset[int], frozenset[int]] = {}
        met: dict[int, Collection[int]] = defaultdict(frozenset)
        for village in self.feet["village"]:
            at: Node = ("village", village)
            parts = frozenset(part[node] for node in graph.successors(at))
            if parts not in known:
                found = nx.descendants(graph, at)
                known[parts] = frozenset(
                    node[1]
                    for node in found
                    if isinstance(node, tuple) and node[0] == "provider"
                )
            met[village] = known[parts]
        return met

    @property
    def _from_villages(self) -> bool:
        return self.model.direction == "from_origins"

    def _graph(self) -> nx.DiGraph:
        """Stretches cut at the places beside them, and the walks there and back."""
        edges, shut = self.model.segments.edges, self.model.closed
        ahead, back = self.model.seconds
        if self.unit == "m":
            metres = edges["length_m"].to_numpy()
            ahead = np.where(np.isfinite(ahead), metres, np.inf)
            back = np.where(np.isfinite(back), metres, np.inf)
        ends = list(zip(edges["from_node"], edges["to_node"], strict=True))
        arcs: list[tuple[Node, Node, float]] = []
        cuts: dict[int, set[float]] = defaultdict(set)
        for kind, feet in self.feet.items():
            for at, foot in feet.items():
                for edge, fraction in foot.marks:
                    cuts[edge].add(fraction)
                    mark = node_at(edge, fraction, ends[edge])
                    step: tuple[Node, Node] = ((kind, at), mark)
                    leaves = (kind == "village") == self._from_villages
                    tail, head = step if leaves else step[::-1]
                    arcs.append((tail, head, foot.walk / self._pace))
        for edge, joints in enumerate(ends):
            marks = sorted({0.0, 1.0} | cuts[edge])
            for low, high in itertools.pairwise(marks):
                # Nothing is closed where the closure is NaN: no comparison holds.
                if low <= shut.end[edge] and shut.start[edge] <= high:
                    continue
                one, two = (node_at(edge, mark, joints) for mark in (low, high))
                arcs.append((one, two, (high - low) * ahead[edge]))
                arcs.append((two, one, (high - low) * back[edge]))
        graph = nx.DiGraph()
        graph.add_nodes_from(
            (kind, at) for kind, feet in self.feet.items() for at in feet
        )
        # Of parallel arcs the cheapest is written last, and stays.
        arcs.sort(key=lambda arc: -arc[2])
        graph.add_weighted_edges_from(arc for arc in arcs if math.isfinite(arc[2]))
        return graph

    def _searches(self) -> dict[Pair, float]:
        """One Dijkstra for each place of the smaller side."""
        by_village = len(self.feet["village"]) <= len(self.feet["provider"])
        kind, other = ("village", "provider") if by_village else ("provider", "village")
        forward = by_village == self._from_villages
        graph = self.graph if forward else self.graph.reverse()
        found: dict[Pair, float] = {}
        for at in self.feet[kind]:
            costs = nx.single_source_dijkstra_path_length(
                graph, (kind, at), cutoff=self.cutoff
            )
            for node, cost in costs.items():
                if isinstance(node, tuple) and node[0] == other:
                    pair = (at, node[1]) if by_village else (node[1], at)
                    found[pair] = cost
        return found

    def _walks(self) -> Iterator[tuple[Pair, tuple[float, float]]]:
        """Pairs that walk straight to each other: cost from below and from above."""
        feet = self.feet["provider"]
        if not feet:
            return
        ats = np.array(list(feet))
        there = _straight(self._lonlat["provider"][ats])
        off = np.array([foot.walk for foot in feet.values()])
        firm = np.array([foot.sure for foot in feet.values()])
        for village, foot in self.feet["village"].items():
            here = _straight(self._lonlat["village"][[village]])
            metres = np.linalg.norm(there - here, axis=1)
            limit = np.maximum(off + foot.walk, _ONE_PLACE_M)
            for near in np.flatnonzero(metres <= limit + TIE_M):
                cost = float(metres[near]) / self._pace
                sure = metres[near] <= limit[near] - TIE_M
                sure = sure and foot.sure and firm[near]
                yield (village, int(ats[near])), (cost, cost if sure else math.inf)


def _straight(lonlat: LonLat) -> npt.NDArray[np.float64]:
    """Earth-centred metres."""
    lon, lat = lonlat.T
    return np.column_stack(_GEOCENTRIC.transform(lon, lat, np.zeros(len(lonlat))))
