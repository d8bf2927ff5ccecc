"""Questions about the museum tours, their answers, and what those depend on."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from geo.travel import Travel
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
from planner.travelling import TravelChoice, travel_for
from planner.workspace import Workspace
from ui.components import data, plan_shown
from ui.components.plan_shown import plan_key
from ui.components.tours.asked import Asked, asked_in, asked_of, texts


@dataclass(frozen=True)
class Shown(plan_shown.Shown[Asked, TourAnswer]):
    """The plan on the screen, with the names in it."""

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
    choice = _measured(asked.travel)
    roads = data.roads(path) if choice.method == "roads" else None
    start = asked.choice.start
    return travel_for(Workspace(path), choice, on=start, roads=roads)


def _measured(travel: TravelChoice) -> TravelChoice:
    return replace(travel, closures=False)


def stale(plan: KeptPlan, path: Path) -> tuple[str, ...]:
    """What has changed since a plan was made; see :func:`plan_shown.stale`.

    Of the question: ``"travel"``, ``"choice"``.
    """

    def differ() -> dict[str, bool]:
        asked, now = asked_in(plan.settings), asked_of(texts())
        # What is over by now was not when the plan was made.
        choice = replace(asked.choice, done_until=None)
        return {
            "travel": _measured(asked.travel) != _measured(now.travel),
            "choice": choice != now.choice,
        }

    version = data_version(Workspace(path))
    return plan_shown.stale(plan, VERSIONED, version, differ)


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

    taken = data.kept_of(path, plan_key(plan), make)
    return Shown(plan, asked, taken.answer, taken.left_out, stale(plan, path))


def remember(path: Path, plan: KeptPlan, answer: TourAnswer) -> None:
    """Spare a plan just made from being taken up again."""
    nothing = rows_in(plan.content).iloc[:0].assign(why="")
    data.kept_of(
        path, plan_key(plan),
        lambda: with_goals(TakenUp(answer, nothing), plan.summary),
    )  # fmt: skip
