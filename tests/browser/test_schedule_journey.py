"""The year is planned, a visit dragged, pinned, a day rained off, all taken back."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk
from tests.planner.outings.asking import caravans

# Two weeks without a holiday, still to come; half a second is plenty for five visits.
ASKED = (
    "method=straight_line&outing_start=2027-03-01&outing_end=2027-03-12"
    "&outing_set=gap_days:1,visits:1&outing_seconds=0.5"
)
# Compiling, on a machine that has never planned.
PATIENCE_MS = 240_000


@pytest.fixture
def workspace(workspaces) -> Workspace:
    return desk.make_workspace(workspaces, caravans=caravans())


def test_a_year_is_planned_changed_by_hand_and_handed_on(page: Page, server, workspace):
    page.goto(f"{server}/schedule?{ASKED}")
    expect(page.locator("[data-outings]")).to_contain_text("应服务 5 个村，共 5 次")
    page.get_by_role("button", name="排全年").click()
    told = page.locator("[data-outings]")
    expect(told).to_contain_text("全部排上（5 次）", timeout=PATIENCE_MS)

    # The visit to the east county is dragged to a day on which nobody is out there.
    chip = page.locator(".chip", has_text="和平村")
    chip.click()
    expect(page.get_by_text("绿色的日子可以改去")).to_be_visible()
    free = page.locator(".day.fits").filter(has_not=page.locator(".tour")).last
    day = free.get_attribute("data-date")
    page.locator(".chip", has_text="和平村").drag_to(
        page.locator(f'.day[data-date="{day}"]')
    )
    expect(page.get_by_text("和平村改到")).to_be_visible()
    moved = page.locator(f'.day[data-date="{day}"] .chip', has_text="和平村")
    expect(moved).to_be_visible()
    expect(page.locator("[data-day]")).to_contain_text("和平村")
    page.get_by_role("button", name="固定", exact=True).click()
    expect(page).to_have_url(re.compile(f"outing_pins=.*{day}"))
    page.get_by_role("button", name="撤销上一步").click()
    expect(page).not_to_have_url(re.compile("outing_pins="))

    # It rains that day.
    page.get_by_role("button", name="这天不出车").click()
    expect(page.get_by_text("改期", exact=False).first).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page).to_have_url(re.compile("outing_free="))
    page.get_by_role("button", name="撤销上一步").click()
    expect(moved).to_be_visible()

    page.get_by_role("button", name="采纳、下载").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel", exact=True).click()
    assert (
        "xl/workbook.xml"
        in zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())).namelist()
    )
    page.get_by_label("行程名称").fill("第一稿")
    page.get_by_role("button", name="采纳这份").click()
    expect(page.get_by_text("已采纳为“第一稿”")).to_be_visible()

    # Nothing is lost with the page.
    page.goto(f"{server}/schedule?{ASKED}")
    expect(moved).to_be_visible()
