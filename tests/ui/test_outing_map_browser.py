"""Ways of days on a map in Chromium: drawn, numbered, gone; places are clicked."""

import pytest

from tests import toy
from tests.planner.outings import asking
from tests.ui.test_outing_map import answer, report, ways_of  # noqa: F401 - fixtures
from tests.ui.test_road_map_browser import (  # noqa: F401 - a fixture
    click,
    heard,
    open_map,
    overlay,
    strokes,
)
from ui.maps.clicks import Selection, parse_click
from ui.maps.outing_days import day_colour
from ui.maps.outing_map import OutingView, TourWay, outing_map, tours_overlay

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_map, answer, report):  # noqa: F811
    return open_map(outing_map(OutingView(answer, report, "zh")).to_map())


def numbers(page):
    return page.locator(".coverage-stop:visible").all_inner_texts()


def test_ways_come_and_go_and_places_under_them_are_clicked(page, answer):  # noqa: F811
    ways = ways_of(answer)
    overlay(page, tours_overlay(ways, "zh"))
    monday = day_colour(asking.MONDAY)
    # The course, and its arrows.
    assert strokes(page, monday).count() == 2 * sum(
        way.tour.date == asking.MONDAY for way in ways
    )
    drawn = [one.get_attribute("d") for one in page.locator("svg path").all()]
    assert not any("NaN" in one or "undefined" in one for one in drawn)
    assert sorted(numbers(page)) == sorted(
        str(at + 1) for way in ways for at in range(len(way.stops))
    )
    assert "3月2日 周一" in page.locator(".coverage-legend").inner_text()
    # A number is no obstacle.
    click(page, 5, 15)
    picked = parse_click({"last_active_drawing": heard(page)[-1]})
    assert picked == Selection("place", asking.code(2))
    overlay(page, tours_overlay([], "zh"))
    assert strokes(page, monday).count() == 0
    assert numbers(page) == []


def test_there_and_back_lie_beside_each_other(page, answer):  # noqa: F811
    (way, *_) = ways_of(answer)
    ends = [toy.at(5, 10).coords[0], toy.at(15, 10).coords[0]]
    course = way.course[:3].copy()
    course[:] = [ends[0], ends[1], ends[0]]
    alone = TourWay(way.tour, course, course[1:2], course[0], None)
    overlay(page, tours_overlay([alone], "zh"))
    path = strokes(page, day_colour(way.tour.date)).first.get_attribute("d")
    corners = [tuple(map(float, one.split(","))) for one in path[1:].split("L")]
    # It turns round by going across, and stays on its right side.
    assert len(corners) == 4
    (_, there), (_, last_there), (_, first_back), (_, back) = corners
    assert there - back == pytest.approx(4, abs=0.5)
    assert last_there - first_back == pytest.approx(4, abs=0.5)


def test_from_afar_the_first_stop_alone_says_where_a_tour_is(page, answer):  # noqa: F811
    ways = ways_of(answer)
    overlay(page, tours_overlay(ways, "zh"))
    assert len(numbers(page)) == len(answer.visits)
    page.evaluate(
        "map_coverage.setMinZoom(0) && map_coverage.setZoom(5, {animate: false})"
    )
    assert numbers(page) == ["1"] * len(ways)
