"""Maps of roads in a real browser: what is drawn, told, clicked and drawn by hand."""

import datetime as dt
import json
from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page

from geo.roads.closures import Closure
from geo.roads.spread import spread
from planner.report import build_report
from planner.rule import Rule
from tests import toy
from tests.ui.test_road_map import report, travel
from ui.maps import assets, palette
from ui.maps.bands import bands_of
from ui.maps.clicks import parse_drawn, parse_road
from ui.maps.closure_map import closure_map
from ui.maps.gap_map import gap_map
from ui.maps.roads import roads_drawn
from ui.maps.routes import Overlay, Route, route_overlay

pytestmark = pytest.mark.browser

# Hears what streamlit-folium hears: the layer of a click on a group, and of a drawing.
LISTEN = """() => {
    window.heard = [];
    const hear = (event) => {
        if (event.layer && event.layer.toGeoJSON) {
            window.heard.push(event.layer.toGeoJSON());
        }
    };
    for (const id in map_coverage._layers) map_coverage._layers[id].on("click", hear);
    map_coverage.on("draw:created", hear);
}"""
WAY = shapely.LineString([toy.at(5, 10), toy.at(15, 10), toy.at(15, 15)])


@pytest.fixture
def open_map(browser, tmp_path) -> Iterator:
    page = browser.new_page(viewport={"width": 1100, "height": 700})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda one: faults.append(one.text))

    def visit(made) -> Page:
        figure = made.get_root()
        figure.render()
        path = tmp_path / "map.html"
        html = (
            f'<!DOCTYPE html><meta charset="utf-8">'
            f'<link rel="stylesheet" href="leaflet.css"><script src="leaflet.js">'
            f"</script>{figure.header.render()}<style>html,body{{margin:0}}"
            f".folium-map{{position:relative;height:100vh}}</style>"
            f"{figure.html.render()}<script>{figure.script.render()}</script>"
        )
        path.write_text(assets.inline(html), encoding="utf-8")
        page.goto(path.as_uri())
        page.evaluate(LISTEN)
        return page

    yield visit
    page.close()
    assert faults == []


def spot(page, x_km, y_km):
    """Pixels of a place of the sketch."""
    at = toy.at(x_km, y_km)
    return page.evaluate(
        f"""() => {{
            const p = map_coverage.latLngToContainerPoint([{at.y}, {at.x}]);
            return [p.x, p.y];
        }}"""
    )


def click(page, x_km, y_km):
    page.mouse.click(*spot(page, x_km, y_km))


def heard(page):
    return page.evaluate("window.heard")


def strokes(page, colour):
    """Lines of a colour on the map, those of the legend left out."""
    return page.locator(f'.leaflet-pane path[stroke="{colour}"]')


def pick(page):
    return page.evaluate("map_coverage.coveragePicked")


def closures(**options):
    closed = travel(Closure("塌方", roads=("L6",)))
    return closure_map(report(), roads_drawn(closed), lang="zh", **options)


def test_roads_and_what_is_closed_are_drawn(open_map):
    page = open_map(closures())
    assert strokes(page, palette.ROAD).count() > 0
    (closed,) = strokes(page, palette.SHUT).all()[:1]
    assert closed.get_attribute("stroke-dasharray") == "6 5"
    assert "NaN" not in "".join(
        one.get_attribute("d") for one in page.locator("svg path").all()
    )


def test_mouse_over_a_road_tells_it_and_a_click_goes_to_the_county(open_map):
    made = gap_map(report(), lang="zh", roads=roads_drawn(travel()))
    page = open_map(made)
    page.mouse.move(*spot(page, 8, 10))
    assert page.locator(".coverage-tooltip").inner_text() == (
        "示意国道\n国道 · G901\n28.0 公里 · 28 分钟"
    )
    click(page, 8, 10)
    assert pick(page) == f"county:{toy.WEST}"
    assert heard(page)[-1]["properties"]["code"] == toy.WEST
    assert all("kind" in one["properties"] for one in heard(page))


