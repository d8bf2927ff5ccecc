"""Duties in words, and the entries of a calendar file."""

import datetime as dt

import pytest

from geo.export.calendar_file import calendar_bytes
from geo.words import LANGS
from planner.duties.calendar import STATUSES, duty_calendar
from planner.duties.windows import Schedule
from planner.duties.wording import (
    DutyWords,
    calendar_entries,
    status_label,
    window_text,
)
from planner.errors import WORDS
from tests.planner.duties import QUARTERS, day, owed, records
from tests.toy import EAST, WEST

NAMES = {WEST: "田东县", EAST: "德保县"}
REPORT = DutyWords("季度报告", "百色三年行动方案", "各县（市、区）科技局")


def entries(duties, done, on="2026-11-22", last="2026-12-31", **options):
    table = duty_calendar(
        [duties], done, first=day("2026-01-01"), last=day(last), on=day(on)
    )
    words = {"baise.report": REPORT}
    return calendar_entries(table, words, NAMES, lang="zh", **options)


def test_every_status_has_its_word_in_both_languages():
    for lang in LANGS:
        labels = [status_label(status, lang) for status in STATUSES]
        assert len(set(labels)) == len(STATUSES)


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("2026", "2026年"),
        ("2026H2", "2026年下半年"),
        ("2026Q3", "2026年第三季度"),
        ("2026-03-21", "2026-03-21"),
    ],
)
def test_windows_are_said_as_offices_write_them(label, zh):
    assert window_text(label, "zh") == zh
    assert window_text(label, "en")[-4:] in ("2026", "3-21")


def test_one_entry_a_window_with_the_units_in_it():
    first, *_, last = entries(
        owed(units=(WEST, EAST)), records(("2026-03-25",)), remind_days=5
    )
    assert first.title == "季度报告（2026年第一季度）"
    assert (first.first, first.last) == (day("2026-03-21"), day("2026-03-31"))
    assert first.text.split("\n") == [
        "办理时间：2026-03-21 至 2026-03-31；截止前最后一个工作日：2026-03-31。",
        "责任主体：各县（市、区）科技局",
        "按时完成 1 个：田东县",
        "逾期未完成 1 个：德保县",
        "方案期已满，按原要求延续。",
        "指标编号：baise.report",
    ]
    assert first.category == "百色三年行动方案"
    assert first.uid == "baise.report-2026Q1-2026-03-31-4510@coverage-planner"
    # One county has not reported, and is reminded.
    assert first.alarm_on == day("2026-03-26")
    # The 26th is a Saturday.
    assert last.alarm_on == day("2026-12-25")


@pytest.mark.parametrize(
    ("units", "place"),
    [
        ((WEST,), WEST),
        (("451022100201", "451022100"), "451022100"),
        ((WEST, "4505"), "45"),
        ((WEST, "220802"), "00"),
    ],
)
def test_an_entry_is_known_by_the_smallest_place_that_holds_its_units(units, place):
    made = entries(owed(units=units), records())
    assert {entry.uid.split("@")[0].split("-")[-1] for entry in made} == {place}


def test_of_one_unit_the_title_names_it_and_what_is_done_rings_no_bell():
    first, second, *_ = entries(owed(), records(("2026-03-25",)), remind_days=5)
    assert first.title == "田东县：季度报告（2026年第一季度）"
    assert first.alarm_on is None
    assert second.alarm_on == day("2026-06-25")
    assert not any(entry.alarm_on for entry in entries(owed(), records()))


def test_of_a_long_window_only_the_end_is_shown():
    # 31 October 2026 is a Saturday.
    long = Schedule((("01-01", "10-31"),))
    (entry,) = entries(owed(schedule=long), records())
    assert (entry.first, entry.last) == (day("2026-10-30"), day("2026-10-31"))


def test_a_duty_or_place_without_a_name_is_called_by_its_code():
    (entry,) = entries(
        owed("my.duty", Schedule((("01-01", "12-31"),)), units=("451029",)), records()
    )
    assert entry.title == "451029：my.duty（2026年）"


def test_of_many_units_the_first_thirty_are_named():
    codes = tuple(f"4510221{n:05}" for n in range(40))
    (entry,) = entries(
        owed("my.duty", Schedule((("01-01", "12-31"),)), units=codes), records()
    )
    line = entry.text.split("\n")[1]
    assert line.startswith("正在办理期内 40 个：")
    assert (codes[29] in line, codes[30] in line) == (True, False)
    assert line.endswith("等")


def test_the_entries_make_a_calendar_file():
    made = entries(owed(units=(WEST, EAST)), records())
    stamp = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    content = calendar_bytes(made, name="履责日历", stamp=stamp).decode()
    assert content.count("BEGIN:VEVENT") == len(QUARTERS.windows)
    assert entries(owed(), records(), last="2025-01-01") == []


def test_a_short_notice_is_explained_in_words():
    said = WORDS.say("duty_notice_right", "zh", {"day": "2026-10-08", "days": 7})
    assert "2026-10-08" in said
    assert "7" in WORDS.say("duty_notice_unstarted", "en", {"days": 7})
