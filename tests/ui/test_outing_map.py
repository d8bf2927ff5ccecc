"""The map of the caravans' year, and the ways of days laid over it."""

import datetime as dt
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from planner.outings.tours import outings
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from tests.planner.outings import asking
from tests.ui.test_maps_palette import EYES, distance
from ui.maps import palette
from ui.maps.clicks import Selection, parse_click
from ui.maps.outing_days import DAY_COLOURS, DayMark, day_colour, day_marks, day_tours
from ui.maps.outing_file import outing_html
from ui.maps.outing_map import (
    OutingView,
    TourWay,
    outing_map,
    tour_ways,
    tours_overlay,
)

NAME = "<script>alert(1)</script>{{7*7}}"
TUESDAY = asking.MONDAY + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def answer():
    """Village 1 is pinned to Tuesday; no caravan may go to village 5."""
    pins = ((asking.code(1), TUESDAY, "v1"),)
    west_only = asking.caravans()[lambda rows: rows["caravan_id"] == "v1"]
    west_only = west_only.reset_index(drop=True)
    return asking.answer(asking.choice(pins=pins), caravans=west_only)


@pytest.fixture(scope="module")
def report():
    return build_report(toy.layers(), Rule(limit_min=15), today=dt.date(2026, 3, 1))


def ways_of(answer):
    tours = day_tours(answer.tours, answer.visits, answer.question.choice)
    return tour_ways(outings(answer), tours, asking.TRAVEL)


def drawn(answer, report, lang="zh", county=""):
    return json.loads(outing_map(OutingView(answer, report, lang, county)).data)


def points(data):
    found = {}
    for one in data["layers"]:
        told = [feature["properties"] for feature in one["data"]["features"]]
        found.setdefault(one["style"], []).extend(told)
    return found


def told(data):
    return [entry["text"] for part in data["legend"] for entry in part["entries"]]


def given(group):
    (one,) = group._children.values()
    return json.loads(one.data)


def test_days_out_carry_their_visits_in_order_and_what_is_pinned(answer):
    tours = day_tours(answer.tours, answer.visits, answer.question.choice)
    table = answer.visits
    assert [len(one.stops) for one in tours] == answer.tours["visits"].tolist()
    for one in tours:
        own = table[table["date"] == one.date].sort_values("number")
        assert [stop.place_id for stop in one.stops] == own["place_id"].tolist()
    locked = [stop.place_id for one in tours for stop in one.stops if stop.locked]
    assert locked == [asking.code(1)]
    first = tours[0].stops[0]
    hours, minutes = map(int, first.begin.split(":"))
    assert hours * 60 + minutes == table["begin"].iloc[0]
    # A locked day locks all its visits.
    choice = replace(answer.question.choice, locked=(("v1", tours[0].date),))
    again = day_tours(answer.tours, answer.visits, choice)
    assert all(stop.locked for stop in again[0].stops)


def test_a_day_without_a_visit_only_travels(answer):
    tours = day_tours(answer.tours, answer.visits.iloc[:0], answer.question.choice)
    assert {one.stops for one in tours} == {()}


def test_days_off_are_marked():
    marks = day_marks(dt.date(2026, 10, 7), dt.date(2026, 10, 12), "zh")
    assert marks == {
        dt.date(2026, 10, 7): DayMark("off", "休息日"),
        dt.date(2026, 10, 10): DayMark("makeup", ""),
        dt.date(2026, 10, 11): DayMark("rest", ""),
    }


def test_places_are_drawn_by_what_is_made_and_can_be_clicked(answer, report):
    found = points(drawn(answer, report))
    assert {one["code"] for one in found["covered"]} == set(
        map(asking.code, range(1, 5))
    )
    (left,) = found["uncovered"]
    assert (left["code"], left["lines"]) == (asking.code(5), ["应走访1次，排了0次"])
    assert left["fill"] == palette.REASON_COLOURS["nothing_in_reach"]
    clicked = {"last_active_drawing": {"properties": left}}
    assert parse_click(clicked) == Selection("place", asking.code(5))
    (home,) = found["tour_home"]
    assert (home["name"], home["shape"]) == ("西车", "house")


def test_the_legend_tells_what_is_drawn_and_nothing_else(answer, report):
    assert told(drawn(answer, report)) == [
        "村：走访排满（4）", "村：一次也没排上（1）", "大篷车驻地",
    ]  # fmt: skip
    west = drawn(answer, report, "en", toy.WEST)
    assert told(west) == ["village: all visits planned (4)", "home of a caravan"]
    east = drawn(answer, report, county=toy.EAST)
    assert told(east) == ["村：一次也没排上（1）"]


