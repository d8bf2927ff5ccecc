"""The p-median where sites have room for only so much demand.

Source: the compact model of ReVelle and Swain 1970, "Central facilities location", with
capacities and each demand wholly at one site (Mulvey and Beck 1984, "Solving
capacitated clustering problems"). The bound is never worse than without capacities.
"""

import time

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from geo.travel import Indices
from planner.problem import Flags
from planner.siting.median_open import search_open
from planner.siting.median_pairs import make_rows
from planner.siting.median_rest import site_rows
from planner.siting.milp import Model, Numbers, solve
from planner.siting.plan import Watch
from planner.siting.sites import Sites

# Part of the time spent on the question without capacities, for its bound.
_SHARE = 0.2
# Up to so many pairs each is tied to its site by a row of its own: dear, but tight.
_MOST_TIES = 200_000


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
    row = np.repeat(np.arange(len(demand)), np.diff(reach.indptr))
    fits = demand[row] <= sites.capacity[reach.indices]
    row, site, cost = row[fits], reach.indices[fits], reach.data[fits]
    if len(np.unique(row)) < len(demand):
        return None
    first = _share_out(row, site, cost, demand, sites.capacity, opened)
    start = None
    if first is not None:
        start = np.concatenate((opened, first)).astype(np.float64)
    answer = solve(
        _model(row, site, cost * demand[row], demand, sites),
        time_limit_s=until - time.perf_counter(),
        start=start,
        seed=seed,
        watch=watch,
    )
    if len(answer.values) == 0:
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


def _model(
    row: Indices, site: Indices, cost: Numbers, demand: Numbers, sites: Sites
) -> Model:
    """Columns: sites, then pairs."""
    wide, pairs, m = len(sites), len(row), len(sites)
    each = np.arange(pairs)
    ones = np.ones(pairs)
    serve = csr_array((ones, (row, each)), shape=(len(demand), pairs))
    room = np.minimum(sites.capacity, demand.sum())
    load = csr_array((demand[row], (site, each)), shape=(m, pairs))
    rooms = csr_array((-room, (np.arange(m), np.arange(m))), shape=(m, m))
    if pairs <= _MOST_TIES:
        tied = csr_array((ones, (each, each)), shape=(pairs, pairs))
        ties = csr_array((-ones, (each, site)), shape=(pairs, m))
    else:
        degree = np.bincount(site, minlength=m).astype(np.float64)
        tied = csr_array((ones, (site, each)), shape=(m, pairs))
        ties = csr_array((-degree, (np.arange(m), np.arange(m))), shape=(m, m))
    pins = 0 if sites.p is None else int(sites.pinned.sum())
    slots = wide if sites.p is None else sites.p - pins
    rules, least, most = site_rows(make_rows(sites), sites.fixed, slots)
    matrix = vstack(
        (
            hstack((csr_array((len(demand), m)), serve)),
            hstack((rooms, load)),
            hstack((ties, tied)),
            hstack((rules, csr_array((rules.shape[0], pairs)))),
        )
    )
    above = m + tied.shape[0]
    return Model(
        cost=np.concatenate((np.zeros(m), cost)),
        lower=np.concatenate((sites.fixed, np.zeros(pairs))).astype(np.float64),
        upper=np.concatenate((sites.allowed, ones)).astype(np.float64),
        matrix=csr_array(matrix),
        row_lower=np.concatenate(
            (np.ones(len(demand)), np.full(above, -np.inf), least)
        ),
        row_upper=np.concatenate((np.ones(len(demand)), np.zeros(above), most)),
        integer=np.ones(m + pairs, dtype=bool),
    )
