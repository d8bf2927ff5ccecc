"""Why a visit is not made: every rule tested again by itself, and the nearest fix."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.caravans.asking import NO_WAY, rules_of
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.shifts import find_best
from planner.caravans.starting import fresh_state, take_over
from planner.caravans.tables import Records, Rules, State

Why = Literal[
    "no_way", "no_caravan", "never_open", "too_long", "too_close", "no_room", "too_dear"
]
Rule = Literal["work", "end", "week", "stops", "room", "window", "gap", "day", "value"]
# Half hours by which a day is made longer to see whether that is enough.
_LONGER_S = tuple(1800.0 * step for step in range(1, 13))
_NEVER = 1e12


@dataclass(frozen=True, slots=True)
class Fix:
    """What would let a visit be made, if only this were changed.

    Parameters
    ----------
    rule
        Hours of work, return, hours of a week, stops, room, opening hours, days between
        visits, one more working day, or what the visit is worth.
    van, day
        Where the change is smallest; -1 where it does not matter.
    amount
        Seconds, stops, load, days or cost more (or fewer, for the gap).
    """

    rule: Rule
    van: int
    day: int
    amount: float


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
        day; ``"too_close"``: its other visits stand too near; ``"no_room"``: it would
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
    state = fresh_state(rules, 0)
    take_over(rules, state, plan)
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
    place = rules.task[task]["place"]
    homes = problem.vans.home[rules.allowed[task]]
    if not len(homes):
        return Missed(task, visits, "no_caravan", ())
    if (rules.leg["cost"][:, homes, place] >= NO_WAY).all():
        return Missed(task, visits, "no_way", ())
    shifts = _possible(rules, state, task)
    opened = [shift for shift in shifts if _is_open(rules, task, shift)]
    if not opened:
        fix = tuple(_another_day(problem, rules, state, task))
        return Missed(task, visits, "never_open", fix)
    alone = [shift for shift in opened if _cost(rules, idle, task, shift) < np.inf]
    if not alone:
        fixes = tuple(_stretched(rules, idle, task, opened))
        return Missed(task, visits, "too_long", fixes)
    apart = [shift for shift in alone if _gap_left(rules, state, task, shift) >= 0]
    if not apart:
        return Missed(task, visits, "too_close", _closer(rules, state, task, alone))
    dear = [
        (cost - problem.tasks.value[task], shift)
        for shift in apart
        if (cost := _cost(rules, state, task, shift)) < np.inf
    ]
    if dear:
        over, shift = min(dear)
        return Missed(
            task, visits, "too_dear", (_fix(rules, "value", shift, max(over, 0.0)),)
        )
    fixes = (
        *_stretched(rules, state, task, apart),
        *_another_day(problem, rules, state, task),
    )
    return Missed(task, visits, "no_room", fixes)


def _possible(rules: Rules, state: State, task: int) -> list[int]:
    """Give the shifts on which a visit not made might be."""
    days = np.zeros(len(rules.day_first) - 1, dtype=bool)
    for visit in range(int(rules.task[task]["times"])):
        if state.shift_of[task, visit] < 0:
            span = rules.span[task, visit]
            days[span["earliest"] : span["latest"] + 1] = True
    shift = rules.shift
    fits = days[shift["day"]] & rules.allowed[task, shift["van"]] & ~shift["frozen"]
    only = rules.only[task, shift["day"]]
    return [int(one) for one in np.flatnonzero(fits & np.isin(only, (-1,)))] + [
        int(one) for one in np.flatnonzero(fits & (only >= 0) & (only == shift["van"]))
    ]


def _is_open(rules: Rules, task: int, shift: int) -> bool:
    given = rules.task[task]
    windows = rules.window[given["calendar"], rules.shift[shift]["day"]]
    return bool((windows["closes"] - windows["opens"] >= given["service"]).any())


def _cost(rules: Rules, state: State, task: int, shift: int) -> float:
    """Cost of one more visit in a shift; infinite where a rule stands against it."""
    find_best(rules, state, task, shift)
    found = state.found[task, shift]
    week = rules.shift[shift]["week"]
    if week >= 0 and np.isfinite(found["cost"]):
        worked = state.week[week] + found["work"] - state.tour[shift]["busy"]
        if worked > rules.week_work[week]:
            return float(np.inf)
    return float(found["cost"] + rules.bias[task, rules.shift[shift]["day"]])


def _gap_left(rules: Rules, state: State, task: int, shift: int) -> int:
    """Give the days beyond the gap to the nearest other visit."""
    served = state.shift_of[task][state.shift_of[task] >= 0]
    if not len(served):
        return int(_NEVER)
    apart = np.abs(rules.shift["day"][served] - rules.shift[shift]["day"])
    return int(apart.min() - rules.task[task]["gap"])


def _closer(
    rules: Rules, state: State, task: int, shifts: list[int]
) -> tuple[Fix, ...]:
    """Say by how many days the visits would have to come closer."""
    short, shift = max((_gap_left(rules, state, task, one), one) for one in shifts)
    return (_fix(rules, "gap", shift, float(-short)),)


def _stretched(
    rules: Rules, state: State, task: int, shifts: list[int]
) -> Iterator[Fix]:
    """Give for each rule the least by which it alone must give way."""
    for name in ("work", "end"):
        for more in _LONGER_S:
            longer = rules.shift.copy()
            longer[name] += more
            fitting = _fitting(rules._replace(shift=longer), state, task, shifts)
            if fitting is not None:
                yield _fix(rules, "work" if name == "work" else "end", fitting, more)
                break
    for name in ("stops", "room"):
        wider = rules.shift.copy()
        load = float(rules.task[task]["load"])
        wider[name] += 1 if name == "stops" else load
        fitting = _fitting(rules._replace(shift=wider), state, task, shifts)
        if fitting is not None:
            more = 1.0 if name == "stops" else load
            yield _fix(rules, "stops" if name == "stops" else "room", fitting, more)
    freed = rules._replace(week_work=np.full_like(rules.week_work, np.inf))
    fitting = _fitting(freed, state, task, shifts)
    if fitting is not None:
        week = rules.shift[fitting]["week"]
        found = state.found[task, fitting]
        over = state.week[week] + found["work"] - state.tour[fitting]["busy"]
        yield _fix(rules, "week", fitting, float(over - rules.week_work[week]))
    day_long = rules.window.copy()
    day_long["opens"][..., 0], day_long["closes"][..., 0] = 0.0, _NEVER
    fitting = _fitting(rules._replace(window=day_long), state, task, shifts)
    if fitting is not None:
        yield _fix(rules, "window", fitting, 0.0)


def _fitting(rules: Rules, state: State, task: int, shifts: list[int]) -> int | None:
    """Give the cheapest shift that takes a visit under changed rules."""
    costs = [(_cost(rules, state, task, shift), shift) for shift in shifts]
    cost, shift = min(costs, default=(np.inf, -1))
    return shift if cost < np.inf else None


def _another_day(
    problem: CaravanProblem, rules: Rules, state: State, task: int
) -> Iterator[Fix]:
    """Say on which day without work one more crew day would do."""
    vans = [int(van) for van in np.flatnonzero(rules.allowed[task])]
    free = [van for van in vans if not problem.vans.works[van].all()]
    for visit in range(int(rules.task[task]["times"])):
        if state.shift_of[task, visit] >= 0:
            continue
        span = rules.span[task, visit]
        for van in free:
            days = np.flatnonzero(~problem.vans.works[van])
            for day in days[(days >= span["earliest"]) & (days <= span["latest"])]:
                if _fits_empty(rules, task, van, int(day)):
                    yield Fix("day", van, int(day), 1.0)
                    return


def _fits_empty(rules: Rules, task: int, van: int, day: int) -> bool:
    """Whether a caravan could make a visit on a day of its own."""
    mine = np.flatnonzero(rules.shift["van"] == van)
    if not len(mine):
        return False
    shift: Records = rules.shift[mine[:1]].copy()
    shift["day"], shift["week"] = day, -1
    shift["following"] = shift["preceding"] = -1
    first = (np.arange(len(rules.day_first)) > day).astype(np.int64)
    lone = rules._replace(shift=shift, day_first=first)
    return _cost(lone, fresh_state(lone, 0), task, 0) < np.inf


def _fix(rules: Rules, rule: Rule, shift: int, amount: float) -> Fix:
    given = rules.shift[shift]
    return Fix(rule, int(given["van"]), int(given["day"]), amount)
