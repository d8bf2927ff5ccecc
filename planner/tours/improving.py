"""Shorter ways by exchanging stays: simulated annealing that never breaks a rule.

Method: exchanges, rings, runs and ends of tours (:mod:`planner.tours.moves`), taken by
the rule of Kirkpatrick, Gelatt and Vecchi 1983, "Optimization by simulated annealing".
Goals settled before stay as good as they are.
"""

import math
from collections.abc import Callable

import numpy as np

from geo.roads.compiling import compiled
from planner.tours.moves import gain, make, propose, settle, take_back
from planner.tours.options import Options
from planner.tours.problem import Flags, Ints
from planner.tours.tables import BEST, NOW, WAITED, Rules, State, draw, state_of

# Temperatures as shares of the cost of a way.
_WARM, _COOL = 0.1, 1e-3
# Changes tried between two looks at the clock.
_ROUND = 200_000


def improved(
    rules: Rules,
    options: Options,
    chosen: Ints,
    sets: Ints,
    *,
    settled: Flags,
    most_wait: int,
    steps: int,
    seed: int,
    stop: Callable[[], bool],
) -> tuple[Ints, Ints]:
    """Exchange stays for less travel.

    Parameters
    ----------
    rules, options
        What is given.
    chosen
        Options of the plan to begin with, shape (k,), of different tasks.
    sets
        The set of each, shape (k,).
    settled
        Options that stay where they are, shape (n,).
    most_wait
        Months waited in all that must not be passed.
    steps
        Changes tried.
    seed
        Of the random numbers.
    stop
        Asked now and then whether to stop.

    Returns
    -------
    tuple
        Options and sets, shape (k,) each.
    """
    state = state_of(rules, options, chosen, sets, settled, seed)
    if len(state.movable) < 2 or not np.isfinite(state.total[NOW]):
        return chosen, sets
    spread = float(rules.cost[np.isfinite(rules.cost)].mean())
    for done in range(0, steps, _ROUND):
        if stop():
            break
        now = min(_ROUND, steps - done)
        warm, cool = (
            spread * _WARM * math.pow(_COOL / _WARM, at / steps)
            for at in (done, done + now)
        )
        search(rules, state, most_wait, now, warm, cool)
    made = np.flatnonzero(state.best_option >= 0)
    return state.best_option[made], state.best_owner[made]


@compiled
def search(
    rules: Rules,
    state: State,
    most_wait: int,
    steps: int,
    warm: float,
    cool: float,
) -> None:
    """Try so many changes while the temperature falls from one value to the other."""
    falling = (cool / warm) ** (1.0 / steps)
    heat = warm
    for _ in range(steps):
        heat *= falling
        if not propose(rules, state):
            continue
        more = np.inf
        if make(rules, state) and state.tally[WAITED] <= most_wait:
            more = gain(state)
        if more < -heat * math.log(1.0 - draw(state.seed)):
            settle(state)
            state.total[NOW] += more
            if state.total[NOW] < state.total[BEST] - 1e-7:
                state.total[BEST] = state.total[NOW]
                state.best_option[:] = state.option
                state.best_owner[:] = state.owner
        else:
            take_back(rules, state)
