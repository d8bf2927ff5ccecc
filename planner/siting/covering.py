"""The cheapest new sites that cover every place that can be covered.

Source: Toregas, Swain, ReVelle and Bergman 1971, "The location of emergency service
facilities" (the location set covering problem); Hogan and ReVelle 1986, "Concepts and
applications of backup coverage", for more than one site a place.
"""

import time
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from geo.travel import Indices
from planner.siting.choosing import Asked, allowed_members, ask, choose, cover_of
from planner.siting.conflict import smallest_conflict
from planner.siting.cover_bound import rounded_bound
from planner.siting.cover_capacity import Service, serve_within
from planner.siting.plan import SitingPlan, Watch, no_plan
from planner.siting.question import SiteRules, check_question
from planner.siting.serving import serve_nearest
from planner.siting.sites import Numbers, limits

# Sums of costs are off by less than this share of them.
_SLACK = 1e-9


def solve_lscp(
    reach: csr_array,
    *,
    demand: npt.ArrayLike | None = None,
    backup: int = 1,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Watch | None = None,
    **rules: Unpack[SiteRules],
) -> SitingPlan:
    """Cover every demand that can be covered at the least cost of new sites.

    What cannot be covered is set aside first: demands with fewer than ``backup``
    allowed sites in reach that are large enough for them.

    Parameters
    ----------
    reach
        Demands and sites, shape (n, m): a stored entry, zero included, means that the
        site reaches the demand, at that travel cost.
    existing, pinned, forbidden, site_cost, capacity, groups, budget
        See :func:`planner.siting.sites.check_sites`. With a capacity every demand is
        served wholly by one site.
    demand
        What each place asks of a capacity, shape (n,); 1 each by default.
    backup
        Different open sites that must reach each demand, at least 1.
    time_limit_s
        Seconds after which the best plan so far is returned.
    seed
        For the choices made at random.
    watch
        Told of cost and bound; True stops with the best plan so far.

    Returns
    -------
    SitingPlan
        The objective is the cost of new sites.

    Raises
    ------
    PlanInputError
        If the numbers are not of the right size and sort.
    """
    begun = time.perf_counter()
    reach, amounts, sites = check_question(reach, demand, backup, None, **rules)
    asked = ask(reach, amounts, sites, backup=backup)
    left = time_limit_s - (time.perf_counter() - begun)
    if sites.is_capacitated:
        found = _choose_capacitated(asked, amounts, left, seed, watch)
    else:
        found = _choose(asked, left, seed, watch)
    if found is None or found.cost > sites.budget * (1 + _SLACK):
        conflict = smallest_conflict(
            asked.usable, amounts, sites, backup=backup, cover_all=True
        )
        return no_plan(reach.shape[0], conflict, time.perf_counter() - begun)
    return SitingPlan(
        opened=found.opened,
        assigned=found.assigned,
        uncoverable=np.flatnonzero(~asked.coverable),
        objective=found.cost,
        bound=found.bound,
        status="optimal" if found.bound >= found.cost else "feasible",
        seconds=time.perf_counter() - begun,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    opened: Indices
    assigned: Indices
    cost: float
    bound: float


def _choose(
    asked: Asked, time_limit_s: float, seed: int, watch: Watch | None
) -> _Found | None:
    found = choose(asked, time_limit_s=time_limit_s, seed=seed, watch=watch)
    if not np.isfinite(found.cost):
        return None
    assigned = serve_nearest(asked.usable, found.chosen)
    assigned[~asked.coverable] = -1
    return _Found(found.chosen, assigned, found.cost, found.bound)


def _choose_capacitated(
    asked: Asked,
    demand: Numbers,
    time_limit_s: float,
    seed: int,
    watch: Watch | None,
) -> _Found | None:
    sites, coverable = asked.sites, np.flatnonzero(asked.coverable)
    cover = cover_of(asked)
    plain = len(coverable) if asked.backup == 1 else 0
    rows = csr_array(cover.matrix[plain:])
    most = [group for group in sites.groups if group.most is not None]
    service = Service(
        reach=csr_array(asked.usable[coverable]),
        demand=demand[coverable],
        sites=sites,
        rows=csr_array(vstack((rows, allowed_members(most, sites)))),
        least=np.append(cover.need[plain:], np.full(len(most), -np.inf)),
        most=np.append(np.full(rows.shape[0], np.inf), limits(most)[1]),
    )
    served = serve_within(service, time_limit_s=time_limit_s, seed=seed, watch=watch)
    if served is None:
        return None
    assigned = np.full(asked.usable.shape[0], -1, dtype=np.int64)
    assigned[coverable] = served.assigned
    cost = float(sites.price[served.opened].sum())
    bound = rounded_bound(served.bound, cost, cover.is_whole)
    return _Found(served.opened, assigned, cost, cost if served.is_proved else bound)
