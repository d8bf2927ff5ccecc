"""A pair is refused, the pairing adopted as drafts, and taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk
from tests.planner.pairing.asking import EXPERTS, code, paper, papers, people, post

# An expert left years ago, and nobody else knows vegetables.
ASKED = "method=straight_line&pair_view=changes"


@pytest.fixture
def workspace(workspaces) -> Workspace:
    return desk.make_workspace(
        workspaces,
        people=people(*EXPERTS),
        agreements=papers(paper("a1", code(4), "e3", ends_on="")),
    )


def test_a_pair_is_refused_and_the_rest_adopted_and_taken_back(
    page: Page, server, workspace
):
    page.goto(f"{server}/pairing?{ASKED}&pair_pick={post(1)}")
    told = page.locator("[data-pairing]")
    expect(told).to_contain_text("5 个村中 4 个结得上对，1 个还没有")
    drawn = page.frame_locator('iframe[title*="folium"]')
    expect(drawn.get_by_text("德保县")).to_be_visible()
    expect(page.get_by_text("专家e1、示意农业大学", exact=False).first).to_be_visible()
    page.get_by_role("button", name="不结").click()
    expect(told).to_contain_text("3 个结得上对，2 个还没有")
    expect(page).to_have_url(re.compile("pair_bans="))

    page.get_by_role("button", name="采纳……").click()
    page.get_by_role("button", name="采纳结对").click()
    page.get_by_role("button", name="确定采纳").click()
    expect(page.get_by_text("已采纳为草稿")).to_be_visible()
    rows = workspace.layer("agreements")
    assert sorted(rows["person_id"]) == ["e1", "e2", "e2", "e3"]
    assert (rows["signed_on"] == "").sum() == 3
    page.get_by_role("button", name=re.compile("撤销：专家与村结对")).click()
    page.get_by_role("button", name="确定撤销这次改动").click()
    expect(page.get_by_text(re.compile("已撤销：专家与村结对"))).to_be_visible()
    assert workspace.layer("agreements")["agreement_id"].tolist() == ["a1"]

    page.get_by_text("“三区”人才", exact=True).click()
    expect(page.get_by_text("没有在任的“三区”科技人才")).to_be_visible()
    expect(page.get_by_role("button", name="去登记人员")).to_be_visible()
