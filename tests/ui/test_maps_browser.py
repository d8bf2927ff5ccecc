"""The map file in a real browser without network: it draws, answers, asks nobody."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps.standalone import write_html

pytestmark = pytest.mark.browser

SYMBOLS = "path.leaflet-interactive:not(.coverage-target)"
GAP = 'path.leaflet-interactive[fill="#8a2be2"]'  # no matching trade


def report(layers=None):
    rule = Rule(limit_min=15)
    return build_report(layers or toy.layers(), rule, today=dt.date(2019, 6, 1))


class Visit:
    """A page, with every complaint and every request that left the file."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._dialog)
        page.route("**/*", self._route)

    def open(self, path) -> "Visit":
        self.page.goto(path.as_uri())
        self.page.wait_for_selector(".leaflet-interactive", state="attached")
        return self

    def text(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text()

    def _listen(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _dialog(self, dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _route(self, route) -> None:
        url = route.request.url
        if url.startswith(("file:", "data:")):
            route.continue_()
        else:
            self.requests.append(url)
            route.abort()


@pytest.fixture
def visit(browser) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    visited = Visit(page)
    yield visited
    page.close()
    assert visited.complaints == []
    assert visited.requests == []


@pytest.mark.parametrize(
    ("lang", "legend"), [("zh", "各县覆盖率"), ("en", "Share covered, by county")]
)
def test_file_draws_counties_villages_and_legend(visit, tmp_path, lang, legend):
    visit.open(write_html(report(), tmp_path / "map.html", lang=lang))
    shapes = visit.page.locator(SYMBOLS)
    # 2 counties, 5 villages, 2 bases, 3 commissioners.
    assert shapes.count() == 12
    assert legend in visit.text(".coverage-legend")
    assert visit.page.locator(".coverage-county").all_inner_texts() == [
        "田东县",
        "德保县",
    ]
    assert visit.page.locator(".leaflet-control-scale-line").is_visible()
    assert "Leaflet" not in visit.text(".leaflet-control-attribution")


def test_symbols_have_numbers_for_places(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    paths = visit.page.locator("svg path")
    outlines = [paths.nth(i).get_attribute("d") for i in range(paths.count())]
    assert len(outlines) > 12
    assert not any("NaN" in d or "undefined" in d for d in outlines)


def test_click_on_a_village_opens_its_card_and_marks_it(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    visit.page.locator(GAP).click()
    card = visit.text(".leaflet-popup-content")
    told = report().explain("451024100201", "zh")
    assert card.startswith("和平村")
    for text in ("未覆盖：产业不对口", "451024100201", told.text, told.fix):
        assert text in card
    assert visit.page.locator('path[stroke="#111111"]').count() == 1
    close = visit.page.locator(".leaflet-popup-close-button")
    assert close.get_attribute("aria-label") == "关闭"


def test_second_click_moves_the_mark(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    visit.page.locator(GAP).click()
    visit.page.keyboard.press("Escape")
    visit.page.locator('path.leaflet-interactive[fill="#22303c"]').first.click(
        force=True
    )
    assert visit.page.locator('path[stroke="#111111"]').count() == 1


def test_mouse_over_a_county_tells_its_share(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    # Empty land of the east county.
    visit.page.evaluate(
        """() => {
            const at = map_coverage.latLngToContainerPoint([23.545, 107.36]);
            const box = map_coverage.getContainer().getBoundingClientRect();
            window.spot = [box.x + at.x, box.y + at.y];
        }"""
    )
    visit.page.mouse.move(*visit.page.evaluate("window.spot"))
    assert visit.text(".coverage-tooltip") == (
        "德保县\n已覆盖 0 / 1（0.0%）\n产业不对口：1 个村"
    )


def test_township_names_come_with_the_zoom(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    names = visit.page.locator(".coverage-township")
    assert [names.nth(i).is_visible() for i in range(3)] == [False] * 3
    visit.page.evaluate(
        "map_coverage.setZoom(map_coverage.getZoom() + 2, {animate: false})"
    )
    shown = [names.nth(i).evaluate("e => e.style.display") for i in range(3)]
    # 城关镇 would lie on 德保县, and so stands aside.
    assert shown == ["", "", ""]
    assert names.first.evaluate("e => e.style.top") != "0px"


def test_hostile_names_are_shown_as_they_are_written(visit, tmp_path):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
    layers = toy.layers()
    layers["villages"].loc[4, "name"] = hostile
    layers["counties"].loc[:, "name"] = hostile
    layers["villages"]["source_file"] = hostile
    visit.open(write_html(report(layers), tmp_path / "map.html", lang="zh"))
    visit.page.locator(GAP).hover()
    assert visit.text(".coverage-tooltip").startswith(hostile)
    visit.page.locator(GAP).click()
    assert visit.text(".leaflet-popup-content").startswith(hostile)
    assert visit.text(".coverage-county") == hostile
    assert hostile in visit.text(".leaflet-control-attribution")


def test_without_script_the_tables_still_say_everything(browser, tmp_path):
    path = write_html(report(), tmp_path / "map.html", lang="zh")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert "和平村" in page.locator("table").last.inner_text()
    context.close()


def at_one_place():
    """Two bases and three commissioners within 40 m of each other."""
    layers = toy.layers()
    layers["bases"]["geometry"] = [toy.at(5, 5), toy.at(5.02, 5)]
    layers["commissioners"]["geometry"] = [toy.at(5, 5.02 + i / 100) for i in range(3)]
    return layers


MIDDLES = """() => {
    const found = {};
    map_coverage.eachLayer((layer) => {
        const told = layer.feature && layer.feature.properties;
        const shape = layer.options.className !== "coverage-target" && layer.getLatLng;
        if (!told || !shape || !/base|commissioner/.test(told.kind)) return;
        const at = map_coverage.latLngToContainerPoint(layer.getLatLng());
        const box = map_coverage.getContainer().getBoundingClientRect();
        found[told.code] = [box.x + at.x + (layer.options.dx || 0),
            box.y + at.y + (layer.options.dy || 0)];
    });
    return found;
}"""
PICKED = "map_coverage.coveragePicked"


def test_the_middle_of_a_person_is_the_person(visit, tmp_path):
    """Between head and shoulders lies no county."""
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    middle = visit.page.evaluate(MIDDLES)["c3"]
    visit.page.mouse.click(*middle)
    assert visit.page.evaluate(PICKED) == "commissioner:c3"


def test_a_near_miss_still_hits_the_symbol(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    visit.page.evaluate("map_coverage.setZoom(11, {animate: false})")
    x, y = visit.page.evaluate(MIDDLES)["c3"]
    visit.page.mouse.click(x + 11, y)
    assert visit.page.evaluate(PICKED) == "commissioner:c3"


@pytest.mark.parametrize("zoom", [11, 13, 15])
def test_all_at_one_place_can_be_clicked_at_once(visit, tmp_path, zoom):
    path = write_html(report(at_one_place()), tmp_path / "map.html", lang="zh")
    visit.open(path)
    at = toy.at(5, 5)
    view = f"map_coverage.setView([{at.y}, {at.x}], {zoom}, {{animate: false}})"
    for code, kind in (
        ("b1", "base"), ("b2", "base"), ("c1", "commissioner"),
        ("c2", "commissioner"), ("c3", "commissioner"),
    ):  # fmt: skip
        visit.page.evaluate(view)
        visit.page.mouse.click(*visit.page.evaluate(MIDDLES)[code])
        assert visit.page.evaluate(PICKED) == f"{kind}:{code}"
        visit.page.evaluate("map_coverage.closePopup()")
        visit.page.wait_for_selector(".leaflet-popup", state="detached")


def test_the_whole_map_is_one_click_away_and_nobody_gets_lost(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="en"))
    first = visit.page.evaluate("map_coverage.getZoom()")
    visit.page.evaluate("map_coverage.setZoom(99, {animate: false})")
    assert visit.page.evaluate("map_coverage.getZoom()") == 15
    visit.page.get_by_role("button", name="Whole map").click()
    assert visit.page.evaluate("map_coverage.getZoom()") == first
    visit.page.evaluate("map_coverage.setZoom(0, {animate: false})")
    least = visit.page.evaluate("map_coverage.getZoom()")
    assert first - 2 < least < first


def test_what_the_page_selects_is_gone_to_once(visit, tmp_path):
    visit.page.set_viewport_size({"width": 600, "height": 500})
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    page = visit.page
    out = "map_coverage.setZoom(0, {animate: false}).getZoom()"
    least = page.evaluate(out)
    assert least < 11
    page.evaluate("map_coverage.coverageSelect('village:451024100201', true)")
    assert page.evaluate("map_coverage.getZoom()") == 11
    page.evaluate(out)
    page.evaluate("map_coverage.coverageSelect('village:451024100201', true)")
    assert page.evaluate("map_coverage.getZoom()") == least


def test_what_is_not_drawn_is_gone_to_by_its_place(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    at, far = toy.at(12, 12), toy.at(2, 2)
    visit.page.evaluate(
        f"map_coverage.setView([{far.y}, {far.x}], 14, {{animate: false}})"
    )
    visit.page.evaluate(
        f"map_coverage.coverageSelect('village:x', true, [{at.y}, {at.x}])"
    )
    middle = visit.page.evaluate("map_coverage.getCenter()")
    assert (middle["lng"], middle["lat"]) == pytest.approx((at.x, at.y), abs=0.01)
    assert visit.page.locator('path[stroke="#111111"]').count() == 1


def test_names_of_townships_lie_under_symbols(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    layers = {
        name: int(visit.page.evaluate(f"map_coverage.getPane('{name}').style.zIndex"))
        for name in ("coverage-names", "coverage-symbols")
    }
    assert 400 < layers["coverage-names"] < layers["coverage-symbols"]


@pytest.mark.parametrize(("width", "is_open"), [(1366, True), (560, False)])
def test_legend_ends_above_the_source_and_is_folded_where_small(
    visit, tmp_path, width, is_open
):
    visit.page.set_viewport_size({"width": width, "height": 600})
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    legend = visit.page.locator(".coverage-legend")
    assert (legend.get_attribute("open") is not None) == is_open
    visit.page.evaluate("document.querySelector('.coverage-legend').open = true")
    box = legend.bounding_box()
    line = visit.page.locator(".leaflet-control-attribution").bounding_box()
    assert box["y"] + box["height"] <= line["y"]


def test_popup_opens_beside_the_legend(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    # The gap lies near the right edge, at this zoom where the legend is.
    at = "[23.52, 107.28]"
    visit.page.evaluate(f"map_coverage.setView({at}, 11.5, {{animate: false}})")
    visit.page.locator(GAP).click()
    visit.page.wait_for_timeout(600)
    popup = visit.page.locator(".leaflet-popup-content-wrapper").bounding_box()
    legend = visit.page.locator(".coverage-legend").bounding_box()
    assert popup["x"] + popup["width"] <= legend["x"]


def test_a_clicked_county_has_no_frame_of_the_browsers(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    county = visit.page.locator(SYMBOLS).first
    county.focus()
    style = "e => getComputedStyle(e).outlineStyle"
    assert county.evaluate(style) == "none"


def test_card_of_a_commissioner_names_home_and_villages(visit, tmp_path):
    visit.open(write_html(report(), tmp_path / "map.html", lang="zh"))
    visit.page.mouse.click(*visit.page.evaluate(MIDDLES)["c2"])
    card = visit.text(".leaflet-popup-content")
    for text in ("科技特派员", "驻地", "田东县 祥周镇", "451022101201"):
        assert text in card
