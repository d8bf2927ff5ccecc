"""Duties and their records for the tests of the calendar."""

import datetime as dt

import pandas as pd

from geo.frames import conform
from planner.duties.calendar import Owed
from planner.duties.windows import Schedule
from tests.toy import WEST

QUARTERS = Schedule(
    (
        ("03-21", "03-31"),
        ("06-21", "06-30"),
        ("09-21", "09-30"),
        ("12-21", "12-31"),
    )
)


def day(text):
    return dt.date.fromisoformat(text)


def owed(duty="baise.report", schedule=QUARTERS, units=(WEST,), **given):
    """A duty of a programme of 2018 to 2020."""
    told = {
        "row_id": duty,
        "need": 1,
        "starts": day("2018-01-01"),
        "ends": day("2020-12-31"),
        "targets": (),
    } | given
    return Owed(duty=duty, schedule=schedule, units=list(units), **told)


def records(*rows, duty="baise.report", unit=WEST):
    """Rows of (done_on, period, started_on, document), later ones may be left out."""
    names = ("done_on", "period", "started_on", "document")
    made = [dict(zip(names, row, strict=False)) for row in rows]
    frame = pd.DataFrame(made, columns=list(names))
    frame = frame.assign(duty=duty, unit_code=unit, owner="科技局")
    return conform(frame, "duties_done")
