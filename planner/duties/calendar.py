"""The calendar of duties: who owes what by when, and how it stands on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from planner.duties.days import last_workdays_until, notice_ends
from planner.duties.standing import (
    NO_DAY,
    Flags,
    Records,
    Standing,
    Texts,
    no_records,
    records_by_duty,
    standing,
)
from planner.duties.windows import Schedule, Window, windows_between
from planner.problem import Days

DutyStatus = Literal["done", "done_late", "due", "late", "ahead", "notice_short"]
STATUSES: tuple[DutyStatus, ...] = get_args(DutyStatus)
# Windows after the last day shown: for the next due date, and so that a record of a
# later window is not taken for a late one of the last.
_LOOK_AHEAD = dt.timedelta(days=2 * 366)
_DAYS = ("opens", "due", "last_workday", "done_on", "right_on", "next_due")
_DTYPES = {"need": "int64", "done": "int64", "carried": "bool"} | dict.fromkeys(
    _DAYS, "datetime64[s]"
)
COLUMNS = (
    "row_id", "duty", "unit_code", "label", "opens", "due", "last_workday", "need",
    "done", "done_on", "status", "right_on", "next_due", "carried", "document", "owner",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of a programme and the units that owe it.

    Parameters
    ----------
    row_id, duty
        Row of the programme, and the id that records give.
    need
        Records that each window needs.
    schedule
        When it is to be done.
    starts, ends
        First and last day of the programme; ``ends`` None where it is open.
    targets
        Dates of the targets. They matter for a duty done once, which without any is
        due when the programme ends.
    units
        Codes of the units that owe it.
    """

    row_id: str
    duty: str
    need: int
    schedule: Schedule
    starts: dt.date
    ends: dt.date | None
    targets: tuple[dt.date, ...]
    units: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Times:
    """Days of the windows of a duty, and which of them are owed at all."""

    opens: Days
    due: Days
    carried: Flags
    owed: Flags


def duty_calendar(
    owed: Sequence[Owed],
    done: pd.DataFrame,
    *,
    first: dt.date,
    last: dt.date,
    on: dt.date,
    carry: bool = True,
) -> pd.DataFrame:
    """List every duty of every unit in every window of a time.

    Parameters
    ----------
    owed
        The duties.
    done
        The layer ``duties_done``. Records of units that owe nothing, and records dated
        after ``on``, do not count.
    first, last
        Windows open on any day from ``first`` to ``last`` are listed, and duties done
        once that were still undone on ``first``.
    on
        Day on which the duties are judged.
    carry
        Whether yearly duties go on after the programme has ended.

    Returns
    -------
    pandas.DataFrame
        One row per duty, unit and window, in the order of ``owed``. ``row_id``,
        ``duty``, ``unit_code``, ``label`` of the window, ``opens``, ``due``,
        ``last_workday`` (up to ``due``), ``need``, ``done`` (how many count),
        ``done_on`` (of the one that completed it), ``status``, ``right_on`` (the day
        to which a notice that was too short should have hung; NaT if its first day is
        not known), ``next_due`` (of the unit, from ``on``, not yet done), ``carried``
        (after the programme has ended), ``document`` and ``owner`` (of the record that
        completed it, else of the latest). Days are ``datetime64[s]``, NaT for none.

        ``status`` is the first that holds: ``done``, ``done_late`` (after the due day),
        ``notice_short`` (only notices of too few days), ``late`` (past due), ``ahead``
        (not open yet), ``due`` (open now).
    """
    records = records_by_duty(done, on)
    horizon = max(last, on) + _LOOK_AHEAD
    tables: list[dict[str, Any]] = []
    for one in owed:
        windows = _windows(one, horizon)
        units = list(dict.fromkeys(one.units))
        if windows and units:
            found = records.get(one.duty) or no_records()
            table = _columns(one, units, windows, found, on, carry=carry)
            shown = _shown(table, first, last, once=one.schedule.once)
            tables.append({name: table[name][shown] for name in COLUMNS})
    # One frame in the end: hundreds of small ones take most of the time.
    joined: dict[str, Any] = {
        name: np.concatenate([table[name] for table in tables]) if tables else []
        for name in COLUMNS
    }
    return pd.DataFrame(joined).astype(_types())


