"""What is over stays as it was, whatever has changed since."""

import datetime as dt
from dataclasses import replace

import pytest

from geo.travel import StraightLine
from planner.outings.answering import answer_outings
from planner.outings.keeping import rows_of, taken_up
from planner.outings.replanning import plan_again
from tests.planner.outings.asking import (
    MONDAY,
    STEPS,
    TRAVEL,
    choice,
    code,
    dates,
    layers,
    question,
)
from tests.toy_programmes import rows as records

WEDNESDAY = MONDAY + dt.timedelta(days=2)


def plan():
    """One village a day: the days of the west caravan are Monday to Thursday."""
    found = answer_outings(question(), steps=STEPS)
    rows = rows_of(found)
    west = rows["caravan_id"] == "v1"
    days = [MONDAY + dt.timedelta(days=at) for at in range(int(west.sum()))]
    rows.loc[west, "date"], rows.loc[west, "number"] = days, 1
    return rows


def past(rows):
    early = rows[(rows["date"] <= WEDNESDAY) & (rows["caravan_id"] == "v1")]
    return set(zip(early["place_id"], early["date"], strict=True))


def made(answer):
    visits = answer.visits
    return set(zip(visits["place_id"], visits["date"], strict=True))


@pytest.mark.parametrize(
    ("changed", "travel"),
    [
        ({}, TRAVEL),
        ({}, StraightLine(speed_kmh=5)),
        ({"to_h": 8.5}, TRAVEL),
        ({"hours_week": 3}, TRAVEL),
        ({"free_days": (("v1", MONDAY),)}, TRAVEL),
        ({"pins": ((code(1), dt.date(2026, 3, 12), ""),)}, TRAVEL),
    ],
    ids=["nothing", "slower", "shorter days", "shorter week", "day off", "pin"],
)
def test_days_that_are_over_stay(changed, travel):
    rows = plan()
    told = choice(done_until=WEDNESDAY, **changed)
    if "pins" in changed:
        rows = rows[rows["place_id"] != code(1)]
    asked = question(told, travel=travel)
    for answer in (
        plan_again(asked, rows, steps=STEPS),
        taken_up(asked, rows).answer,
    ):
        assert past(rows) <= made(answer)
        assert answer.violations() == []
        assert answer.made + int(answer.missed("zh")["visits"].sum()) == answer.owed


def test_a_market_that_moved_does_not_undo_a_visit():
    market = records("visit_places", "place_id kind unit_code at", "p1 market W 5,8")
    asked = question(visit_places=market)
    rows = rows_of(answer_outings(asked, steps=STEPS))
    (day,) = rows.loc[rows["place_id"] == "p1", "date"]
    moved = market.assign(weekdays=str(day.isoweekday() % 5 + 1))
    told = replace(asked.choice, done_until=day)
    again = plan_again(question(told, visit_places=moved), rows, steps=STEPS)
    assert dates_of(again, "p1") == [day]
    assert again.violations() == []
    ahead = plan_again(question(visit_places=moved), rows, steps=STEPS)
    assert dates_of(ahead, "p1") != [day]


def dates_of(answer, place):
    return answer.visits.loc[answer.visits["place_id"] == place, "date"].tolist()


def test_nothing_new_is_planned_for_days_that_are_over():
    rows = plan()
    left = rows[rows["place_id"] != code(1)]
    asked = question(choice(done_until=WEDNESDAY))
    again = plan_again(asked, left, steps=STEPS)
    ((day, _),) = dates(again, 1)
    assert day > WEDNESDAY
    assert layers()["villages"]["village_code"].iloc[0] == code(1)
