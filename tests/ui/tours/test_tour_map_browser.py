"""The map that plays, in Chromium: months, sets, states, and clicks."""

import pytest
from playwright.sync_api import expect

from tests.ui.test_road_map_browser import (  # noqa: F401 - a fixture
    heard,
    open_map,
)
from tests.ui.tours.made_up import HOSTILE, code, view
from ui.maps.clicks import Selection, parse_click
from ui.maps.tour_map import TourPlayer, tour_map, tour_now
from ui.maps.tour_view import FILLS, SET_COLOURS

pytestmark = pytest.mark.browser


def drawn(told, month=0):
    made = tour_map(told).to_map()
    TourPlayer(told, month).add_to(made)
    return made


def ask(page, at, county, turn=0):
    """Ask for a month and a county, as streamlit-folium does."""
    (one,) = tour_now(at, county, turn)._children.values()
    page.evaluate(f"map_coverage.tourShow({one.month}, {one.county}, {one.turn})")


def fills(page):
    """Fills of the counties in their order."""
    return page.locator(
        '.leaflet-overlay-pane path.leaflet-interactive[fill-opacity="1"]'
    ).evaluate_all("all => all.map(one => one.getAttribute('fill'))")


def month(page):
    return page.locator(".tour-month").inner_text()


def spot(page, one):
    """Middle of the symbol of a set."""
    box = page.locator(f'.tour-set:text-is("{one}")').bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize(("counties", "sets", "count"), [(12, 2, 36), (60, 6, 60)])
def test_months_are_stepped_and_counties_filled_by_state(
    open_map, counties, sets, count  # noqa: F811
):  # fmt: skip
    told = view(counties, sets, count)
    page = open_map(drawn(told))
    assert month(page) == "2027年1月"
    assert page.locator(".tour-set:visible").count() == sets
    for at in (0, 7, count - 1):
        page.locator(".tour-slider").fill(str(at))
        wanted = [FILLS[states[at]] for states in told.states.values()]
        assert fills(page) == wanted
    assert page.get_by_role("button", name="下个月").is_disabled()
    page.get_by_role("button", name="上个月").click()
    assert month(page) == f"{told.months[-2].year}年{told.months[-2].month}月"
    # The player covers no county's name, nor the legend the player.
    bar = page.locator(".tour-player").bounding_box()
    tops = page.locator(".coverage-county:visible, .coverage-legend").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert min(tops) >= bar["y"] + bar["height"] - 1
    assert page.locator(".coverage-county:visible").count() >= 12


def test_it_plays_to_the_end_and_sets_move_along_dashed_ways(open_map):  # noqa: F811
    told = view(4, 1, 6)
    page = open_map(drawn(told))
    before = spot(page, "A")
    page.get_by_role("button", name="播放").click()
    expect(page.locator(".tour-month")).to_have_text("2027年3月", timeout=5000)
    page.get_by_role("button", name="暂停").click()
    stopped = month(page)
    page.locator(".tour-slider").fill("2")
    way = page.locator(f'path[stroke="{SET_COLOURS[0]}"][stroke-dasharray="5 5"]')
    assert way.count() == 1
    expect(page.locator(".tour-anchor")).to_be_attached()
    page.wait_for_timeout(500)
    assert spot(page, "A") != before
    page.get_by_role("button", name="播放").click()
    last = "2027年6月"
    expect(page.locator(".tour-month")).to_have_text(last, timeout=8000)
    expect(page.get_by_role("button", name="播放")).to_be_visible()
    assert stopped in ("2027年3月", "2027年4月")


def test_the_page_asks_for_a_month_and_a_county_once(open_map):  # noqa: F811
    page = open_map(drawn(view(12, 2, 36)))
    ask(page, 5, code(3))
    assert month(page) == "2027年6月"
    assert page.evaluate("map_coverage.coveragePicked") == f"county:{code(3)}"
    page.locator(".tour-slider").fill("9")
    # Drawn anew for another county, the map stays at the month it was played to.
    ask(page, 5, code(4))
    assert month(page) == "2027年10月"
    ask(page, 2, code(4))
    assert month(page) == "2027年3月"
    page.evaluate(
        "addEventListener('tour-month', (one) => { window.told = one.detail; })"
    )
    page.locator(".tour-slider").fill("9")
    assert page.evaluate("window.told") == 9
    # Asked for again, it goes back to the month it has been asked for before.
    ask(page, 2, code(4), turn=1)
    assert month(page) == "2027年3月"
    assert page.evaluate("window.told") == 2


def test_a_county_is_clicked_and_names_are_text(open_map):  # noqa: F811
    told = view(12, 2, 36)
    told.layer.loc[0, "name"] = HOSTILE
    told.sets["name"] = HOSTILE
    told.stays["venue"] = HOSTILE
    page = open_map(drawn(told))
    assert page.evaluate("window.broken") is None
    assert page.locator(".leaflet-container img").count() == 0
    at = page.evaluate(
        "() => { const p = map_coverage.latLngToContainerPoint([24.05, 106.65]);"
        " return [p.x, p.y]; }"
    )
    page.mouse.click(*at)
    picked = parse_click({"last_active_drawing": heard(page)[-1]})
    assert picked == Selection("county", code(5))
