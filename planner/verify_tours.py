"""An independent check of museum tours; shares no code with what plans them.

Plain loops: month by month where each set stands, stay by stay what its county may be
given, and every number of the plan counted again.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from planner.tours.plan import TourPlan
from planner.tours.problem import NEVER, NO_THEME, Stay, TourProblem
from planner.verify_options import Violation

_HAIR = 1e-6


def violations(
    problem: TourProblem, plan: TourPlan, *, near: Sequence[Stay] | None = None
) -> list[Violation]:
    """List every promise a plan breaks.

    Parameters
    ----------
    problem, plan
        What was asked, and the answer.
    near
        The accepted plan that changes were counted against.

    Returns
    -------
    list of Violation
        Empty for a right plan. Bookings may be in one another's way: they are settled.
    """
    booked = set(problem.booked)
    found = [
        Violation("booking_kept", _name(stay), "not in the plan")
        for stay in problem.booked
        if plan.stays.count(stay) != 1
    ]
    for stay in plan.stays:
        if stay not in booked:
            found.extend(_alone(problem, stay))
    found.extend(_sets(problem, plan.stays, booked))
    found.extend(_counties(problem, plan.stays, booked))
    found.extend(_numbers(problem, plan, near))
    return found


def _name(stay: Stay) -> str:
    return f"county {stay.county}, set {stay.set}, month {stay.first}"


def _alone(problem: TourProblem, stay: Stay) -> Iterator[Violation]:
    counties, venues, sets = problem.counties, problem.venues, problem.sets
    name = _name(stay)
    if not sets.serves[stay.set, stay.county]:
        yield Violation("serves", name, "the set does not serve the county")
    if (
        not counties.shortest[stay.county]
        <= stay.months
        <= counties.longest[stay.county]
    ):
        yield Violation("length", name, f"{stay.months} months")
    if stay.first < problem.done or stay.first + stay.months > problem.months:
        yield Violation("months", name, f"of {problem.months}, {problem.done} over")
        return
    if not 0 <= stay.venue < len(venues) or venues.county[stay.venue] != stay.county:
        yield Violation("venue", name, f"venue {stay.venue} is not of the county")
        return
    if venues.size[stay.venue] < sets.size[stay.set]:
        yield Violation("venue_size", name, f"venue {stay.venue} is too small")
    for month in range(stay.first, stay.first + stay.months):
        if not venues.free[stay.venue, month]:
            yield Violation("venue_free", name, f"not in month {month}")
        if not sets.ready[stay.set, month]:
            yield Violation("set_ready", name, f"not in month {month}")


def _sets(
    problem: TourProblem, stays: Sequence[Stay], booked: set[Stay]
) -> Iterator[Violation]:
    by_set: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_set[stay.set].append(stay)
    for s, own in by_set.items():
        place, free = int(problem.sets.home[s]), 0
        before: Stay | None = None
        for stay in sorted(own, key=lambda one: one.first):
            settled = stay in booked and (before is None or before in booked)
            idle = int(problem.idle[place, stay.county])
            if not settled and stay.first < free + idle:
                yield Violation("set_once", _name(stay), f"free from {free + idle}")
            if not settled and not math.isfinite(problem.km[place, stay.county]):
                yield Violation("way", _name(stay), f"no road from place {place}")
            place, free, before = stay.county, stay.first + stay.months, stay


def _counties(
    problem: TourProblem, stays: Sequence[Stay], booked: set[Stay]
) -> Iterator[Violation]:
    counties, theme = problem.counties, problem.sets.theme
    for county in range(len(counties)):
        own = sorted(
            (stay for stay in stays if stay.county == county),
            key=lambda stay: stay.first,
        )
        settled = sum(stay in booked for stay in own)
        if len(own) > max(int(counties.owed[county]), settled):
            yield Violation("owed", f"county {county}", f"{len(own)} stays")
        last, brought = int(counties.last[county]), int(counties.last_theme[county])
        for before, stay in zip([None, *own], own, strict=False):
            if before is not None:
                last, brought = before.first + before.months - 1, int(theme[before.set])
            if stay in booked and (before is None or before in booked):
                continue
            if last != NEVER and stay.first - last - 1 < counties.gap[county]:
                yield Violation("gap", _name(stay), f"the last ended in month {last}")
            if theme[stay.set] == brought != NO_THEME:
                yield Violation("theme", _name(stay), f"theme {brought} again")


def _numbers(
    problem: TourProblem, plan: TourPlan, near: Sequence[Stay] | None
) -> Iterator[Violation]:
    counted = goal_values(problem, plan.stays)
    if near is not None:
        now = {(stay.county, stay.set, stay.first) for stay in plan.stays}
        counted["changes"] = sum(
            (stay.county, stay.set, stay.first) not in now for stay in near
        )
    most = {"stays", "length"}
    for goal in plan.goals:
        value = counted.get(goal.name, goal.value)
        if abs(value - goal.value) > _HAIR * max(abs(value), 1.0):
            yield Violation("number", goal.name, f"{goal.value}, counted {value}")
        better = (
            goal.value - goal.bound if goal.name in most else goal.bound - goal.value
        )
        if better > _HAIR * max(abs(goal.value), 1.0):
            yield Violation("bound", goal.name, f"{goal.value} beats {goal.bound}")


def goal_values(problem: TourProblem, stays: Sequence[Stay]) -> dict[str, float]:
    """What stays come to in each goal, changes apart: those need a plan before."""
    waits = [wait for county in range(len(problem.counties))
             for wait in _waits(problem, stays, county)]  # fmt: skip
    free = [wait for wait, settled in waits if not settled]
    return {
        "stays": len(stays),
        "longest_wait": max(free, default=0),
        "total_wait": sum(wait for wait, _ in waits),
        "travel": _travel(problem, stays),
        "length": sum(stay.months for stay in stays),
    }


def _waits(
    problem: TourProblem, stays: Sequence[Stay], county: int
) -> Iterator[tuple[int, bool]]:
    """Months each stay of a county begins past due, and whether it is settled.

    Due: the first a share of the months after the latest stay before the plan (a share
    before the plan where there was none, no earlier in any case, and within the first
    share); the others a share each after that.
    """
    own = sorted((s for s in stays if s.county == county), key=lambda s: s.first)
    settled = [s for s in problem.booked if s.county == county]
    count = max(int(problem.counties.owed[county]), len(settled))
    if not count:
        return
    share = max(problem.months // count, 1)
    last = int(problem.counties.last[county])
    begin = -share if last == NEVER else last + share
    begin = min(max(begin, -share), share - 1)
    for number, stay in enumerate(own):
        due = begin if number == 0 else number * share + max(begin, 0)
        yield max(stay.first - due, 0), stay in settled


def _travel(problem: TourProblem, stays: Sequence[Stay]) -> float:
    total = 0.0
    place: dict[int, int] = {}
    for stay in sorted(stays, key=lambda one: one.first):
        here = place.get(stay.set, int(problem.sets.home[stay.set]))
        total += float(problem.km[here, stay.county]) * problem.km_cost
        total += problem.move_cost
        place[stay.set] = stay.county
    return total
