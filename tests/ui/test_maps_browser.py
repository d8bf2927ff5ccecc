"""The map file in a real browser without network: it draws, answers, asks nobody."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from planner.report import build_report
from planner.rule import Rule
from tests import toy
from ui.maps.standalone import write_html

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CHROMIUM = "/usr/bin/chromium"
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


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


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
    shapes = visit.page.locator("path.leaflet-interactive")
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
    # 城关镇 has the gap, so it is written first; it lies on 德保县 and has to wait.
    assert shown == ["none", "", ""]


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
