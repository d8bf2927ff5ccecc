"""What an assignment question is answered with."""

from dataclasses import dataclass
from typing import Literal

from geo.travel import Indices
from planner.assignment.goals import Goal
from planner.assignment.reasons import Why
from planner.errors import Problem

Status = Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True, slots=True)
class GoalValue:
    """How far a goal is met, in its own sense: posts, ties, degrees, seconds.

    Parameters
    ----------
    goal
        The goal; :data:`planner.assignment.goals.MORE_IS_BETTER` tells its sense.
    value
        What the plan attains.
    bound
        What no plan can better that does as well in every goal before.
    """

    goal: Goal
    value: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no plan does better."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """Who holds which post, how good that is, and why the others are open.

    Parameters
    ----------
    person
        Holder of each post, shape (n,); -1 where it is open.
    load
        Posts held by each person, shape (m,).
    goals
        The goals in the order they were asked for.
    status
        ``"optimal"``: every goal is proved, given those before it; ``"feasible"``: time
        ran out or the search was stopped with some not proved; ``"infeasible"``: rules
        contradict each other, see `conflict`. Where only posts that must be filled
        cannot all be, the plan is the best there is all the same; where pins
        contradict, it is empty.
    seconds
        Wall time taken.
    why
        Why posts are open.
    conflict
        Smallest sets of rules that no plan keeps together, one message each.
    notes
        What a planner should know of the numbers given, such as people without a trade.
    """

    person: Indices
    load: Indices
    goals: tuple[GoalValue, ...]
    status: Status
    seconds: float
    why: Why
    conflict: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    def value(self, goal: Goal) -> int:
        """Value of a goal.

        Raises
        ------
        KeyError
            If the plan was not made for it.
        """
        return {row.goal: row.value for row in self.goals}[goal]
