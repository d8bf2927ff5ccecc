"""Maximal covering where sites have room for only so much demand.

Source: Current and Storbeck 1988, "Capacitated covering models".
"""

import time

import numpy as np
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.milp import Model, Numbers, solve
from planner.problem import Flags
from planner.siting.capacity_bound import capacity_bound
from planner.siting.maximal_core import is_whole, reduce_to_core, whole_below
from planner.siting.maximal_model import capacity_model, rule_rows
from planner.siting.maximal_search import first_plan
from planner.siting.pairs import fitting, ones, only, rows_of
from planner.siting.plan import Watch
from planner.siting.room import nearest_serving, serve_nearer, serve_with_room
from planner.siting.sites import SiteGroup, Sites
from planner.siting.swapping import improve

# Pairs of demand and site that HiGHS is given.
_MOST_PAIRS = 60_000
# Exchanges tried at a time, those that promise most.
_TRIED = 40


def search_with_capacity(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    *,
    backup: int,
    until: float,
    seed: int = 0,
    watch: Watch | None = None,
) -> tuple[Indices, Indices, float] | None:
    """Cover the most demand, each place wholly at sites with room for it.

    Parameters
    ----------
    reach, demand, sites, backup
        As for :func:`planner.siting.maximal.solve_mclp`, checked; the rules agree.
    until
        Reading of ``time.perf_counter`` at which to stop.
    seed, watch
        As there.

    Returns
    -------
    opened, assigned, bound
        Open sites; site of each demand, -1 where it is not covered; what no plan
        betters. None where no plan was found.
    """
    fits = fitting(reach, demand, sites)
    opened = _first_opened(reach, demand, sites, backup)
    if opened is None:
        return None
    served = serve_with_room(reach, demand, sites.capacity, opened, backup)
    best = _amount(reach, demand, served, backup)
    near = only(ones(reach), fits)
    bound, other = capacity_bound(near, demand, sites, backup=backup, best=best)
    possible = np.diff(near.indptr) >= backup
    bound = _whole(min(bound, float(demand[possible].sum())), demand)
    if _keeps_rules(sites, other):
        second = serve_with_room(reach, demand, sites.capacity, other, backup)
        if _amount(reach, demand, second, backup) > best:
            opened, served = other, second
            best = _amount(reach, demand, second, backup)
    if bound > best * (1 + 1e-9) and not sites.groups:
        opened, served = _exchanged(reach, near, demand, sites, opened, backup, until)
        best = _amount(reach, demand, served, backup)
    if bound > best * (1 + 1e-9) and fits.sum() <= _MOST_PAIRS:
        opened, served, proved = _solved(
            reach, demand, sites, opened, served, backup, until, seed, watch
        )
        bound = min(bound, _whole(proved, demand))
    served = serve_nearer(reach, demand, sites.capacity, opened, served)
    load = np.bincount(reach.indices[served], minlength=len(sites))
    opened = _without_empty(sites, opened, load)
    return np.flatnonzero(opened), nearest_serving(reach, served, backup), bound


def _exchanged(
    reach: csr_array,
    near: csr_array,
    demand: Numbers,
    sites: Sites,
    opened: Flags,
    backup: int,
    until: float,
) -> tuple[Flags, Flags]:
    """Exchange one site for another while that serves more."""
    served = serve_with_room(reach, demand, sites.capacity, opened, backup)
    best = _amount(reach, demand, served, backup)
    is_better = True
    while is_better and time.perf_counter() < until:
        is_better = False
        for out, into in _promising(reach, near, demand, sites, opened, served):
            other = opened.copy()
            other[out], other[into] = False, True
            if not _keeps_rules(sites, other):
                continue
            again = serve_with_room(reach, demand, sites.capacity, other, backup)
            if _amount(reach, demand, again, backup) > best * (1 + 1e-9):
                opened, served, is_better = other, again, True
                best = _amount(reach, demand, again, backup)
                break
    return opened, served


