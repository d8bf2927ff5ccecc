"""The month of visits: what is drawn of it, and what comes back from the browser."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.calendar_clicks import days, send, visits
from ui.components.visit_calendar import Event, parse_event
from ui.components.visit_calendar_data import (
    ROOM,
    DayOption,
    calendar_data,
    month_weeks,
    short_names,
)
from ui.maps.outing_days import DayTour, Stop, day_marks

OCTOBER = dt.date(2026, 10, 1)
NAME = '<img src=x onerror=alert(1)>"{{7*7}}'


def day(number, month=10):
    return dt.date(2026, month, number)


def stops(*ids, kind="village", locked=()):
    return tuple(Stop(one, f"村{one}", kind, "09:30", one in locked) for one in ids)


def tour(number, *ids, caravan="v1", **more):
    locked = more.pop("locked", ())
    kind = more.pop("kind", "village")
    given = stops(*ids, kind=kind, locked=locked)
    return DayTour(day(number), caravan, f"车{caravan}", given, **more)


def drawn(*tours, lang="zh", month=OCTOBER, **options):
    marks = day_marks(day(1, 9), day(30, 11), lang)
    return calendar_data(month, tours, marks, lang, **options)


def cells(data):
    return {one["date"][5:]: one for week in data["weeks"] for one in week}


def shown(cell):
    return [[visit["place_id"] for visit in group["visits"]] for group in cell["tours"]]


@pytest.mark.parametrize(
    ("month", "first", "last", "count"),
    [
        (day(31), day(28, 9), day(1, 11), 5),
        (dt.date(2027, 2, 1), dt.date(2027, 2, 1), dt.date(2027, 2, 28), 4),
        (dt.date(2026, 8, 5), dt.date(2026, 7, 27), dt.date(2026, 9, 6), 6),
    ],
)
def test_weeks_of_a_month_begin_on_monday(month, first, last, count):
    weeks = month_weeks(month)
    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (first, last, count)
    assert {len(week) for week in weeks} == {7}


def test_holidays_make_up_days_and_weekends_are_told():
    data = cells(drawn())
    assert (data["10-01"]["kind"], data["10-01"]["note"]) == ("off", "国庆节")
    # A day off in exchange has a long name in brackets.
    assert (data["10-07"]["kind"], data["10-07"]["note"]) == ("off", "休息日")
    assert (data["10-10"]["kind"], data["10-10"]["note"]) == ("makeup", "调休上班")
    assert (data["10-11"]["kind"], data["10-12"]["kind"]) == ("rest", "")
    assert [data[one]["outside"] for one in ("09-30", "10-01", "11-01")] == [
        True, False, True,
    ]  # fmt: skip
    assert data["11-01"]["number"] == "11月1日"
    english = cells(drawn(lang="en"))
    assert (english["10-01"]["number"], english["10-10"]["note"]) == ("1 Oct", "worked")


def test_visits_stand_in_order_and_the_rest_is_counted():
    many = tour(8, *"abcdef", night="平果", locked=("b",))
    data = cells(drawn(many, tour(9, "g")))
    (group,) = data["10-08"]["tours"]
    assert (shown(data["10-08"]), data["10-08"]["more"]) == ([list("abcd")], "+2")
    assert (group["name"], group["night"]) == ("", "住平果")
    assert [one["locked"] for one in group["visits"]] == [False, True, False, False]
    assert data["10-09"]["more"] == ""
    opened = cells(drawn(many, opened=day(8)))["10-08"]
    assert (shown(opened), opened["more"]) == ([list("abcdef")], "")
    assert ROOM == 4


def test_several_caravans_have_a_line_each_and_share_the_room():
    data = cells(
        drawn(tour(8, *"abc"), tour(8, *"de", caravan="v2"), tour(8, caravan="v3"))
    )["10-08"]
    assert [one["name"] for one in data["tours"]] == ["车v1", "车v2", "车v3"]
    assert (shown(data), data["more"]) == ([["a"], [], []], "+4")
    assert [one["travel"] for one in data["tours"]] == ["", "", "只赶路"]
    crowd = [tour(9, "x", caravan=f"v{n}") for n in range(6)]
    found = cells(drawn(*crowd))["10-09"]
    assert (len(found["tours"]), found["more"]) == (4, "+6")


def test_long_names_of_caravans_lose_what_they_share():
    names = {"a": "示意田东县科普大篷车", "b": "示意靖西市科普大篷车"}
    assert short_names(names) == {"a": "田东县", "b": "靖西市"}
    same = {"a": "科普大篷车一二三", "b": "科普大篷车一二三"}
    assert short_names(same) == same
    assert short_names({"a": "东车", "b": "西车"}) == {"a": "东车", "b": "西车"}


def test_the_selected_visit_is_seen_though_there_is_no_room():
    data = cells(drawn(tour(8, *"abcdef"), selected=("f", day(8))))["10-08"]
    assert (shown(data), data["more"]) == ([list("abcf")], "+2")
    assert [one["selected"] for one in data["tours"][0]["visits"]][-1] is True
    # The same place on another day is another visit.
    other = cells(drawn(tour(9, "f"), selected=("f", day(8))))["10-09"]
    assert other["tours"][0]["visits"][0]["selected"] is False


def test_days_that_could_take_the_visit_are_told_and_all_others_are_grey():
    options = {
        day(9): DayOption(fits=True, text="+3 公里", caravan_id="v2"),
        day(12): DayOption(fits=False, text="满"),
    }
    chosen = ("a", day(8))
    data = cells(drawn(tour(8, "a"), selected=chosen, options=options))
    assert data["10-09"]["option"] == {
        "fits": True, "text": "+3 公里", "caravan_id": "v2",
    }  # fmt: skip
    assert data["10-12"]["option"]["text"] == "满"
    assert data["10-13"]["option"]["fits"] is False
    # Where it is already.
    assert data["10-08"]["option"] is None
    assert cells(drawn(tour(8, "a"), selected=chosen))["10-09"]["option"] is None


def test_the_legend_tells_what_is_drawn_and_nothing_else():
    plain = drawn(tour(8, "a"))["legend"]
    assert [one["icon"] for one in plain] == ["village"]
    full = drawn(
        tour(8, "a", kind="market", locked=("a",), night="平果"), tour(9),
        DayTour(day(3, 12), "v1", "车", stops("z", kind="school")),
    )["legend"]  # fmt: skip
    assert [one["icon"] for one in full] == ["market", "night", "travel", "locked"]


def test_labels_say_what_is_seen():
    data = cells(drawn(tour(8, "a", locked=("a",))))["10-08"]
    assert data["label"] == "2026年10月8日，周四，1次"
    assert cells(drawn())["10-10"]["label"] == "2026年10月10日，周六，调休上班，0次"
    assert data["tours"][0]["visits"][0]["label"] == "村a（村），09:30，已锁定"


@pytest.mark.parametrize(
    ("value", "event"),
    [
        ({"type": "day", "date": "2026-10-08"}, Event("day", day(8))),
        (
            {"type": "choose", "date": "2026-10-08", "to_caravan_id": "v2"},
            Event("choose", day(8), to_caravan_id="v2"),
        ),
        (
            {
                "type": "visit",
                "date": "2026-10-08",
                "place_id": "a",
                "caravan_id": "v1",
            },
            Event("visit", day(8), "a", "v1"),
        ),
        (
            {
                "type": "move",
                "date": "2026-10-08",
                "place_id": "a",
                "caravan_id": "v1",
                "to": "2026-10-09",
            },
            Event("move", day(8), "a", "v1", day(9), "v1"),
        ),
    ],
)
def test_what_the_browser_sends_is_read(value, event):
    assert parse_event(value) == event


@pytest.mark.parametrize(
    "value",
    [
        None, "day", [], {}, {"type": "day"}, {"type": "drop", "date": "2026-10-08"},
        {"type": ["day"], "date": "2026-10-08"}, {"type": "day", "date": 8},
        {"type": "day", "date": "2026-10-99"},
        {"type": "visit", "date": "2026-10-08", "place_id": "a"},
        {"type": "visit", "date": "2026-10-08", "place_id": ["a"], "caravan_id": "v"},
        {"type": "move", "date": "2026-10-08", "place_id": "a", "caravan_id": "v",
         "to": "soon"},
    ],
)  # fmt: skip
def test_nonsense_from_the_browser_is_no_event(value):
    assert parse_event(value) is None


def page(name, told):
    """A page with the calendar alone; ``told`` chooses how it is told of events."""
    import datetime as dt

    import streamlit as st

    from ui.components.visit_calendar import visit_calendar
    from ui.maps.outing_days import DayTour, Stop

    day = dt.date(2026, 10, 8)
    out = DayTour(day, "v1", name, (Stop("a", name, "village"),), name)
    given = {"on_event": st.session_state.setdefault("heard", []).append}
    event = visit_calendar(day, [out], {}, "zh", key="month", **(given if told else {}))
    st.text(f"{event} {st.session_state['heard']}")


def test_in_an_app_test_the_calendar_is_drawn_and_told_of_events():
    at = AppTest.from_function(page, args=(NAME, True), default_timeout=30).run()
    assert not at.exception
    assert visits(at, "2026-10-08") == ["a"]
    (out,) = days(at)["2026-10-08"]["tours"]
    assert out["visits"][0]["name"] == NAME
    event = {"type": "move", "place_id": "a", "date": "2026-10-08", "caravan_id": "v1"}
    send(at, **event, to="2026-10-09")
    moved = Event("move", day(8), "a", "v1", day(9), "v1")
    assert at.text[0].value == f"None {[moved]}"
    # Told once, however often the page runs.
    at.run()
    assert at.text[0].value.count("Event(") == 1


def test_without_a_listener_the_event_is_returned_once():
    at = AppTest.from_function(page, args=("车", False), default_timeout=30).run()
    send(at, type="day", date="2026-10-09")
    assert at.text[0].value == f"{Event('day', day(9))} []"
    assert at.run().text[0].value == "None []"
