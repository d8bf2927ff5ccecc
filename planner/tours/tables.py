"""What the search by exchanges reads and what it changes, as arrays.

Shapes: c counties and homes as p places, s sets in g groups, m tasks (stays owed), t
months, n options; a task is made by one option and one set.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from planner.tours.options import Options
from planner.tours.problem import Flags, Floats, Ints, TourProblem

# Rows of State.tally: tasks and sets touched in this step, months waited in all.
TOUCHED, HIT, WAITED = 0, 1, 2
# Rows of State.total: cost now, and of the best plan so far.
NOW, BEST = 0, 1
# Stays that lie nearest to each.
_NEAR = 10
_MANTISSA = 1.0 / 9007199254740992.0


class Rules(NamedTuple):
    """All that is given.

    Parameters
    ----------
    at
        Option of a group for a task in a first month, -1 where none may be used:
        (g, m, t).
    first, months, wait
        Of each option: (n,).
    county, gap
        Of each task: its county, and months from one stay of it to the next: (m,).
    near
        Other counties' tasks nearest to each, nearest first: (m, any).
    theme, home, group
        Of each set: (s,).
    cost, idle
        Yuan of a way, and whole months that lie idle on it: (p, p).
    """

    at: Ints
    first: Ints
    months: Ints
    wait: Ints
    county: Ints
    gap: Ints
    near: Ints
    theme: Ints
    home: Ints
    group: Ints
    cost: Floats
    idle: Ints


class State(NamedTuple):
    """A plan being changed.

    Parameters
    ----------
    option, owner
        Option and set of each task, -1 where it is not made: (m,).
    is_free, movable
        Whether a task may be moved, shape (m,), and those that may.
    tour, size, load
        Tasks of each set in order of month, how many, and their cost: (s, m), (s,),
        (s,).
    trial, trial_size, trial_load
        The same of the sets touched in this step.
    touched, to_set, to_month
        Tasks of this step, and where they are to go: (m,).
    old_option, old_owner
        What they were: (m,).
    is_touched, hit
        Whether a task is touched, shape (m,), and the sets that are, shape (s,).
    best_option, best_owner
        The best plan so far: (m,).
    tally, total, seed
        Rows named above; state of the random numbers.
    """

    option: Ints
    owner: Ints
    is_free: Flags
    movable: Ints
    tour: Ints
    size: Ints
    load: Floats
    trial: Ints
    trial_size: Ints
    trial_load: Floats
    touched: Ints
    to_set: Ints
    to_month: Ints
    old_option: Ints
    old_owner: Ints
    is_touched: Flags
    hit: Ints
    best_option: Ints
    best_owner: Ints
    tally: Ints
    total: Floats
    seed: npt.NDArray[np.uint64]


def rules_of(problem: TourProblem, options: Options, usable: Flags) -> Rules:
    """Prepare what the search reads.

    Parameters
    ----------
    problem, options
        What is asked.
    usable
        Options that may be used, shape (n,).
    """
    at = np.full(
        (len(options.groups), len(options.tasks), problem.months), -1, dtype=np.int64
    )
    order = np.argsort(options.booked, kind="stable")
    order = order[usable[order]]
    at[options.group[order], options.task[order], options.first[order]] = order
    county = np.array([c for c, _ in options.tasks], dtype=np.int64)
    group = np.zeros(len(problem.sets), dtype=np.int64)
    for g, sets in enumerate(options.groups):
        group[list(sets)] = g
    cost = problem.km * problem.km_cost + problem.move_cost
    return Rules(
        at, options.first.copy(), options.months.copy(), options.wait.copy(), county,
        problem.counties.gap[county].astype(np.int64), _near(cost, county),
        problem.sets.theme.astype(np.int64), problem.sets.home.astype(np.int64), group,
        np.ascontiguousarray(cost), np.ascontiguousarray(problem.idle, dtype=np.int64),
    )  # fmt: skip


def _near(cost: Floats, county: Ints) -> Ints:
    apart = cost[county[:, None], county[None, :]]
    apart = np.where(county[:, None] == county[None, :], np.inf, apart)
    order = np.argsort(apart, axis=1, kind="stable")
    return np.ascontiguousarray(order[:, :_NEAR])


def state_of(
    rules: Rules, options: Options, chosen: Ints, sets: Ints, settled: Flags, seed: int
) -> State:
    """Take up a plan.

    Parameters
    ----------
    rules, options
        What is given.
    chosen, sets
        Options of the plan and the set of each, shape (k,).
    settled
        Options that stay where they are, shape (n,).
    seed
        Of the random numbers.
    """
    m, s = len(rules.county), len(rules.home)
    option = np.full(m, -1, dtype=np.int64)
    option[options.task[chosen]] = chosen
    owner = np.full(m, -1, dtype=np.int64)
    owner[options.task[chosen]] = sets
    is_free = option >= 0
    is_free[options.task[chosen[settled[chosen]]]] = False

    def tasks() -> Ints:
        return np.zeros(m, dtype=np.int64)

    state = State(
        option, owner, is_free, np.flatnonzero(is_free),
        np.full((s, m), -1, dtype=np.int64), np.zeros(s, dtype=np.int64), np.zeros(s),
        np.full((s, m), -1, dtype=np.int64), np.zeros(s, dtype=np.int64), np.zeros(s),
        tasks(), tasks(), tasks(), tasks(), tasks(), np.zeros(m, dtype=np.bool_),
        np.zeros(s, dtype=np.int64), option.copy(), owner.copy(),
        np.zeros(3, dtype=np.int64), np.zeros(2),
        np.array([(seed + 1) * 0x9E3779B97F4A7C15 % 2**64], dtype=np.uint64),
    )  # fmt: skip
    for one in range(s):
        own = np.flatnonzero(owner == one)
        own = own[np.argsort(rules.first[option[own]], kind="stable")]
        state.tour[one, : len(own)] = own
        state.size[one] = len(own)
        state.load[one] = ways(rules, state.option, state.tour[one], len(own), one)
    state.tally[WAITED] = rules.wait[chosen].sum()
    state.total[:] = state.load.sum()
    return state


@compiled
def ways(rules: Rules, option: Ints, tour: Ints, size: int, number: int) -> float:
    """Cost of a set's tour, infinite where two stays are in each other's way."""
    place, free, cost = rules.home[number], 0, 0.0
    for position in range(size):
        here, own = rules.county[tour[position]], option[tour[position]]
        if rules.first[own] < free + rules.idle[place, here]:
            return np.inf
        cost += rules.cost[place, here]
        place, free = here, rules.first[own] + rules.months[own]
    return cost


@compiled
def draw(seed: npt.NDArray[np.uint64]) -> float:
    """Draw from [0, 1) (Vigna 2016, "An experimental exploration of xorshift")."""
    number = seed[0]
    number ^= number >> np.uint64(12)
    number ^= number << np.uint64(25)
    number ^= number >> np.uint64(27)
    seed[0] = number
    return float((number * np.uint64(2685821657736338717)) >> np.uint64(11)) * _MANTISSA


@compiled
def below(seed: npt.NDArray[np.uint64], count: int) -> int:
    """Draw one of 0 … `count` - 1."""
    return int(draw(seed) * count)
