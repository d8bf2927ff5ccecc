"""Days and hours as planners write them: read, written back, refused with a reason."""

import contextlib
import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.day_texts import (
    DayTextError,
    Market,
    day_spans_in,
    day_spans_text,
    hours_in,
    hours_text,
    market_in,
    weekdays_in,
    weekdays_text,
)
from geo.reading.cells import Bad, folded, understood

KINDS = ("hours", "weekdays", "market", "day_spans")
MARKETS = {
    "农历 3;6;9": "农历 3;6;9",
    "逢农历三、六、九": "农历 3;6;9",
    "农历三六九圩日": "农历 3;6;9",
    "农历初一、十五": "农历 1;15",
    "农历廿三": "农历 23",
    "lunar 3, 6 9": "农历 3;6;9",
    "公历逢５日、１０日": "公历 0;5",
    "农历 3;6;9;10": "农历 0;3;6;9",
    "农历 10;20;30": "农历 10;20;30",
    "每月农历逢五、十": "农历 0;5",
    "SOLAR 1;4;7": "公历 1;4;7",
    "每3天 2027-01-02": "每3天 2027-01-02",
    "三日一圩，2027年1月2日": "每3天 2027-01-02",
    "every 5 days from 2027/1/2": "每5天 2027-01-02",
    "每周 2;5": "每周 2;5",
    "每逢周二、周日": "每周 2;7",
    "每周一至五": "每周 1;2;3;4;5",
    "weekly tue fri": "每周 2;5",
    "周二": "每周 2",
    "星期二、五": "每周 2;5",
    "每周一 至 周三": "每周 1;2;3",
}


@pytest.mark.parametrize(("text", "kept"), MARKETS.items())
def test_markets_are_kept_in_one_form(text, kept):
    market = market_in(text)
    assert market.text() == kept
    assert market_in(market.text("en")) == market == market_in(kept)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("3;6;9", "market_unreadable"), ("有空就去", "market_unreadable"),
        ("农历", "market_no_days"), ("每周", "market_no_days"),
        ("农历 31", "market_day_outside"), ("公历 0;15", "market_day_outside"),
        ("公历 -1", "market_day_outside"), ("农历甲", "market_unreadable"),
        ("每0天 2027-01-02", "market_cycle_odd"),
        ("every 61 days from 2027-01-02", "market_cycle_odd"),
        ("每3天", "market_no_anchor"), ("每3天 2027-02-30", "market_no_anchor"),
        ("每周 8", "not_weekdays"), ("每三五天 2027-01-02", "market_cycle_odd"),
        ("农历初三、初十", "market_once_or_thrice"),
        ("农历 " + "3" * 5000, "market_unreadable"),
        ("每" + "3" * 5000 + "天 2027-01-02", "market_unreadable"),
        # A text like this once took longer than anybody waits.
        ("农历 " + "圩日" * 60 + "甲", "market_unreadable"),
    ],
)  # fmt: skip
def test_markets_that_cannot_be(text, rule):
    with pytest.raises(DayTextError) as refused:
        market_in(text)
    assert refused.value.rule == rule


def test_numbers_below_ten_are_last_digits():
    assert market_in("农历 0;5").month_days == {5, 10, 15, 20, 25, 30}
    assert market_in("公历 1").month_days == {1, 11, 21, 31}
    assert market_in("农历 1;15").month_days == {1, 15}


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("08:30-11:30;14:30-17:00", ((510, 690), (870, 1020))),
        ("8：30—11：30，14点至17点30分", ((510, 690), (840, 1050))),
        ("8:30 - 11:30 14:30 至 17:00", ((510, 690), (870, 1020))),
        ("8点-11点半", ((480, 690),)), ("8:30 to 11:30", ((510, 690),)),
        ("9:00~12:00", ((540, 720),)), ("00:00-24:00", ((0, 1440),)), ("", ()),
    ],
)  # fmt: skip
def test_hours(text, windows):
    assert hours_in(text) == windows == hours_in(hours_text(windows))


@pytest.mark.parametrize(
    "text",
    ["12:00-9:00", "8点75分-11点", "8:30 11:30",
     "8:70-9:00", "8:00-9:00;8:30-10:00", "9:00-24:30", "上午",
     "1:00-2:00;3:00-4:00;5:00-6:00"],
)  # fmt: skip
def test_hours_that_cannot_be(text):
    with pytest.raises(DayTextError, match="not_hours"):
        hours_in(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1;2;5", (1, 2, 5)), ("周五、周一", (1, 5)), ("1-3", (1, 2, 3)),
        ("星期天", (7,)), ("周日", (7,)), ("Mon, Fri", (1, 5)), ("", ()),
        ("周一 至 周五", (1, 2, 3, 4, 5)), ("1 - 3、7", (1, 2, 3, 7)),
        ("Mon-Fri", (1, 2, 3, 4, 5)), ("工作日", (1, 2, 3, 4, 5)), ("周六、日", (6, 7)),
    ],
)  # fmt: skip
def test_weekdays(text, days):
    assert weekdays_in(text) == days == weekdays_in(weekdays_text(days))


@pytest.mark.parametrize("text", ["0", "8", "周五至周一", "一二", "每天", "1-3-5"])
def test_weekdays_that_cannot_be(text):
    with pytest.raises(DayTextError, match="not_weekdays"):
        weekdays_in(text)


def test_days_off():
    kept = "2027-03-02;2027-08-01/2027-08-15"
    for text in (kept, "2027/3/2 2027年8月1日至2027年8月15日",
                 "2027.3.2、2027.8.1-2027.8.15", "2027-3-2;2027-8-1 / 2027-8-15",
                 "2027年3月2日，2027年8月1日 至 8月15日"):  # fmt: skip
        spans = day_spans_in(text)
        assert day_spans_text(spans) == kept
    assert spans[1] == (dt.date(2027, 8, 1), dt.date(2027, 8, 15))


@pytest.mark.parametrize(
    "text",
    ["2027-02-30", "2027-03-02/2027-03-01", "三月", "2027-03", "2027-12-30/01-02"],
)
def test_days_off_that_cannot_be(text):
    with pytest.raises(DayTextError, match="not_day_spans"):
        day_spans_in(text)


@example("hours", ",")
@example("market", " ;")
@given(st.sampled_from(KINDS), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_cell_is_kept_in_a_form_that_stays_or_refused(kind, text):
    found = understood(folded(text), kind)
    if isinstance(found, str):
        assert understood(folded(found), kind) == found
    else:
        assert found is None or isinstance(found, Bad)


@given(
    st.sampled_from((hours_in, weekdays_in, market_in, day_spans_in)),
    st.one_of(
        st.text(),
        st.text("0123456789²٣①一二三十廿初半点时:周逢日末农历每天圩;、 -–~至to/.年月"),
    ),
)
def test_any_text_is_read_or_refused(read, text):
    with contextlib.suppress(DayTextError):
        read(text)


@given(
    st.sampled_from(("农历", "公历", "每周", "每", "逢", "lunar ", "every ")),
    st.text("0123456789一二三十廿初日天圩;、 -:至自", max_size=14),
)
def test_what_looks_like_a_market_is_read_or_refused(head, tail):
    try:
        market = market_in(head + tail)
    except DayTextError:
        return
    assert isinstance(market, Market)
    assert market_in(market.text()) == market
