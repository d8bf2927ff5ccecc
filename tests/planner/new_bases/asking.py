"""Questions about new bases in the toy region, which can be counted on fingers.

Ten kilometres are 28 minutes in a straight line (30 km/h, 1.4 times as far), so within
32 minutes every village reaches the neighbours beside, above and below it::

    2 -- 4 -- 6
    |    |    |
    1 -- 3 -- 5

The rule counts StarSpaces, of which there is none, so that the five poor villages (1 to
5) are asked for.
"""

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import STORAGE_CRS
from geo.frames import conform
from geo.travel import StraightLine
from planner.new_bases.answering import answer_bases
from planner.new_bases.choice import BaseChoice
from planner.new_bases.question import ask_bases
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from tests.planner.problems import DAY

TRAVEL = StraightLine()
KIND = "starspace"
RULE = Rule(limit_min=32, base_kinds=(KIND,), providers="bases", match_trade=False)
LAYERS = toy.layers()
CODES = LAYERS["villages"]["village_code"].tolist()


def sites(*rows):
    """The layer of candidate sites: (id, (x, y) in km of the sketch, other columns)."""
    table = [
        {"site_id": name, "name": f"{name}号地", "county_code": toy.WEST} | more
        for name, _, more in rows
    ]
    places = toy.stored([shapely.Point(place) for _, place, _ in rows])
    frame = gpd.GeoDataFrame(table, geometry=places, crs=STORAGE_CRS)
    return conform(frame, "candidate_sites")


def question(choice=None, *, rule=RULE, travel=TRAVEL, **changed):
    """The question asked of the toy region, some layers changed."""
    layers = LAYERS | changed
    report = build_report(layers, rule, travel=travel, today=DAY)
    return ask_bases(layers, report, choice or BaseChoice(kind=KIND), travel)


def answer(choice=None, **asked):
    travel = asked.get("travel", TRAVEL)
    return answer_bases(question(choice, **asked), travel)


def numbers(sites, chosen=()):
    """Villages by their number on the sketch, ascending."""
    codes = [code.split("+")[0] for code in np.asarray(sites, dtype=object)[chosen]]
    return sorted(CODES.index(code) + 1 for code in codes)


def opened(found):
    """Numbers of the villages where an answer builds."""
    return numbers(found.question.candidates.table["site_id"], found.opened)
