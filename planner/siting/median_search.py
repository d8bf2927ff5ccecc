"""Good p-medians quickly: greedy choice and interchange.

Source: one pass over a candidate's pairs tells the best site to give up for it, and
each improvement is taken at once, as in Schubert and Rousseeuw (2021, "Fast and eager
k-medoids clustering"); the two cheapest open sites of each demand are kept as in
Resende and Werneck (2007, "A fast swap-based local search procedure for location
problems").
"""

import numpy as np

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.median_pairs import Pairs, Rows
from planner.siting.sites import Numbers


@compiled
def greedy(
    pairs: Pairs, opened: Flags, banned: Flags, slots: int, alone: float
) -> None:
    """Open up to so many more sites, each the one that saves the most; in place.

    What a site saves only shrinks as others open, so an old figure is counted anew only
    where it is the greatest (Minoux 1978, "Accelerated greedy algorithms for maximizing
    submodular set functions").
    """
    cost = np.empty(len(pairs.starts) - 1)
    for i in range(len(cost)):
        cost[i] = alone
        for e in range(pairs.starts[i], pairs.starts[i + 1]):
            if opened[pairs.sites[e]]:
                cost[i] = pairs.costs[e]
                break
    saved = np.full(len(opened), np.inf)
    saved[opened | banned] = -1.0
    for _ in range(slots):
        last = -1
        j = int(np.argmax(saved))
        while j != last and saved[j] > 0:
            saved[j] = 0.0
            for e in range(pairs.site_starts[j], pairs.site_starts[j + 1]):
                saved[j] += max(0.0, cost[pairs.demands[e]] - pairs.site_costs[e])
            last = j
            j = int(np.argmax(saved))
        if saved[j] <= 0:
            return
        opened[j] = True
        saved[j] = -1.0
        for e in range(pairs.site_starts[j], pairs.site_starts[j + 1]):
            i = pairs.demands[e]
            cost[i] = min(cost[i], pairs.site_costs[e])


@compiled
def interchange(
    pairs: Pairs,
    rows: Rows,
    opened: Flags,
    fixed: Flags,
    banned: Flags,
    slots: int,
    alone: float,
    passes: int,
) -> float:
    """Swap sites while that helps, in place; returns the cost.

    Parameters
    ----------
    pairs, rows
        The question; the rows are kept where the open sites keep them at the outset.
    opened
        Open sites, shape (m,); changed.
    fixed, banned
        Sites that stay open and sites that stay closed.
    slots
        How many sites beside the fixed ones may be open.
    alone
        Cost of a demand that no open site serves, more than all others together.
    passes
        Most rounds over all sites.
    """
    count = len(pairs.starts) - 1
    near, first, second = np.empty(count, np.int64), np.empty(count), np.empty(count)
    loss, less = np.zeros(len(opened)), np.zeros(len(opened))
    for i in range(count):
        _look(pairs, opened, alone, near, first, second, i)
        if near[i] >= 0:
            loss[near[i]] += second[i] - first[i]
    used = np.zeros(len(rows.most))
    _count(rows, opened, used)
    movable = np.flatnonzero(opened & ~fixed)
    room = slots - len(movable)
    j, vain = -1, 0
    for _ in range(passes * len(opened)):
        j = (j + 1) % len(opened)
        vain += 1
        if vain > len(opened):
            break
        if opened[j] or banned[j]:
            continue
        gain = _gain(pairs, j, near, first, second, less)
        out = _worst(rows, used, movable, loss, less, j, gain, room > 0)
        _forget(pairs, j, near, less)
        if out == -2:
            continue
        if out >= 0:
            gone = movable[out]
            movable[out] = j
            opened[gone] = False
            opened[j] = True
            _renew(pairs, opened, alone, near, first, second, loss, gone)
        else:
            movable = np.append(movable, j)
            room -= 1
            opened[j] = True
        _renew(pairs, opened, alone, near, first, second, loss, j)
        used[:] = 0.0
        _count(rows, opened, used)
        vain = 0
    return float(first.sum())


