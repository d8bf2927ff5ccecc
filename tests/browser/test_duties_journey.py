"""A planner looks at the duties, marks one as done, takes it back, and hands it on."""

import datetime as dt
import re
from pathlib import Path

import docx
import icalendar
from playwright.sync_api import Page, expect

from planner.workspace import Workspace

TODAY = dt.datetime.now().astimezone().date()
# The report of the quarter before last is due in every county of the toy.
LAST = dt.date(TODAY.year - 1, 9, 30)
CARD = f"baise.report@{LAST}@baise.report@county"


def open_card(page: Page, server: str) -> None:
    page.goto(f"{server}/duties?month={LAST:%Y-%m}&duty={CARD}")
    expect(page.locator("[data-duty]").first).to_contain_text("2 个县中 0 个已办")


def test_a_duty_is_marked_as_done_and_taken_back(page, server, workspaces):
    workspace = Workspace(workspaces / "toy" / "workspace.gpkg")
    open_card(page, server)
    mark = page.get_by_role("button", name="记为已办").first
    box = mark.bounding_box()
    # Beside the month, without scrolling.
    assert box["y"] + box["height"] < 768
    mark.click()
    page.get_by_text("全部未办单位（2 个）").click()
    # Typed last and saved at once: what stands in the box counts.
    page.get_by_label("文件（文号或名称）").fill("德科字〔2025〕8号")
    page.get_by_role("button", name="记为已办（2 个单位）").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(page.locator("[data-duty]").first).to_contain_text("2 个县中 2 个已办")
    frame = workspace.layer("duties_done")
    assert set(frame["period"]) == {f"{LAST.year}Q3"}
    assert set(frame["document"]) == {"德科字〔2025〕8号"}

    page.get_by_role("button", name=re.compile("撤销")).click()
    page.get_by_role("button", name="确定撤销这次改动").click()
    expect(page.locator("[data-duty]").first).to_contain_text("2 个县中 0 个已办")
    assert workspace.layer("duties_done").empty


def test_months_turn_and_a_chip_opens_its_card(page, server):
    page.goto(f"{server}/duties?month={LAST:%Y-%m}")
    expect(page.locator(f"[data-day='{LAST}']")).to_be_visible()
    heads = page.locator(".st-key-duty_heads .cp-day").all_inner_texts()
    assert heads == list("一二三四五六日")
    page.get_by_role("button", name="下月").click()
    expect(page.locator(f"[data-day='{LAST.year}-10-15']")).to_be_visible()
    page.wait_for_url(re.compile(f"month={LAST.year}-10"))
    page.get_by_role("button", name="上月").click()
    expect(page.locator(f"[data-day='{LAST}']")).to_be_visible()
    chip = page.locator('[class*="st-key-duty_chip_late-baise"] button').first
    chip.click()
    expect(page.locator("[data-duty]").first).to_contain_text("季度报告")
    page.get_by_role("button", name="本月", exact=True).click()
    expect(page.locator(f"[data-day='{TODAY}']")).to_be_visible()


def test_the_calendar_file_is_downloaded(page, server, tmp_path):
    page.goto(f"{server}/duties")
    page.get_by_role("button", name="下载").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="日历文件 .ics").click()
    path = tmp_path / "a.ics"
    waited.value.save_as(path)
    assert waited.value.suggested_filename.endswith(".ics")
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert any("baise.report" in str(event["DESCRIPTION"]) for event in events)


def test_the_quarterly_report_is_one_click_and_a_document(page, server, tmp_path: Path):
    page.goto(f"{server}/export")
    page.get_by_role("button", name=re.compile("全市.*季度报告")).click()
    preview = page.frame_locator("iframe[src^='data:text/html']")
    expect(preview.get_by_text("一、总体情况")).to_be_visible()
    with page.expect_download() as waited:
        page.get_by_role("button", name=re.compile("docx")).click()
    path = tmp_path / "报告.docx"
    waited.value.save_as(path)
    text = "\n".join(one.text for one in docx.Document(str(path)).paragraphs)
    assert "总体情况" in text
