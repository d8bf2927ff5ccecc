"""Planned again after something changed, with few changes on purpose."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from planner.caravans.resuming import resume
from planner.outings.answering import OutingAnswer, OutingWatch, answer_outings
from planner.outings.keeping import starts
from planner.outings.numbers import wished
from planner.outings.question import OutingQuestion, Part, locked_days


def plan_again(
    question: OutingQuestion,
    rows: pd.DataFrame,
    *,
    time_limit_s: float = 10.0,
    steps: int | None = None,
    seed: int = 0,
    watch: OutingWatch | None = None,
) -> OutingAnswer:
    """Answer a question from a plan that is there, as near to it as can be.

    What can stay stays, in its order and at its hour; visits that cannot are put where
    they fit best between the others. Only where they find no room is the part searched
    for more room, every other day at the price of ``choice.change_cost``.

    Parameters
    ----------
    question
        As it is now: a road closed, a caravan away, other pins.
    rows
        The plan there is, see :func:`planner.outings.keeping.rows_of`.
    time_limit_s, steps, seed, watch
        See :func:`planner.outings.answering.answer_outings`.

    Returns
    -------
    OutingAnswer
        Its question is `question` as it was given.
    """
    bound = near(question, rows)
    # Crews that change hands would be changes nobody asked for.
    bound = replace(bound, choice=replace(question.choice, even_cost=0.0))
    before = starts(question, rows)
    plans = [
        resume(part.problem, plan, fill=True)
        for part, plan in zip(bound.parts, before, strict=True)
    ]
    short = [
        at
        for at, (part, plan) in enumerate(zip(bound.parts, plans, strict=True))
        if plan.made < min(before[at].made, int(part.problem.tasks.times.sum()))
    ]
    if short:
        found = answer_outings(
            replace(bound, parts=tuple(bound.parts[at] for at in short)),
            time_limit_s=time_limit_s,
            steps=steps,
            seed=seed,
            start=[plans[at] for at in short],
            watch=watch,
        )
        for at, plan in zip(short, found.plans, strict=True):
            plans[at] = plan
    return OutingAnswer(question, tuple(plans))


def near(question: OutingQuestion, rows: pd.DataFrame) -> OutingQuestion:
    """Make other days than before cost ``choice.change_cost``, and locked days stay.

    Parameters
    ----------
    question, rows
        See :func:`plan_again`.
    """
    before: dict[str, list[dt.date]] = {}
    for place, day in zip(rows["place_id"], rows["date"], strict=True):
        before.setdefault(str(place), []).append(day)
    parts = tuple(_bound(question, part, before) for part in question.parts)
    return replace(question, parts=parts)


def _bound(
    question: OutingQuestion,
    part: Part,
    before: Mapping[str, list[dt.date]],
) -> Part:
    choice, problem = question.choice, part.problem
    bias = problem.tasks.bias.copy()
    ids = question.places["place_id"]
    for task, row in enumerate(part.places):
        days = [(day - choice.start).days for day in before.get(ids.iloc[row], ())]
        inside = [day for day in days if 0 <= day < problem.days]
        if inside:
            bias[task] += choice.change_cost
            bias[task, inside] -= choice.change_cost
    tasks = replace(problem.tasks, bias=wished(bias, problem.tasks.value))
    shut = locked_days(question, part)
    return replace(part, problem=replace(problem, tasks=tasks, shut=shut))
