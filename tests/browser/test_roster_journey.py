"""Somebody leaves: a short diff, a row rejected, the roster adopted and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk, toy

# A day on which everybody of the toy serves, and a limit at which all reach all.
ASKED = "limit=200&method=straight_line&on=2019-06-01"


@pytest.fixture
def workspace(workspaces) -> Workspace:
    return desk.make_workspace(workspaces, commissioners=toy.commissioners())


def answer(page: Page, filled: int, open_: int) -> None:
    told = page.locator("[data-roster]")
    expect(told).to_contain_text(f"{filled} 个已有人")
    if open_:
        expect(told).to_contain_text(f"{open_} 个空缺")


def test_a_person_leaves_and_the_roster_is_adopted_and_taken_back(
    page, server, workspace
):
    page.goto(f"{server}/roster?{ASKED}&roster_view=keep")
    expect(page.locator("[data-roster]")).to_contain_text("5 个贫困村岗位全部可以安排")
    drawn = page.frame_locator('iframe[title*="folium"]')
    expect(drawn.get_by_text("德保县")).to_be_visible()
    page.get_by_role("button", name="采纳为在用名单").click()
    page.get_by_role("button", name="确定采纳").click()
    expect(page.get_by_text("已采纳，自2019年6月1日起生效")).to_be_visible()
    assert len(workspace.layer("assignments")) == 5

    page.goto(f"{server}/roster?{ASKED}&roster_view=people&pick=commissioner:c1")
    expect(page.get_by_text("与在用名单一致。")).to_be_visible()
    page.get_by_role("button", name="假如此人离任").click()
    expect(page.get_by_text("韦一已离任").first).to_be_visible()
    expect(page).to_have_url(re.compile("gone=c1"))
    row = page.get_by_text(re.compile("田东县 前进村 韦一 → 陆三"))
    expect(row).to_be_visible()
    page.get_by_role("button", name="退回").first.click()
    expect(page.get_by_text(re.compile("前进村 韦一 → 空缺"))).to_be_visible()
    answer(page, 4, 1)

    page.get_by_role("button", name="采纳……").click()
    page.get_by_role("button", name="采纳为在用名单").click()
    page.get_by_role("button", name="确定采纳").click()
    expect(page.get_by_text("已采纳，自2019年6月1日起生效")).to_be_visible()
    assert "c1" not in set(workspace.layer("assignments")["commissioner_id"])
    page.get_by_role("button", name=re.compile("撤销：派人名单")).click()
    page.get_by_role("button", name="确定撤销这次改动").click()
    expect(page.get_by_text(re.compile("已撤销：派人名单"))).to_be_visible()
    assert "c1" in set(workspace.layer("assignments")["commissioner_id"])
