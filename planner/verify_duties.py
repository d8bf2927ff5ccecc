"""Duties counted again in plain loops; for :mod:`planner.verify_score`."""

import datetime as dt

from planner.duties.days import notice_end
from planner.duties.periods import period_label, period_shape
from planner.programmes.schema import Part
from planner.verify_records import Case
from planner.verify_region import Row, day_of

Units = dict[str, tuple[float, float, bool]]


def duty_units(part: Part, case: Case) -> Units:
    """What each unit has done of what its opened windows ask."""
    windows = _windows(part, case)
    opened = [at for at, (_, opens, _) in enumerate(windows) if opens <= case.on]
    # Before any has opened, the first one to come is asked for.
    opened = opened or [0][: len(windows)]
    done: dict[str, list[int]] = {
        code: [0] * len(windows) for code in case.owing(part.set)
    }
    for row in case.rows["duties_done"]:
        day = day_of(row["done_on"])
        own = row["duty"] == part.duty and row["unit_code"] in done
        if own and day is not None and day <= case.on and _hung(row, day, part):
            at = _window(row, day, windows, part)
            if at is not None:
                done[row["unit_code"]][at] += 1
    return {
        code: (
            float(sum(min(own[at], part.need) for at in opened)),
            float(part.need * len(opened)),
            all(own[at] >= part.need for at in opened),
        )
        for code, own in done.items()
    }


_Window = tuple[str, dt.date, dt.date]


def _windows(part: Part, case: Case) -> list[_Window]:
    """Label, first and last day of what is asked in the year of the day, and later."""
    schedule, starts = part.schedule, case.programme.starts
    assert schedule is not None  # noqa: S101 - the parser has seen to it
    if schedule.once:
        by = [target.by for target in part.targets]
        return [("", starts, next((day for day in by if day >= case.on), by[-1]))]
    found = []
    since = max(dt.date(case.on.year, 1, 1), starts)
    marks = {1: [""], 2: ["H1", "H2"], 4: ["Q1", "Q2", "Q3", "Q4"]}
    for year in range(since.year - 1, since.year + 2):
        for number, (first, last) in enumerate(sorted(schedule.windows)):
            opens, due = _day(year, first), _day(year, last)
            due = _day(year + 1, last) if due < opens else due
            named = marks.get(len(schedule.windows))
            label = f"{year}{named[number]}" if named else opens.isoformat()
            if due >= since:
                found.append((label, opens, due))
    return found


def _day(year: int, text: str) -> dt.date:
    leap = text == "02-29" and year % 4
    return dt.date.fromisoformat(f"{year:04}-{'02-28' if leap else text}")


def _hung(row: Row, day: dt.date, part: Part) -> bool:
    """Whether a notice hung long enough, where it must."""
    notice = part.schedule.notice_days if part.schedule else 0
    begun = day_of(row["started_on"])
    return not notice or (begun is not None and day >= notice_end(begun, notice))


def _window(row: Row, day: dt.date, windows: list[_Window], part: Part) -> int | None:
    """Which window a record is of: the one it names, else the last opened."""
    assert part.schedule is not None  # noqa: S101 - the parser has seen to it
    label = "" if part.schedule.once else period_label(row["period"])
    labels = [one for one, _, _ in windows]
    if label in labels and label:
        return labels.index(label)
    shape = period_shape(label)
    if label and shape in ("month", "day"):
        day = _named_day(label) or day
    elif label and labels and shape == period_shape(labels[0]):
        return None
    begun = [at for at, (_, opens, _) in enumerate(windows) if opens <= day]
    return begun[-1] if begun else None


def _named_day(label: str) -> dt.date | None:
    """The day a record names, or the last one of the month."""
    if period_shape(label) == "day":
        return day_of(label)
    after = dt.date.fromisoformat(f"{label}-01") + dt.timedelta(days=31)
    return after.replace(day=1) - dt.timedelta(days=1)
