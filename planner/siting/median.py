"""Serve everybody at the least travel in all: the p-median.

Source: Hakimi 1964, "Optimum locations of switching centers and the absolute centers
and medians of a graph"; as an integer model ReVelle and Swain 1970, "Central facilities
location". Good plans come from interchange (:mod:`planner.siting.median_search`), the
proof from prices and branching (:mod:`planner.siting.median_tree`).
"""

import time
from typing import Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from planner.errors import Problem
from planner.siting.choosing import ask
from planner.siting.conflict import smallest_conflict
from planner.siting.median_capacity import search_with_capacity
from planner.siting.median_open import search_open, telling, total_cost
from planner.siting.median_pairs import make_rows
from planner.siting.plan import SitingPlan, Watch, no_plan
from planner.siting.question import SiteRules, check_question
from planner.siting.sites import Numbers, Sites, as_reach

# Bound and cost that differ by less than this share are one.
_CLOSE = 1e-6


def solve_p_median(
    travel: npt.ArrayLike | csr_array,
    demand: npt.ArrayLike | None = None,
    p: int | None = None,
    *,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Watch | None = None,
    **rules: Unpack[SiteRules],
) -> SitingPlan:
    """Open at most p new sites so that demand times travel is least in all.

    Every demand that an allowed site can serve, and is large enough for, is served.

    Parameters
    ----------
    travel
        Travel cost of n demands to m sites: an array, infinite or NaN where a site
        cannot serve, or sparse, where only stored pairs can.
    demand
        Shape (n,), not negative; 1 each by default.
    p
        Most new sites; None where only the budget counts.
    existing, pinned, forbidden, site_cost, budget, capacity, groups
        See :func:`planner.siting.sites.check_sites`. With capacities each demand goes
        wholly to one site, not always its nearest.
    time_limit_s
        Seconds after which the best so far is returned, with its proved bound.
    seed
        For the solver's own choices.
    watch
        Told of total travel and bound; True stops with the best so far.

    Returns
    -------
    SitingPlan
        The objective is the sum of demand times travel.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or negative.
    """
    started = time.perf_counter()
    reach, amount, sites = check_question(as_reach(travel), demand, 1, p, **rules)
    question = ask(reach, amount, sites)
    coverable = question.coverable
    asked = csr_array(question.usable[np.flatnonzero(coverable)])
    some = amount[coverable]
    found = None
    if not _contradict(sites):
        until = started + time_limit_s
        solve = search_with_capacity if sites.is_capacitated else search_open
        found = solve(asked, some, sites, until=until, seed=seed, watch=watch)
    if found is None:
        conflict = _conflict(asked, some, sites)
        return no_plan(len(amount), conflict, time.perf_counter() - started)
    opened, served, bound = found
    assigned = np.full(len(amount), -1, dtype=np.int64)
    assigned[coverable] = served
    cost = total_cost(asked, some, served)
    return SitingPlan(
        opened=np.flatnonzero(opened),
        assigned=assigned,
        uncoverable=np.flatnonzero(~coverable),
        objective=cost,
        bound=min(bound, cost),
        status="optimal" if bound >= cost * (1 - _CLOSE) else "feasible",
        seconds=time.perf_counter() - started,
    )


def _contradict(sites: Sites) -> bool:
    """Whether pins already break a ban, the number or a row."""
    pinned = int(sites.pinned.sum())
    return (
        bool((sites.pinned & sites.forbidden).any())
        or (sites.p is not None and pinned > sites.p)
        or not make_rows(sites).may_keep(sites.fixed, sites.allowed)
    )


def _conflict(reach: csr_array, demand: Numbers, sites: Sites) -> tuple[Problem, ...]:
    if not sites.is_capacitated:
        kept = telling(reach, int(sites.allowed.sum()))
        reach, demand = csr_array(reach[kept]), demand[kept]
    return smallest_conflict(reach, demand, sites, cover_all=True)