@compiled
def _look(
    pairs: Pairs,
    opened: Flags,
    alone: float,
    near: Indices,
    first: Numbers,
    second: Numbers,
    i: int,
) -> None:
    """Find the two cheapest open sites of a demand."""
    near[i] = -1
    first[i] = alone
    second[i] = alone
    for e in range(pairs.starts[i], pairs.starts[i + 1]):
        if opened[pairs.sites[e]]:
            if near[i] >= 0:
                second[i] = pairs.costs[e]
                return
            near[i] = pairs.sites[e]
            first[i] = pairs.costs[e]


@compiled
def _count(rows: Rows, opened: Flags, used: Numbers) -> None:
    if len(used):
        for j in np.flatnonzero(opened):
            for e in range(rows.starts[j], rows.starts[j + 1]):
                used[rows.rows[e]] += rows.shares[e]


@compiled
def _gain(
    pairs: Pairs, j: int, near: Indices, first: Numbers, second: Numbers, less: Numbers
) -> float:
    """What opening a site saves; `less`: how much less closing others then costs."""
    gain = 0.0
    for e in range(pairs.site_starts[j], pairs.site_starts[j + 1]):
        i = pairs.demands[e]
        cost = pairs.site_costs[e]
        if cost < first[i]:
            gain += first[i] - cost
            if near[i] >= 0:
                less[near[i]] += second[i] - first[i]
        elif cost < second[i] and near[i] >= 0:
            less[near[i]] += second[i] - cost
    return gain


@compiled
def _worst(
    rows: Rows,
    used: Numbers,
    movable: Indices,
    loss: Numbers,
    less: Numbers,
    j: int,
    gain: float,
    room: bool,
) -> int:
    """Position of the site to give up for another: -1 for none, -2 if none helps."""
    best, found = -1e-9 * (1.0 + gain), -2
    if room and gain > -best and _fits(rows, used, j, -1):
        best, found = -gain, -1
    for t in range(len(movable)):
        change = loss[movable[t]] - less[movable[t]] - gain
        if change < best and _fits(rows, used, j, movable[t]):
            best, found = change, t
    return found


@compiled
def _fits(rows: Rows, used: Numbers, j: int, gone: int) -> bool:
    """Whether rows stay kept when one site opens and another, if any, closes."""
    if len(used) == 0:
        return True
    after = used.copy()
    for e in range(rows.starts[j], rows.starts[j + 1]):
        after[rows.rows[e]] += rows.shares[e]
    if gone >= 0:
        for e in range(rows.starts[gone], rows.starts[gone + 1]):
            after[rows.rows[e]] -= rows.shares[e]
    for k in range(len(used)):
        if after[k] > rows.most[k] + 1e-9 or after[k] < rows.least[k] - 1e-9:
            return False
    return True


@compiled
def _forget(pairs: Pairs, j: int, near: Indices, less: Numbers) -> None:
    for e in range(pairs.site_starts[j], pairs.site_starts[j + 1]):
        if near[pairs.demands[e]] >= 0:
            less[near[pairs.demands[e]]] = 0.0


@compiled
def _renew(
    pairs: Pairs,
    opened: Flags,
    alone: float,
    near: Indices,
    first: Numbers,
    second: Numbers,
    loss: Numbers,
    site: int,
) -> None:
    """Look again at the demands of a site that opened or closed."""
    for e in range(pairs.site_starts[site], pairs.site_starts[site + 1]):
        i = pairs.demands[e]
        if pairs.site_costs[e] > second[i]:
            continue
        if near[i] >= 0:
            loss[near[i]] -= second[i] - first[i]
        _look(pairs, opened, alone, near, first, second, i)
        if near[i] >= 0:
            loss[near[i]] += second[i] - first[i]
