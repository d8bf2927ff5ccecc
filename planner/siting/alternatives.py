"""Several plans nearly as good, in other places.

Each further plan takes as few places of the earlier ones as the tolerance allows (the
hop, skip and jump method: Brill, Chang and Hopkins 1982, "Modeling to generate
alternatives: the HSJ approach and an illustration using a problem in land use
planning"; for whole-number programmes Danna, Fenelon, Gu and Wunderling 2007,
"Generating multiple solutions for mixed integer programming problems"), and is then
made as good as it can be without taking more of them.
"""

import time
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from geo.travel import Indices
from planner.milp import Model, Numbers, solve
from planner.problem import Flags
from planner.siting.maximal import (
    assign_covered,
    capacity_binds,
    uncoverable,
    without_idle,
)
from planner.siting.maximal_capacity import allocation_model
from planner.siting.maximal_core import reduce_to_core
from planner.siting.maximal_model import core_model
from planner.siting.pairs import rows_of
from planner.siting.plan import SitingPlan, Watch
from planner.siting.question import SiteRules, check_question
from planner.siting.room import nearest_serving
from planner.siting.sites import Sites

# Share of the time of one plan in which places are sought; the rest betters it.
_SEEK = 0.7


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan beside the best one.

    Parameters
    ----------
    plan
        The plan; its bound is that of the best one.
    moved
        New sites that stand in no place of the best plan.
    given_up
        New sites of the best plan in whose place this one has none.
    differs
        Places by which it differs at least from every plan before it.
    """

    plan: SitingPlan
    moved: Indices
    given_up: Indices
    differs: int


def near_best(
    reach: csr_array,
    demand: npt.ArrayLike | None = None,
    *,
    plan: SitingPlan,
    cover_all: bool,
    count: int = 3,
    within: float = 0.05,
    apart: csr_array | None = None,
    p: int | None = None,
    backup: int = 1,
    time_limit_s: float = 30.0,
    seed: int = 0,
    watch: Watch | None = None,
    **rules: Unpack[SiteRules],
) -> tuple[Alternative, ...]:
    """Find plans nearly as good as a given one that stand elsewhere on the map.

    Parameters
    ----------
    reach, demand, p, existing, pinned, forbidden, site_cost, budget, capacity, groups
        As the plan was made with; see :func:`planner.siting.maximal.solve_mclp`.
    backup
        Likewise.
    plan
        The best plan.
    cover_all
        Whether it covers all at least cost (LSCP) or the most it can (MCLP).
    count
        Most plans to find beside it.
    within
        By what share a plan may be worse: cost more, or cover less. One that covers all
        may in any case cost as much more as the cheapest site, so that of few sites one
        may be added.
    apart
        Nearness of sites, shape (m, m): two with a stored entry stand in the same
        place. None where each site is a place of its own.
    time_limit_s
        Seconds for all plans together.
    seed
        For the solver's own choices.
    watch
        Told how far the search for each plan is, in numbers of its own, and before each
        of the given plan; True ends it, with the plans found so far.

    Returns
    -------
    tuple of Alternative
        Fewer than asked for where no further plan in other places is within the
        tolerance, or found in time; none where there is no plan.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or negative.
    """
    until = time.perf_counter() + time_limit_s
    reach, amount, sites = check_question(reach, demand, backup, p, **rules)
    if not plan.is_found:
        return ()
    stop = None if watch is None else _Stop(watch)
    question = _Near(reach, amount, sites, backup, cover_all, plan, within, seed, stop)
    known = [_new(sites, plan)]
    found: list[Alternative] = []
    for turn in range(count):
        if stop is not None and stop(plan.objective, plan.bound):
            break
        share = (until - time.perf_counter()) / (count - turn)
        taken = np.array([_same_place(apart, one, len(sites)) for one in known])
        other = question.elsewhere(taken.sum(axis=0), share)
        if other is None:
            break
        new = _new(sites, other)
        differs = min(_places_apart(apart, one, new, len(sites)) for one in known)
        if differs == 0:
            break
        known.append(new)
        here = _same_place(apart, new, len(sites))
        found.append(
            Alternative(other, new[~taken[0, new]], known[0][~here[known[0]]], differs)
        )
    return tuple(found)


class _Stop:
    """A watch that, once it has said so, ends every search."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._is_said = False

    def __call__(self, objective: float, bound: float) -> bool:
        self._is_said = self._is_said or self._watch(objective, bound)
        return self._is_said


def _new(sites: Sites, plan: SitingPlan) -> Indices:
    """Sites that the plan chose itself."""
    return plan.opened[~sites.fixed[plan.opened]]


def _same_place(apart: csr_array | None, opened: Indices, size: int) -> Flags:
    """Sites that stand in the place of an open one."""
    there = np.zeros(size, dtype=bool)
    there[opened] = True
    if apart is not None:
        row = rows_of(apart)
        there[apart.indices[np.isin(row, opened)]] = True
        there[row[np.isin(apart.indices, opened)]] = True
    return there


def _places_apart(
    apart: csr_array | None, one: Indices, other: Indices, size: int
) -> int:
    """Sites of either plan where the other has none: the lesser number of the two."""
    gone = ~_same_place(apart, other, size)[one]
    come = ~_same_place(apart, one, size)[other]
    return int(min(gone.sum(), come.sum()))