def _windows(one: Owed, horizon: dt.date) -> tuple[Window, ...]:
    by = one.targets or ((one.ends,) if one.ends else ())
    return windows_between(one.schedule, one.starts, horizon, by=by)


def _columns(
    one: Owed,
    units: Sequence[str],
    windows: Sequence[Window],
    records: Records,
    on: dt.date,
    *,
    carry: bool,
) -> dict[str, Any]:
    """Columns of the table, and ``owed``: arrays of units (rows) and windows."""
    times = _times(one, windows, carry=carry)
    found = standing(one.schedule, one.need, units, windows, records)
    done_on = _picked(records.done_on, found.completing, NO_DAY)
    short = (found.completing < 0) & (found.latest_short >= 0)
    told = np.where(found.completing >= 0, found.completing, found.latest)
    told = np.where(short, found.latest_short, told)
    day = np.datetime64(on)
    grid: dict[str, Any] = {
        "unit_code": np.array(units, dtype=object)[:, None],
        "label": np.array([window.label for window in windows], dtype=object),
        "opens": times.opens,
        "due": times.due,
        "last_workday": last_workdays_until(times.due),
        "done": found.count,
        "done_on": done_on,
        "status": _status(found, done_on, short, times, day),
        "right_on": _right_on(one.schedule, records, found, short),
        "next_due": _next_due(found, times, day)[:, None],
        "carried": times.carried,
        "document": _picked(records.document, told, ""),
        "owner": _picked(records.owner, told, ""),
        "owed": times.owed,
        "row_id": np.array(one.row_id, dtype=object),
        "duty": np.array(one.duty, dtype=object),
        "need": np.array(one.need),
    }
    shape = found.count.shape
    return {name: np.broadcast_to(values, shape) for name, values in grid.items()}


def _times(one: Owed, windows: Sequence[Window], *, carry: bool) -> _Times:
    opens = np.array([window.opens for window in windows], dtype="datetime64[D]")
    due = np.array([window.due for window in windows], dtype="datetime64[D]")
    never = np.zeros(len(windows), dtype=np.bool_)
    carried = never if one.ends is None else opens > np.datetime64(one.ends)
    return _Times(opens, due, carried, ~carried | carry)


def _status(
    found: Standing, done_on: Days, short: Flags, times: _Times, on: np.datetime64
) -> Texts:
    complete = found.completing >= 0
    shape = complete.shape
    chosen = np.select(
        [
            complete & (done_on <= times.due),
            complete,
            short,
            np.broadcast_to(times.due < on, shape),
            np.broadcast_to(times.opens > on, shape),
        ],
        ["done", "done_late", "notice_short", "late", "ahead"],
        "due",
    )
    return chosen.astype(object)


def _right_on(
    schedule: Schedule, records: Records, found: Standing, short: Flags
) -> Days:
    right_on = np.full(short.shape, NO_DAY)
    if schedule.notice_days:
        hung = records.started_on[found.latest_short[short]]
        right_on[short] = notice_ends(hung, schedule.notice_days)
    return right_on


def _next_due(found: Standing, times: _Times, on: np.datetime64) -> Days:
    open_still = (found.completing < 0) & times.owed & (times.due >= on)
    dues = np.where(open_still, times.due, NO_DAY)
    # fmin passes over NaT, unless there is nothing else.
    nearest: Days = np.fmin.reduce(dues, axis=1)
    return nearest


def _picked(values: Any, at: Any, missing: Any) -> Any:  # noqa: ANN401 - texts or days
    """Take ``values[at]``, ``missing`` where ``at`` is -1."""
    return np.append(values, np.array([missing], dtype=values.dtype))[at]


def _shown(
    table: dict[str, Any], first: dt.date, last: dt.date, *, once: bool
) -> Flags:
    ahead = table["due"] >= np.datetime64(first)
    if once:
        ahead |= ~(table["done_on"] < np.datetime64(first))
    shown: Flags = table["owed"] & ahead & (table["opens"] <= np.datetime64(last))
    return shown


def _types() -> dict[str, str]:
    return {name: _DTYPES.get(name, "str") for name in COLUMNS}
