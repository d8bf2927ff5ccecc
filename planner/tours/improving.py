"""Shorter ways by exchanging stays: simulated annealing that never breaks a rule.

Method: exchanges, reversals, shifts and tails of tours, taken by the rule of Kirkpatrick,
Gelatt and Vecchi 1983. Goals settled before stay as good as they are.
"""

import numba
import numpy as np

from planner.tours.options import Options
from planner.tours.problem import Flags, Ints, TourProblem

_HOT, _COLD = 0.05, 1e-4


def improved(
    problem: TourProblem,
    options: Options,
    usable: Flags,
    most_wait: int,
    chosen: Ints,
    sets: Ints,
    *,
    steps: int,
    seed: int,
) -> tuple[Ints, Ints]:
    """Exchange stays for less travel.

    Parameters
    ----------
    problem, options
        What is asked.
    usable
        Options that may be used, shape (n,).
    most_wait
        Months waited in all that must not be passed.
    chosen
        Options of the plan to begin with, shape (k,), of different tasks.
    sets
        The set of each, shape (k,).
    steps
        Exchanges tried.
    seed
        Of the random numbers.

    Returns
    -------
    tuple
        Options and sets, shape (k,) each.
    """
    if len(chosen) < 2:
        return chosen, sets
    m, t, s = len(options.tasks), problem.months, len(problem.sets)
    group_of = np.zeros(s, dtype=np.int64)
    for g, group in enumerate(options.groups):
        group_of[list(group)] = g
    at = np.full((len(options.groups), m, t), -1, dtype=np.int64)
    order = np.argsort(options.booked, kind="stable")
    order = order[usable[order]]
    at[options.group[order], options.task[order], options.first[order]] = order
    county = np.array([c for c, _ in options.tasks], dtype=np.int64)
    number = np.array([k for _, k in options.tasks], dtype=np.int64)
    cost = problem.km * problem.km_cost + problem.move_cost
    where = np.full(m, -1, dtype=np.int64)
    where[options.task[chosen]] = chosen
    owner = np.full(m, -1, dtype=np.int64)
    owner[options.task[chosen]] = sets
    fixed = np.zeros(m, dtype=np.bool_)
    fixed[options.task[chosen[options.booked[chosen] >= 0]]] = True
    spread = float(cost[np.isfinite(cost)].mean())
    where, owner = _anneal(
        at, options.task, options.first, options.months, options.wait, county, number,
        problem.counties.gap, problem.sets.theme, problem.sets.home, group_of,
        np.where(np.isfinite(cost), cost, 1e12), problem.idle, where, owner, fixed,
        most_wait, steps, seed, _HOT * spread, _COLD * spread,
    )  # fmt: skip
    made = np.flatnonzero(where >= 0)
    return where[made], owner[made]


@numba.njit(cache=True)
def _apart(a, where, owner, county, number, first, months, gap, theme):  # type: ignore[no-untyped-def]
    """Whether a stay keeps order, gap and theme with the others of its county."""
    for step in (-1, 1):
        b = a + step
        if b < 0 or b >= len(where) or county[b] != county[a] or where[b] < 0:
            continue
        early, late = (b, a) if step < 0 else (a, b)
        end = first[where[early]] + months[where[early]]
        if first[where[late]] < end + gap[county[a]]:
            return False
        if theme[owner[a]] >= 0 and theme[owner[a]] == theme[owner[b]]:
            return False
    return True


@numba.njit(cache=True)
def _tour(s, where, owner, first, months, county, home, cost, idle):  # type: ignore[no-untyped-def]
    """Cost of a set's tour, infinite where two of its stays are in each other's way."""
    own = np.flatnonzero(owner == s)
    order = own[np.argsort(first[where[own]])]
    place, free, total = home[s], 0, 0.0
    for a in order:
        here = county[a]
        option = where[a]
        if first[option] < free + idle[place, here]:
            return np.inf
        total += cost[place, here]
        place, free = here, first[option] + months[option]
    return total


