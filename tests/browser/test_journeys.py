"""What a planner does, in a real browser without a network."""

import re
import zipfile

import geopandas as gpd
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk, toy

MESSY = """村代码,名称,乡镇名,县名,是否贫困村,产业,经度,纬度
451022100203,,平马镇,田东县,是,羊,107.03,23.56
45102210,长岭村,平马镇,田东县,是,羊,107.04,23.57
451022100204,大同村,平马镇,田东县,也许,羊,107.05,23.58
"""
FIXED = """村代码,名称,乡镇名,县名,是否贫困村,产业,经度,纬度
451022100203,新兴村,平马镇,田东县,是,羊,107.03,23.56
451022100204,大同村,平马镇,田东县,是,羊,107.05,23.58
"""


def the_map(page: Page):
    """The map, once the one it replaces is gone and something is drawn on it."""
    expect(page.locator("iframe[title*='folium']")).to_have_count(1)
    frame = page.frame_locator("iframe[title*='folium']")
    expect(frame.locator(".leaflet-container path").first).to_be_attached()
    return frame


def test_overview_says_the_verdict_on_the_first_screen(page, server):
    """One sentence, how travel is measured, and the map, without scrolling."""
    page.goto(server)
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_text("5 个贫困村中 4 个已覆盖，1 个未覆盖")
    expect(page.get_by_text("不是道路里程")).to_be_visible()
    the_map(page)
    button = page.get_by_role("button", name="记录本次结论")
    box = button.bounding_box()
    assert box["y"] + box["height"] < 768


def test_a_reason_opens_the_gap_map_narrowed_to_it(page, server):
    page.goto(server)
    page.get_by_role("button", name=re.compile("1 个村 →")).first.click()
    page.wait_for_url(re.compile(r"/gap\?.*reasons="))
    the_map(page)
    expect(page.get_by_text("共 1 个村")).to_be_visible()


def test_a_click_on_a_village_shows_its_card_and_the_link_keeps_it(page, server):
    """The card, the address bar and the reloaded link agree."""
    page.goto(f"{server}/gap")
    frame = the_map(page)
    frame.locator("path.leaflet-interactive[d]").last.click()
    card = page.locator("[data-card]")
    expect(card.locator("h3")).not_to_have_text("")
    name = card.locator("h3").inner_text()
    page.wait_for_url(re.compile("pick="))
    page.reload()
    expect(page.locator("[data-card] h3")).to_have_text(name)


def test_a_new_rule_keeps_the_view(page, server):
    """Zoomed in, a changed limit draws anew in the same place."""
    page.goto(f"{server}/gap")
    frame = the_map(page)
    scale = frame.locator(".leaflet-control-scale-line")
    first = scale.inner_text()
    for _ in range(4):
        frame.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(400)
    zoomed = scale.inner_text()
    assert zoomed != first
    limit = page.get_by_label("到达上限")
    limit.fill("3")
    limit.press("Enter")
    expect(page.get_by_text("3 分钟以内")).to_be_visible()
    expect(the_map(page).locator(".leaflet-control-scale-line")).to_have_text(zoomed)


def test_language_switches_everywhere(page, server):
    page.goto(server)
    expect(page.locator("[data-verdict]").first).to_contain_text("贫困村")
    page.get_by_role("radio", name="English").click()
    expect(page.locator("[data-verdict]").first).to_have_text(
        "4 of 5 poor villages are covered, 1 are not"
    )
    page.wait_for_url(re.compile("lang=en"))
    page.get_by_role("link", name="Gap map").click()
    the_map(page)
    page.wait_for_url(re.compile("/gap.*lang=en"))
    expect(page.get_by_text("Reach limit")).to_be_visible()


def test_bad_rows_are_all_listed_and_kept_out_until_mended(page, server, workspaces):
    workspace = Workspace(workspaces / "toy" / "workspace.gpkg")
    before = workspace.data_version
    page.goto(f"{server}/data")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(
        {"name": "村.csv", "mimeType": "text/csv", "buffer": MESSY.encode("gbk")}
    )
    expect(page.get_by_text("有 3 处错误，未导入任何内容")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
    assert workspace.data_version == before

    # The mended file of the same name takes the place of the wrong one.
    expect(chooser).to_have_count(1)
    chooser.set_input_files(
        {"name": "村.csv", "mimeType": "text/csv", "buffer": FIXED.encode("gbk")}
    )
    expect(page.get_by_text("同名文件已换成新选的：村.csv")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入，新增或更新 2 行")).to_be_visible()
    assert len(workspace.layer("villages")) == len(toy.villages()) + 2


def test_a_wrong_file_is_taken_out_by_a_click(page, server):
    page.goto(f"{server}/data")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
            for name, text in (("村.csv", FIXED), ("错.csv", MESSY))
        ]
    )
    expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
    page.get_by_role("button", name=re.compile("✕.*错.csv")).click()
    expect(page.get_by_role("button", name="确认导入")).to_be_enabled()
    page.get_by_role("button", name="全部移除，重新选择").click()
    expect(page.get_by_role("button", name=re.compile("✕"))).to_have_count(0)


