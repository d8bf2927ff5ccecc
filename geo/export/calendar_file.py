"""Calendars (.ics, RFC 5545) that Outlook, phones and mail programs open."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from geo.export.fields import clean_text
from geo.export.files import replacing

_PRODUCT = "-//coverage-planner//calendar//ZH"
# Alarms ring when an office opens.
_ALARM_HOUR = 9
_ZONE = "Asia/Shanghai"
_ZONE_OFF = dt.timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that takes whole days, or some hours of one.

    Parameters
    ----------
    uid
        Its identity: the same in every export, so that a calendar that knows it already
        updates it; unique in the world, so best with a name of its maker.
    first, last
        First and last day, both included.
    title
        One line.
    text
        What more there is to say; may have several lines.
    category
        Heading under which calendars group it; empty for none.
    alarm_on
        Day of a reminder, at nine o'clock; None for none.
    minutes
        Begin and end, minutes after midnight of the first day in China; None for whole
        days.
    place
        Where it is; empty for nowhere in particular.
    """

    uid: str
    first: dt.date
    last: dt.date
    title: str
    text: str = ""
    category: str = ""
    alarm_on: dt.date | None = None
    minutes: tuple[int, int] | None = None
    place: str = ""


def calendar_bytes(entries: Sequence[Entry], *, name: str, stamp: dt.datetime) -> bytes:
    """Return a calendar file; entries with hours are in the time of China.

    Parameters
    ----------
    entries
        In the order to be written.
    name
        Name of the calendar, as most programs show it.
    stamp
        When it was made, with its time zone. Same input, same bytes.

    Returns
    -------
    bytes
        UTF-8 with lines ended by CR LF and folded at 75 bytes, between characters.

    Raises
    ------
    ValueError
        If two entries have one uid, a uid is empty, an entry ends before it begins, or
        the stamp has no time zone.
    """
    _check(entries, stamp)
    made = Calendar()
    made.add("PRODID", _PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", "PUBLISH")
    made.add("X-WR-CALNAME", _line(name))
    if any(entry.minutes is not None for entry in entries):
        made.add_component(_zone())
    for entry in entries:
        made.add_component(_event(entry, stamp))
    return bytes(made.to_ical())


def write_calendar(
    entries: Sequence[Entry], path: Path, *, name: str, stamp: dt.datetime
) -> Path:
    """Write :func:`calendar_bytes` to ``path``; replaced once the new file is whole.

    Raises
    ------
    ValueError
        As :func:`calendar_bytes` does.
    geo.errors.DataError
        If the file cannot be written.
    """
    content = calendar_bytes(entries, name=name, stamp=stamp)
    with replacing(path, suffix=".ics") as part:
        part.write_bytes(content)
    return path


def _check(entries: Sequence[Entry], stamp: dt.datetime) -> None:
    uids = Counter(_line(entry.uid) for entry in entries)
    twice = sorted(uid for uid, times in uids.items() if times > 1)
    backward = [entry.uid for entry in entries if entry.last < entry.first]
    if twice or backward or uids[""]:
        msg = f"uids given twice: {twice}, empty: {uids['']}, "
        msg += f"entries that end before they begin: {backward}"
        raise ValueError(msg)
    if stamp.tzinfo is None:
        msg = f"the stamp {stamp} has no time zone; give it one, such as UTC"
        raise ValueError(msg)


def _event(entry: Entry, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("UID", _line(entry.uid))
    # The library brings the stamp to UTC, as the standard asks.
    event.add("DTSTAMP", stamp)
    if entry.minutes is None:
        event.add("DTSTART", entry.first)
        # The day after the last one, as the standard counts.
        event.add("DTEND", entry.last + dt.timedelta(days=1))
    else:
        begin, end = (_moment(entry.first, minute) for minute in entry.minutes)
        event.add("DTSTART", begin)
        event.add("DTEND", end)
    event.add("SUMMARY", _line(entry.title))
    if entry.place:
        event.add("LOCATION", _line(entry.place))
    if entry.text:
        event.add("DESCRIPTION", _lines(entry.text))
    if entry.category:
        event.add("CATEGORIES", [_line(entry.category)])
    # Nobody is busy all day because a paper is due.
    event.add("TRANSP", "TRANSPARENT" if entry.minutes is None else "OPAQUE")
    if entry.alarm_on is not None:
        event.add_component(_alarm(entry, entry.alarm_on))
    return event


def _moment(day: dt.date, minute: int) -> dt.datetime:
    start = dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(_ZONE))
    return start + dt.timedelta(minutes=minute)


def _zone() -> Timezone:
    """Time of China as the standard asks for it; no summer time since 1992."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("TZID", _ZONE)
    standard.add("DTSTART", dt.datetime(1992, 1, 1))  # noqa: DTZ001 - local by the standard
    standard.add("TZOFFSETFROM", _ZONE_OFF)
    standard.add("TZOFFSETTO", _ZONE_OFF)
    standard.add("TZNAME", "CST")
    zone.add_component(standard)
    return zone


def _alarm(entry: Entry, day: dt.date) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _line(entry.title))
    # Counted from the start of the first day: the one form that every program knows.
    alarm.add("TRIGGER", day - entry.first + dt.timedelta(hours=_ALARM_HOUR))
    return alarm


def _lines(text: str) -> str:
    """Text whose line breaks are all of one kind, so that none ends a line early."""
    return "\n".join(clean_text(text).splitlines())


def _line(text: str) -> str:
    return " ".join(_lines(text).split("\n"))
