"""Museum tours in the words of planners: which set stays where, and what is missed."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from geo.words import Lang
from planner.stays.months import day_before, last_day, month_after
from planner.stays.near import SOUGHT, as_before
from planner.stays.question import TourQuestion
from planner.stays.wording import fix_text, goal_label, goal_status, reason_text, why_of
from planner.tours import GOALS, Stay, TourPlan, schedule
from planner.tours.options import dues, numbers
from planner.tours.parts import parts_of
from planner.tours.reasons import Missing, explain
from planner.verify_options import Violation
from planner.verify_tours import violations

# Told of the stays made so far and those owed; answers whether to stop.
TourWatch = Callable[[int, int], bool]
STAY_COLUMNS = (
    "stay_id", "county_code", "county", "number", "set_id", "set", "theme",
    "venue_id", "venue", "first", "months", "opens", "closes", "km", "from_place",
    "wait", "state", "pinned", "illustrative",
)  # fmt: skip
_COUNTY = (
    "county_code", "county", "owed", "made", "first_wait", "wait", "late",
    "poor_households", "last", "why",
)  # fmt: skip
_SET = (
    "set_id", "set", "theme", "stays", "months_out", "months_idle", "km", "moves",
)  # fmt: skip
_MISSED = ("county_code", "county", "number", "why", "reason", "fix")
_GOAL = ("goal", "label", "value", "bound", "gap", "status", "status_label")


@dataclass(frozen=True)
class TourAnswer:
    """A plan and what it answers.

    Parameters
    ----------
    question, plan
        What was asked, and the plan.
    near
        Stays of the plan there was, where it was planned again.
    """

    question: TourQuestion
    plan: TourPlan
    near: tuple[Stay, ...] | None = None

    @cached_property
    def stays(self) -> pd.DataFrame:
        """One row per stay in order of county and month.

        Columns ``stay_id`` (county/number), ``county_code``, ``county``, ``number``
        (the how manieth of its county, from 1), ``set_id``, ``set``, ``theme``,
        ``venue_id``, ``venue``, ``first`` (first day of its first month), ``months``,
        ``opens``, ``closes`` (first and last day it is open), ``km`` (the set's way
        there), ``from_place`` (name of where it comes from), ``wait`` (months past
        due), ``state`` (``"done"``, ``"booked"``, ``"planned"``, or ``"over"`` where
        it should be done and no record says so), ``pinned``, ``illustrative``.
        """
        rows = [self._row(stay) for stay in sorted(self.plan.stays)]
        return pd.DataFrame(rows, columns=[*STAY_COLUMNS])

    @cached_property
    def counties(self) -> pd.DataFrame:
        """One row per county asked for, in the order of the question.

        Columns ``county_code``, ``county``, ``owed``, ``made``, ``first_wait`` (months
        until its first stay beyond its turn), ``wait`` (of all its stays, those not
        made until the end), ``late``, ``poor_households``, ``last``, ``why`` (code of
        why stays are missing, empty where none is).
        """
        why = {one.county: why_of(one) for one in self.missing}
        end = self.question.problem.months
        rows = []
        for at, county in enumerate(self.question.counties.to_dict("records")):
            begun = [stay.first for stay in self._of_county[at]]
            due = self._due[at]
            waits = [
                max((begun[number] if number < len(begun) else end) - by, 0)
                for number, by in enumerate(due.tolist())
            ]
            rows.append((
                county["county_code"], county["name"], len(due), len(begun),
                waits[0] if waits else 0, sum(waits), bool(county["late"]),
                int(county["poor_households"]), county["last"], why.get(at, ""),
            ))  # fmt: skip
        return pd.DataFrame(rows, columns=[*_COUNTY])

    @cached_property
    def sets(self) -> pd.DataFrame:
        """One row per set: what it does over the months.

        Columns ``set_id``, ``set``, ``theme``, ``stays``, ``months_out``,
        ``months_idle`` (it could stand somewhere and does not), ``km``, ``moves``.
        """
        ready = self.question.problem.sets.ready.sum(axis=1)
        rows = []
        for at, one in enumerate(self.question.sets.to_dict("records")):
            own = [stay for stay in self.plan.stays if stay.set == at]
            out = sum(stay.months for stay in own)
            km = round(sum(self._ways[stay][0] for stay in own), 1)
            rows.append((
                one["set_id"], one["name"], one["theme"], len(own), out,
                max(int(ready[at]) - out, 0), km, len(own),
            ))  # fmt: skip
        return pd.DataFrame(rows, columns=[*_SET])

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Counties with fewer stays than owed, by position, each with its reason."""
        return tuple(sorted(self._explained(), key=lambda one: one.county))

    def _explained(self) -> Iterator[Missing]:
        """Reasons part by part: sets of elsewhere are neither here nor there."""
        for part in parts_of(self.question.problem):
            own = replace(self.plan, stays=part.own(self.plan.stays))
            for one in explain(part.problem, own):
                fixes = [
                    replace(
                        fix,
                        stay=replace(
                            fix.stay,
                            county=int(part.counties[fix.stay.county]),
                            set=int(part.sets[fix.stay.set]),
                            venue=-1,
                        ),
                    )
                    for fix in one.fixes
                ]
                county = int(part.counties[one.county])
                yield replace(one, county=county, fixes=tuple(fixes))

    def missed(self, lang: Lang) -> pd.DataFrame:
        """One row per county with fewer stays than owed.

        Columns ``county_code``, ``county``, ``number`` (stays missing), ``why`` (a
        code), ``reason``, ``fix``.
        """
        counties = self.question.counties
        rows = [
            (
                counties["county_code"].iloc[one.county],
                counties["name"].iloc[one.county],
                one.number,
                why_of(one),
                reason_text(self.question, one, lang),
                fix_text(self.question, one, lang),
            )
            for one in self.missing
        ]
        return pd.DataFrame(rows, columns=[*_MISSED])

    def goals(self, lang: Lang) -> pd.DataFrame:
        """One row per goal in order.

        Columns ``goal`` (name), ``label``, ``value``, ``bound``, ``gap`` (a share),
        ``status``, ``status_label``.
        """
        rows = [
            (
                goal.name, goal_label(goal.name, lang), goal.value, goal.bound,
                goal.gap, goal.status, goal_status(goal, lang),
            )
            for goal in self.plan.goals
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=[*_GOAL])

    @property
    def owed(self) -> int:
        """Stays owed to all counties."""
        return int(numbers(self.question.problem).sum())

    @property
    def made(self) -> int:
        """Stays made, booked and done ones included."""
        return len(self.plan.stays)

    @property
    def km(self) -> float:
        """Kilometres of all moves."""
        return float(sum(km for km, _ in self._ways.values()))

    @property
    def cost(self) -> float:
        """Yuan of kilometres and moves."""
        choice = self.question.choice
        return self.km * choice.km_cost + len(self._ways) * choice.move_cost

    def violations(self) -> list[Violation]:
        """Check the plan again by code that shares nothing with the solver."""
        return violations(self.question.problem, self.plan, near=self.near)

    def stay_of(self, stay_id: str) -> Stay | None:
        """The stay of an id, None where there is none."""
        return self._by_id.get(stay_id)

    @cached_property
    def _by_id(self) -> dict[str, Stay]:
        codes = self.question.counties["county_code"]
        return {
            f"{codes.iloc[county]}/{number}": stay
            for county, own in self._of_county.items()
            for number, stay in enumerate(own, 1)
        }

    @cached_property
    def _of_county(self) -> dict[int, list[Stay]]:
        """Stays of each county in order of time."""
        found: dict[int, list[Stay]] = {
            at: [] for at in range(len(self.question.counties))
        }
        for stay in sorted(self.plan.stays):
            found[stay.county].append(stay)
        return found

    @cached_property
    def _due(self) -> dict[int, "np.ndarray"]:
        problem = self.question.problem
        counts = numbers(problem).tolist()
        return {at: dues(problem, at, count) for at, count in enumerate(counts)}

    @cached_property
    def _ways(self) -> dict[Stay, tuple[float, str]]:
        """Kilometres of the set's way to each stay, and where it comes from."""
        return dict(self._each_way())

    def _each_way(self) -> Iterator[tuple[Stay, tuple[float, str]]]:
        problem, names = self.question.problem, self.question.counties["name"]
        for at, home in enumerate(self.question.sets["home"]):
            place, name = int(problem.sets.home[at]), str(home)
            own = [stay for stay in self.plan.stays if stay.set == at]
            for stay in sorted(own, key=lambda one: one.first):
                yield stay, (float(problem.km[place, stay.county]), name)
                place, name = stay.county, str(names.iloc[stay.county])

    def _row(self, stay: Stay) -> tuple[object, ...]:
        question = self.question
        county = question.counties.iloc[stay.county]
        one, venue = question.sets.iloc[stay.set], question.venues.iloc[stay.venue]
        number = self._of_county[stay.county].index(stay)
        held = question.held.get(stay)
        first = month_after(question.choice.start, stay.first)
        opens, closes = first, self._closes(stay, int(one["turn_days"]))
        if held is not None and held.opens and held.closes:
            opens, closes = held.opens, held.closes
        km, name = self._ways[stay]
        due = self._due[stay.county]
        until = question.choice.done_until or day_before(question.today)
        state = held.state if held else "planned"
        if closes <= until:
            state = "done" if held and (held.record or held.toured) else "over"
        return (
            f"{county['county_code']}/{number + 1}", county["county_code"],
            county["name"], number + 1, one["set_id"], one["name"], one["theme"],
            venue["venue_id"], venue["name"], first, stay.months, opens, closes,
            round(km, 1), name,
            max(stay.first - int(due[number]), 0) if number < len(due) else 0,
            state,
            held is not None and held.pinned,
            bool(county["illustrative"] or one["illustrative"] or venue["illustrative"]
                 or (held is not None and held.illustrative)),
        )  # fmt: skip

    def _closes(self, stay: Stay, turn_days: int) -> dt.date:
        """The last days of the last month are for the turn."""
        last = last_day(month_after(self.question.choice.start, stay.end - 1))
        return last - dt.timedelta(days=turn_days)


def answer_tours(
    question: TourQuestion,
    *,
    near: tuple[Stay, ...] | None = None,
    time_limit_s: float = 60.0,
    steps: int | None = None,
    seed: int = 0,
    watch: TourWatch | None = None,
) -> TourAnswer:
    """Plan the tours.

    Parameters
    ----------
    question
        What is asked.
    near
        Stays of a plan that is there: few changes are then sought as well.
    time_limit_s, steps, seed
        As for :func:`planner.tours.schedule`.
    watch
        Told of progress; True stops with the best so far.
    """
    plan = schedule(
        question.problem,
        goals=GOALS if near is None else SOUGHT,
        near=near,
        time_limit_s=time_limit_s,
        steps=steps,
        seed=seed,
        watch=watch,
    )
    if near is not None:
        plan = as_before(question.problem, plan, near)
    return TourAnswer(question, plan, near)
