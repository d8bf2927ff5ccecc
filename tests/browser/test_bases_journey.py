"""A planner goes from a gap to new bases: on the map, by hand, adopted, taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk
from ui.maps.palette import NEW_BASE

# No StarSpace stands anywhere, and each would reach its neighbours: two are needed.
TWO = "limit=32&kinds=starspace&providers=bases&trade=0&build=starspace"
ALL = "新建 2 个基地可覆盖全部 5 个未覆盖村（已证明最少）"


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """The toy region with its one gap."""
    return desk.make_workspace(workspaces)


def the_map(page: Page):
    """The map of the page, once a new base is drawn on it."""
    # The one before is there until the new one is drawn.
    expect(page.locator("iframe[title*='folium']")).to_have_count(1)
    frame = page.frame_locator("iframe[title*='folium']")
    expect(frame.locator(f"path[fill='{NEW_BASE}']").first).to_be_attached()
    return frame


def settled(page):
    """Wait until nothing is being drawn: a click on what is drawn anew is lost."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")


def test_two_clicks_from_the_gap_map_to_the_plan_and_on_to_cover(
    page, server, workspace
):
    page.goto(f"{server}/gap")
    page.get_by_role("button", name="怎样补上这些缺口").click()
    answer = page.locator("[data-plan]")
    expect(answer).to_have_text("新建 1 个基地可覆盖全部 1 个未覆盖村（已证明最少）")
    the_map(page)
    page.get_by_role("radio", name="保存").click()
    page.get_by_role("button", name=re.compile("采纳方案")).click()
    page.get_by_role("button", name="确定采纳").click()
    expect(page.get_by_text("已采纳：1 个新基地")).to_be_visible()
    assert len(workspace.layer("bases")) == 3
    page.get_by_role("button", name="看总览").click()
    expect(page.locator("[data-verdict]").first).to_have_text("5 个贫困村已全部覆盖")
    page.get_by_role("link", name="方案", exact=True).click()
    # What was done stays until the planner goes on.
    expect(page.get_by_text("已采纳：1 个新基地")).to_be_visible()
    page.get_by_role("button", name="接着规划下一批").click()
    expect(page.get_by_text("没有缺口")).to_be_visible()
    page.get_by_role("button", name=re.compile("撤销：采纳方案")).click()
    page.get_by_role("button", name="确定撤销这次改动").click()
    expect(page.get_by_text("已撤销：采纳方案")).to_be_visible()
    expect(answer).to_have_text("新建 1 个基地可覆盖全部 1 个未覆盖村（已证明最少）")
    assert len(workspace.layer("bases")) == 2


def test_a_base_is_picked_on_the_map_taken_out_and_put_elsewhere(
    page, server, workspace
):
    page.goto(f"{server}/plan?{TWO}")
    answer = page.locator("[data-plan]")
    expect(answer).to_have_text(ALL)
    the_map(page).locator("path.coverage-target").last.click(force=True)
    card = page.locator("[data-site]")
    expect(card).to_contain_text("只有它够得着")
    settled(page)
    page.get_by_role("button", name="从方案里去掉").click()
    expect(answer).to_contain_text("手工方案：新建 1 个基地")
    expect(page.get_by_text("不合要求")).to_be_visible()
    page.get_by_role("radio", name="加一个").click()
    expect(page.get_by_text("离它最近的可建处会加进方案")).to_be_visible()
    area = the_map(page).locator(".leaflet-container")
    box = area.bounding_box()
    area.click(position={"x": box["width"] * 0.55, "y": box["height"] * 0.35})
    expect(answer).to_contain_text("手工方案：新建 2 个基地")
    # The new one is the selection, once all is drawn.
    expect(card).to_be_visible()
    the_map(page)
    settled(page)
    page.get_by_role("button", name="撤销").click()
    expect(answer).to_contain_text("手工方案：新建 1 个基地")
    settled(page)
    page.get_by_role("button", name="撤销").click()
    expect(answer).to_have_text(ALL)


def test_a_base_is_dragged_and_the_plan_scored_where_it_is_dropped(
    page, server, workspace
):
    page.goto(f"{server}/plan?{TWO}")
    answer = page.locator("[data-plan]")
    expect(answer).to_have_text(ALL)
    held = the_map(page).locator("path.coverage-target.coverage-draggable").first
    expect(held).to_be_attached()
    settled(page)
    box = held.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    dragging = the_map(page).locator(".coverage-dragging")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    expect(dragging).to_be_attached()
    page.keyboard.press("Escape")
    expect(dragging).not_to_be_attached()
    page.mouse.up()
    expect(answer).to_have_text(ALL)
    # Far to the right stands the one village that is not poor.
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    page.mouse.down(button="right")
    page.mouse.up(button="right")
    expect(dragging).to_be_attached()
    page.mouse.move(x + 160, y - 20, steps=5)
    page.mouse.up()
    expect(answer).to_contain_text("手工方案：新建 2 个基地")
    expect(page.locator("[data-site]")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="撤销").click()
    expect(answer).to_have_text(ALL)


def test_a_point_of_the_curve_is_clicked(page, server, workspace):
    page.goto(f"{server}/plan?{TWO}&base_view=curve")
    chart = page.get_by_test_id("stVegaLiteChart")
    expect(chart.locator("svg.marks")).to_be_visible()
    box = chart.bounding_box()
    # Of 0, 1 and 2 bases the middle one; what is nearest to the mouse is taken.
    chart.click(position={"x": box["width"] / 2, "y": box["height"] * 0.3})
    found = page.locator("[data-plan]")
    expect(found).to_contain_text("新建 1 个基地可覆盖 5 个未覆盖村中的 4 个")


def test_the_page_speaks_english_and_keeps_a_plan(page, server, workspace):
    page.goto(f"{server}/plan?lang=en&base_view=kept&{TWO}")
    expect(page.locator("[data-plan]")).to_contain_text("2 new bases cover all 5")
    page.get_by_label("Name of the plan").fill("Stations 2027")
    page.get_by_label("Name of the plan").press("Enter")
    page.get_by_role("button", name="Keep the plan").click()
    expect(page.get_by_text("The plan Stations 2027 is kept.")).to_be_visible()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename == "new_bases.xlsx"
