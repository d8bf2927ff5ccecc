"""Which stretches of road hold most villages' cover.

A village loses cover with a stretch only if its quickest way to its nearest provider
passes it. So one search gives the quickest ways of all villages at once, as a forest;
counting covered villages up its branches bounds what each stretch can cost. Then, the
greatest bound first, the loss is worked out exactly: only the branch behind the stretch
is searched again, from what still stands around it. The work ends when no bound that is
left exceeds the tenth loss found. Bridges of the network need no care of their own:
behind one nothing stands around, and its branch falls at once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from geo.roads.engine import Graph, RoadTravel
from geo.roads.heap import more_room, pop, push
from geo.roads.network import Flags
from geo.roads.search import Floats, Ints, Nodes, ring, tree
from geo.roads.sites import Sites, along
from geo.travel import LonLat, Unit

Positions = npt.NDArray[np.integer]
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Critical:
    """A stretch of road and the villages that lose cover without it.

    Parameters
    ----------
    edge
        Position of the stretch.
    villages
        Positions of the villages that lose cover, ascending.
    """

    edge: int
    villages: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Direct:
    """Ways from a village to a provider that pass no node.

    ``edges`` tells the stretch driven along, -1 where none is.
    """

    villages: Ints
    cost: Floats
    edges: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Forest:
    """Quickest ways from the providers to every node, and how each is entered.

    ``entered`` is the edge last driven, -1 at a provider's own node; ``parent`` the
    node before.
    """

    graph: Graph
    reverse: Graph
    seed_nodes: Nodes
    seed_costs: Floats
    seed_edges: Ints
    cost: Floats
    entered: Ints
    parent: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Villages and the providers that fit them.

    ``rows`` are the villages' positions among all; ``here``, ``doors``, ``covered`` are
    of these villages. ``bounds`` is of every edge: how many of them, or somewhat more,
    have their quickest way along it.
    """

    rows: Ints
    here: Sites
    doors: Floats
    direct: _Direct
    forest: _Forest
    children: tuple[Ints, Ints]
    covered: Flags
    bounds: Ints


def most_critical(
    travel: RoadTravel,
    villages: LonLat,
    providers: LonLat,
    *,
    cutoff: float,
    unit: Unit,
    most: int = 10,
    fits: Sequence[tuple[Positions, Positions]] | None = None,
) -> tuple[Critical, ...]:
    """Find the stretches whose loss uncovers most villages, the worst first.

    A village is covered when some provider that fits it is within the cutoff, whatever
    its capacity. Each stretch is lost alone and from end to end, so places along it are
    cut off too. Stretches whose loss uncovers nobody are not listed; of equals the
    lower position comes first.

    Parameters
    ----------
    travel
        Roads as they are; what is closed already stays so.
    villages, providers
        Longitude, latitude, degrees, shape (n, 2).
    cutoff, unit
        Limit of cover, in seconds or metres.
    most
        How many stretches to name.
    fits
        Groups: positions of villages, and of the providers that fit them. A village in
        several groups is covered by any of them, one in none by nobody. None: every
        provider fits every village.
    """
    if fits is None:
        fits = [(np.arange(len(villages)), np.arange(len(providers)))]
    limit = math.floor(cutoff) + _SLACK
    here = travel.sites(villages, unit=unit)
    there = travel.sites(providers, unit=unit)
    groups = [
        _group(travel, here, there, rows, others, unit=unit, limit=limit)
        for rows, others in fits
        if len(rows) and len(others)
    ]
    covered = np.zeros(len(here.walk), dtype=bool)
    bounds = np.zeros(len(travel.segments.edges), dtype=np.int64)
    for group in groups:
        covered[group.rows[group.covered]] = True
        bounds += group.bounds
    found: list[Critical] = []
    for edge in np.argsort(-bounds, kind="stable").tolist():
        if bounds[edge] == 0:
            break
        if len(found) >= most and bounds[edge] < len(found[most - 1].villages):
            break
        lost = np.flatnonzero(covered & ~_still(groups, edge, len(covered), limit))
        if len(lost):
            found.append(Critical(edge, tuple(lost.tolist())))
            found.sort(key=lambda one: (-len(one.villages), one.edge))
    return tuple(found[:most])


