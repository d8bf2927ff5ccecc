"""Plans to begin a search from."""

import numpy as np

from planner.caravans.anneal import recreate
from planner.caravans.plan import CaravanPlan
from planner.caravans.ruin import nights_in_a_row, remember, turn_in
from planner.caravans.shifts import drop, find_best, put, refresh, set_ends, settle
from planner.caravans.tables import Rules, State, empty_state


def fresh_state(rules: Rules, seed: int) -> State:
    """Give a plan without visits, everything about it worked out."""
    state = empty_state(rules, seed)
    for shift in range(len(rules.shift)):
        set_ends(rules, state, shift)
        refresh(rules, state, shift)
    owed = rules.task["times"]
    state.total[0] += float((rules.task["prize"] * owed).sum())
    state.total[1] += float((rules.task["worth"] * owed).sum())
    return state


def everybody(rules: Rules, state: State) -> None:
    """Make every visit that fits, in one go."""
    for task in range(len(rules.task)):
        remember(state, task)
    recreate(rules, state)
    settle(state)


def take_over(rules: Rules, state: State, plan: CaravanPlan) -> None:
    """Begin with the tours of a plan, without the visits that break a rule by now."""
    number = {
        (int(shift["van"]), int(shift["day"])): at
        for at, shift in enumerate(rules.shift)
    }
    for tour in sorted(plan.tours, key=lambda tour: (tour.day, tour.van)):
        shift = number.get((tour.van, tour.day))
        if shift is None:
            continue
        _spend_night(rules, state, shift, tour.end)
        for stop in tour.stops:
            _join(rules, state, stop.task, shift)
    settle(state)


def _spend_night(rules: Rules, state: State, shift: int, end: int) -> None:
    given = rules.shift[shift]
    if end == given["back"] or given["following"] < 0 or end not in rules.hosts:
        return
    if nights_in_a_row(rules, state, shift) > rules.most_nights:
        return
    if not turn_in(rules, state, shift, end):
        turn_in(rules, state, shift, -1)


def _join(rules: Rules, state: State, task: int, shift: int) -> None:
    """Add a visit at the end of a shift, as the first of its task that may be then."""
    given, size = rules.shift[shift], int(state.tour[shift]["size"])
    if not 0 <= task < len(rules.task) or size >= given["stops"]:
        return
    day = int(given["day"])
    if not _may_serve(rules, task, shift) or _is_close(rules, state, task, day):
        return
    for visit in range(int(rules.task[task]["times"])):
        span = rules.span[task, visit]
        free = state.shift_of[task, visit] < 0
        if free and span["earliest"] <= day <= span["latest"]:
            state.found[task, shift]["at"] = size
            put(rules, state, task, visit, shift)
            return


def place_pins(rules: Rules, state: State) -> None:
    """Make the pinned visits; what stands in their way makes room."""
    for task, visit in zip(*np.nonzero(rules.span["locked"]), strict=True):
        if state.shift_of[task, visit] >= 0:
            continue
        span = rules.span[task, visit]
        day = int(span["earliest"])
        if day > span["latest"] or _is_close(rules, state, task, day):
            continue
        shifts = range(int(rules.day_first[day]), int(rules.day_first[day + 1]))
        fitting = [
            one
            for one in shifts
            if _may_serve(rules, task, one) and not rules.shift[one]["frozen"]
        ]
        for shift in fitting:
            if _make_room(rules, state, task, visit, shift):
                break
    settle(state)


def _may_serve(rules: Rules, task: int, shift: int) -> bool:
    given = rules.shift[shift]
    only = rules.only[task, given["day"]]
    return bool(rules.allowed[task, given["van"]] and only in (-1, given["van"]))


def _is_close(rules: Rules, state: State, task: int, day: int) -> bool:
    """Whether a task is served too near a day."""
    served = state.shift_of[task][state.shift_of[task] >= 0]
    apart = np.abs(rules.shift["day"][served] - day)
    return bool((apart < rules.task[task]["gap"]).any())


def _make_room(rules: Rules, state: State, task: int, visit: int, shift: int) -> bool:
    """Put a pinned visit in; visits without a pin leave until it fits."""
    while True:
        find_best(rules, state, task, shift)
        fits = np.isfinite(state.found[task, shift]["cost"])
        if fits and put(rules, state, task, visit, shift):
            return True
        size = int(state.tour[shift]["size"])
        loose = [
            at
            for at in range(1, size + 1)
            if not _is_locked(rules, state, int(state.stop[shift, at]["task"]), shift)
        ]
        if not loose:
            return False
        drop(rules, state, shift, loose[-1])
        refresh(rules, state, shift)


def _is_locked(rules: Rules, state: State, task: int, shift: int) -> bool:
    visits = np.flatnonzero(state.shift_of[task] == shift)
    return bool(rules.span["locked"][task, visits].any())
