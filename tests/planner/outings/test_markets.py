"""Market days, and the lunar calendar they rest on held against published dates."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest

from geo.day_texts import market_in
from planner.outings.markets import lunar_day, market_days

# Spring Festivals as the State Council and the Purple Mountain Observatory gave them.
SPRING_FESTIVALS = (
    "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13",
    "2030-02-03", "2033-01-31", "2034-02-19",
)  # fmt: skip
# First days of months around those that are repeated: the sixth of 2025, the fifth of
# 2028, and the eleventh of 2033, which many tables got wrong.
MONTHS = (
    "2025-06-25", "2025-07-25", "2025-08-23", "2028-05-24", "2028-06-23", "2028-07-22",
    "2033-08-25", "2033-09-23", "2033-10-23", "2033-11-22", "2033-12-22", "2034-01-20",
)  # fmt: skip


def days(text, start, count):
    held = market_days(market_in(text), dt.date.fromisoformat(start), count)
    assert held.dtype == bool
    return np.flatnonzero(held).tolist()


@pytest.mark.parametrize("day", [*SPRING_FESTIVALS, *MONTHS])
def test_months_begin_where_almanacs_say(day):
    date = dt.date.fromisoformat(day)
    assert lunar_day(date) == 1
    assert lunar_day(date - dt.timedelta(days=1)) in (29, 30)


def test_mid_autumn_and_the_dragon_boat_festival():
    for day, number in (
        ("2025-10-06", 15), ("2027-09-15", 15), ("2028-10-03", 15), ("2027-06-09", 5),
    ):  # fmt: skip
        assert lunar_day(dt.date.fromisoformat(day)) == number


def test_every_month_has_29_or_30_days_and_begins_with_the_first():
    every = [dt.date(2020, 1, 25) + dt.timedelta(days=day) for day in range(7000)]
    numbers = [lunar_day(day) for day in every]
    for before, after in pairwise(numbers):
        assert after == before + 1 or (after == 1 and before in (29, 30))


def test_beyond_the_years_that_are_known_no_lunar_market_is_held():
    assert days("农历 1;2;3;4;5;6;7;8;9;0", "2101-01-20", 30) == list(range(9))


def test_lunar_markets():
    # The first of the first month of 2027 is the 6th of February; it has 30 days.
    assert days("农历 3;6;9", "2027-02-06", 30) == [2, 5, 8, 12, 15, 18, 22, 25, 28]
    assert days("农历初一、十五", "2027-02-06", 31) == [0, 14, 30]
    # The month before ends with the 29th: no market on a 30th that is not there.
    assert days("农历 29;30", "2027-01-08", 30) == [28]


def test_solar_markets_know_how_long_a_month_is():
    assert days("公历 1;31", "2027-04-01", 61) == [0, 30, 60]
    assert days("公历 8", "2027-04-01", 30) == [7, 17, 27]


def test_weekly_markets():
    # A Friday.
    assert days("每周 1;5", "2027-01-01", 11) == [0, 3, 7, 10]


def test_every_so_many_days_before_and_after_the_day_that_is_given():
    for anchor in ("2027-01-02", "2026-12-30", "2027-03-03"):
        assert days(f"每3天 {anchor}", "2027-01-01", 9) == [1, 4, 7]
    assert days("每1天 2027-01-02", "2027-01-01", 3) == [0, 1, 2]
