"""Tours for a problem: its parts one by one, each goal in turn."""

import time
from collections.abc import Sequence

import numpy as np

from planner.tours.fitting import venue_for
from planner.tours.goals import (
    Sought,
    fewest_changes,
    first_fit,
    least_longest_wait,
    least_total_wait,
    most_stays,
)
from planner.tours.lengths import lengthened
from planner.tours.options import options_of
from planner.tours.parts import combined, parts_of
from planner.tours.plan import GOALS, Goal, GoalName, TourPlan, Watch
from planner.tours.problem import Stay, TourProblem
from planner.tours.starting import greedy
from planner.tours.travel import least_travel


def schedule(
    problem: TourProblem,
    *,
    goals: Sequence[GoalName] = GOALS,
    near: tuple[Stay, ...] | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Watch | None = None,
) -> TourPlan:
    """Plan the tours of museum sets through counties and months.

    Parameters
    ----------
    problem
        What is asked.
    goals
        What is sought, the first above all; ``"stays"`` first.
    near
        Stays of an accepted plan, which ``"changes"`` counts against.
    time_limit_s
        Seconds after which the best so far is taken, with what is proved of it.
    seed
        For the solver's own choices.
    watch
        Told of stays made and owed as parts are done; True stops.

    Raises
    ------
    PlanInputError
        If the bookings cannot all be kept.

    Notes
    -----
    Counties and sets that have nothing to do with one another are planned apart, each
    by all its goals. Source of the owed stays: 科协 2016, 一（二）, "流动科技馆巡展2次".
    """
    began = time.perf_counter()
    parts = parts_of(problem)
    weights = np.array([len(part.counties) for part in parts], dtype=float)
    plans, owed, made = [], int(problem.counties.owed.sum()), 0
    for at, part in enumerate(parts):
        left = max(began + time_limit_s - time.perf_counter(), 0.0)
        share = left * weights[at] / weights[at:].sum()
        kept = None if near is None else part.own(near)
        plan = _planned(part.problem, goals, kept, share, seed)
        plans.append(plan)
        made += len(plan.stays)
        if watch is not None and watch(made, owed):
            break
    stays, told = combined(problem, parts, plans, goals)
    return TourPlan(stays, told, time.perf_counter() - began, seed)


def _planned(
    problem: TourProblem,
    goals: Sequence[GoalName],
    near: tuple[Stay, ...] | None,
    time_limit_s: float,
    seed: int,
) -> TourPlan:
    began = time.perf_counter()
    until = began + time_limit_s
    options = options_of(problem, by_home=False)
    if not len(options):
        asked = [name for name in goals if name != "changes" or near is not None]
        none = [Goal(name, 0.0, 0.0, "optimal", 0.0) for name in asked]
        return TourPlan((), tuple(none), time.perf_counter() - began, seed)
    begin = greedy(problem, options, seed)
    sought = Sought(problem, options, until, seed, near or (), begin)
    sets = np.empty(0, dtype=np.int64)
    stays: list[Stay] | None = None
    for name in goals:
        if name == "stays":
            most_stays(sought)
        elif name == "longest_wait":
            least_longest_wait(sought)
        elif name == "total_wait":
            least_total_wait(sought)
        elif name == "changes" and near is not None:
            fewest_changes(sought)
        elif name == "travel":
            sought = sought.told_apart(options_of(problem))
            sets = least_travel(sought, until)
    if not len(sets):
        sets = first_fit(sought.options, sought.chosen)
    stays = _stays(sought, sets)
    if "length" in goals:
        clock = time.perf_counter()
        stays = lengthened(problem, stays)
        months = float(sum(stay.months for stay in stays))
        spent = time.perf_counter() - clock
        sought.goals.append(Goal("length", months, months, "optimal", spent))
    ordered = tuple(sorted(stays, key=lambda stay: (stay.set, stay.first)))
    return TourPlan(ordered, tuple(sought.goals), time.perf_counter() - began, seed)


def _stays(sought: Sought, sets: "np.ndarray") -> list[Stay]:
    problem, options = sought.problem, sought.options
    found = []
    for option, s in zip(sought.chosen.tolist(), sets.tolist(), strict=True):
        if options.booked[option] >= 0:
            found.append(problem.booked[int(options.booked[option])])
            continue
        county, _ = options.tasks[int(options.task[option])]
        first, months = int(options.first[option]), int(options.months[option])
        stay = Stay(county, first, months, s, -1)
        found.append(Stay(county, first, months, s, venue_for(problem, stay)))
    return found
