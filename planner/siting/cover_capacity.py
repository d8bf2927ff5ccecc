"""Covers of least cost where sites serve only so much, each demand at one site.

Source: Current and Storbeck 1988, "Capacitated covering models".
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, csr_array

from geo.travel import Indices
from planner.milp import Model, solve
from planner.problem import Flags
from planner.siting.pairs import rows_of
from planner.siting.plan import Watch
from planner.siting.service_model import service_model
from planner.siting.sites import Numbers, Sites

# Share of the time kept for giving demands their nearest site with room.
_NEAREST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Service:
    """Who is to be served, and rules over the sites.

    Parameters
    ----------
    reach
        Shape (n, m): travel cost of pairs that may serve.
    demand
        Shape (n,).
    sites
        Costs, capacities, and which sites are or may be open.
    rows, least, most
        Rules over sites: ``least <= rows @ opened <= most``.
    """

    reach: csr_array
    demand: Numbers
    sites: Sites
    rows: csr_array
    least: Numbers
    most: Numbers


@dataclass(frozen=True, slots=True)
class Served:
    """Open sites, whom each serves, and how good that is.

    Parameters
    ----------
    opened
        Positions, ascending.
    assigned
        Site of each demand, shape (n,).
    bound
        No plan costs less.
    is_proved
        Whether no plan is cheaper.
    """

    opened: Indices
    assigned: Indices
    bound: float
    is_proved: bool


def serve_within(
    service: Service,
    *,
    time_limit_s: float,
    seed: int = 0,
    watch: Watch | None = None,
) -> Served | None:
    """Open sites of least cost that can serve all; None where no way was found."""
    end = time.perf_counter() + time_limit_s
    sites, reach = service.sites, service.reach
    start = _packed(service)
    answer = solve(
        _model(service),
        time_limit_s=(1 - _NEAREST_SHARE) * time_limit_s,
        start=None if start is None else _values(service, start),
        seed=seed,
        watch=watch,
    )
    if not answer.is_found:
        return None
    opened = answer.values[: len(sites)] > 0.5
    serves = np.flatnonzero(answer.values[len(sites) :] > 0.5)
    assigned = np.zeros(reach.shape[0], dtype=np.int64)
    assigned[rows_of(reach)[serves]] = reach.indices[serves]
    nearer = _nearest(service, opened, assigned, end - time.perf_counter(), seed)
    return Served(
        np.flatnonzero(opened), nearer, answer.bound, answer.status == "optimal"
    )


def _model(service: Service) -> Model:
    sites = service.sites
    return service_model(
        service.reach,
        service.demand,
        sites.capacity,
        (service.rows, service.least, service.most),
        lower=sites.fixed.astype(np.float64),
        upper=sites.allowed.astype(np.float64),
        site_cost=sites.price,
        pair_cost=np.zeros(service.reach.nnz),
    )


def _values(service: Service, assigned: Indices) -> Numbers:
    """Values of the model for a way to serve all."""
    opened = service.sites.fixed.copy()
    opened[assigned] = True
    serves = service.reach.indices == assigned[rows_of(service.reach)]
    return np.append(opened, serves).astype(np.float64)


def _packed(service: Service) -> Indices | None:
    """Serve all greedily: the largest demands first, each at the nearest with room.

    Then the site that serves most of the rest for its cost is opened, until all are
    served; None where they cannot be so.
    """
    reach, demand, sites = service.reach, service.demand, service.sites
    room = sites.capacity.copy()
    assigned = np.full(reach.shape[0], -1, dtype=np.int64)
    turned = csr_array(reach.T.tocsr())
    by_size = np.lexsort((np.arange(len(demand)), -demand))
    opened: Flags = sites.fixed.copy()
    for row in by_size:
        entries = slice(reach.indptr[row], reach.indptr[row + 1])
        near = reach.indices[entries][np.argsort(reach.data[entries], kind="stable")]
        fits = near[opened[near] & (room[near] >= demand[row])]
        if len(fits):
            assigned[row] = fits[0]
            room[fits[0]] -= demand[row]
    rank = np.empty(len(demand), dtype=np.int64)
    rank[by_size] = np.arange(len(demand))
    while (assigned < 0).any():
        best, best_worth, best_rows = -1, 0.0, by_size[:0]
        for site in np.flatnonzero(sites.allowed & ~opened):
            rows = turned.indices[turned.indptr[site] : turned.indptr[site + 1]]
            rows = rows[assigned[rows] < 0]
            rows = rows[np.argsort(rank[rows])]
            rows = rows[np.cumsum(demand[rows]) <= room[site]]
            worth = len(rows) / max(float(sites.price[site]), 1e-9)
            if worth > best_worth:
                best, best_worth, best_rows = int(site), worth, rows
        if best < 0:
            return None
        opened[best] = True
        assigned[best_rows] = best
    return assigned


def _nearest(
    service: Service, opened: Flags, assigned: Indices, seconds: float, seed: int
) -> Indices:
    """Least travel in all with these sites open; as it was where time is out."""
    sites, reach = service.sites, service.reach
    demand_of = rows_of(reach)
    kept = np.flatnonzero(opened[reach.indices])
    pairs, demands, size = len(kept), reach.shape[0], len(sites)
    at = np.arange(pairs)
    served = csr_array((np.ones(pairs), (demand_of[kept], at)), shape=(demands, pairs))
    load = csr_array(
        (service.demand[demand_of[kept]], (reach.indices[kept], at)),
        shape=(size, pairs),
    )
    bounded = np.flatnonzero(np.isfinite(sites.capacity))
    start = reach.indices[kept] == assigned[demand_of[kept]]
    answer = solve(
        Model(
            cost=reach.data[kept].astype(np.float64),
            lower=np.zeros(pairs),
            upper=np.ones(pairs),
            matrix=csr_array(block_array([[served], [load[bounded]]])),
            row_lower=np.append(np.ones(demands), np.full(len(bounded), -np.inf)),
            row_upper=np.append(np.ones(demands), sites.capacity[bounded]),
            integer=np.ones(pairs, dtype=bool),
        ),
        time_limit_s=seconds,
        start=start.astype(np.float64),
        seed=seed,
    )
    if not answer.is_found:
        return assigned
    nearer = assigned.copy()
    serves = kept[answer.values > 0.5]
    nearer[demand_of[serves]] = reach.indices[serves]
    return nearer
