"""Covers of least cost where groups of columns have a limit: by branch and bound."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from planner.milp import Model, solve
from planner.siting.cover_bound import rounded_bound
from planner.siting.cover_search import CoverSearch
from planner.siting.plan import Watch
from planner.siting.reducing import Cover, reduce
from planner.siting.set_cover import CoverAnswer
from planner.siting.sites import Numbers

_FIRST_STEPS = 3_000
_SEARCH_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """Most columns of each group that may be chosen.

    Parameters
    ----------
    matrix
        Shape (groups, columns), ones where a column is of a group.
    most
        Shape (groups,).
    """

    matrix: csr_array
    most: Numbers


def choose_within(
    cover: Cover,
    limits: Limits,
    *,
    time_limit_s: float,
    seed: int = 0,
    watch: Watch | None = None,
) -> CoverAnswer:
    """Find a cover of least cost that keeps limits.

    Parameters
    ----------
    cover, limits
        The question, over the same columns.
    time_limit_s, seed, watch
        As for :func:`planner.siting.set_cover.solve_cover`.

    Returns
    -------
    CoverAnswer
        With an infinite cost where none was found, and an infinite bound as well where
        surely none is.
    """
    grouped = np.zeros(len(cover.cost), dtype=bool)
    grouped[limits.matrix.indices] = True
    left = reduce(cover, may_replace=~grouped)
    most = limits.most - limits.matrix[:, left.taken].sum(axis=1)
    if (most < 0).any():
        return CoverAnswer(left.taken, math.inf, math.inf)
    taken = float(cover.cost[left.taken].sum())
    if len(left.cover.need) == 0:
        return CoverAnswer(left.taken, taken, taken)
    search = CoverSearch(left.cover, seed=seed)
    search.run(time_limit_s=_SEARCH_SHARE * time_limit_s, most_steps=_FIRST_STEPS)
    start = np.zeros(len(left.columns))
    start[search.best] = 1.0
    rows = len(left.cover.need)
    sides = limits.matrix[:, left.columns]
    answer = solve(
        Model(
            cost=left.cover.cost,
            lower=np.zeros(len(start)),
            upper=np.ones(len(start)),
            matrix=csr_array(vstack((left.cover.matrix, sides))),
            row_lower=np.append(left.cover.need, np.full(len(most), -np.inf)),
            row_upper=np.append(np.full(rows, np.inf), most),
            integer=np.ones(len(start), dtype=bool),
        ),
        time_limit_s=time_limit_s,
        start=start,
        seed=seed,
        watch=with_taken(watch, taken),
    )
    if not answer.is_found:
        surely = answer.status == "infeasible"
        bound = math.inf if surely else max(taken + answer.bound, 0.0)
        return CoverAnswer(left.taken, math.inf, bound)
    found = left.columns[np.flatnonzero(answer.values > 0.5)]
    every = np.sort(np.concatenate((left.taken, found)))
    cost = float(cover.cost[every].sum())
    bound = cost if answer.status == "optimal" else taken + answer.bound
    return CoverAnswer(every, cost, rounded_bound(bound, cost, cover.is_whole))


def with_taken(watch: Watch | None, taken: float) -> Watch | None:
    """Watch of a rest, told of the whole."""
    if watch is None:
        return None
    return lambda cost, bound: watch(cost + taken, bound + taken)
