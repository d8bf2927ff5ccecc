"""Calendar files, read back as a calendar program reads them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from geo.errors import DataError
from geo.export.calendar_file import Entry, calendar_bytes, write_calendar

STAMP = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
TEXT = "应报单位：田东县、德保县；\n已报 1 个, 未报 1 个\\。"


def entry(**given):
    told = {
        "uid": "baise.report-2026Q4@example",
        "first": dt.date(2026, 12, 21),
        "last": dt.date(2026, 12, 31),
        "title": "季度报告（2026Q4）",
        "text": TEXT,
        "category": "百色, 三年行动",
    }
    return Entry(**told | given)


def made(*entries, name="履责日历"):
    return calendar_bytes(entries, name=name, stamp=STAMP)


def events(content):
    return Calendar.from_ical(content.decode("utf-8")).walk("VEVENT")


def test_an_entry_comes_back_as_it_was():
    (event,) = events(made(entry()))
    assert event["UID"] == "baise.report-2026Q4@example"
    assert event["SUMMARY"] == "季度报告（2026Q4）"
    assert event["DESCRIPTION"] == TEXT
    assert [str(one) for one in event["CATEGORIES"].cats] == ["百色, 三年行动"]
    assert event["DTSTAMP"].dt == STAMP
    assert not event.errors


def test_days_are_whole_and_the_end_is_the_day_after():
    lines = made(entry()).decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20261221" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "TRANSP:TRANSPARENT" in lines


def test_the_head_is_what_programs_ask_for():
    calendar = Calendar.from_ical(made(entry()))
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == "履责日历"


def test_long_chinese_lines_are_folded_between_characters():
    content = made(entry(title="科技特派员" * 40, text="服务村，" * 200))
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    # A line cut inside a character would not decode.
    assert all(isinstance(line.decode("utf-8"), str) for line in lines)
    assert sum(line.startswith(b" ") for line in lines) > 30
    (event,) = events(content)
    assert event["SUMMARY"] == "科技特派员" * 40
    assert event["DESCRIPTION"] == "服务村，" * 200


@pytest.mark.parametrize(
    "hostile",
    [
        "x\r\nEND:VEVENT\r\nBEGIN:VALARM",
        "x\rATTACH:file:///etc/passwd",
        "x\u2028ATTACH:y\x85ATTACH:z\x0bATTACH:w",
        "x\x00\x1by",
        ";,:\\n\"'",
        "x\ud800",
    ],
)
def test_no_text_can_add_a_line_of_its_own(hostile):
    plain = made(entry(title="t", text="t", category="t", uid="t"), name="t")
    kinds = [line.split(":")[0] for line in plain.decode().split("\r\n")]
    content = made(
        entry(title=hostile, text=hostile, category=hostile, uid=hostile), name=hostile
    )
    found = [line.split(":")[0] for line in content.decode().split("\r\n")]
    assert found == kinds
    assert len(events(content)) == 1


def test_same_input_same_bytes():
    assert made(entry(), entry(uid="b")) == made(entry(), entry(uid="b"))
    elsewhere = STAMP.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert calendar_bytes([entry()], name="x", stamp=elsewhere) == calendar_bytes(
        [entry()], name="x", stamp=STAMP
    )


@pytest.mark.parametrize(
    ("alarm_on", "trigger"),
    [
        (None, None),
        (dt.date(2026, 12, 16), dt.timedelta(days=-4, hours=-15)),
        (dt.date(2026, 12, 21), dt.timedelta(hours=9)),
        (dt.date(2026, 12, 28), dt.timedelta(days=7, hours=9)),
    ],
)
def test_a_reminder_rings_at_nine(alarm_on, trigger):
    (event,) = events(made(entry(alarm_on=alarm_on)))
    alarms = event.walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == ([trigger] if trigger else [])
    if trigger:
        assert alarms[0]["ACTION"] == "DISPLAY"


def test_a_calendar_may_be_empty():
    assert events(made()) == []


def test_entries_that_contradict_themselves_are_refused_all_at_once():
    wrong = [
        entry(),
        entry(),
        entry(uid=""),
        entry(uid="c", last=dt.date(2026, 1, 1)),
    ]
    with pytest.raises(ValueError, match=r"2026Q4.*empty: 1.*\['c'\]"):
        made(*wrong)
    with pytest.raises(ValueError, match="no time zone"):
        calendar_bytes([entry()], name="x", stamp=STAMP.replace(tzinfo=None))


def test_the_file_is_what_was_made(tmp_path):
    path = write_calendar(
        [entry()], tmp_path / "履责.ics", name="履责日历", stamp=STAMP
    )
    assert path.read_bytes() == made(entry())
    assert [one.name for one in tmp_path.iterdir()] == ["履责.ics"]


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(DataError, match="could not be written"):
        write_calendar([entry()], tmp_path / "none" / "x.ics", name="x", stamp=STAMP)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=99)


@given(TEXTS, TEXTS)
def test_whatever_is_written_is_read_back(title, text):
    (event,) = events(made(entry(title=title, text=text)))
    assert str(event["SUMMARY"]) == title
    assert str(event.get("DESCRIPTION", "")) == text


def test_hours_are_told_in_the_time_of_china():
    text = made(entry(last=dt.date(2026, 12, 21), minutes=(450, 1110), place="前进村"))
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    begin, end = event["DTSTART"].dt, event["DTEND"].dt
    assert begin.astimezone(dt.UTC) == dt.datetime(2026, 12, 20, 23, 30, tzinfo=dt.UTC)
    assert end.astimezone(dt.UTC) == dt.datetime(2026, 12, 21, 10, 30, tzinfo=dt.UTC)
    assert event["LOCATION"] == "前进村"
    assert event["TRANSP"] == "OPAQUE"
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert b"VTIMEZONE" not in made(entry())


def test_an_entry_may_last_until_midnight():
    (event,) = events(made(entry(minutes=(1380, 1440))))
    assert event["DTEND"].dt.date() == dt.date(2026, 12, 22)
