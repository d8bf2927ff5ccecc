"""The most that can be covered, for each number of new sites or each budget.

One call; each point begins with the plan and the multipliers of the one before (so for
the cover-cost curve of Church and ReVelle 1974, "The maximal covering location
problem"). Knees are found as by Satopaa, Albrecht, Irwin and Raghavan (2011, "Finding a
kneedle in a haystack: detecting knee points in system behavior").
"""

import time
from dataclasses import dataclass, field, replace
from typing import Literal, Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.errors import Problem
from planner.siting.maximal import (
    capacity_binds,
    plan_of_core,
    plan_with_capacity,
    rules_conflict,
)
from planner.siting.maximal_core import Core, reduce_to_core
from planner.siting.maximal_search import Found, first_plan, search
from planner.siting.plan import Progress, SitingPlan, no_plan
from planner.siting.question import UnpricedRules, check_question
from planner.siting.sites import Numbers, Sites
from planner.siting.swapping import improve

By = Literal["number", "cost"]
# About so many budgets up to the one that covers all; steps are round numbers.
_STEPS = 20
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """Best plans for rising limits.

    Parameters
    ----------
    by
        Whether the limit is a number of new sites or their cost.
    limits
        Number or budget of each point, ascending.
    plans
        The best plan found for each, with its bound.
    knees
        Positions of points after which a further site or yuan brings markedly less.
    is_complete
        Whether the last point covers all that can be covered.
    seconds
        Wall time taken.
    conflict
        Rules that contradict, where there is no plan at all.
    """

    by: By
    limits: Numbers
    plans: tuple[SitingPlan, ...]
    knees: Indices
    is_complete: bool
    seconds: float
    conflict: tuple[Problem, ...] = field(default=())

    @property
    def covered(self) -> Numbers:
        """Demand covered at each point."""
        return np.array([plan.objective for plan in self.plans])

    @property
    def bounds(self) -> Numbers:
        """What no plan covers more than, at each point."""
        return np.array([plan.bound for plan in self.plans])


def cover_curve(
    reach: csr_array,
    demand: npt.ArrayLike | None = None,
    *,
    by: By = "number",
    most: float | None = None,
    backup: int = 1,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Progress | None = None,
    **rules: Unpack[UnpricedRules],
) -> Curve:
    """Find the best plan for each number of new sites, or for budgets in round steps.

    Parameters
    ----------
    reach, demand, existing, pinned, forbidden, site_cost, capacity, groups, backup
        See :func:`planner.siting.maximal.solve_mclp`.
    by
        What is limited: the number of new sites, or their cost.
    most
        Last number or budget; by default the curve ends where all is covered.
    time_limit_s
        Seconds for the whole curve. Points are given equal shares of what is left; one
        that is not proved in its share keeps its bound.
    seed
        For what is drawn at random.
    watch
        Told after each point; True stops with the points so far.

    Returns
    -------
    Curve
        Limits that no plan keeps, such as fewer sites than are pinned, have no point.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or negative.
    """
    started = time.perf_counter()
    reach, amount, sites = check_question(
        reach,
        demand,
        backup,
        most if by == "number" else None,
        budget=most if by == "cost" else None,
        **rules,
    )
    conflict = rules_conflict(reach, amount, sites)
    if conflict:
        nothing = np.empty(0)
        none = np.empty(0, dtype=np.int64)
        seconds = time.perf_counter() - started
        return Curve(by, nothing, (), none, False, seconds, conflict)
    walk = _Walk(reach, amount, sites, by, backup, seed, started + time_limit_s)
    limits, plans, is_complete = walk.points(watch)
    at = np.array(limits)
    covered = np.array([plan.objective for plan in plans])
    seconds = time.perf_counter() - started
    knees = find_knees(at, covered)
    return Curve(by, at, tuple(plans), knees, is_complete, seconds)


def find_knees(limits: Numbers, covered: Numbers) -> Indices:
    """Points where a rising curve bends most, by the rule of Satopaa and others.

    Parameters
    ----------
    limits, covered
        Ascending, of one length.

    Returns
    -------
    Indices
        Positions; none on a straight line or with fewer than three points.
    """
    none = np.empty(0, dtype=np.int64)
    if len(limits) < 3 or covered[-1] <= covered[0]:
        return none
    across = (limits - limits[0]) / (limits[-1] - limits[0])
    up = (covered - covered[0]) / (covered[-1] - covered[0])
    over = up - across
    allowed = float(np.diff(across).mean())
    knees = []
    peak = -1
    for at in range(1, len(over) - 1):
        if over[at] > over[at - 1] + 1e-12 and over[at] >= over[at + 1] - 1e-12:
            peak = at
        if peak >= 0 and over[at + 1] < over[peak] - allowed + 1e-12:
            knees.append(peak)
            peak = -1
    return np.array(knees, dtype=np.int64) if knees else none


