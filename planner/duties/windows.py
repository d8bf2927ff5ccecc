"""Windows of a duty: from when to when it is due, and which record is of which."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.duties.periods import period_label, period_shape
from planner.problem import Days

Indices = npt.NDArray[np.intp]
# A period that names no window, though one may hold the day it stands for.
_UNNAMED = -2


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a duty is to be done.

    Parameters
    ----------
    windows
        First and last day (``MM-DD``) of each window of a year, no two with one first
        day. A last day before the first one is in the following year.
    once
        Whether it is done once, up to each target's date; ``windows`` is empty then.
    notice_days
        Days a public notice must run for it to count; 0 if the duty is no notice.
    """

    windows: tuple[tuple[str, str], ...] = ()
    once: bool = False
    notice_days: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """One time a duty is to be done: its label, first day and last day."""

    label: str
    opens: dt.date
    due: dt.date


def windows_between(
    schedule: Schedule, since: dt.date, until: dt.date, *, by: Sequence[dt.date] = ()
) -> tuple[Window, ...]:
    """Windows that are open on any day from ``since`` to ``until``.

    Parameters
    ----------
    schedule
        When the duty is to be done.
    since, until
        Both included. A duty done once is open from ``since``.
    by
        Dates of the targets, for a duty done once; without any it is due ``until``.

    Returns
    -------
    tuple of Window
        In order. Labels: ``2026`` for one window a year, ``2026H1`` for two,
        ``2026Q1`` for four, else the first day; the year is that of the first day.
        For a duty done once the day it is due.
    """
    if schedule.once:
        return _once(since, sorted({*by}) or [until])
    years = range(since.year - 1, until.year + 1)
    found = [window for year in years for window in _of_year(schedule, year)]
    return tuple(w for w in found if w.opens <= until and w.due >= since)


def matched(
    windows: Sequence[Window],
    period: "Sequence[str] | npt.NDArray[np.object_] | pd.Series[str]",
    done_on: Days,
) -> Indices:
    """Find the window that each record is of.

    Parameters
    ----------
    windows
        In order, as :func:`windows_between` gives them. The last one takes whatever
        was done after it, so give one more where that would be wrong.
    period
        Period written in each record, as people write it (``2026Q3``, ``2026年三季度``,
        ``2026上半年``); empty where none is.
    done_on
        Day of each record, ``datetime64[D]``, NaT where missing.

    Returns
    -------
    numpy.ndarray
        Position in ``windows``, -1 for none. A period that names a window decides, one
        that names a window not among them gives -1. Else the day decides: from a
        window's opening to the day before the next opens. If the period is a day or a
        month, that day or the month's last day is taken, not the record's own. Windows
        that all open on one day (a duty done once) are told apart by their due dates.
    """
    day = np.asarray(done_on, dtype="datetime64[D]")
    if not windows:
        return np.full(day.size, -1, dtype=np.intp)
    at_once = len(windows) > 1 and windows[0].opens == windows[-1].opens
    if at_once:
        return _first_due(windows, day)
    codes, texts = pd.factorize(np.asarray(period, dtype=object))
    named = [_named(windows, text) for text in texts] + [(_UNNAMED, None)]
    by_name = np.array([at for at, _ in named], dtype=np.intp)[codes]
    said = np.array([at for _, at in named], dtype="datetime64[D]")[codes]
    by_day = _last_opened(windows, np.where(np.isnat(said), day, said))
    return np.where(by_name == _UNNAMED, by_day, by_name)


def _named(windows: Sequence[Window], text: str) -> tuple[int, dt.date | None]:
    """Window that a period names (-1: one not there), or the day that stands for it."""
    label = period_label(text)
    labels = [window.label for window in windows]
    if label in labels:
        return labels.index(label), None
    shape = period_shape(label)
    if shape in ("month", "day"):
        return _UNNAMED, _stand_in(label)
    same = shape != "" and shape == period_shape(labels[0])
    return (-1 if same else _UNNAMED), None


def _stand_in(label: str) -> dt.date | None:
    year, month, *day = (int(part) for part in label.split("-"))
    last = calendar.monthrange(year, month)[1]
    try:
        return dt.date(year, month, *(day or [last]))
    except ValueError:
        return None


def _last_opened(windows: Sequence[Window], day: Days) -> Indices:
    opens = np.array([window.opens for window in windows], dtype="datetime64[D]")
    # NaT sorts last, and would count as after everything.
    return np.where(np.isnat(day), -1, np.searchsorted(opens, day, side="right") - 1)


def _first_due(windows: Sequence[Window], day: Days) -> Indices:
    dues = np.array([window.due for window in windows], dtype="datetime64[D]")
    at = np.minimum(np.searchsorted(dues, day), len(windows) - 1)
    out = np.isnat(day) | (day < np.datetime64(windows[0].opens))
    return np.where(out, -1, at)


def _once(since: dt.date, by: Sequence[dt.date]) -> tuple[Window, ...]:
    return tuple(Window(day.isoformat(), since, day) for day in by)


def _of_year(schedule: Schedule, year: int) -> list[Window]:
    pairs = sorted(schedule.windows)
    made = []
    for number, (first, last) in enumerate(pairs, start=1):
        opens, due = _day(first, year), _day(last, year)
        if due < opens:
            due = _day(last, year + 1)
        made.append(Window(_label(opens, number, len(pairs)), opens, due))
    return made


def _label(opens: dt.date, number: int, count: int) -> str:
    if count == 1:
        return str(opens.year)
    mark = {2: "H", 4: "Q"}.get(count)
    return f"{opens.year}{mark}{number}" if mark else opens.isoformat()


def _day(text: str, year: int) -> dt.date:
    # No other day of the year is missing in any year.
    if text == "02-29" and not calendar.isleap(year):
        text = "02-28"
    return dt.date.fromisoformat(f"{year:04}-{text}")
