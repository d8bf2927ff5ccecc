"""Months that are over: nothing is planned in them, and what happened counts."""

import datetime as dt

import pytest

from planner.stays.answering import answer_tours
from planner.stays.binding import standing_on
from planner.stays.keeping import rows_of, taken_up
from planner.stays.replanning import plan_again
from tests.planner.stays.asking import (
    E,
    W,
    by_hand,
    choice,
    month,
    question,
    sets,
    stays,
    told,
)
from tests.toy_programmes import rows

JUNE = dt.date(2027, 6, 15)


def test_no_stay_is_planned_before_today():
    found = answer_tours(question(today=JUNE), steps=1000)
    assert found.question.choice.done_until == dt.date(2027, 6, 14)
    assert min(found.stays["first"]) == month(7)
    # A later day that is asked for holds.
    later = question(choice(done_until=dt.date(2027, 8, 31)), today=JUNE)
    assert later.problem.done == 8


def test_where_all_months_are_over_that_is_the_reason():
    found = answer_tours(question(today=dt.date(2027, 12, 20)), steps=1000)
    assert found.made == 0
    for lang, word in (("zh", "过去"), ("en", "over")):
        missed = found.missed(lang)
        assert set(missed["why"]) == {"over"}
        assert word in missed["reason"].iloc[0]
        assert missed["fix"].iloc[0]


def test_a_tour_told_by_an_event_is_owed_no_more_and_keeps_its_distance():
    events = rows("events", "kind unit_code date", "museum_tour E 2027-05-20")
    asked = choice(stays=2)
    found = question(asked, today=JUNE, events=events)
    codes = found.counties.set_index("county_code")
    assert codes["owed"].to_dict() == {W: 2, E: 1}
    assert codes.loc[E, "last"] == dt.date(2027, 5, 20)
    answer = answer_tours(found, steps=1000)
    assert answer.violations() == []
    # Three months lie between.
    first = answer.stays.set_index("county_code").loc[E, "first"]
    assert first >= month(9)
    # An event of a stay on record is that stay.
    own = stays("q1 k2 E v2 2027-04-01 2027-05-20 done")
    same = question(asked, today=JUNE, events=events, museum_stays=own)
    assert same.counties.set_index("county_code").loc[E, "owed"] == 2


def test_a_stay_is_over_when_it_closes_and_done_where_a_record_says_so():
    before = by_hand((W, "k1", 5, 2, "v1"), (E, "k2", 2, 2, "v2"))
    now = question(today=JUNE)
    found = plan_again(now, rows_of(before), time_limit_s=20)
    states = found.stays.set_index("county_code")["state"]
    # Open until the twentieth of June.
    assert states.to_dict() == {W: "planned", E: "over"}
    events = rows("events", "kind unit_code date", "museum_tour E 2027-03-15")
    held = plan_again(
        question(today=JUNE, events=events), rows_of(before), time_limit_s=20
    )
    assert held.stays.set_index("county_code").loc[E, "state"] == "done"
    assert (held.owed, held.made) == (2, 2)


def test_a_kept_plan_keeps_what_is_over():
    before = by_hand((W, "k1", 2, 2, "v1"), (E, "k2", 8, 2, "v2"))
    found = taken_up(question(today=JUNE), rows_of(before))
    assert found.left_out.empty
    assert found.answer.violations() == []
    assert rows_of(found.answer).equals(rows_of(before))


def test_what_is_over_and_in_the_way_of_a_record_is_told():
    records = stays("q1 k1 E v3 2027-02-01 2027-03-20 done")
    rows_before = told((W, "k1", 3, 2, "v1"), (E, "k9", 9, 2, ""), (E, "k1", 2, 2, ""))
    bound = standing_on(question(today=JUNE, museum_stays=records), rows_before)
    assert bound.left_out[["county_code", "why"]].to_numpy().tolist() == [
        [W, "booked"], [E, "unknown_set"]
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "closes"), [(75, 8), (-5, 28)])
def test_a_stay_closes_after_it_opens_whatever_the_layer_says(days, closes):
    own = sets()
    own["turn_days"] = own["turn_days"].astype("Int64")
    own.loc[0, "turn_days"] = days
    found = by_hand((W, "k1", 1, 2, "v1"), museum_sets=own)
    assert found.stays["closes"].tolist() == [dt.date(2027, 2, closes)]
