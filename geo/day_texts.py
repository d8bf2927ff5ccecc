"""Days and hours as planners write them: opening hours, weekdays, markets, days off.

What is read is written back in one form, so that files agree with one another::

    hours      08:30-11:30;14:30-17:00
    weekdays   1;2;5                      Monday is 1
    market     农历 3;6;9                  lunar days that end in 3, 6 or 9
               公历 5;15;25                days of the month, as one is above 10
               每3天 2027-01-02            every third day, counted from that day
               每周 2;5                    Tuesdays and Fridays
    days off   2027-03-02;2027-08-01/2027-08-15
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NoReturn

from geo.schemas import LIST_SEPARATOR
from geo.words import Lang

Cycle = Literal["lunar", "solar", "week", "days"]
MOST_WINDOWS = 2
LONGEST_CYCLE = 60
_LAST_DAY = {"lunar": 30, "solar": 31, "week": 7}
_DAY_MINUTES = 24 * 60
_LONGEST_TEXT = 200
_BETWEEN = re.compile(r"[;,、 ]+|和|与|及")
_DASH = r"[-\u2010-\u2015\u2212]+"
_TO = rf"(?:{_DASH}|~|至|到|\bto\b)"
_AROUND_TO = re.compile(rf" ?{_TO} ?")
_CLOCK = r"(\d{1,2})(?:[:∶](\d{2})|[点时](?:(\d{1,2})分?|(半))?)"
_WINDOW = re.compile(rf"{_CLOCK}~{_CLOCK}")
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_ONE_DAY = re.compile(_DAY)
_AROUND_TO_DAY = re.compile(rf" ?({_TO}|/) ?")
# The year may be left out where a span ends.
_LAST = r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?"
_SPAN = re.compile(rf"{_DAY}(?:(?:{_TO}|/){_LAST})?")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜|逢)?([1-7一二三四五六日天])")
_WEEKDAY_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "mon monday", "tue tues tuesday", "wed wednesday",
            "thu thur thurs thursday", "fri friday", "sat saturday", "sun sunday",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY_GROUPS = {"工作日": (1, 5), "周末": (6, 7), "双休日": (6, 7)}
_CALENDARS: tuple[tuple[Cycle, re.Pattern[str]], ...] = (
    ("lunar", re.compile(r"(?:每月?)?逢?(?:农历|阴历|旧历|lunar)(.*)")),
    ("solar", re.compile(r"(?:每月?)?逢?(?:公历|阳历|新历|solar)(.*)")),
    ("week", re.compile(r"(?:(?:每个?)?逢?(?:周|星期|礼拜)|weekly)(.*)")),
)
_EVERY = re.compile(
    r"(?:每|every)?\s*([+-]?\d{1,4}|[零一二三四五六七八九十]+)\s*(?:天|日|days?)"
    r"(?:一[圩墟集场])?[,;\s]*(?:自|从|from|since)?\s*(.*?)\s*起?"
)
_AROUND = re.compile(r"^[:\s]*(?:每?逢)?|(?:[日号圩墟集场]|的日子|赶集)*$")
_AROUND_WEEK = re.compile(r"^[:\s]*|(?:赶集|[圩墟集场]日?)*$")
_DIGITS = "零一二三四五六七八九"
_TENS = re.compile(
    r"([二三])?十([一二三四五六七八九])?|([廿卅])([一二三四五六七八九])?"
)
_HEADS = {"lunar": "农历", "solar": "公历", "week": "每周"}
_ENGLISH_HEADS = {"lunar": "lunar", "solar": "solar", "week": "weekly"}


class DayTextError(ValueError):
    """A text of days or hours that cannot be read.

    Parameters
    ----------
    rule
        Key of ``geo/messages``.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Market:
    """When a market is held.

    Parameters
    ----------
    cycle
        By the lunar or solar day of the month, the week, or every so many days.
    days
        Days of the month or the week; of ``"days"`` the one length of the cycle. Days
        of the month that are all below 10 are last digits: 3 is the 3rd, 13th, 23rd,
        0 the 10th, 20th, 30th.
    since
        Day from which ``"days"`` are counted, before it as after it.
    """

    cycle: Cycle
    days: tuple[int, ...]
    since: dt.date | None = None

    @property
    def month_days(self) -> frozenset[int]:
        """Days of the month, last digits written out."""
        if max(self.days) > 9:
            return frozenset(self.days)
        last = _LAST_DAY.get(self.cycle, 0)
        return frozenset(
            day for day in range(1, last + 1) if self.cycle != "week"
            if day % 10 in self.days
        )  # fmt: skip

    def text(self, lang: Lang = "zh") -> str:
        """Write it as a planner would; Chinese is what is kept."""
        listed = LIST_SEPARATOR.join(map(str, self.days))
        if self.cycle != "days":
            heads = _HEADS if lang == "zh" else _ENGLISH_HEADS
            return f"{heads[self.cycle]} {listed}"
        if lang == "zh":
            return f"每{listed}天 {self.since}"
        return f"every {listed} days from {self.since}"


