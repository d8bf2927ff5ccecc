"""A planner sees a red cell, opens its map and units, mends the record: it is green."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk, toy, toy_records
from ui.maps.score_palette import LOOKS, SHORT

ROW = "特色品牌"
# The table is one picture: heading, the programme's line, then the row.
HEAD, LINE = 36, 30
FROM_RIGHT = 20


def brands(*villages: str):
    """Brands of villages, from 2018 on."""
    return toy_records.table(
        "outputs",
        [
            {
                "output_id": f"b{n}", "name": "品牌", "kind": "brand",
                "unit_code": village, "date": "2018-03-01",
            }
            for n, village in enumerate(villages)
        ],
    )  # fmt: skip


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """One of the four poor villages of the west has a brand, none of the east."""
    return desk.make_workspace(
        workspaces,
        events=toy_records.events(),
        facts=toy_records.facts(),
        outputs=brands(toy_records.WEST_VILLAGE),
    )


def east_cell(page: Page) -> tuple[float, float]:
    """Middle of the last cell of the only row that the filter leaves."""
    table = page.get_by_test_id("stDataFrame").first
    expect(table.locator("canvas").first).to_be_visible()
    box = table.bounding_box()
    x = box["x"] + box["width"] - FROM_RIGHT
    return x, box["y"] + HEAD + LINE * 1.5


def colour_at(page: Page, place: tuple[float, float]) -> str:
    """Colour of the screen beside the sign of a cell."""
    x, y = place
    clip = {"x": x + 8, "y": y - 8, "width": 1, "height": 1}
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return "#{:02x}{:02x}{:02x}".format(*picture.getpixel((0, 0)))


def wait_for_colour(page: Page, wanted: str) -> tuple[float, float]:
    found = ""
    for _ in range(60):
        place = east_cell(page)
        found = colour_at(page, place)
        if found == wanted:
            return place
        page.wait_for_timeout(250)
    raise AssertionError(f"{found} and not {wanted}")


def click(page: Page, place: tuple[float, float]) -> None:
    """Come near, as a hand does, and click: the table wakes up under the mouse."""
    x, y = place
    page.mouse.move(x - 30, y)
    page.mouse.move(x, y, steps=5)
    page.wait_for_timeout(500)
    page.mouse.click(x, y)


def find_row(page: Page, text: str) -> None:
    box = page.get_by_placeholder("查找指标")
    box.fill(text)
    box.press("Enter")
    # The table is drawn anew with what is left of it.
    cells = page.locator("[role=gridcell]")
    expect(cells.filter(has_text="科技服务覆盖全部")).to_have_count(0)
    expect(cells.filter(has_text=text).first).to_be_attached()
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.mouse.move(5, 500)


def test_a_red_cell_leads_to_its_units_and_turns_green(page, server, workspace):
    """Red, clicked, its one village on map and list; mended, green, no restart."""
    page.goto(f"{server}/programmes")
    expect(page.locator("[data-score]").first).to_contain_text("与本地有关的")
    find_row(page, ROW)
    click(page, wait_for_colour(page, SHORT))
    cell = page.locator("[data-cell]")
    expect(cell).to_contain_text("德保县")
    expect(cell.locator("[data-status]")).to_have_attribute("data-status", "short")
    expect(page.get_by_text("未达标：1 个村")).to_be_visible()
    # One solid point on the map, no hollow one.
    frame = page.frame_locator("iframe[title*='folium']").first
    expect(frame.locator(f"path.leaflet-interactive[fill='{SHORT}']")).to_have_count(1)

    page.get_by_role("button", name="打开这一项").click()
    expect(page.get_by_text("应承担的单位：")).to_be_visible()
    expect(page.get_by_role("tab", name="未达标单位（1 个村）")).to_be_visible()
    expect(page.locator("[role=gridcell]", has_text="和平村").first).to_be_attached()
    assert f"row_unit={toy.EAST}" in page.url

    mended = brands(toy_records.WEST_VILLAGE, toy_records.EAST_VILLAGE)
    workspace.replace_layer("outputs", mended, change="补记品牌")
    page.get_by_text("记分表").first.click()
    find_row(page, ROW)
    wait_for_colour(page, LOOKS["met"].fill)


def test_cells_are_walked_with_the_keyboard(page, server, workspace):
    """An arrow key tells of the cell beside, without leaving the table."""
    page.goto(f"{server}/programmes")
    find_row(page, ROW)
    click(page, wait_for_colour(page, SHORT))
    expect(page.locator("[data-cell]").first).to_contain_text("德保县")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-cell]").first).to_contain_text("田东县")
    expect(page.get_by_text("未达标：3 个村")).to_be_visible()


def test_a_unit_on_the_map_leads_to_its_records(page, server, workspace):
    """The card of the village that was clicked, and the records of just that kind."""
    page.goto(
        f"{server}/programmes?view=indicator&row=cast.village_brand"
        f"&row_level=county&row_unit={toy.EAST}"
    )
    frame = page.frame_locator("iframe[title*='folium']").first
    expect(frame.locator(f"path.leaflet-interactive[fill='{SHORT}']")).to_have_count(1)
    frame.locator(f"path.leaflet-interactive[fill='{SHORT}']").click(force=True)
    card = page.locator("[data-card]")
    expect(card).to_contain_text("和平村")
    expect(card).to_contain_text("还差 1")
    page.get_by_role("button", name="补记录").first.click()
    expect(page.get_by_role("link", name="记录")).to_be_visible()
    page.wait_for_url("**/records**")
    assert "records_layer=outputs" in page.url
    assert "records_kind=brand" in page.url
    assert f"records_unit={toy_records.EAST_VILLAGE}" in page.url


def test_a_programme_of_ones_own_is_added_and_its_mistakes_told(
    page, server, workspace, tmp_path
):
    page.goto(f"{server}/programmes")
    page.get_by_text("我的方案（0）").click()
    bad = tmp_path / "mine.toml"
    bad.write_text('[programme]\nid = "mine"\n[[row]]\nid = "mine.one"\n', "utf-8")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(bad)
    expect(page.get_by_text("缺少 issuer_zh").first).to_be_visible()
    expect(page.get_by_text("没有写明出自原文第几条").first).to_be_visible()
