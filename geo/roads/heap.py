"""A binary heap in two arrays, for searches that need what waits in strict order."""

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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
