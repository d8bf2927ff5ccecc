"""What is done once to the best plan that a search found."""

import numpy as np

from planner.caravans.fairness import even_out
from planner.caravans.reasons import host_for
from planner.caravans.ruin import nights_in_a_row, turn_in
from planner.caravans.shifts import BROKEN, find_best, put
from planner.caravans.starting import fresh_state, state_of
from planner.caravans.tables import Best, Grid, Rules, Slots, State, best_of
from planner.caravans.weighing import (
    Trip,
    clash,
    cost_at,
    costs,
    days_of,
    is_open,
    may_come,
    money,
    trips,
)


def finish(rules: Rules, best: Best, even: float) -> Best:
    """Make what still fits, and even out the caravans' work.

    Parameters
    ----------
    rules, best
        The question and the best plan found.
    even
        Cost of an hour of a caravan above its share; 0 where that does not matter.
    """
    missing = (best.shift_of >= 0).sum() < rules.task["times"].sum()
    if not missing and not even:
        return best
    state = state_of(rules, best, 0)
    fill_in(rules, state)
    if even:
        even_out(rules, state, even)
    return best_of(state)


def fill_in(rules: Rules, state: State) -> None:
    """Make missing visits in idle time, those worth most first.

    A search lets go of a visit for less than it is worth, so that it may try much;
    here it is put back where its cost is below that, with a night away if need be.
    """
    _fill_days(rules, state)
    idle = fresh_state(rules, 0)
    begun = False
    for task in _missing(rules, state):
        if np.isfinite(costs(rules, idle, task)).any():
            continue
        while _owed(rules, state)[task] and _fill_away(rules, state, idle, task):
            begun = True
    # A trip that begins may have room for others.
    if begun:
        _fill_days(rules, state)


def _fill_days(rules: Rules, state: State) -> None:
    """Make visits as long as one more makes room for another."""
    found = True
    while found:
        made = [_fill(rules, state, task) for task in _missing(rules, state)]
        found = any(made)


def _missing(rules: Rules, state: State) -> list[int]:
    """Tasks with visits that are not made, those worth most first."""
    missing = np.flatnonzero(_owed(rules, state))
    order = np.argsort(-_value(rules)[missing], kind="stable")
    return [int(task) for task in missing[order]]


def _owed(rules: Rules, state: State) -> Slots:
    """Visits not made of each task: (c,)."""
    return np.asarray(rules.task["times"] - (state.shift_of >= 0).sum(axis=1))


def _value(rules: Rules) -> Grid:
    """Give what a visit of each task is worth: (c,)."""
    return np.asarray(rules.task["prize"] + rules.task["worth"])


def _fill(rules: Rules, state: State, task: int) -> bool:
    """Make a visit where it costs least, if that is below its value."""
    prices, days = costs(rules, state, task), days_of(rules, state, task)
    order = np.argsort(prices + rules.bias[task, rules.shift["day"]], kind="stable")
    for shift in order.tolist():
        # What a better day is worth says when, not whether.
        if not prices[shift] < _value(rules)[task]:
            continue
        fits = not clash(rules, task, days, int(rules.shift["day"][shift]))
        if fits and put(rules, state, task, _free(state, task), shift):
            return True
    return False


def _fill_away(rules: Rules, state: State, idle: State, task: int) -> bool:
    """Make a visit with nights away around it, if that costs less than its value."""
    may = may_come(rules, task) & is_open(rules, task) & ~rules.shift["frozen"]
    shifts, days = np.flatnonzero(may), days_of(rules, state, task)
    only = host_for(rules, idle, task, shifts)
    if only is None:
        return False
    worth, least, chosen = float(_value(rules)[task]), np.inf, None
    for shift in shifts.tolist():
        day = int(rules.shift["day"][shift])
        if clash(rules, task, days, day):
            continue
        for nights, host in trips(rules, task, shift):
            if host != only:
                continue
            cost = _cost_away(rules, state, task, shift, nights, host)
            if cost < worth and cost + rules.bias[task, day] < least:
                least = cost + float(rules.bias[task, day])
                chosen = shift, nights, host
    if chosen is None:
        return False
    shift, nights, host = chosen
    for one in nights:
        turn_in(rules, state, one, host)
    find_best(rules, state, task, shift)
    if put(rules, state, task, _free(state, task), shift):
        return True
    for one in nights:
        turn_in(rules, state, one, -1)
    return False


def _cost_away(
    rules: Rules, state: State, task: int, shift: int, nights: Trip, host: int
) -> float:
    """Cost of a visit with nights around it, infinite where that breaks a rule."""
    joined = [*nights, *rules.shift["following"][list(nights)].tolist()]
    away = state.tour["night"][list(nights)] >= 0
    if away.any() or rules.shift["frozen"][joined].any():
        return np.inf
    before, cost = money(state), np.inf
    for one in nights:
        turn_in(rules, state, one, host)
    most = max(nights_in_a_row(rules, state, one) for one in nights)
    if most <= rules.most_nights and not state.tally[BROKEN]:
        cost = cost_at(rules, state, task, shift) + money(state) - before
    for one in nights:
        turn_in(rules, state, one, -1)
    return cost


def _free(state: State, task: int) -> int:
    return int(np.flatnonzero(state.shift_of[task] < 0)[0])
