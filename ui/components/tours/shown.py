"""Questions about the museum tours, their answers, and what those depend on."""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd

from geo.travel import Travel
from planner.errors import PlanInputError
from planner.plans import KeptPlan
from planner.stays.answering import TourAnswer
from planner.stays.keeping import (
    VERSIONED,
    TakenUp,
    data_version,
    rows_in,
    taken_up,
    with_goals,
)
from planner.stays.months import month_after
from planner.stays.question import TourQuestion, ask_tours
from planner.travelling import travel_for
from planner.workspace import Workspace
from ui.components import data
from ui.components.tours.asked import Asked, asked_in, asked_of, texts

T = TypeVar("T")
_ROADS = frozenset({"roads", "closures"})


@dataclass(frozen=True)
class Shown:
    """The plan on the screen.

    Parameters
    ----------
    plan
        As it is kept.
    asked
        What it was made for.
    answer
        All of it that still keeps the rules.
    left_out
        Rows that no longer do, each with ``why``; see
        :class:`planner.stays.keeping.TakenUp`.
    stale
        What has changed since: ``"data"``, or of it only ``"roads"``; ``"travel"``,
        ``"choice"``.
    """

    plan: KeptPlan
    asked: Asked
    answer: TourAnswer
    left_out: pd.DataFrame
    stale: tuple[str, ...]

    @cached_property
    def months(self) -> tuple[dt.date, ...]:
        """First days of the months planned."""
        return months_of(self.answer.question)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the counties by code."""
        counties = self.answer.question.counties
        return dict(zip(counties["county_code"], counties["name"], strict=True))

    @cached_property
    def set_names(self) -> dict[str, str]:
        """Names of the sets by id."""
        sets = self.answer.question.sets
        return dict(zip(sets["set_id"], sets["name"], strict=True))


def months_of(question: TourQuestion) -> tuple[dt.date, ...]:
    """First days of the months planned."""
    choice = question.choice
    return tuple(month_after(choice.start, at) for at in range(choice.months))


def question(path: Path, asked: Asked) -> TourQuestion:
    """The question in numbers.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked; see :func:`planner.stays.question.ask_tours`.
    """
    today = data.today()

    def make() -> TourQuestion:
        layers, travel = data.layers(path)[0], travel_of(path, asked)
        return ask_tours(layers, asked.choice, travel, today=today)

    return data.kept_of(path, ("tours", "question", asked, today), make)


def travel_of(path: Path, asked: Asked) -> Travel:
    """How ways are measured: over months, no closure of these days counts."""
    choice = replace(asked.travel, closures=False)
    roads = data.roads(path) if choice.method == "roads" else None
    start = asked.choice.start
    return travel_for(Workspace(path), choice, on=start, roads=roads)


def stale(plan: KeptPlan, path: Path) -> tuple[str, ...]:
    """What has changed since a plan was made; see :class:`Shown`."""
    found = _changed_data(plan, path)
    try:
        asked, now = asked_in(plan.settings), asked_of(texts())
    except PlanInputError:
        return (*found, "choice")
    # What is over by now was not when the plan was made.
    choice = replace(asked.choice, done_until=None)
    changed = {
        "travel": asked.travel != now.travel,
        "choice": choice != now.choice,
    }
    return (*found, *(name for name, differs in changed.items() if differs))


def _changed_data(plan: KeptPlan, path: Path) -> list[str]:
    """Whether data have changed, and whether of roads only."""
    before = plan.data_version.split("/")
    now = data_version(Workspace(path)).split("/")
    same = zip(VERSIONED, before, now, strict=False)
    changed = {str(name) for name, was, is_now in same if was != is_now}
    if not changed:
        return []
    return ["roads"] if changed <= _ROADS else ["data"]


def shown(path: Path, plan: KeptPlan) -> Shown:
    """A kept plan as it is to be shown.

    Raises
    ------
    planner.errors.PlanInputError
        If what it was made for can no longer be asked.
    """
    asked = asked_in(plan.settings)

    def make() -> TakenUp:
        taken = taken_up(question(path, asked), rows_in(plan.content))
        return with_goals(taken, plan.summary)

    taken = data.kept_of(path, _key(plan), make)
    return Shown(plan, asked, taken.answer, taken.left_out, stale(plan, path))


def remember(path: Path, plan: KeptPlan, answer: TourAnswer) -> None:
    """Spare a plan just made from being taken up again."""
    nothing = rows_in(plan.content).iloc[:0].assign(why="")
    data.kept_of(path, _key(plan), lambda: TakenUp(answer, nothing))


def kept(path: Path, now: Shown, what: Hashable, make: Callable[[], T]) -> T:
    """Make something once of the plan on the screen."""
    return data.kept_of(path, (*_key(now.plan), what), make)


def _key(plan: KeptPlan) -> tuple[Hashable, ...]:
    return ("tours", "plan", plan.name, plan.made)