def test_a_place_visited_too_seldom_has_a_colour_of_its_own(answer, report):
    places = answer.question.places.assign(visits=2)
    fewer = replace(answer, question=replace(answer.question, places=places))
    found = points(drawn(fewer, report))
    assert "covered" not in found
    fills = [one["fill"] for one in found["uncovered"]]
    assert fills == [palette.REASON_COLOURS["in_reach_but_full"]] * 4 + [
        palette.REASON_COLOURS["nothing_in_reach"]
    ]


def test_names_stay_text_and_places_nowhere_are_told(answer, report):
    places = answer.question.places.assign(name=NAME)
    places.loc[0, "geometry"] = None
    places.loc[1, "kind"] = "market"
    other = replace(answer, question=replace(answer.question, places=places))
    text = outing_map(OutingView(other, report, "zh")).data
    assert "<script>" not in text
    assert "{{" not in text
    data = json.loads(text)
    shapes = [one["shape"] for one in points(data)["covered"]]
    assert shapes == ["triangle", "circle", "circle"]
    assert data["legend"][0]["notes"] == ["1 个地点没有位置，图上未画"]


def test_ways_have_their_courses_stops_and_homes(answer):
    ways = ways_of(answer)
    assert {way.tour.date for way in ways} >= {asking.MONDAY, TUESDAY}
    home = np.array(toy.at(5, 10).coords[0])
    for way in ways:
        assert way.home == pytest.approx(home, abs=1e-6)
        assert way.course[[0, -1]] == pytest.approx(np.vstack([home, home]), abs=1e-6)
        assert way.night is None
        assert len(way.stops) == len(way.tour.stops)
        # In a straight line every corner of the course is a stop.
        assert way.course[1:-1] == pytest.approx(way.stops)


def test_ways_are_laid_over_one_colour_a_day_and_gone_with_none(answer):
    ways = ways_of(answer)
    data = given(tours_overlay(ways, "zh"))
    assert [one["color"] for one in data["tours"]] == [
        day_colour(way.tour.date) for way in ways
    ]
    assert [len(one["stops"]) for one in data["tours"]] == [
        len(way.stops) for way in ways
    ]
    # Days on one road lie beside each other.
    days = sorted({way.tour.date for way in ways})
    steps = [one["step"] for one in data["tours"]]
    assert steps == [days.index(way.tour.date) for way in ways]
    (section,) = data["legend"]
    first = section["entries"][0]
    assert first["color"] == day_colour(asking.MONDAY)
    assert first["text"] == f"3月2日 周一，{ways[0].tour.km:.0f}公里"
    assert data["fit"] is None
    (south, west), (north, east) = given(tours_overlay(ways, "zh", fit=True))["fit"]
    assert (west, south) < (east, north)
    none = given(tours_overlay([], "zh", fit=True))
    assert none == {"layers": [], "tours": [], "legend": [], "fit": None}


def test_a_night_away_is_marked(answer):
    (way, *_) = ways_of(answer)
    away = TourWay(way.tour, way.course, way.stops, way.home, way.stops[-1])
    data = given(tours_overlay([away], "zh"))
    (night,) = data["layers"][0]["data"]["features"]
    assert night["properties"]["shape"] == "moon"
    assert night["geometry"]["coordinates"] == way.stops[-1].round(5).tolist()
    assert [one["text"] for one in data["legend"][0]["entries"]][-1] == "在外过夜"


def test_a_way_to_nowhere_is_left_out(answer):
    (way, *_) = ways_of(answer)
    lost = TourWay(way.tour, way.course * np.nan, way.stops, way.home, None)
    assert given(tours_overlay([lost], "zh", fit=True))["tours"] == []


def test_a_file_has_the_map_the_ways_and_every_visit(answer, report):
    (way, *rest) = ways_of(answer)
    bad = replace(way.tour.stops[0], name=NAME)
    tour = replace(way.tour, stops=(bad, *way.tour.stops[1:]), night="平果")
    empty = replace(way.tour, stops=())
    ways = [
        TourWay(one, way.course, way.stops, way.home, None) for one in (tour, empty)
    ]
    view = OutingView(answer, report, "zh")
    page = outing_html(view, [*ways, *rest], title=f"出车 {NAME}")
    assert page.count(".coverageOverlay(") == 1
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    table = re.findall(r"<tr>(.*?)</tr>", page)
    assert len(table) == 1 + 1 + len(answer.visits)
    assert table[len(tour.stops)].endswith("<td>平果</td>")
    assert "只赶路" in table[len(tour.stops) + 1]
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=", page) == []


@pytest.mark.parametrize("eye", EYES)
def test_colours_of_days_can_be_told_apart_and_carry_white_numbers(eye):
    *week, sunday = DAY_COLOURS
    pairs = [(a, b) for at, a in enumerate(week) for b in week[at + 1 :]]
    assert all(distance(a, b, eye) > 20 for a, b in pairs)
    assert all(distance(one, sunday, eye) > 12 for one in week)
    assert all(distance(one, palette.PAPER, eye) > 45 for one in DAY_COLOURS)