def test_a_road_is_clicked_a_little_beside_it(open_map):
    page = open_map(closures())
    x, y = spot(page, 5, 7)
    page.mouse.click(x + 4, y)
    assert pick(page) == "road:L1"
    assert parse_road({"last_active_drawing": heard(page)[-1]}) == "L1"
    assert strokes(page, palette.SELECTED).count() >= 1


def test_an_area_drawn_corner_by_corner_is_handed_on(open_map):
    page = open_map(closures())
    page.get_by_role("button", name="画封路范围").click()
    assert page.locator(".coverage-hint").is_visible()
    # Over roads, villages and counties: none of them hears the click.
    corners = [(4, 6), (6, 6), (6, 9), (5, 5)]
    for corner in corners:
        click(page, *corner)
    click(page, 4, 6)
    (drawn,) = heard(page)
    assert drawn["properties"] == {"kind": "drawn"}
    found = parse_drawn({"last_active_drawing": json.loads(json.dumps(drawn))})
    wanted = np.array([toy.at(*corner).coords[0] for corner in corners])
    assert np.array(found) == pytest.approx(wanted, abs=0.002)
    assert pick(page) in ("", None)
    assert page.locator(".coverage-cover").count() == 0
    assert page.locator(".coverage-hint").count() == 0
    assert page.get_by_role("button", name="画封路范围").count() == 1
    # Afterwards clicks go to roads again.
    click(page, 5, 8)
    assert pick(page) == "road:L1"


def test_a_double_click_ends_and_does_not_zoom(open_map):
    page = open_map(closures())
    zoom = page.evaluate("map_coverage.getZoom()")
    page.get_by_role("button", name="画封路范围").click()
    click(page, 4, 6)
    click(page, 8, 6)
    page.mouse.dblclick(*spot(page, 8, 9))
    (drawn,) = heard(page)
    assert len(parse_drawn({"last_active_drawing": drawn})) == 3
    page.wait_for_timeout(300)
    assert page.evaluate("map_coverage.getZoom()") == zoom
    # Double clicks zoom again once nothing is drawn.
    page.mouse.dblclick(*spot(page, 30, 6))
    page.wait_for_timeout(500)
    assert page.evaluate("map_coverage.getZoom()") > zoom


def test_two_corners_are_too_few_and_escape_gives_up(open_map):
    page = open_map(closures())
    page.get_by_role("button", name="画封路范围").click()
    click(page, 4, 6)
    click(page, 8, 6)
    page.keyboard.press("Enter")
    assert page.locator(".coverage-hint").inner_text() == "至少要三个拐角"
    page.keyboard.press("Escape")
    assert heard(page) == []
    assert page.locator(".coverage-cover").count() == 0
    click(page, 5, 7)
    assert pick(page) == "road:L1"


def test_the_last_corner_can_be_taken_back(open_map):
    page = open_map(closures())
    page.get_by_role("button", name="画封路范围").click()
    for corner in [(4, 6), (8, 6), (20, 18)]:
        click(page, *corner)
    page.keyboard.press("Backspace")
    click(page, 8, 9)
    page.keyboard.press("Enter")
    (drawn,) = heard(page)
    found = parse_drawn({"last_active_drawing": drawn})
    assert max(lat for _, lat in found) < toy.at(0, 10).y


def test_the_button_gives_up_too_and_a_drawn_area_goes_with_the_next(open_map):
    page = open_map(closures())
    for _ in range(2):
        page.get_by_role("button", name="画封路范围").click()
        for corner in [(4, 6), (8, 6), (8, 9)]:
            click(page, *corner)
        page.keyboard.press("Enter")
    assert len(heard(page)) == 2
    assert page.locator(f'path[fill="{palette.SHUT}"]').count() == 1
    page.get_by_role("button", name="画封路范围").click()
    page.get_by_role("button", name="取消画封路范围").click()
    assert page.locator(f'path[fill="{palette.SHUT}"]').count() == 0


def test_the_map_can_be_moved_while_drawing(open_map):
    page = open_map(closures())
    page.get_by_role("button", name="画封路范围").click()
    click(page, 4, 6)
    before = spot(page, 4, 6)
    page.mouse.move(500, 500)
    page.mouse.down()
    page.mouse.move(560, 540, steps=5)
    page.mouse.up()
    page.wait_for_timeout(400)
    assert spot(page, 4, 6) != before
    click(page, 8, 6)
    click(page, 8, 9)
    page.keyboard.press("Enter")
    assert len(parse_drawn({"last_active_drawing": heard(page)[0]})) == 3


