"""The nearest change that would let a visit be made: every rule tried by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.travel import Indices
from planner.caravans.problem import CaravanProblem
from planner.caravans.starting import fresh_state
from planner.caravans.tables import Records, Rules, State
from planner.caravans.weighing import clash, costs, days_of, dear
from planner.problem import Flags

Rule = Literal[
    "work",
    "end",
    "week",
    "stops",
    "room",
    "window",
    "gap",
    "day",
    "value",
    "visits",
    "pin",
    "lock",
    "put",
]
_HOURS: tuple[Rule, ...] = ("work", "end")
_AMOUNTS: tuple[Rule, ...] = ("stops", "room")
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
        visits, one more working day, what the visit is worth, the visits asked for, a
        pin given up, a day that may change; ``"put"``: nothing, it fits there.
    van, day
        Where the change is smallest; -1 where it does not matter.
    amount
        Seconds, stops, load, days or cost more (fewer days or visits).
    """

    rule: Rule
    van: int
    day: int
    amount: float


def fix_at(rules: Rules, rule: Rule, shift: int, amount: float) -> Fix:
    """Tell a change of one rule on one shift."""
    given = rules.shift[shift]
    return Fix(rule, int(given["van"]), int(given["day"]), amount)


def gap_left(rules: Rules, state: State, task: int, shift: int) -> int:
    """Give the days beyond the gap to the nearest other visit."""
    day = int(rules.shift[shift]["day"])
    apart = [abs(other - day) for other in days_of(rules, state, task)]
    return int(min(apart, default=_NEVER) - rules.task[task]["gap"])


def closer(rules: Rules, state: State, task: int, shifts: Indices) -> tuple[Fix, ...]:
    """Say by how many days the visits would have to come closer.

    Parameters
    ----------
    rules, state, task, shifts
        The question, a plan, whose visit, and where it might be.
    """
    short, shift = max(
        (gap_left(rules, state, task, one), one) for one in shifts.tolist()
    )
    return (fix_at(rules, "gap", shift, float(-short)),)


def stretched(rules: Rules, state: State, task: int, shifts: Indices) -> Iterator[Fix]:
    """Give for each rule the least by which it alone must give way.

    Parameters
    ----------
    rules, state, task, shifts
        The question, a plan, whose visit, and where it might be.
    """
    for name in _HOURS:
        for more in _LONGER_S:
            longer = rules.shift.copy()
            longer[name] += more
            fitting = _fitting(rules._replace(shift=longer), state, task, shifts)
            if fitting is not None:
                yield fix_at(rules, name, fitting, more)
                break
    for name in _AMOUNTS:
        more = 1.0 if name == "stops" else float(rules.task[task]["load"])
        wider = rules.shift.copy()
        wider[name] += int(more) if name == "stops" else more
        fitting = _fitting(rules._replace(shift=wider), state, task, shifts)
        if fitting is not None:
            yield fix_at(rules, name, fitting, more)
    freed = rules._replace(week_work=np.full_like(rules.week_work, np.inf))
    fitting = _fitting(freed, state, task, shifts)
    if fitting is not None:
        week = rules.shift[fitting]["week"]
        found = state.found[task, fitting]
        over = state.week[week] + found["work"] - state.tour[fitting]["busy"]
        yield fix_at(rules, "week", fitting, float(over - rules.week_work[week]))
    day_long = rules.window.copy()
    day_long["opens"][..., 0], day_long["closes"][..., 0] = 0.0, _NEVER
    fitting = _fitting(rules._replace(window=day_long), state, task, shifts)
    if fitting is not None:
        yield fix_at(rules, "window", fitting, 0.0)


def _fitting(rules: Rules, state: State, task: int, shifts: Indices) -> int | None:
    """Give the cheapest shift that takes a visit under changed rules."""
    prices = dear(rules, state, task)[shifts]
    if not np.isfinite(prices).any():
        return None
    return int(shifts[np.argmin(prices)])


def unlocked(
    problem: CaravanProblem, rules: Rules, state: State, task: int
) -> Iterator[Fix]:
    """Say which day would take a visit if something might change on it.

    Parameters
    ----------
    problem, rules, state, task
        The question in both forms, a plan, and whose visit.
    """
    shift = rules.shift.copy()
    shift["frozen"] = shift["day"] < problem.past
    prices = dear(rules._replace(shift=shift), state, task)
    days = days_of(rules, state, task)
    for one in np.argsort(prices, kind="stable").tolist():
        if not np.isfinite(prices[one]):
            return
        day = int(shift["day"][one])
        if rules.shift["frozen"][one] and not clash(rules, task, days, day):
            yield fix_at(rules, "lock", one, 0.0)
            return


def another_day(rules: Rules, state: State, task: int, off: Flags) -> Iterator[Fix]:
    """Say on which day without work one more crew day would do.

    Parameters
    ----------
    rules, state, task
        The question, a plan, and whose visit.
    off
        Days off on which each caravan could go out, shape (v, d).
    """
    vans = [int(van) for van in np.flatnonzero(rules.allowed[task])]
    free = [van for van in vans if off[van].any()]
    for visit in range(int(rules.task[task]["times"])):
        if state.shift_of[task, visit] >= 0:
            continue
        span = rules.span[task, visit]
        for van in free:
            days = np.flatnonzero(off[van])
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
    shift["frozen"] = False
    first = (np.arange(len(rules.day_first)) > day).astype(np.int64)
    lone = rules._replace(shift=shift, day_first=first)
    return bool(np.isfinite(costs(lone, fresh_state(lone, 0), task)[0]))
