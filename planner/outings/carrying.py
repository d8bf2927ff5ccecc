"""What of one question carries over to the next, so that little is made anew."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np

from planner.caravans import CaravanProblem
from planner.outings.choice import OutingChoice
from planner.outings.pinning import clashes
from planner.outings.question import OutingQuestion, Part


def with_ties(question: OutingQuestion, choice: OutingChoice) -> OutingQuestion | None:
    """Ask the same with other pins and locked days, without measuring ways again.

    Parameters
    ----------
    question
        Asked with the same choice but for pins and locked days.
    choice
        With the pins and locked days wanted.

    Returns
    -------
    OutingQuestion or None
        None where a name is not known or a pin cannot be: then
        :func:`planner.outings.question.ask_outings` says what is wrong.
    """
    vans = set(question.caravans["caravan_id"])
    if not {name for name, _ in choice.locked} <= vans:
        return None
    bound = [_bound(question, part, choice) for part in question.parts]
    if sum(len(part.problem.pins) for part in bound) < len(choice.pins):
        return None
    if any(_clash(part.problem) for part in bound):
        return None
    return replace(question, choice=choice, parts=tuple(bound))


def _bound(question: OutingQuestion, part: Part, choice: OutingChoice) -> Part:
    """The part with those of the pins that it can hold."""
    ids, names = question.places["place_id"], question.caravans["caravan_id"]
    task_of = {ids.iloc[row]: task for task, row in enumerate(part.places)}
    van_of = {names.iloc[row]: van for van, row in enumerate(part.caravans)}
    allowed = part.problem.tasks.allowed

    def pins() -> Iterator[tuple[int, int, int]]:
        for name, day, caravan in choice.pins:
            task, van = task_of.get(name, -1), van_of.get(caravan, -1)
            fits = van < 0 if not caravan else van >= 0 and bool(allowed[task, van])
            if task >= 0 and fits:
                yield task, (day - choice.start).days, van

    return replace(part, problem=replace(part.problem, pins=tuple(pins())))


def _clash(problem: CaravanProblem) -> bool:
    """Whether some pin cannot be held."""
    tasks = problem.tasks
    spans, works = (tasks.earliest, tasks.latest), problem.vans.works
    found = clashes(
        problem.pins, tasks.times, spans, tasks.gap_days, tasks.allowed, works
    )
    return next(found, None) is not None


def unchanged(before: OutingQuestion, after: OutingQuestion) -> tuple[int, ...]:
    """Find the parts that are asked as they were.

    Parameters
    ----------
    before, after
        Two questions.

    Returns
    -------
    tuple of int
        For each part of `after` the position of the same part in `before`; -1 where
        there is none.
    """
    known = {_named(before, part): at for at, part in enumerate(before.parts)}
    found = []
    for part in after.parts:
        at = known.get(_named(after, part), -1)
        same = at >= 0 and _same(before.parts[at].problem, part.problem)
        found.append(at if same else -1)
    return tuple(found)


def _named(question: OutingQuestion, part: Part) -> tuple[tuple[str, ...], ...]:
    places, vans = question.places["place_id"], question.caravans["caravan_id"]
    return (
        tuple(places.iloc[list(part.places)]),
        tuple(vans.iloc[list(part.caravans)]),
    )


def _same(one: object, other: object) -> bool:
    """Whether two problems hold the same numbers."""
    if is_dataclass(one) and type(one) is type(other):
        return all(
            _same(getattr(one, field.name), getattr(other, field.name))
            for field in fields(one)
        )
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)
