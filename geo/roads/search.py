"""Shortest-path searches over plain arrays, compiled.

scipy's Dijkstra fills a row over all nodes for every source; these touch only what lies
within the limit and write only the pairs asked for. Instead of a heap, what waits lies
in a ring of buckets, each as wide as a middling arc; within a bucket a node may be
visited twice, and the answer is the same. docs/decisions/0004-travel-engine.md tells
what was measured.

Arcs of node ``i`` are ``starts[i]:starts[i + 1]``, ``heads`` their far ends; a closed
arc has an infinite weight, and none is negative.
"""

import logging
import math
from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Nodes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_Kernel = TypeVar("_Kernel", bound=Callable[..., object])
_MOST_BUCKETS = 1 << 20
_log = logging.getLogger(__name__)


def compiled(kernel: _Kernel) -> _Kernel:
    """Compile on first use, and keep the machine code on disk where that is allowed."""
    try:
        fast = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        # Neither the package's folder nor the user's cache may be written to.
        _log.warning("no folder to keep compiled searches in; compiling at each start")
        fast = numba.njit(nogil=True)(kernel)
    return cast(_Kernel, fast)


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
def _grown(costs: Floats, nodes: Nodes, after: Nodes) -> tuple[Floats, Nodes, Nodes]:
    """Return the three with twice the room."""
    count = len(costs)
    more_costs = np.empty(2 * count)
    more_nodes = np.empty(2 * count, dtype=np.int32)
    more_after = np.empty(2 * count, dtype=np.int32)
    more_costs[:count] = costs
    more_nodes[:count] = nodes
    more_after[:count] = after
    return more_costs, more_nodes, more_after


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
    room = len(seed_nodes) + 1024
    costs = np.empty(room)
    items = np.empty(room, dtype=np.int32)
    after = np.empty(room, dtype=np.int32)
    first = np.full(buckets, -1, dtype=np.int32)
    mask = buckets - 1
    scale = 1 / width
    used = 0
    free = -1
    waiting = 0
    low = np.inf
    for i in range(len(seed_nodes)):
        low = min(low, seed_costs[i])
    for i in range(len(seed_nodes)):
        node = seed_nodes[i]
        there = seed_costs[i]
        if there < cost[node] and there <= limit:
            cost[node] = there
            seed[node] = i
            bucket = np.int64(there * scale) & mask
            costs[used] = there
            items[used] = node
            after[used] = first[bucket]
            first[bucket] = used
            used += 1
            waiting += 1
    now = np.int64(low * scale) if waiting else np.int64(0)
    while waiting > 0:
        entry = first[now & mask]
        if entry < 0:
            now += 1
            continue
        first[now & mask] = after[entry]
        after[entry] = free
        free = entry
        waiting -= 1
        node = items[entry]
        here = costs[entry]
        if here > cost[node]:
            continue
        for a in range(starts[node], starts[node + 1]):
            there = here + weights[a]
            head = heads[a]
            if there < cost[head] and there <= limit:
                cost[head] = there
                seed[head] = seed[node]
                arc[head] = a
                if free >= 0:
                    entry = free
                    free = after[entry]
                else:
                    if used == len(costs):
                        costs, items, after = _grown(costs, items, after)
                    entry = used
                    used += 1
                bucket = np.int64(there * scale) & mask
                costs[entry] = there
                items[entry] = head
                after[entry] = first[bucket]
                first[bucket] = entry
                waiting += 1
    return cost, seed, arc


