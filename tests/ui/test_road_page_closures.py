"""The closure tool: effect before saving, what is kept, and every way it is refused.

Closing the bridge takes village 5 (和平村) from c2, 25 minutes away; nobody else knows
its vegetables, so that of five villages four stay covered.
"""

import datetime as dt

import pytest
import shapely

from geo.roads.closure_words import month_day
from geo.roads.closures import Closure, Season, from_layer
from planner.rule import Rule
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from tests import desk, toy
from tests.ui.test_road_page import ROADS, open_tab, told, without_villages
from ui.components import data, road_data, road_maps
from ui.components.road_draft import PRESETS, Draft
from ui.components.road_list import when_text
from ui.text import say

BRIDGE = "示意大桥"


@pytest.fixture
def at(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    return app("roads")


@pytest.fixture
def workspace(workspaces):
    def opened():
        return Workspace(workspaces / "toy" / "workspace.gpkg")

    return opened


def chosen(at, road=BRIDGE):
    at.selectbox(key="closure_road").set_value(road).run()
    assert not at.exception
    return at


def draw(at, workspaces, shape):
    """Put a shape where the map's tool leaves it."""
    draft = Draft(workspaces / "toy" / "workspace.gpkg")
    at.session_state[f"closure_draft:{draft.path}"] = {
        "road": "", "name": "", "when": "always", "since": None, "until": None,
        "first": "05-15", "last": "09-30", "note": "", "clicked": "", "area": shape,
        "begun": 0,
    }  # fmt: skip
    return at.run()


def test_the_effect_is_told_before_anything_is_kept(at, workspace):
    version = workspace().data_version
    text = told(chosen(at))
    assert "封闭 2.0 公里" in text
    assert "覆盖 5 → 4" in text
    assert "1 个村失去覆盖" in text
    rows = at.dataframe[0].value
    assert rows["name"].tolist() == ["和平村"]
    assert rows["change"].tolist() == ["失去覆盖"]
    assert rows["server_before"].tolist() == ["黄二"]
    assert "不再覆盖" in rows["text"].iloc[0]
    assert workspace().data_version == version


def test_a_closure_is_kept_named_and_counted_everywhere(at, workspace):
    chosen(at)
    assert at.text_input(key="closure_name").value == "封路：示意大桥（G901）"
    at.text_input(key="closure_note").set_value("桥面维修").run()
    at.button(key="closure_save").click().run()
    frame = workspace().layer("closures")
    assert frame["closure_id"].tolist() == ["C1"]
    assert frame["name"].tolist() == ["封路：示意大桥（G901）"]
    assert frame["roads"].tolist() == [BRIDGE]
    assert frame["note"].tolist() == ["桥面维修"]
    assert frame["active"].tolist() == [True]
    assert workspace().last_change == "新增“封路：示意大桥（G901）”"
    # The form begins anew, and the closure stands in the list, in force.
    assert at.selectbox(key="closure_road").value == ""
    text = told(at)
    assert "生效中" in text
    assert "现在生效的全部封路，与不封相比：覆盖 5 → 4" in text
    at.switch_page("ui/pages/overview.py").run()
    assert "5 个贫困村中 4 个已覆盖" in told(at)


def test_a_closure_is_switched_off_and_on(at, workspace):
    chosen(at).button(key="closure_save").click().run()
    at.toggle(key="closure_active_C1").set_value(False).run()
    assert workspace().layer("closures")["active"].tolist() == [False]
    assert "已停用" in told(at)
    assert "覆盖仍为 5" in told(at)
    at.toggle(key="closure_active_C1").set_value(True).run()
    assert workspace().layer("closures")["active"].tolist() == [True]


def test_a_closure_is_deleted_after_a_question_and_brought_back(at, workspace):
    chosen(at).button(key="closure_save").click().run()
    at.button(key="closure_delete_C1").click().run()
    assert len(workspace().layer("closures")) == 1
    at.button(key="closure_delete_yes_C1_not").click().run()
    assert len(workspace().layer("closures")) == 1
    at.button(key="closure_delete_C1").click().run()
    at.button(key="closure_delete_yes_C1").click().run()
    assert len(workspace().layer("closures")) == 0
    undo = at.button(key="closures_undo")
    assert undo.label == r"撤销：删除“封路：示意大桥（G901）”"
    undo.click().run()
    at.button(key="closures_undo_yes").click().run()
    assert workspace().layer("closures")["closure_id"].tolist() == ["C1"]


def test_an_import_is_not_undone_from_here(at):
    assert not [button for button in at.button if button.key == "closures_undo"]


def test_dates_and_seasons_are_kept_as_the_layer_has_them(at, workspace):
    chosen(at)
    at.segmented_control(key="closure_when").set_value("dates").run()
    at.date_input(key="closure_since").set_value(dt.date(2026, 7, 1)).run()
    at.date_input(key="closure_until").set_value(dt.date(2026, 7, 31)).run()
    at.button(key="closure_save").click().run()
    chosen(at, "g901")
    at.segmented_control(key="closure_when").set_value("season").run()
    at.button(key="closure_season_ice").click().run()
    at.button(key="closure_save").click().run()
    frame = workspace().layer("closures")
    assert frame["closure_id"].tolist() == ["C1", "C2"]
    assert frame["since"].tolist() == ["2026-07-01", ""]
    assert frame["until"].tolist() == ["2026-07-31", ""]
    assert frame["season_first"].tolist() == ["", "12-01"]
    assert frame["season_last"].tolist() == ["", "02-29"]
    dated, yearly = from_layer(frame)
    assert when_text(dated, "zh") == "2026年7月1日 至 2026年7月31日"
    assert when_text(yearly, "en") == "every year 12-01 to 02-29"


def test_a_closure_that_does_not_hold_on_the_day_says_so(at):
    chosen(at)
    at.segmented_control(key="closure_when").set_value("dates").run()
    at.date_input(key="closure_until").set_value(dt.date(2020, 1, 1)).run()
    text = told(at)
    # What it does is told all the same.
    assert "覆盖 5 → 4" in text
    assert "不在封闭期内" in text


def test_every_problem_of_the_form_is_told_at_once_and_nothing_kept(at, workspace):
    chosen(at)
    at.segmented_control(key="closure_when").set_value("season").run()
    at.text_input(key="closure_first").set_value("5月15").run()
    at.text_input(key="closure_last").set_value("02-31").run()
    assert len(at.error) == 2
    assert at.button(key="closure_save").disabled
    at.segmented_control(key="closure_when").set_value("dates").run()
    assert at.error[0].value == say("closure_no_dates", "zh")
    at.date_input(key="closure_since").set_value(dt.date(2026, 8, 1)).run()
    at.date_input(key="closure_until").set_value(dt.date(2026, 7, 1)).run()
    assert [error.value for error in at.error] == [say("closure_dates_wrong", "zh")]
    assert len(workspace().layer("closures")) == 0


def test_a_drawn_area_closes_what_lies_in_it(at, workspaces, workspace):
    """A box around the lane of village 2 alone."""
    text = told(draw(at, workspaces, toy.rectangle(4, 11, 6, 13)))
    assert "封闭 2.0 公里" in text
    assert "1 个村失去覆盖" in text
    # The national road runs elsewhere, so that nothing is closed of it there.
    assert say("closure_touches_nothing_here", "zh") in told(chosen(at, "g901"))
    at.selectbox(key="closure_road").set_value("").run()
    at.button(key="closure_save").click().run()
    frame = workspace().layer("closures")
    assert frame["name"].tolist() == ["封路：画出的范围"]
    assert frame["roads"].tolist() == [""]
    assert frame.geometry.iloc[0].equals(toy.rectangle(4, 11, 6, 13))


def test_an_area_is_dropped_again(at, workspaces):
    draw(at, workspaces, toy.rectangle(4, 11, 6, 13))
    at.button(key="closure_area_forget").click().run()
    assert say("closure_hint", "zh") in told(at)


def test_somebody_elses_change_is_told_and_not_overwritten(at, workspace, monkeypatch):
    """Between looking and saving a colleague imports a closure."""
    chosen(at)
    real = Workspace.replace_layer

    def meanwhile(self, name, frame, **options):
        monkeypatch.setattr(Workspace, "replace_layer", real)
        real(self, "closures", toy.closures(), change="别人")
        real(self, name, frame, **options)

    monkeypatch.setattr(Workspace, "replace_layer", meanwhile)
    at.button(key="closure_save").click().run()
    assert say("roads_overtaken", "zh") in [error.value for error in at.error]
    assert workspace().layer("closures")["closure_id"].tolist() == ["x1", "x2"]
    # The form still holds what was chosen.
    assert at.selectbox(key="closure_road").value == BRIDGE


def test_the_form_outlives_a_look_at_another_tab(at):
    chosen(at).text_input(key="closure_note").set_value("维修").run()
    open_tab(at, "speeds")
    open_tab(at, "closures")
    assert at.selectbox(key="closure_road").value == BRIDGE
    assert at.text_input(key="closure_note").value == "维修"


def test_a_closure_deleted_meanwhile_is_told(at, workspace):
    """A colleague takes the closure away before its switch is turned."""
    chosen(at).button(key="closure_save").click().run()
    workspace().replace_layer("closures", toy.closures()[:0], change="别人")
    at.toggle(key="closure_active_C1").set_value(False).run()
    assert not at.exception
    assert any("C1" in error.value for error in at.error)


def test_a_question_is_not_open_in_another_workspace(app, workspaces):
    """Both have a closure x1; asked is about one of them."""
    given = ROADS | {"closures": toy.closures()}
    for name in ("toy", "zwei"):
        desk.make_workspace(workspaces, name, **given)
    at = app("roads", ws="toy")
    at.button(key="closure_delete_x1").click().run()
    assert "closure_delete_yes_x1" in [one.key for one in at.button]
    at.selectbox(key="widget:ws").set_value("zwei").run()
    assert not at.exception
    assert "closure_delete_yes_x1" not in [one.key for one in at.button]


def test_a_season_of_ice_lasts_to_the_end_of_february(workspaces):
    first, last = PRESETS["ice"]
    season = Season(month_day(first), month_day(last))
    assert season.holds(dt.date(2028, 2, 29))
    assert season.holds(dt.date(2027, 2, 28))
    assert not season.holds(dt.date(2027, 3, 1))
    assert last in say("closure_season_ice", "zh")


def test_heights_make_maps_and_figures_anew(at, workspaces, monkeypatch):
    """Heights lie beside the workspace: its data version knows nothing of them."""
    path = workspaces / "toy" / "workspace.gpkg"
    rule, choice = road_data.asked()
    asked = {
        "of": "villages", "bases": "bases", "to": "", "to_base": False,
        "tell": lambda _share: None,
    }  # fmt: skip

    def all_of_it():
        day = road_data.day_of(rule)
        return (
            road_data.facts(path, choice, day),
            road_data.journey_table(path, choice, day, **asked),
            road_data.report(path, rule, choice, closure=Closure("x", ("L2",))),
            road_data.critical(path, rule, choice, lambda _share: None),
            road_data.critical_key(path, rule, choice),
        )

    first, same = all_of_it(), all_of_it()
    assert all(one is two for one, two in zip(first[:4], same[:4], strict=True))
    stamp = data.stamp(path)
    monkeypatch.setattr(data, "stamp", lambda _path: f"{stamp}+9:9")
    later = all_of_it()
    assert all(one is not two for one, two in zip(first[:4], later[:4], strict=True))
    assert first[4] != later[4]
    # What is written into plans stays the version of the data.
    assert later[2].data_version == data.layers(path)[1]


def test_a_hostile_name_stays_a_text(app, workspaces):
    roads = toy.roads()
    bad = "<script>alert(1)</script>**x**"
    roads["name"] = roads["name"].replace(BRIDGE, bad)
    closures = toy.closures().assign(name=[bad, "=1+1"], active=True)
    desk.make_workspace(workspaces, **(ROADS | {"roads": roads, "closures": closures}))
    at = app("roads")
    markdown = "\n".join(str(one.value) for one in at.markdown)
    assert r"\*\*x\*\*" in markdown
    assert "<script>" not in markdown
    assert not any("<script>" in str(one.body) for one in at.get("html"))


def test_without_villages_the_places_are_told(app, workspaces):
    """Without the bridge the western bases still serve the west, as the east does."""
    without_villages(workspaces, bases=toy.bases()[:1])
    at = app("roads", limit="60")
    text = told(chosen(at))
    # p2 stands at km 35 east of the bridge, b1 at km 5 west of it.
    assert "覆盖 2 → 1" in text
    assert "1 个地点失去覆盖" in text


def test_without_bases_a_closure_can_still_be_kept(app, workspaces):
    without_villages(workspaces, bases=toy.bases()[:0])
    at = chosen(app("roads"))
    assert say("closure_nobody", "zh") in told(at)
    at.button(key="closure_save").click().run()
    found = Workspace(workspaces / "toy" / "workspace.gpkg").layer("closures")
    assert found["roads"].tolist() == [BRIDGE]


def test_corners_that_enclose_nothing_are_no_area():
    assert road_maps.polygon(None) is None
    assert road_maps.polygon([(0, 0), (1, 1), (2, 2)]) is None
    # A figure of eight is two triangles.
    eight = road_maps.polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert eight.geom_type == "MultiPolygon"
    assert shapely.area(eight) == pytest.approx(2)


def test_maps_are_kept_and_handed_out_as_copies(at, workspaces):
    path = workspaces / "toy" / "workspace.gpkg"
    rule, choice = Rule(on=data.today()), TravelChoice()
    one, two = (road_maps.of_closures(path, rule, choice, None, "zh") for _ in range(2))
    assert one is not two
    assert one.get_root().render() == two.get_root().render()
