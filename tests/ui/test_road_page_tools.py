"""Critical roads, speeds and journeys on the page of roads, and their files."""

import csv
import io
import json
import tomllib

import pandas as pd
import pytest
import streamlit as st
from openpyxl import load_workbook

from geo.errors import DataError
from geo.export.delimited import csv_bytes
from geo.roads.profiles import parse_profiles, shipped_text
from planner.critical import critical_roads
from planner.workspace import Workspace
from tests import desk, toy
from tests.ui.test_road_page import ROADS, open_tab, told, without_villages
from ui.components import (
    data,
    road_changes,
    road_data,
    road_files,
    road_maps,
    state,
)
from ui.components.road_draft import Draft
from ui.components.road_profiles import names_of, source_name, speed_rows, with_speeds
from ui.text import say


def workspace_of(workspaces):
    return Workspace(workspaces / "toy" / "workspace.gpkg")


# Critical roads


def test_the_critical_roads_are_found_on_asking(app, workspaces):
    """Lanes of one village each; the road over the bridge carries village 5."""
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads"), "critical")
    assert len(at.dataframe) == 0
    at.button(key="critical_find").click().run()
    rows = at.dataframe[0].value
    assert rows["uncovered"].tolist() == [1] * len(rows)
    assert "示意国道（G901）" in rows["road"].tolist()
    assert rows["rank"].tolist() == list(range(1, len(rows) + 1))


