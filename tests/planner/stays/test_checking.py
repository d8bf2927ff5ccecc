"""A plan held to the rows of the layers, by code of its own."""

import datetime as dt

import pytest

from planner.stays.checking import record_violations
from tests.planner.stays.asking import E, W, by_hand, layers, sets, venues
from tests.toy_programmes import rows


def promises(**changed):
    plan = by_hand((W, "k1", 3, 2, "v1"), (E, "k2", 3, 2, "v2"))
    return {fault.promise for fault in record_violations(layers(**changed), plan)}


def test_a_plan_of_these_records_keeps_them():
    assert promises() == set()


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"museum_venues": venues().assign(days_off="2027-04-30")}, "record_venue"),
        ({"museum_venues": venues().assign(free="2027-03-02/2027-09-01")},
         "record_venue"),
        ({"museum_sets": sets().assign(until="2027-04-29")}, "record_set"),
        ({"museum_venues": venues().assign(size=100.0)}, "record_size"),
        ({"events": rows("events", "kind unit_code date",
                         "museum_tour E 2026-12-31")}, "record_gap"),
    ],
)  # fmt: skip
def test_what_the_records_do_not_allow_is_found(changed, promise):
    assert promises(**changed) == {promise}


def test_a_stay_before_today_is_found():
    plan = by_hand((W, "k1", 3, 2, "v1"))
    object.__setattr__(plan.question, "today", dt.date(2027, 3, 2))
    (fault,) = record_violations(layers(), plan)
    assert fault.promise == "record_over"
