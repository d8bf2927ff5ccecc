"""Cover the most demand with so many sites, or for so much money.

Source: Church and ReVelle 1974, "The maximal covering location problem"; backup cover:
Hogan and ReVelle 1986, "Concepts and applications of backup coverage"; capacity:
Current and Storbeck 1988, "Capacitated covering models". How it is solved is told in
:mod:`planner.siting.maximal_search`.
"""

import time
from typing import Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.errors import Problem
from planner.problem import Flags
from planner.siting.conflict import smallest_conflict
from planner.siting.maximal_capacity import is_asked, search_with_capacity
from planner.siting.maximal_core import Core, reduce_to_core
from planner.siting.maximal_search import Found, first_plan, search
from planner.siting.pairs import fitting, ones, only
from planner.siting.plan import SitingPlan, Watch, no_plan
from planner.siting.question import SiteRules, check_question
from planner.siting.serving import serve_nearest
from planner.siting.sites import Numbers, Sites


def solve_mclp(
    reach: csr_array,
    demand: npt.ArrayLike | None = None,
    p: int | None = None,
    *,
    backup: int = 1,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Watch | None = None,
    **rules: Unpack[SiteRules],
) -> SitingPlan:
    """Cover the most demand with at most p new sites and within the budget.

    Parameters
    ----------
    reach
        Travel cost of n demands to m sites; what is stored is within reach.
    demand
        Shape (n,), not negative; 1 each by default.
    p
        Most new sites; None where only the budget counts.
    existing, pinned, forbidden, site_cost, budget, capacity, groups
        See :func:`planner.siting.sites.check_sites`. With capacities each demand goes
        wholly to one site (to `backup` of them).
    backup
        Different open sites that must reach a demand for it to count as covered.
    time_limit_s
        Seconds after which the best so far is returned, with its proved bound.
    seed
        For what is drawn at random.
    watch
        Told of demand covered and bound; True stops with the best so far.

    Returns
    -------
    SitingPlan
        The objective is the demand covered; what is not covered is assigned nowhere.
        Sites that would cover nothing more are not opened. Demand that too few allowed
        sites reach is uncoverable.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or negative.
    """
    started = time.perf_counter()
    reach, amount, sites = check_question(reach, demand, backup, p, **rules)
    conflict = rules_conflict(reach, amount, sites)
    if conflict:
        return no_plan(len(amount), conflict, time.perf_counter() - started)
    until = started + time_limit_s
    if capacity_binds(reach, amount, sites):
        return plan_with_capacity(reach, amount, sites, backup, until, seed, watch)
    need = np.full(len(amount), backup, dtype=np.int64)
    core = reduce_to_core(reach, amount, sites, need=need)
    begin = first_plan(core)
    if begin is None:
        return no_plan(len(amount), conflict, time.perf_counter() - started)
    found = search(core, begin, until=until, seed=seed, watch=watch)
    return plan_of_core(reach, amount, sites, core, found, backup, started)


def plan_of_core(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    core: Core,
    found: Found,
    backup: int,
    started: float,
) -> SitingPlan:
    """The plan that a core's best columns make, without sites that add nothing."""
    is_open = sites.fixed.copy()
    is_open[core.site[found.opened]] = True
    opened = without_idle(reach, demand, sites, is_open, backup)
    assigned = assign_covered(reach, opened, backup)
    return _plan(reach, demand, sites, opened, assigned, found.bound, backup, started)


def plan_with_capacity(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    backup: int,
    until: float,
    seed: int,
    watch: Watch | None = None,
) -> SitingPlan:
    """The best plan found where some sites have too little room for all."""
    started = time.perf_counter()
    found = search_with_capacity(
        reach, demand, sites, backup=backup, until=until, seed=seed, watch=watch
    )
    if found is None:
        return no_plan(len(demand), (), time.perf_counter() - started)
    opened, assigned, bound = found
    # What asks for nothing takes no room.
    nothing = demand == 0
    assigned[nothing] = assign_covered(reach, opened, backup)[nothing]
    return _plan(reach, demand, sites, opened, assigned, bound, backup, started)


def _plan(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    opened: Indices,
    assigned: Indices,
    bound: float,
    backup: int,
    started: float,
) -> SitingPlan:
    covered = float(demand[assigned >= 0].sum())
    return SitingPlan(
        opened=opened,
        assigned=assigned,
        uncoverable=uncoverable(reach, demand, sites, backup),
        objective=covered,
        bound=max(bound, covered),
        status="optimal" if bound <= covered * (1 + 1e-9) else "feasible",
        seconds=time.perf_counter() - started,
    )


def rules_conflict(
    reach: csr_array, demand: Numbers, sites: Sites
) -> tuple[Problem, ...]:
    """Smallest set of rules on opening sites that contradict.

    Without pins and groups the existing sites alone are always a plan.
    """
    if not sites.pinned.any() and not sites.groups:
        return ()
    return smallest_conflict(reach, demand, sites, cover_all=False)


def capacity_binds(reach: csr_array, demand: Numbers, sites: Sites) -> bool:
    """Whether some site could be asked for more than it has room for."""
    if not sites.is_capacitated:
        return False
    asked = ones(reach).T @ demand
    return bool((asked > sites.capacity)[sites.allowed].any())


def uncoverable(
    reach: csr_array, demand: Numbers, sites: Sites, backup: int
) -> Indices:
    """Demands that fewer allowed sites than needed reach and have room for."""
    usable = only(reach, fitting(reach, demand, sites))
    return np.flatnonzero(np.diff(usable.indptr) < backup)


def assign_covered(reach: csr_array, opened: Indices, backup: int) -> Indices:
    """Nearest open site of each demand that enough open sites reach, else -1."""
    is_open = np.zeros(reach.shape[1])
    is_open[opened] = 1.0
    count = ones(reach) @ is_open
    return np.where(count >= backup, serve_nearest(reach, opened), -1)


def without_idle(
    reach: csr_array, demand: Numbers, sites: Sites, opened: Flags, backup: int
) -> Indices:
    """Close new sites without which no less is covered, the dearest first."""
    pattern = csr_array(ones(reach)[np.flatnonzero(demand > 0)])
    by_site = pattern.tocsc()
    count = np.rint(pattern @ opened.astype(np.float64))
    opened = opened.copy()
    new = np.flatnonzero(opened & ~sites.fixed)
    for site in new[np.lexsort((-new, -sites.price[new]))].tolist():
        rows = by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]
        if (count[rows] == backup).any() or is_asked(sites, opened, site):
            continue
        opened[site] = False
        count[rows] -= 1
    return np.flatnonzero(opened)
