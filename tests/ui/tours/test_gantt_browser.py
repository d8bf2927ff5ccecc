"""The Gantt's script in Chromium, in a shadow root as Streamlit mounts it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.test_visit_calendar_browser import MOUNT
from tests.ui.tours.made_up import (
    HOSTILE,
    START,
    code,
    gantt,
    missing,
    months,
    option,
)
from ui.components.own_component import sources
from ui.components.tours import gantt as component
from ui.components.tours.gantt_data import Bar, gantt_data

pytestmark = pytest.mark.browser

HERE = Path(component.__file__).parent


@pytest.fixture
def draw(browser) -> Iterator:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda one: faults.append(one.text))
    page.goto("about:blank")

    def mount(told, lang="zh") -> Page:
        data = gantt_data(told, lang)
        css, js = sources(HERE, "gantt")
        wide = MOUNT.replace("760px", "1080px")
        page.evaluate(wide, [js, css, json.loads(json.dumps(data))])
        return page

    yield mount
    assert page.evaluate("window.broken") is None
    page.close()
    assert faults == []


def heard(page):
    return [value for _, value in page.evaluate("window.heard")]


def bar(page, key):
    return page.locator(f'.bar[data-name="{key}"]')


def line(page, set_id):
    return page.locator(f'.line[data-set="{set_id}"]')


def at_month(page, set_id, at, count):
    """Middle of a month of a set, in pixels."""
    box = line(page, set_id).bounding_box()
    return box["x"] + (at + 0.5) * box["width"] / count, box["y"] + box["height"] / 2


def drag(page, one, to):
    box = one.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*to, steps=5)
    page.mouse.up()


@pytest.mark.parametrize(("counties", "sets", "count"), [(12, 2, 36), (60, 6, 60)])
def test_bars_are_legible_in_a_small_and_in_a_large_plan(draw, counties, sets, count):
    page = draw(gantt(counties, sets, count))
    assert page.locator(".bar").count() == len(gantt(counties, sets, count).bars)
    widths = page.locator(".bar").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().width)"
    )
    # Two letters of a name at least.
    assert min(widths) > 26
    ends = page.locator(".bar, .month, .year").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    box = page.locator(".gantt").bounding_box()
    assert max(ends) <= box["x"] + box["width"] + 1
    assert page.locator(".column.out").count() == count // 12 * 2


def test_texts_of_others_stay_texts(draw):
    odd = Bar("k", "s0", START, 3, HOSTILE, HOSTILE, "#123456", "booked", pinned=True)
    page = draw(gantt(1, 1, 12, bars=[odd], missing=[missing(0)]))
    assert page.locator(".bar .name").inner_text() == HOSTILE
    assert page.locator(".gantt img, .gantt script").count() == 0
    assert page.locator(".bar.booked svg").count() == 1


def test_a_stay_is_dragged_to_another_month_and_set_and_from_the_tray(draw):
    page = draw(gantt(4, 2, 24, missing=[missing(9)]))
    key = f"{code(0)}/1"
    drag(page, bar(page, key), at_month(page, "s0", 12, 24))
    drag(page, page.locator(".chip"), at_month(page, "s1", 20, 24))
    # Let go where it is, and outside: nothing.
    drag(page, bar(page, key), at_month(page, "s1", 0, 24))
    drag(page, bar(page, key), (5, 700))
    assert heard(page) == [
        {"type": "move", "key": key, "set_id": "s0", "first": "2028-01-01"},
        {"type": "move", "key": code(9), "set_id": "s1", "first": "2028-09-01"},
    ]
    assert page.locator(".ghost, .dragging").count() == 0


def test_clicks_pick_choose_and_open_a_month(draw):
    key = f"{code(0)}/1"
    options = [
        option("s0", 10, True, "+35 km"),
        option("s0", 11, False, "间隔不足"),
        option("s0", 12, False, "间隔不足"),
    ]
    page = draw(gantt(4, 2, 24, picked=key, options=options))
    expect(bar(page, key)).to_have_attribute("aria-pressed", "true")
    # Reasons that follow each other are said once.
    assert page.locator(".option").count() == 2
    page.locator(".option.fits").click()
    bar(page, f"{code(1)}/1").click()
    page.locator('.month[data-name="2027-03-01"]').click()
    assert heard(page) == [
        {"type": "choose", "key": key, "set_id": "s0", "first": "2027-11-01"},
        {"type": "pick", "key": f"{code(1)}/1"},
        {"type": "month", "first": "2027-03-01"},
    ]


def test_the_gantt_marks_the_month_of_the_map_and_a_county(draw):
    told = gantt(4, 2, 24, opened=START)
    bars = [replace(told.bars[0], locked=True, marked=True), *told.bars[1:]]
    page = draw(replace(told, bars=bars))
    assert page.locator(".bar.marked svg").count() == 1
    opened = page.locator(".month.opened")
    assert opened.get_attribute("data-name") == "2027-01-01"
    page.evaluate("dispatchEvent(new CustomEvent('tour-month', {detail: 7}))")
    assert opened.get_attribute("data-name") == "2027-08-01"
    # Drawn anew for the same month, it stays where the map was played to.
    page = draw(told)
    assert opened.get_attribute("data-name") == "2027-08-01"
    draw(replace(told, opened=months(24)[2]))
    assert opened.get_attribute("data-name") == "2027-03-01"


def focused(page):
    return page.evaluate("window.root.activeElement.dataset.name")


def test_the_keyboard_picks_a_stay_and_presses_a_month(draw):
    page = draw(gantt(4, 2, 24))
    page.keyboard.press("Tab")
    first = focused(page)
    page.keyboard.press("ArrowRight")
    second = focused(page)
    page.keyboard.press("Enter")
    assert heard(page) == [{"type": "pick", "key": second}]
    draw(gantt(4, 2, 24, picked=second, options=[option("s0", 20, True, "+1 km")]))
    assert focused(page) == second != first
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert focused(page) == "s0|20|option"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "2028-09-01"
    assert heard(page)[1:] == [
        {"type": "choose", "key": second, "set_id": "s0", "first": "2028-09-01"},
        {"type": "pick", "key": ""},
    ]
    page.evaluate("window.leave()")
    assert page.locator(".gantt").count() == 0
