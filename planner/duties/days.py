"""Working days of China, and how long a public notice has to run.

Days off are those of the library ``holidays``, which keeps the yearly notices of the
State Council: the days of rest and the weekends that are worked instead. For years
not yet announced it knows the statutory days only; see :func:`known_until`.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Literal

import holidays
import numpy as np
import numpy.typing as npt

from geo.words import Lang
from planner.errors import Problem
from planner.problem import Days

# Days outside these years all count as working days.
FIRST_YEAR, LAST_YEAR = 2000, 2099
_FRIDAY = 4
_LANGUAGES: Mapping[Lang, str] = {"zh": "zh_CN", "en": "en_US"}


def is_workday(day: dt.date) -> bool:
    """Whether offices work on a day; make-up days at weekends are working days."""
    return bool(np.is_busday(day, busdaycal=_calendar()))


def day_mark(day: dt.date) -> Literal["", "off", "makeup"]:
    """What sets a day apart: a public holiday (``off``), or a weekend day worked."""
    weekend = day.weekday() > _FRIDAY
    if is_workday(day):
        return "makeup" if weekend else ""
    return "off" if day in _china("zh") or not weekend else ""


def holiday_name(day: dt.date, lang: Lang) -> str:
    """Name of a public holiday; of a day off in exchange, what it stands for."""
    return str(_china(lang).get(day) or "")


def next_workday(day: dt.date) -> dt.date:
    """First working day from ``day`` on, itself included."""
    return _plain(np.busday_offset(day, 0, roll="forward", busdaycal=_calendar()))


def last_workday_until(day: dt.date) -> dt.date:
    """Last working day up to ``day``, itself included."""
    return _plain(last_workdays_until(np.array([day], "datetime64[D]"))[0])


def last_workdays_until(days: Days) -> Days:
    """Last working day up to each of an array of days; NaT stays NaT.

    Parameters
    ----------
    days
        ``datetime64[D]``.
    """
    return np.busday_offset(days, 0, roll="backward", busdaycal=_calendar())


def notice_end(start: dt.date, days: int) -> dt.date:
    """Last day of a public notice posted on ``start`` that must run ``days`` days.

    The Civil Code of 2020 counts so: the day a period begins is not counted in
    (article 201), it is counted in days and not in months (article 202 is on those),
    and if its last day is a day off, it runs on to the day after the holiday (article
    203); where that one is a weekend, to the next working day.

    Parameters
    ----------
    start
        Day of posting.
    days
        Days the notice must run, 1 or more.

    Raises
    ------
    ValueError
        If ``days`` is below 1.
    """
    return _plain(notice_ends(np.array([start], "datetime64[D]"), days)[0])


def notice_ends(started_on: Days, days: int) -> Days:
    """:func:`notice_end` of an array of days (``datetime64[D]``); NaT stays NaT."""
    if days < 1:
        msg = f"a notice of {days} days is no notice; give 1 or more"
        raise ValueError(msg)
    last = started_on + np.timedelta64(days, "D")
    return np.busday_offset(last, 0, roll="forward", busdaycal=_calendar())


def notice_kept(started_on: Days, done_on: Days, days: int) -> npt.NDArray[np.bool_]:
    """Whether notices hung long enough, by :func:`notice_end`.

    Parameters
    ----------
    started_on, done_on
        First and last day they hung, ``datetime64[D]``; where either is NaT, the
        notice is not known to have been kept.
    days
        Days they had to run.
    """
    kept: npt.NDArray[np.bool_] = done_on >= notice_ends(started_on, days)
    return kept


@cache
def known_until() -> int:
    """Last year whose official arrangement the library knows, make-up days included."""
    # Every arrangement since 2001 has make-up days; a year without is not announced.
    return max(day.year for day in _china("zh").weekend_workdays)


def likely_off(day: dt.date) -> bool:
    """Whether a day not announced yet is off by custom.

    The law gives Spring Festival, Labour Day and National Day fewer days than every
    notice since 2001 made of them by moving weekends: eight from New Year's Eve (as
    since 2024), 1 to 5 May (as since 2020) and 1 to 7 October.
    """
    if day.year <= known_until() or day.year > LAST_YEAR:
        return False
    return any(0 <= (day - first).days < count for first, count in _customary(day.year))


@cache
def _customary(year: int) -> tuple[tuple[dt.date, int], ...]:
    """First days and lengths of the long holidays of a year."""
    festival = min(
        day
        for day, name in _china("zh").items()
        if day.year == year and ("除夕" in name or "春节" in name)
    )
    return (festival, 8), (dt.date(year, 5, 1), 5), (dt.date(year, 10, 1), 7)


def unknown_days(until: dt.date) -> tuple[Problem, ...]:
    """What to tell the planner about a calendar that reaches to ``until``.

    Returns
    -------
    tuple
        A message key and its values, or nothing where all days are known.
    """
    year = known_until()
    if until.year <= year:
        return ()
    return (("holidays_not_announced", {"year": year, "next": year + 1}),)


@cache
def _china(lang: Lang) -> holidays.HolidayBase:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return holidays.country_holidays("CN", years=years, language=_LANGUAGES[lang])


@cache
def _calendar() -> np.busdaycalendar:
    china = _china("zh")
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), f"{LAST_YEAR + 1}-01-01"
    every = np.arange(first, last, dtype="datetime64[D]")
    off = [day for day in every.tolist() if not china.is_working_day(day)]
    # Weekends are among the days off, since a weekmask would hide make-up days.
    return np.busdaycalendar(weekmask="1111111", holidays=off)


def _plain(day: np.datetime64) -> dt.date:
    return dt.date.fromisoformat(str(day))
