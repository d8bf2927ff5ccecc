"""Covers of least cost: reduced, taken apart, searched, bounded and proved."""

import math
import time
from dataclasses import dataclass

import numpy as np

from geo.travel import Indices
from planner.milp import solve
from planner.siting.cover_bound import Bound, bound_cover, cover_model, rounded_bound
from planner.siting.cover_search import CoverSearch
from planner.siting.plan import Watch
from planner.siting.reducing import (
    Cover,
    Numbers,
    Reduced,
    components,
    reduce,
    take,
    without,
)

# Steps of the search before a proof is tried.
_FIRST_STEPS = 5_000
# What is left with more entries than this is searched, not branched on.
_MOST_ENTRIES = 150_000
# Shares of the time that the first search, the linear bound and branching may take.
_SEARCH_SHARE, _BOUND_SHARE, _BRANCH_SHARE = 0.1, 0.5, 0.75
_TOLERANCE = 1e-9
# The search here finds covers sooner than the solver's own heuristics.
_OPTIONS = {"mip_heuristic_effort": 0.0}


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """A cover, and how good it is.

    Parameters
    ----------
    chosen
        Its columns, ascending.
    cost
        Of the columns.
    bound
        No cover costs less; the cost itself where it is proved.
    """

    chosen: Indices
    cost: float
    bound: float

    @property
    def is_proved(self) -> bool:
        """Whether no cover is cheaper."""
        return self.bound >= self.cost


def solve_cover(
    cover: Cover,
    *,
    time_limit_s: float,
    seed: int = 0,
    target: float = math.inf,
    watch: Watch | None = None,
) -> CoverAnswer:
    """Find a cover of least cost.

    Parameters
    ----------
    cover
        The question; every row has as many columns as it needs.
    time_limit_s
        Seconds for all of it; the largest part gets most.
    seed
        For the choices made at random.
    target
        Most that is of use: ends once a cover costs no more, or surely none does. The
        bound then need not rise beyond it.
    watch
        Told of cost and bound; True ends it with the best so far.
    """
    end = time.perf_counter() + time_limit_s
    free = np.flatnonzero(cover.cost == 0)
    rest, columns = take(cover, free)
    left = reduce(rest)
    parts = [
        _Part(part, columns[left.columns[inside]], seed)
        for part, inside in components(left.cover)
    ]
    taken = columns[left.taken]
    run = _Run(parts, float(cover.cost[taken].sum()), target, watch, end)
    # The smallest come first: the time they do not use is left to the largest.
    for at in range(len(parts) - 1, -1, -1):
        if run.is_over():
            break
        _solve_part(parts[at], run, run.seconds_left() * run.share(at))
    chosen = np.concatenate((taken, *(part.columns[part.best] for part in parts)))
    return CoverAnswer(np.sort(_with_free(cover, chosen, free)), run.cost, run.bound)


def _with_free(cover: Cover, chosen: Indices, free: Indices) -> Indices:
    """Add columns that cost nothing, only those without which rows fall short."""
    everything = np.concatenate((chosen, free))
    spare = cover.count(everything) - cover.need
    turned = cover.matrix.T.tocsr()
    kept = []
    for column in free[::-1]:
        rows = turned.indices[turned.indptr[column] : turned.indptr[column + 1]]
        if len(rows) and spare[rows].min() <= 0:
            kept.append(column)
        else:
            spare[rows] -= 1
    return np.concatenate((chosen, np.array(kept, dtype=np.int64)))


class _Part:
    """A part that shares nothing with the others, and what is known of it."""

    def __init__(self, cover: Cover, columns: Indices, seed: int) -> None:
        self.cover, self.columns, self.seed = cover, columns, seed
        self.search = CoverSearch(cover, seed=seed)
        self.best = self.search.best
        self.cost = float(cover.cost[self.best].sum())
        self.bound = 0.0

    @property
    def is_proved(self) -> bool:
        return self.bound >= self.cost

    def offer(self, chosen: Indices) -> None:
        """Keep a cover if it is the cheapest yet."""
        cost = float(self.cover.cost[chosen].sum())
        if cost < self.cost:
            self.best, self.cost = chosen, cost

    def raise_bound(self, bound: float) -> None:
        """Keep a bound if it is the highest yet; what is as good as the cost is it."""
        bound = rounded_bound(bound, self.cost, self.cover.is_whole)
        self.bound = max(self.bound, bound)


