"""One visit changed by hand: where it may stand, what that costs, why it may not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.caravans.asking import rules_of
from planner.caravans.fixes import Fix
from planner.caravans.in_hand import InHand, Option, WhyNot, lift
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.shifts import BROKEN
from planner.caravans.starting import lay_out
from planner.caravans.weighing import days_of

__all__ = ["Edit", "Option", "WhyNot", "move", "options", "take_out"]

# Days offered where the one asked for does not do.
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Edit:
    """What came of a change by hand.

    Parameters
    ----------
    plan
        The new plan; None where a rule stands against it.
    cost, km, why
        As in :class:`Option`, and ``"no_visit"``: the plan has no such visit;
        ``"no_caravan"``: it does not serve the task; ``"not_working"``: not that day.
    fixes
        Single changes with which the visit would fit there.
    near
        Days and caravans nearest to what was asked for that would do.
    """

    plan: CaravanPlan | None
    cost: float = np.inf
    km: float = np.inf
    why: WhyNot = ""
    fixes: tuple[Fix, ...] = ()
    near: tuple[tuple[int, int], ...] = ()


def options(
    problem: CaravanProblem, plan: CaravanPlan, task: int, day: int | None = None
) -> tuple[Option, ...]:
    """Weigh every day on which a visit could stand.

    Parameters
    ----------
    problem, plan
        The question and a plan that keeps its rules.
    task, day
        A visit that is made; or with None one that is not.

    Returns
    -------
    tuple of Option
        Of the working days of its span and the caravans that serve it, in order. None
        if there is no such visit.
    """
    hand = _in_hand(problem, plan, task, day)
    return tuple(_options(hand)) if hand else ()


def move(
    problem: CaravanProblem,
    plan: CaravanPlan,
    task: int,
    day: int | None,
    to: tuple[int, int],
) -> Edit:
    """Put a visit on another day, where it costs least in the tour of that day.

    A night away goes with the last visit around it where that is cheaper.

    Parameters
    ----------
    problem, plan
        The question and a plan that keeps its rules.
    task, day
        A visit that is made; or with None one that is not.
    to
        Day and caravan.
    """
    hand = _in_hand(problem, plan, task, day)
    if hand is None:
        idle = day is None and not problem.vans.works.any()
        return Edit(None, why="not_working" if idle else "no_visit")
    aim, van = to
    if not (0 <= van < len(problem.vans) and problem.tasks.allowed[task, van]):
        return Edit(None, why="no_caravan", near=_nearest(hand, to))
    shift = hand.shift_at(aim, van)
    if shift is None:
        why: WhyNot = "not_working" if 0 <= aim < problem.days else "not_then"
        return Edit(None, why=why, near=_nearest(hand, to))
    found = hand.placed(shift)
    if found is not None:
        return Edit(hand.told(found), *hand.more(found))
    why = hand.why(shift)
    return Edit(None, np.inf, np.inf, why, hand.fixes(shift, why), _nearest(hand, to))


def take_out(problem: CaravanProblem, plan: CaravanPlan, task: int, day: int) -> Edit:
    """Make a visit no longer; all of its task where their days go together.

    Parameters
    ----------
    problem, plan
        The question and a plan that keeps its rules.
    task, day
        The visit.
    """
    hand = _in_hand(problem, plan, task, day)
    if hand is None:
        return Edit(None, why="no_visit")
    if hand.is_kept:
        return Edit(None, why="kept")
    found = hand.bases[0]
    if hand.rules.task["last"][task] > hand.rules.task["first"][task]:
        for other in hand.others:
            if hand.rules.shift["frozen"][lift(hand.rules, found, task, other)[0]]:
                return Edit(None, why="kept")
    if found.tally[BROKEN]:
        return Edit(None, why="rest_breaks")
    return Edit(hand.told(found), *hand.more(found))


def _options(hand: InHand) -> Iterator[Option]:
    """Weigh the shifts of the caravans that serve the task, on days of its spans."""
    tasks, task, shift = hand.problem.tasks, hand.task, hand.rules.shift
    within = np.zeros(hand.problem.days, dtype=np.bool_)
    for visit in range(int(tasks.times[task])):
        first, last = int(tasks.earliest[task, visit]), int(tasks.latest[task, visit])
        within[max(first, 0) : last + 1] = True
    meant = tasks.allowed[task, shift["van"]] & within[shift["day"]]
    weighed = (hand.option(one) for one in np.flatnonzero(meant).tolist())
    yield from (option for option in weighed if option.why != "not_then")


def _nearest(hand: InHand, to: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Give the nearest days that would do, of the caravan asked for if it has some."""
    fits = [
        (one.day, one.van)
        for one in _options(hand)
        if not one.why and one.day != hand.day
    ]
    mine = [one for one in fits if one[1] == to[1]] or fits
    return tuple(sorted(mine, key=lambda one: (abs(one[0] - to[0]), one))[:_NEAREST])


def _in_hand(
    problem: CaravanProblem, plan: CaravanPlan, task: int, day: int | None
) -> InHand | None:
    """Lay a plan out with a visit in hand; None if there is no such visit."""
    if not 0 <= task < len(problem.tasks) or not problem.vans.works.any():
        return None
    rules = rules_of(problem)
    state = lay_out(rules, plan, plan.seed)
    if state is None:
        message = "a plan that breaks rules can't be changed by hand"
        raise ValueError(message)
    days = days_of(rules, state, task)
    there = len(days) < rules.task["times"][task] if day is None else day in days
    return InHand(problem, plan, rules, state, task, day) if there else None
