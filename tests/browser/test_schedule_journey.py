"""The caravans' year: planned, looked at day by day, and a visit dragged and back."""

import re

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk
from tests.planner.outings.asking import caravans

ASKED = (
    "method=straight_line&outing_start=2026-03-02&outing_end=2026-03-13"
    "&outing_set=gap_days:1,visits:1&outing_seconds=1"
)


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """Two caravans, five villages that are owed a visit each."""
    return desk.make_workspace(workspaces, caravans=caravans())


def cell(page, number):
    return page.locator(f'.day[data-date="2026-03-{number:02d}"]')


def test_a_visit_is_dragged_to_another_day_and_back(page: Page, server, workspace):
    page.goto(f"{server}/schedule?{ASKED}")
    page.get_by_role("button", name="排全年").first.click()
    expect(page.locator(".chip")).to_have_count(5)
    drawn = page.frame_locator('iframe[title*="folium"]')
    expect(drawn.get_by_text("德保县")).to_be_visible()

    # A day opens with its routes.
    first = page.locator(".day", has=page.locator(".chip")).first
    date = first.get_attribute("data-date")
    first.locator(".top").click()
    expect(page).to_have_url(re.compile(f"outing_day={date}"))
    expect(drawn.locator(".coverage-stop").first).to_be_visible()

    # A visit is selected: days that could take it say what that costs.
    chip = first.locator(".chip").first
    name = chip.locator(".name").inner_text()
    chip.click()
    expect(page.locator(".day.fits").first).to_be_visible()
    chip.drag_to(cell(page, 12))
    expect(cell(page, 12).locator(".chip", has_text=name)).to_be_visible()
    expect(page.locator(".chip")).to_have_count(5)
    page.get_by_role("button", name=re.compile("撤销")).first.click()
    expect(first.locator(".chip", has_text=name)).to_be_visible()
