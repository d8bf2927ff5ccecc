"""A planner closes roads, asks which matter, sets speeds and looks at journeys."""

import re
import tomllib

import pytest
from playwright.sync_api import Page, expect

from planner.workspace import Workspace
from tests import desk, toy
from ui.maps.palette import ROUTE

BRIDGE = "示意大桥（G901）"


@pytest.fixture
def workspace(workspaces) -> Workspace:
    """The toy region with its roads; c2 serves village 5 over the bridge."""
    return desk.make_workspace(
        workspaces, roads=toy.roads(), commissioners=toy.commissioners()
    )


def the_map(page: Page, tab: str = "封路"):
    """The map of a tab, once something is drawn on it."""
    panel = page.get_by_role("tabpanel", name=tab)
    frame = panel.frame_locator("iframe[title*='folium']")
    expect(frame.locator(".leaflet-container path").first).to_be_attached()
    return frame


def choose_road(page: Page, text: str) -> None:
    page.get_by_role("combobox", name="封哪条路").click()
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type(text)
    page.get_by_role("option", name=re.compile(text)).first.click()


def test_a_closure_is_tried_kept_and_undone(page, server, workspace):
    """The effect is told first; then overview and list count it."""
    page.goto(f"{server}/roads")
    the_map(page)
    choose_road(page, "示意大桥")
    expect(page.get_by_text("覆盖 5 → 4")).to_be_visible()
    expect(page.get_by_text("1 个村失去覆盖")).to_be_visible()
    # Beside the map, without scrolling.
    save = page.get_by_role("button", name="保存封路")
    box = save.bounding_box()
    assert box["y"] + box["height"] < 768
    save.click()
    expect(page.get_by_text(f"已保存：封路：{BRIDGE}")).to_be_visible()
    expect(page.get_by_text("生效中")).to_be_visible()
    assert workspace.layer("closures")["roads"].tolist() == ["示意大桥"]

    page.get_by_role("link", name="总览").click()
    expect(page.locator("[data-verdict]").first).to_have_text(
        "5 个贫困村中 4 个已覆盖，1 个未覆盖"
    )
    page.get_by_role("link", name="道路").click()
    page.get_by_role("button", name=re.compile("撤销：新增")).click()
    page.get_by_role("button", name="确定撤销这次改动").click()
    expect(page.get_by_text("已撤销：新增")).to_be_visible()
    assert len(workspace.layer("closures")) == 0


def test_a_road_clicked_on_the_map_is_chosen(page, server, workspace):
    page.goto(f"{server}/roads")
    frame = the_map(page)
    frame.locator("path.coverage-target").first.click(force=True)
    expect(page.get_by_role("combobox", name="封哪条路")).not_to_have_value(
        "（不按路名）"
    )
    expect(page.get_by_text("封闭后：")).to_be_visible()


def test_an_area_is_drawn_and_its_effect_told(page, server, workspace):
    """Four corners around all of it: no road is left, nor any cover."""
    page.goto(f"{server}/roads")
    frame = the_map(page)
    frame.get_by_role("button", name="画封路范围").click()
    # A frame of its own size: corners are given from its upper left.
    area = frame.locator(".leaflet-container")
    box = area.bounding_box()
    left, top = 130, 60
    right, bottom = box["width"] - 170, box["height"] - 60
    for x, y in ((left, top), (right, top), (right, bottom)):
        area.click(position={"x": x, "y": y}, force=True)
    area.dblclick(position={"x": left, "y": bottom}, force=True)
    expect(page.get_by_text("画出的范围内的所有路")).to_be_visible()
    expect(page.get_by_text("失去覆盖").first).to_be_visible()
    page.get_by_role("button", name="保存封路").click()
    expect(page.get_by_text("已保存：封路：画出的范围")).to_be_visible()
    shape = workspace.layer("closures").geometry.iloc[0]
    assert shape.geom_type == "Polygon"
    assert shape.intersects(toy.at(15, 10))


def test_a_critical_road_is_tried(page, server, workspace):
    page.goto(f"{server}/roads")
    the_map(page)
    page.get_by_role("tab", name="要道").click()
    page.get_by_role("button", name="找出要道").click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    expect(the_map(page, "要道").get_by_text("1", exact=True).first).to_be_visible()
    # The box before the first row.
    table.click(position={"x": 16, "y": 48})
    page.get_by_role("button", name="试封这段").click()
    expect(page.get_by_text("沿选定路段")).to_be_visible()
    expect(page.get_by_text("覆盖 5 → 4")).to_be_visible()


def test_a_speed_is_edited_tried_and_saved(page, server, workspace):
    """At 5 km/h on national roads most villages are out of reach."""
    page.goto(f"{server}/roads?limit=30")
    the_map(page)
    page.get_by_role("tab", name="车速").click()
    editor = page.get_by_test_id("stDataFrame").first
    expect(editor).to_be_visible()
    save = page.get_by_role("button", name="保存车速")
    expect(save).to_be_disabled()
    # Third row: national roads, after expressways and their links.
    editor.dblclick(position={"x": 300, "y": 36 + 2 * 33 + 16})
    # The cell's own field lies beside the page, not in the table.
    cell = page.locator("#portal input")
    expect(cell).to_be_visible()
    cell.fill("5")
    cell.press("Enter")
    expect(page.get_by_text("改了 1 个车速。")).to_be_visible()
    expect(page.get_by_text("失去覆盖").first).to_be_visible()
    save.click()
    expect(page.get_by_text("已保存小汽车的车速")).to_be_visible()
    trunk = tomllib.loads(workspace.profiles_text())["car"]["speeds"]["trunk"]
    assert trunk == {"kmh": 5, "source": "planner"}


def test_journeys_are_there_at_once_and_one_click_draws_the_way(
    page, server, workspace
):
    page.goto(f"{server}/roads")
    the_map(page)
    page.get_by_role("tab", name="车程").click()
    expect(page.get_by_text("6 个村中 6 个有路可到")).to_be_visible()
    frame = the_map(page, "车程")
    ways = frame.locator(f"path[stroke='{ROUTE}']")
    before = ways.count()
    # Roads only say what they are; a place can be picked.
    frame.locator("path.coverage-target:not(.coverage-told)").first.click(force=True)
    card = page.locator("[data-way]")
    expect(card.locator("li").first).to_be_visible()
    expect(card).to_contain_text("分钟")
    expect(ways.nth(before)).to_be_attached()


def test_the_page_speaks_english(page, server, workspace):
    page.goto(f"{server}/roads?lang=en")
    the_map(page, "Closures")
    for tab in ("Closures", "Critical roads", "Speeds", "Journeys"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute(
            "aria-selected", "true"
        )
    expect(page.get_by_text("Of 6 villages, 6 are joined by road")).to_be_visible()
