"""An independent check of assignments; shares no code with the solver.

Plain loops over posts and people: each rule is looked up again in the numbers of the
problem, and each goal is counted again. Whether a plan is best is not checked here but
in the tests, against all plans there are.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from geo.schemas import TRADES
from planner.assignment.plan import AssignmentPlan
from planner.assignment.problem import AssignmentProblem
from planner.reasons import REASONS
from planner.verify_options import Violation as Violation

_TRADES = list(TRADES)


def violations(problem: AssignmentProblem, plan: AssignmentPlan) -> list[Violation]:
    """Recompute a plan and list where it breaks a rule or miscounts.

    Parameters
    ----------
    problem
        What was asked.
    plan
        The plan to check.

    Returns
    -------
    list of Violation
        Empty for a right plan.
    """
    if len(plan.person) != len(problem.posts):
        return [Violation("size", "plan", f"{len(plan.person)} posts")]
    found = [
        Violation(promise, str(problem.posts.ids[post]), detail)
        for post, person in enumerate(plan.person.tolist())
        if person >= 0
        for promise, detail in _tie(problem, post, person)
    ]
    found += _people(problem, plan)
    found += _choices(problem, plan)
    found += _goals(problem, plan)
    found += _reasons(problem, plan)
    return found


def _tie(
    problem: AssignmentProblem, post: int, person: int
) -> Iterator[tuple[str, str]]:
    """Rules that one tie breaks."""
    posts, people = problem.posts, problem.people
    if posts.excluded[post] or not posts.placed[post] or not posts.joined[post]:
        yield "post", "cannot be filled"
    if not people.in_post[person]:
        yield "dates", f"{people.ids[person]} does not serve"
    cost = _cost(problem, post, person)
    if cost is None or cost > problem.limit:
        yield "reach", f"{people.ids[person]} at {cost}, limit {problem.limit}"
    fit = fit_of(int(posts.trades[post]), int(people.trades[person]))
    if posts.trades[post] and fit < problem.least_fit:
        yield "trade", f"fit {fit}, least {int(problem.least_fit)}"
    for name in ("tier", "team"):
        wanted = getattr(posts, name)[post]
        if wanted and wanted != getattr(people, name)[person]:
            yield name, f"{wanted} wanted"
    if [post, person] in problem.bans.tolist():
        yield "ban", f"{people.ids[person]} is banned"


def _cost(problem: AssignmentProblem, post: int, person: int) -> int | None:
    """Travel cost of a tie; None where reach does not store it."""
    reach = problem.reach
    for at in range(reach.indptr[post], reach.indptr[post + 1]):
        if reach.indices[at] == person:
            return int(-(-reach.data[at] // 1))
    return None


def fit_of(wanted: int, known: int) -> int:
    """Degree of trade fit, trade by trade."""
    asked = [code for place, code in enumerate(_TRADES) if wanted >> place & 1]
    named = [code for place, code in enumerate(_TRADES) if known >> place & 1]
    if not asked:
        return 1
    if any(code in named for code in asked):
        return 4
    if any(TRADES[code].parent in named for code in asked):
        return 3
    return 2 if any(TRADES[code].parent in asked for code in named) else 0


def _people(problem: AssignmentProblem, plan: AssignmentPlan) -> Iterator[Violation]:
    """Loads within capacity, and nobody twice at a place."""
    loads = [0] * len(problem.people)
    places: set[tuple[int, int]] = set()
    for post, person in enumerate(plan.person.tolist()):
        if person < 0:
            continue
        loads[person] += 1
        place = (int(problem.posts.place[post]), person)
        if place in places:
            told = f"{problem.people.ids[person]} is there already"
            yield Violation("once", str(problem.posts.ids[post]), told)
        places.add(place)
    for person, load in enumerate(loads):
        name = str(problem.people.ids[person])
        if load > problem.people.capacity[person]:
            told = f"{load} of {problem.people.capacity[person]}"
            yield Violation("capacity", name, told)
        if plan.load[person] != load:
            yield Violation("load", name, f"{plan.load[person]}, not {load}")


def _choices(problem: AssignmentProblem, plan: AssignmentPlan) -> Iterator[Violation]:
    """Pins kept, and posts that must be filled, unless a contradiction is told."""
    if plan.status == "infeasible":
        if not plan.conflict:
            yield Violation("conflict", "plan", "infeasible, and not told why")
        return
    for post, person in problem.pins.tolist():
        if plan.person[post] != person:
            told = f"{problem.people.ids[person]} is pinned"
            yield Violation("pin", str(problem.posts.ids[post]), told)
    if not any(row.goal == "must" for row in plan.goals):
        return
    for post, person in enumerate(plan.person.tolist()):
        if problem.posts.must[post] and person < 0:
            yield Violation("must", str(problem.posts.ids[post]), "is open")


def goal_value(problem: AssignmentProblem, person: list[int], goal: str) -> int:
    """Count a goal again, in its own sense."""
    posts = problem.posts
    filled = [(post, at) for post, at in enumerate(person) if at >= 0]
    if goal == "must":
        return sum(bool(posts.must[post]) for post, at in enumerate(person) if at < 0)
    if goal == "filled":
        return len(filled)
    if goal == "poorest":
        return sum(int(posts.weight[post]) for post, _ in filled)
    if goal == "fit":
        asked, known = posts.trades.tolist(), problem.people.trades.tolist()
        return sum(fit_of(asked[post], known[at]) for post, at in filled)
    if goal == "kept":
        before = {tuple(pair) for pair in problem.last_year.tolist()}
        return sum((int(posts.place[post]), at) in before for post, at in filled)
    if goal == "changes":
        before = problem.accepted.tolist()
        return sum(
            held >= 0 and at != held for held, at in zip(before, person, strict=True)
        )
    if goal == "load":
        return _unevenness(problem, [at for _, at in filled])
    costs = [_cost(problem, post, at) or 0 for post, at in filled]
    return max(costs, default=0) if goal == "longest" else sum(costs)


def _unevenness(problem: AssignmentProblem, people: list[int]) -> int:
    """Sum of squares of load over capacity, in 1/2520, each step rounded down."""
    capacity = problem.people.capacity.tolist()
    limited = [most for most in capacity if most < 2**31]
    total = 0
    for person in sorted(set(people)):
        most = capacity[person]
        if most >= 2**31:
            most = max([1, *limited])
        for step in range(1, people.count(person) + 1):
            total += int(Fraction(2520 * (2 * step - 1), max(most, 1)))
    return total


def _goals(problem: AssignmentProblem, plan: AssignmentPlan) -> Iterator[Violation]:
    """Values counted again; a bound is never worse than its value."""
    person = plan.person.tolist()
    for row in plan.goals:
        value = goal_value(problem, person, row.goal)
        if row.value != value:
            yield Violation("goal", row.goal, f"{row.value}, not {value}")
        more = row.goal in {"filled", "poorest", "fit", "kept"}
        if (row.bound < value) if more else (row.bound > value):
            yield Violation("bound", row.goal, f"{row.bound} is passed by {value}")
        if plan.status == "optimal" and row.bound != value:
            yield Violation("proof", row.goal, f"{value}, bound {row.bound}")


def _reasons(problem: AssignmentProblem, plan: AssignmentPlan) -> Iterator[Violation]:
    """Every open post has a reason, and nobody could simply take it."""
    posts = problem.posts
    for post, person in enumerate(plan.person.tolist()):
        name, reason = str(posts.ids[post]), REASONS[plan.why.reason[post]]
        if (person < 0) != bool(reason):
            yield Violation("reason", name, f"{reason!r} for a post held by {person}")
        if person >= 0:
            continue
        # Told in this order where several hold.
        states = {
            "excluded_by_planner": posts.excluded[post],
            "no_location": not posts.placed[post],
            "no_road_near": not posts.joined[post],
        }
        state = next((told for told, held in states.items() if held), None)
        if state and reason != state:
            yield Violation("reason", name, f"{reason}, not {state}")
        if plan.status != "infeasible":
            yield from _free_people(problem, plan, post)


def _free_people(
    problem: AssignmentProblem, plan: AssignmentPlan, post: int
) -> Iterator[Violation]:
    """People who could take an open post as things stand."""
    place = problem.posts.place
    there = {
        int(plan.person[other])
        for other in np.flatnonzero(place == place[post]).tolist()
    }
    reach = problem.reach
    for at in range(reach.indptr[post], reach.indptr[post + 1]):
        person = int(reach.indices[at])
        room = plan.load[person] < problem.people.capacity[person]
        if room and person not in there and not list(_tie(problem, post, person)):
            told = f"{problem.people.ids[person]} has room"
            yield Violation("filled", str(problem.posts.ids[post]), told)
