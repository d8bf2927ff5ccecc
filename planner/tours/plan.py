"""A plan of tours, and how good each goal is and could be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from planner.tours.problem import Stay

GoalName = Literal[
    "stays", "changes", "longest_wait", "total_wait", "travel", "length"
]  # fmt: skip
# What a programme owes, then who waits longest, then all who wait, then the road;
# changes count against an accepted plan only.
GOALS: tuple[GoalName, ...] = (
    "stays", "longest_wait", "total_wait", "travel", "changes", "length"
)  # fmt: skip
# The same where as much as can stay as it was.
NEAR_GOALS: tuple[GoalName, ...] = (
    "stays", "changes", "longest_wait", "total_wait", "travel", "length"
)  # fmt: skip
Status = Literal["optimal", "feasible"]
# Told of stays made and owed; answers whether to stop.
Watch = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Goal:
    """How good a plan is in one thing, those before it given.

    Parameters
    ----------
    name
        ``"stays"`` (made), ``"longest_wait"`` and ``"total_wait"`` (months past due),
        ``"travel"`` (yuan), ``"changes"`` (stays of the accepted plan that are not as
        they were), ``"length"`` (months of all stays).
    value, bound
        What is reached, and what no plan can better that is as good in the goals
        before.
    status
        Whether both agree, or time ran out.
    seconds
        Spent.
    """

    name: GoalName
    value: float
    bound: float
    status: Status
    seconds: float

    @property
    def gap(self) -> float:
        """Share of the value by which the bound differs; 0 where both are 0."""
        apart = abs(self.value - self.bound)
        return apart / max(abs(self.value), 1.0)


@dataclass(frozen=True, slots=True)
class TourPlan:
    """Stays in order of set and month.

    Parameters
    ----------
    stays
        Bookings included.
    goals
        In the order they were sought.
    seconds, seed
        How long it took; for the solver's own choices.
    """

    stays: tuple[Stay, ...]
    goals: tuple[Goal, ...]
    seconds: float
    seed: int

    @property
    def status(self) -> Status:
        """``"optimal"`` where every goal is proved."""
        proved = all(goal.status == "optimal" for goal in self.goals)
        return "optimal" if proved else "feasible"
