"""An upper bound on the demand that can be covered, by Lagrangian relaxation.

The rows "covered only if open sites reach it" are relaxed, as by Galvao and ReVelle
(1996, "A Lagrangean heuristic for the maximal covering location problem"); what is left
is taken one site and one demand at a time. Multipliers follow the subgradient (Held,
Wolfe and Crowder 1974, "Validation of subgradient optimization"), smoothed (Camerini,
Fratta and Maffioli 1975, "On improving relaxation methods by modified gradient
techniques"). Any multipliers prove a bound, so it holds whenever the search ends.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.maximal_core import Core
from planner.siting.sites import Numbers

Positions = npt.NDArray[np.int32]
# Iterations without a better bound after which steps are halved.
_PATIENCE = 15
_LAST_STEP = 0.0005
_MEMORY = 0.9
# Share of itself by which a bound must fall to count as better.
_LEAST_FALL = 1e-5


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Multipliers and what they prove.

    Parameters
    ----------
    bound
        No plan covers more.
    multipliers
        Of each row of the core.
    worth
        Multipliers of the rows that each column covers, added up.
    loss
        By how much the bound falls at least if a column is forced out where it was
        taken, or in where it was not.
    taken
        Columns that the relaxed question opens wholly.
    """

    bound: float
    multipliers: Numbers
    worth: Numbers
    loss: Numbers
    taken: Flags


def first_multipliers(core: Core) -> Numbers:
    """Multipliers to begin with: demand shared out to all sites that reach it."""
    many: Indices = np.diff(core.cover.indptr)
    return core.weight / np.maximum(many, core.need)


def relax(
    core: Core,
    best: float,
    multipliers: Numbers,
    *,
    iterations: int,
    first_step: float = 1.5,
) -> Relaxed:
    """Lower the bound for a number of iterations, or until it meets the best plan.

    Parameters
    ----------
    core
        The question.
    best
        Demand covered by the best plan known, or less.
    multipliers
        To begin with, shape (r,); see :func:`first_multipliers`.
    iterations
        Most steps.
    first_step
        Share of the distance to the best plan that the first steps go.
    """
    costs, limit = _limit(core)
    found, bound = _descend(
        core.cover.indptr,
        core.cover.indices,
        core.weight,
        core.need,
        costs,
        limit,
        multipliers,
        best - core.base + core.step * 0.999,
        iterations,
        first_step,
    )
    return _told(core, found, bound, costs, limit)


def _limit(core: Core) -> tuple[Numbers, float]:
    """One limit on sites, by number or by cost; leaving out the other is no harm."""
    ones = np.ones(len(core.site))
    if np.isinf(core.budget):
        return ones, float(core.p)
    if core.p >= len(core.site):
        return core.price, core.budget
    # Whichever stops sooner, were the cheapest bought first.
    bought = int(np.searchsorted(np.cumsum(np.sort(core.price)), core.budget, "right"))
    by_cost = (core.price, core.budget)
    return by_cost if bought < core.p else (ones, float(core.p))


def _told(
    core: Core, multipliers: Numbers, bound: float, costs: Numbers, limit: float
) -> Relaxed:
    worth = _worth(core.cover.indptr, core.cover.indices, multipliers, len(core.site))
    share, _ = _take(worth, costs, limit)
    taken = share > 1 - 1e-9
    # The marginal worth of the limit, from either side.
    rate = worth / np.maximum(costs, 1e-12)
    last = rate[share > 0].min(initial=np.inf)
    following = rate[~taken].max(initial=0.0)
    if not (share > 0).any():
        last = following
    if (share * costs).sum() < limit - 1e-9:
        last = following = 0.0
    if ((share > 0) & ~taken).any():
        following = last
    loss = np.where(taken, worth - following * costs, last * costs - worth)
    proved = core.tighten(core.base + min(bound, float(core.weight.sum())))
    # What rounding took off the bound is no part of what a change costs.
    loss = np.maximum(loss - (core.base + bound - proved), 0.0)
    return Relaxed(proved, multipliers, worth, loss, taken)


@compiled
def _worth(
    starts: Positions,
    columns: Positions,
    multipliers: Numbers,
    sites: int,
) -> Numbers:
    worth = np.zeros(sites)
    for row in range(len(starts) - 1):
        much = multipliers[row]
        if much > 0:
            for at in range(starts[row], starts[row + 1]):
                worth[columns[at]] += much
    return worth


@compiled
def _take(
    worth: Numbers,
    costs: Numbers,
    limit: float,
) -> tuple[Numbers, float]:
    """Fill the limit with the sites worth most for their cost; the last one in part."""
    share = np.zeros(len(worth))
    order = np.argsort(-worth / np.maximum(costs, 1e-12))
    left = limit
    total = 0.0
    for site in order:
        if worth[site] <= 0:
            break
        if costs[site] <= left:
            share[site] = 1.0
            left -= costs[site]
            total += worth[site]
        else:
            share[site] = left / costs[site]
            total += worth[site] * share[site]
            break
    return share, total


@compiled
def _descend(
    starts: Positions,
    columns: Positions,
    weight: Numbers,
    need: Indices,
    costs: Numbers,
    limit: float,
    first: Numbers,
    target: float,
    iterations: int,
    step: float,
) -> tuple[Numbers, float]:
    """Return the multipliers of the lowest bound found, and that bound."""
    rows = len(weight)
    now = first.copy()
    best = first.copy()
    lowest = np.inf
    slope = np.zeros(rows)
    waited = 0
    for _ in range(iterations):
        worth = _worth(starts, columns, now, len(costs))
        share, total = _take(worth, costs, limit)
        for row in range(rows):
            total += max(weight[row] - need[row] * now[row], 0.0)
        fell = lowest == np.inf or total < lowest * (1 - _LEAST_FALL)
        waited = 0 if fell else waited + 1
        if total < lowest:
            lowest = total
            best[:] = now
        if lowest < target or step < _LAST_STEP:
            break
        if waited >= _PATIENCE:
            step *= 0.5
            waited = 0
            now[:] = best
            slope[:] = 0
            continue
        norm = 0.0
        for row in range(rows):
            reached = 0.0
            for at in range(starts[row], starts[row + 1]):
                reached += share[columns[at]]
            paid = need[row] if need[row] * now[row] < weight[row] else 0.0
            slope[row] = _MEMORY * slope[row] + (1 - _MEMORY) * (reached - paid)
            least = now[row] <= 0 and slope[row] > 0
            most = need[row] * now[row] >= weight[row] and slope[row] < 0
            if not (least or most):
                norm += slope[row] * slope[row]
        if norm < 1e-12:
            break
        length = step * (total - target) / norm
        for row in range(rows):
            there = now[row] - length * slope[row]
            now[row] = min(max(there, 0.0), weight[row] / need[row])
    return best, lowest
