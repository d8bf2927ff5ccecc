"""Questions about the roster of the toy region, which can be counted on fingers.

Ten kilometres are 28 minutes in a straight line (30 km/h, 1.4 times as far). Within 45
minutes c1, who knows sheep and has room for two, reaches villages 1 (0) and 2 (28); c2,
who knows tea and vegetables, reaches 3 and 4 (14) and 5 (32); c3, who knows livestock
and so sheep too, is 56 minutes from 2 and 63 from 1. Villages 1 to 5 are asked for.
"""

from functools import cache

import pandas as pd

from geo.frames import conform, empty
from geo.schemas import DEFAULT_POST
from geo.travel import StraightLine
from planner.roster.answering import answer_roster, roster_rows
from planner.roster.choice import RosterChoice
from planner.roster.question import ask_roster
from planner.rule import Rule
from tests import toy
from tests.planner.problems import DAY

TRAVEL = StraightLine()
RULE = Rule(limit_min=45)
CODES = toy.villages()["village_code"].tolist()


def code(number):
    """Code of a village by its number on the sketch."""
    return CODES[number - 1]


def post(number, kind=DEFAULT_POST, nth=1):
    """Id of a post by the number of its village."""
    return f"{code(number)}/{kind}/{nth}"


def roster(*rows):
    """The layer ``assignments``: (id, person, village number, other columns)."""
    if not rows:
        return empty("assignments")
    table = [
        {"assignment_id": name, "commissioner_id": one, "village_code": code(at)} | more
        for name, one, at, more in rows
    ]
    return conform(pd.DataFrame(table), "assignments")


@cache
def _toy():
    return toy.layers()


def layers(**changed):
    return _toy() | {"assignments": roster()} | changed


def people(**columns):
    """The commissioners with some cells changed: ``ends={"c3": "2018-12-31"}``."""
    frame = toy.commissioners().set_index("commissioner_id", drop=False)
    for column, cells in columns.items():
        for name, value in cells.items():
            frame.loc[name, column] = value
    return frame.reset_index(drop=True)


def without(*gone):
    frame = toy.commissioners()
    return frame[~frame["commissioner_id"].isin(gone)].reset_index(drop=True)


def question(choice=None, *, rule=RULE, travel=TRAVEL, today=DAY, **changed):
    asked = choice or RosterChoice()
    return ask_roster(layers(**changed), rule, asked, travel, today=today)


def answer(choice=None, **asked):
    return answer_roster(question(choice, **asked))


def held(found):
    """Holder of each filled post, by its id."""
    posts = found.posts.set_index("post_id")["commissioner_id"]
    return posts[posts != ""].to_dict()


def told(found):
    """Changes as (post, before, after, cause)."""
    return [(one.post, one.before, one.after, one.cause) for one in found.changes()]


def saved(found, since=DAY, before=None):
    """The layer as an answer leaves it."""
    rows = roster() if before is None else before
    return roster_rows(rows, found, since=since)
