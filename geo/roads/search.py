"""Shortest-path searches over plain arrays, compiled.

scipy's Dijkstra fills a row over all nodes for every source; these touch only what lies
within the limit and write only the pairs asked for. Instead of a heap, the nodes that
wait lie in a ring of buckets, each as wide as a middling arc and each a chain through
the nodes; within a bucket a node may be visited twice, and the answer is the same.
docs/decisions/0004-travel-engine.md tells what was measured.

Arcs of node ``i`` are ``starts[i]:starts[i + 1]``, ``heads`` their far ends; a closed
arc has an infinite weight, and none is negative.
"""

import math

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from geo.roads.heap import more_room, pop, push

Nodes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_MOST_BUCKETS = 1 << 20
# One node in so many within reach is "most": then targets are gone through in turn.
_MOST_OF_THE_NODES = 4


def middling(weights: Floats) -> tuple[float, float]:
    """Median and largest weight of the open arcs."""
    some = weights[(weights > 0) & (weights < np.inf)]
    return (float(np.median(some)), float(some.max())) if len(some) else (1.0, 1.0)


def ring(median: float, longest: float, seed_costs: Floats) -> tuple[float, int]:
    """Width of a bucket and number of buckets, a power of two, for a search.

    What waits at one time spans at most the longest arc, or the seeds at the outset.
    """
    seeds = seed_costs[seed_costs < np.inf]
    span = max(longest, float(np.ptp(seeds)) if len(seeds) else 0.0)
    width = max(median, span / (_MOST_BUCKETS - 4))
    return width, 1 << math.ceil(math.log2(span / width + 3))


@compiled
def _grown(costs: Floats, items: Nodes) -> tuple[Floats, Nodes]:
    """Return both with twice the room."""
    count = len(costs)
    more_costs = np.empty(2 * count)
    more_items = np.empty(2 * count, dtype=np.int32)
    more_costs[:count] = costs
    more_items[:count] = items
    return more_costs, more_items


@compiled
def _put(
    node: int,
    there: float,
    cost: Floats,
    first: Nodes,
    after: Nodes,
    before: Nodes,
    waits: Flags,
    scale: float,
    mask: int,
) -> int:
    """Give a node a lower cost and let it wait in its bucket.

    ``first`` is the first node of each bucket, ``after`` and ``before`` its neighbours
    in the chain, -1 where there is none. Returns how many more nodes wait now.
    """
    bucket = np.int64(there * scale) & mask
    more = 1
    if waits[node]:
        old = np.int64(cost[node] * scale) & mask
        if old == bucket:
            cost[node] = there
            return 0
        one = before[node]
        other = after[node]
        if one >= 0:
            after[one] = other
        else:
            first[old] = other
        if other >= 0:
            before[other] = one
        more = 0
    cost[node] = there
    waits[node] = True
    other = first[bucket]
    after[node] = other
    before[node] = -1
    if other >= 0:
        before[other] = node
    first[bucket] = node
    return more


@compiled
def tree(
    starts: Nodes,
    heads: Nodes,
    weights: Floats,
    seed_nodes: Nodes,
    seed_costs: Floats,
    limit: float,
    width: float,
    buckets: int,
) -> tuple[Floats, Nodes, Nodes]:
    """Shortest paths from the nearest of many seeds to every node within a limit.

    Parameters
    ----------
    seed_nodes, seed_costs
        Where the search begins, and what it has cost to come there.
    limit
        Nodes that cost more stay infinite.
    width, buckets
        From :func:`ring`.

    Returns
    -------
    cost, seed, arc
        Of each node: least cost; the seed it comes from, -1 where there is none; the
        arc it is entered by, -1 at a seed and where it is not reached.
    """
    nodes = len(starts) - 1
    cost = np.full(nodes, np.inf)
    seed = np.full(nodes, -1, dtype=np.int32)
    arc = np.full(nodes, -1, dtype=np.int32)
    first = np.full(buckets, -1, dtype=np.int32)
    after = np.empty(nodes, dtype=np.int32)
    before = np.empty(nodes, dtype=np.int32)
    waits = np.zeros(nodes, dtype=np.bool_)
    mask = buckets - 1
    scale = 1 / width
    waiting = 0
    low = np.inf
    for i in range(len(seed_nodes)):
        low = min(low, seed_costs[i])
    for i in range(len(seed_nodes)):
        node = seed_nodes[i]
        there = seed_costs[i]
        if there < cost[node] and there <= limit:
            waiting += _put(node, there, cost, first, after, before, waits, scale, mask)
            seed[node] = i
    now = np.int64(low * scale) if waiting else np.int64(0)
    while waiting > 0:
        node = np.int64(first[now & mask])
        if node < 0:
            now += 1
            continue
        follower = after[node]
        first[now & mask] = follower
        if follower >= 0:
            before[follower] = -1
        waits[node] = False
        waiting -= 1
        here = cost[node]
        for a in range(starts[node], starts[node + 1]):
            there = here + weights[a]
            head = heads[a]
            if there < cost[head] and there <= limit:
                seed[head] = seed[node]
                arc[head] = a
                # From a dead end one can only turn back, so it need not wait.
                begin = starts[head]
                ways = starts[head + 1] - begin
                turns = ways == 0 or (ways == 1 and heads[begin] == node)
                if turns and not waits[head]:
                    cost[head] = there
                else:
                    waiting += _put(
                        head, there, cost, first, after, before, waits, scale, mask
                    )
    return cost, seed, arc


