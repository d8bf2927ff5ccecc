"""The calendar's script in Chromium, in a shadow root as Streamlit mounts it."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ui.components import visit_calendar
from ui.components.own_component import sources
from ui.components.visit_calendar_data import DayOption, calendar_data
from ui.maps.outing_days import DayTour, Stop, day_colour, day_marks

pytestmark = pytest.mark.browser

HERE = Path(visit_calendar.__file__).parent
NAME = '<img src=x onerror="window.broken=1">&amp;</script>'
MONTH = dt.date(2026, 10, 1)
# Mounts anew with other data, as Streamlit does on each run of the page.
MOUNT = """async ([code, css, data]) => {
  window.heard = window.heard || [];
  if (!window.root) {
    const host = document.body.appendChild(document.createElement("div"));
    host.style.width = "760px";
    window.root = host.attachShadow({mode: "open"});
    const style = window.root.appendChild(document.createElement("style"));
    style.textContent = css;
    const url = URL.createObjectURL(new Blob([code], {type: "text/javascript"}));
    window.draw = (await import(url)).default;
  }
  window.leave = window.draw({
    data, parentElement: window.root,
    setTriggerValue: (name, value) => window.heard.push([name, value]),
  });
}"""


def day(number):
    return dt.date(2026, 10, number)


def tour(number, *names, caravan="v1", **more):
    stops = tuple(Stop(f"id-{name}", name, "village", "09:30") for name in names)
    return DayTour(day(number), caravan, f"车{caravan}", stops, **more)


OUT = (tour(12, NAME, "和平村", "百法村"), tour(13, "那坡村", night=NAME), tour(14))


@pytest.fixture
def draw(browser) -> Iterator:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda one: faults.append(one.text))
    page.goto("about:blank")

    def mount(*tours, **options) -> Page:
        marks = day_marks(day(1), day(31), "zh")
        data = calendar_data(MONTH, tours or OUT, marks, "zh", **options)
        css, code = sources(HERE, "visit_calendar")
        page.evaluate(MOUNT, [code, css, json.loads(json.dumps(data))])
        return page

    yield mount
    assert page.evaluate("window.broken") is None
    page.close()
    assert faults == []


def cell(page, number):
    return page.locator(f'.day[data-date="2026-10-{number:02d}"]')


def chip(page, name):
    return page.locator(".chip", has_text=name)


def heard(page):
    assert {name for name, _ in page.evaluate("window.heard")} <= {"event"}
    return [value for _, value in page.evaluate("window.heard")]


def test_a_month_is_drawn_and_names_are_text(draw):
    page = draw()
    assert page.locator(".weekday").all_inner_texts() == list("一二三四五六日")
    assert page.locator(".day").count() == 35
    assert cell(page, 12).locator(".chip .name").all_inner_texts() == [
        NAME, "和平村", "百法村",
    ]  # fmt: skip
    assert cell(page, 13).locator(".mark").inner_text() == f"住{NAME}"
    assert cell(page, 14).locator(".mark").inner_text() == "只赶路"
    assert page.locator(".calendar img, .calendar script").count() == 0
    assert cell(page, 1).locator(".note").inner_text() == "国庆节"
    colour = (
        cell(page, 12)
        .locator(".tour")
        .evaluate("one => one.style.getPropertyValue('--day')")
    )
    assert colour == day_colour(day(12))
    # Nothing is wider than its place, a long name included.
    widths = page.locator(".chip, .mark, .top").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right -"
        " one.closest('.day').getBoundingClientRect().right)"
    )
    assert max(widths) <= 0


def test_a_visit_is_dragged_to_a_day_and_onto_another_caravan(draw):
    tours = (tour(12, "和平村"), tour(14, "那坡村"), tour(14, "巴麻村", caravan="v2"))
    page = draw(*tours)
    chip(page, "和平村").drag_to(cell(page, 21))
    chip(page, "和平村").drag_to(page.locator('[data-caravan="v2"] .head'))
    own = {"type": "move", "place_id": "id-和平村", "date": "2026-10-12"}
    own |= {"caravan_id": "v1"}
    assert heard(page) == [
        own | {"to": "2026-10-21", "to_caravan_id": "v1"},
        own | {"to": "2026-10-14", "to_caravan_id": "v2"},
    ]
    # Dropped where it is, and let go outside: nothing.
    chip(page, "和平村").drag_to(cell(page, 12).locator(".top"))
    chip(page, "和平村").drag_to(page.locator(".weekday").first)
    assert len(heard(page)) == 2
    assert page.locator(".dragging, .over").count() == 0


def test_clicks_tell_the_day_the_visit_and_the_chosen_day(draw):
    options = {
        day(20): DayOption(fits=True, text="+3 公里", caravan_id="v2"),
        day(21): DayOption(fits=False, text="满"),
    }
    page = draw(selected=("id-和平村", day(12)), options=options)
    expect(chip(page, "和平村")).to_have_attribute("aria-pressed", "true")
    cell(page, 21).get_by_text("满").click()
    cell(page, 20).get_by_role("button", name="移到这天 +3 公里").click()
    chip(page, "那坡村").click()
    assert heard(page) == [
        {"type": "day", "date": "2026-10-21"},
        {"type": "choose", "date": "2026-10-20", "to_caravan_id": "v2"},
        {"type": "visit", "place_id": "id-那坡村", "date": "2026-10-13",
         "caravan_id": "v1"},
    ]  # fmt: skip
    looks = [
        cell(page, at).evaluate("one => getComputedStyle(one).backgroundColor")
        for at in (20, 21, 22, 12)
    ]
    assert looks[1] == looks[2]
    assert len({looks[0], looks[1], looks[3]}) == 3
    # A grey day takes a drop too: the page says why not.
    chip(page, "和平村").drag_to(cell(page, 21))
    assert heard(page)[-1]["to"] == "2026-10-21"


def test_more_opens_the_day(draw):
    page = draw(tour(12, *"abcdef"))
    page.get_by_text("+2").click()
    assert heard(page) == [{"type": "day", "date": "2026-10-12"}]
    assert draw(tour(12, *"abcdef"), opened=day(12)).locator(".chip").count() == 6


def focused(page):
    return page.evaluate("window.root.activeElement.dataset.name")


def test_the_keyboard_goes_from_day_to_day_and_stays_when_drawn_anew(draw):
    page = draw()
    page.keyboard.press("Tab")
    assert focused(page) == "2026-10-01"
    for key in ("ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    assert focused(page) == "2026-10-12"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert heard(page) == [
        {"type": "visit", "place_id": "id-和平村", "date": "2026-10-12",
         "caravan_id": "v1"},
    ]  # fmt: skip
    draw(selected=("id-和平村", day(12)))
    assert focused(page) == "2026-10-12|id-和平村"
    assert page.locator(".calendar").count() == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert heard(page)[-1] == {"type": "day", "date": "2026-10-13"}
    page.evaluate("window.leave()")
    assert page.locator(".calendar").count() == 0
