"""A plan kept near another one: what is as it was is so in length and venue too."""

from collections.abc import Sequence
from dataclasses import replace

from planner.tours import NEAR_GOALS, GoalName, Stay, TourPlan, TourProblem
from planner.tours.fitting import broken
from planner.tours.lengths import lengthened

# Stays that are as they were keep their length; only new ones are made longer.
SOUGHT: tuple[GoalName, ...] = tuple(goal for goal in NEAR_GOALS if goal != "length")


def as_before(problem: TourProblem, plan: TourPlan, near: Sequence[Stay]) -> TourPlan:
    """Give stays that begin as before their length and venue of before.

    Parameters
    ----------
    problem, plan
        What is asked, and a plan sought by :data:`SOUGHT`.
    near
        Stays of the plan there was.

    Returns
    -------
    TourPlan
        With stays that begin otherwise than before as long as nothing suffers.
    """
    stays, kept = list(plan.stays), list(problem.booked)
    before = {(stay.county, stay.set, stay.first): stay for stay in near}
    for at, stay in enumerate(stays):
        was = before.get((stay.county, stay.set, stay.first))
        if was is None or stay in problem.booked:
            continue
        others = [other for other in stays if other is not stay]
        if not broken(problem, others, was):
            stays[at] = was
        kept.append(stays[at])
    settled = replace(problem, booked=tuple(kept))
    return replace(plan, stays=tuple(lengthened(settled, stays)))
