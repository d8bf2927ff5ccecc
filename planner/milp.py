"""The door to HiGHS: arrays in, values, bound and duals out.

Solver: HiGHS (Huangfu and Hall 2018, "Parallelizing the dual revised simplex method").
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float64]
# Told objective and bound; answers whether to stop.
Watch = Callable[[float, float], bool]
_INFEASIBLE = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
_FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
_KINDS = np.array([highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger])
_SENSE = {False: highspy.ObjSense.kMinimize, True: highspy.ObjSense.kMaximize}


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: ``lower <= x <= upper``, ``row_lower <= matrix x <= row_upper``.

    Parameters
    ----------
    cost, lower, upper
        Shape (k,).
    matrix
        Shape (r, k).
    row_lower, row_upper
        Shape (r,); infinite where open.
    integer
        Columns that must be whole, shape (k,).
    maximise
        Whether the most is sought instead of the least.
    """

    cost: Numbers
    lower: Numbers
    upper: Numbers
    matrix: csr_array
    row_lower: Numbers
    row_upper: Numbers
    integer: npt.NDArray[np.bool_]
    maximise: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Values of a model.

    Parameters
    ----------
    values
        Best values found, shape (k,); empty where none were, or k is 0.
    objective, bound
        Of the values, and what no values can better.
    status
        As for a plan; ``"infeasible"`` is proved, and ``"nothing"`` means that time ran
        out before any values were found.
    reduced_cost, row_dual
        Of a model without whole columns, at its best; else empty.
    """

    values: Numbers
    objective: float
    bound: float
    status: Literal["optimal", "feasible", "infeasible", "nothing"]
    reduced_cost: Numbers
    row_dual: Numbers

    @property
    def is_found(self) -> bool:
        """Whether there are values, though they may be of no columns."""
        return self.status in ("optimal", "feasible")


def solve(
    model: Model,
    *,
    time_limit_s: float,
    start: Numbers | None = None,
    seed: int = 0,
    watch: Watch | None = None,
    threads: int = 1,
    options: dict[str, Any] | None = None,
) -> Answer:
    """Solve a model.

    Parameters
    ----------
    model
        The model; without whole columns it is solved as a linear one.
    time_limit_s
        Seconds after which the best so far is returned.
    start
        Values to begin with, shape (k,).
    seed
        For the solver's own choices.
    watch
        Told of objective and bound a few times a second; True stops the search.
    threads
        Threads the solver may use.
    options
        Further options of HiGHS by name.
    """
    solver = _solver(model, time_limit_s, seed, threads, options or {})
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    if watch is not None:
        _let_watch(solver, watch)
    solver.run()
    return _answer(solver, model)


def _solver(
    model: Model,
    time_limit_s: float,
    seed: int,
    threads: int,
    options: dict[str, Any],
) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    given = {
        "output_flag": False,
        "time_limit": max(float(time_limit_s), 0.01),
        "random_seed": seed,
        "threads": threads,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-6,
    } | options
    for name, value in given.items():
        solver.setOptionValue(name, value)
    matrix = model.matrix.tocsr()
    rows, columns = matrix.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    lp.sense_ = _SENSE[model.maximise]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost, model.lower, model.upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data.astype(np.float64)
    if model.integer.any():
        lp.integrality_ = _KINDS[model.integer.astype(np.int64)].tolist()
    solver.passModel(lp)
    return solver


def _let_watch(solver: highspy.Highs, watch: Watch) -> None:
    last = [time.perf_counter()]

    def look(event: Any) -> None:  # noqa: ANN401 - highspy's own type is untyped
        now = time.perf_counter()
        if now - last[0] < 0.2:
            return
        last[0] = now
        told = event.data_out
        if watch(float(told.mip_primal_bound), float(told.mip_dual_bound)):
            event.interrupt()

    solver.cbMipInterrupt += look


def _answer(solver: highspy.Highs, model: Model) -> Answer:
    none = np.empty(0)
    status = solver.getModelStatus()
    info = solver.getInfo()
    whole = bool(model.integer.any())
    found = info.primal_solution_status == _FEASIBLE
    is_empty = status == highspy.HighsModelStatus.kModelEmpty
    keeps = ((model.row_lower <= 0) & (model.row_upper >= 0)).all()
    if is_empty and keeps:
        return Answer(none, 0.0, 0.0, "optimal", none, none)
    # Every column of our models is bounded.
    if is_empty or status in _INFEASIBLE:
        return Answer(none, np.nan, np.nan, "infeasible", none, none)
    done = status == highspy.HighsModelStatus.kOptimal
    bound = (
        float(info.mip_dual_bound) if whole else float(info.objective_function_value)
    )
    if not found or not (done or whole):
        worst = np.inf if model.maximise else -np.inf
        return Answer(none, np.nan, bound if whole else worst, "nothing", none, none)
    solution = solver.getSolution()
    return Answer(
        values=np.array(solution.col_value),
        objective=float(info.objective_function_value),
        bound=bound,
        status="optimal" if done else "feasible",
        reduced_cost=none if whole else np.array(solution.col_dual),
        row_dual=none if whole else np.array(solution.row_dual),
    )