@compiled
def reach(
    starts: Nodes,
    heads: Nodes,
    weights: Floats,
    seed_starts: Ints,
    seed_nodes: Nodes,
    seed_costs: Floats,
    stop_starts: Ints,
    stop_targets: Ints,
    stop_costs: Floats,
    beside_starts: Ints,
    beside_targets: Ints,
    beside_costs: Floats,
    targets: int,
    limit: float,
    width: float,
    buckets: int,
) -> tuple[Ints, Nodes, Floats]:
    """All targets within a limit of each source, as rows of a sparse matrix.

    Parameters
    ----------
    seed_starts, seed_nodes, seed_costs
        Source ``i`` enters the network at seeds ``seed_starts[i]:seed_starts[i + 1]``.
    stop_starts, stop_targets, stop_costs
        From node ``j`` the targets ``stop_starts[j]:stop_starts[j + 1]`` are left for.
    beside_starts, beside_targets, beside_costs
        Targets ``beside_starts[i]:beside_starts[i + 1]`` are reached from source ``i``
        without any node, at that cost.
    targets
        How many targets there are.
    limit
        Largest cost kept.
    width, buckets
        From :func:`ring`.

    Returns
    -------
    indptr, indices, costs
        Columns of a row in the order in which they were met.
    """
    sources, nodes = len(seed_starts) - 1, len(starts) - 1
    cost = np.full(nodes, np.inf)
    touched = np.empty(nodes, dtype=np.int32)
    best = np.full(targets, np.inf)
    costs = np.empty(4096)
    items = np.empty(4096, dtype=np.int32)
    after = np.empty(4096, dtype=np.int32)
    first = np.full(buckets, -1, dtype=np.int32)
    mask = buckets - 1
    scale = 1 / width
    kept = np.empty(4096)
    columns = np.empty(4096, dtype=np.int32)
    spare = np.empty(4096, dtype=np.int32)
    indptr = np.zeros(sources + 1, dtype=np.int64)
    found = 0
    for source in range(sources):
        used = 0
        free = -1
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
                cost[node] = there
                bucket = np.int64(there * scale) & mask
                costs[used] = there
                items[used] = node
                after[used] = first[bucket]
                first[bucket] = used
                used += 1
                waiting += 1
        now = np.int64(low * scale) if waiting else np.int64(0)
        while waiting > 0:
            entry = first[now & mask]
            if entry < 0:
                now += 1
                continue
            first[now & mask] = after[entry]
            after[entry] = free
            free = entry
            waiting -= 1
            node = items[entry]
            here = costs[entry]
            if here > cost[node]:
                continue
            for a in range(starts[node], starts[node + 1]):
                there = here + weights[a]
                head = heads[a]
                if there < cost[head] and there <= limit:
                    if cost[head] == np.inf:
                        touched[seen] = head
                        seen += 1
                    cost[head] = there
                    if free >= 0:
                        entry = free
                        free = after[entry]
                    else:
                        if used == len(costs):
                            costs, items, after = _grown(costs, items, after)
                        entry = used
                        used += 1
                    bucket = np.int64(there * scale) & mask
                    costs[entry] = there
                    items[entry] = head
                    after[entry] = first[bucket]
                    first[bucket] = entry
                    waiting += 1
        begun = found
        for i in range(beside_starts[source], beside_starts[source + 1]):
            there = beside_costs[i]
            target = beside_targets[i]
            if there <= limit and there < best[target]:
                if best[target] == np.inf:
                    if found == len(kept):
                        kept, columns, spare = _grown(kept, columns, spare)
                    columns[found] = target
                    found += 1
                best[target] = there
        for j in range(seen):
            node = touched[j]
            here = cost[node]
            cost[node] = np.inf
            for i in range(stop_starts[node], stop_starts[node + 1]):
                there = here + stop_costs[i]
                target = stop_targets[i]
                if there <= limit and there < best[target]:
                    if best[target] == np.inf:
                        if found == len(kept):
                            kept, columns, spare = _grown(kept, columns, spare)
                        columns[found] = target
                        found += 1
                    best[target] = there
        for i in range(begun, found):
            kept[i] = best[columns[i]]
            best[columns[i]] = np.inf
        indptr[source + 1] = found
    return indptr, columns[:found].copy(), kept[:found].copy()


@compiled
def push(costs: Floats, items: Ints, size: int, cost: float, item: int) -> int:
    """Add to a binary heap ordered by cost, then item; return its new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if costs[above] < cost or (costs[above] == cost and items[above] <= item):
            break
        costs[at] = costs[above]
        items[at] = items[above]
        at = above
    costs[at] = cost
    items[at] = item
    return size + 1


@compiled
def pop(costs: Floats, items: Ints, size: int) -> int:
    """Drop the least, which stands at place 0; return the new size."""
    size -= 1
    cost = costs[size]
    item = items[size]
    at = 0
    child = 1
    while child < size:
        other = child + 1
        if other < size and (
            costs[other] < costs[child]
            or (costs[other] == costs[child] and items[other] < items[child])
        ):
            child = other
        if cost < costs[child] or (cost == costs[child] and item <= items[child]):
            break
        costs[at] = costs[child]
        items[at] = items[child]
        at = child
        child = 2 * at + 1
    costs[at] = cost
    items[at] = item
    return size


@compiled
def more_room(costs: Floats, items: Ints) -> tuple[Floats, Ints]:
    """Return a full heap with twice the room."""
    more_costs = np.empty(2 * len(costs))
    more_items = np.empty(2 * len(items), dtype=np.int64)
    more_costs[: len(costs)] = costs
    more_items[: len(items)] = items
    return more_costs, more_items


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
