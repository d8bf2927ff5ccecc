"""Planned again after something changed, with few changes on purpose."""

import datetime as dt
from dataclasses import replace

import pandas as pd

from planner.stays.answering import TourAnswer, TourWatch, answer_tours
from planner.stays.held import Held
from planner.stays.keeping import position
from planner.stays.question import TourQuestion
from planner.tours.problem import Stay


def plan_again(
    question: TourQuestion,
    rows: pd.DataFrame,
    *,
    done_until: dt.date | None = None,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: TourWatch | None = None,
) -> TourAnswer:
    """Answer a question from a plan that is there, as near to it as can be.

    Stays of months that are over and of locked counties stay as they are, whatever a
    rule says of them by now; but for those, as few as can be are otherwise.

    Parameters
    ----------
    question
        As it is now: a venue gone, a set in repair, other pins.
    rows
        The plan there is, see :func:`planner.stays.keeping.rows_of`.
    done_until
        Days up to this one are over; None for what the choice says.
    time_limit_s, seed, watch
        See :func:`planner.stays.answering.answer_tours`.

    Returns
    -------
    TourAnswer
        Its question has the stays that had to stay among those that stand.
    """
    bound, near = standing_on(question, rows, done_until=done_until)
    return answer_tours(
        bound, near=near, time_limit_s=time_limit_s, seed=seed, watch=watch
    )


def standing_on(
    question: TourQuestion, rows: pd.DataFrame, *, done_until: dt.date | None = None
) -> tuple[TourQuestion, tuple[Stay, ...]]:
    """Let what is over or locked of a plan stand, and give the rest by positions.

    Parameters
    ----------
    question, rows, done_until
        As for :func:`plan_again`.
    """
    choice = question.choice
    if done_until is not None:
        choice = replace(choice, done_until=done_until)
    locked = set(choice.locked)
    held = dict(question.held)
    near = []
    for row in rows.to_dict("records"):
        stay = position(question, row)
        if isinstance(stay, str):
            continue
        stands = stay.first < choice.done or row["county_code"] in locked
        if not stands:
            near.append(stay)
        elif not any(_in_the_way(stay, other) for other in held):
            held[stay] = Held("planned")
    problem = replace(
        question.problem, booked=tuple(sorted(held)), done=choice.done
    )  # fmt: skip
    return replace(question, choice=choice, problem=problem, held=held), tuple(near)


def _in_the_way(one: Stay, other: Stay) -> bool:
    overlap = one.first < other.end and other.first < one.end
    return overlap and (one.set == other.set or one.county == other.county)
