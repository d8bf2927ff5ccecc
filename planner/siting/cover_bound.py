"""What no cover can cost less than.

For any weights of rows, not negative, the need of all rows at their weight, less what
columns that serve more weight than they cost would win, is a bound: so the duals of a
linear solver bound the cost whatever its tolerance.

Source: Geoffrion 1974, "Lagrangean relaxation for integer programming"; fixing by
reduced costs as in Beasley 1987, "An algorithm for set covering problem".
"""

import math
from dataclasses import dataclass

import numpy as np

from planner.milp import Model, solve
from planner.problem import Flags
from planner.siting.reducing import Cover, Numbers

# Sums of some thousand numbers are off by far less than this share of them.
_SLACK = 1e-9
# The solver's own tolerance on objectives.
_TOLERANCE = 1e-6
# Above so many entries the interior point method is the quicker one.
_MANY_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Bound:
    """A proved bound, and what it says of each column.

    Parameters
    ----------
    value
        No cover costs less; whole where all costs are.
    loose
        The same before it was rounded up.
    reduced_cost
        Shape (columns,): what a column costs beyond the weight of the rows it serves.
    values
        Of the columns in the linear model, shape (columns,).
    """

    value: float
    loose: float
    reduced_cost: Numbers
    values: Numbers

    def never(self, limit: float) -> Flags:
        """Columns in no cover that costs at most so much."""
        return (self.reduced_cost > 0) & (self.loose + self.reduced_cost > limit)

    def always(self, limit: float) -> Flags:
        """Columns in every cover that costs at most so much."""
        return (self.reduced_cost < 0) & (self.loose - self.reduced_cost > limit)


def bound_cover(cover: Cover, *, time_limit_s: float) -> Bound:
    """Bound the cost of a cover by its linear model.

    Parameters
    ----------
    cover
        The question; it is open.
    time_limit_s
        Seconds; without an answer by then the bound is the trivial one.
    """
    rows, columns = cover.matrix.shape
    model = cover_model(cover, whole=False)
    method = "ipm" if cover.matrix.nnz > _MANY_ENTRIES else "simplex"
    answer = solve(model, time_limit_s=time_limit_s, options={"solver": method})
    if answer.status != "optimal":
        return bound_of(cover, np.zeros(rows), np.zeros(columns))
    return bound_of(cover, answer.row_dual, answer.values)


def cover_model(cover: Cover, *, whole: bool = True) -> Model:
    """Model of a cover, its columns whole or not."""
    rows, columns = cover.matrix.shape
    return Model(
        cost=cover.cost,
        lower=np.zeros(columns),
        upper=np.ones(columns),
        matrix=cover.matrix,
        row_lower=cover.need.astype(np.float64),
        row_upper=np.full(rows, np.inf),
        integer=np.full(columns, whole),
    )


def bound_of(cover: Cover, weight: Numbers, values: Numbers) -> Bound:
    """Bound that weights of the rows give; negative ones count as nothing."""
    weight = np.maximum(weight, 0.0)
    reduced_cost = cover.cost - cover.matrix.T @ weight
    won = np.minimum(reduced_cost, 0.0)
    needed = float(cover.need @ weight)
    loose = max(needed + float(won.sum()), 0.0)
    loose -= _SLACK * (1.0 + needed + float(np.abs(won).sum()))
    value = math.ceil(loose) if cover.is_whole else max(loose, 0.0)
    return Bound(float(max(value, 0.0)), loose, reduced_cost, values)


def rounded_bound(bound: float, cost: float, is_whole: bool) -> float:
    """Bound of the solver, rounded up where costs are whole; never above the cost."""
    near = cost - _TOLERANCE * max(1.0, cost)
    if is_whole and math.isfinite(cost):
        blur = max(_TOLERANCE, _SLACK * cost)
        bound = math.ceil(bound - blur) if math.isfinite(bound) else bound
        near = cost - max(0.5, blur)
    return cost if bound >= near else max(bound, 0.0)
