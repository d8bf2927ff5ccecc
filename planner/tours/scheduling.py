"""Tours for a problem: its parts one by one, or several at a time."""

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context

import numpy as np

from planner.tours.limits import Limits
from planner.tours.parts import combined, parts_of
from planner.tours.plan import GOALS, GoalName, TourPlan, Watch
from planner.tours.planning import Asked, planned
from planner.tours.problem import Stay, TourProblem


def schedule(
    problem: TourProblem,
    *,
    goals: Sequence[GoalName] = GOALS,
    near: tuple[Stay, ...] | None = None,
    time_limit_s: float = 60.0,
    steps: int | None = None,
    seed: int = 0,
    processes: int = 1,
    watch: Watch | None = None,
) -> TourPlan:
    """Plan the tours of museum sets through counties and months.

    Counties and sets that have nothing to do with one another are planned apart, each
    by all its goals. Source of the owed stays: 科协 2016, 一（二）,
    "流动科技馆巡展2次".

    Parameters
    ----------
    problem
        What is asked.
    goals
        What is sought, the first above all; ``"stays"`` first. Changes that come after
        travel are counted only: ways leave no choice.
    near
        Stays of an accepted plan, which ``"changes"`` counts against.
    time_limit_s
        Seconds after which the best so far is taken, with what is proved of it; without
        any the stays are placed one by one.
    steps
        Instead of a time limit: nodes of the search for ways in each part, after which
        the same question and seed give the same plan.
    seed
        For the solver's own choices.
    processes
        Parts at a time; with 1 all is done in this process. A script that asks for more
        is to be importable (``if __name__ == "__main__"``).
    watch
        Told of stays made and owed, now and then or, with further processes, whenever a
        part is done; True stops.

    Returns
    -------
    TourPlan
        Never breaks a rule; stays that do not fit are not made.

    Raises
    ------
    PlanInputError
        If the bookings cannot all be kept.
    """
    began = time.perf_counter()
    parts = parts_of(problem)
    asked = [
        Asked(
            part.problem, tuple(goals), None if near is None else part.own(near), seed
        )
        for part in parts
    ]
    run = _Run(asked, time_limit_s, steps, int(problem.counties.owed.sum()), watch)
    many = min(processes, len(parts)) > 1
    plans = run.spread(processes) if many else run.here()
    stays, told = combined(parts, plans, goals)
    return TourPlan(stays, told, time.perf_counter() - began, seed)


class _Run:
    """All parts and the time they have."""

    def __init__(
        self,
        asked: list[Asked],
        time_limit_s: float,
        steps: int | None,
        owed: int,
        watch: Watch | None,
    ) -> None:
        self._asked, self._steps, self._owed = asked, steps, owed
        self._watch, self._made, self._is_stopped = watch, 0, False
        # Of the day, which every process knows.
        self._end = time.time() + time_limit_s
        size = np.array([len(one.problem.counties) for one in asked], dtype=np.float64)
        # Size of each part, and of all that are not begun.
        self._size, self._rest = size, float(size.sum())

    def here(self) -> list[TourPlan]:
        """Plan one after the other in this process."""
        plans = []
        for at, asked in enumerate(self._asked):
            until = time.perf_counter() + self._seconds(at, 1)
            plans.append(planned(asked, Limits(until, self._nodes, self._tell)))
            self._count(plans[-1])
        return plans

    def spread(self, processes: int) -> list[TourPlan]:
        """Plan several at a time, each in a process that knows nothing of ours."""
        plans: dict[int, TourPlan] = {}
        waiting: dict[Future[TourPlan], int] = {}
        # The largest first, so that none is left to the end.
        order = iter(np.argsort(-self._size, kind="stable").tolist())
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            # Only as many at a time as can be worked on, so that limits are of the day.
            for at in islice(order, processes):
                waiting[self._handed_out(pool, at, processes)] = at
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    plans[waiting.pop(future)] = future.result()
                    self._count(future.result())
                    for at in islice(order, 1):
                        waiting[self._handed_out(pool, at, processes)] = at
        return [plans[at] for at in range(len(self._asked))]

    def _handed_out(
        self, pool: ProcessPoolExecutor, at: int, processes: int
    ) -> Future[TourPlan]:
        seconds = self._seconds(at, processes)
        return pool.submit(_elsewhere, self._asked[at], seconds, self._nodes)

    def _seconds(self, at: int, processes: int) -> float:
        """Seconds a part may take, which are its share of what is left."""
        share = min(processes * self._size[at] / self._rest, 1.0)
        self._rest -= self._size[at]
        left = 0.0 if self._is_stopped else max(self._end - time.time(), 0.0)
        return float(share * left)

    @property
    def _nodes(self) -> int | None:
        # What comes after a stop is to be done at once, whatever is counted.
        return None if self._is_stopped else self._steps

    def _count(self, plan: TourPlan) -> None:
        self._made += len(plan.stays)
        self._tell(0)

    def _tell(self, made: int) -> bool:
        """Tell of the stays made, so many of them in a part that is not done."""
        if self._watch is not None and not self._is_stopped:
            self._is_stopped = self._watch(self._made + made, self._owed)
        return self._is_stopped


def _elsewhere(asked: Asked, seconds: float, nodes: int | None) -> TourPlan:
    return planned(asked, Limits(time.perf_counter() + seconds, nodes))