def hours_in(text: str) -> tuple[tuple[int, int], ...]:
    """Read opening hours.

    Returns
    -------
    tuple
        At most two windows in order: minutes after midnight; empty for no text.

    Raises
    ------
    DayTextError
        If they cannot be read, or overlap or end before they begin.
    """
    joined = _AROUND_TO.sub("~", _plain(text))
    windows = tuple(_window(part) for part in _parts(joined))
    ends = [minute for window in windows for minute in window]
    if len(windows) > MOST_WINDOWS or any(
        later <= earlier for earlier, later in pairwise(ends)
    ):
        _refuse("not_hours")
    return windows


def weekdays_in(text: str) -> tuple[int, ...]:
    """Read days of the week, Monday 1, in order; empty for no text.

    Raises
    ------
    DayTextError
        If a part names no weekday.
    """
    found: set[int] = set()
    for part in _parts(_AROUND_TO.sub("~", _plain(text))):
        found |= _weekdays(part)
    return tuple(sorted(found))


def market_in(text: str) -> Market | None:
    """Read when a market is held; None for no text.

    Raises
    ------
    DayTextError
        If it says neither lunar, solar, weekly nor every so many days, or its numbers
        cannot be: a cycle of nought, a 32nd, no first day to count from. If 初三 may
        be one day of the month or three.
    """
    plain = _plain(text)
    if not plain:
        return None
    if len(plain) > _LONGEST_TEXT:
        _refuse("market_unreadable")
    for cycle, pattern in _CALENDARS:
        if match := pattern.fullmatch(plain):
            return _by_calendar(cycle, match[1])
    counted = _EVERY.fullmatch(plain)
    if counted is None:
        _refuse("market_unreadable")
    return _by_count(counted[1], counted[2])


def day_spans_in(text: str) -> tuple[tuple[dt.date, dt.date], ...]:
    """Read days and spans of days, both ends included; empty for no text.

    Raises
    ------
    DayTextError
        If a part is no day, or a span ends before it begins.
    """
    joined = _AROUND_TO_DAY.sub(r"\1", _plain(text))
    return tuple(_span(part) for part in _parts(joined))


def hours_text(windows: Sequence[tuple[int, int]]) -> str:
    """Write opening hours in the one form that is kept."""
    return LIST_SEPARATOR.join(
        f"{_clock(opens)}-{_clock(closes)}" for opens, closes in windows
    )


def weekdays_text(days: Sequence[int]) -> str:
    """Write weekdays in the one form that is kept."""
    return LIST_SEPARATOR.join(map(str, days))


def day_spans_text(spans: Sequence[tuple[dt.date, dt.date]]) -> str:
    """Write days off in the one form that is kept."""
    return LIST_SEPARATOR.join(
        f"{first}" if first == last else f"{first}/{last}" for first, last in spans
    )


