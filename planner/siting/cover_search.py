"""A search for cheap covers.

Sources: Gao, Weise and Li 2015, "An efficient local search heuristic with row weighting
for the unicost set covering problem"; Luo, Xing, Cai and Hu 2022, "NuSC: an effective
local search algorithm for solving the set covering problem", for costs.
"""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.siting.reducing import Cover, Ints, Nodes, Numbers, lists

Marks = npt.NDArray[np.bool_]
# Steps between two looks at the clock.
_STEPS_A_LOOK = 1_000
_TELL_EVERY_S = 0.2
# Positions in the counters: short rows, chosen columns, steps, last column chosen, and
# what the random numbers come from.
_SHORT, _CHOSEN, _STEP, _LAST, _RANDOM = range(5)


class _State(NamedTuple):
    """Arrays of a search, by row, by column, and its counters.

    The score of a column is the weight of the rows it would serve, if it is not
    chosen, or of those that would fall short without it. ``only`` holds the chosen
    columns of a row joined by exclusive or: where there is one, it is that one.
    """

    row_starts: Ints
    row_columns: Nodes
    column_starts: Ints
    column_rows: Nodes
    need: Nodes
    covered: Nodes
    only: Nodes
    weight: Ints
    short: Nodes
    short_at: Nodes
    cost: Numbers
    chosen: Marks
    score: Ints
    stamp: Ints
    free: Marks
    members: Nodes
    member_at: Nodes
    best: Marks
    counters: Ints


def _begin(cover: Cover, seed: int) -> _State:
    rows, columns = cover.matrix.shape
    turned = csr_array(cover.matrix.T.tocsr())
    row_starts, row_columns = lists(cover.matrix)
    column_starts, column_rows = lists(turned)
    return _State(
        row_starts=row_starts,
        row_columns=row_columns,
        column_starts=column_starts,
        column_rows=column_rows,
        need=cover.need.astype(np.int32),
        covered=np.zeros(rows, dtype=np.int32),
        only=np.zeros(rows, dtype=np.int32),
        weight=np.ones(rows, dtype=np.int64),
        short=np.arange(rows, dtype=np.int32),
        short_at=np.arange(rows, dtype=np.int32),
        cost=cover.cost.astype(np.float64),
        chosen=np.zeros(columns, dtype=np.bool_),
        score=np.diff(turned.indptr).astype(np.int64),
        stamp=np.zeros(columns, dtype=np.int64),
        free=np.ones(columns, dtype=np.bool_),
        members=np.zeros(columns, dtype=np.int32),
        member_at=np.full(columns, -1, dtype=np.int32),
        best=np.ones(columns, dtype=np.bool_),
        counters=np.array([rows, 0, 0, -1, 2 * seed + 1], dtype=np.int64),
    )


class CoverSearch:
    """A search for cheap covers that can be stopped and gone on with.

    Parameters
    ----------
    cover
        The question; it is open, has rows, and its columns all cost something.
    seed
        For the choices made at random.

    Attributes
    ----------
    cost
        Of the cheapest cover found.
    """

    def __init__(self, cover: Cover, *, seed: int = 0) -> None:
        self._state = _begin(cover, seed)
        self.cost = _start(self._state)

    @property
    def best(self) -> Indices:
        """Columns of the cheapest cover found, ascending."""
        return np.flatnonzero(self._state.best)

    def run(
        self,
        *,
        time_limit_s: float,
        most_steps: int | None = None,
        target: float = -math.inf,
        stop: Callable[[float], bool] | None = None,
    ) -> None:
        """Go on until time is out or a cover is cheap enough.

        Parameters
        ----------
        time_limit_s
            Seconds.
        most_steps
            Steps after which it ends as well.
        target
            Cost at which it ends.
        stop
            Told the least cost a few times a second; True ends the search.
        """
        told = time.perf_counter()
        end = told + time_limit_s
        left = math.inf if most_steps is None else most_steps
        while left > 0 and self.cost > target:
            steps = int(min(_STEPS_A_LOOK, left))
            self.cost = _search(self._state, self.cost, steps)
            left -= steps
            now = time.perf_counter()
            if now >= end:
                return
            if stop is not None and now - told > _TELL_EVERY_S:
                told = now
                if stop(self.cost):
                    return


@compiled
def _random(counters: Ints, below: int) -> int:
    """Next number of a xorshift generator (Marsaglia 2003), less than ``below``."""
    x = counters[_RANDOM]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    counters[_RANDOM] = x
    return int((x & 0x7FFFFFFFFFFFFFFF) % below)


