"""The Gantt chart of caravans: trips joined over nights, labels, days off, names."""

import datetime as dt
import json

import pytest
from streamlit.testing.v1 import AppTest

from ui.components.outings.trips import (
    axis_labels,
    labels_of,
    shade_rows,
    trip_rows,
    trips_of,
)
from ui.maps.outing_days import DayTour, Stop, day_marks

VANS = (("v2", "二号车"), ("v1", "一号车"), ("v3", "三号车"))
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)


def day(number, month=10):
    return dt.date(2026, month, number)


def tour(number, van="v1", visits=1, night="", month=10):
    stops = tuple(Stop(f"p{at}", f"村{at}", "village") for at in range(visits))
    return DayTour(day(number, month), van, van, stops, night, 50.5, 7.5)


# Two days with a night, a day on which it stays where it is, home on the fourth; then
# a day by itself, and one away over the end of the month.
TOURS = (
    tour(9, visits=0), tour(5, night="平果"), tour(6, visits=3, night="田东"), tour(8),
    tour(31, "v2", night="平果"), tour(1, "v2", month=11), tour(7, "v9"),
)  # fmt: skip


def spans(trips):
    return [(one.caravan_id, one.first.day, one.last.day) for one in trips]


def rows(tours=TOURS, first=FIRST, last=LAST, lang="zh", by="hours"):
    trips = trips_of(tours, first, last, [one for one, _ in VANS])
    return trip_rows(trips, VANS, first, last, lang, by).to_dict("records")


def test_days_out_are_joined_over_the_nights_between_them():
    found = trips_of(TOURS, FIRST, LAST, [one for one, _ in VANS])
    assert spans(found) == [("v2", 31, 31), ("v1", 5, 8), ("v1", 9, 9)]
    assert len(found[1].tours) == 3


def test_bars_tell_what_a_trip_is():
    over_the_end, long, plain = rows()
    assert (long["from"], long["to"]) == (4, 7.9)
    assert (long["when"], long["night"]) == ("10月5日 – 10月8日", "平果、田东")
    assert (long["visits"], long["hours"], long["km"]) == (5, 22.5, 151.5)
    assert long["value"] == 7.5
    assert (long["caravan_id"], long["date"]) == ("v1", "2026-10-05")
    assert (plain["when"], plain["night"]) == ("10月9日", "")
    # Away over the end of the month: up to the edge.
    assert (over_the_end["from"], over_the_end["to"]) == (30, 31)
    assert rows(by="visits")[1]["value"] == pytest.approx(5 / 3)
    assert rows(lang="en")[1]["when"] == "5 Oct – 8 Oct"


def test_nothing_to_draw_has_its_columns_all_the_same():
    table = trip_rows([], VANS, FIRST, LAST, "zh", "hours")
    assert table.empty
    assert {"caravan", "from", "to", "value", "caravan_id", "date"} <= set(table)


def test_days_off_and_maintenance_are_shaded():
    marks = day_marks(FIRST, day(4), "zh")
    kept = [("v1", day(2)), ("v9", day(2)), ("v1", day(1, 9))]
    table = shade_rows(marks, kept, VANS, FIRST, LAST, "zh")
    told = list(zip(table["sort"], table["caravan"], table["from"], table["told"],
                    strict=True))  # fmt: skip
    assert told == [
        ("off", "", 0, "国庆节"), ("off", "", 1, "国庆节"), ("off", "", 2, "国庆节"),
        ("rest", "", 3, "周末"), ("maintenance", "一号车", 1, "10月2日"),
    ]  # fmt: skip
    assert table["what"].tolist()[-1] == "检修停驶"


@pytest.mark.parametrize(
    ("last", "lang", "labels"),
    [
        (day(31), "zh", {0: "10月1日", 1: "2", 30: "31"}),
        (day(31, 12), "zh", {4: "10月5日", 11: "10月12日"}),
        (day(31, 12), "en", {4: "5 Oct", 11: "12 Oct"}),
        (dt.date(2027, 9, 30), "zh", {0: "10月", 31: "11月", 92: "2027年1月"}),
        (dt.date(2027, 9, 30), "en", {0: "Oct", 31: "Nov", 92: "Jan 2027"}),
    ],
)
def test_the_axis_tells_days_weeks_or_months(last, lang, labels):
    found = axis_labels(FIRST, last, lang)
    assert {at: found[at] for at in labels} == labels
    assert len(found) <= 31


def test_caravans_of_one_name_have_a_row_each():
    assert labels_of((("v1", "大篷车"), ("v2", "大篷车"), ("v3", "三号"))) == {
        "v1": "大篷车 (v1)", "v2": "大篷车 (v2)", "v3": "三号",
    }  # fmt: skip


def page(count):
    import datetime as dt

    from tests.ui.test_outing_gantt import TOURS
    from ui.components.outings.gantt import outing_gantt

    vans = [(f"v{at}", f"<b>{at}</b>{{{{7*7}}}}") for at in range(count)]
    outing_gantt(
        TOURS, dt.date(2026, 10, 1), dt.date(2026, 12, 31), "zh", key="bars",
        caravans=vans, days={}, on_pick=lambda *_: None,
    )  # fmt: skip


@pytest.mark.parametrize(("count", "least"), [(12, 300), (60, 780)])
def test_every_caravan_has_a_legible_row_and_nothing_is_fetched(count, least):
    at = AppTest.from_function(page, args=(count,), default_timeout=30).run()
    assert not at.exception
    (chart,) = at.get("vega_lite_chart")
    spec = json.loads(chart.proto.spec)
    assert spec["height"] >= least
    y = spec["layer"][-1]["encoding"]["y"]
    assert len(y["scale"]["domain"]) == count
    assert y["axis"]["labelOverlap"] is False
    assert "url" not in json.dumps(spec["layer"])
