"""Questions about new bases and their answers, each made once and kept."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from geo.travel import Indices, Travel
from planner.new_bases.answering import (
    BaseAnswer,
    answer_bases,
    by_hand,
    curve_of,
    others_like,
)
from planner.new_bases.choice import BaseChoice
from planner.new_bases.question import BaseQuestion, ask_bases
from planner.siting import Curve, Score
from planner.travelling import travel_for
from planner.workspace import Workspace
from ui.components import data, plan_state, state
from ui.components.plan_job import Job

OTHERS, OTHERS_S = 3, 30.0
T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """The plan on the screen.

    Parameters
    ----------
    solved
        What was solved for.
    plan
        What is shown: the same, or as changed by hand.
    score
        What the change by hand comes to; None where nothing was changed.
    lost
        Ids of a link's sites that are no candidates.
    kept
        Name under which this very plan is kept; empty for none.
    """

    solved: BaseAnswer
    plan: BaseAnswer
    score: Score | None = None
    lost: tuple[str, ...] = ()
    kept: str = ""

    @property
    def question(self) -> BaseQuestion:
        """What was asked."""
        return self.solved.question

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the new bases, in the order of the candidates."""
        return ids_of(self.plan)


def travel_of(path: Path) -> Travel:
    """How travel is measured, as set."""
    rule, asked = state.rule(data.today()), state.travel()
    roads = data.roads(path) if asked.method == "roads" else None
    day = rule.on or data.today()
    return travel_for(Workspace(path), asked, on=day, roads=roads)


def question(path: Path, choice: BaseChoice) -> BaseQuestion:
    """The question in numbers.

    Raises
    ------
    planner.errors.PlanInputError
        If it cannot be asked; see :func:`planner.new_bases.question.ask_bases`.
    """
    report = data.report(path, state.rule(data.today()), state.travel())

    def make() -> BaseQuestion:
        return ask_bases(data.layers(path)[0], report, choice, travel_of(path))

    return data.kept_of(path, _key("question", choice), make)


def answer_job(path: Path, choice: BaseChoice) -> Job[BaseAnswer]:
    """The answer, while it is made and after."""
    asked, travel = question(path, choice), travel_of(path)
    limit = plan_state.seconds()
    return _job(
        path,
        ("answer", choice, limit),
        lambda job: answer_bases(asked, travel, time_limit_s=limit, watch=job.tell),
    )


def curve_job(path: Path, choice: BaseChoice, *, by_cost: bool) -> Job[Curve]:
    """The curve of cover, while it is made and after."""
    if not choice.keeps_existing:
        choice = replace(choice, aim="all", number=None)
    # Neither number nor budget limits the curve.
    free = replace(choice, aim="all", number=None, budget=None)
    asked = question(path, free)
    return _job(
        path,
        ("curve", free, by_cost),
        lambda job: curve_of(asked, by_cost=by_cost, watch=job.tell),
    )


def others_job(path: Path, answer: BaseAnswer) -> Job[tuple[BaseAnswer, ...]]:
    """Plans nearly as good, while they are made and after."""
    travel = travel_of(path)
    return _job(
        path,
        ("others", answer.question.choice, tuple(answer.opened.tolist())),
        lambda job: others_like(
            answer, travel, count=OTHERS, time_limit_s=OTHERS_S, watch=job.tell
        ),
    )


def shown(solved: BaseAnswer) -> Shown:
    """The plan as it is to be shown: as solved, or as changed by hand."""
    own = state.get("own")
    if own is None:
        return Shown(solved, solved)
    places, lost = positions(solved.question, own)
    if not lost and np.array_equal(places, solved.opened):
        return Shown(solved, solved)
    found = by_hand(solved.question, places.tolist())
    return Shown(solved, as_plan(solved, found), found, lost)


def as_plan(solved: BaseAnswer, score: Score) -> BaseAnswer:
    """A plan by hand, in the form of an answer."""
    plan = replace(solved.plan, opened=score.opened, assigned=score.assigned)
    return replace(solved, plan=plan)


def ids_of(answer: BaseAnswer) -> tuple[str, ...]:
    """Ids of the new bases of a plan, in the order of the candidates."""
    ids = answer.question.candidates.table["site_id"].to_numpy(dtype=object)
    return tuple(str(one) for one in ids[answer.opened])


def positions(
    asked: BaseQuestion, ids: Sequence[str]
) -> tuple[Indices, tuple[str, ...]]:
    """Positions of sites among the candidates, and ids that are none of them."""
    known = asked.candidates.table["site_id"]
    wanted = set(ids)
    lost = tuple(one for one in ids if one not in set(known))
    return np.flatnonzero(known.isin(wanted)).astype(np.int64), lost


def site_name(asked: BaseQuestion, site: int) -> str:
    """Name of a site by its position, of a base that stands already too."""
    if site < asked.new:
        return str(asked.candidates.table["name"].iat[site])
    provider = int(asked.providers[site - asked.new])
    return str(asked.verdict.problem.providers.names[provider])


def kept_of_plan(
    path: Path, plan: BaseAnswer, what: Hashable, make: Callable[[], T]
) -> T:
    """Make something once of a plan."""
    key = (what, plan.question.choice, tuple(plan.opened.tolist()))
    return data.kept_of(path, _key("plan", *key), make)


def _job(path: Path, what: tuple[Hashable, ...], work: Callable[[Job[T]], T]) -> Job[T]:
    return data.kept_of(path, _key("job", *what), lambda: Job(work))


def _key(*what: Hashable) -> tuple[Hashable, ...]:
    return ("bases", state.rule(data.today()), state.travel(), *what)
