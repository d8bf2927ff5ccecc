"""What one more visit would cost in each shift, and the days a task may be visited."""

from collections.abc import Iterator, Sequence

import numpy as np

from planner.caravans.asking import NO_WAY
from planner.caravans.days import price_days
from planner.caravans.shifts import find_best
from planner.caravans.tables import Grid, Record, Rules, State
from planner.problem import Flags

# Hosts nearest to a place that are asked whether a night there would do.
_HOSTS = 3
# Shifts after which a night is spent away.
Trip = tuple[int, ...]


def costs(rules: Rules, state: State, task: int) -> Grid:
    """Tell what one more visit of a task would cost in every shift.

    Spans, gaps and patterns are not asked; see :func:`clash`. The positions found are
    left in ``state.found`` for :func:`planner.caravans.shifts.put`.

    Parameters
    ----------
    rules, state, task
        The question, a plan, and whose visit.

    Returns
    -------
    numpy.ndarray
        Shape (s,), without the bias of the day; infinite where a rule stands against
        it.
    """
    found, tour, week = state.found[task], state.tour, rules.shift["week"]
    # What is known may have been found under other rules.
    found["stamp"] = -1
    price_days(rules, state, task, 0, len(rules.day_first) - 2)
    may = may_come(rules, task) & ~rules.shift["frozen"]
    for shift in np.flatnonzero(may & (found["stamp"] != tour["stamp"])):
        find_best(rules, state, task, int(shift))
    worked = state.week[week] + found["work"] - tour["busy"]
    too_much = (week >= 0) & (worked > rules.week_work[week])
    nowhere = found["cost"] >= NO_WAY / 2
    return np.where(may & ~too_much & ~nowhere, found["cost"], np.inf)


def cost_at(rules: Rules, state: State, task: int, shift: int) -> float:
    """Cost of one more visit in one shift whose caravan may come; else infinite."""
    find_best(rules, state, task, shift)
    found, week = state.found[task, shift], rules.shift["week"][shift]
    worked = state.week[week] + found["work"] - state.tour["busy"][shift]
    too_much = week >= 0 and worked > rules.week_work[week]
    cost = float(found["cost"])
    return np.inf if too_much or cost >= NO_WAY / 2 else cost


def dear(rules: Rules, state: State, task: int) -> Grid:
    """Cost of one more visit in every shift, with that of the day: (s,)."""
    of_days: Grid = rules.bias[task, rules.shift["day"]]
    return costs(rules, state, task) + of_days


def money(state: State) -> float:
    """Cost of driving, days out and nights of a whole plan."""
    return float(state.tour["price"].sum())


def may_come(rules: Rules, task: int) -> Flags:
    """On which shifts a caravan works that may serve a task, pins included: (s,)."""
    van, only = rules.shift["van"], rules.only[task, rules.shift["day"]]
    return np.asarray(rules.allowed[task, van] & ((only < 0) | (only == van)))


def is_open(rules: Rules, task: int) -> Flags:
    """On which shifts a window is long enough for a visit of a task: (s,)."""
    given = rules.task[task]
    windows = rules.window[given["calendar"], rules.shift["day"]]
    lasts = windows["closes"] - windows["opens"]
    return np.asarray((lasts >= given["service"]).any(axis=1))


def days_of(rules: Rules, state: State, task: int) -> list[int]:
    """Days on which a task is served, in order."""
    served = state.shift_of[task][state.shift_of[task] >= 0]
    return sorted(rules.shift["day"][served].tolist())


def visits_on(rules: Rules, task: int, days: Sequence[int]) -> list[int] | None:
    """Tell which visit of a task is made on each of some days.

    Parameters
    ----------
    rules, task
        The question, and whose visits.
    days
        In order.

    Returns
    -------
    list of int or None
        One for each day; None if they can't all be made then.
    """
    given = rules.task[task]
    spans = rules.span[task, : int(given["times"])]
    # The days of a pattern are not bound to visits.
    whole = given["last"] > given["first"]
    pinned = {
        int(span["earliest"]): visit
        for visit, span in enumerate(spans)
        if span["locked"] and span["earliest"] <= span["latest"]
    }
    left, found = list(range(len(spans))), []
    for day in days:
        visit = pinned.get(day, -1)
        if visit not in left:
            holding = [one for one in left if whole or _holds(spans[one], day)]
            if not holding:
                return None
            # The one that can wait least, pins last.
            visit = min(
                holding,
                key=lambda one: (bool(spans[one]["locked"]), int(spans[one]["latest"])),
            )
        left.remove(visit)
        found.append(visit)
    return found


def _holds(span: Record, day: int) -> bool:
    """Whether a visit that is not pinned may be on a day."""
    return bool(not span["locked"] and span["earliest"] <= day <= span["latest"])


def trips(rules: Rules, task: int, shift: int) -> Iterator[tuple[Trip, int]]:
    """Give the ways to spend nights away around a visit on a shift.

    Parameters
    ----------
    rules, task, shift
        The question, whose visit, and where it might be.

    Yields
    ------
    nights, host
        Shifts after which a night is spent, before the visit, after it or both; and
        with whom: one of those nearest to the task.
    """
    given = rules.shift[shift]
    legs = rules.leg[given["kind"], rules.task["place"][task], rules.hosts]
    near = np.argsort(legs["cost"] + legs["back"], kind="stable")[:_HOSTS]
    hosts = [host for host in rules.hosts[near].tolist() if host != given["back"]]
    before = int(given["preceding"])
    ways: list[Trip] = [(shift,), (before,)] if rules.most_nights else []
    ways += [(before, shift)] if rules.most_nights > 1 else []
    for nights in ways:
        if all(one >= 0 and rules.shift["following"][one] >= 0 for one in nights):
            yield from ((nights, host) for host in hosts)


def clash(rules: Rules, task: int, days: Sequence[int], day: int) -> str:
    """Say which rule about days keeps a task from a day beside its others.

    Parameters
    ----------
    rules, task
        The question, and whose visit.
    days, day
        Those it is served on, and the one that is asked for.

    Returns
    -------
    str
        ``"too_close"``, ``"not_then"`` or nothing.
    """
    given, together = rules.task[task], sorted([*days, day])
    if given["last"] > given["first"]:
        sets = rules.patterns[given["first"] : given["last"], : given["times"]]
        whole = any(sorted(own) == together for own in sets.tolist())
        return "" if whole else "not_then"
    if visits_on(rules, task, [day]) is None:
        return "not_then"
    if any(abs(other - day) < given["gap"] for other in days):
        return "too_close"
    return "" if visits_on(rules, task, together) is not None else "not_then"