def _group(
    travel: RoadTravel,
    villages: Sites,
    providers: Sites,
    rows: Positions,
    others: Positions,
    *,
    unit: Unit,
    limit: float,
) -> _Group:
    leaving = travel.direction == "from_origins"
    own: Ints = np.array(rows, dtype=np.int64)
    here = villages.take(own)
    there = providers.take(np.array(others, dtype=np.int64))
    doors = here.leave if leaving else here.arrive
    forest = _forest(travel, there, leaving=leaving, unit=unit, limit=limit)
    direct = _direct(travel, here, there, leaving=leaving, unit=unit)
    by_node = forest.cost[here.nodes] + doors
    covered = np.minimum(by_node.min(axis=1), _least(direct, len(doors))) <= limit
    edges = len(travel.segments.edges)
    bounds = _bounds(forest, here, by_node, direct, covered, edges)
    children = _children(forest.parent)
    return _Group(own, here, doors, direct, forest, children, covered, bounds)


def _still(groups: list[_Group], edge: int, villages: int, limit: float) -> Flags:
    """Villages that are covered once an edge is gone."""
    still = np.zeros(villages, dtype=bool)
    for group in groups:
        # Where nobody's way passes the edge, nobody's cover changes.
        own = group.covered if group.bounds[edge] == 0 else _left(group, edge, limit)
        still[group.rows[own]] = True
    return still


def _forest(
    travel: RoadTravel, there: Sites, *, leaving: bool, unit: Unit, limit: float
) -> _Forest:
    graph = travel.graph(backward=leaving, unit=unit)
    arcs = graph.arcs
    seeds = (there.arrive if leaving else there.leave).ravel()
    nodes = there.nodes.ravel()
    width, buckets = ring(graph.median, graph.longest, seeds)
    cost, seed, arc = tree(
        arcs.starts, arcs.heads, graph.weights, nodes, seeds, limit, width, buckets
    )
    # A provider at the junction itself does not need its stretch.
    own = np.repeat(there.snaps.edge, 2)
    at_node = (
        np.column_stack((there.snaps.fraction == 0, there.snaps.fraction == 1))
    ).ravel()
    seed_edges = np.where(at_node, -1, own)
    tails = np.repeat(np.arange(len(arcs.starts) - 1), np.diff(arcs.starts))
    by_arc = arc >= 0
    parent = np.full(len(cost), -1, dtype=np.int64)
    parent[by_arc] = tails[arc[by_arc]]
    entered = np.full(len(cost), -1, dtype=np.int64)
    entered[by_arc] = arcs.edges[arc[by_arc]]
    root = (seed >= 0) & ~by_arc
    entered[root] = seed_edges[seed[root]]
    return _Forest(
        graph,
        travel.graph(backward=not leaving, unit=unit),
        nodes,
        seeds,
        seed_edges,
        cost,
        entered,
        parent,
    )


def _direct(
    travel: RoadTravel, here: Sites, there: Sites, *, leaving: bool, unit: Unit
) -> _Direct:
    pace = travel.walking_kmh / 3.6
    pair = (here, there) if leaving else (there, here)
    found = along(travel.network, *pair, travel.closed, unit=unit, walking_mps=pace)
    own, other = found.starts, found.ends
    if not leaving:
        own, other = other, own
    apart = here.snaps.fraction[own] != there.snaps.fraction[other]
    driven = apart & ~found.on_foot
    return _Direct(own, found.cost, np.where(driven, here.snaps.edge[own], -1))


def _least(direct: _Direct, count: int) -> Floats:
    least = np.full(count, np.inf)
    np.minimum.at(least, direct.villages, direct.cost)
    return least


def _bounds(
    forest: _Forest,
    here: Sites,
    by_node: Floats,
    direct: _Direct,
    covered: Flags,
    edges: int,
) -> Ints:
    """How many covered villages' quickest ways pass each edge, or somewhat more."""
    through = covered & (by_node.min(axis=1) < _least(direct, len(covered)))
    at = here.nodes[np.arange(len(here.walk)), by_node.argmin(axis=1)]
    behind = np.bincount(at[through], minlength=len(forest.cost)).astype(np.int64)
    behind = _gathered(forest.parent, behind)
    entered = forest.entered >= 0
    bounds = np.zeros(edges, dtype=np.int64)
    np.add.at(bounds, forest.entered[entered], behind[entered])
    own = here.snaps.edge[covered & here.snaps.near]
    return bounds + np.bincount(own, minlength=edges)


