"""On which days a task is served: the cheapest choice, given the best of each day.

Where the days allowed are listed as patterns (Christofides and Beasley 1984, "The
period routing problem"), each is priced. Otherwise every visit has a span of days, and
visits keep a distance: the best choice is found by dynamic programming over the days,
visits left out at their prize.
"""

import numpy as np

from geo.roads.compiling import compiled
from planner.caravans.shifts import change, draw, drop, find_best, put, refresh
from planner.caravans.tables import Rules, State

# Chance that a shift is overlooked, a blink of Christiaens and Vanden Berghe (2020).
_OVERLOOKED = 0.01
_SKIPPED, _FIRST = -3, -2


@compiled
def price_days(rules: Rules, state: State, task: int, first: int, last: int) -> None:
    """Find the cheapest shift of each day for a task."""
    for day in range(first, last + 1):
        state.day[day].cost, state.day[day].shift = np.inf, -1
        bias, only = rules.bias[task, day], rules.only[task, day]
        for shift in range(rules.day_first[day], rules.day_first[day + 1]):
            given = rules.shift[shift]
            if given.frozen or not rules.allowed[task, given.van]:
                continue
            if only >= 0 and given.van != only:
                continue
            if given.twin and state.tour[shift].size == 0:
                before = shift - 1
                if state.tour[before].size == 0 and state.day[day].shift != -1:
                    continue
            if state.found[task, shift].stamp != state.tour[shift].stamp:
                find_best(rules, state, task, shift)
            cost = state.found[task, shift].cost + bias
            if cost >= state.day[day].cost:
                continue
            week = given.week
            if week >= 0:
                added = state.found[task, shift].work - state.tour[shift].busy
                if state.week[week] + added > rules.week_work[week]:
                    continue
            if draw(state.seed) < _OVERLOOKED:
                continue
            state.day[day].cost, state.day[day].shift = cost, shift


@compiled
def place_by_pattern(rules: Rules, state: State, task: int) -> None:
    """Serve a task on the cheapest set of days that holds those it is served on.

    A set is kept whole or not at all.
    """
    days, visits = len(rules.day_first) - 1, rules.task[task].times
    price_days(rules, state, task, 0, days - 1)
    for day in range(days):
        state.day[day].value = 0.0
    held = 0
    for visit in range(visits):
        if state.shift_of[task, visit] >= 0:
            state.day[rules.shift[state.shift_of[task, visit]].day].value = 1.0
            held += 1
    least, chosen = (visits - held) * rules.task[task].prize, -1
    fits = False
    for number in range(rules.task[task].first, rules.task[task].last):
        cost, kept = 0.0, 0
        for at in range(visits):
            day = state.day[rules.patterns[number, at]]
            if day.value > 0.0:
                kept += 1
            else:
                cost += day.cost
        if kept == held:
            fits = True
            if cost < least:
                least, chosen = cost, number
    made = held
    if chosen >= 0:
        visit = 0
        for at in range(visits):
            day = state.day[rules.patterns[chosen, at]]
            if day.value > 0.0:
                continue
            while state.shift_of[task, visit] >= 0:
                visit += 1
            made += put(rules, state, task, visit, day.shift)
    if not fits or made < visits:
        leave_out(rules, state, task)


@compiled
def leave_out(rules: Rules, state: State, task: int) -> None:
    """Take all visits of a task out of shifts that may change."""
    for visit in range(rules.task[task].times):
        shift = state.shift_of[task, visit]
        if shift < 0 or rules.shift[shift].frozen:
            continue
        at = 1
        while state.stop[shift, at].task != task:
            at += 1
        drop(rules, state, shift, at)
        refresh(rules, state, shift)


@compiled
def place_by_span(rules: Rules, state: State, task: int) -> None:
    """Make the visits of a task that are worth it, each within its span of days."""
    days, visits = len(rules.day_first) - 1, rules.task[task].times
    first, last = days, -1
    for visit in range(visits):
        if state.shift_of[task, visit] < 0:
            first = min(first, rules.span[task, visit].earliest)
            last = max(last, rules.span[task, visit].latest)
    if last < first:
        return
    _price_apart(rules, state, task, first, last)
    if visits == 1:
        shift, least = -1, rules.task[task].prize
        for day in range(first, last + 1):
            if state.day[day].cost < least:
                shift, least = state.day[day].shift, state.day[day].cost
        if shift >= 0:
            put(rules, state, task, 0, shift)
        return
    # Visits in one week may leave no room for each other: those are weighed again.
    for _ in range(visits):
        _weigh_spans(rules, state, task)
        if _follow_back(rules, state, task):
            return
        _price_apart(rules, state, task, first, last)


@compiled
def _price_apart(rules: Rules, state: State, task: int, first: int, last: int) -> None:
    """Price the days of a task but for those too near to a visit it has."""
    price_days(rules, state, task, first, last)
    gap = rules.task[task].gap
    for visit in range(rules.task[task].times):
        shift = state.shift_of[task, visit]
        if shift >= 0:
            served = rules.shift[shift].day
            for day in range(
                max(first, served - gap + 1), min(last, served + gap - 1) + 1
            ):
                state.day[day].cost = np.inf


@compiled
def _weigh_spans(rules: Rules, state: State, task: int) -> None:
    """Least cost of the visits so far with the last one made on each day.

    Visits already made are left aside. The row after the last day stands for none made
    so far.
    """
    days, visits = len(rules.day_first) - 1, rules.task[task].times
    gap, prize = rules.task[task].gap, rules.task[task].prize
    weighed = state.day
    for day in range(days):
        weighed[day].value = np.inf
    weighed[days].value = 0.0
    for visit in range(visits):
        for day in range(days + 1):
            state.came[visit, day] = _SKIPPED
        if state.shift_of[task, visit] >= 0:
            continue
        for day in range(days + 1):
            weighed[day].fresh = weighed[day].value + prize
        least, origin, seen = weighed[days].value, _FIRST, 0
        span = rules.span[task, visit]
        for day in range(span.earliest, span.latest + 1):
            while seen <= day - gap:
                if weighed[seen].value < least:
                    least, origin = weighed[seen].value, seen
                seen += 1
            cost = least + weighed[day].cost
            if cost < weighed[day].fresh:
                weighed[day].fresh, state.came[visit, day] = cost, origin
        for day in range(days + 1):
            weighed[day].value = weighed[day].fresh


@compiled
def _follow_back(rules: Rules, state: State, task: int) -> bool:
    """Make the visits that the weighing chose; tell whether all of them could be."""
    days = len(rules.day_first) - 1
    day = 0
    for other in range(1, days + 1):
        if state.day[other].value < state.day[day].value:
            day = other
    if state.day[day].value == np.inf:
        return True
    fitted = True
    for visit in range(rules.task[task].times - 1, -1, -1):
        origin = state.came[visit, day]
        if origin == _SKIPPED:
            continue
        if state.shift_of[task, visit] < 0 and not put(
            rules, state, task, visit, state.day[day].shift
        ):
            fitted = False
        day = days if origin == _FIRST else origin
    return fitted


@compiled
def place_task(rules: Rules, state: State, task: int) -> None:
    """Make those visits of a task that are not made yet, where that is worth it."""
    change(state, task)
    if rules.task[task].last > rules.task[task].first:
        place_by_pattern(rules, state, task)
    else:
        place_by_span(rules, state, task)
