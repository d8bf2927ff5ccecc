"""The door: who is assigned to what, by goals in the planner's order."""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from geo.travel import Indices
from planner.assignment.conflict import must_conflicts, pin_conflicts
from planner.assignment.goals import DEFAULT_GOALS, check_goals, told_value
from planner.assignment.network import network_of
from planner.assignment.plan import AssignmentPlan, GoalValue
from planner.assignment.problem import AssignmentProblem
from planner.assignment.reasons import explain
from planner.assignment.solving import Search, Watch, solve_in_order
from planner.assignment.ties import ties_of
from planner.errors import Problem


def assign(
    problem: AssignmentProblem,
    *,
    goals: Sequence[str] = DEFAULT_GOALS,
    time_limit_s: float = 60.0,
    watch: Watch | None = None,
) -> AssignmentPlan:
    """Assign people to posts.

    Parameters
    ----------
    problem
        People, posts and rules.
    goals
        What is sought, the first above all: each goal is met as far as those before it
        allow. Any order and choice in which posts that must be filled come first, if at
        all, and posts filled next, before or after the poorest. Nothing is left to
        chance: the same problem gives the same plan.
    time_limit_s
        Seconds after which no further goal is begun, once posts are filled.
    watch
        Told of each goal, its cost and what is proved of it; True stops with what there
        is, once posts are filled.

    Returns
    -------
    AssignmentPlan
        Never an exception for posts that cannot be filled or rules that contradict.

    Raises
    ------
    PlanInputError
        If the goals are not in order.
    """
    start = time.perf_counter()
    order = check_goals(goals)
    ties = ties_of(problem)
    notes = tuple(_notes(problem))
    conflict = pin_conflicts(ties)
    if conflict:
        return _plan_without_ties(problem, tuple(conflict), notes, start)
    network = network_of(ties)
    search, ends = solve_in_order(
        network, order, time_limit_s=time_limit_s, watch=watch
    )
    holder = _holders(search)
    if "must" in order and (problem.posts.must & (holder < 0)).any():
        conflict = must_conflicts(problem)
    values = tuple(
        GoalValue(goal, *(told_value(goal, cost, problem) for cost in pair))
        for goal, pair in zip(order, ends, strict=True)
    )
    proved = all(value.proved for value in values)
    return AssignmentPlan(
        person=holder,
        load=np.bincount(holder[holder >= 0], minlength=len(problem.people)),
        goals=values,
        status="infeasible" if conflict else "optimal" if proved else "feasible",
        seconds=time.perf_counter() - start,
        why=explain(problem, holder),
        conflict=tuple(conflict),
        notes=notes,
    )


def _holders(search: Search) -> Indices:
    """Person of each post, from the arcs in use."""
    network = search.network
    holder = np.full(network.posts, -1, dtype=np.int64)
    tie = network.tie[search.used[: len(network.tie)]]
    holder[network.ties.post[tie]] = network.ties.person[tie]
    return holder


def _plan_without_ties(
    problem: AssignmentProblem,
    conflict: tuple[Problem, ...],
    notes: tuple[Problem, ...],
    start: float,
) -> AssignmentPlan:
    nobody = np.full(len(problem.posts), -1, dtype=np.int64)
    return AssignmentPlan(
        person=nobody,
        load=np.zeros(len(problem.people), dtype=np.int64),
        goals=(),
        status="infeasible",
        seconds=time.perf_counter() - start,
        why=explain(problem, nobody),
        conflict=conflict,
        notes=notes,
    )


def _notes(problem: AssignmentProblem) -> Iterator[Problem]:
    """What is odd in the numbers, though a plan can be made of them."""
    people, posts = problem.people, problem.posts
    idle = np.flatnonzero((people.trades == 0) & people.in_post)
    if len(idle):
        told = {"count": len(idle), "people": list(people.ids[idle])}
        yield ("assignment_note_no_trade", told)
    wanted = int((posts.placed & posts.joined & ~posts.excluded).sum())
    room = int(np.minimum(people.capacity, wanted)[people.in_post].sum())
    if room < wanted:
        yield ("assignment_note_room", {"room": room, "wanted": wanted})
    if len(posts) and len(people) and not problem.reach.nnz:
        yield ("assignment_note_no_reach", {})
