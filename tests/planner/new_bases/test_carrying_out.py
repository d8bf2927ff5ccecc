"""Plans carried out: the bases there would be, and coverage as was promised."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from planner.new_bases.answering import answer_bases
from planner.new_bases.carrying_out import coverage_with, with_bases
from planner.new_bases.choice import BaseChoice
from planner.rule import Rule
from tests import toy
from tests.planner.new_bases.asking import (
    CODES,
    KIND,
    TRAVEL,
    answer,
    opened,
    question,
    sites,
)

DAY = dt.date(2026, 11, 22)


def at_sites(asked, *ids):
    table = asked.candidates.table
    return np.flatnonzero(table["site_id"].isin(ids))


def test_new_bases_get_ids_that_nobody_has():
    bases = toy.bases()
    bases.loc[0, "base_id"] = "N1"
    asked = question(BaseChoice(kind=KIND, capacity=4), bases=bases)
    after = with_bases(bases, asked, at_sites(asked, *CODES[2:4]), opened=DAY)
    assert after["base_id"].tolist() == ["N1", "b2", "N2", "N3"]
    new = after.iloc[2:]
    assert new["name"].tolist() == ["红旗村", "新民村"]
    assert new["kind"].tolist() == [KIND, KIND]
    assert new["trades"].tolist() == ["", ""]
    assert new["capacity"].tolist() == [4, 4]
    assert new["opened"].tolist() == ["2026-11-22"] * 2
    assert new["closed"].tolist() == ["", ""]
    assert new["county_code"].tolist() == [toy.WEST] * 2
    places = toy.villages().geometry.iloc[2:4]
    assert [*new.geometry] == [*places]
    assert after.columns.tolist() == bases.columns.tolist()
    # What was there is as it was.
    assert after["name"].tolist()[:2] == bases["name"].tolist()


def test_no_limit_stays_no_limit():
    asked = question()
    after = with_bases(toy.bases(), asked, at_sites(asked, CODES[0]), opened=DAY)
    assert after["capacity"].isna().tolist() == [False, True, True]


def test_an_upgrade_keeps_who_it_is_and_whom_it_serves():
    rule = Rule(limit_min=20, providers="bases")
    layer = sites(
        ("up", (5, 10), {"base_id": "b1", "kind": "park", "capacity": 5, "name": "新"}),
        ("new", (15, 10), {"trades": "tea", "capacity": 5, "illustrative": True}),
    )
    asked = question(BaseChoice(places="listed"), rule=rule, candidate_sites=layer)
    # Serving 1 and 2, b1 would have room for three more of five.
    assert asked.candidates.capacity.tolist() == [3, 5]
    after = with_bases(toy.bases(), asked, np.array([0, 1]), opened=DAY)
    assert after["base_id"].tolist() == ["b2", "b1", "N1"]
    upgraded, new = after.iloc[1], after.iloc[2]
    assert upgraded["name"] == "平马专家服务站"
    assert upgraded["opened"] == "2016-03-01"
    assert (upgraded["kind"], upgraded["trades"]) == ("park", "")
    assert upgraded["capacity"] == 5
    assert (new["trades"], new["illustrative"]) == ("tea", True)
    assert not upgraded["illustrative"]


def test_no_new_base_changes_nothing():
    asked = question()
    after = with_bases(toy.bases(), asked, np.array([], dtype=np.int64), opened=DAY)
    pd.testing.assert_frame_equal(
        pd.DataFrame(after.drop(columns="geometry")),
        pd.DataFrame(toy.bases().drop(columns="geometry")),
        check_like=True,
    )


def test_the_verdict_with_them_is_as_promised():
    found = answer(BaseChoice(aim="most", number=1, kind=KIND))
    before = found.question.verdict
    after = coverage_with(toy.layers(), found.question, found.opened, TRAVEL).verdict
    assert opened(found) == [3]
    assert int(before.uncovered.sum()) == 5
    assert (np.flatnonzero(after.uncovered) + 1).tolist() == [2]


def test_trades_and_room_count_again():
    rule = Rule(limit_min=32, base_kinds=(KIND,), providers="bases")
    layer = sites(
        ("tea", (15, 10), {"trades": "tea", "capacity": 1}),
        ("any", (5, 10), {"capacity": 1}),
    )
    asked = question(
        BaseChoice(places="listed", kind=KIND), rule=rule, candidate_sites=layer
    )
    found = answer_bases(asked, TRAVEL)
    # Room for two of four who could be served: no plan covers all.
    assert found.plan.status == "infeasible"
    report = coverage_with(toy.layers(), asked, np.array([0, 1]), TRAVEL)
    assert int(report.verdict.covered.sum()) == 2


@pytest.mark.parametrize("aim", ["all", "most"])
def test_an_upgrade_covers_what_was_promised(aim):
    rule = Rule(limit_min=20, providers="bases")
    layer = sites(
        ("up", (15, 10), {"base_id": "b2", "capacity": 5}),
        ("new", (25, 5), {"capacity": 2}),
    )
    choice = BaseChoice(aim=aim, number=2 if aim == "most" else None, places="listed")
    asked = question(choice, rule=rule, candidate_sites=layer)
    found = answer_bases(asked, TRAVEL)
    after = coverage_with(toy.layers(), asked, found.opened, TRAVEL).verdict
    assert found.violations() == []
    assert not after.uncovered.any()
