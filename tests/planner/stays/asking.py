"""Questions about museum tours in the toy region, which can be counted on fingers.

Two sets are kept in the west (k1, mechanics, 400 m², at km 5,5) and in the city (k2,
optics, 300 m², where its first county is). The west has a school (v1, 500 m², at km
5,5), the east a hall (v2, 350 m², at km 25,5: too small for k1) and a gymnasium (v3,
900 m², at km 25,15). A straight line of 20 km is 28 km of road. A year from January
2027; each county is owed one stay of two or three months, three months apart.
"""

import datetime as dt

import pandas as pd

from geo.frames import empty
from geo.travel import StraightLine
from planner.stays.answering import answer_tours
from planner.stays.choice import TourChoice
from planner.stays.keeping import ROWS, taken_up
from planner.stays.question import TOUR_LAYERS, ask_tours
from tests import toy
from tests.toy_programmes import rows

TRAVEL = StraightLine()
START = dt.date(2027, 1, 1)
TODAY = dt.date(2026, 11, 22)
W, E = toy.WEST, toy.EAST
PLAIN = {"months": 12, "stays": 1, "gap_months": 3, "in_term": "none"}


def month(number, year=2027):
    """First day of a month of the plan."""
    return dt.date(year, number, 1)


def sets(*more):
    return rows(
        "museum_sets", "set_id name unit_code theme size since until at",
        "k1 力学馆 C 力学 400 - - 5,5", "k2 光学馆 C 光学 300 - - -", *more,
    )  # fmt: skip


def venues(*more):
    return rows(
        "museum_venues", "venue_id name unit_code size free days_off at",
        "v1 西中学 W 500 - - 5,5", "v2 东礼堂 E 350 - - 25,5",
        "v3 东体育馆 E 900 - - 25,15", *more,
    )  # fmt: skip


def stays(*lines):
    """Records and bookings, one a line."""
    return rows(
        "museum_stays", "stay_id set_id unit_code venue_id since until state", *lines
    )


def layers(**changed):
    bare = {name: empty(name) for name in TOUR_LAYERS}
    own = {"museum_sets": sets(), "museum_venues": venues()}
    return bare | toy.layers() | own | changed


def choice(**given):
    return TourChoice(**({"start": START} | PLAIN | given))


def question(asked=None, *, today=TODAY, **changed):
    return ask_tours(layers(**changed), asked or choice(), TRAVEL, today=today)


def answer(asked=None, **changed):
    found = answer_tours(question(asked, **changed), steps=1000)
    assert found.violations() == []
    return found


def told(*lines):
    """Rows of a plan: county, set, month, months, venue."""
    rows = [(code, one, month(first), *rest) for code, one, first, *rest in lines]
    return pd.DataFrame(rows, columns=ROWS)


def by_hand(*lines, asked=None, **changed):
    """A plan of rows, as :func:`told` gives them."""
    found = taken_up(question(asked, **changed), told(*lines))
    assert found.left_out.empty
    assert found.answer.violations() == []
    return found.answer
