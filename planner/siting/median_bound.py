"""What no p-median can better: prices on "each demand is served once".

Source: the Lagrangian relaxation of Cornuejols, Fisher and Nemhauser (1977, "Location
of bank accounts to optimize float"), climbed by subgradient steps as in Beasley (1993,
"Lagrangean heuristics for location problems"). A step looks only at the sites that cost
a demand less than its price, the radius of Garcia, Labbe and Marin (2011, "Solving
large p-median problems with a radius formulation").
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from planner.problem import Flags
from planner.siting.median_pairs import Pairs, Rows
from planner.siting.sites import Numbers

Status = npt.NDArray[np.int8]
_Point = tuple[Numbers, Numbers, Numbers, Flags]
FREE, OPEN, CLOSED = 0, 1, 2
# How much of the last direction is kept (Crowder 1976), and the pace of averages.
_MEMORY, _PACE = 0.5, 0.1
LEAST_SCALE = 1e-3


class Ascent(NamedTuple):
    """The best point of a climb.

    Parameters
    ----------
    bound
        What no plan can better.
    prices, row_prices
        Of each demand and of each row.
    worth
        What each site adds to the bound when open, mostly negative.
    chosen
        Sites open at the bound.
    share
        How often each was chosen of late: near the linear model's values.
    scale
        Length of steps at the end; small when the climb is over.
    """

    bound: float
    prices: Numbers
    row_prices: Numbers
    worth: Numbers
    chosen: Flags
    share: Numbers
    scale: float


@compiled
def ascend(
    pairs: Pairs,
    rows: Rows,
    status: Status,
    slots: int,
    start_prices: Numbers,
    start_row_prices: Numbers,
    upper: float,
    goal: float,
    scale: float,
    steps: int,
    patience: int,
) -> Ascent:
    """Climb from given prices.

    Parameters
    ----------
    pairs, rows
        The question.
    status
        Of each site: may open, is open, is closed; shape (m,).
    slots
        How many free sites may open.
    start_prices, start_row_prices
        Shapes (n,) and (k,).
    upper
        Value of a known plan, or a guess: steps aim at it.
    goal
        Bound at which to stop.
    scale, steps, patience
        Length of steps, their number, and after how many in vain they are halved.
    """
    prices, row_prices = start_prices.copy(), start_row_prices.copy()
    slope, row_slope = np.zeros(len(prices)), np.zeros(len(row_prices))
    worth, share = np.zeros(len(status)), np.zeros(len(status))
    chosen = np.zeros(len(status), dtype=np.bool_)
    pairs = _without_closed(pairs, status)
    _move(pairs, rows, status, prices, row_prices, slope, row_slope, 0.0)
    best = Ascent(-np.inf, prices, row_prices, worth, chosen, share, scale)
    stale = 0
    for _ in range(steps):
        bound = _weigh(pairs, rows, prices, row_prices, worth)
        bound += _choose(status, worth, slots, chosen)
        share += _PACE * (chosen - share)
        if bound > best.bound:
            # Steps too small to matter do not count as success.
            if bound > best.bound + 1e-7 * abs(bound):
                stale = 0
            point = (prices, row_prices, worth, chosen)
            best = _noted(bound, point, share, scale)
        stale += 1
        if bound >= goal:
            break
        if stale > patience:
            stale = 0
            scale *= 0.5
            if scale < LEAST_SCALE:
                break
            _return_to(best, (prices, row_prices, worth, chosen), slope, row_slope)
            bound = best.bound
        norm = _lean(pairs, rows, prices, row_prices, chosen, slope, row_slope)
        if norm < 1e-12 or upper <= bound:
            scale = 0.0
            break
        length = scale * (upper - bound) / norm
        _move(pairs, rows, status, prices, row_prices, slope, row_slope, length)
    point = (best.prices, best.row_prices, best.worth, best.chosen)
    return _noted(best.bound, point, share, scale)


@compiled
def _noted(bound: float, point: _Point, share: Numbers, scale: float) -> Ascent:
    """Keep a point as it is now."""
    prices, row_prices, worth, chosen = point
    return Ascent(
        bound,
        prices.copy(),
        row_prices.copy(),
        worth.copy(),
        chosen.copy(),
        share,
        scale,
    )


@compiled
def _return_to(best: Ascent, point: _Point, slope: Numbers, row_slope: Numbers) -> None:
    """Go back to the best point and forget the direction."""
    prices, row_prices, worth, chosen = point
    prices[:] = best.prices
    row_prices[:] = best.row_prices
    worth[:] = best.worth
    chosen[:] = best.chosen
    slope[:] = 0.0
    row_slope[:] = 0.0


@compiled
def _without_closed(pairs: Pairs, status: Status) -> Pairs:
    """Drop closed sites, and all beyond an open one, from the order by demand."""
    starts = np.empty_like(pairs.starts)
    sites, costs = np.empty_like(pairs.sites), np.empty_like(pairs.costs)
    count = 0
    for i in range(len(starts) - 1):
        starts[i] = count
        for e in range(pairs.starts[i], pairs.starts[i + 1]):
            state = status[pairs.sites[e]]
            if state != CLOSED:
                sites[count], costs[count] = pairs.sites[e], pairs.costs[e]
                count += 1
            if state == OPEN:
                break
    starts[-1] = count
    return Pairs(
        starts,
        sites[:count],
        costs[:count],
        pairs.site_starts,
        pairs.demands,
        pairs.site_costs,
    )


@compiled
def _weigh(
    pairs: Pairs,
    rows: Rows,
    prices: Numbers,
    row_prices: Numbers,
    worth: Numbers,
) -> float:
    """Fill in the worth of every site; returns what prices alone add up to."""
    total = 0.0
    worth[:] = 0.0
    for k in range(len(row_prices)):
        if row_prices[k] > 0:
            total -= row_prices[k] * rows.most[k]
        elif row_prices[k] < 0:
            total -= row_prices[k] * rows.least[k]
    if len(row_prices):
        for j in range(len(worth)):
            for e in range(rows.starts[j], rows.starts[j + 1]):
                worth[j] += rows.shares[e] * row_prices[rows.rows[e]]
    for i in range(len(prices)):
        price = prices[i]
        total += price
        for e in range(pairs.starts[i], pairs.starts[i + 1]):
            if pairs.costs[e] >= price:
                break
            worth[pairs.sites[e]] += pairs.costs[e] - price
    return total


@compiled
def _choose(status: Status, worth: Numbers, slots: int, chosen: Flags) -> float:
    """Open what is worth most within the slots; returns the worth of all open."""
    total = 0.0
    chosen[:] = False
    free = np.empty(len(status), dtype=np.int64)
    count = 0
    for j in range(len(status)):
        if status[j] == OPEN:
            chosen[j] = True
            total += worth[j]
        elif status[j] == FREE and worth[j] < 0:
            free[count] = j
            count += 1
    order = np.argsort(worth[free[:count]], kind="mergesort")
    for t in range(min(slots, count)):
        j = free[order[t]]
        chosen[j] = True
        total += worth[j]
    return total


@compiled
def _lean(
    pairs: Pairs,
    rows: Rows,
    prices: Numbers,
    row_prices: Numbers,
    chosen: Flags,
    slope: Numbers,
    row_slope: Numbers,
) -> float:
    """Turn the direction towards the steepest ascent; returns its square length."""
    norm = 0.0
    for i in range(len(prices)):
        short = 1.0
        for e in range(pairs.starts[i], pairs.starts[i + 1]):
            if pairs.costs[e] >= prices[i]:
                break
            if chosen[pairs.sites[e]]:
                short -= 1.0
        slope[i] = short + _MEMORY * slope[i]
        norm += slope[i] * slope[i]
    used = np.zeros(len(row_prices))
    if len(row_prices):
        for j in range(len(chosen)):
            if chosen[j]:
                for e in range(rows.starts[j], rows.starts[j + 1]):
                    used[rows.rows[e]] += rows.shares[e]
    for k in range(len(row_prices)):
        over = used[k] - rows.most[k]
        under = used[k] - rows.least[k]
        if row_prices[k] > 0 or (row_prices[k] == 0 and over > 0):
            turn = over
        elif row_prices[k] < 0 or under < 0:
            turn = under
        else:
            turn = 0.0
        row_slope[k] = turn + _MEMORY * row_slope[k]
        norm += row_slope[k] * row_slope[k]
    return norm


@compiled
def _move(
    pairs: Pairs,
    rows: Rows,
    status: Status,
    prices: Numbers,
    row_prices: Numbers,
    slope: Numbers,
    row_slope: Numbers,
    length: float,
) -> None:
    """Take a step; no demand is worth more than its cost at a site that is open."""
    for i in range(len(prices)):
        price = max(0.0, prices[i] + length * slope[i])
        for e in range(pairs.starts[i], pairs.starts[i + 1]):
            if pairs.costs[e] >= price:
                break
            if status[pairs.sites[e]] == OPEN:
                price = pairs.costs[e]
                break
        prices[i] = price
    for k in range(len(row_prices)):
        price = row_prices[k] + length * row_slope[k]
        # A side without limit has no price.
        if price > 0 and rows.most[k] == np.inf:
            price = 0.0
        if price < 0 and rows.least[k] == -np.inf:
            price = 0.0
        row_prices[k] = price


def settle(at: Ascent, status: Status, slots: int, goal: float) -> Status:
    """Open and close free sites whose other choice cannot reach the goal.

    Parameters
    ----------
    at
        A point of a climb with this status and these slots.
    status
        Of each site, shape (m,).
    slots
        How many free sites may open.
    goal
        Greatest value that is still of interest.

    Returns
    -------
    Status
        A new array.
    """
    found = status.copy()
    taken = (status == FREE) & at.chosen
    left = (status == FREE) & ~at.chosen
    full = int(taken.sum()) >= slots
    # To open one more, the least worthy must go; to close one, the next may come.
    last = float(at.worth[taken].max(initial=-np.inf)) if full and slots else 0.0
    following = float(at.worth[left].min(initial=0.0)) if full else 0.0
    found[left & (at.bound + at.worth - last > goal)] = CLOSED
    found[taken & (at.bound - at.worth + min(following, 0.0) > goal)] = OPEN
    return found
