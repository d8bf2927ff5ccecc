"""How units stand in the windows of one duty: what was done, when, and which record."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.duties.days import notice_kept
from planner.duties.windows import Indices, Schedule, Window, matched
from planner.problem import Days

NO_DAY = np.datetime64("NaT", "D")
Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Records:
    """Records of one duty, in the order they were done; arrays of one length."""

    unit_code: Texts
    period: Texts
    started_on: Days
    done_on: Days
    document: Texts
    owner: Texts


@dataclass(frozen=True, slots=True)
class Standing:
    """How each unit (rows) stands in each window (columns).

    Parameters
    ----------
    count
        Records that count.
    completing
        Position of the record with which there were enough; -1 while there are not.
    latest
        Position of the latest record that counts; -1 for none.
    latest_short
        Position of the latest notice that ran too few days; -1 for none.
    """

    count: Indices
    completing: Indices
    latest: Indices
    latest_short: Indices


def records_by_duty(done: pd.DataFrame, on: dt.date) -> Mapping[str, Records]:
    """Split the layer ``duties_done`` by duty, without what is dated after ``on``.

    A record whose day is missing or cannot be read is left out.
    """
    day = _days(done["done_on"])
    order = np.argsort(day, kind="stable")
    order = order[day[order] <= np.datetime64(on)]
    kept = done.iloc[order]
    started = _days(kept["started_on"])
    texts = {
        name: kept[name].to_numpy(dtype=object)
        for name in ("unit_code", "period", "document", "owner")
    }
    return {
        str(duty): Records(
            started_on=started[at],
            done_on=day[order][at],
            **{name: values[at] for name, values in texts.items()},
        )
        for duty, at in kept.groupby("duty", sort=False).indices.items()
    }


def no_records() -> Records:
    """Records of a duty that nobody has done."""
    none, never = np.empty(0, dtype=object), np.empty(0, dtype="datetime64[D]")
    return Records(none, none, never, never, none, none)


def standing(
    schedule: Schedule,
    need: int,
    units: Sequence[str],
    windows: Sequence[Window],
    records: Records,
) -> Standing:
    """Count the records of each unit in each window.

    Parameters
    ----------
    schedule
        Of the duty. Where it is done once, a record counts for every target, since
        what is done stays done.
    need
        Records that each window needs.
    units
        Codes, each once; records of others do not count.
    windows
        Of the schedule, in order.
    records
        Of the duty.
    """
    unit = pd.Index(units).get_indexer(pd.Index(records.unit_code))
    window = matched(windows, records.period, records.done_on)
    which = np.arange(unit.size)
    if schedule.once:
        which = np.repeat(which, len(windows))
        window = np.tile(np.arange(len(windows)), unit.size)
        window[records.done_on[which] < np.datetime64(windows[0].opens)] = -1
    valid = (unit[which] >= 0) & (window >= 0)
    which, window = which[valid], window[valid]
    cell = unit[which] * len(windows) + window
    kept = np.ones(which.size, dtype=np.bool_)
    if schedule.notice_days:
        kept = notice_kept(
            records.started_on[which], records.done_on[which], schedule.notice_days
        )
    shape = (len(units), len(windows))
    size = shape[0] * shape[1]
    count = np.bincount(cell[kept], minlength=size)
    nth = _rank(cell[kept]) == need - 1
    return Standing(
        count.reshape(shape),
        _last_of(cell[kept][nth], which[kept][nth], size).reshape(shape),
        _last_of(cell[kept], which[kept], size).reshape(shape),
        _last_of(cell[~kept], which[~kept], size).reshape(shape),
    )


def _rank(cell: Indices) -> Indices:
    """Position of each record among those of its cell, in the order given."""
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    begins = np.searchsorted(ordered, ordered)
    rank = np.empty(cell.size, dtype=np.intp)
    rank[order] = np.arange(cell.size) - begins
    return rank


def _last_of(cell: Indices, which: Indices, size: int) -> Indices:
    last = np.full(size, -1, dtype=np.intp)
    np.maximum.at(last, cell, which)
    return last


def _days(column: "pd.Series[str]") -> Days:
    days = pd.to_datetime(column.replace("", None), errors="coerce", format="%Y-%m-%d")
    return days.to_numpy().astype("datetime64[D]")
