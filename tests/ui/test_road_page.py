"""The page of roads: its line of facts, its four tabs, and workspaces of little data.

On the toy roads c2 serves village 5 over the bridge in 25 minutes; nobody else knows
its vegetables. See tests/planner/roads.py.
"""

import re

import pytest

from planner.workspace import Workspace
from tests import desk, toy
from ui.components import data
from ui.components.road_facts import option_of, road_options
from ui.components.road_tabs import TABS
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")
ROADS = {"roads": toy.roads(), "commissioners": toy.commissioners()}


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))


def open_tab(at, tab, lang="zh"):
    at.session_state["road_tabs"] = say(f"tab_{tab}", lang)
    at.run()
    assert not at.exception
    return at


def without_villages(workspaces, **changed):
    """What an extract of OpenStreetMap and a table of bases make."""
    layers = {"roads": toy.roads(), "places": toy.places(), "bases": toy.bases()}
    workspace = Workspace(workspaces / "toy" / "workspace.gpkg")
    workspace.replace(layers | changed, [])
    return workspace


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_draws_in_every_language(app, workspaces, tab, lang):
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads", lang=lang), tab, lang)
    assert [error.value for error in at.error] == []
    labels = [w.label for w in (*at.button, *at.selectbox, *at.toggle, *at.text_input)]
    assert labels
    if lang == "en":
        assert [label for label in labels if CHINESE.search(label)] == []


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_works_without_villages_and_counties(app, workspaces, tab):
    without_villages(workspaces)
    at = open_tab(app("roads"), tab)
    assert [error.value for error in at.error] == []


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_works_under_a_limit_in_kilometres(app, workspaces, tab):
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads", unit="km", limit="20"), tab)
    assert [error.value for error in at.error] == []
    if tab == "closures":
        at.selectbox(key="closure_road").set_value("示意大桥").run()
        assert "15.0 公里" in at.dataframe[0].value["text"].iloc[0]


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_explains_a_workspace_of_roads_alone(app, workspaces, tab):
    without_villages(workspaces, places=toy.places()[:0], bases=toy.bases()[:0])
    at = open_tab(app("roads"), tab)
    assert [error.value for error in at.error] == []
    assert told(at)


def test_without_roads_the_next_step_is_offered(app, workspaces):
    desk.make_workspace(workspaces)
    at = app("roads")
    assert at.header[0].value == say("roads_empty_title", "zh")
    assert "直线估算" in at.info[0].value
    at.button(key="roads_import").click().run()
    assert not at.exception
    assert at.session_state["page_shown"] == "data"


def test_the_line_of_facts(app, workspaces):
    """Three stretches of national road, its bridge, six lanes, nothing cut off."""
    desk.make_workspace(workspaces, **ROADS)
    text = told(app("roads"))
    # The lanes cut the road in five; 30 km of it and six lanes of 5.
    assert "路网 60 公里，11 段" in text
    assert "全部连通" in text
    assert "小汽车，离开道路后步行 5 公里/小时" in text


def test_the_line_of_facts_is_that_of_the_profile(app, workspaces):
    """The lane to village 2 is a path: far from a car's roads, not from a walker's."""
    roads = toy.roads()
    roads.loc[roads["road_id"] == "L2", "highway"] = "path"
    desk.make_workspace(workspaces, roads=roads)
    at = app("roads")
    assert "1 个村 3 公里内没有路" in told(at)
    at.selectbox(key="widget:profile").set_value("walking").run()
    assert "公里内没有路" not in told(at)


def test_the_line_tells_parts_and_places_without_a_road(app, workspaces):
    """Without the bridge the east is a part of its own, with villages 5 and 6."""
    roads = toy.roads()
    roads = roads[roads["name"] != "示意大桥"]
    roads = roads[roads["road_id"] != "L2"]
    desk.make_workspace(workspaces, roads=roads)
    text = told(app("roads"))
    assert "分成互不相连的 2 块，2 个村不在主网上" in text
    # Village 2 lies 5 km from the national road.
    assert "1 个村 3 公里内没有路" in text


