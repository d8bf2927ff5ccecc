"""Tours put together so that every rule between them is kept, as a linear model.

Method: column generation (Desaulniers, Desrosiers and Solomon 2005, "Column
Generation"): the model knows a few tours, its duals price the stays, and the tours that
would make it better are found and added until there are none.
"""

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from planner.tours.problem import Flags, Floats, Ints

# Yuan of a rule that the tours known so far cannot keep; no true plan costs as much.
_BROKEN = 1e8
# Columns are added: what was feasible stays so.
_PRIMAL, _DUAL = 4, 1


class Master:
    """A linear model over tours that grows by columns.

    Parameters
    ----------
    matrix, lower, upper
        Rows over the n options, shape (r, n), (r,), (r,).
    counts
        Sets of each group, shape (g,).
    tasks
        How many of the first rows are of tasks, each made at most once.
    """

    def __init__(
        self,
        matrix: csr_array,
        lower: Floats,
        upper: Floats,
        counts: Ints,
        tasks: int,
    ) -> None:
        self._matrix = csc_array(matrix)
        self._by_row = csr_array(matrix)
        self._lower, self._upper = lower.copy(), upper
        self._counts = counts.astype(np.float64)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._solver, self._tasks = solver, tasks
        none, empty = np.empty(0, dtype=np.int32), np.empty(0)
        for count in self._counts.tolist():
            solver.addRow(-np.inf, count, 0, none, empty)
        # Most rows of what a county may be given bind nowhere; they are added where
        # they do.
        lazy = (lower <= 0) & (upper <= 1)
        lazy[:tasks] = False
        self._active = np.flatnonzero(~lazy)
        for row in self._active.tolist():
            solver.addRow(lower[row], upper[row], 0, none, empty)
        asked = (lower > 0) | (np.arange(len(lower)) < tasks)
        self._slack = 0
        for at, row in enumerate(self._active.tolist(), len(counts)):
            if asked[row]:
                one = np.array([at], dtype=np.int32)
                solver.addCol(_BROKEN, 0.0, np.inf, 1, one, np.ones(1))
                self._slack += 1
        self._known: set[tuple[int, ...]] = set()
        self.routes: list[Ints] = []
        self.groups: list[int] = []
        self.costs: list[float] = []

    def add(self, group: int, route: Ints, cost: float) -> bool:
        """Add a tour, unless it is known."""
        key = (group, *route.tolist())
        if key in self._known:
            return False
        self._known.add(key)
        own = self._taken(route)
        rows = np.flatnonzero(own)
        at = np.append(group, rows + len(self._counts)).astype(np.int32)
        self._solver.addCol(cost, 0.0, np.inf, len(at), at, np.append(1.0, own[rows]))
        self.routes.append(route)
        self.groups.append(group)
        self.costs.append(cost)
        return True

    def _taken(self, route: Ints) -> Floats:
        """What a tour is in each row that is active."""
        own = np.zeros(len(self._lower))
        ends, rows, values = (
            self._matrix.indptr, self._matrix.indices, self._matrix.data
        )  # fmt: skip
        for option in route.tolist():
            span = slice(ends[option], ends[option + 1])
            own[rows[span]] += values[span]
        return own[self._active]

    def broken_rows(self, use: Floats) -> Ints:
        """Rows that are not active and that some use of the options breaks."""
        own = self._by_row @ use
        wrong = (own > self._upper + 1e-6) | (own < self._lower - 1e-6)
        wrong[self._active] = False
        return np.flatnonzero(wrong)

    def activate(self, rows: Ints) -> None:
        """Ask for more rows."""
        routes = csc_array(
            np.column_stack(
                [
                    np.asarray(self._by_row[rows][:, route].sum(axis=1)).ravel()
                    for route in self.routes
                ]
            )
        ).tocsr()
        for at, row in enumerate(rows.tolist()):
            own = routes[[at]]
            columns = (own.indices + self._slack).astype(np.int32)
            self._solver.addRow(
                self._lower[row], self._upper[row], len(columns), columns, own.data
            )
        self._active = np.append(self._active, rows)

    def allow(self, usable: Flags, must: Flags) -> None:
        """Leave out tours with a stay that may not be used; ask for tasks."""
        self._lower[: self._tasks] = must
        rows = np.arange(self._tasks, dtype=np.int32) + len(self._counts)
        for row, least in zip(rows.tolist(), must.tolist(), strict=True):
            self._solver.changeRowBounds(row, float(least), 1.0)
        ok = np.array([bool(usable[route].all()) for route in self.routes], dtype=bool)
        at = np.arange(self._slack, self._slack + len(ok), dtype=np.int32)
        upper = np.where(ok, np.inf, 0.0)
        self._solver.changeColsBounds(len(at), at, np.zeros(len(at)), upper)

    def solve(self, time_limit_s: float) -> Floats | None:
        """Solve the model: duals of the rows over options, then of the groups.

        None where the time is over.
        """
        if not self._is_solved(time_limit_s):
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kUnknown:
                return None
            # Rounding led the simplex astray: the other one begins anew.
            self._solver.clearSolver()
            self._solver.setOptionValue("simplex_strategy", _DUAL)
            is_solved = self._is_solved(time_limit_s)
            self._solver.setOptionValue("simplex_strategy", _PRIMAL)
            if not is_solved:
                return None
        found = np.array(self._solver.getSolution().row_dual)
        duals = np.zeros(len(self._lower))
        duals[self._active] = found[len(self._counts) :]
        # What is free to move has no price but by rounding.
        duals = np.where(np.isfinite(self._lower), duals, np.minimum(duals, 0.0))
        duals = np.where(np.isfinite(self._upper), duals, np.maximum(duals, 0.0))
        of_group = np.minimum(found[: len(self._counts)], 0.0)
        return np.concatenate([duals, of_group])

    def _is_solved(self, time_limit_s: float) -> bool:
        limit = self._solver.getRunTime() + max(time_limit_s, 0.01)
        self._solver.setOptionValue("time_limit", limit)
        self._solver.run()
        found = self._solver.getModelStatus()
        return bool(found == highspy.HighsModelStatus.kOptimal)

    def worth(self, duals: Floats) -> float:
        """What the rows over options add to the bound at some prices."""
        own = duals[: len(self._lower)]
        up, down = own > 0, own < 0
        return float(own[up] @ self._lower[up] + own[down] @ self._upper[down])

    def model(self) -> tuple[csr_array, Floats, Floats, Floats]:
        """Every row with its limits, and the cost of the tours known."""
        of_tour = csc_array(
            (
                np.ones(sum(map(len, self.routes))),
                np.concatenate(self.routes),
                np.cumsum([0, *map(len, self.routes)]),
            ),
            shape=(self._matrix.shape[1], len(self.routes)),
        )
        of_group = csr_array(
            (np.ones(len(self.groups)), (self.groups, np.arange(len(self.groups)))),
            shape=(len(self._counts), len(self.groups)),
        )
        matrix = vstack([self._by_row @ of_tour, of_group]).tocsr()
        lower = np.concatenate([self._lower, np.full(len(self._counts), -np.inf)])
        upper = np.concatenate([self._upper, self._counts])
        return matrix, lower, upper, np.array(self.costs)

    @property
    def values(self) -> Floats:
        """How much of each tour is used."""
        return np.array(self._solver.getSolution().col_value)[self._slack :]

    @property
    def is_kept(self) -> bool:
        """Whether the tours used keep every rule."""
        return not np.any(
            np.array(self._solver.getSolution().col_value)[: self._slack] > 1e-7
        )
