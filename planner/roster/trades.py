"""Posts and people of each trade: what is wanted, filled, open, and who is free."""

import numpy as np
import pandas as pd

from geo.schemas import TRADES
from planner.assignment.fit import with_parts
from planner.roster.answering import RosterAnswer

COUNTS = ("posts", "filled", "open", "people", "free", "room")


def trade_table(answer: RosterAnswer, *, county: str = "") -> pd.DataFrame:
    """Count posts and people by trade.

    A post that takes any of several trades counts at each of them, and so does a person
    who knows several; whoever knows a trade knows its parts.

    Parameters
    ----------
    answer
        The roster.
    county
        Only posts in this county and people who live there; empty for all.

    Returns
    -------
    pandas.DataFrame
        One row for each trade that is wanted or named by somebody, and at the end
        posts that ask for none and people who have told none: ``trade`` (empty for
        none), ``posts``, ``filled``, ``open``, ``people`` (in post who know it),
        ``free`` (of them, those who hold nothing) and ``room`` (those who can hold
        one more).
    """
    question, plan = answer.question, answer.plan
    problem = question.problem
    here = question.posts["village_code"].str.startswith(county).to_numpy(dtype=bool)
    lives = question.people["county_code"].str.startswith(county)
    serving = problem.people.in_post & lives.to_numpy(dtype=bool)
    wanted, people = problem.posts.trades, problem.people
    known = with_parts(people.trades)
    named = int(np.bitwise_or.reduce(people.trades[serving], initial=0))
    filled = plan.person >= 0
    rows = []
    for place, trade in [*enumerate(TRADES), (-1, "")]:
        asks, knows = (
            (masks & (1 << place)) != 0 if trade else masks == 0
            for masks in (wanted, known)
        )
        asks, knows = asks & here, knows & serving
        is_named = bool(named & (1 << place)) if trade else knows.any()
        if not (asks.any() or is_named):
            continue
        rows.append(
            {
                "trade": trade,
                "posts": int(asks.sum()),
                "filled": int((asks & filled).sum()),
                "open": int((asks & ~filled).sum()),
                "people": int(knows.sum()),
                "free": int((knows & (plan.load == 0)).sum()),
                "room": int((knows & (plan.load < people.capacity)).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["trade", *COUNTS])