@compiled
def _add(s: _State, column: int) -> None:
    """Choose a column."""
    s.chosen[column] = True
    s.member_at[column] = s.counters[_CHOSEN]
    s.members[s.counters[_CHOSEN]] = column
    s.counters[_CHOSEN] += 1
    s.stamp[column] = s.counters[_STEP]
    total = np.int64(0)
    for e in range(s.column_starts[column], s.column_starts[column + 1]):
        row = s.column_rows[e]
        s.covered[row] += 1
        s.only[row] ^= column
        spare = s.covered[row] - s.need[row]
        if spare <= 0:
            total += s.weight[row]
        if spare == 0:
            _set_served(s, row)
            for f in range(s.row_starts[row], s.row_starts[row + 1]):
                other = s.row_columns[f]
                if not s.chosen[other]:
                    s.score[other] -= s.weight[row]
                    s.free[other] = True
        elif spare == 1 and s.need[row] == 1:
            s.score[s.only[row] ^ column] -= s.weight[row]
        elif spare == 1:
            for f in range(s.row_starts[row], s.row_starts[row + 1]):
                other = s.row_columns[f]
                if s.chosen[other]:
                    s.score[other] -= s.weight[row]
    s.score[column] = total


@compiled
def _drop(s: _State, column: int) -> None:
    """Undo the choice of a column."""
    s.chosen[column] = False
    s.counters[_CHOSEN] -= 1
    last = s.members[s.counters[_CHOSEN]]
    s.members[s.member_at[column]] = last
    s.member_at[last] = s.member_at[column]
    s.stamp[column] = s.counters[_STEP]
    total = np.int64(0)
    for e in range(s.column_starts[column], s.column_starts[column + 1]):
        row = s.column_rows[e]
        s.covered[row] -= 1
        s.only[row] ^= column
        spare = s.covered[row] - s.need[row]
        if spare < 0:
            total += s.weight[row]
        if spare == -1:
            _set_short(s, row)
            for f in range(s.row_starts[row], s.row_starts[row + 1]):
                other = s.row_columns[f]
                if not s.chosen[other]:
                    s.score[other] += s.weight[row]
                    s.free[other] = True
        elif spare == 0 and s.need[row] == 1:
            s.score[s.only[row]] += s.weight[row]
        elif spare == 0:
            for f in range(s.row_starts[row], s.row_starts[row + 1]):
                other = s.row_columns[f]
                if s.chosen[other]:
                    s.score[other] += s.weight[row]
    s.score[column] = total
    s.free[column] = False


@compiled
def _set_short(s: _State, row: int) -> None:
    s.short[s.counters[_SHORT]] = row
    s.short_at[row] = s.counters[_SHORT]
    s.counters[_SHORT] += 1


@compiled
def _set_served(s: _State, row: int) -> None:
    s.counters[_SHORT] -= 1
    last = s.short[s.counters[_SHORT]]
    s.short[s.short_at[row]] = last
    s.short_at[last] = s.short_at[row]


@compiled
def _start(s: _State) -> float:
    """Choose greedily until no row is short; the cost."""
    cost = 0.0
    while s.counters[_SHORT] > 0:
        best = -1
        for column in range(len(s.cost)):
            if not s.chosen[column] and (
                best < 0
                or s.score[column] * s.cost[best] > s.score[best] * s.cost[column]
            ):
                best = column
        _add(s, best)
        cost += s.cost[best]
    s.best[:] = s.chosen
    return cost


@compiled
def _least_missed(s: _State, kept: int) -> int:
    """Chosen column whose loss weighs least for its cost, the oldest of equals."""
    best = -1
    for at in range(s.counters[_CHOSEN]):
        column = s.members[at]
        if column == kept:
            continue
        if best < 0:
            best = column
            continue
        a = s.score[column] * s.cost[best]
        b = s.score[best] * s.cost[column]
        if a < b or (a == b and s.stamp[column] < s.stamp[best]):
            best = column
    return best


@compiled
def _most_wanted(s: _State, row: int, budget: float) -> int:
    """Column of a short row that serves most for its cost; -1 where none may come.

    A column that was dropped waits until something near it has changed.
    """
    best = -1
    for e in range(s.row_starts[row], s.row_starts[row + 1]):
        column = s.row_columns[e]
        if s.chosen[column] or not s.free[column] or s.cost[column] >= budget:
            continue
        if best < 0:
            best = column
            continue
        a = s.score[column] * s.cost[best]
        b = s.score[best] * s.cost[column]
        if a > b or (a == b and s.stamp[column] < s.stamp[best]):
            best = column
    return best


@compiled
def _search(s: _State, least: float, steps: int) -> float:
    """Go on for so many steps; the least cost."""
    cost = np.float64(0.0)
    for at in range(s.counters[_CHOSEN]):
        cost += s.cost[s.members[at]]
    for _ in range(steps):
        s.counters[_STEP] += 1
        while s.counters[_SHORT] == 0:
            if cost < least:
                least = cost
                s.best[:] = s.chosen
            column = _least_missed(s, -1)
            _drop(s, column)
            cost -= s.cost[column]
        column = _least_missed(s, s.counters[_LAST])
        if column >= 0:
            _drop(s, column)
            cost -= s.cost[column]
        while s.counters[_SHORT] > 0:
            row = s.short[_random(s.counters, s.counters[_SHORT])]
            column = _most_wanted(s, row, least - cost)
            if column < 0:
                break
            _add(s, column)
            cost += s.cost[column]
            s.counters[_LAST] = column
        for at in range(s.counters[_SHORT]):
            row = s.short[at]
            s.weight[row] += 1
            for e in range(s.row_starts[row], s.row_starts[row + 1]):
                s.score[s.row_columns[e]] += 1
    return least