@numba.njit(cache=True)
def _anneal(  # type: ignore[no-untyped-def]
    at, task, first, months, wait, county, number, gap, theme, home, group_of, cost,
    idle, where, owner, fixed, most_wait, steps, seed, hot, cold,
):  # fmt: skip
    np.random.seed(seed)
    sets = len(home)
    t = at.shape[2]
    loads = np.zeros(sets)
    for s in range(sets):
        loads[s] = _tour(s, where, owner, first, months, county, home, cost, idle)
    waited = 0
    for a in range(len(where)):
        if where[a] >= 0:
            waited += wait[where[a]]
    movable = np.flatnonzero((where >= 0) & ~fixed)
    best, best_where, best_owner = loads.sum(), where.copy(), owner.copy()
    now = best
    if len(movable) == 0:
        return best_where, best_owner
    touched = np.empty(len(where), dtype=np.int64)
    old_where, old_owner = where.copy(), owner.copy()
    hit = np.zeros(sets, dtype=np.bool_)
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / steps)
        count = 0
        kind = np.random.random()
        a = movable[np.random.randint(len(movable))]
        if kind < 0.45:
            b = movable[np.random.randint(len(movable))]
            if a == b or county[a] == county[b]:
                continue
            touched[0], touched[1] = a, b
            count = 2
        elif kind < 0.75:
            # A run of stays of one set, reversed or moved on by one.
            own = np.flatnonzero((owner == owner[a]) & ~fixed)
            if len(own) < 3:
                continue
            order = own[np.argsort(first[where[own]])]
            length = 3 + np.random.randint(min(len(own), 8) - 2)
            start = np.random.randint(len(own) - length + 1)
            for k in range(length):
                touched[k] = order[start + k]
            count = length
        elif kind < 0.9:
            touched[0] = a
            count = 1
        else:
            s2 = np.random.randint(sets)
            if s2 == owner[a]:
                continue
            since = first[where[a]]
            for b in movable:
                if (owner[b] == owner[a] or owner[b] == s2) and first[
                    where[b]
                ] >= since:
                    touched[count] = b
                    count += 1
        for k in range(count):
            b = touched[k]
            old_where[b], old_owner[b] = where[b], owner[b]
        ok = True
        delta = 0
        hit[:] = False
        turn = np.random.randint(3)
        for k in range(count):
            b = touched[k]
            if kind < 0.45:
                other = touched[1 - k]
                s, month = old_owner[other], first[old_where[other]]
            elif kind < 0.75:
                if turn == 0:
                    other = touched[count - 1 - k]
                elif turn == 1:
                    other = touched[(k + 1) % count]
                else:
                    other = touched[(k + count - 1) % count]
                s, month = old_owner[other], first[old_where[other]]
            elif kind < 0.9:
                s, month = np.random.randint(sets), np.random.randint(t)
                if np.random.random() < 0.5:
                    s = old_owner[b]
            else:
                s = s2 if old_owner[b] == old_owner[a] and b != a else old_owner[a]
                if b == a:
                    s = s2
                month = first[old_where[b]]
            hit[old_owner[b]] = True
            hit[s] = True
            option = at[group_of[s], b, month]
            if option < 0:
                ok = False
                break
            delta += wait[option] - wait[old_where[b]]
            where[b], owner[b] = option, s
        if ok and waited + delta > most_wait:
            ok = False
        if ok:
            for k in range(count):
                if not _apart(
                    touched[k], where, owner, county, number, first, months, gap, theme
                ):
                    ok = False
                    break
        value = now
        if ok:
            for s in range(sets):
                if hit[s]:
                    value -= loads[s]
                    value += _tour(
                        s, where, owner, first, months, county, home, cost, idle
                    )
            ok = value < now or np.random.random() < np.exp((now - value) / heat)
        if not ok:
            for k in range(count):
                b = touched[k]
                where[b], owner[b] = old_where[b], old_owner[b]
            continue
        waited += delta
        now = value
        for s in range(sets):
            if hit[s]:
                loads[s] = _tour(
                    s, where, owner, first, months, county, home, cost, idle
                )
        if now < best - 1e-9:
            best = now
            best_where[:] = where
            best_owner[:] = owner
    return best_where, best_owner
