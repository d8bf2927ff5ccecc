"""Own programmes in a few words: one row, one part, on the toy region."""

import datetime as dt

from planner.programmes.loading import shared
from planner.programmes.parsing import parse_programme
from planner.programmes.part_score import PartScore
from planner.programmes.score import Score, score_layers
from tests.toy_programmes import Layers

ON = dt.date(2019, 6, 1)
_TEXT = """[programme]
id = "own"
zh = "方案"
en = "Plan"
issuer_zh = "某"
issuer_en = "Some"
published = 2018-01-01
place = "{place}"
starts = 2018-01-01
{more}
[[row]]
id = "own.row"
clause = "一"
find = "某"
zh = "某"
en = "Some"
asks_zh = "某"
asks_en = "Some"
owner_zh = "某"
owner_en = "Some"
[[row.part]]
{part}
"""
BY_2020 = "targets = [{ by = 2020-12-31 }]"


def programme_of(part: str, *, more: str = "", place: str = "4510"):
    """A programme with one row of one part; ``more`` are sets and attributes."""
    if "targets" not in part:
        part = f"{part}\n{BY_2020}"
    text = _TEXT.format(part=part, more=more, place=place)
    return parse_programme(text, source="own.toml", shared=shared())


def score_of_part(
    part: str, layers: Layers, *, on: dt.date = ON, more: str = "", place: str = "4510"
) -> Score:
    """Score the one row."""
    own = programme_of(part, more=more, place=place)
    return score_layers(layers, on=on, programmes=[own])


def part_of(
    part: str, layers: Layers, *, on: dt.date = ON, more: str = "", place: str = "4510"
) -> PartScore:
    """The score of its one part."""
    score = score_of_part(part, layers, on=on, more=more, place=place)
    return score.rows["own.row"].parts[0]


def values(part: PartScore) -> dict[str, float]:
    """What each unit has."""
    return dict(part.units()["value"])
