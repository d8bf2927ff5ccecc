"""A planner types into the table of records, saves, is refused, and takes it back."""

import re

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo.frames import conform
from planner.workspace import Workspace
from tests import desk
from ui.components.record_columns import PLACE_WIDTH, WIDTHS

VISIT = {
    "event_id": "e1", "kind": "village_visit", "date": "2026-03-05",
    "unit_code": "451022100201", "name": "春耕指导", "attendance": 30,
}  # fmt: skip
# The table is one picture: cells are found by the widths of what stands before them.
MARKER, HEAD, ROW = 36, 36, 32
UNIT = MARKER + WIDTHS["term"] + WIDTHS["date"]
NAME = UNIT + WIDTHS["unit"] + PLACE_WIDTH


@pytest.fixture
def workspace(workspaces) -> Workspace:
    events = conform(pd.DataFrame([VISIT]), "events")
    return desk.make_workspace(workspaces, events=events)


def type_into(page: Page, left: int, text: str) -> None:
    """Type over a cell of the first row."""
    table = page.get_by_test_id("stDataFrame").last
    expect(table.locator("canvas").first).to_be_visible()
    box = table.bounding_box()
    page.mouse.dblclick(box["x"] + left + 40, box["y"] + HEAD + ROW / 2)
    editor = page.locator("#portal textarea, #portal input").first
    expect(editor).to_be_visible()
    editor.fill(text)
    page.keyboard.press("Enter")


def test_a_cell_is_changed_saved_and_taken_back(page, server, workspace):
    page.goto(f"{server}/records?records_layer=events")
    expect(page.get_by_text("共 1 行")).to_be_visible()
    type_into(page, NAME, "春播指导")
    save = page.get_by_role("button", name="保存：新增 0、修改 1、删除 0")
    expect(save).to_be_visible()
    # Beside the table, without scrolling.
    box = save.bounding_box()
    assert box["y"] + box["height"] < 768
    save.click()
    expect(page.get_by_text("已保存：活动：新增 0、修改 1、删除 0")).to_be_visible()
    assert workspace.layer("events")["name"].tolist() == ["春播指导"]
    page.get_by_role("button", name=re.compile("撤销：活动")).click()
    page.get_by_role("button", name="确定撤销这次改动").click()
    expect(page.get_by_text("已撤销：活动")).to_be_visible()
    assert workspace.layer("events")["name"].tolist() == ["春耕指导"]


def test_a_wrong_cell_is_refused_and_stays_to_be_mended(page, server, workspace):
    page.goto(f"{server}/records?records_layer=events")
    expect(page.get_by_text("共 1 行")).to_be_visible()
    type_into(page, UNIT, "45102x")
    page.get_by_role("button", name="保存：新增 0、修改 1、删除 0").click()
    expect(page.get_by_text("没有保存：有 1 处需要更正")).to_be_visible()
    expect(page.get_by_text("更正以下各处后再保存")).to_be_visible()
    assert workspace.layer("events")["unit_code"].tolist() == ["451022100201"]
    page.get_by_role("link", name="数据").click()
    expect(page.get_by_role("tab", name="导入")).to_be_visible()
    page.get_by_role("link", name="记录").click()
    expect(
        page.get_by_role("button", name="保存：新增 0、修改 1、删除 0")
    ).to_be_visible()
    page.get_by_role("button", name="放弃未保存的修改").click()
    expect(page.get_by_text("没有未保存的修改")).to_be_visible()