def _left(group: _Group, edge: int, limit: float) -> Flags:
    """Villages of a group that some provider reaches once an edge is gone."""
    here, direct = group.here, group.direct
    cost = _without(group.forest, group.children, edge, limit)
    own = here.snaps.edge == edge
    # On the lost stretch only what stands at its very end still gets on and off.
    at_end = np.column_stack((here.snaps.fraction == 0, here.snaps.fraction == 1))
    usable = np.where(own[:, None] & ~at_end, np.inf, group.doors)
    least = (cost[here.nodes] + usable).min(axis=1)
    direct_cost = np.where(direct.edges == edge, np.inf, direct.cost)
    np.minimum.at(least, direct.villages, direct_cost)
    left: Flags = least <= limit
    return left


def _without(
    forest: _Forest, children: tuple[Ints, Ints], edge: int, limit: float
) -> Floats:
    """Cost of every node once an edge is gone."""
    graph, reverse = forest.graph, forest.reverse
    return _repaired(
        graph.arcs.starts,
        graph.arcs.heads,
        graph.weights,
        graph.arcs.edges,
        reverse.arcs.starts,
        reverse.arcs.heads,
        reverse.weights,
        reverse.arcs.edges,
        forest.seed_nodes,
        forest.seed_costs,
        forest.seed_edges,
        forest.cost,
        np.flatnonzero(forest.entered == edge),
        *children,
        edge,
        limit,
    )


def _children(parent: Ints) -> tuple[Ints, Ints]:
    """Nodes entered from each node: starts and nodes."""
    child = np.flatnonzero(parent >= 0)
    order = np.argsort(parent[child], kind="stable")
    starts = np.zeros(len(parent) + 1, dtype=np.int64)
    np.cumsum(np.bincount(parent[child], minlength=len(parent)), out=starts[1:])
    return starts, child[order]


@compiled
def _gathered(parent: Ints, count: Ints) -> Ints:
    """Add to each node what stands in the branch behind it."""
    total = count.copy()
    left = np.zeros(len(parent), dtype=np.int64)
    for node in range(len(parent)):
        if parent[node] >= 0:
            left[parent[node]] += 1
    for leaf in range(len(parent)):
        node = leaf
        # From each leaf upward, until a node that still waits for another branch.
        while left[node] == 0 and parent[node] >= 0:
            left[node] = -1
            total[parent[node]] += total[node]
            node = parent[node]
            left[node] -= 1
    return total


@compiled
def _repaired(
    out_starts: Nodes,
    out_heads: Nodes,
    out_weights: Floats,
    out_edges: Nodes,
    starts: Nodes,
    tails: Nodes,
    weights: Floats,
    arc_edges: Nodes,
    seed_nodes: Nodes,
    seed_costs: Floats,
    seed_edges: Ints,
    cost: Floats,
    roots: Ints,
    child_starts: Ints,
    children: Ints,
    edge: int,
    limit: float,
) -> Floats:
    """Search the branches behind an edge again; all other nodes keep their cost."""
    new = cost.copy()
    behind = np.zeros(len(cost), dtype=np.bool_)
    branch = np.empty(len(cost), dtype=np.int64)
    size = 0
    for root in roots:
        branch[size] = root
        behind[root] = True
        size += 1
    done = 0
    while done < size:
        node = branch[done]
        done += 1
        new[node] = np.inf
        for i in range(child_starts[node], child_starts[node + 1]):
            # A branch may hold the other root, which is there already.
            if not behind[children[i]]:
                behind[children[i]] = True
                branch[size] = children[i]
                size += 1
    for i in range(len(seed_nodes)):
        node = seed_nodes[i]
        if behind[node] and seed_edges[i] != edge:
            new[node] = min(new[node], seed_costs[i])
    # What stands around the branches leads back into them.
    for i in range(size):
        node = branch[i]
        for a in range(starts[node], starts[node + 1]):
            if not behind[tails[a]] and arc_edges[a] != edge:
                new[node] = min(new[node], cost[tails[a]] + weights[a])
    heap = np.empty(size + 64)
    items = np.empty(size + 64, dtype=np.int64)
    waiting = 0
    for i in range(size):
        if new[branch[i]] <= limit:
            waiting = push(heap, items, waiting, new[branch[i]], branch[i])
    while waiting > 0:
        here = heap[0]
        node = items[0]
        waiting = pop(heap, items, waiting)
        if here > new[node]:
            continue
        for a in range(out_starts[node], out_starts[node + 1]):
            head = out_heads[a]
            there = here + out_weights[a]
            shut = out_edges[a] == edge or not behind[head]
            if not shut and there < new[head] and there <= limit:
                new[head] = there
                if waiting == len(heap):
                    heap, items = more_room(heap, items)
                waiting = push(heap, items, waiting, there, head)
    for i in range(size):
        if new[branch[i]] > limit:
            new[branch[i]] = np.inf
    return new
