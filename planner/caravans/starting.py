"""Plans to begin from: none, a given one as it is, or what of it keeps the rules."""

import numpy as np

from planner.caravans.anneal import recreate
from planner.caravans.asking import NO_WAY
from planner.caravans.plan import CaravanPlan, Tour
from planner.caravans.ruin import nights_in_a_row, remember, turn_in
from planner.caravans.shifts import (
    BROKEN,
    drop,
    find_best,
    put,
    refresh,
    set_ends,
    settle,
)
from planner.caravans.tables import Best, Rules, State, best_of, empty_state
from planner.caravans.weighing import may_come, visits_on


def fresh_state(rules: Rules, seed: int) -> State:
    """Give a plan without visits, everything about it worked out."""
    return state_of(rules, best_of(empty_state(rules, seed)), seed)


def state_of(rules: Rules, best: Best, seed: int) -> State:
    """Give a plan that can be changed; it need not keep the rules."""
    state = empty_state(rules, seed)
    state.tour["size"], state.tour["night"] = best.size, best.night
    state.stop["task"], state.shift_of[:] = best.route, best.shift_of
    placed = best.route >= 0
    state.stop["place"][placed] = rules.task["place"][best.route[placed]]
    for shift in range(len(rules.shift)):
        set_ends(rules, state, shift)
    for shift in range(len(rules.shift)):
        refresh(rules, state, shift)
    made = (best.shift_of >= 0).sum(axis=1)
    missing = rules.task["times"] - made
    state.total[0] += float((rules.task["prize"] * missing).sum())
    state.total[1] += float((rules.task["worth"] * missing).sum())
    task, visit = np.nonzero(best.shift_of >= 0)
    days = rules.shift["day"][best.shift_of[task, visit]]
    state.total[0] += float(rules.bias[task, days].sum())
    return state


def everybody(rules: Rules, state: State) -> None:
    """Make every visit that fits, in one go."""
    for task in range(len(rules.task)):
        remember(state, task)
    recreate(rules, state)
    settle(state)


def carry_on(rules: Rules, plan: CaravanPlan, seed: int) -> State:
    """Begin with a plan: as it is where it keeps every rule, else what of it does."""
    state = lay_out(rules, plan, seed)
    if state is None:
        state = fresh_state(rules, seed)
        take_over(rules, state, plan)
    return state


def lay_out(rules: Rules, plan: CaravanPlan, seed: int = 0) -> State | None:
    """Give a plan exactly as it is; None where it breaks a rule."""
    tours = _shifts(rules, plan)
    if len(tours) < len(plan.tours):
        return None
    best = best_of(empty_state(rules, seed))
    served: dict[int, list[tuple[int, int]]] = {}
    for shift, tour in tours.items():
        tasks = [stop.task for stop in tour.stops]
        if len(tasks) > rules.shift[shift]["stops"]:
            return None
        best.size[shift] = len(tasks)
        best.route[shift, 1 : len(tasks) + 1] = tasks
        for task in tasks:
            if not 0 <= task < len(rules.task) or not _may_come(rules, task, shift):
                return None
            served.setdefault(task, []).append((tour.day, shift))
    for task, visits in served.items():
        days = [day for day, _ in sorted(visits)]
        which = visits_on(rules, task, days)
        if which is None or (np.diff(days) < rules.task[task]["gap"]).any():
            return None
        best.shift_of[task, which] = [shift for _, shift in sorted(visits)]
    for shift, night in _nights(rules, plan).items():
        best.night[shift] = night
    state = state_of(rules, best, seed)
    return state if _is_whole(rules, state) else None


def _is_whole(rules: Rules, state: State) -> bool:
    """Whether the nights are allowed, every way is there and every clock is kept."""
    nights = np.flatnonzero(state.tour["night"] >= 0)
    allowed = all(
        rules.shift[shift]["following"] >= 0
        and nights_in_a_row(rules, state, int(shift)) <= rules.most_nights
        for shift in nights
    )
    return bool(
        allowed
        and np.isin(state.tour["night"][nights], rules.hosts).all()
        and (state.tour["price"] < NO_WAY / 2).all()
        and state.tally[BROKEN] == 0
    )


def _shifts(rules: Rules, plan: CaravanPlan) -> dict[int, Tour]:
    """Tours by their shifts, in order of the days; those without one are left out."""
    number = {
        (int(shift["van"]), int(shift["day"])): at
        for at, shift in enumerate(rules.shift)
    }
    keys = {(tour.van, tour.day): tour for tour in plan.tours}
    found = {number[key]: tour for key, tour in keys.items() if key in number}
    return dict(sorted(found.items()))


def _nights(rules: Rules, plan: CaravanPlan) -> dict[int, int]:
    """Places of the nights away, by shift.

    A caravan that is away makes no tour on a day on which it stays where it is.
    """
    tours, nights = _shifts(rules, plan), {}
    for shift, tour in tours.items():
        stays, end = [shift], tour.end
        if end == rules.shift[shift]["back"]:
            continue
        after = int(rules.shift[shift]["following"])
        while after >= 0 and after not in tours:
            stays.append(after)
            after = int(rules.shift[after]["following"])
        # Without a tour after it nobody would come home.
        stays = stays if after >= 0 else [shift]
        nights.update(dict.fromkeys(stays, end))
    return nights


def take_over(rules: Rules, state: State, plan: CaravanPlan) -> None:
    """Begin with the tours of a plan, without the visits that break a rule by now."""
    nights = _nights(rules, plan)
    tours = _shifts(rules, plan)
    for shift in sorted({*tours, *nights}):
        if shift in nights:
            _spend_night(rules, state, shift, nights[shift])
        for stop in tours[shift].stops if shift in tours else ():
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
    if not _may_come(rules, task, shift) or _is_close(rules, state, task, day):
        return
    spans = rules.span[task, : int(rules.task[task]["times"])]
    # A pinned visit is meant before one that may be on other days too.
    for visit in np.argsort(~spans["locked"], kind="stable"):
        free = state.shift_of[task, visit] < 0
        if free and spans[visit]["earliest"] <= day <= spans[visit]["latest"]:
            state.found[task, shift]["at"] = size
            put(rules, state, task, int(visit), shift)
            return


def _may_come(rules: Rules, task: int, shift: int) -> bool:
    given = rules.shift[shift]
    only = rules.only[task, given["day"]]
    return bool(rules.allowed[task, given["van"]] and only in (-1, given["van"]))


def place_pins(rules: Rules, state: State) -> None:
    """Make the pinned visits; what stands in their way makes room."""
    for task, visit in zip(*np.nonzero(rules.span["locked"]), strict=True):
        if state.shift_of[task, visit] >= 0:
            continue
        span = rules.span[task, visit]
        day = int(span["earliest"])
        if day > span["latest"] or _is_close(rules, state, task, day):
            continue
        may = may_come(rules, task) & ~rules.shift["frozen"]
        for shift in np.flatnonzero(may & (rules.shift["day"] == day)):
            if _make_room(rules, state, task, visit, int(shift)):
                break
    settle(state)


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
