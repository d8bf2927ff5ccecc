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
    unlocked,
)
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.ruin import turn_in
from planner.caravans.starting import carry_on, fresh_state
from planner.caravans.tables import Rules, State
from planner.caravans.weighing import (
    clash,
    cost_at,
    costs,
    days_of,
    is_open,
    may_come,
    trips,
)
from planner.problem import Flags

__all__ = ["Fix", "Missed", "Why", "host_for", "no_way", "reasons"]

Why = Literal[
    "no_way",
    "no_caravan",
    "too_many",
    "bad_pin",
    "never_open",
    "days_gone",
    "too_long",
    "needs_night",
    "too_close",
    "no_room",
    "too_dear",
    "left_out",
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
        ``"too_many"``: more visits than days; ``"bad_pin"``: it is pinned to a day that
        cannot take it; ``"never_open"``: open on no working day; ``"days_gone"``: only
        on days of which nothing may change; ``"too_long"``: even alone it breaks a day;
        ``"needs_night"``: it fits no day without a night away, and no trip of this
        plan; ``"too_close"``: its other visits stand too near; ``"no_room"``: it would
        fit an empty day, but not this plan; ``"too_dear"``: it costs more than it is
        worth; ``"left_out"``: it fits and is worth it, but was taken out.
    fixes
        Single changes that would do, the smallest of each rule.
    """

    task: int
    visits: int
    why: Why
    fixes: tuple[Fix, ...]


def reasons(
    problem: CaravanProblem, plan: CaravanPlan, spare: Flags | None = None
) -> tuple[Missed, ...]:
    """Explain every visit a plan does not make.

    Parameters
    ----------
    problem, plan
        The question and its answer.
    spare
        Days off on which each caravan could go out all the same, shape (v, d); all of
        them unless told.

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
    off = ~problem.vans.works if spare is None else ~problem.vans.works & spare
    return tuple(
        Missed(task, visits, *_explain(problem, rules, state, idle, task, off))
        for task, visits in sorted(plan.missing.items())
    )


def _explain(
    problem: CaravanProblem,
    rules: Rules,
    state: State,
    idle: State,
    task: int,
    off: Flags,
) -> tuple[Why, tuple[Fix, ...]]:
    """Go through the rules, those that no plan can mend first."""
    homes = problem.vans.home[rules.allowed[task]]
    if not len(homes):
        return "no_caravan", ()
    if no_way(rules, homes, task):
        return "no_way", ()
    unasked = _unasked(rules, state, task)
    if unasked:
        return unasked
    shifts = _possible(rules, state, task)
    coming = shifts[rules.shift["day"][shifts] >= problem.past]
    if len(shifts) and not len(coming):
        return "days_gone", ()
    opened = coming[is_open(rules, task)[coming]]
    if not len(opened):
        return "never_open", tuple(another_day(rules, state, task, off))
    opened = opened[~rules.shift["frozen"][opened]]
    if not len(opened):
        return "days_gone", tuple(unlocked(problem, rules, state, task))
    return _no_room(problem, rules, state, idle, task, off, opened)


def _no_room(
    problem: CaravanProblem,
    rules: Rules,
    state: State,
    idle: State,
    task: int,
    off: Flags,
    opened: Indices,
) -> tuple[Why, tuple[Fix, ...]]:
    """Say why a visit is on none of the shifts on which it might be."""
    now = costs(rules, state, task)
    alone = opened[np.isfinite(costs(rules, idle, task))[opened]]
    away = opened[np.isfinite(now)[opened]]
    if not len(alone) and not len(away):
        far = host_for(rules, idle, task, opened) is None
        fixes = tuple(stretched(rules, idle, task, opened))
        return "too_long" if far else "needs_night", fixes
    alone = np.union1d(alone, away)
    left = [gap_left(rules, state, task, int(shift)) for shift in alone]
    apart = alone[np.array(left) >= 0]
    if not len(apart):
        return "too_close", closer(rules, state, task, alone)
    shift = int(apart[np.argmin(now[apart])])
    worth = float(problem.tasks.value[task])
    over = float(now[shift]) - worth
    if 0 <= over < np.inf:
        return "too_dear", (fix_at(rules, "value", shift, over),)
    if over < 0:
        days = days_of(rules, state, task)
        for one in apart[np.argsort(now[apart], kind="stable")].tolist():
            day = int(rules.shift["day"][one])
            if now[one] < worth and not clash(rules, task, days, day):
                return "left_out", (fix_at(rules, "put", one, 0.0),)
    # With room on a day that goes with no other, more room is no help.
    fixes = (
        *(stretched(rules, state, task, apart) if over == np.inf else ()),
        *unlocked(problem, rules, state, task),
        *another_day(rules, state, task, off),
    )
    return "no_room", fixes


def _unasked(
    rules: Rules, state: State, task: int
) -> tuple[Why, tuple[Fix, ...]] | None:
    """Tell visits for which there is no day, and pins that do not hold."""
    times = int(rules.task[task]["times"])
    span = rules.span[task, :times][state.shift_of[task, :times] < 0]
    # The days of a pattern are not bound to visits.
    if rules.task[task]["last"] > rules.task[task]["first"]:
        return None
    without = int((~span["locked"] & (span["earliest"] > span["latest"])).sum())
    if without:
        return "too_many", (Fix("visits", -1, -1, float(without)),)
    pins = span[span["locked"]]
    if not len(pins):
        return None
    held = pins["latest"][pins["earliest"] <= pins["latest"]]
    may = may_come(rules, task) & ~rules.shift["frozen"]
    shifts = np.flatnonzero(may & np.isin(rules.shift["day"], held))
    left = [gap_left(rules, state, task, int(shift)) for shift in shifts]
    apart = shifts[np.array(left, dtype=np.int64) >= 0]
    fitting = apart[np.isfinite(costs(rules, state, task)[apart])]
    if len(fitting):
        return "left_out", (fix_at(rules, "put", int(fitting[0]), 0.0),)
    fixes = [
        Fix("pin", int(rules.only[task, day]), day, 0.0)
        for day in pins["latest"].tolist()
    ]
    return "bad_pin", (*fixes, *stretched(rules, state, task, apart))


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
    return np.flatnonzero(may_come(rules, task) & days[rules.shift["day"]])


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