def test_a_changed_rule_makes_them_stale(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads"), "critical")
    at.button(key="critical_find").click().run()
    at.number_input(key="widget:limit").set_value(20.0).run()
    assert say("critical_stale", "zh") in told(at)
    assert len(at.dataframe) == 0


def test_one_of_them_is_tried_as_a_closure(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads"), "critical")
    at.button(key="critical_find").click().run()
    at.session_state["road_kept:critical_picked"] = (
        at.dataframe[0].value["road"].tolist().index("示意国道（G901）")
    )
    at.run()
    assert "和平村" in told(at)
    at.button(key="critical_try").click().run()
    assert not at.exception
    # The closures, with the road over the bridge as what would be closed.
    assert at.text_input(key="closure_name").value == "封路：示意国道（G901）"
    text = told(at)
    assert say("closure_along", "zh") in text
    assert "覆盖 5 → 4" in text
    at.button(key="closure_save").click().run()
    kept = workspace_of(workspaces).layer("closures")
    assert kept.geometry.iloc[0].geom_type == "MultiLineString"


def test_critical_roads_of_places(app, workspaces):
    """With one base in the west the place in the east hangs on the bridge."""
    without_villages(workspaces, bases=toy.bases()[:1])
    at = open_tab(app("roads", limit="60"), "critical")
    at.button(key="critical_find").click().run()
    rows = at.dataframe[0].value
    assert "示意国道（G901）" in rows["road"].tolist()
    path = workspaces / "toy" / "workspace.gpkg"
    rule, choice = road_data.state.rule(data.today()), road_data.state.travel()
    report = road_data.report(path, rule, choice)
    travel = data.road_travel(path, choice, road_data.day_of(rule))
    assert critical_roads(report, travel)


# Speeds


def test_profiles_are_shown_in_words():
    text = shipped_text()
    assert names_of(text, "zh")["car"] == "小汽车"
    assert names_of(text, "en")["walking"] == "On foot"
    rows = speed_rows(text, "car", "speeds", "zh")
    assert rows.loc["primary"].tolist() == ["省道", 60.0, "公路工程技术标准"]
    assert rows.loc["primary_link", "name"] == "省道匝道"
    # Both are streets to a planner.
    assert rows.loc["living_street", "name"] == "街巷（living_street）"
    assert speed_rows(text, "car", "surfaces", "en").loc["mud", "name"] == "mud"
    assert source_name("my own", "zh") == "my own"


def test_an_edit_keeps_the_rest_and_names_its_source():
    text = shipped_text()
    edited = with_speeds(text, "car", {"speeds": {"primary": 35.0}}, "here")
    assert edited.changed == 1
    tables = tomllib.loads(edited.text)
    assert tables["car"]["speeds"]["primary"] == {"kmh": 35, "source": "planner"}
    assert tables["sources"]["planner"] == "here"
    assert tables["caravan"] == tomllib.loads(text)["caravan"]
    assert "# How fast each kind of traveller goes" in edited.text
    assert parse_profiles(tables)["car"].speeds["primary"].kmh == 35
    # The same once more changes nothing.
    again = with_speeds(edited.text, "car", {"speeds": {"primary": 35.0}}, "here")
    assert (again.changed, again.text) == (0, edited.text)


def test_every_wrong_speed_is_told_at_once():
    wrong = {
        "speeds": {"primary": -5.0, "trunk": None, "tertiary": 500.0},
        "surfaces": {"mud": float("nan"), "sand": 0.0},
    }
    with pytest.raises(DataError) as caught:
        with_speeds(shipped_text(), "car", wrong, "here")
    places = [issue.params["where"] for issue in caught.value.issues]
    assert places == [
        "car.speeds.trunk", "car.speeds.primary", "car.speeds.tertiary",
        "car.surfaces.sand", "car.surfaces.mud",
    ]  # fmt: skip


def test_without_an_edit_there_is_nothing_to_save(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads"), "speeds")
    assert at.button(key="speed_save").disabled
    assert not [button for button in at.button if button.key == "speed_reset"]
    at.selectbox(key="road_widget:profile").set_value("walking").run()
    assert at.dataframe[0].value.loc["primary", "kmh"] == 5.0


def test_other_speeds_are_told_by_what_they_change(app, workspaces):
    """At 20 km/h on the national road c2 is 45 minutes from village 5."""
    workspace = desk.make_workspace(workspaces, **ROADS)
    at = app("roads", limit="30")
    rule, choice = road_data.state.rule(data.today()), road_data.state.travel()
    del at
    edits = {"speeds": {"trunk": 20.0}}
    edited = with_speeds(shipped_text(), "car", edits, "here")
    found = road_data.effect(workspace.path, rule, choice, profiles=edited.text)
    assert found.covered_before == 5
    assert found.table.loc["451024100201", "travel_after"] == 45


def test_own_speeds_are_put_back_after_a_question(app, workspaces):
    workspace = desk.make_workspace(workspaces, **ROADS)
    edited = with_speeds(shipped_text(), "car", {"speeds": {"trunk": 20.0}}, "here")
    workspace.set_profiles_text(edited.text, change="慢")
    at = open_tab(app("roads"), "speeds")
    assert say("speed_own", "zh") in told(at)
    assert at.dataframe[0].value.loc["trunk"].tolist() == ["国道", 20.0, "本单位设定"]
    at.button(key="speed_reset").click().run()
    at.button(key="speed_reset_yes").click().run()
    assert workspace.profiles_text() == ""
    assert say("speed_shipped", "zh") in told(at)
    assert at.button(key="speeds_undo").label == "撤销：恢复默认车速"


# Journeys


def test_minutes_to_the_nearest_base_are_there_at_once(app, workspaces):
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads"), "journeys")
    rows = at.dataframe[0].value
    minutes = dict(zip(rows["name"], rows["minutes"], strict=True))
    assert minutes == {
        "前进村": 15, "东升村": 15, "红旗村": 25,
        "新民村": 25, "和平村": 15, "光明村": 15,
    }  # fmt: skip
    assert "6 个村中 6 个有路可到" in told(at)


def test_minutes_to_one_base(app, workspaces):
    """b2 stands 20 km down the road from village 1's lane."""
    desk.make_workspace(workspaces, **ROADS)
    at = open_tab(app("roads"), "journeys")
    at.selectbox(key="road_widget:journey_to").set_value("b2").run()
    rows = at.dataframe[0].value.set_index("name")
    assert rows.loc["前进村", ["minutes", "km"]].tolist() == [35, 25.0]
    assert set(rows["base"]) == {"城关示范基地"}


def test_a_place_picked_shows_its_way(app, workspaces):
    without_villages(workspaces)
    at = open_tab(app("roads"), "journeys")
    assert say("journey_hint", "zh") in told(at)
    at.session_state["road_kept:journey_picked"] = ("places", "p2")
    at.run()
    text = told(at)
    assert "东岔口" in text
    assert "城关示范基地：10 分钟，10.0 公里" in text
    assert "示意国道（G901） 10.0 公里，约 10 分钟" in text
    at.button(key="journey_unpick").click().run()
    assert say("journey_hint", "zh") in told(at)


def test_a_village_without_a_position_says_so_and_names_its_units(app, workspaces):
    villages = toy.villages()
    villages.loc[0, "geometry"] = None
    desk.make_workspace(workspaces, villages=villages, **ROADS)
    at = open_tab(app("roads"), "journeys")
    at.session_state["road_kept:journey_picked"] = ("villages", "451022100201")
    at.run()
    assert say("journey_no_place", "zh") in told(at)
    rows = at.dataframe[0].value.set_index("name")
    # Those without a journey stand first.
    assert rows.index[0] == "前进村"
    assert rows.loc["和平村", ["township", "county"]].tolist() == ["城关镇", "德保县"]


def test_villages_and_places_to_choose_from_where_there_are_both(app, workspaces):
    desk.make_workspace(workspaces, places=toy.places(), **ROADS)
    at = open_tab(app("roads"), "journeys")
    at.segmented_control(key="road_widget:journey_of").set_value("places").run()
    assert sorted(at.dataframe[0].value["name"]) == ["东岔口", "西岔口"]


def test_any_place_stands_for_a_base_where_there_is_none(app, workspaces):
    without_villages(workspaces, bases=toy.bases()[:0])
    at = open_tab(app("roads"), "journeys")
    assert say("journey_no_bases", "zh") in told(at)
    rows = at.dataframe[0].value.set_index("name")
    # From one fork of the road to the other, 20 km.
    assert rows["minutes"].max() == 20


def test_only_the_place_meant_is_drawn_as_a_base(app, workspaces, monkeypatch):
    drawn = []
    real = road_maps.of_journeys

    def seen(path, rule, choice, table, bases, lang, **options):
        drawn.append(bases.ids)
        return real(path, rule, choice, table, bases, lang, **options)

    monkeypatch.setattr(road_maps, "of_journeys", seen)
    without_villages(workspaces, bases=toy.bases()[:0])
    open_tab(app("roads"), "journeys")
    assert drawn[-1] == ("p1",)


def test_bases_of_one_name_are_told_apart(app, workspaces):
    bases = toy.bases().assign(name="科技小院")
    desk.make_workspace(workspaces, **ROADS, bases=bases)
    at = open_tab(app("roads"), "journeys")
    choice = at.selectbox(key="road_widget:journey_to")
    assert len(set(choice.options)) == len(choice.options)
    choice.set_value("b2").run()
    minutes = at.dataframe[0].value.set_index("name")["minutes"]
    assert minutes["前进村"] == 35


def test_a_place_that_no_road_joins_says_so(app, workspaces):
    roads = toy.roads()
    roads = roads[roads["name"] != "示意大桥"]
    without_villages(workspaces, roads=roads, bases=toy.bases()[:1])
    at = open_tab(app("roads"), "journeys")
    at.session_state["road_kept:journey_picked"] = ("places", "p2")
    at.run()
    assert say("journey_no_way", "zh") in told(at)


# Files


FIELDS = road_files.fields_of({"name": "text", "minutes": "float", "km": "float"})
TABLE = pd.DataFrame(
    {
        "name": ["=1+1", "＝SUM(A1)", "-村", "甲,乙"],
        "minutes": [15.0, float("nan"), -3.0, 7.0],
        "km": [5.25, 1.0, 2.0, 3.0],
    }
)


def test_text_files_begin_with_the_mark_and_hold_no_formula():
    content = csv_bytes(TABLE, FIELDS, "zh")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["名称", "分钟", "公里"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'＝SUM(A1)", "'-村", "甲,乙"]
    # Numbers stay numbers, whatever their sign; what is missing is empty.
    assert [row[1] for row in rows[1:]] == ["15", "", "-3", "7"]


def test_a_workbook_holds_texts_as_texts(tmp_path):
    path = tmp_path / "table.xlsx"
    path.write_bytes(road_files.xlsx_bytes(TABLE, FIELDS, "表", "en", "a note"))
    sheet = load_workbook(path)["表"]
    assert [cell.value for cell in sheet[1]] == ["Name", "Minutes", "km"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "=1+1"


def test_journeys_go_out_as_points(workspaces, app):
    without_villages(workspaces)
    table = _journeys(workspaces / "toy" / "workspace.gpkg")
    frame = table.reset_index(names="id")
    points = toy.places()
    placed = points[["geometry"]].assign(id=frame["id"], minutes=frame["minutes"])
    fields = road_files.fields_of({"id": "text", "minutes": "float"})
    found = json.loads(road_files.geojson_bytes(placed, fields))
    first = found["features"][0]
    assert first["properties"] == {"id": "p1", "minutes": 10.0}
    assert first["geometry"]["type"] == "Point"


def _journeys(path):
    return road_data.journey_table(
        path, road_data.state.travel(), data.today(), of="places", bases="bases",
        to="", to_base=True, tell=lambda _share: None,
    )  # fmt: skip


def test_journeys_of_nobody_are_an_empty_table(workspaces, app):
    without_villages(workspaces, places=toy.places()[:0])
    assert _journeys(workspaces / "toy" / "workspace.gpkg").empty
    assert Draft(workspaces).is_empty()


def test_headings_of_changes_name_their_unit():
    """A file of minutes must not leave open whether they are kilometres."""
    told = [
        field.label("zh")
        for unit in ("s", "m")
        for field in road_files.fields_of(
            {"name": "text", "more": "float"}, {"more": f"road_col_more_{unit}"}
        )
    ]
    assert told == ["名称", "多（分钟）", "名称", "多（公里）"]


def test_a_part_drawn_alone_gives_way_to_another_page(monkeypatch):
    """A click in it may lead elsewhere, and only the whole page can go there."""
    drawn_anew = []
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "rerun", lambda: drawn_anew.append(True))
    road_changes.refresh()
    assert drawn_anew == []
    state.go("data", "import")
    road_changes.refresh()
    assert drawn_anew == [True]
