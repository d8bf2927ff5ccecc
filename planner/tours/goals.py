"""Goals that need no ways: each proved by a whole-number model, then kept as a row."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from planner.errors import PlanInputError
from planner.milp import Answer, Model, solve
from planner.tours.limits import Limits
from planner.tours.options import Options
from planner.tours.plan import Goal, GoalName, Status
from planner.tours.problem import Flags, Floats, Ints, Stay, TourProblem
from planner.tours.rows import county_rows, set_rows

_HAIR = 1e-6
# Room for what sums are rounded by.
_TINY = 1e-9
# How far from whole a value of a linear model may be.
_WHOLE = 1e-6
# Seconds a model is given at least.
_LEAST_S = 0.1


@dataclass
class Sought:
    """A plan on its way through the goals.

    Parameters
    ----------
    problem, options
        What is asked.
    limits
        How long to go on.
    seed
        For the solver.
    near
        Stays that changes are counted against.
    chosen
        Options of the plan so far.
    goals
        Those that were sought, and how good they are.
    kept
        Goals that are kept as rows: name, least and most.
    longest
        Months nobody may wait longer; None while that is open.
    """

    problem: TourProblem
    options: Options
    limits: Limits
    seed: int
    near: tuple[Stay, ...] = ()
    chosen: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    goals: list[Goal] = field(default_factory=list)
    kept: list[tuple[GoalName, float, float]] = field(default_factory=list)
    longest: int | None = None

    def __post_init__(self) -> None:
        county = county_rows(self.problem, self.options)
        own = set_rows(self.problem, self.options)
        self.own = (own.matrix, np.array(own.lower), np.array(own.upper))
        self.matrix = county.matrix
        self.lower, self.upper = np.array(county.lower), np.array(county.upper)
        for name, least, most in self.kept:
            self._add(name, least, most)

    def told_apart(self, options: Options) -> "Sought":
        """The same with sets told apart that are alike but for their home."""
        sets = first_fit(self.options, self.chosen)
        group_of = {s: g for g, group in enumerate(options.groups) for s in group}
        found = {key: at for at, key in enumerate(_keys(options, options.group))}
        own = np.array([group_of[s] for s in sets.tolist()], dtype=np.int64)
        old = _keys(self.options, own, self.chosen)
        chosen = np.array([found[key] for key in old], dtype=np.int64)
        return replace(self, options=options, chosen=chosen)

    @property
    def usable(self) -> Flags:
        """Options that let nobody wait too long."""
        if self.longest is None:
            return np.ones(len(self.options), dtype=bool)
        return (self.options.wait <= self.longest) | (self.options.booked >= 0)

    @property
    def settled(self) -> Flags:
        """Options that stay where they are: bookings, and what few changes keep."""
        found = self.options.booked >= 0
        if any(name == "changes" for name, _, _ in self.kept):
            found = found | is_kept(self.options, self.near)
        return found

    def row(self, name: GoalName) -> Floats:
        """What each option is in a goal."""
        if name == "stays":
            return self.options.worth
        if name == "total_wait":
            return self.options.wait.astype(np.float64)
        return is_kept(self.options, self.near).astype(np.float64)

    def keep(self, name: GoalName, least: float, most: float) -> None:
        """Keep a goal from here on."""
        self.kept.append((name, least, most))
        self._add(name, least, most)

    def _add(self, name: GoalName, least: float, most: float) -> None:
        row = csr_array(self.row(name).reshape(1, -1))
        self.matrix = vstack([self.matrix, row]).tocsr()
        self.lower = np.append(self.lower, least)
        self.upper = np.append(self.upper, most)

    def is_over(self) -> bool:
        """Whether it is time to stop; tells of the stays made so far."""
        return self.limits.tell(len(self.chosen))

    def watch(self, _value: float, _bound: float) -> bool:
        """Whether a model that is being solved is to stop."""
        return self.is_over()

    def ask(
        self, cost: Floats, *, maximise: bool, share: float, usable: Flags
    ) -> Answer:
        """Solve for one goal, in a share of the time that is left.

        The linear model is nearly whole already: its bound and its reduced costs leave
        few options to decide about. Where it is time to stop nothing is found.
        """
        if self.is_over():
            return Answer(np.empty(0), np.nan, np.nan, "nothing", *([np.empty(0)] * 2))
        sign = -1.0 if maximise else 1.0
        until = time.perf_counter() + self.limits.share(share)
        upper = usable.astype(np.float64)
        linear = self._solve(sign * cost, upper, until, whole=False)
        if not linear.is_found:
            return replace(linear, bound=sign * linear.bound)
        values = np.round(linear.values)
        if np.abs(values - linear.values).max(initial=0.0) < _WHOLE:
            worth = float(cost @ values)
            return replace(linear, values=values, objective=worth, bound=worth)
        low = linear.objective
        fits = len(self.chosen) > 0 and bool(usable[self.chosen].all())
        known = sign * float(cost[self.chosen].sum()) if fits else np.inf
        best = Answer(linear.values, known, low, "nothing", *([linear.row_dual] * 2))
        for most in (_HAIR, known - low + _HAIR):
            near = np.where(linear.reduced_cost <= most, upper, 0.0)
            if fits:
                near[self.chosen] = 1.0
            answer = self._solve(sign * cost, near, until, whole=True)
            # What is left out costs more than is known to do.
            sure = answer.bound if most > _HAIR else low
            if answer.is_found and answer.objective <= best.objective + _TINY:
                best = replace(answer, bound=min(max(low, sure), answer.objective))
            elif answer.status == "infeasible" and most > _HAIR:
                return answer
            if best.objective - low <= _HAIR * max(abs(low), 1.0):
                break
        return replace(best, objective=sign * best.objective, bound=sign * best.bound)

    def _solve(
        self, cost: Floats, upper: Floats, until: float, *, whole: bool
    ) -> Answer:
        matrix, lowest, highest = self.own
        start = np.zeros(len(cost))
        start[self.chosen] = 1.0
        fits = whole and len(self.chosen) > 0 and bool((upper[self.chosen] > 0).all())
        model = Model(
            cost, np.zeros(len(cost)), upper, vstack([self.matrix, matrix]).tocsr(),
            np.concatenate([self.lower, lowest]), np.concatenate([self.upper, highest]),
            np.full(len(cost), whole),
        )  # fmt: skip
        return solve(
            model, time_limit_s=max(until - time.perf_counter(), _LEAST_S),
            seed=self.seed, start=start if fits else None,
            watch=self.watch if whole else None,
        )  # fmt: skip

    def take(self, answer: Answer) -> None:
        """Go on with the stays of an answer."""
        self.chosen = np.flatnonzero(answer.values > 0.5)

    def note(self, name: GoalName, value: float, bound: float, began: float) -> None:
        """Write down how good a goal is."""
        proved = abs(value - bound) <= _HAIR * max(abs(value), 1.0)
        spent = time.perf_counter() - began
        bound = value if proved else bound
        status: Status = "optimal" if proved else "feasible"
        self.goals.append(Goal(name, value, bound, status, spent))


def counted_again(sought: Sought) -> list[Goal]:
    """Count the waits of the plan as it is now: later goals may have shortened them."""
    wait = sought.options.wait[sought.chosen]
    free = sought.options.booked[sought.chosen] < 0
    now = {
        "longest_wait": int(wait[free].max(initial=0)),
        "total_wait": int(wait.sum()),
    }
    return [
        replace(
            goal, value=value, bound=min(goal.bound, value),
            status="optimal" if goal.bound >= value else "feasible",
        )
        if (value := now.get(goal.name)) is not None
        else goal
        for goal in sought.goals
    ]  # fmt: skip


def most_stays(sought: Sought) -> None:
    """Make the most stays owed, first ones and late and poor counties first."""
    began, worth = time.perf_counter(), sought.options.worth
    count = len(np.unique(sought.options.task))
    bound = float(count)
    if len(sought.chosen) < count:
        answer = sought.ask(worth, maximise=True, share=0.4, usable=sought.usable)
        if answer.status == "infeasible":
            raise PlanInputError([("tours_bookings_clash", {})])
        if answer.is_found:
            sought.take(answer)
        bound = float(np.fmin(answer.bound, count))
    value = float(worth[sought.chosen].sum())
    sought.keep("stays", value - _TINY, np.inf)
    # Whose stays they are is worth less than one stay in all.
    made = len(sought.chosen)
    proved = bound - value <= _HAIR * max(value, 1.0)
    sought.note("stays", made, made if proved else max(int(bound), made), began)


def least_longest_wait(sought: Sought) -> None:
    """Let nobody wait longer than need be: bisection over the months waited."""
    began, options = time.perf_counter(), sought.options
    wait = np.where(options.booked < 0, options.wait, 0)
    levels = np.unique(np.append(wait[sought.usable], 0))
    low, high = 0, _level(levels, wait[sought.chosen])
    while low < high:
        middle = (low + high) // 2
        usable = sought.usable & (wait <= levels[middle])
        # Any plan would do; the one that waits least is found most easily.
        answer = sought.ask(
            wait.astype(np.float64), maximise=False, share=0.2, usable=usable
        )
        if answer.is_found:
            sought.take(answer)
            high = _level(levels, wait[sought.chosen])
        elif answer.status == "infeasible":
            low = middle + 1
        else:
            break
    sought.longest = int(wait[sought.chosen].max(initial=0))
    least = min(int(levels[low]), sought.longest)
    sought.note("longest_wait", sought.longest, least, began)


def _level(levels: Ints, waits: Ints) -> int:
    return int(np.searchsorted(levels, waits.max(initial=0)))


def least_total_wait(sought: Sought) -> None:
    """Let all together wait as little as can be."""
    began, wait = time.perf_counter(), sought.row("total_wait")
    answer = sought.ask(wait, maximise=False, share=0.4, usable=sought.usable)
    if answer.is_found:
        sought.take(answer)
    value = float(wait[sought.chosen].sum())
    bound = 0.0 if np.isnan(answer.bound) else max(answer.bound, 0.0)
    sought.keep("total_wait", -np.inf, value)
    sought.note("total_wait", value, min(float(np.ceil(bound - _HAIR)), value), began)


def fewest_changes(sought: Sought, *, is_settled: bool) -> None:
    """Leave as many stays of an accepted plan as they were as can be.

    Parameters
    ----------
    sought
        The plan so far.
    is_settled
        Whether its ways are settled: changes are only counted then.
    """
    began, kept = time.perf_counter(), sought.row("changes")
    answer = sought.ask(kept, maximise=True, share=0.4, usable=sought.usable)
    if answer.is_found and not is_settled:
        sought.take(answer)
    value, count = float(kept[sought.chosen].sum()), len(sought.near)
    most = float(np.floor(np.fmin(answer.bound, count) + _HAIR))
    if not is_settled:
        sought.keep("changes", value, np.inf)
    sought.note("changes", count - value, count - max(most, value), began)


def _keys(
    options: Options, group: Ints, rows: Ints | None = None
) -> Sequence[tuple[int, ...]]:
    """Group, task, month and booking of some options, which no two share."""
    at = np.arange(len(options)) if rows is None else rows
    table = (group, options.task[at], options.first[at], options.booked[at])
    return [tuple(row) for row in np.column_stack(table).tolist()]


def is_kept(options: Options, near: tuple[Stay, ...]) -> Flags:
    """Which options are stays of a plan: same county, set and first month."""
    known = {(stay.county, stay.first, stay.set) for stay in near}
    county = [options.tasks[task][0] for task in options.task.tolist()]
    return np.array(
        [
            any((c, first, s) in known for s in options.groups[g])
            for c, first, g in zip(
                county, options.first.tolist(), options.group.tolist(), strict=True
            )
        ],
        dtype=bool,
    )


def first_fit(options: Options, chosen: Ints) -> Ints:
    """Give each stay of a group to one of its sets that is free."""
    sets = np.full(len(chosen), -1, dtype=np.int64)
    busy: dict[int, int] = {}
    for at in np.argsort(options.first[chosen], kind="stable").tolist():
        option = int(chosen[at])
        group = options.groups[int(options.group[option])]
        s = next(s for s in group if busy.get(s, 0) <= options.first[option])
        sets[at], busy[s] = s, int(options.end[option])
    return sets
