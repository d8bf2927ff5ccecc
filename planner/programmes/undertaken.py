"""Duties as an evaluator: what each unit has done of what its windows ask."""

import datetime as dt
from typing import cast

import numpy as np

from planner.duties.standing import (
    NO_DAY,
    Flags,
    Records,
    Standing,
    no_records,
    standing,
)
from planner.duties.windows import Schedule, Window, windows_between
from planner.programmes.outcome import Judged
from planner.programmes.schema import Level, Part
from planner.programmes.situation import Situation

_AHEAD = dt.timedelta(days=366)


def judge_duty(part: Part, s: Situation) -> Judged:
    """Judge a duty in the year of the day, or what is done once by its date.

    Windows that have opened count; what is lacking in one that is still open is not
    overdue. Before any has opened, the first one to come is what is lacking.
    """
    level = cast(Level, part.unit)
    rows = s.owing(part.set, level)
    schedule = cast(Schedule, part.schedule)
    windows = asked_windows(part, s)
    units = s.ground.units
    codes = units.codes[level][rows]
    records = s.done.get(part.duty, no_records())
    stands = standing(schedule, part.need, codes.tolist(), windows, records)
    found = stands.count[:, : _opened(windows, s.on)]
    done = np.minimum(found, part.need)
    past = [window.due < s.on for window in windows[: found.shape[1]]]
    overdue = np.array(past, dtype=bool)
    lacking = done < part.need
    return Judged(
        unit=part.unit,
        ids=codes,
        names=units.names[level][rows],
        places=s.above(level, rows),
        value=done.sum(axis=1).astype(np.float64),
        need=np.full(len(rows), float(part.need * found.shape[1])),
        met=np.logical_not(lacking.any(axis=1)),
        told={
            "overdue": (lacking & overdue).any(axis=1),
            "done_late": _done_late(stands, windows[: found.shape[1]], records),
        },
    )


def _done_late(found: Standing, windows: tuple[Window, ...], records: Records) -> Flags:
    """Whether each unit was done in some window, yet after its due day."""
    due = np.array([window.due for window in windows], dtype="datetime64[D]")
    days = np.append(records.done_on, NO_DAY)[found.completing[:, : len(windows)]]
    return np.asarray((days > due).any(axis=1))


def asked_windows(part: Part, s: Situation) -> tuple[Window, ...]:
    """Windows of a duty in the year of the day, and those of the year after it."""
    schedule = cast(Schedule, part.schedule)
    if schedule.once:
        by = next((t.by for t in part.targets if t.by >= s.on), part.targets[-1].by)
        return windows_between(schedule, s.programme.starts, by, by=[by])
    first = max(dt.date(s.on.year, 1, 1), s.programme.starts)
    # Of a programme that has not begun yet, the first windows to come.
    last = max(dt.date(s.on.year, 12, 31), first) + _AHEAD
    return tuple(w for w in windows_between(schedule, first, last) if w.due >= first)


def next_due(part: Part, s: Situation) -> dt.date | None:
    """Day by which the next of a duty's windows must be done; None for no more."""
    dues = [window.due for window in asked_windows(part, s) if window.due >= s.on]
    return min(dues, default=None)


def _opened(windows: tuple[Window, ...], on: dt.date) -> int:
    """How many windows have opened by a day; the first one is asked for ahead."""
    return max(1, sum(window.opens <= on for window in windows))
