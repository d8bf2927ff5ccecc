"""Sharing demand out to open sites that have room for only so much."""

import numpy as np
from scipy.sparse import csr_array

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.pairs import rows_of
from planner.siting.sites import Numbers


def serve_with_room(
    reach: csr_array, demand: Numbers, capacity: Numbers, opened: Flags, backup: int
) -> Flags:
    """Share demand out to open sites in turn, those with the fewest choices first.

    One that finds no room may have another moved out of its way. Not always the most
    that could be served, but found at once.

    Parameters
    ----------
    reach
        Shape (n, m), columns in order.
    demand, capacity, opened
        Shapes (n,), (m,), (m,).
    backup
        Different sites that each demand is served by.

    Returns
    -------
    Flags
        Which stored pairs serve.
    """
    order = np.lexsort((-demand, _open_choices(reach, opened)))
    served = _share_out(
        reach.indptr.astype(np.int64),
        reach.indices.astype(np.int64),
        _by_cost(reach),
        demand,
        capacity.astype(np.float64),
        opened,
        order,
        backup,
    )
    return serve_nearer(reach, demand, capacity, opened, served)


def serve_nearer(
    reach: csr_array, demand: Numbers, capacity: Numbers, opened: Flags, served: Flags
) -> Flags:
    """Move demand to nearer open sites while they have room."""
    kept = served.copy()
    _move_nearer(
        reach.indptr.astype(np.int64),
        reach.indices.astype(np.int64),
        reach.data.astype(np.float64),
        demand,
        capacity.astype(np.float64) * (1 + 1e-12),
        opened,
        kept,
    )
    return kept


def nearest_serving(reach: csr_array, served: Flags, backup: int) -> Indices:
    """Nearest site that serves each demand, -1 where fewer than needed serve it."""
    row = rows_of(reach)[served]
    site, cost = reach.indices[served].astype(np.int64), reach.data[served]
    assigned = np.full(reach.shape[0], -1, dtype=np.int64)
    # Written farthest first, so that the nearest is what stays.
    order = np.lexsort((-site, -cost))
    assigned[row[order]] = site[order]
    count = np.bincount(row, minlength=reach.shape[0])
    return np.where(count >= backup, assigned, -1)


def _open_choices(reach: csr_array, opened: Flags) -> Indices:
    row = rows_of(reach)
    return np.bincount(row[opened[reach.indices]], minlength=reach.shape[0])


def _by_cost(reach: csr_array) -> Indices:
    """Stored pairs of each row, the nearest first."""
    return np.lexsort((reach.indices, reach.data, rows_of(reach)))


@compiled
def _share_out(
    starts: Indices,
    sites: Indices,
    nearest: Indices,
    demand: Numbers,
    capacity: Numbers,
    opened: Flags,
    order: Indices,
    backup: int,
) -> Flags:
    served = np.zeros(len(sites), dtype=np.bool_)
    left = np.where(opened, capacity, -1.0)
    for row in order:
        if demand[row] == 0:
            continue
        found = 0
        for at in range(starts[row], starts[row + 1]):
            pair = nearest[at]
            if found < backup and left[sites[pair]] >= demand[row]:
                found += 1
                served[pair] = True
        if found < backup and backup == 1:
            found = _make_room(starts, sites, nearest, demand, left, served, row)
        for pair in range(starts[row], starts[row + 1]):
            if served[pair] and found < backup:
                served[pair] = False
            elif served[pair]:
                left[sites[pair]] -= demand[row]
    return served


@compiled
def _make_room(
    starts: Indices,
    sites: Indices,
    nearest: Indices,
    demand: Numbers,
    left: Numbers,
    served: Flags,
    row: int,
) -> int:
    """Let one other place move elsewhere so that a row finds room."""
    for at in range(starts[row], starts[row + 1]):
        wanted = sites[nearest[at]]
        if left[wanted] < 0:
            continue
        for other in range(len(demand)):
            freed = left[wanted] + demand[other]
            if other == row or freed < demand[row]:
                continue
            own, free = -1, -1
            for step in range(starts[other], starts[other + 1]):
                pair = nearest[step]
                if served[pair] and sites[pair] == wanted:
                    own = pair
                elif free < 0 and left[sites[pair]] >= demand[other]:
                    free = pair
            if own >= 0 and free >= 0 and sites[free] != wanted:
                served[own], served[free] = False, True
                left[wanted] += demand[other]
                left[sites[free]] -= demand[other]
                served[nearest[at]] = True
                return 1
    return 0


@compiled
def _move_nearer(
    starts: Indices,
    sites: Indices,
    cost: Numbers,
    demand: Numbers,
    capacity: Numbers,
    opened: Flags,
    served: Flags,
) -> None:
    left = np.where(opened, capacity, -1.0)
    for row in range(len(demand)):
        for pair in range(starts[row], starts[row + 1]):
            if served[pair]:
                left[sites[pair]] -= demand[row]
    moved = True
    while moved:
        moved = False
        for row in range(len(demand)):
            for pair in range(starts[row], starts[row + 1]):
                if not served[pair]:
                    continue
                best = pair
                for other in range(starts[row], starts[row + 1]):
                    room = left[sites[other]] >= demand[row]
                    if room and not served[other] and cost[other] < cost[best]:
                        best = other
                if best != pair:
                    served[pair], served[best] = False, True
                    left[sites[pair]] += demand[row]
                    left[sites[best]] -= demand[row]
                    moved = True
