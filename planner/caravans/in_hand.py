"""A plan with one visit taken out of it, to see where else it could stand."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from geo.travel import Indices
from planner.caravans.fixes import Fix, closer, stretched
from planner.caravans.plan import CaravanPlan
from planner.caravans.problem import CaravanProblem
from planner.caravans.reasons import host_for, no_way
from planner.caravans.ruin import turn_in
from planner.caravans.shifts import BROKEN, drop, put, refresh
from planner.caravans.starting import fresh_state, state_of
from planner.caravans.tables import Rules, State, best_of
from planner.caravans.telling import plan_of
from planner.caravans.weighing import clash, costs, days_of, is_open, may_come, money
from planner.problem import Flags

WhyNot = Literal[
    "",
    "no_visit",
    "no_caravan",
    "not_working",
    "kept",
    "pinned",
    "not_then",
    "too_close",
    "not_open",
    "no_way",
    "too_long",
    "needs_night",
    "no_room",
    "rest_breaks",
]
_LESS = 1e-6


@dataclass(frozen=True, slots=True)
class Option:
    """A visit on one day with one caravan.

    Parameters
    ----------
    van, day
        Which.
    cost, km
        What the whole plan would cost and drive more than now; infinite where the visit
        does not fit.
    why
        Why it does not: ``"kept"``: nothing may change on that day or on the one the
        visit is on; ``"pinned"``: it is pinned elsewhere; ``"not_then"``: the day is in
        none of its spans, or they are taken; ``"too_close"`` to the task's others;
        ``"not_open"``; ``"no_way"``; ``"too_long"``: even an empty day is;
        ``"needs_night"``: a night away is needed; ``"no_room"`` beside the others of
        that day or week; ``"rest_breaks"``: the day it leaves can't do without it.
        Empty where it fits.
    """

    van: int
    day: int
    cost: float
    km: float
    why: WhyNot


class InHand:
    """A plan with one visit taken out of it.

    `bases` are the plans without it: first the one in which nights that went with it
    are given up, then the one in which they are not. `prices` and `without` are what
    the visit costs in each shift, and what cost and kilometres are more without it.
    """

    def __init__(
        self,
        problem: CaravanProblem,
        plan: CaravanPlan,
        rules: Rules,
        state: State,
        task: int,
        day: int | None,
    ) -> None:
        self.problem, self.plan, self.rules = problem, plan, rules
        self.task, self.day = task, day
        self.before = money(state), self._km(state)
        self.at, self.pinned, self.joined = -1, False, set[int]()
        self.bases = [state]
        if day is not None:
            self.at, self.pinned = lift(rules, state, task, day)
            self.joined = _joined(rules, state, self.at)
        if self.joined:
            home = _copy(state)
            _come_home(rules, home, self.at)
            self.bases = [home, state]
        self.prices = [costs(rules, base, task) for base in self.bases]
        self.without = [self.more(base) for base in self.bases]
        self.others = days_of(rules, state, task)
        self.may, self.open = may_come(rules, task), is_open(rules, task)

    @property
    def is_kept(self) -> bool:
        """Whether nothing may change on the day of the visit."""
        return self.at >= 0 and bool(self.rules.shift["frozen"][self.at])

    def shift_at(self, day: int, van: int) -> int | None:
        """Give the shift of a day and caravan, if it works then."""
        shift = self.rules.shift
        found = np.flatnonzero((shift["day"] == day) & (shift["van"] == van))
        return int(found[0]) if len(found) else None

    def option(self, shift: int) -> Option:
        """Weigh the visit on a shift."""
        given = self.rules.shift[shift]
        van, day = int(given["van"]), int(given["day"])
        why = self._forbidden(shift)
        if not why and (shift in self.joined or self.bases[-1].tally[BROKEN]):
            state = self.placed(shift)
            if state is not None:
                return Option(van, day, *self.more(state), "")
        elif not why:
            found = [
                (cost + price[shift], km + self._added(base, shift))
                for base, price, (cost, km) in zip(
                    self.bases, self.prices, self.without, strict=True
                )
                if np.isfinite(price[shift])
            ]
            if found:
                return Option(van, day, *min(found, key=lambda one: one[0]), "")
        return Option(van, day, np.inf, np.inf, why or self._unfit(shift))

    def placed(self, shift: int) -> State | None:
        """Give the cheapest plan with the visit on a shift; None if it fits in none."""
        if self._forbidden(shift):
            return None
        joined, found = shift in self.joined, []
        for base, price in zip(self.bases, self.prices, strict=True):
            if not np.isfinite(price[shift]):
                continue
            state = _copy(base)
            visit = int(np.flatnonzero(state.shift_of[self.task] < 0)[0])
            put(self.rules, state, self.task, visit, shift)
            if joined:
                _come_home(self.rules, state, self.at)
            if not state.tally[BROKEN] and state.shift_of[self.task, visit] >= 0:
                found.append(state)
        return min(found, key=money, default=None)

    def told(self, state: State) -> CaravanPlan:
        """Tell what came of the plan."""
        plan, best = self.plan, best_of(state)
        return plan_of(self.rules, best, plan.steps, plan.seconds, plan.seed)

    def why(self, shift: int) -> WhyNot:
        """Say why the visit may not be on a shift on which it is not placed."""
        return self._forbidden(shift) or self._unfit(shift)

    def fixes(self, shift: int, why: WhyNot) -> tuple[Fix, ...]:
        """Give single changes with which the visit would fit a shift."""
        base, one = self.bases[-1], np.array([shift])
        if why == "too_close":
            return closer(self.rules, base, self.task, one)
        if why in ("not_open", "too_long", "needs_night", "no_room"):
            return tuple(stretched(self.rules, base, self.task, one))
        return ()

    def _forbidden(self, shift: int) -> WhyNot:
        """Say which rule keeps the visit from a day, whatever else is on it."""
        day = int(self.rules.shift["day"][shift])
        if self.is_kept or self.rules.shift["frozen"][shift]:
            return "kept"
        if not self.may[shift] or (self.pinned and day != self.day):
            return "pinned"
        against = clash(self.rules, self.task, self.others, day)
        if against:
            return "too_close" if against == "too_close" else "not_then"
        return "" if self.open[shift] else "not_open"

    def _unfit(self, shift: int) -> WhyNot:
        """Say why there is no room for the visit on a shift."""
        if self.bases[-1].tally[BROKEN]:
            return "rest_breaks"
        home = self.problem.vans.home[[self.rules.shift["van"][shift]]]
        if no_way(self.rules, home, self.task):
            return "no_way"
        if self._alone[shift]:
            return "no_room"
        return "needs_night" if self._fits_away else "too_long"

    @cached_property
    def _alone(self) -> Flags:
        """Whether the visit fits each shift without others: (s,)."""
        best = best_of(self.bases[-1])
        best.size[:], best.shift_of[:] = 0, -1
        best.route[:] = -1
        idle = fresh_state(self.rules, 0)
        away = state_of(self.rules, best, 0)
        prices = [costs(self.rules, state, self.task) for state in (idle, away)]
        return np.asarray(np.isfinite(np.minimum(*prices)))

    @cached_property
    def _fits_away(self) -> bool:
        idle, shifts = fresh_state(self.rules, 0), np.flatnonzero(self.may & self.open)
        return host_for(self.rules, idle, self.task, shifts) is not None

    def more(self, state: State) -> tuple[float, float]:
        """Cost and kilometres beyond those of the plan as it was."""
        return money(state) - self.before[0], self._km(state) - self.before[1]

    def _km(self, state: State) -> float:
        places, kind = state.stop["place"], self._kinds
        ways = self.problem.legs.km[kind[:, None], places[:, :-1], places[:, 1:]]
        driven = np.arange(ways.shape[1]) <= state.tour["size"][:, None]
        return float(np.where(driven, ways, 0.0).sum())

    @cached_property
    def _kinds(self) -> Indices:
        kinds: Indices = self.problem.vans.kind[self.rules.shift["van"]]
        return kinds

    def _added(self, state: State, shift: int) -> float:
        """Kilometres more with the visit at the place found for it in a shift."""
        km = self.problem.legs.km[self._kinds[shift]]
        at = int(state.found["at"][self.task, shift])
        here, there = state.stop["place"][shift, at : at + 2]
        place = self.rules.task["place"][self.task]
        return float(km[here, place] + km[place, there] - km[here, there])


def _copy(state: State) -> State:
    return State._make(array.copy() for array in state)


def lift(rules: Rules, state: State, task: int, day: int) -> tuple[int, bool]:
    """Take a visit out.

    Parameters
    ----------
    rules, state, task, day
        The question, a plan that is changed, and which visit.

    Returns
    -------
    shift, pinned
        Where it was, and whether it was pinned there.
    """
    served = state.shift_of[task]
    made = np.flatnonzero(served >= 0)
    visit = int(made[rules.shift["day"][served[made]] == day][0])
    shift = int(served[visit])
    position = int(np.flatnonzero(state.stop["task"][shift] == task)[0])
    drop(rules, state, shift, position)
    refresh(rules, state, shift)
    return shift, bool(rules.span["locked"][task, visit])


def _joined(rules: Rules, state: State, shift: int) -> set[int]:
    """Give a day that lost its last visit and those joined to it by nights."""
    given = rules.shift[shift]
    before, after = int(given["preceding"]), int(given["following"])
    if state.tour["size"][shift]:
        return set()
    nights = {after} if state.tour["night"][shift] >= 0 else set()
    if before >= 0 and state.tour["night"][before] >= 0:
        nights.add(before)
    return {shift, *nights} if nights else set()


def _come_home(rules: Rules, state: State, shift: int) -> None:
    """Give up the nights around a day without visits where that is cheaper."""
    if state.tour["size"][shift]:
        return
    for one in (shift, int(rules.shift["preceding"][shift])):
        night = int(state.tour["night"][one]) if one >= 0 else -1
        after = int(rules.shift["following"][one])
        if night < 0 or rules.shift["frozen"][[one, after]].any():
            continue
        before = money(state)
        turn_in(rules, state, one, -1)
        if state.tally[BROKEN] or money(state) > before - _LESS:
            turn_in(rules, state, one, night)
