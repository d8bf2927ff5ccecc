"""Questions about caravans in the toy region, which can be counted on fingers.

Ten kilometres are 28 minutes in a straight line (30 km/h, 1.4 times as far: 14 km).
Caravan v1 is kept half-way between villages 1 and 2, five kilometres from each and
11.2 from 3 and 4; v2 stands beside village 5, and serves its county alone. Villages 1
to 5 are poor, so they are owed visits; 6 is not. Two weeks in March 2026 without a
holiday, each village once.
"""

import datetime as dt

from geo.frames import empty
from geo.travel import StraightLine
from planner.outings.answering import answer_outings
from planner.outings.choice import OutingChoice
from planner.outings.question import ask_outings
from planner.rule import Rule
from tests import toy
from tests.toy_programmes import rows

TRAVEL = StraightLine()
RULE = Rule()
MONDAY = dt.date(2026, 3, 2)
FRIDAY = dt.date(2026, 3, 13)
CODES = toy.villages()["village_code"].tolist()
STEPS = 60
# Nothing but money counts, so that days can be told by hand.
PLAIN = {"visits": 1, "gap_days": 1, "nights": 0, "spread_cost": 0.0}


def code(number):
    """Code of a village by its number on the sketch."""
    return CODES[number - 1]


def caravans(*more):
    """v1 of the west county and v2 of the east one, and further lines."""
    return rows(
        "caravans", "caravan_id name unit_code since until at",
        "v1 西车 W 2019-01-01 - 5,10", "v2 东车 E 2019-01-01 - 25,6", *more,
    )  # fmt: skip


def places(*lines):
    """Places to visit beside the villages, one a line."""
    return rows("visit_places", "place_id kind unit_code topics at", *lines)


def choice(start=MONDAY, end=FRIDAY, **given):
    return OutingChoice(start, end, **(PLAIN | given))


def layers(**changed):
    more = {name: empty(name) for name in ("visit_places", "seasons")}
    return toy.layers() | more | {"caravans": caravans()} | changed


def question(asked=None, *, rule=RULE, travel=TRAVEL, **changed):
    return ask_outings(layers(**changed), rule, asked or choice(), travel)


def answer(asked=None, **changed):
    found = answer_outings(question(asked, **changed), steps=STEPS)
    assert found.violations() == []
    return found


def dates(found, number):
    """Days on which a village is visited, and by whom."""
    mine = found.visits[found.visits["place_id"] == code(number)]
    return list(zip(mine["date"], mine["caravan_id"], strict=True))
