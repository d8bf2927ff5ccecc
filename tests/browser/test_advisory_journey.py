"""An expert declines, the groups are accepted, and what one did is recorded."""

import re

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests.ui.advisory_desk import SMALL, WEST, make_workspace

ASKED = "&".join(f"{name}={value}" for name, value in SMALL.items())


@pytest.fixture
def workspace(workspaces) -> Workspace:
    return make_workspace(workspaces)


def test_a_refusal_then_groups_in_the_records_and_in_the_ledger(
    page: Page, server, workspace
):
    page.goto(f"{server}/advisory?{ASKED}&county={WEST}&advisory_member=x2")
    told = page.locator("[data-advisory]")
    expect(told).to_contain_text("2 个参加匹配的县都能配齐顾问组")
    page.get_by_role("button", name="专家谢绝").click()
    expect(page).to_have_url(re.compile("advisory_declined="))
    expect(page.get_by_text("上一步：", exact=False)).to_be_visible()
    page.get_by_role("button", name="撤销上一步").click()
    expect(page).not_to_have_url(re.compile("advisory_declined="))

    page.get_by_text("地图", exact=True).click()
    drawn = page.frame_locator('iframe[title*="folium"]')
    expect(drawn.get_by_text("田东县").first).to_be_visible()

    page.get_by_role("button", name="采纳……", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="工作簿 xlsx").click()
    assert download.value.suggested_filename == "advisory_groups.xlsx"
    page.get_by_role("button", name="采纳这些组……").click()
    page.get_by_role("button", name="确定采纳").click()
    expect(page.get_by_text("已采纳", exact=False).first).to_be_visible()
    assert (workspace.layer("groups")["kind"] == "advisory_group").sum() == 2

    page.get_by_text("台账", exact=True).first.click()
    expect(page.get_by_text("登记：田东县")).to_be_visible()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(re.compile("已登记：田东县顾问组：聘书"))).to_be_visible()
    people = workspace.layer("people").set_index("person_id")
    assert people.loc[f"x2@{WEST}", "certified"]
