"""The goals of an assignment, in the planner's own order, as costs on a network.

Each goal is exact given those before it (lexicographic order, Isermann 1982, "Linear
lexicographic optimization"), so nobody has to weigh kilometres against trades.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from geo.travel import Costs, Indices
from planner.assignment.fit import Fit
from planner.assignment.network import Network
from planner.assignment.problem import AssignmentProblem
from planner.assignment.ties import pairs_in
from planner.errors import PlanInputError, Problem
from planner.problem import UNLIMITED

Goal = Literal[
    "must",
    "filled",
    "changes",
    "poorest",
    "kept",
    "fit",
    "load",
    "longest",
    "travel",
]
DEFAULT_GOALS: tuple[Goal, ...] = get_args(Goal)
# Those of which more is better; of the others, less.
MORE_IS_BETTER: frozenset[Goal] = frozenset(("filled", "poorest", "fit", "kept"))
# What may come before "filled": with these first, no fewer posts are filled.
_BEFORE_FILLED = frozenset(("must", "poorest"))
# All of 1 to 10 divide it: shares of such capacities are exact.
LOAD_SCALE = 2520


def check_goals(goals: Sequence[str]) -> tuple[Goal, ...]:
    """Check an order of goals.

    Raises
    ------
    PlanInputError
        If a goal is unknown or named twice, if posts that must be filled are named but
        not first, or if posts filled are not among the first: the shortest travel is to
        send nobody.
    """
    problems: list[Problem] = []
    known = ", ".join(DEFAULT_GOALS)
    for place, goal in enumerate(goals):
        if goal not in DEFAULT_GOALS:
            told = {"goal": goal, "known": known}
            problems.append(("assignment_goal_unknown", told))
        if goal in goals[:place]:
            problems.append(("assignment_goal_twice", {"goal": goal}))
    if "must" in goals[1:]:
        problems.append(("assignment_goal_must_first", {}))
    first = [*goals, "filled"].index("filled")
    late = [goal for goal in goals[:first] if goal not in _BEFORE_FILLED]
    if late or "filled" not in goals:
        problems.append(("assignment_goal_filled_first", {}))
    if problems:
        raise PlanInputError(problems)
    return tuple(goals)  # type: ignore[arg-type]


def with_goal(goals: Sequence[str], goal: str) -> tuple[str, ...]:
    """Return an order with one goal more: last, but posts that must be filled first."""
    return (goal, *goals) if goal == "must" else (*goals, goal)


def fair_capacity(problem: AssignmentProblem) -> Indices:
    """Capacity of each person that loads are weighed by, at least 1, shape (m,).

    Whoever has no limit is weighed like those with the highest.
    """
    capacity = problem.people.capacity
    limited = capacity < UNLIMITED
    most = int(capacity[limited].max(initial=1))
    return np.maximum(np.where(limited, capacity, most), 1)


def load_steps(number: Indices, capacity: Indices) -> Costs:
    """What the k-th post of a person adds to the unevenness of loads, elementwise.

    ``x² / c`` for ``x`` posts and capacity ``c``, in parts of 1 / :data:`LOAD_SCALE`
    rounded down: least in sum where all are used to the same share (Katoh and Ibaraki
    1998, "Resource allocation problems": separable, convex).
    """
    return LOAD_SCALE * (2 * number - 1) // capacity


def arc_costs(goal: Goal, network: Network) -> Costs:
    """Cost of each arc under a goal, to be made least; shape (arcs,).

    Goals of which more is better are told by what is lost: a post that is not filled
    loses all it could have brought.
    """
    problem, ties = network.problem, network.ties
    posts = problem.posts
    costs = np.zeros(network.arcs, dtype=np.int64)
    if goal == "must":
        costs[network.unfilled] = posts.must
    elif goal == "filled":
        costs[network.unfilled] = 1
    elif goal == "poorest":
        costs[network.unfilled] = posts.weight
    elif goal == "changes":
        costs[network.unfilled] = problem.accepted >= 0
        before = problem.accepted[ties.post[network.tie]]
        moved = before != ties.person[network.tie]
        costs[: len(network.tie)] = (before >= 0) & moved
    elif goal == "fit":
        costs[network.unfilled] = Fit.EXACT
        costs[: len(network.tie)] = Fit.EXACT - ties.fit[network.tie]
    elif goal == "kept":
        costs[network.unfilled] = 1
        place = posts.place[ties.post[network.tie]]
        person = ties.person[network.tie]
        held = pairs_in(place, person, problem.last_year, len(problem.people))
        costs[: len(network.tie)] = ~held
    elif goal == "load":
        weighed = fair_capacity(problem)[network.load_person]
        costs[network.load] = load_steps(network.load_number, weighed)
    else:
        costs[: len(network.tie)] = ties.cost[network.tie]
    return costs


def told_value(goal: Goal, cost: int, problem: AssignmentProblem) -> int:
    """Value of a goal as people read it, from its cost; the same way for bounds."""
    posts = problem.posts
    whole = {
        "filled": len(posts),
        "poorest": int(posts.weight.sum()),
        "fit": int(Fit.EXACT) * len(posts),
        "kept": len(posts),
    }
    return whole[goal] - cost if goal in whole else cost