def _promising(
    reach: csr_array,
    near: csr_array,
    demand: Numbers,
    sites: Sites,
    opened: Flags,
    served: Flags,
) -> list[tuple[int, int]]:
    """Exchanges that might serve most more: an open site and a closed one for it."""
    out = np.flatnonzero(opened & ~sites.fixed)
    into = np.flatnonzero(~opened & sites.allowed)
    row, site = rows_of(reach)[served], reach.indices[served]
    load = csr_array((demand[row], (row, site)), shape=reach.shape)
    unserved = demand.copy()
    unserved[row] = 0.0
    come = csr_array(near[:, into])
    taken_over = (come.T @ csr_array(load[:, out])).toarray()
    reached = (come.T @ unserved)[:, None] + taken_over
    gain = np.minimum(reached, sites.capacity[into][:, None]) - load.sum(axis=0)[out]
    first = np.argsort(-gain, axis=None, kind="stable")[:_TRIED]
    return [
        (int(out[at % len(out)]), int(into[at // len(out)]))
        for at in first.tolist()
        if gain.flat[at] > 0
    ]


def _solved(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    opened: Flags,
    served: Flags,
    backup: int,
    until: float,
    seed: int,
    watch: Watch | None,
) -> tuple[Flags, Flags, float]:
    """Open sites, pairs that serve and a bound, by HiGHS, begun with a plan."""
    model, pairs = allocation_model(reach, demand, sites, backup)
    answer = solve(
        model,
        time_limit_s=until - time.perf_counter(),
        start=_values(model, len(demand), opened, served[pairs], backup),
        seed=seed,
        watch=watch,
    )
    bound = np.inf if np.isnan(answer.bound) else answer.bound
    # A start that HiGHS did not take up may be better than what it found.
    if answer.is_found and answer.objective > _amount(reach, demand, served, backup):
        opened = answer.values[: len(sites)] > 0.5
        served = np.zeros(reach.nnz, dtype=bool)
        served[pairs] = answer.values[len(sites) : len(sites) + len(pairs)] > 0.5
    return opened, served, bound


def _amount(reach: csr_array, demand: Numbers, served: Flags, backup: int) -> float:
    """Demand served as often as needed."""
    times = np.bincount(rows_of(reach)[served], minlength=len(demand))
    return float(demand[times >= backup].sum())


def _whole(bound: float, demand: Numbers) -> float:
    """Round a bound down where all demand is in whole numbers."""
    return whole_below(bound) if is_whole(demand) and np.isfinite(bound) else bound


def _keeps_rules(sites: Sites, opened: Flags) -> bool:
    new = int((opened & ~sites.existing).sum())
    return (
        not sites.groups
        and (sites.p is None or new <= sites.p)
        and float(sites.price[opened].sum()) <= sites.budget * (1 + 1e-12)
    )


def allocation_model(
    reach: csr_array, demand: Numbers, sites: Sites, backup: int
) -> tuple[Model, Indices]:
    """The model over all m sites and the pairs that fit, and which pairs those are.

    Returns
    -------
    model, pairs
        See :func:`planner.siting.maximal_model.capacity_model`; positions of the stored
        pairs that may serve, in the order of the model.
    """
    fits = fitting(reach, demand, sites)
    cover = only(ones(reach), fits)
    rules = rule_rows(
        sites.price,
        _most(sites),
        sites.budget,
        (*sites.groups, SiteGroup(np.flatnonzero(~sites.allowed), 0, 0)),
    )
    room = np.minimum(sites.capacity, float(demand.sum()))
    fixed = sites.fixed.astype(np.float64)
    model = capacity_model(cover, demand, room, fixed, rules, backup)
    return model, np.flatnonzero(fits)


def _first_opened(
    reach: csr_array, demand: Numbers, sites: Sites, backup: int
) -> Flags | None:
    """Sites that would be good if there were room for all; None where no plan is."""
    need = np.full(len(demand), backup, dtype=np.int64)
    core = reduce_to_core(reach, demand, sites, need=need)
    begin = first_plan(core)
    if begin is None:
        return None
    opened = sites.fixed.copy()
    opened[core.site[improve(core, begin)[0]]] = True
    return opened


def _values(
    model: Model,
    rows: int,
    opened: Flags,
    served: Flags,
    backup: int,
) -> Numbers:
    """Values of the model for open sites and the pairs of it that serve."""
    pairs = len(served)
    links = model.matrix[:rows, len(opened) : len(opened) + pairs]
    covered = links @ served.astype(np.float64) >= backup - 0.5
    return np.concatenate((opened, served, covered)).astype(np.float64)


def _most(sites: Sites) -> int:
    """Most open sites, existing ones counted."""
    return len(sites) if sites.p is None else sites.p + int(sites.existing.sum())


def _without_empty(sites: Sites, opened: Flags, load: Indices) -> Flags:
    """Close new sites that serve nobody, as far as groups do without."""
    opened = opened.copy()
    for site in np.flatnonzero(opened & ~sites.fixed & (load == 0)).tolist():
        if not is_asked(sites, opened, site):
            opened[site] = False
    return opened


def is_asked(sites: Sites, opened: Flags, site: int) -> bool:
    """Whether a group would have too few open sites without this one."""
    return any(
        site in group.sites and int(opened[group.sites].sum()) <= group.least
        for group in sites.groups
    )
