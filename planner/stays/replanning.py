"""Planned again after something changed, with few changes on purpose."""

import datetime as dt

import pandas as pd

from planner.stays.answering import TourAnswer, TourWatch, answer_tours
from planner.stays.binding import standing_on
from planner.stays.question import TourQuestion


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
    bound = standing_on(question, rows, done_until=done_until)
    return answer_tours(
        bound.question, near=bound.near, time_limit_s=time_limit_s, seed=seed,
        watch=watch,
    )  # fmt: skip