@compiled
def _stops_by_node(
    nodes: int, stop_nodes: Nodes, stop_costs: Floats
) -> tuple[Ints, Nodes, Floats]:
    """Targets that each node leads to: starts, targets, costs."""
    starts = np.zeros(nodes + 1, dtype=np.int64)
    targets, sides = stop_nodes.shape
    for target in range(targets):
        for side in range(sides):
            if stop_costs[target, side] < np.inf:
                starts[stop_nodes[target, side] + 1] += 1
    for node in range(nodes):
        starts[node + 1] += starts[node]
    at = starts[:-1].copy()
    found = np.empty(starts[-1], dtype=np.int32)
    costs = np.empty(starts[-1])
    for target in range(targets):
        for side in range(sides):
            if stop_costs[target, side] < np.inf:
                node = stop_nodes[target, side]
                found[at[node]] = target
                costs[at[node]] = stop_costs[target, side]
                at[node] += 1
    return starts, found, costs


@compiled
def reach(
    starts: Nodes,
    heads: Nodes,
    weights: Floats,
    seed_starts: Ints,
    seed_nodes: Nodes,
    seed_costs: Floats,
    stop_nodes: Nodes,
    stop_costs: Floats,
    beside_starts: Ints,
    beside_targets: Ints,
    beside_costs: Floats,
    limit: float,
    width: float,
    buckets: int,
) -> tuple[Ints, Nodes, Floats]:
    """All targets within a limit of each source, as rows of a sparse matrix.

    Parameters
    ----------
    seed_starts, seed_nodes, seed_costs
        Source ``i`` enters the network at seeds ``seed_starts[i]:seed_starts[i + 1]``.
    stop_nodes, stop_costs
        Shape (targets, n): the nodes each target is come to from, and at what further
        cost; infinite where that is not allowed.
    beside_starts, beside_targets, beside_costs
        Targets ``beside_starts[i]:beside_starts[i + 1]`` are reached from source ``i``
        without any node, at that cost.
    limit
        Largest cost kept.
    width, buckets
        From :func:`ring`.

    Returns
    -------
    indptr, indices, costs
        Columns of a row in no order.
    """
    sources, nodes = len(seed_starts) - 1, len(starts) - 1
    targets, sides = stop_nodes.shape
    by_node, node_targets, node_costs = _stops_by_node(nodes, stop_nodes, stop_costs)
    cost = np.full(nodes, np.inf)
    touched = np.empty(nodes, dtype=np.int32)
    best = np.full(targets, np.inf)
    first = np.full(buckets, -1, dtype=np.int32)
    after = np.empty(nodes, dtype=np.int32)
    before = np.empty(nodes, dtype=np.int32)
    waits = np.zeros(nodes, dtype=np.bool_)
    mask = buckets - 1
    scale = 1 / width
    kept = np.empty(4096)
    columns = np.empty(4096, dtype=np.int32)
    indptr = np.zeros(sources + 1, dtype=np.int64)
    found = 0
    for source in range(sources):
        waiting = 0
        seen = 0
        low = np.inf
        for i in range(seed_starts[source], seed_starts[source + 1]):
            low = min(low, seed_costs[i])
        for i in range(seed_starts[source], seed_starts[source + 1]):
            node = seed_nodes[i]
            there = seed_costs[i]
            if there < cost[node] and there <= limit:
                if cost[node] == np.inf:
                    touched[seen] = node
                    seen += 1
                waiting += _put(
                    node, there, cost, first, after, before, waits, scale, mask
                )
        now = np.int64(low * scale) if waiting else np.int64(0)
        while waiting > 0:
            node = np.int64(first[now & mask])
            if node < 0:
                now += 1
                continue
            follower = after[node]
            first[now & mask] = follower
            if follower >= 0:
                before[follower] = -1
            waits[node] = False
            waiting -= 1
            here = cost[node]
            for a in range(starts[node], starts[node + 1]):
                there = here + weights[a]
                head = heads[a]
                if there < cost[head] and there <= limit:
                    if cost[head] == np.inf:
                        touched[seen] = head
                        seen += 1
                    # From a dead end one can only turn back, so it need not wait.
                    begin = starts[head]
                    ways = starts[head + 1] - begin
                    turns = ways == 0 or (ways == 1 and heads[begin] == node)
                    if turns and not waits[head]:
                        cost[head] = there
                    else:
                        waiting += _put(
                            head, there, cost, first, after, before, waits, scale, mask
                        )
        while len(kept) < found + targets:
            kept, columns = _grown(kept, columns)
        begun = found
        for i in range(beside_starts[source], beside_starts[source + 1]):
            there = beside_costs[i]
            target = beside_targets[i]
            if there <= limit and there < best[target]:
                if best[target] == np.inf:
                    columns[found] = target
                    found += 1
                best[target] = there
        if seen * _MOST_OF_THE_NODES > nodes:
            # Where most is in reach, going through the targets in turn is quicker.
            found = begun
            for target in range(targets):
                there = best[target]
                best[target] = np.inf
                for side in range(sides):
                    here = cost[stop_nodes[target, side]] + stop_costs[target, side]
                    there = min(there, here)
                if there <= limit:
                    columns[found] = target
                    kept[found] = there
                    found += 1
            for j in range(seen):
                cost[touched[j]] = np.inf
        else:
            for j in range(seen):
                node = touched[j]
                here = cost[node]
                cost[node] = np.inf
                for i in range(by_node[node], by_node[node + 1]):
                    there = here + node_costs[i]
                    target = node_targets[i]
                    if there <= limit and there < best[target]:
                        if best[target] == np.inf:
                            columns[found] = target
                            found += 1
                        best[target] = there
            for i in range(begun, found):
                kept[i] = best[columns[i]]
                best[columns[i]] = np.inf
        indptr[source + 1] = found
    return indptr, columns[:found].copy(), kept[:found].copy()


