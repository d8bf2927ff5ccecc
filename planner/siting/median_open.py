"""The p-median where sites have room for all: from the question to plan and bound."""

import numpy as np
from scipy.sparse import csr_array, vstack

from geo.travel import Indices
from planner.milp import Model, Numbers, solve
from planner.problem import Flags
from planner.siting.median_pairs import make_pairs, make_rows
from planner.siting.median_rest import site_rows
from planner.siting.median_search import greedy
from planner.siting.median_state import Search
from planner.siting.median_tree import prove
from planner.siting.pairs import ones, rows_of
from planner.siting.plan import Watch
from planner.siting.serving import serve_nearest
from planner.siting.sites import Sites

# Up to this total, rounding cannot blur whole costs.
_MOST_WHOLE = 1e10
_PACE = 0.7


def search_open(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    *,
    until: float,
    seed: int = 0,
    watch: Watch | None = None,
) -> tuple[Flags, Indices, float] | None:
    """Find the best sites and what none can better, or None where there are none.

    Parameters
    ----------
    reach
        Travel of n demands to m sites, only allowed ones; each demand has some.
    demand, sites
        Checked.
    until
        Reading of ``time.perf_counter`` at which to stop.
    seed, watch
        As for :func:`planner.siting.median.solve_p_median`.

    Returns
    -------
    opened, assigned, bound
        Flags of shape (m,), sites of shape (n,), and the proved bound.
    """
    search = _question(reach, demand, sites, until, seed, watch)
    _begin(search, reach, sites)
    if np.isinf(search.best):
        return None
    _pace_rows(search)
    prove(search, _first_prices(search))
    opened = np.flatnonzero(search.opened)
    return search.opened, serve_nearest(reach, opened), search.floor


def _question(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    until: float,
    seed: int,
    watch: Watch | None,
) -> Search:
    pairs = make_pairs(reach, demand, sites.fixed)
    search = Search(
        pairs=pairs,
        rows=make_rows(sites),
        fixed=sites.fixed,
        banned=~sites.allowed,
        slots=slots_of(sites),
        whole=bool((pairs.costs == np.rint(pairs.costs)).all()),
        deadline=until,
        seed=seed,
        watch=watch,
    )
    search.whole = search.whole and search.alone < _MOST_WHOLE
    return search


def _begin(search: Search, reach: csr_array, sites: Sites) -> None:
    """Find a first plan: greedily, or where rules or reach forbid, as a model."""
    if not len(search.rows.most):
        opened = search.fixed.copy()
        greedy(search.pairs, opened, search.banned, search.slots, search.alone)
        search.offer(opened)
    if np.isinf(search.best):
        search.offer(_some_sites(search, reach, sites))


def _some_sites(search: Search, reach: csr_array, sites: Sites) -> Flags:
    """Cheapest sites that serve everybody and keep every rule; none where none do."""
    kept = telling(reach, int(sites.allowed.sum()))
    near = ones(csr_array(reach[kept]))
    rules, least, most = site_rows(search.rows, search.fixed, search.slots)
    answer = solve(
        Model(
            cost=sites.price,
            lower=search.fixed.astype(np.float64),
            upper=sites.allowed.astype(np.float64),
            matrix=csr_array(vstack((near, rules))),
            row_lower=np.concatenate((np.ones(len(kept)), least)),
            row_upper=np.concatenate((np.full(len(kept), np.inf), most)),
            integer=np.ones(len(sites), dtype=bool),
        ),
        time_limit_s=search.left_s,
        seed=search.seed,
    )
    return answer.values > 0.5 if answer.is_found else search.fixed


def _pace_rows(search: Search) -> None:
    """Scale rows so that their prices keep pace with those of demands.

    A site more or less moves many demands. Measured on a budget and on groups: near the
    root of how many a site serves; far less or far more climbs worse.
    """
    count = max(int(search.opened.sum()), 1)
    served = (len(search.pairs.starts) - 1) / count
    search.rows = search.rows.scaled(_PACE * max(served, 1.0) ** 0.5)


def slots_of(sites: Sites) -> int:
    """How many sites may open beside those that are open in every plan."""
    if sites.p is None:
        return len(sites)
    return min(sites.p - int(sites.pinned.sum()), len(sites))


def telling(reach: csr_array, allowed: int) -> Indices:
    """Demands that say which sites must open; of those that all sites reach, one."""
    degree = np.diff(reach.indptr)
    picky = np.flatnonzero(degree < allowed)
    return picky if len(picky) else np.arange(min(len(degree), 1))


def _first_prices(search: Search) -> Numbers:
    """Midway between the cheapest and the next open site of each demand."""
    starts = search.pairs.starts[:-1]
    count = np.diff(search.pairs.starts)
    costs = np.where(search.opened[search.pairs.sites], search.pairs.costs, np.inf)
    first = np.minimum.reduceat(costs, starts)
    at_first = np.flatnonzero(costs == np.repeat(first, count))
    demand = np.repeat(np.arange(len(starts)), count)[at_first]
    costs[at_first[np.unique(demand, return_index=True)[1]]] = np.inf
    second = np.minimum.reduceat(costs, starts)
    return np.where(np.isfinite(second), (first + second) / 2, first)


def total_cost(reach: csr_array, demand: Numbers, assigned: Indices) -> float:
    """Demand times travel over all pairs assigned, shape (n,), all served."""
    row = rows_of(reach)
    served = reach.indices == assigned[row]
    return float((reach.data[served] * demand[row[served]]).sum())