def overlay(page, group):
    """Lay something over the map as streamlit-folium does."""
    (one,) = [part for part in group._children.values() if isinstance(part, Overlay)]
    page.evaluate(
        f"""() => {{
            if (window.laid) map_coverage.removeLayer(window.laid);
            window.laid = L.featureGroup();
            map_coverage.coverageOverlay({one.data}, window.laid);
            map_coverage.addLayer(window.laid);
        }}"""
    )


def test_a_way_is_laid_over_told_and_taken_away(open_map):
    page = open_map(gap_map(report(), lang="zh", roads=roads_drawn(travel())))
    walk = shapely.LineString([toy.at(15, 15), toy.at(16, 15)])
    weak = Route(WAY, strong=False)
    legend = page.locator(".coverage-legend")
    height = legend.bounding_box()["height"]
    overlay(page, route_overlay([Route(WAY, (walk,)), weak], lang="zh"))
    # A walk, two courses, and the rims of two starts and of no end.
    assert strokes(page, palette.ROUTE).count() == 5
    assert "行车路线" in legend.inner_text()
    view = page.evaluate("map_coverage.getCenter()")
    overlay(page, route_overlay([Route(WAY)], lang="zh", fit=True))
    assert strokes(page, palette.ROUTE).count() == 2
    assert page.evaluate("map_coverage.getCenter()") != view
    overlay(page, route_overlay(lang="zh"))
    assert strokes(page, palette.ROUTE).count() == 0
    assert legend.bounding_box()["height"] == height


def test_without_being_asked_the_map_stays_where_it_is(open_map):
    page = open_map(gap_map(report(), lang="zh"))
    view = page.evaluate("[map_coverage.getCenter(), map_coverage.getZoom()]")
    overlay(page, route_overlay([Route(WAY)], lang="zh"))
    assert page.evaluate("[map_coverage.getCenter(), map_coverage.getZoom()]") == view


def test_reach_is_laid_over_and_symbols_stay_on_top(open_map):
    page = open_map(gap_map(report(), lang="en"))
    base = np.array([toy.at(5, 10).coords[0]])
    reach = spread(travel(), base, cutoff=900, unit="s")
    overlay(page, route_overlay(lang="en", reach=reach, bands=bands_of(15, "s")))
    for colour in palette.MINUTES[:3]:
        assert strokes(page, colour).count() == 1
    assert "Reached along roads" in page.locator(".coverage-legend").inner_text()
    place = "map_coverage.getPane('coverage-{}').style.zIndex"
    panes = {
        name: int(page.evaluate(place.format(name)))
        for name in ("road", "reach", "closed", "route", "symbols")
    }
    assert list(panes.values()) == sorted(panes.values())


def test_an_area_drawn_gives_way_to_what_the_page_lays_over(open_map):
    page = open_map(closures())
    page.get_by_role("button", name="画封路范围").click()
    for corner in [(4, 6), (8, 6), (8, 9)]:
        click(page, *corner)
    page.keyboard.press("Enter")
    areas = page.locator(f'path[fill="{palette.SHUT}"]')
    assert areas.count() == 1
    area = shapely.Polygon(parse_drawn({"last_active_drawing": heard(page)[0]}))
    overlay(page, route_overlay(lang="zh", area=area))
    assert areas.count() == 1
    overlay(page, route_overlay(lang="zh"))
    assert areas.count() == 0


def test_straight_lines_are_written_over_the_map(open_map):
    plain = build_report(toy.layers(), Rule(limit_min=15), today=dt.date(2019, 6, 1))
    page = open_map(gap_map(plain, lang="zh"))
    banner = page.locator(".coverage-banner")
    assert banner.inner_text() == "直线估算，不是道路车程"
    legend = page.locator(".coverage-legend").bounding_box()
    box = banner.bounding_box()
    assert box["x"] + box["width"] < legend["x"]
    by_road = open_map(gap_map(report(), lang="zh"))
    assert by_road.locator(".coverage-banner").count() == 0
