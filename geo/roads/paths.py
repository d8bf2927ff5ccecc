"""The way between two places: its course over the roads, and its legs by road."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from geo.roads.network import Arcs, Network
from geo.roads.search import Floats, Nodes
from geo.roads.segments import Segments
from geo.roads.sites import Along, Sites
from geo.roads.snapping import conformal, degrees
from geo.travel import cartesian

# Class of the stretches at both ends that are walked, beside OpenStreetMap's classes.
ON_FOOT = "on_foot"


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a way along one road.

    Parameters
    ----------
    name, ref, highway
        Of the road; ``highway`` is :data:`ON_FOOT` where one walks to or from it.
    metres, seconds
        Not rounded.
    """

    name: str
    ref: str
    highway: str
    metres: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Path:
    """A way between two places.

    Parameters
    ----------
    geometry
        Course over the roads in :data:`geo.crs.STORAGE_CRS`, in the direction of
        travel; the walks at both ends are not in it, except where all is walked.
    legs
        In order; their metres and seconds add up to the whole.
    edges
        Positions of the stretches passed, in order.
    seconds, metres
        Of the whole way, walks included, not rounded.
    """

    geometry: shapely.LineString
    legs: tuple[Leg, ...]
    edges: tuple[int, ...]
    seconds: float
    metres: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A share of an edge, driven from one fraction of it to another."""

    edge: int
    begin: float
    end: float


def trace(
    segments: Segments,
    network: Network,
    arcs: Arcs,
    start: Sites,
    end: Sites,
    beside: Along,
    *,
    cost: Floats,
    arc: Nodes,
    walking_mps: float,
) -> Path | None:
    """Read a way off the tree of a search from one place.

    Parameters
    ----------
    start, end
        One place each.
    beside
        Ways between them that pass no node.
    cost, arc
        Answer of :func:`geo.roads.search.tree` on ``arcs``, seeded at ``start``.
    walking_mps
        Walking speed, metres a second.
    """
    by_node = cost[end.nodes[0]] + end.arrive[0]
    best = beside.cost.min() if len(beside.cost) else np.inf
    if not np.isfinite(min(by_node.min(), best)):
        return None
    if best <= by_node.min():
        if beside.on_foot[int(np.argmin(beside.cost))]:
            return _walked(start, end, walking_mps)
        parts = _between(start, end)
    else:
        parts = _parts(network, arcs, start, end, arc, int(np.argmin(by_node)))
    return _path(segments, network, start, end, parts, walking_mps)


def _between(start: Sites, end: Sites) -> list[_Part]:
    begin, stop = float(start.snaps.fraction[0]), float(end.snaps.fraction[0])
    # At one and the same point nothing is driven, not even where one may not drive.
    return [] if begin == stop else [_Part(int(start.snaps.edge[0]), begin, stop)]


def _parts(
    network: Network, arcs: Arcs, start: Sites, end: Sites, arc: Nodes, side: int
) -> list[_Part]:
    """Shares of edges in the order they are driven."""
    node = int(end.nodes[0, side])
    parts = [_Part(int(end.snaps.edge[0]), float(side), float(end.snaps.fraction[0]))]
    tails = network.start_node, network.end_node
    while arc[node] >= 0:
        edge, back = int(arcs.edges[arc[node]]), bool(arcs.backward[arc[node]])
        parts.append(_Part(edge, float(back), float(not back)))
        node = int(tails[back][edge])
    edge = int(start.snaps.edge[0])
    at_ends = [i for i in (0, 1) if start.nodes[0, i] == node]
    first = min(at_ends, key=lambda i: float(start.leave[0, i]))
    parts.append(_Part(edge, float(start.snaps.fraction[0]), float(first)))
    return [part for part in reversed(parts) if part.begin != part.end]


def _path(
    segments: Segments,
    network: Network,
    start: Sites,
    end: Sites,
    parts: list[_Part],
    walking_mps: float,
) -> Path:
    about = segments.told_of(np.array([part.edge for part in parts], dtype=np.int64))
    legs = [_walk(float(start.snaps.distance_m[0]), walking_mps)]
    for part, name, ref, highway in zip(parts, *about, strict=True):
        share = abs(part.end - part.begin)
        ahead = part.end > part.begin
        whole_s = (network.forward_s if ahead else network.backward_s)[part.edge]
        leg = Leg(
            name,
            ref,
            highway,
            share * float(network.metres[part.edge]),
            share * float(whole_s),
        )
        legs.append(leg)
    legs.append(_walk(float(end.snaps.distance_m[0]), walking_mps))
    merged = _merged(legs)
    course = _course(segments, parts)
    if course is None:
        course = shapely.linestrings([start.snaps.lonlat[0], end.snaps.lonlat[0]])
    return Path(
        course,
        merged,
        tuple(part.edge for part in parts),
        sum(leg.seconds for leg in merged),
        sum(leg.metres for leg in merged),
    )


def _walked(start: Sites, end: Sites, walking_mps: float) -> Path:
    line = shapely.linestrings([start.lonlat[0], end.lonlat[0]])
    metres = float(
        np.linalg.norm(cartesian(start.lonlat)[0] - cartesian(end.lonlat)[0])
    )
    leg = _walk(metres, walking_mps)
    return Path(line, (leg,), (), leg.seconds, leg.metres)


def _walk(metres: float, walking_mps: float) -> Leg:
    return Leg("", "", ON_FOOT, metres, metres / walking_mps)


def _merged(legs: list[Leg]) -> tuple[Leg, ...]:
    """Join what follows on the same road; walks of no length are left out."""
    merged: list[Leg] = []
    for leg in legs:
        if leg.highway == ON_FOOT and leg.metres == 0:
            continue
        last = merged[-1] if merged else None
        if last is not None and _road(last) == _road(leg):
            merged[-1] = Leg(
                last.name,
                last.ref,
                last.highway,
                last.metres + leg.metres,
                last.seconds + leg.seconds,
            )
        else:
            merged.append(leg)
    return tuple(merged)


def _road(leg: Leg) -> tuple[str, str, str]:
    """What makes two stretches one road: the name or number, else the class."""
    named = leg.highway != ON_FOOT and (leg.name or leg.ref)
    return (leg.name, leg.ref, "" if named else leg.highway)


def _course(segments: Segments, parts: list[_Part]) -> shapely.LineString | None:
    if not parts:
        return None
    lines = segments.lines[[part.edge for part in parts]]
    # Shares are of metres; degrees east are shorter than degrees north.
    plane = shapely.transform(lines, conformal)
    shares = [_share(line, part) for line, part in zip(plane, parts, strict=True)]
    together = degrees(shapely.get_coordinates(shares))
    new = np.ones(len(together), dtype=bool)
    new[1:] = (together[1:] != together[:-1]).any(axis=1)
    together = together[new]
    return shapely.linestrings(together) if len(together) > 1 else None


def _share(line: shapely.LineString, part: _Part) -> shapely.LineString:
    if (part.begin, part.end) == (0, 1):
        return line
    if (part.begin, part.end) == (1, 0):
        return shapely.reverse(line)
    return substring(line, part.begin, part.end, normalized=True)