@dataclass(frozen=True, slots=True)
class _Near:
    """What a plan must keep to, to be nearly as good."""

    reach: csr_array
    demand: Numbers
    sites: Sites
    backup: int
    cover_all: bool
    best: SitingPlan
    within: float
    seed: int
    watch: Watch | None

    def elsewhere(self, taken: Numbers, time_limit_s: float) -> SitingPlan | None:
        """Find a plan with few sites in places taken, as good as that allows.

        Parameters
        ----------
        taken
            How many earlier plans stand in the place of each site, shape (m,).
        """
        started = time.perf_counter()
        sites = self._tolerant()
        wish = np.where(sites.fixed, 0.0, taken)
        few = self._solve(sites, wish, wish, time_limit_s * _SEEK)
        if few is None:
            return None
        # What it left out of the places taken stays out.
        shut = (taken > 0) & ~sites.fixed
        shut[few[0]] = False
        kept = replace(sites, forbidden=sites.forbidden | shut)
        left = time_limit_s - (time.perf_counter() - started)
        good = self._solve(kept, None, wish, left) or few
        return self._plan(*good, started)

    def _tolerant(self) -> Sites:
        """The rules, with a budget for what may be spent more."""
        if not self.cover_all:
            return self.sites
        price = self.sites.price[self.sites.allowed & ~self.sites.fixed]
        more = self.best.objective * self.within
        more = max(more, float(price[price > 0].min(initial=np.inf)))
        spent = self.best.objective + (more if np.isfinite(more) else 0.0)
        return replace(self.sites, budget=min(self.sites.budget, spent))

    def _solve(
        self,
        sites: Sites,
        wish: Numbers | None,
        ties: Numbers,
        limit_s: float,
    ) -> tuple[Indices, Indices] | None:
        """Open sites and whom each serves: least by a wish, or without one the best."""
        demand = np.ones_like(self.demand) if self.cover_all else self.demand
        has_room = not capacity_binds(self.reach, self.demand, self.sites)
        if has_room:
            need = np.full(len(demand), self.backup, dtype=np.int64)
            core = reduce_to_core(self.reach, demand, sites, need=need, wish=ties)
            model, at, base = core_model(core), core.site, core.base
            covered = np.ones(len(core.weight))
        else:
            model, pairs = allocation_model(self.reach, self.demand, sites, self.backup)
            at, base = np.arange(len(sites)), 0.0
            covered = (self.best.assigned >= 0).astype(np.float64)
        by_site = sites.price if wish is None and self.cover_all else wish
        model = self._asked(model, base, covered)
        values = self._values(model, None if by_site is None else by_site[at], limit_s)
        if len(values) == 0:
            return None
        opened = sites.fixed.copy()
        opened[at[values[: len(at)] > 0.5]] = True
        if has_room:
            kept = without_idle(self.reach, demand, sites, opened, self.backup)
            return kept, assign_covered(self.reach, kept, self.backup)
        served = np.zeros(self.reach.nnz, dtype=bool)
        served[pairs] = values[len(at) : len(at) + len(pairs)] > 0.5
        assigned = nearest_serving(self.reach, served, self.backup)
        return np.flatnonzero(opened), assigned

    def _asked(self, model: Model, base: float, covered: Numbers) -> Model:
        """Ask for cover nearly as good; the last columns of a model are the demands."""
        if self.cover_all:
            lower = model.lower.copy()
            lower[len(lower) - len(covered) :] = covered
            return replace(model, lower=lower)
        asked = self.best.objective * (1 - self.within) * (1 - 1e-12) - base
        return replace(
            model,
            matrix=csr_array(vstack((model.matrix, csr_array(model.cost[None, :])))),
            row_lower=np.append(model.row_lower, asked),
            row_upper=np.append(model.row_upper, np.inf),
        )

    def _values(self, model: Model, by_site: Numbers | None, limit_s: float) -> Numbers:
        """Values that are least by site where that is given, else of the most cover."""
        options = {}
        if by_site is not None:
            cost = np.zeros(len(model.cost))
            cost[: len(by_site)] = by_site
            model = replace(model, cost=cost, maximise=False)
            if (by_site == np.rint(by_site)).all():
                options["mip_abs_gap"] = 0.999
        answer = solve(
            model, time_limit_s=limit_s, seed=self.seed, watch=self.watch,
            options=options,
        )  # fmt: skip
        return answer.values

    def _plan(self, opened: Indices, assigned: Indices, started: float) -> SitingPlan:
        if self.cover_all:
            objective = float(self.sites.price[opened].sum())
            is_best = objective <= self.best.bound + 1e-9
        else:
            objective = float(self.demand[assigned >= 0].sum())
            is_best = objective >= self.best.bound - 1e-9
        return SitingPlan(
            opened=opened,
            assigned=assigned,
            uncoverable=uncoverable(self.reach, self.demand, self.sites, self.backup),
            objective=objective,
            bound=self.best.bound,
            status="optimal" if is_best else "feasible",
            seconds=time.perf_counter() - started,
        )
