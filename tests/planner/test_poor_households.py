"""Poor households: one number for roster, pairing and new bases, and of which year."""

import datetime as dt

import pandas as pd

from geo.frames import conform
from planner.new_bases.choice import BaseChoice
from planner.poor_households import poor_households, source_text
from tests import toy
from tests.planner.new_bases import asking as bases
from tests.planner.new_bases.asking import KIND
from tests.planner.pairing import asking as pairs
from tests.planner.roster import asking as rosters

DAY = dt.date(2019, 6, 1)


def counts():
    """Villages 1 and 2 are counted, 1 twice; a count of next year is not one yet."""
    rows = [
        ("n1", 1, 2018, 7), ("n2", 1, 2019, 8), ("n3", 1, 2020, 99), ("n4", 2, 2018, 3),
        ("n5", 3, 2019, None),
    ]  # fmt: skip
    codes = toy.villages()["village_code"]
    table = [
        {"count_id": name, "unit_code": codes[at - 1], "year": year, "with_labour": one}
        for name, at, year, one in rows
    ]
    return conform(pd.DataFrame(table), "household_counts")


def test_the_latest_count_goes_before_the_register():
    layers = toy.layers() | {"household_counts": counts()}
    found = poor_households(layers, DAY)
    assert found["count"].tolist() == [8, 3, 30, 40, 50, 0]
    assert found["year"].tolist() == [2019, 2018, 0, 0, 0, 0]
    assert source_text(found, "zh") == (
        "贫困户数是户数统计中有劳动能力的户（2019 年 1 个村、2018 年 1 个村），"
        "没有统计的 4 个村取村的名录。"
    )
    assert poor_households(toy.layers(), DAY)["count"].tolist() == [
        10,
        20,
        30,
        40,
        50,
        0,
    ]
    assert source_text(found.iloc[:0], "en") == ""


def test_every_page_counts_them_alike():
    own = counts()
    weights = [8, 3, 30, 40, 50]
    assert rosters.question(household_counts=own).posts["weight"].tolist() == weights
    layers = pairs.layers(household_counts=own)
    assert pairs.question(frames=layers).posts["weight"].tolist() == weights
    choice = BaseChoice(aim="most", number=1, kind=KIND, weight="poor_households")
    asked = bases.question(choice, household_counts=own)
    assert asked.demand.tolist() == weights
    sites = bases.answer(choice, household_counts=own).sites
    assert sites["households"].sum() == 8 + 30 + 40 + 50
