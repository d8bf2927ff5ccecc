"""Questions about the caravans' year, their answers, and what those depend on."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from geo.travel import Travel
from planner.outings.answering import OutingAnswer
from planner.outings.carrying import with_ties
from planner.outings.keeping import (
    ROWS,
    VERSIONED,
    TakenUp,
    data_version,
    rows_in,
    taken_up,
)
from planner.outings.question import OutingQuestion, ask_outings
from planner.plans import KeptPlan
from planner.travelling import travel_for
from planner.workspace import Workspace
from ui.components import data, plan_shown
from ui.components.outings.asked import Asked, asked_in, asked_of, texts
from ui.components.plan_shown import plan_key

Shown: TypeAlias = plan_shown.Shown[Asked, OutingAnswer]


def question(path: Path, asked: Asked) -> OutingQuestion:
    """The question in numbers.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked; see :func:`planner.outings.question.ask_outings`.
    """
    choice = asked.choice
    loose = replace(asked, choice=replace(choice, pins=(), locked=()))

    def make() -> OutingQuestion:
        if loose != asked:
            # Ties are put on what has been measured.
            bound = with_ties(question(path, loose), choice)
            if bound is not None:
                return bound
        layers, travel = data.layers(path)[0], travel_of(path, asked)
        return ask_outings(layers, asked.rule, choice, travel)

    return data.kept_of(path, ("outings", "question", asked, day_of(asked)), make)


def day_of(asked: Asked) -> dt.date:
    """Day whose closures count: today while the plan runs, else its first."""
    choice, today = asked.choice, data.today()
    return today if choice.start <= today <= choice.end else choice.start


def travel_of(path: Path, asked: Asked) -> Travel:
    """How travel is measured."""
    choice = asked.travel
    roads = data.roads(path) if choice.method == "roads" else None
    return travel_for(Workspace(path), choice, on=day_of(asked), roads=roads)


def stale(plan: KeptPlan, path: Path) -> tuple[str, ...]:
    """What has changed since a plan was made; see :func:`plan_shown.stale`.

    Of the question: ``"rule"``, ``"travel"``, ``"choice"``.
    """

    def differ() -> dict[str, bool]:
        asked, now = asked_in(plan.settings), asked_of(texts())
        # What is over by now was not when the plan was made.
        choice = replace(asked.choice, done_until=None)
        return {
            "rule": asked.rule.villages != now.rule.villages,
            "travel": asked.travel != now.travel,
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
        return taken_up(question(path, asked), rows_in(plan.content))

    taken = data.kept_of(path, plan_key(plan), make)
    return Shown(plan, asked, taken.answer, taken.left_out, stale(plan, path))


def remember(path: Path, plan: KeptPlan, answer: OutingAnswer) -> None:
    """Spare a plan just made from being taken up again."""
    nothing = pd.DataFrame(columns=[*ROWS, "why"])
    data.kept_of(path, plan_key(plan), lambda: TakenUp(answer, nothing))
