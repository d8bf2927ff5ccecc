"""Why a visit is not made: every rule tested again by itself, and the nearest fix."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.travel import Indices
from planner.caravans.asking import NO_WAY, rules_of
from planner.caravans.fixes import (
    Fix,
    another_day,
    closer,
    fix_at,
    gap_left,
    stretched,
)
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.ruin import turn_in
from planner.caravans.starting import carry_on, fresh_state
from planner.caravans.tables import Rules, State
from planner.caravans.weighing import cost_at, dear, is_open, may_come, trips

__all__ = ["Fix", "Missed", "Why", "host_for", "no_way", "reasons"]

Why = Literal[
    "no_way",
    "no_caravan",
    "never_open",
    "too_long",
    "needs_night",
    "too_close",
    "no_room",
    "too_dear",
]


@dataclass(frozen=True, slots=True)
class Missed:
    """A task with visits that are not made.

    Parameters
    ----------
    task, visits
        Which, and how many.
    why
        ``"no_way"``: no road from any home; ``"no_caravan"``: none may come;
        ``"never_open"``: open on no working day; ``"too_long"``: even alone it breaks a
        day; ``"needs_night"``: it fits no day without a night away, and no trip of this
        plan; ``"too_close"``: its other visits stand too near; ``"no_room"``: it would
        fit an empty day, but not this plan; ``"too_dear"``: it costs more than it is
        worth.
    fixes
        Single changes that would do, the smallest of each rule.
    """

    task: int
    visits: int
    why: Why
    fixes: tuple[Fix, ...]


def reasons(problem: CaravanProblem, plan: CaravanPlan) -> tuple[Missed, ...]:
    """Explain every visit a plan does not make.

    Parameters
    ----------
    problem, plan
        The question and its answer.

    Returns
    -------
    tuple of Missed
        One for each task of `plan.missing`, in order.
    """
    if not plan.missing:
        return ()
    rules = rules_of(problem)
    state = carry_on(rules, plan, 0)
    idle = fresh_state(rules, 0)
    return tuple(
        _explain(problem, rules, state, idle, task, visits)
        for task, visits in sorted(plan.missing.items())
    )


def _explain(
    problem: CaravanProblem,
    rules: Rules,
    state: State,
    idle: State,
    task: int,
    visits: int,
) -> Missed:
    """Go through the rules, those that no plan can mend first."""
    homes = problem.vans.home[rules.allowed[task]]
    if not len(homes):
        return Missed(task, visits, "no_caravan", ())
    if no_way(rules, homes, task):
        return Missed(task, visits, "no_way", ())
    shifts = _possible(rules, state, task)
    opened = shifts[is_open(rules, task)[shifts]]
    if not len(opened):
        fix = tuple(another_day(problem, rules, state, task))
        return Missed(task, visits, "never_open", fix)
    now = dear(rules, state, task)
    alone = opened[np.isfinite(dear(rules, idle, task))[opened]]
    away = opened[np.isfinite(now)[opened]]
    if not len(alone) and not len(away):
        far = host_for(rules, idle, task, opened) is None
        fixes = tuple(stretched(rules, idle, task, opened))
        return Missed(task, visits, "too_long" if far else "needs_night", fixes)
    alone = np.union1d(alone, away)
    left = [gap_left(rules, state, task, int(shift)) for shift in alone]
    apart = alone[np.array(left) >= 0]
    if not len(apart):
        return Missed(task, visits, "too_close", closer(rules, state, task, alone))
    if np.isfinite(now[apart]).any():
        shift = int(apart[np.argmin(now[apart])])
        over = max(float(now[shift] - problem.tasks.value[task]), 0.0)
        return Missed(task, visits, "too_dear", (fix_at(rules, "value", shift, over),))
    fixes = (
        *stretched(rules, state, task, apart),
        *another_day(problem, rules, state, task),
    )
    return Missed(task, visits, "no_room", fixes)


def no_way(rules: Rules, homes: Indices, task: int) -> bool:
    """Whether no road leads from a home to a task and back."""
    leg = rules.leg[:, homes, rules.task[task]["place"]]
    return bool((leg["cost"] + leg["back"] >= NO_WAY).all())


def _possible(rules: Rules, state: State, task: int) -> Indices:
    """Give the shifts on which a visit not made might be."""
    days = np.zeros(len(rules.day_first) - 1, dtype=bool)
    for visit in range(int(rules.task[task]["times"])):
        if state.shift_of[task, visit] < 0:
            span = rules.span[task, visit]
            days[span["earliest"] : span["latest"] + 1] = True
    may = may_come(rules, task) & ~rules.shift["frozen"]
    return np.flatnonzero(may & days[rules.shift["day"]])


def host_for(rules: Rules, idle: State, task: int, shifts: Indices) -> int | None:
    """Give a host with whom a night before or after a visit would let it be made.

    Parameters
    ----------
    rules, task, shifts
        The question, whose visit, and where it might be.
    idle
        A plan without visits; as it was afterwards.
    """
    tried = set()
    for shift in shifts.tolist():
        given = rules.shift[shift]
        windows = rules.window[rules.task[task]["calendar"], given["day"]]
        joined = given["preceding"] < 0, given["following"] < 0
        like = (int(given["van"]), joined, windows.tobytes())
        if like in tried:
            continue
        tried.add(like)
        for nights, host in trips(rules, task, shift):
            whole = [turn_in(rules, idle, one, host) for one in nights]
            fits = all(whole) and cost_at(rules, idle, task, shift) < np.inf
            for one in nights:
                turn_in(rules, idle, one, -1)
            if fits:
                return host
    return None
