"""What a siting question is answered with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from geo.travel import Indices
from planner.errors import Problem

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
# Told of the best objective and the proved bound; answers whether to stop.
Watch = Callable[[float, float], bool]
# Told of points or parts done and about how many there will be; True stops.
Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class SitingPlan:
    """Sites to open, whom each serves, and how good that is.

    Parameters
    ----------
    opened
        Positions of the open sites, existing ones included, ascending.
    assigned
        Site that serves each demand, shape (n,); -1 where none does.
    uncoverable
        Demands that no allowed site can serve, ascending; the rest was solved.
    objective
        Value in the sense of the model: cost of new sites, demand covered, total or
        greatest travel.
    bound
        Value no plan can better, proved.
    status
        ``"optimal"``: proved; ``"feasible"``: stopped before the proof;
        ``"infeasible"``: rules contradict each other, see `conflict`; ``"unknown"``:
        time ran out before a plan or a contradiction was found.
    seconds
        Wall time taken.
    conflict
        A smallest set of rules that no plan keeps together, as message keys and values;
        none of them can be left out without the contradiction going away.
    """

    opened: Indices
    assigned: Indices
    uncoverable: Indices
    objective: float
    bound: float
    status: Status
    seconds: float
    conflict: tuple[Problem, ...] = field(default=())

    @property
    def is_found(self) -> bool:
        """Whether there is a plan at all."""
        return self.status in ("optimal", "feasible")

    @property
    def gap(self) -> float:
        """Distance of objective and bound as a share of the objective."""
        if not self.is_found:
            return float("nan")
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-9)


def no_plan(demands: int, conflict: tuple[Problem, ...], seconds: float) -> SitingPlan:
    """Answer without a plan: rules contradict each other, or nothing was found."""
    none = np.empty(0, dtype=np.int64)
    unserved: npt.NDArray[np.int64] = np.full(demands, -1, dtype=np.int64)
    nan = float("nan")
    status: Status = "infeasible" if conflict else "unknown"
    return SitingPlan(none, unserved, none, nan, nan, status, seconds, conflict)
