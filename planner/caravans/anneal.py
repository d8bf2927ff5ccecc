"""Ruin and recreate under a falling temperature."""

import math

from geo.roads.compiling import compiled
from planner.caravans.days import place_task
from planner.caravans.ruin import ruin
from planner.caravans.shifts import BROKEN, POOLED, below, draw, restore, settle
from planner.caravans.tables import Best, Rules, State

_ORDERS = 6


@compiled
def sort_pool(rules: Rules, state: State) -> None:
    """Put the tasks to place in one of several orders, drawn by lot."""
    order, count = below(state.seed, _ORDERS), state.tally[POOLED]
    for number in range(count):
        task = state.pool[number]
        key = draw(state.seed)
        if order == 1:
            key -= rules.task[task].load * rules.task[task].times * 1e3
        elif order == 2:
            key -= rules.task[task].far * 1e3
        elif order == 3:
            key += rules.task[task].far * 1e3
        elif order == 4:
            key -= rules.task[task].times * 1e3
        elif order == 5:
            key -= rules.task[task].prize * 1e3
        at = number
        while at > 0 and state.key[at - 1] > key:
            state.key[at] = state.key[at - 1]
            state.pool[at] = state.pool[at - 1]
            at -= 1
        state.key[at] = key
        state.pool[at] = task


@compiled
def recreate(rules: Rules, state: State) -> None:
    """Put back every task of the pool where it costs least."""
    sort_pool(rules, state)
    for number in range(state.tally[POOLED]):
        task = state.pool[number]
        state.mark[task].pooled = False
        place_task(rules, state, task)
    state.tally[POOLED] = 0


@compiled
def keep(state: State, best: Best) -> None:
    """Remember the plan as the best so far."""
    for shift in range(len(state.tour)):
        best.size[shift] = state.tour[shift].size
        best.night[shift] = state.tour[shift].night
        for position in range(state.tour[shift].size + 2):
            best.route[shift, position] = state.stop[shift, position].task
    best.shift_of[:] = state.shift_of
    best.total[0] = state.total[0] + state.total[1]


@compiled
def search(
    rules: Rules, state: State, best: Best, steps: int, warm: float, cool: float
) -> None:
    """Try so many changes while the temperature falls from one value to the other."""
    if steps == 0:
        return
    falling = (cool / warm) ** (1.0 / steps)
    heat = warm
    for _ in range(steps):
        before = state.total[0]
        ruin(rules, state)
        recreate(rules, state)
        whole = state.tally[BROKEN] == 0
        if whole and state.total[0] < before - heat * math.log(1.0 - draw(state.seed)):
            settle(state)
            if state.total[0] + state.total[1] < best.total[0] - 1e-7:
                keep(state, best)
        else:
            restore(rules, state)
        heat *= falling
