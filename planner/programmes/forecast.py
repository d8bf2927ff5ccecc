"""A plain forecast: the pace of the past years carried on, with its best and worst."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Meets = Literal["yes", "no", "maybe"]
_YEAR_DAYS = 365.25
# Of a shorter time no pace can be told: two records in January are not 300 a year.
_LEAST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected by a day.

    Parameters
    ----------
    by
        The day.
    value, low, high
        Expected at the mean pace of the years looked at, at the slowest, the fastest.
    target
        What is wanted by then.
    years
        How many years the pace is taken from.
    """

    by: dt.date
    value: float
    low: float
    high: float
    target: float
    years: int

    @property
    def meets(self) -> Meets:
        """Whether the target is met at every pace, at none, or at some."""
        if self.low >= self.target:
            return "yes"
        return "no" if self.high < self.target else "maybe"


def carried_on(
    yearly: Sequence[tuple[dt.date, float]],
    *,
    by: dt.date,
    target: float,
    most: float | None = None,
) -> Forecast | None:
    """Carry on what grows from year to year.

    Parameters
    ----------
    yearly
        Days and values, the earliest first; the last is today's.
    by
        Day of the forecast.
    target
        What is wanted by then.
    most
        What it can never pass, such as the number of units; None for no bound.

    Returns
    -------
    Forecast or None
        None with fewer than two gains to tell a pace from; what less than three months
        brought is none.
    """
    gains = [
        (after - before) / ((later - day).days / _YEAR_DAYS)
        for (day, before), (later, after) in itertools.pairwise(yearly)
        if (later - day).days >= _LEAST_DAYS
    ]
    if len(gains) <= 1:
        return None
    left = max((by - yearly[-1][0]).days, 0) / _YEAR_DAYS
    now = yearly[-1][1]
    paces = (sum(gains) / len(gains), min(gains), max(gains))
    value, low, high = (_bounded(now + pace * left, most) for pace in paces)
    return Forecast(by, value, low, high, target, len(gains))


def filled_up(
    now: float,
    rests: Sequence[float],
    *,
    by: dt.date,
    target: float,
    most: float | None = None,
) -> Forecast | None:
    """Fill up a year, half or quarter by what those of earlier years still brought.

    Parameters
    ----------
    now
        Value of this period so far.
    rests
        What the same period of each earlier year brought after the same day.
    by
        Last day of the period.
    target
        What is wanted by then.
    most
        What it can never pass, such as the number of units; None for no bound.

    Returns
    -------
    Forecast or None
        None without two earlier years.
    """
    if len(rests) <= 1:
        return None
    paces = (sum(rests) / len(rests), min(rests), max(rests))
    value, low, high = (_bounded(now + rest, most) for rest in paces)
    return Forecast(by, value, low, high, target, len(rests))


def _bounded(value: float, most: float | None) -> float:
    value = max(value, 0.0)
    return value if most is None else min(value, most)
