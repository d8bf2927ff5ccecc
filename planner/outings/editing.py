"""A visit moved, added or taken out by hand, checked at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.caravans import CaravanPlan, CaravanProblem
from planner.caravans import editing as by_position
from planner.errors import PlanInputError
from planner.outings.answering import OutingAnswer, unplaced
from planner.outings.fixes import OutingFix, fix_of
from planner.outings.pinning import refused
from planner.outings.question import OutingQuestion, Part, locked_days

_DAYS = ["date", "caravan_id", "fits", "cost", "km", "why"]


@dataclass(frozen=True, slots=True)
class Near:
    """A day and caravan that would do instead."""

    date: dt.date
    caravan_id: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What came of a change by hand.

    Parameters
    ----------
    answer
        The new plan; None where a rule stands against it.
    cost, km, why
        See :class:`planner.caravans.editing.Edit`; besides, `why` may be ``"no_place"``
        or ``"no_home"`` (where something is, is not known), and instead of
        ``"no_caravan"`` it is ``"other_part"`` (the caravan does not serve that county)
        or ``"no_topics"`` (it does not carry what the place wants). Texts are kept as
        ``outing_why_`` and the code.
    fixes
        Single changes with which the visit would fit there.
    near
        Nearest days that would do, of the caravan asked for if it has some.
    """

    answer: OutingAnswer | None
    cost: float = np.inf
    km: float = np.inf
    why: str = ""
    fixes: tuple[OutingFix, ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class _At:
    """A place in the numbers: part, position of it, problem, plan and task."""

    number: int
    part: Part
    problem: CaravanProblem
    plan: CaravanPlan
    task: int


def days_for(answer: OutingAnswer, place_id: str, date: dt.date | None) -> pd.DataFrame:
    """Weigh every day on which a visit could stand.

    Parameters
    ----------
    answer
        A plan.
    place_id, date
        A visit of it; or with None one that is not made.

    Returns
    -------
    pandas.DataFrame
        Columns ``date``, ``caravan_id``, ``fits``, ``cost`` and ``km`` (of the whole
        plan more than now; infinite where it does not fit), ``why`` (empty where it
        fits), in that order. Working days of the visits' spans, of the caravans that
        serve the place. Empty if there is no such visit.
    """
    at = _find(answer, place_id)
    if at is None:
        return pd.DataFrame(columns=_DAYS)
    found = by_position.options(*_visit(answer, at, date))
    rows = [
        (
            _date(answer.question, one.day),
            _caravan(answer.question, at.part, one.van),
            not one.why,
            one.cost,
            one.km,
            _why(answer.question, at, one.why, ""),
        )
        for one in found
    ]
    table = pd.DataFrame(rows, columns=_DAYS)
    return table.sort_values(["date", "caravan_id"], ignore_index=True)


def move_visit(
    answer: OutingAnswer,
    place_id: str,
    date: dt.date | None,
    to: dt.date,
    caravan_id: str,
) -> Edit:
    """Put a visit on another day, where it costs least in the tour of that day.

    Parameters
    ----------
    answer
        A plan; it is not changed.
    place_id, date
        A visit of it; or with None one that is not made.
    to, caravan_id
        Where it is to be.
    """
    at = _find(answer, place_id)
    if at is None:
        places = answer.question.places["place_id"]
        unserved = places.iloc[list(answer.question.without)]
        return Edit(None, why="no_caravan" if place_id in set(unserved) else "no_visit")
    vans = [
        _caravan(answer.question, at.part, van) for van in range(len(at.part.caravans))
    ]
    van = vans.index(caravan_id) if caravan_id in vans else -1
    aim = (to - answer.question.choice.start).days, van
    found = by_position.move(*_visit(answer, at, date), aim)
    if found.plan is not None:
        return Edit(_with(answer, at, found.plan), found.cost, found.km)
    return Edit(
        None,
        why=_why(answer.question, at, found.why, caravan_id),
        fixes=tuple(fix_of(answer.question, at.part, fix) for fix in found.fixes),
        near=tuple(_near(answer.question, at.part, found.near)),
    )


def drop_visit(answer: OutingAnswer, place_id: str, date: dt.date) -> OutingAnswer:
    """Make a visit no longer; days that are locked are no hindrance.

    Parameters
    ----------
    answer
        A plan; it is not changed.
    place_id, date
        A visit of it; without such a visit the plan stays as it is.

    Raises
    ------
    PlanInputError
        If the rest of that day breaks a rule without it.
    """
    at = _find(answer, place_id)
    if at is None:
        return answer
    day = (date - answer.question.choice.start).days
    found = by_position.take_out(at.problem, at.plan, at.task, day)
    if found.why == "rest_breaks":
        raise PlanInputError([("outing_rest_breaks", {"date": date})])
    return answer if found.plan is None else _with(answer, at, found.plan)


def _find(answer: OutingAnswer, place_id: str) -> _At | None:
    ids = answer.question.places["place_id"]
    for number, part in enumerate(answer.question.parts):
        for task, row in enumerate(part.places):
            if ids.iloc[row] == place_id:
                plan = answer.plans[number]
                return _At(number, part, part.problem, plan, task)
    return None


def _visit(
    answer: OutingAnswer, at: _At, date: dt.date | None
) -> tuple[CaravanProblem, CaravanPlan, int, int | None]:
    """Give a visit by positions; nothing moves on days that are locked."""
    shut = locked_days(answer.question, at.part)
    problem = replace(at.problem, shut=(*at.problem.shut, *shut))
    day = None if date is None else (date - answer.question.choice.start).days
    return problem, at.plan, at.task, day


def _with(answer: OutingAnswer, at: _At, plan: CaravanPlan) -> OutingAnswer:
    plans = list(answer.plans)
    plans[at.number] = plan
    return OutingAnswer(answer.question, tuple(plans))


def _why(question: OutingQuestion, at: _At, why: str, caravan_id: str) -> str:
    """Give the reason in the words of a planner's question."""
    if why == "no_way":
        return unplaced(at.part, at.task) or why
    if why == "no_caravan":
        van = question.caravans[question.caravans["caravan_id"] == caravan_id]
        row = at.part.places[at.task]
        return refused(question.choice, question.places, van, row)
    return why


def _near(
    question: OutingQuestion, part: Part, near: Iterable[tuple[int, int]]
) -> Iterable[Near]:
    for day, van in near:
        yield Near(_date(question, day), _caravan(question, part, van))


def _date(question: OutingQuestion, day: int) -> dt.date:
    return question.choice.start + dt.timedelta(days=day)


def _caravan(question: OutingQuestion, part: Part, van: int) -> str:
    return str(question.caravans["caravan_id"].iloc[part.caravans[van]])
