"""The same siting questions put to spopt (with CBC) and to pycft."""

import contextlib
import importlib
import os
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from planner.siting.reducing import Cover, pattern, reduce

Numbers = npt.NDArray[np.float64]
# More pairs than this, and building its model alone takes minutes.
MOST_SPOPT_PAIRS = 4_000_000
_OPTIMAL = 1

_MOST_ROWS = 2**15 - 1


def spopt(
    model: str,
    travel: Numbers,
    demand: Numbers,
    *,
    p: int | None,
    radius: float | None,
    time_limit_s: float,
) -> dict[str, Any]:
    """Answer of spopt: building the model and CBC, timed apart.

    Parameters
    ----------
    model
        One of the four.
    travel, demand
        Shapes (n, m) and (n,); the travel is finite.
    p, radius
        As the model asks.
    time_limit_s
        For CBC alone; building comes on top.
    """
    if travel.size > MOST_SPOPT_PAIRS or not np.isfinite(travel).all():
        return {"peer": "spopt", "peer_status": "left out"}
    pulp = importlib.import_module("pulp")
    with _quiet():
        importlib.import_module("spopt.locate")
        start = time.perf_counter()
        asked = _spopt_model(model, travel, demand, p, radius)
        built = time.perf_counter()
        solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=time_limit_s)
        with contextlib.suppress(RuntimeError):
            asked.solve(solver, results=False)
        done = time.perf_counter()
    problem = asked.problem
    proved = problem.sol_status == _OPTIMAL and done - built < time_limit_s
    return {
        "peer": "spopt",
        "peer_status": "optimal" if proved else "stopped",
        "peer_objective": None if problem.sol_status <= 0 else _value(problem),
        "peer_seconds": round(done - start, 4),
        "peer_solver_seconds": round(done - built, 4),
    }


def _value(problem: Any) -> float | None:  # noqa: ANN401
    value = problem.objective.value()
    return None if value is None else round(float(value), 6)


def _spopt_model(
    model: str, travel: Numbers, demand: Numbers, p: int | None, radius: float | None
) -> Any:  # noqa: ANN401
    locate = importlib.import_module("spopt.locate")
    if model == "lscp":
        return locate.LSCP.from_cost_matrix(travel, radius)
    if model == "mclp":
        return locate.MCLP.from_cost_matrix(travel, demand, radius, p)
    if model == "p_median":
        return locate.PMedian.from_cost_matrix(travel, demand, p)
    return locate.PCenter.from_cost_matrix(travel, p)


def pycft(reach: csr_array, *, time_limit_s: float, seed: int) -> dict[str, Any]:
    """Answer of the AC-CFT heuristic to the least sites that cover what can be.

    It takes no more than 32,767 rows; of larger questions it is given what our own
    reduction leaves, which is to its advantage.
    """
    library = importlib.import_module("pycft")
    covered = np.flatnonzero(np.diff(reach.indptr) > 0)
    matrix, taken = csr_array(reach[covered]), 0
    if len(covered) > _MOST_ROWS:
        need = np.ones(len(covered), dtype=np.int64)
        left = reduce(Cover(pattern(matrix), need, np.ones(matrix.shape[1])))
        matrix, taken = left.cover.matrix, len(left.taken)
    columns = csr_array(matrix.T)
    start = time.perf_counter()
    solver = library.SetCoverSolver()
    of_set = []
    for site in range(columns.shape[0]):
        own = columns.indices[columns.indptr[site] : columns.indptr[site + 1]]
        if len(own):
            of_set.append(site)
            solver.add_set(own.tolist(), cost=1.0)
    built = time.perf_counter()
    with _quiet():
        solver.solve(seed=seed, time_limit=time_limit_s, verbose=0)
    done = time.perf_counter()
    bound = solver.get_lower_bound()
    return {
        "peer": "pycft",
        "peer_status": "heuristic",
        "peer_objective": solver.get_cost() + taken,
        "peer_bound": None if bound is None else round(float(bound) + taken, 4),
        "peer_rows": matrix.shape[0],
        "peer_seconds": round(done - start, 4),
        "peer_solver_seconds": round(done - built, 4),
    }


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a library prints and warns of away from the figures."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
