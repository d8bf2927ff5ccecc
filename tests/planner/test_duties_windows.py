"""Windows of a schedule, and the window a record is of."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.duties.periods import period_label, period_shape
from planner.duties.windows import Schedule, Window, matched, windows_between

QUARTERS = Schedule(
    (
        ("03-21", "03-31"),
        ("06-21", "06-30"),
        ("09-21", "09-30"),
        ("12-21", "12-31"),
    )
)
HALVES = Schedule((("01-01", "06-30"), ("07-01", "12-31")))
YEARS = Schedule((("01-01", "12-31"),))
THIRDS = Schedule((("03-01", "03-31"), ("07-01", "07-31"), ("11-01", "11-30")))


def day(text):
    return dt.date.fromisoformat(text)


def between(schedule, since, until, *by):
    return windows_between(schedule, day(since), day(until), by=[day(d) for d in by])


def find(windows, period, *texts):
    done = np.array(texts, dtype="datetime64[D]")
    periods = [period] * done.size if isinstance(period, str) else period
    found = matched(windows, periods, done)
    return [windows[at].label if at >= 0 else None for at in found]


@pytest.mark.parametrize(
    ("schedule", "labels"),
    [
        (YEARS, ["2025", "2026"]),
        (HALVES, ["2025H1", "2025H2", "2026H1", "2026H2"]),
        (QUARTERS, [f"{year}Q{n}" for year in (2025, 2026) for n in (1, 2, 3, 4)]),
        (
            THIRDS,
            [f"{y}-{md}" for y in (2025, 2026) for md in ("03-01", "07-01", "11-01")],
        ),
    ],
)
def test_labels_follow_the_number_of_windows_a_year(schedule, labels):
    found = between(schedule, "2025-01-01", "2026-12-31")
    assert [window.label for window in found] == labels


def test_windows_open_on_any_day_of_the_time_are_given():
    assert between(QUARTERS, "2026-03-31", "2026-06-21") == (
        Window("2026Q1", day("2026-03-21"), day("2026-03-31")),
        Window("2026Q2", day("2026-06-21"), day("2026-06-30")),
    )
    assert between(QUARTERS, "2026-04-01", "2026-06-20") == ()


def test_windows_come_in_the_order_of_the_year_however_declared():
    turned = Schedule(QUARTERS.windows[::-1])
    years = ("2025-01-01", "2026-12-31")
    assert between(turned, *years) == between(QUARTERS, *years)


def test_a_window_may_reach_into_the_next_year():
    summary = Schedule((("12-21", "01-10"),))
    assert between(summary, "2026-01-05", "2026-12-21") == (
        Window("2025", day("2025-12-21"), day("2026-01-10")),
        Window("2026", day("2026-12-21"), day("2027-01-10")),
    )


def test_the_29th_of_february_is_the_28th_in_other_years():
    leap = Schedule((("02-01", "02-29"),))
    dues = [window.due for window in between(leap, "2027-01-01", "2028-12-31")]
    assert dues == [day("2027-02-28"), day("2028-02-29")]


def test_once_is_due_by_each_target():
    once = Schedule(once=True)
    assert between(once, "2018-01-01", "2026-11-22", "2020-12-31", "2019-12-31") == (
        Window("2019-12-31", day("2018-01-01"), day("2019-12-31")),
        Window("2020-12-31", day("2018-01-01"), day("2020-12-31")),
    )
    (window,) = between(once, "2018-01-01", "2026-11-22")
    assert window.due == day("2026-11-22")


def test_a_record_without_a_period_goes_by_its_day():
    windows = between(QUARTERS, "2026-01-01", "2026-12-31")
    texts = ("2026-03-20", "2026-03-21", "2026-06-20", "2026-06-21", "2027-02-01")
    labels = [None, "2026Q1", "2026Q1", "2026Q2", "2026Q4"]
    assert find(windows, "", *texts) == labels
    assert find(windows, "", "NaT") == [None]


def test_a_period_decides_over_the_day():
    windows = between(QUARTERS, "2026-01-01", "2026-12-31")
    written = ["2026Q3", "2026-Q3", "2026年三季度", "２０２６年第３季度", "Q3 2026"]
    days = ["2026-12-30"] * len(written)
    assert find(windows, written, *days) == ["2026Q3"] * len(written)
    # It is of a window that is not asked about.
    assert find(windows, "2025Q3", "2026-03-25") == [None]


def test_a_period_that_names_no_window_leaves_it_to_the_day():
    windows = between(QUARTERS, "2026-01-01", "2026-12-31")
    for period in ("2026", "2026年度", "2026上半年", "三季度", "?", None, np.nan):
        assert find(windows, [period], "2026-06-25") == ["2026Q2"], period


def test_a_month_or_a_day_stands_for_the_day_it_was_done():
    windows = between(QUARTERS, "2026-01-01", "2026-12-31")
    assert find(windows, "2026年3月", "2026-12-30") == ["2026Q1"]
    assert find(windows, "2026-04", "2026-12-30") == ["2026Q1"]
    assert find(windows, "2026-06-22", "2026-12-30") == ["2026Q2"]
    assert find(windows, "2026-02-30", "2026-12-30") == ["2026Q4"]
    assert find(between(THIRDS, "2026-01-01", "2026-12-31"), "2026年7月", "NaT") == [
        "2026-07-01"
    ]


def test_halves_and_years_are_read():
    halves = between(HALVES, "2026-01-01", "2026-12-31")
    for period in ("2026H2", "2026下半年", "2026年下半年", "2026 h2"):
        assert find(halves, period, "2026-01-05") == ["2026H2"], period
    years = between(YEARS, "2025-01-01", "2026-12-31")
    for period in ("2025", "2025年", "2025年度", "2025全年", "二〇二五年度"):
        assert find(years, period, "2026-02-05") == ["2025"], period


def test_what_is_done_once_goes_to_the_first_target_it_is_in_time_for():
    once = Schedule(once=True)
    windows = between(once, "2018-01-01", "2026-11-22", "2019-12-31", "2020-12-31")
    texts = ("2017-12-31", "2019-12-31", "2020-01-01", "2026-01-01", "NaT")
    labels = [None, "2019-12-31", "2020-12-31", "2020-12-31", None]
    assert find(windows, "", *texts) == labels
    # One target only, and a year that is not the one it is due in.
    assert find(windows[1:], "2019", "2019-05-01") == ["2020-12-31"]


def test_no_windows_and_no_records():
    assert matched((), ["2026"], np.array(["2026-01-01"], "datetime64[D]")).size == 1
    windows = between(YEARS, "2025-01-01", "2026-12-31")
    none = np.array([], dtype="datetime64[D]")
    assert matched(windows, pd.Series([], dtype="str"), none).size == 0


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("二〇二六年十一月", "2026-11"),
        ("2026年十月份", "2026-10"),
        ("二〇二六年十二月", "2026-12"),
        ("2026年二月", "2026-02"),
        ("2026/3/5", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("2026年度第一季度", "2026Q1"),
        ("2026-13", ""),
        ("2026Q5", ""),
        ("26年", ""),
        ("=2026", ""),
        (2026, ""),
    ],
)
def test_periods_as_people_write_them(text, label):
    assert period_label(text) == label


@given(st.text(max_size=12))
def test_any_text_is_read_as_a_period_or_as_none(text):
    label = period_label(text)
    assert (label == "") == (period_shape(label) == "")
    assert period_label(label) == label


DATES = st.dates(day("2018-01-01"), day("2027-06-30"))


@given(st.lists(DATES, max_size=30), st.sampled_from([QUARTERS, HALVES, YEARS, THIRDS]))
def test_by_day_each_record_is_of_the_window_opened_last(dates, schedule):
    windows = between(schedule, "2019-01-01", "2026-12-31")
    found = matched(windows, [""] * len(dates), np.array(dates, "datetime64[D]"))
    for done, at in zip(dates, found, strict=True):
        opened = [n for n, window in enumerate(windows) if window.opens <= done]
        assert at == (opened[-1] if opened else -1)