@compiled
def nearest_labels(
    starts: Nodes,
    heads: Nodes,
    weights: Floats,
    seed_nodes: Nodes,
    seed_costs: Floats,
    seed_sources: Nodes,
    k: int,
) -> tuple[Floats, Nodes]:
    """The k nearest different sources of every node.

    Parameters
    ----------
    seed_nodes, seed_costs, seed_sources
        Where each source enters the network, and at what cost.
    k
        How many are wanted.

    Returns
    -------
    costs, sources
        Shape (nodes, k), nearest first, equal costs by lower source; infinite and -1
        where there are fewer.
    """
    nodes = len(starts) - 1
    label_costs = np.full((nodes, k), np.inf)
    label_sources = np.full((nodes, k), -1, dtype=np.int32)
    count = np.zeros(nodes, dtype=np.int32)
    heap = np.empty(len(seed_nodes) + 4096)
    items = np.empty(len(heap), dtype=np.int64)
    size = 0
    for i in range(len(seed_nodes)):
        if seed_costs[i] < np.inf:
            # The source stands in the higher digits, so equal costs go by source.
            key = np.int64(seed_sources[i]) * nodes + seed_nodes[i]
            size = push(heap, items, size, seed_costs[i], key)
    while size > 0:
        here = heap[0]
        source = items[0] // nodes
        node = items[0] % nodes
        size = pop(heap, items, size)
        known = count[node] >= k
        for i in range(count[node]):
            known = known or label_sources[node, i] == source
        if known:
            continue
        label_costs[node, count[node]] = here
        label_sources[node, count[node]] = source
        count[node] += 1
        for a in range(starts[node], starts[node + 1]):
            there = here + weights[a]
            head = heads[a]
            if there < np.inf and count[head] < k:
                if size == len(heap):
                    heap, items = more_room(heap, items)
                size = push(heap, items, size, there, source * nodes + head)
    return label_costs, label_sources
