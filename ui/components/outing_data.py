"""Questions about the caravans' year, their answers, and what those depend on."""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd

from geo.travel import Travel
from planner.errors import PlanInputError
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
from ui.components import data
from ui.components.outing_state import Asked, asked_in, asked_of, texts

T = TypeVar("T")


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
        :class:`planner.outings.keeping.TakenUp`.
    stale
        What has changed since: ``"data"``, or of it only ``"roads"``; ``"rule"``,
        ``"travel"``, ``"choice"``.
    """

    plan: KeptPlan
    asked: Asked
    answer: OutingAnswer
    left_out: pd.DataFrame
    stale: tuple[str, ...]


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
    """What has changed since a plan was made; see :class:`Shown`."""
    found = _changed_data(plan, path)
    try:
        asked, now = asked_in(plan.settings), asked_of(texts())
    except PlanInputError:
        return (*found, "choice")
    # What is over by now was not when the plan was made.
    choice = replace(asked.choice, done_until=None)
    changed = {
        "rule": asked.rule.villages != now.rule.villages,
        "travel": asked.travel != now.travel,
        "choice": choice != now.choice,
    }
    return (*found, *(name for name, differs in changed.items() if differs))


def _changed_data(plan: KeptPlan, path: Path) -> list[str]:
    """Whether data have changed, and whether of roads only."""
    before = plan.data_version.split("/")
    now = data_version(Workspace(path)).split("/")
    same = zip(VERSIONED, before, now, strict=False)
    changed = {name for name, was, is_now in same if was != is_now}
    if not changed:
        return []
    return ["roads"] if changed <= {"roads", "closures"} else ["data"]


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

    taken = data.kept_of(path, _key(plan), make)
    return Shown(plan, asked, taken.answer, taken.left_out, stale(plan, path))


def remember(path: Path, plan: KeptPlan, answer: OutingAnswer) -> None:
    """Spare a plan just made from being taken up again."""
    nothing = pd.DataFrame(columns=[*ROWS, "why"])
    data.kept_of(path, _key(plan), lambda: TakenUp(answer, nothing))


def kept(path: Path, now: Shown, what: Hashable, make: Callable[[], T]) -> T:
    """Make something once of the plan on the screen."""
    return data.kept_of(path, (*_key(now.plan), what), make)


def _key(plan: KeptPlan) -> tuple[Hashable, ...]:
    return ("outings", "plan", plan.name, plan.made)
