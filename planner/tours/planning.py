"""Tours for a part whose counties and sets have to do with one another."""

import time
from dataclasses import dataclass

import numpy as np

from planner.tours.fitting import venue_for
from planner.tours.goals import (
    Sought,
    counted_again,
    fewest_changes,
    first_fit,
    least_longest_wait,
    least_total_wait,
    most_stays,
)
from planner.tours.lengths import lengthened
from planner.tours.limits import Limits
from planner.tours.options import options_of
from planner.tours.plan import GoalName, TourPlan
from planner.tours.problem import Ints, Stay, TourProblem
from planner.tours.starting import greedy
from planner.tours.travel import least_travel


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a part.

    Parameters
    ----------
    problem
        Its numbers.
    goals
        In the order they are sought.
    near
        Stays that changes are counted against, None where they are not.
    seed
        For the solver's own choices.
    """

    problem: TourProblem
    goals: tuple[GoalName, ...]
    near: tuple[Stay, ...] | None
    seed: int


def planned(asked: Asked, limits: Limits) -> TourPlan:
    """Plan one part, each goal in turn.

    Parameters
    ----------
    asked
        What is asked of it.
    limits
        How long to go on.

    Raises
    ------
    PlanInputError
        If the bookings cannot all be kept.
    """
    began, problem = time.perf_counter(), asked.problem
    options = options_of(problem, by_home=False, by_set=asked.near is not None)
    begin = greedy(problem, options, asked.seed)
    sought = Sought(problem, options, limits, asked.seed, asked.near or (), begin)
    sets: Ints | None = None
    for name in asked.goals:
        if name == "stays":
            most_stays(sought)
        elif name == "longest_wait":
            least_longest_wait(sought)
        elif name == "total_wait":
            least_total_wait(sought)
        elif name == "changes" and asked.near is not None:
            fewest_changes(sought, is_settled=sets is not None)
        elif name == "travel":
            own = options_of(problem, by_set=asked.near is not None)
            sought = sought.told_apart(own)
            sets = least_travel(sought)
    if sets is None:
        sets = first_fit(sought.options, sought.chosen)
    stays = _stays(sought, sets)
    if "length" in asked.goals:
        stays = _lengthened(sought, stays)
    ordered = tuple(sorted(stays, key=lambda stay: (stay.set, stay.first)))
    spent = time.perf_counter() - began
    return TourPlan(ordered, tuple(counted_again(sought)), spent, asked.seed)


def _stays(sought: Sought, sets: Ints) -> list[Stay]:
    """Stays of the options chosen, each in the smallest venue that does."""
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


def _lengthened(sought: Sought, stays: list[Stay]) -> list[Stay]:
    """Make stays longer and write down by how much, which is the most there can be."""
    began = time.perf_counter()
    longer = lengthened(sought.problem, stays)
    months = float(np.sum([stay.months for stay in longer]))
    sought.note("length", months, months, began)
    return longer