def _refuse(rule: str) -> NoReturn:
    raise DayTextError(rule)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _parts(plain: str) -> list[str]:
    return [part for part in _BETWEEN.split(plain) if part]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _window(part: str) -> tuple[int, int]:
    match = _WINDOW.fullmatch(part)
    if match is None:
        _refuse("not_hours")
    opens = _minutes(*match.group(1, 2, 3, 4))
    closes = _minutes(*match.group(5, 6, 7, 8))
    if closes > _DAY_MINUTES:
        _refuse("not_hours")
    return opens, closes


def _minutes(hour: str, minute: str | None, short: str | None, half: str | None) -> int:
    past = 30 if half else int(minute or short or 0)
    if past > 59:
        _refuse("not_hours")
    return int(hour) * 60 + past


def _weekdays(part: str) -> set[int]:
    if part in _WEEKDAY_GROUPS:
        first, last = _WEEKDAY_GROUPS[part]
    else:
        ends = [_weekday(said) for said in part.split("~")]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or (len(ends) == 2 and first >= last):
            _refuse("not_weekdays")
    return set(range(first, last + 1))


def _weekday(said: str) -> int:
    if said in _WEEKDAY_NAMES:
        return _WEEKDAY_NAMES[said]
    match = _WEEKDAY.fullmatch(said)
    if match is None:
        _refuse("not_weekdays")
    name = match[1]
    return int(name) if name.isdigit() else "一二三四五六日".find(name) + 1 or 7


def _span(part: str) -> tuple[dt.date, dt.date]:
    match = _SPAN.fullmatch(part)
    if match is None:
        _refuse("not_day_spans")
    first = _date(match.group(1, 2, 3), "not_day_spans")
    last = first
    if match[5] is not None:
        ends = match[4] or match[1], *match.group(5, 6)
        last = _date(ends, "not_day_spans")
    if last < first:
        _refuse("not_day_spans")
    return first, last


def _date(numbers: Sequence[str], rule: str) -> dt.date:
    try:
        year, month, day = map(int, numbers)
        return dt.date(year, month, day)
    except ValueError:
        _refuse(rule)


def _by_calendar(cycle: Cycle, said: str) -> Market:
    if cycle == "week":
        days = weekdays_in(_AROUND_WEEK.sub("", said.strip()))
    else:
        listed = _AROUND.sub("", said.strip())
        days = tuple(sorted({n for part in _parts(listed) for n in _numbers(part)}))
        if days and days[-1] == 10:
            # As markets are called, 逢五逢十: the tenth of each ten days.
            days = tuple(sorted({day % 10 if day > 0 else day for day in days}))
        if "初" in said and max(days, default=0) < 10:
            _refuse("market_once_or_thrice")
    if not days:
        _refuse("market_no_days")
    # Nought is the last digit of the 10th, and no day beside days written out.
    least = 1 if days[-1] > 9 else 0
    if days[0] < least or days[-1] > _LAST_DAY[cycle]:
        _refuse("market_day_outside")
    return Market(cycle, days)


def _by_count(said: str, anchor: str) -> Market:
    lengths = _numbers(said)
    if len(lengths) > 1 or not 1 <= lengths[0] <= LONGEST_CYCLE:
        _refuse("market_cycle_odd")
    match = _ONE_DAY.fullmatch(anchor)
    if match is None:
        _refuse("market_no_anchor")
    return Market("days", (lengths[0],), _date(match.groups(), "market_no_anchor"))


def _numbers(part: str) -> list[int]:
    """Numbers of a part: 15, 初一, 十五, 廿三; 三六九 are three."""
    said = part.removeprefix("每").removeprefix("逢").removeprefix("初")
    said = said.rstrip("日号")
    if re.fullmatch(r"[+-]?\d{1,4}", said):
        return [int(said)]
    if match := _TENS.fullmatch(said):
        tens, ones = (match[1] or "一", match[2]) if not match[3] else (
            {"廿": "二", "卅": "三"}[match[3]], match[4],
        )  # fmt: skip
        return [10 * _DIGITS.index(tens) + _DIGITS.index(ones or "零")]
    if said and all(character in _DIGITS for character in said):
        return [_DIGITS.index(character) for character in said]
    _refuse("market_unreadable")
