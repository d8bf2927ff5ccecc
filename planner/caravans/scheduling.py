"""The door: a plan in seconds, and a better one for as long as somebody waits."""

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from planner.caravans.anneal import search
from planner.caravans.asking import loosest, rules_of
from planner.caravans.finishing import finish
from planner.caravans.plan import CaravanPlan, Watch
from planner.caravans.problem import CaravanProblem
from planner.caravans.starting import carry_on, everybody, fresh_state, place_pins
from planner.caravans.tables import Best, Rules, best_of
from planner.caravans.telling import plan_of

# Heat at first and at last, in mean costs from a task to its nearest.
_WARM, _COOL = 3.0, 0.01
# How often in a search the clock is read and the planner told.
_ROUNDS = 200
_FIRST_STEPS = 100


def schedule(
    problem: CaravanProblem,
    *,
    time_limit_s: float = 10.0,
    steps: int | None = None,
    searches: int = 2,
    seed: int = 0,
    start: CaravanPlan | None = None,
    even: float = 0.0,
    watch: Watch | None = None,
) -> CaravanPlan:
    """Plan the visits that are owed.

    Strings of neighbouring visits are taken out, whatever their days, and put back
    where they cost least, while worse plans are accepted ever more rarely (Christiaens
    and Vanden Berghe 2020, "Slack induction by string removals for vehicle routing
    problems"); the days of a task are chosen anew each time.

    Parameters
    ----------
    problem
        The question.
    time_limit_s
        Seconds; the temperature falls with the clock, so that two runs may differ.
    steps
        Instead of a time limit: a number of changes, after which the same question and
        seed give the same plan.
    searches
        Searches side by side, from different random numbers; the best plan counts.
    seed
        Where the random numbers begin.
    start
        A plan to begin from: its tours are taken over as far as they keep the rules.
    even
        Cost of an hour of work above a caravan's share of all hours, by which the best
        plan is evened out in the end; no visit is given up for it.
    watch
        Told of visits not made and of the cost; True stops with the best plan so far.

    Returns
    -------
    CaravanPlan
        Never breaks a rule; visits that do not fit are counted as missing.
    """
    began = time.perf_counter()
    if not len(problem.tasks) or not problem.vans.works.any():
        owed = enumerate(problem.tasks.times.tolist())
        missing = {task: times for task, times in owed if times}
        return CaravanPlan((), missing, 0.0, 0, 0.0, seed, "empty")
    rules = rules_of(problem)
    runs = [
        _Run(rules, seed * 1000 + number, loosest(problem), start)
        for number in range(searches)
    ]
    with ThreadPoolExecutor(len(runs)) as pool:
        for part in _cooling(began, time_limit_s, steps, runs):
            list(pool.map(lambda run, part=part: run.go(*part), runs))
            best = min(runs, key=lambda run: float(run.best.total[0])).best
            if watch and watch(*_told(rules, best)):
                break
    best = min(runs, key=lambda run: float(run.best.total[0])).best
    taken = sum(run.steps for run in runs)
    best = finish(rules, best, even)
    return plan_of(rules, best, taken, time.perf_counter() - began, seed)


class _Run:
    """One search: its plan, its best plan and how far it got."""

    def __init__(
        self, rules: Rules, seed: int, scale: float, start: CaravanPlan | None
    ) -> None:
        self.rules, self.scale, self.steps = rules, scale, 0
        self.state = carry_on(rules, start, seed) if start else fresh_state(rules, seed)
        place_pins(rules, self.state)
        everybody(rules, self.state)
        self.best: Best = best_of(self.state)

    def go(self, steps: int, warm: float, cool: float) -> None:
        """Search for so many steps between two temperatures."""
        self.steps += steps
        scale = self.scale
        search(self.rules, self.state, self.best, steps, warm * scale, cool * scale)


def _cooling(
    began: float, limit: float, steps: int | None, runs: list[_Run]
) -> Iterator[tuple[int, float, float]]:
    """Give rounds of steps, each with its warmest and coolest temperature."""

    def heat(share: float) -> float:
        return _WARM * math.pow(_COOL / _WARM, min(share, 1.0))

    if steps is not None:
        each = max(math.ceil(steps / _ROUNDS), 1)
        for done in range(0, steps, each):
            now = min(each, steps - done)
            yield now, heat(done / steps), heat((done + now) / steps)
        return
    first = time.perf_counter()
    lasts = max(began + limit - first, 0.0)
    while (share := (time.perf_counter() - first) / max(lasts, 1e-9)) < 1.0:
        done = runs[0].steps
        pace = done / share if done else _FIRST_STEPS * _ROUNDS
        now = max(int(pace * min(1.0 / _ROUNDS, 1.0 - share)), 1)
        yield now, heat(share), heat(share + now / pace)


def _told(rules: Rules, best: Best) -> tuple[int, float]:
    made = int((best.shift_of >= 0).sum())
    return int(rules.task["times"].sum()) - made, float(best.total[0])
