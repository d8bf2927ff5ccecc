"""The p-median where sites have room for only so much demand.

Source: the compact model of ReVelle and Swain 1970, "Central facilities location", with
capacities and each demand wholly at one site (Mulvey and Beck 1984, "Solving
capacitated clustering problems"). The bound is never worse than without capacities.
"""

import time

import numpy as np
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.milp import Model, Numbers, solve
from planner.problem import Flags
from planner.siting.median_open import search_open, slots_of
from planner.siting.median_pairs import make_rows
from planner.siting.median_rest import site_rows
from planner.siting.pairs import rows_of
from planner.siting.plan import Watch
from planner.siting.service_model import service_model
from planner.siting.sites import Sites

# Part of the time spent on the question without capacities, for its bound.
_SHARE = 0.2


def search_with_capacity(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    *,
    until: float,
    seed: int = 0,
    watch: Watch | None = None,
) -> tuple[Flags, Indices, float] | None:
    """Find good sites and shares of demand, or None where none are found.

    Parameters
    ----------
    reach, demand, sites, until, seed, watch
        As of :func:`planner.siting.median_open.search_open`.

    Returns
    -------
    opened, assigned, bound
        As there.
    """
    now = time.perf_counter()
    free = search_open(
        reach, demand, sites, until=now + _SHARE * (until - now), seed=seed
    )
    if free is None:
        return None
    opened, assigned, floor = free
    load = np.bincount(assigned, demand, minlength=len(sites))
    if (load <= sites.capacity + 1e-9).all():
        return free
    row, site, cost = rows_of(reach), reach.indices, reach.data
    first = _share_out(row, site, cost, demand, sites.capacity, opened)
    start = None
    if first is not None:
        start = np.concatenate((opened, first)).astype(np.float64)
    answer = solve(
        _model(reach, demand, sites),
        time_limit_s=until - time.perf_counter(),
        start=start,
        seed=seed,
        watch=watch,
    )
    if not answer.is_found:
        return None
    bound = max(floor, answer.bound)
    taken = np.flatnonzero(answer.values[len(sites) :] > 0.5)
    served = np.empty(len(demand), dtype=np.int64)
    served[row[taken]] = site[taken]
    return answer.values[: len(sites)] > 0.5, served, bound


def _share_out(
    row: Indices,
    site: Indices,
    cost: Numbers,
    demand: Numbers,
    capacity: Numbers,
    opened: Flags,
) -> Flags | None:
    """Give the largest demands first their nearest open site with room, if all fit."""
    room = np.where(opened, capacity, 0.0)
    taken = np.zeros(len(row), dtype=bool)
    served = np.zeros(len(demand), dtype=bool)
    for e in np.lexsort((site, cost, row, -demand[row])).tolist():
        if not served[row[e]] and opened[site[e]] and demand[row[e]] <= room[site[e]]:
            room[site[e]] -= demand[row[e]]
            taken[e] = served[row[e]] = True
    return taken if served.all() else None


def _model(reach: csr_array, demand: Numbers, sites: Sites) -> Model:
    return service_model(
        reach,
        demand,
        sites.capacity,
        site_rows(make_rows(sites), sites.fixed, slots_of(sites)),
        lower=sites.fixed.astype(np.float64),
        upper=sites.allowed.astype(np.float64),
        site_cost=np.zeros(len(sites)),
        pair_cost=reach.data * demand[rows_of(reach)],
    )
