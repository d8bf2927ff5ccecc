"""The calendar of duties on a toy: two counties, worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.duties.calendar import COLUMNS, STATUSES, Owed, duty_calendar
from planner.duties.windows import Schedule, windows_between
from tests.planner.duties import QUARTERS, day, owed, records
from tests.toy import EAST, WEST

YEARS = Schedule((("01-01", "12-31"),))
NOTICE = Schedule((("01-01", "12-31"),), notice_days=7)
ONCE = Schedule(once=True)
ON = "2026-11-22"


def year(what, done, on=ON, first="2026-01-01", last="2026-12-31", **options):
    duties = [what] if isinstance(what, Owed) else what
    return duty_calendar(
        duties, done, first=day(first), last=day(last), on=day(on), **options
    )


def test_the_reports_of_2026_on_22_november():
    done = records(
        ("2026-03-30", "", "", "百科报〔2026〕1号"),
        ("2026-07-06", "", "", "百科报〔2026〕2号"),
        # In the calendar, but not done yet on the day asked about.
        ("2026-12-28", "", "", "百科报〔2026〕4号"),
    )
    table = year(owed(), done)
    assert tuple(table.columns) == COLUMNS
    assert table["label"].tolist() == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    # In time; six days after the end of June; never; opens on 21 December.
    assert table["status"].tolist() == ["done", "done_late", "late", "ahead"]
    assert table["done"].tolist() == [1, 1, 0, 0]
    assert days_of(table["done_on"]) == ["2026-03-30", "2026-07-06", None, None]
    dues = ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]
    assert days_of(table["due"]) == days_of(table["last_workday"]) == dues
    assert table["document"].tolist() == [
        "百科报〔2026〕1号", "百科报〔2026〕2号", "", "",
    ]  # fmt: skip
    assert table["owner"].tolist() == ["科技局", "科技局", "", ""]
    assert days_of(table["next_due"]) == ["2026-12-31"] * 4
    # The plan ended in 2020, and the planner goes on with it.
    assert table["carried"].all()
    assert year(owed(), done, carry=False).empty


def days_of(column):
    return [None if pd.isna(at) else at.date().isoformat() for at in column]


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2026-12-20", "ahead"),
        ("2026-12-21", "due"),
        ("2026-12-31", "due"),
        ("2027-01-01", "late"),
    ],
)
def test_a_window_is_open_from_its_first_day_to_its_last(on, status):
    table = year(owed(), records(), on=on)
    assert table["status"].tolist()[-1] == status


@pytest.mark.parametrize(
    ("done_on", "status"), [("2026-03-31", "done"), ("2026-04-01", "done_late")]
)
def test_the_due_day_itself_is_in_time(done_on, status):
    table = year(owed(), records((done_on,)))
    assert table["status"].tolist()[0] == status


def test_a_time_of_one_day_shows_the_windows_open_on_it():
    for text in ("2026-06-21", "2026-06-30"):
        table = year(owed(), records(), first=text, last=text)
        assert table["label"].tolist() == ["2026Q2"]
    for text in ("2026-06-20", "2026-07-01"):
        assert year(owed(), records(), first=text, last=text).empty


def test_what_is_due_today_is_next():
    table = year(owed(), records(), on="2026-12-31")
    assert days_of(table["next_due"]) == ["2026-12-31"] * 4


def test_a_window_that_opens_on_the_last_day_is_not_carried():
    table = year(owed(ends=day("2026-09-21")), records())
    assert table["carried"].tolist() == [False, False, False, True]


def test_the_last_working_day_of_the_quarter():
    table = year(owed(), records(), first="2025-01-01", last="2025-12-31")
    assert days_of(table["last_workday"]) == [
        "2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31",
    ]  # fmt: skip
    # 31 March 2024 is a Sunday, and so is 30 June.
    table = year(owed(), records(), first="2024-01-01", last="2024-12-31")
    assert days_of(table["last_workday"])[:2] == ["2024-03-29", "2024-06-28"]


def test_a_report_told_to_be_of_a_quarter_is_of_that_quarter():
    done = records(("2026-11-03", "2026年三季度"), ("2026-11-04", "2026年度"))
    table = year(owed(), done)
    # The second names no quarter; by its day it is of the third as well.
    assert table["done"].tolist() == [0, 0, 2, 0]
    assert table["status"].tolist()[2] == "done_late"
    assert days_of(table["done_on"])[2] == "2026-11-03"


def test_each_county_answers_for_itself():
    done = pd.concat(
        [records(("2026-03-25",)), records(("2026-06-25",), unit=EAST)],
        ignore_index=True,
    )
    stranger = records(("2026-09-25",), unit="451029")
    table = year(
        owed(units=(WEST, EAST, WEST)),
        pd.concat([done, stranger], ignore_index=True),
    )
    assert table["unit_code"].tolist() == [WEST] * 4 + [EAST] * 4
    status = table["status"].tolist()
    assert status[:4] == ["done", "late", "late", "ahead"]
    assert status[4:] == ["late", "done", "late", "ahead"]


def test_four_sessions_a_year_are_done_with_the_fourth():
    sessions = owed("baise.meetings.leadership", YEARS, need=4, row_id="baise.meetings")
    held = [("2026-02-10",), ("2026-04-08",), ("2026-07-15",)]
    done = records(*held, duty="baise.meetings.leadership")
    (row,) = year(sessions, done).to_dict("records")
    assert (row["row_id"], row["need"], row["done"]) == ("baise.meetings", 4, 3)
    assert (row["status"], days_of([row["done_on"]])) == ("due", [None])
    assert year(sessions, done, on="2027-01-01")["status"].tolist() == ["late"]
    # Not in the order of time, and one more than needed.
    more = [("2026-12-01",), *held, ("2026-10-20",)]
    done = records(*more, duty="baise.meetings.leadership")
    (row,) = year(sessions, done, on="2026-12-31").to_dict("records")
    assert (row["done"], row["status"]) == (5, "done")
    assert days_of([row["done_on"]]) == ["2026-10-20"]


def test_a_notice_that_hung_too_short_says_to_when_it_should_have():
    notice = owed("cast.selection", NOTICE)
    # Posted on 24 September: seven days end on National Day, so on 8 October.
    done = records(("2026-10-01", "", "2026-09-24", "公示"), duty="cast.selection")
    (row,) = year(notice, done).to_dict("records")
    assert (row["status"], row["done"]) == ("notice_short", 0)
    assert days_of([row["right_on"]]) == ["2026-10-08"]
    assert row["document"] == "公示"
    # A second one mends it.
    again = records(("2026-10-21", "", "2026-10-14", "再公示"), duty="cast.selection")
    (row,) = year(notice, pd.concat([done, again])).to_dict("records")
    assert (row["status"], row["document"]) == ("done", "再公示")
    assert days_of([row["right_on"]]) == [None]


def test_a_notice_whose_first_day_is_not_known_does_not_count():
    notice = owed("cast.selection", NOTICE)
    (row,) = year(notice, records(("2026-10-08",), duty="cast.selection")).to_dict(
        "records"
    )
    assert (row["status"], days_of([row["right_on"]])) == ("notice_short", [None])


def test_what_is_done_once_stays_done():
    plan = owed(
        "cast.county_plan", ONCE, targets=(day("2019-12-31"), day("2020-12-31"))
    )
    done = records(("2020-03-01",), duty="cast.county_plan")
    table = year(plan, done, first="2018-01-01", last="2020-12-31", on="2020-12-31")
    assert table["label"].tolist() == ["2019-12-31", "2020-12-31"]
    assert table["status"].tolist() == ["done_late", "done"]
    assert not table["carried"].any()
    # It is not asked for again; what was never done still is.
    assert year(plan, done).empty
    table = year(plan, records())
    assert table["status"].tolist() == ["late", "late"]
    assert days_of(table["next_due"]) == [None, None]
    # What was done before the programme began is no answer to it.
    early = records(("2017-12-31",), duty="cast.county_plan")
    assert year(plan, early)["status"].tolist() == ["late", "late"]


def test_once_without_a_target_is_due_when_the_programme_ends():
    table = year(owed("baise.tv", ONCE), records(), on="2020-06-01", first="2020-01-01")
    assert days_of(table["due"]) == ["2020-12-31"]
    assert table["status"].tolist() == ["due"]
    assert days_of(table["next_due"]) == ["2020-12-31"]


def test_the_end_of_a_programme_ends_its_duties_if_the_planner_says_so():
    done = records(("2021-03-25",))
    time = {"first": "2020-01-01", "last": "2021-12-31"}
    table = year(owed(), done, carry=False, **time)
    assert table["label"].tolist() == ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]
    # The report of March 2021 is not a late one of 2020.
    assert table["status"].tolist() == ["late"] * 4
    assert days_of(table["next_due"]) == [None] * 4
    table = year(owed(), done, **time)
    assert table["carried"].tolist() == [False] * 4 + [True] * 4
    assert table["status"].tolist()[4] == "done"
    # One without an end is never carried.
    assert not year(owed(ends=None), done, **time)["carried"].any()


def test_the_next_due_date_lies_beyond_the_time_asked_about():
    table = year(owed(), records(), first="2026-01-01", last="2026-06-30")
    assert days_of(table["next_due"]) == ["2026-12-31"] * 2
    # Handed in early: the next is that of March.
    early = records(("2026-11-20", "2026Q4"))
    table = year(owed(), early)
    assert table["status"].tolist()[-1] == "done"
    assert days_of(table["next_due"]) == ["2027-03-31"] * 4


def test_nothing_owed_gives_an_empty_table_of_the_same_columns():
    full = year(owed(), records())
    for duties in ([], [owed(units=())], [owed(starts=day("2028-01-01"))]):
        table = year(duties, records())
        assert table.empty
        assert table.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_day_that_cannot_be_read_does_not_count():
    done = records(("2026-03-25",)).assign(done_on="2026-3-x")
    assert year(owed(), done)["done"].sum() == 0


@given(
    st.lists(
        st.tuples(
            st.dates(day("2025-06-01"), day("2027-06-30")),
            st.sampled_from([WEST, EAST, "451029"]),
        ),
        max_size=25,
    ),
    st.dates(day("2025-06-01"), day("2027-06-30")),
    st.integers(1, 3),
)
def test_the_calendar_is_as_counted_one_by_one(done, on, need):
    frame = records(*[(at.isoformat(),) for at, _ in done])
    frame["unit_code"] = np.array([unit for _, unit in done], dtype=object)
    table = year(owed(units=(WEST, EAST), need=need), frame, on=on.isoformat())
    every = windows_between(QUARTERS, day("2018-01-01"), day("2028-12-31"))
    for row in table.to_dict("records"):
        (at,) = [n for n, window in enumerate(every) if window.label == row["label"]]
        opens, due, until = every[at].opens, every[at].due, every[at + 1].opens
        mine = sorted(
            when
            for when, unit in done
            if unit == row["unit_code"] and opens <= when < until and when <= on
        )
        assert row["done"] == len(mine)
        if len(mine) >= need:
            wanted = "done" if mine[need - 1] <= due else "done_late"
        elif on > due:
            wanted = "late"
        else:
            wanted = "ahead" if on < opens else "due"
        assert row["status"] == wanted
        assert row["status"] in STATUSES