class _Run:
    """All parts together: cost, bound, time, and whether to stop."""

    def __init__(
        self,
        parts: list[_Part],
        taken: float,
        target: float,
        watch: Watch | None,
        end: float,
    ) -> None:
        self._parts, self._taken, self._target = parts, taken, target
        self._watch, self._is_told_to_stop = watch, False
        self._end = end

    @property
    def cost(self) -> float:
        return self._taken + sum(part.cost for part in self._parts)

    @property
    def bound(self) -> float:
        return self._taken + sum(part.bound for part in self._parts)

    def limit_of(self, part: _Part) -> tuple[float, float]:
        """Most that a cover of a part may cost to be of use, and the next cost to that.

        Of use is what is cheaper, and brings the whole to the target if there is one.
        """
        others = self.bound - part.bound
        step = 1.0 if part.cover.is_whole else 0.0
        limit = min(part.cost - step, max(self._target - others, part.bound - step))
        if part.cover.is_whole:
            limit = math.floor(limit + _TOLERANCE)
        return limit, limit + step

    def share(self, at: int) -> float:
        """Share of the time left that a part may take: an equal one, more if large."""
        size: list[float] = [
            part.cover.matrix.nnz**1.5 for part in self._parts[: at + 1]
        ]
        return float(max(size[at] / sum(size), 1 / (at + 1)))

    def seconds_left(self) -> float:
        return max(self._end - time.perf_counter(), 0.0)

    def is_over(self) -> bool:
        """Tell how things stand; whether time, target or watcher say stop."""
        if self._watch is not None and not self._is_told_to_stop:
            self._is_told_to_stop = self._watch(self.cost, self.bound)
        cannot = self.bound > self._target
        enough = self.cost <= self._target < math.inf
        return self._is_told_to_stop or cannot or enough or self.seconds_left() <= 0


def _solve_part(part: _Part, run: _Run, seconds: float) -> None:
    end = time.perf_counter() + seconds
    _search(part, run, _SEARCH_SHARE * seconds, _FIRST_STEPS)
    if run.is_over():
        return
    bound = bound_cover(part.cover, time_limit_s=_BOUND_SHARE * seconds)
    part.raise_bound(bound.value)
    if run.is_over() or part.is_proved:
        return
    _branch(part, bound, run, _BRANCH_SHARE * (end - time.perf_counter()))
    if not run.is_over() and not part.is_proved:
        _search(part, run, end - time.perf_counter(), None)


def _search(part: _Part, run: _Run, seconds: float, steps: int | None) -> None:
    """Go on with the search of a part."""

    def stop(_: float) -> bool:
        part.offer(part.search.best)
        return run.is_over()

    part.search.run(
        time_limit_s=seconds, most_steps=steps, target=part.bound, stop=stop
    )
    part.offer(part.search.best)
    part.raise_bound(part.bound)


def _still_open(cover: Cover, bound: Bound, limit: float) -> Reduced | None:
    """What a cover that costs at most ``limit`` can still be; None where none can."""
    never, always = bound.never(limit), bound.always(limit)
    columns = np.flatnonzero(~never)
    rest = without(cover, np.ones(len(cover.need), dtype=bool), ~never)
    rest, kept = take(rest, np.flatnonzero(always[columns]))
    if not rest.is_open:
        return None
    left = reduce(rest)
    taken = np.concatenate((np.flatnonzero(always), columns[kept][left.taken]))
    return Reduced(left.cover, columns[kept][left.columns], np.sort(taken))


def _branch(part: _Part, bound: Bound, run: _Run, seconds: float) -> None:
    """Find a cover that is cheaper, or cheap enough, by branch and bound; or refute it.

    What is beyond the limit is not looked at, so no bound rises above that.
    """
    limit, beyond = run.limit_of(part)
    left = _still_open(part.cover, bound, limit)
    if left is None:
        part.raise_bound(beyond)
        return
    if left.cover.matrix.nnz > _MOST_ENTRIES:
        return
    taken = float(part.cover.cost[left.taken].sum())
    start = _start(left.cover, part.seed, seconds)

    def watch(_: float, proved: float) -> bool:
        part.raise_bound(min(taken + proved, beyond))
        return run.is_over()

    answer = solve(
        cover_model(left.cover),
        time_limit_s=seconds,
        start=start,
        seed=part.seed,
        watch=watch,
        options=_OPTIONS,
    )
    if answer.is_found:
        found = left.columns[np.flatnonzero(answer.values > 0.5)]
        part.offer(np.sort(np.concatenate((left.taken, found))))
    part.raise_bound(min(taken + answer.bound, beyond))


def _start(cover: Cover, seed: int, seconds: float) -> Numbers:
    """Values of a cover to begin with."""
    start = np.zeros(len(cover.cost))
    if len(cover.need):
        search = CoverSearch(cover, seed=seed)
        search.run(time_limit_s=_SEARCH_SHARE * seconds, most_steps=_FIRST_STEPS)
        start[search.best] = 1.0
    return start