def test_an_undo_is_asked_once_told_and_gone(page, server):
    """The question stands in the page, never over another one."""
    page.goto(f"{server}/data")
    page.locator("input[type=file]").set_input_files(
        {"name": "村.csv", "mimeType": "text/csv", "buffer": FIXED.encode()}
    )
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入，新增或更新 2 行")).to_be_visible()
    page.get_by_role("tab", name="工作区内容").click()
    page.get_by_role("button", name="撤销上一次改动").click()
    expect(page.get_by_text(re.compile("将撤销：.*村.csv"))).to_be_visible()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.get_by_text(re.compile("已撤销：.*村.csv"))).to_be_visible()
    expect(page.get_by_role("button", name="确定撤销")).to_have_count(0)
    expect(page.get_by_role("button", name="撤销上一次改动")).to_be_disabled()


def test_going_back_goes_back_a_page(page, server):
    """After a button and after links alike, each step back is another page."""
    page.goto(server)
    page.get_by_role("button", name=re.compile("1 个村 →")).first.click()
    page.wait_for_url(re.compile(r"/gap\?.*reasons="))
    the_map(page)
    page.go_back()
    expect(page.locator("[data-verdict]").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?ws=toy$"))
    page.get_by_role("link", name="数据").click()
    expect(page.get_by_role("tab", name="导入")).to_be_visible()
    page.get_by_role("link", name="导出").click()
    page.get_by_text("村 shapefile").wait_for()
    page.go_back()
    expect(page.get_by_role("tab", name="导入")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-verdict]").first).to_be_visible()


def test_an_unknown_address_is_answered_in_the_language_of_the_app(page, server):
    page.goto(f"{server}/nosuchpage")
    expect(page.get_by_text("没有这一页")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    page.get_by_role("link", name="看总览").click()
    expect(page.locator("[data-verdict]").first).to_be_visible()


def test_the_count_of_problems_opens_the_problems(page, server, workspaces):
    layers = desk.layers()
    bases = layers["bases"].assign(opened="2099-01-01")
    Workspace(workspaces / "toy" / "workspace.gpkg").replace(
        {**layers, "bases": bases}, []
    )
    page.goto(server)
    page.get_by_role("button", name=re.compile("处待解决")).click()
    tab = page.get_by_role("tab", name=re.compile("待解决的问题"))
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="下载问题清单")).to_be_visible()


def test_the_sidebar_closes_and_opens_again(page, server):
    """The page's own links lie where Streamlit's bar was; its button stays in reach."""
    page.goto(server)
    chooser = page.get_by_text("哪些村应覆盖")
    expect(chooser).to_be_visible()
    page.get_by_test_id("stSidebar").hover()
    page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    expect(chooser).not_to_be_in_viewport()
    page.get_by_role("link", name="缺口地图").click()
    the_map(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(chooser).to_be_in_viewport()


def test_an_exported_shapefile_reads_back(page, server, tmp_path):
    page.goto(f"{server}/export")
    page.get_by_text("村 shapefile").wait_for()
    page.locator(".st-key-make_villages_shp button").click()
    with page.expect_download() as got:
        page.locator(".st-key-download_villages_shp button").click()
    path = tmp_path / got.value.suggested_filename
    got.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "shp")
    (shapefile,) = (tmp_path / "shp").rglob("*.shp")
    frame = gpd.read_file(shapefile)
    assert sorted(frame["VILL_CODE"]) == sorted(toy.villages()["village_code"])
    assert (frame["STATUS"] == "uncovered").sum() == 1


def test_a_workspace_can_be_begun_from_nothing(page, server, workspaces):
    """Without a workspace the app explains itself and loads the demo."""
    for file in (workspaces / "toy").iterdir():
        file.unlink()
    page.goto(server)
    expect(page.get_by_text("还没有工作区")).to_be_visible()
    page.get_by_role("button", name="载入示范数据：百色").click()
    expect(page.locator("[data-verdict]").first).to_contain_text("贫困村")
    expect(page.get_by_text("示意数据").first).to_be_visible()