def test_the_straight_line_in_the_sidebar_is_told(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = app("roads", method="straight_line")
    assert say("roads_not_chosen", "zh") in told(at)


def test_an_unknown_profile_of_a_link_is_told(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = app("roads", profile="rocket")
    assert any("rocket" in error.value for error in at.error)


def test_broken_speeds_can_be_given_up_on_the_page(app, workspaces):
    """Left by an older version, say: nothing is lost, and roads work again."""
    workspace = desk.make_workspace(workspaces, **ROADS)
    workspace.set_profiles_text("[car]\nspeeds = 1", change="坏")
    overview = app("overview")
    assert say("speed_broken", "zh") in told(overview)
    at = app("roads")
    assert say("speed_broken", "zh") in told(at)
    at.button(key="speed_reset").click().run()
    at.button(key="speed_reset_yes").click().run()
    assert not at.exception
    assert workspace.profiles_text() == ""
    assert "路网 60 公里" in told(at)
    assert say("speed_broken", "zh") not in told(at)


def test_broken_speeds_leave_the_straight_line(app, workspaces):
    workspace = desk.make_workspace(workspaces, **ROADS)
    workspace.set_profiles_text("[[", change="坏")
    at = app("overview", method="straight_line")
    assert [error.value for error in at.error] == []
    assert "个贫困村" in told(at)


def test_the_parts_and_who_stands_on_them_are_listed(app, workspaces):
    roads = toy.roads()
    desk.make_workspace(workspaces, roads=roads[roads["name"] != "示意大桥"])
    (rows,) = [one.value for one in app("roads").dataframe if "places" in one.value]
    assert rows["places"].tolist() == ["和平村、光明村"]


def test_roads_to_choose_are_named_once_and_the_important_first(workspaces):
    desk.make_workspace(workspaces, roads=toy.roads())
    roads = data.roads(workspaces / "toy" / "workspace.gpkg")
    found = road_options(roads.segments)
    # The number holds road and bridge, so it says more than either name.
    assert list(found) == ["g901", "示意国道", "示意大桥"]
    assert round(found["g901"].metres / 1000) == 30
    assert round(found["示意大桥"].metres / 1000) == 2
    assert found["示意大桥"].roads == ("示意大桥",)


def test_a_name_with_a_comma_is_closed_by_its_numbers(workspaces):
    """The cell of roads separates by commas, so such a name cannot stand in it."""
    roads = toy.roads()
    roads["name"] = roads["name"].replace("示意大桥", "Carretera, tram 2")
    desk.make_workspace(workspaces, roads=roads)
    segments = data.roads(workspaces / "toy" / "workspace.gpkg").segments
    found = road_options(segments)["carretera, tram 2"]
    assert found.name == "Carretera, tram 2"
    assert found.roads == ("R1",)


def test_a_road_clicked_is_found_by_name_or_by_itself(workspaces):
    desk.make_workspace(workspaces, roads=toy.roads())
    segments = data.roads(workspaces / "toy" / "workspace.gpkg").segments
    options = road_options(segments)
    assert option_of(options, segments, "R1")[0] in ("示意大桥", "示意国道")
    key, lane = option_of(options, segments, "L2")
    assert key == "id:L2"
    assert lane.roads == ("L2",)
    assert option_of(options, segments, "nobody") is None


def test_what_is_kept_is_made_once(app):
    made = []
    for _ in range(2):
        assert data.kept(("test", 1), lambda: made.append(1) or "it") == "it"
    assert made == [1]
    for number in range(60):
        data.kept(("test", "many", number), lambda: 0)
    data.kept(("test", 1), lambda: made.append(2))
    assert made == [1, 2]


def test_what_a_change_overtook_is_not_kept(app, workspaces):
    """Made while a colleague imports: undone, the old version must be made anew."""
    workspace = desk.make_workspace(workspaces, **ROADS)
    made = []

    def make():
        made.append(1)
        if len(made) == 1:
            workspace.replace_layer("closures", toy.closures(), change="别人")
        return len(made)

    assert data.kept_of(workspace.path, ("test",), make) == 1
    workspace.undo()
    assert data.kept_of(workspace.path, ("test",), make) == 2
    assert data.kept_of(workspace.path, ("test",), make) == 2


def test_settings_hold_for_the_page(app, workspaces):
    """The rule of the sidebar decides what is judged here, too."""
    desk.make_workspace(workspaces, **ROADS)
    at = app("roads", limit="20")
    at.selectbox(key="closure_road").set_value("示意大桥").run()
    # Within 20 minutes c2 does not reach village 5 in the first place.
    assert "覆盖的村数不变（4 → 4），另有 1 个" in told(at)
