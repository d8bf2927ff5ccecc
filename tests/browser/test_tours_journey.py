"""Tours are planned, a stay dragged, the map played, all taken back and handed on."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk
from tests.toy import WEST
from tests.ui.tours.desk import museum_sets, museum_venues

# A year still to come for two counties and two sets.
ASKED = (
    "method=straight_line&tour_start=2027-01"
    "&tour_set=counties:all,gap_months:3,months:12,stays:1"
)
PATIENCE_MS = 120_000


@pytest.fixture
def workspace(workspaces) -> Workspace:
    given = {"museum_sets": museum_sets(), "museum_venues": museum_venues()}
    return desk.make_workspace(workspaces, **given)


def cell(page, set_id, at):
    """Middle of a month of a set, in pixels."""
    box = page.locator(f'.line[data-set="{set_id}"]').bounding_box()
    return box["x"] + (at + 0.5) * box["width"] / 12, box["y"] + box["height"] / 2


def drag(page, bar, to):
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 6, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*to, steps=6)
    page.mouse.up()


def test_tours_are_planned_changed_by_hand_and_handed_on(
    page: Page, server, workspace
):  # fmt: skip
    page.goto(f"{server}/tours?{ASKED}")
    told = page.locator("[data-tours]")
    expect(told).to_contain_text("应巡展 2 期；2 套展品，2 处场地")
    page.get_by_role("button", name="排巡展", exact=True).click()
    expect(told).to_contain_text("全部排上", timeout=PATIENCE_MS)
    expect(page.get_by_text("已证明最优")).to_be_visible()

    # The west county's stay is dragged to the autumn, with the same set.
    bar = page.locator(f'.bar[data-name="{WEST}/1"]')
    set_id = bar.evaluate("one => one.closest('.line').dataset.set")
    drag(page, bar, cell(page, set_id, 8))
    expect(page.get_by_text("改为2027年9月起")).to_be_visible()
    expect(page.locator("[data-county]")).to_contain_text("张三")
    # Now it is picked: the green months are buttons, and the keyboard presses one.
    page.locator(".option.fits").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("改为2027年9月起")).to_have_count(0)
    expect(page.get_by_text("起，“", exact=False).first).to_be_visible()

    page.get_by_role("button", name="固定", exact=True).click()
    expect(page).to_have_url(re.compile("tour_pins="))
    page.get_by_role("button", name="撤销上一步").click()
    expect(page).not_to_have_url(re.compile("tour_pins="))
    page.get_by_role("button", name="撤销上一步").click()
    page.get_by_role("button", name="撤销上一步").click()

    # The map plays, and a county of it is clicked.
    frame = page.frame_locator("iframe[title*='folium']")
    frame.get_by_role("button", name="播放").click()
    expect(frame.locator(".tour-month")).not_to_have_text("2027年1月")
    frame.get_by_role("button", name="暂停").click()
    frame.locator("path.leaflet-interactive").nth(1).click()
    expect(page).to_have_url(re.compile("county=45102"))

    page.get_by_role("button", name="采纳、下载").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel", exact=True).click()
    content = download.value.path().read_bytes()
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    page.get_by_label("计划名称").fill("第一稿")
    page.get_by_role("button", name="采纳这份").click()
    expect(page.get_by_text("已采纳为“第一稿”")).to_be_visible()

    # Nothing is lost with the page.
    page.goto(f"{server}/tours?{ASKED}")
    expect(told).to_contain_text("全部排上")
