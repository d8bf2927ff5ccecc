"""Months: the grid on which museum tours are planned."""

import calendar
import datetime as dt

_YEAR = 12
# Nothing is planned before or after these, so that no day runs off the calendar.
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2200, 12, 31)


def is_first(value: object) -> bool:
    """Whether something is the first day of a month."""
    plain = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return plain and value.day == 1  # type: ignore[attr-defined]


def month_after(start: dt.date, months: int) -> dt.date:
    """First day of the month so many months after that of a day."""
    year, month = divmod(start.year * _YEAR + start.month - 1 + months, _YEAR)
    return dt.date(year, month + 1, 1)


def day_before(day: dt.date) -> dt.date:
    """The day before one; the first of all days has none and stays."""
    return max(day, dt.date.min + dt.timedelta(days=1)) - dt.timedelta(days=1)


def next_year(day: dt.date) -> dt.date:
    """First day of the year after that of a day, within the years that are planned."""
    return dt.date(min(max(day.year + 1, FIRST_DAY.year), LAST_DAY.year), 1, 1)


def months_between(start: dt.date, day: dt.date) -> int:
    """Months from that of one day to that of another; below 0 where it is earlier."""
    return (day.year - start.year) * _YEAR + day.month - start.month


def last_day(day: dt.date) -> dt.date:
    """Last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