def round_step(most: float) -> float:
    """A round number that goes into an amount about twenty times."""
    raw = most / _STEPS
    scale = 10.0 ** np.floor(np.log10(raw))
    return float(scale * next(one for one in _ROUND if one * scale >= raw * 0.999))


@dataclass(slots=True)
class _Walk:
    """Goes from point to point and hands on what it learnt."""

    reach: csr_array
    demand: Numbers
    sites: Sites
    by: By
    backup: int
    seed: int
    until: float

    def points(
        self, watch: Progress | None
    ) -> tuple[list[float], list[SitingPlan], bool]:
        """Limits, their plans, and whether the last covers all that can be."""
        core = self._core(self.sites)
        limits = self._limits(core)
        has_room = not capacity_binds(self.reach, self.demand, self.sites)
        most = core.base + float(core.weight.sum())
        found: Found | None = None
        kept: list[float] = []
        plans: list[SitingPlan] = []
        for done, limit in enumerate(limits):
            now = time.perf_counter()
            share = now + max(self.until - now, 0.0) / (len(limits) - done)
            sites = self._limited(limit)
            if has_room:
                step = self._with_limit(core, limit)
                found = self._search(step, found, share)
                plan = self._plan(sites, step, found, now)
            else:
                plan = plan_with_capacity(
                    self.reach, self.demand, sites, self.backup, share, self.seed
                )
            if plan.is_found:
                kept.append(limit)
                plans.append(plan)
                if plan.objective >= most * (1 - 1e-12):
                    return kept, plans, True
            if watch is not None and watch(done + 1, len(limits)):
                break
        return kept, plans, False

    def _plan(
        self, sites: Sites, core: Core, found: Found | None, started: float
    ) -> SitingPlan:
        if found is None:
            return no_plan(len(self.demand), (), time.perf_counter() - started)
        return plan_of_core(
            self.reach, self.demand, sites, core, found, self.backup, started
        )

    def _core(self, sites: Sites) -> Core:
        need = np.full(len(self.demand), self.backup, dtype=np.int64)
        free = replace(sites, p=None, budget=np.inf)
        return reduce_to_core(self.reach, self.demand, free, need=need)

    def _limits(self, core: Core) -> list[float]:
        """Limits worth asking for: up to what a plain way of covering all takes."""
        pinned = self.sites.pinned
        greedy = core if self.by == "number" else replace(core, budget=1e300)
        opened, _ = improve(greedy, np.zeros(len(core.site), dtype=bool))
        if self.by == "number":
            least = sum(group.least for group in core.groups)
            first = int(pinned.sum())
            last = first + max(int(opened.sum()), least)
            if self.sites.p is not None:
                last = min(self.sites.p, first + len(core.site))
            return [float(p) for p in range(first, last + 1)]
        base = float(self.sites.price[pinned].sum())
        more = float(core.price[opened].sum())
        if np.isfinite(self.sites.budget):
            more = self.sites.budget - base
        if more <= 0:
            return [base]
        step = round_step(more)
        first, last = np.floor(base / step) + 1, np.ceil((base + more) / step)
        # As people write them, or a budget might miss by a hair what it stands for.
        inside = [float(f"{at * step:.12g}") for at in np.arange(first, last)]
        return [base, *(limit for limit in inside if limit < base + more), base + more]

    def _limited(self, limit: float) -> Sites:
        if self.by == "number":
            return replace(self.sites, p=int(limit))
        return replace(self.sites, budget=limit)

    def _with_limit(self, core: Core, limit: float) -> Core:
        pinned = self.sites.pinned
        if self.by == "number":
            left = int(limit) - int(pinned.sum())
            return replace(core, p=min(left, len(core.site)))
        return replace(core, budget=limit - float(self.sites.price[pinned].sum()))

    def _search(self, core: Core, before: Found | None, until: float) -> Found | None:
        opened = first_plan(core) if before is None else before.opened
        if opened is None:
            return None
        multipliers = None if before is None else before.multipliers
        return search(
            core, opened, until=until, seed=self.seed, multipliers=multipliers
        )
