"""Working days and notices, against the notices of the State Council."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.duties.days import (
    day_mark,
    holiday_name,
    is_workday,
    known_until,
    last_workday_until,
    last_workdays_until,
    next_workday,
    notice_end,
    notice_ends,
    notice_kept,
    unknown_days,
)
from planner.errors import WORDS


def day(text):
    return dt.date.fromisoformat(text)


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


# General Office of the State Council, notices for 2025 (of 2024-11-12) and 2026 (of
# 2025-11-04): days of rest, first and last, and the weekends worked instead.
REST = [
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
WORKED = [
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip


def test_every_day_of_2025_and_2026_is_as_announced():
    rest = {
        day(first) + dt.timedelta(days=n)
        for first, last in REST
        for n in range((day(last) - day(first)).days + 1)
    }
    worked = {day(text) for text in WORKED}
    start = day("2025-01-01")
    for n in range(730):
        at = start + dt.timedelta(days=n)
        wanted = at in worked or (at.weekday() < 5 and at not in rest)
        assert is_workday(at) == wanted, at


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-10-01", "2026-10-08", "2026-09-30"),
        ("2026-02-15", "2026-02-24", "2026-02-14"),
        # A Saturday that is worked, and the one after, which is not.
        ("2026-10-10", "2026-10-10", "2026-10-10"),
        ("2026-10-17", "2026-10-19", "2026-10-16"),
    ],
)
def test_nearest_working_days(start, end, before):
    assert next_workday(day(start)) == day(end)
    assert last_workday_until(day(start)) == day(before)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        # An ordinary week, Monday to Monday.
        ("2026-11-02", 7, "2026-11-09"),
        # The seventh day is the first of National Day: on to the first day of work.
        ("2026-09-24", 7, "2026-10-08"),
        # Over it: the days of rest count, since the last day is one of work.
        ("2026-09-30", 9, "2026-10-09"),
        # The last day is a Saturday worked in exchange: it ends there.
        ("2026-10-03", 7, "2026-10-10"),
        ("2025-10-01", 10, "2025-10-11"),
        # Over Spring Festival of both years.
        ("2025-01-22", 7, "2025-02-05"),
        ("2026-02-09", 7, "2026-02-24"),
        ("2026-02-06", 10, "2026-02-24"),
        # Over New Year.
        ("2025-12-25", 7, "2026-01-04"),
    ],
)
def test_notices_over_days_off(start, length, end):
    assert notice_end(day(start), length) == day(end)
    one_short = day(end) - dt.timedelta(days=1)
    hung = notice_kept(days(start, start), days(end, one_short.isoformat()), length)
    assert hung.tolist() == [True, False]


def test_a_notice_of_unknown_length_is_not_kept():
    kept = notice_kept(days("NaT", "2026-11-02"), days("2026-11-30", "NaT"), 7)
    assert kept.tolist() == [False, False]
    assert np.isnat(notice_ends(days("NaT"), 7)).all()
    assert np.isnat(last_workdays_until(days("NaT"))).all()


def test_a_notice_of_no_days_is_refused():
    with pytest.raises(ValueError, match="notice of 0 days"):
        notice_end(day("2026-11-02"), 0)


def test_years_not_announced_are_told():
    year = known_until()
    assert year >= 2026
    assert unknown_days(dt.date(year, 12, 31)) == ()
    ((key, params),) = unknown_days(dt.date(year + 1, 1, 1))
    assert str(year + 1) in WORDS.say(key, "zh", params)
    assert str(year) in WORDS.say(key, "en", params)
    # What the law itself sets is known all the same.
    assert not is_workday(dt.date(year + 2, 10, 1))


DATES = st.dates(day("2016-01-01"), day("2040-12-31"))
LENGTHS = st.integers(1, 60)


@given(DATES, LENGTHS)
def test_a_notice_ends_on_a_working_day_and_runs_its_days(start, length):
    end = notice_end(start, length)
    assert is_workday(end)
    assert (end - start).days >= length
    # No longer than it must: from its last day on there was no day of work before.
    earliest = start + dt.timedelta(days=length)
    off = [earliest + dt.timedelta(days=n) for n in range((end - earliest).days)]
    assert not any(is_workday(at) for at in off)


@given(DATES, st.integers(0, 40), LENGTHS, st.integers(0, 10))
def test_a_later_or_longer_notice_never_ends_earlier(start, later, length, longer):
    end = notice_end(start, length)
    assert notice_end(start + dt.timedelta(days=later), length) >= end
    assert notice_end(start, length + longer) >= end


@given(st.lists(DATES, min_size=1, max_size=30), LENGTHS)
def test_many_at_once_are_as_one_by_one(starts, length):
    found = notice_ends(days(*starts), length)
    assert found.tolist() == [notice_end(start, length) for start in starts]
    before = last_workdays_until(days(*starts))
    assert before.tolist() == [last_workday_until(start) for start in starts]


@pytest.mark.parametrize(
    ("day", "mark", "zh", "en"),
    [
        ("2026-10-01", "off", "国庆节", "National Day"),
        ("2026-10-03", "off", "国庆节", "National Day"),
        ("2026-10-10", "makeup", "", ""),
        ("2026-11-21", "", "", ""),
        ("2026-11-20", "", "", ""),
    ],
)
def test_days_that_are_set_apart(day, mark, zh, en):
    """A holiday on a Saturday is one, too; a plain weekend is not set apart."""
    found = dt.date.fromisoformat(day)
    assert day_mark(found) == mark
    assert (holiday_name(found, "zh"), holiday_name(found, "en")) == (zh, en)
