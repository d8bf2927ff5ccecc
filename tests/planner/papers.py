"""The toy region with a gap, a few records and its score, for tests of papers.

Judged on 22 November 2026. Of five poor villages four are covered; village 5 (和平村)
lacks a commissioner for its vegetables. Two trainings of 60 and 40 persons; the west
county has sent its report of the first quarter in time, of the second late.
"""

import datetime as dt

import geopandas as gpd

from geo.crs import STORAGE_CRS
from geo.export.paper import Heading, Paragraph, Table
from geo.frames import conform, empty
from geo.schemas import SOURCE_FILE, SOURCE_ROW
from planner.papers.composing import papers_of
from planner.programmes.dues import calendar_of
from planner.programmes.score import score_layers
from planner.programmes.scoring import SCORED_LAYERS
from planner.report import build_report
from planner.rule import Rule
from tests import desk, toy

DAY = dt.date(2026, 11, 22)
RULE = Rule(limit_min=20)


def records(name, rows):
    """A record layer of rows given as columns."""
    frame = gpd.GeoDataFrame(
        rows, geometry=[None] * len(next(iter(rows.values()))), crs=STORAGE_CRS
    )
    frame[SOURCE_FILE], frame[SOURCE_ROW] = f"{name}.csv", range(2, len(frame) + 2)
    return conform(frame, name)


def layers(**changed):
    """Layers of the toy region with a gap, and the records above."""
    trainings = records(
        "trainings",
        {
            "training_id": ["t1", "t2"],
            "kind": ["farmer", "farmer"],
            "date": ["2026-03-01", "2026-06-01"],
            "unit_code": [toy.WEST, toy.EAST],
            "persons": [60, 40],
        },
    )
    done = records(
        "duties_done",
        {
            "record_id": ["d1", "d2"],
            "duty": ["baise.report", "baise.report"],
            "unit_code": [toy.WEST, toy.WEST],
            "period": ["2026Q1", "2026Q2"],
            "done_on": ["2026-03-25", "2026-07-09"],
        },
    )
    bare = {name: empty(name) for name in SCORED_LAYERS}
    given = {**bare, **desk.layers(), "trainings": trainings, "duties_done": done}
    return {**given, **changed}


def behind(**changed):
    """Score, coverage report and duty calendar of the layers."""
    given = layers(**changed)
    score = score_layers(given, on=DAY)
    names = ("counties", "townships", "villages", "bases", "commissioners")
    report = build_report({name: given[name] for name in names}, RULE, today=DAY)
    year = dt.timedelta(365)
    return score, report, calendar_of(score, first=DAY - year, last=DAY + year)


def composed(found, kind, lang="zh", **given):
    """A paper of what is behind it."""
    return papers_of(*found, kind=kind, lang=lang, on=DAY, **given)


def said(paper):
    return [one.text for one in paper.blocks if isinstance(one, Paragraph)]


def tables(paper):
    return [one for one in paper.all_blocks if isinstance(one, Table)]


def section(paper, title):
    """Paragraphs under a heading, up to the next of its level or above."""
    texts, level = [], 0
    for block in paper.blocks:
        if isinstance(block, Heading):
            level = 0 if level and block.level <= level else level
            level = block.level if block.text == title else level
        elif level and isinstance(block, Paragraph):
            texts.append(block.text)
    return texts
