"""Planned again: few changes, locked days as they were, and the difference told."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.outings.answering import answer_outings
from planner.outings.changing import visit_changes
from planner.outings.keeping import rows_of
from planner.outings.replanning import plan_again
from tests.planner.outings.asking import MONDAY, STEPS, choice, code, dates, question

TUESDAY = MONDAY + dt.timedelta(days=1)


def visit(place, day, van="v1"):
    return {
        "place_id": place, "place": place, "kind": "village", "county": "西",
        "date": MONDAY + dt.timedelta(days=day), "caravan_id": van, "caravan": van,
    }  # fmt: skip


def told(before, after):
    frames = [pd.DataFrame(rows) for rows in (before, after)]
    return visit_changes(*frames)


def test_visits_are_paired_so_that_the_fewest_days_lie_between():
    before = [visit("a", 0), visit("a", 10), visit("b", 1), visit("c", 3)]
    after = [visit("a", 9), visit("a", 0), visit("b", 1, "v2"), visit("d", 4)]
    changes = told(before, after)
    assert changes[["place_id", "change"]].to_numpy().tolist() == [
        ["b", "caravan"], ["c", "dropped"], ["d", "added"], ["a", "moved"],
    ]  # fmt: skip
    moved = changes.iloc[3]
    assert (moved["date_before"].day, moved["date_after"].day) == (12, 11)


DAYS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=1)


@settings(max_examples=60, deadline=None)
@given(DAYS, DAYS)
def test_changes_lead_from_one_plan_to_the_other(before, after):
    changes = told([visit(*one) for one in before], [visit(*one) for one in after])
    count = changes["change"].value_counts()
    grown = count.get("added", 0) - count.get("dropped", 0)
    assert len(before) + grown == len(after)
    gone = changes["date_before"].dropna().tolist()
    come = changes["date_after"].dropna().tolist()
    left = [MONDAY + dt.timedelta(days=day) for _, day in before]
    for day in gone:
        left.remove(day)
    assert sorted(left + come) == sorted(
        MONDAY + dt.timedelta(days=day) for _, day in after
    )


def test_the_same_question_keeps_every_day():
    asked = question()
    found = answer_outings(asked, steps=STEPS)
    again = plan_again(asked, rows_of(found), steps=STEPS)
    assert visit_changes(found.visits, again.visits).empty
    assert again.question is asked


def test_a_day_off_moves_only_the_visits_of_that_day():
    found = answer_outings(question(), steps=STEPS)
    ((day, van),) = dates(found, 5)
    asked = question(choice(free_days=((van, day),)))
    again = plan_again(asked, rows_of(found), steps=STEPS)
    changes = visit_changes(found.visits, again.visits)
    assert changes["place_id"].tolist() == [code(5)]
    assert changes["change"].tolist() == ["moved"]
    assert again.violations() == []


def test_what_can_stay_stays_in_its_order():
    # Everything on one day would be cheapest; the plan there is has a day for each.
    asked = question(choice(hours_day=16, to_h=24, most_stops=9, change_cost=0))
    rows = rows_of(answer_outings(question(), steps=STEPS))
    west = rows["caravan_id"] == "v1"
    days = [MONDAY + dt.timedelta(days=at) for at in range(int(west.sum()))]
    rows.loc[west, "date"], rows.loc[west, "number"] = days, 1
    again = plan_again(asked, rows, steps=STEPS)
    assert sorted(again.visits.query("caravan_id == 'v1'")["date"]) == days
    off = replace(asked.choice, free_days=(("v1", TUESDAY),))
    moved = plan_again(question(off), rows, steps=STEPS)
    changes = visit_changes(again.visits, moved.visits)
    assert changes["date_before"].tolist() == [TUESDAY]
    assert moved.violations() == []


@pytest.mark.parametrize("locked", [True, False])
def test_where_there_is_no_room_others_make_it_but_locked_days_do_not(locked):
    # Two days for four villages, two a day: one pinned to the other day needs room.
    asked = choice(MONDAY, TUESDAY, most_stops=2, hours_day=16, to_h=24)
    rows = rows_of(answer_outings(question(asked), steps=STEPS))
    west = rows[rows["caravan_id"] == "v1"]
    first = west[west["date"] == MONDAY]["place_id"].tolist()
    lost = west[west["date"] == TUESDAY]["place_id"].iloc[0]
    days = (("v1", MONDAY),) if locked else ()
    told = replace(asked, pins=((lost, MONDAY, "v1"),), locked=days)
    again = plan_again(question(told), rows, steps=STEPS)
    assert again.violations() == []
    there = again.visits.query("caravan_id == 'v1'")
    monday = there.loc[there["date"] == MONDAY, "place_id"].tolist()
    if locked:
        assert monday == first
    else:
        assert lost in monday
        assert len(there) == len(west)
