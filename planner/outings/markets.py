"""Market days: by the lunar or solar date, the week, or every so many days.

Lunar dates are those of the library ``borax`` (see ``docs/decisions/0011``); it knows
the years 1900 to 2100, and no day outside is a lunar market day.
"""

import datetime as dt
from functools import cache

import numpy as np
from borax.calendars.lunardate import MAX_SOLAR_DATE, MIN_SOLAR_DATE, LunarDate

from geo.day_texts import Market
from planner.problem import Flags

_WEEK = 7


def market_days(market: Market, start: dt.date, days: int) -> Flags:
    """Days on which a market is held.

    Parameters
    ----------
    market
        As :func:`geo.day_texts.market_in` reads it.
    start, days
        First day and number of days.

    Returns
    -------
    numpy.ndarray
        Shape (days,).
    """
    count = np.arange(days)
    if market.cycle == "days" and market.since is not None:
        held = (count + (start - market.since).days) % market.days[0] == 0
    elif market.cycle == "week":
        held = np.isin((count + start.weekday()) % _WEEK + 1, market.days)
    else:
        dates = [start + dt.timedelta(days=day) for day in range(days)]
        day_of = lunar_day if market.cycle == "lunar" else _solar_day
        held = np.isin([day_of(date) for date in dates], list(market.month_days))
    return np.asarray(held, dtype=bool)


@cache
def lunar_day(date: dt.date) -> int:
    """Day of the lunar month, 1 to 30; 0 outside the years that are known."""
    if not MIN_SOLAR_DATE <= date <= MAX_SOLAR_DATE:
        return 0
    return int(LunarDate.from_solar(date).day)


def _solar_day(date: dt.date) -> int:
    return date.day
