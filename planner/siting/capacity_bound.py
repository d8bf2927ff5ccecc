"""An upper bound on what sites of limited room can serve, by Lagrangian relaxation.

The rows "served by no more sites than needed" are relaxed; what is left fills every
site by itself, the demand worth most first and the last in part, and opens the best
(Pirkul and Schilling 1991, "The maximal covering location problem with capacities on
total workload"). Any multipliers prove a bound.
"""

import numpy as np
from scipy.sparse import csr_array

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.sites import Numbers, Sites

_ITERATIONS, _PATIENCE = 300, 15
_FIRST_STEP, _LAST_STEP, _MEMORY = 1.5, 0.001, 0.8


def capacity_bound(
    reach: csr_array, demand: Numbers, sites: Sites, *, backup: int, best: float
) -> tuple[float, Flags]:
    """Lower a bound on demand served until it meets the best plan or stays.

    Parameters
    ----------
    reach
        Pairs that may serve, shape (n, m): of allowed sites, and of demand that fits.
    demand, sites, backup
        As for :func:`planner.siting.maximal.solve_mclp`, checked.
    best
        Demand served by the best plan known.

    Returns
    -------
    bound, opened
        What no plan betters, and the sites that the relaxed question opens beside the
        fixed ones; these need not keep every rule.
    """
    free = (sites.allowed & ~sites.fixed).astype(np.bool_)
    most = float(len(sites)) if sites.p is None else float(sites.p)
    most -= 0.0 if sites.p is None else float(sites.pinned.sum())
    costs, limit = np.ones(len(sites)), most
    if sites.p is None and np.isfinite(sites.budget):
        costs = sites.price
        limit = sites.budget - float(sites.price[sites.pinned].sum())
    return _descend(
        reach.indptr.astype(np.int64),
        reach.indices.astype(np.int64),
        demand,
        np.minimum(sites.capacity, demand.sum() * backup),
        sites.fixed,
        free,
        costs,
        limit,
        backup,
        best,
    )


@compiled
def _fill(
    starts: Indices,
    columns: Indices,
    demand: Numbers,
    room: Numbers,
    worth: Numbers,
    order: Indices,
) -> tuple[Numbers, Numbers]:
    """Fill every site by itself: what it is worth then, and the part of each pair."""
    value = np.zeros(len(room))
    part = np.zeros(len(columns))
    left = room.copy()
    for row in order:
        if worth[row] <= 0 or demand[row] <= 0:
            continue
        for at in range(starts[row], starts[row + 1]):
            site = columns[at]
            if left[site] > 0:
                part[at] = min(left[site] / demand[row], 1.0)
                left[site] -= part[at] * demand[row]
                value[site] += part[at] * worth[row]
    return value, part


@compiled
def _choose(
    value: Numbers, fixed: Flags, free: Flags, costs: Numbers, limit: float
) -> Numbers:
    """Open the sites worth most for their cost, the last one in part."""
    share = np.where(fixed, 1.0, 0.0)
    left = limit
    for site in np.argsort(-value / np.maximum(costs, 1e-12)):
        if free[site] and value[site] > 0:
            if costs[site] > left:
                share[site] = left / costs[site]
                break
            share[site] = 1.0
            left -= costs[site]
    return share


@compiled
def _descend(
    starts: Indices,
    columns: Indices,
    demand: Numbers,
    room: Numbers,
    fixed: Flags,
    free: Flags,
    costs: Numbers,
    limit: float,
    backup: int,
    best: float,
) -> tuple[float, Flags]:
    rows = len(demand)
    now = np.zeros(rows)
    kept = np.zeros(rows)
    slope = np.zeros(rows)
    lowest, step, waited = np.inf, _FIRST_STEP, 0
    opened = fixed.copy()
    for _ in range(_ITERATIONS):
        worth = demand / backup - now
        order = np.argsort(-worth / np.maximum(demand, 1e-12))
        value, part = _fill(starts, columns, demand, room, worth, order)
        share = _choose(value, fixed, free, costs, limit)
        total = backup * now.sum() + (value * share).sum()
        waited = 0 if lowest == np.inf or total < lowest * (1 - 1e-5) else waited + 1
        if total < lowest:
            lowest = total
            kept[:] = now
            opened = share > 1 - 1e-9
        if lowest <= best or step < _LAST_STEP:
            break
        if waited >= _PATIENCE:
            step *= 0.5
            waited = 0
            now[:] = kept
            slope[:] = 0
            continue
        norm = 0.0
        for row in range(rows):
            used = 0.0
            for at in range(starts[row], starts[row + 1]):
                used += part[at] * share[columns[at]]
            slope[row] = _MEMORY * slope[row] + (1 - _MEMORY) * (backup - used)
            if now[row] > 0 or slope[row] < 0:
                norm += slope[row] * slope[row]
        if norm < 1e-12:
            break
        length = step * (total - best) / norm
        for row in range(rows):
            now[row] = min(max(now[row] - length * slope[row], 0.0), demand[row])
    return lowest, opened
