"""The page of records: edited in place, saved whole or refused, taken back.

What a planner types into the table reaches the app as the state of its editor; in a
browser it is typed, see tests/browser.
"""

import re

import pandas as pd
import pytest

from geo.frames import conform
from geo.schemas import RECORD_LAYERS
from planner.recording import record_history
from tests import desk, toy_records
from tests.ui import records_desk
from tests.ui.records_desk import NEW, click, events, problems, table, told, type_in
from ui.components import shell
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def page(app):
    """Open the page of records, in Chinese unless asked otherwise."""
    return records_desk.opener(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layer", RECORD_LAYERS)
def test_every_layer_draws_empty_and_says_what_to_do(page, workspaces, layer, lang):
    desk.make_workspace(workspaces)
    at = page(records_layer=layer, lang=lang)
    assert say(f"record_about_{layer}", lang) in told(at)
    assert at.button(key="records_save").disabled
    boxes = (*at.selectbox, *at.text_input, *at.number_input, *at.date_input)
    labels = [box.label for box in (*boxes, *at.button, *at.multiselect)]
    if lang == "en":
        assert [label for label in labels if CHINESE.search(label)] == []
    click(at, "records_import")
    assert at.session_state["page_shown"] == "data"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_records_are_shown_in_words_the_newest_first(page, workspaces, lang):
    desk.make_workspace(workspaces, events=events())
    shown = table(page(lang=lang))
    assert shown["event_id"].tolist() == ["e1", "e2"]
    kinds = {"zh": "入村服务", "en": "Village visit"}
    assert shown["kind"].iloc[0] == kinds[lang]
    assert shown["record_place"].tolist() == ["田东县 平马镇 前进村", "德保县"]
    assert shown["date"].tolist()[0] == "2026-03-05"


def test_a_date_is_read_as_offices_write_it_or_refused(page, workspaces):
    """Nothing typed becomes another day, least of all today's."""
    workspace = desk.make_workspace(workspaces, events=events())
    at = page()
    type_in(at, edited={0: {"date": "2026年3月6日"}}, added=[], deleted=[])
    click(at, "records_save")
    frame = workspace.layer("events").set_index("event_id")
    assert frame.loc["e1", "date"] == "2026-03-06"
    at = page()
    type_in(at, edited={0: {"date": "2026-13-05"}}, added=[], deleted=[])
    click(at, "records_save")
    assert "2026-13-05" in problems(at).to_string()
    frame = workspace.layer("events").set_index("event_id")
    assert frame.loc["e1", "date"] == "2026-03-06"


def test_rows_are_added_changed_and_deleted_in_one_save(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = page()
    type_in(at, edited={0: {"attendance": 45}}, added=[NEW, {}], deleted=[1])
    save = at.button(key="records_save")
    assert save.label == "保存：新增 1、修改 1、删除 1"
    assert say("record_unsaved", "zh") in told(at)
    click(at, "records_save")
    assert "已保存" in at.success[0].value
    frame = workspace.layer("events").set_index("name")
    assert sorted(frame.index) == ["会商", "春耕指导"]
    assert frame.loc["春耕指导", "attendance"] == 45
    assert frame.loc["会商", "kind"] == "joint_session"
    assert not frame.loc["会商", "illustrative"]
    assert workspace.last_change == "活动：新增 1、修改 1、删除 1"
    assert sorted(table(at)["name"]) == ["会商", "春耕指导"]
    assert at.button(key="records_save").disabled


def test_the_roster_is_edited_like_other_records_and_taken_back(page, workspaces):
    """Its place is a village; to pin somebody is to tick a box."""
    rows = toy_records.assignments()
    workspace = desk.make_workspace(workspaces, assignments=rows)
    at = page(records_layer="assignments")
    shown = table(at)
    assert shown["assignment_id"].tolist() == ["s2", "s1"]
    assert shown["pinned"].tolist() == [False, True]
    assert shown["post"].tolist() == ["基地服务", ""]
    assert shown["record_place"].tolist() == [
        "德保县 城关镇 和平村", "田东县 平马镇 前进村",
    ]  # fmt: skip
    new = {
        "commissioner_id": "c3", "village_code": "451024100202", "post": "第一书记",
        "pinned": None, "since": "2026-01-01",
    }  # fmt: skip
    type_in(at, edited={0: {"pinned": True}, 1: {"pinned": False}}, added=[new, {}])
    assert at.button(key="records_save").label == "保存：新增 1、修改 2、删除 0"
    click(at, "records_save")
    frame = workspace.layer("assignments").set_index("commissioner_id")
    assert frame["pinned"].to_dict() == {"c1": False, "c2": True, "c3": False}
    assert frame.loc["c3", "post"] == "first_secretary"
    at = page(records_layer="assignments", records_unit="451024")
    assert sorted(table(at)["commissioner_id"]) == ["c2", "c3"]
    again = new | {"post": "第一书记", "since": ""}
    type_in(at, added=[again, new | {"village_code": "451024"}])
    click(at, "records_save")
    assert problems(at)["what"].str.contains("451024100202").any()
    assert len(problems(at)) == 2
    workspace.undo()
    assert workspace.layer("assignments")["pinned"].tolist() == [True, False]


def test_a_cell_typed_back_is_no_change(page, workspaces):
    desk.make_workspace(workspaces, events=events())
    at = page()
    type_in(at, edited={0: {"attendance": 30}})
    assert at.button(key="records_save").disabled


def test_bad_rows_are_refused_with_every_problem_and_stay(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    version = workspace.data_version
    at = page()
    bad = [NEW | {"unit_code": "45102x"}, {"name": "只有名称"}]
    type_in(at, edited={1: {"date": "2027-01-01"}}, added=bad)
    click(at, "records_save")
    assert workspace.data_version == version
    assert "没有保存" in at.error[0].value
    found = problems(at)
    assert found["where"].str.contains("只有名称").sum() == 3
    assert found["what"].str.contains("45102x").any()
    assert found["where"].str.contains("德保县").any()
    assert found["mend"].ne("").all()
    shown = table(at)
    assert shown["record_mark"].tolist()[:3] == ["需更正"] * 3
    assert "45102x" in shown["unit_code"].tolist()
    at_fault = shown["name"].tolist()
    row, future = at_fault.index("会商"), at_fault.index("科技下乡")
    alone = at_fault.index("只有名称")
    type_in(
        at, deleted=[alone],
        edited={row: {"unit_code": "451022"}, future: {"date": "2025-05-02"}},
    )  # fmt: skip
    click(at, "records_save")
    assert [error.value for error in at.error] == []
    assert len(workspace.layer("events")) == 3


def test_edits_are_discarded_when_asked(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    version = workspace.data_version
    at = type_in(page(), edited={0: {"name": "改"}}, added=[NEW])
    click(at, "records_discard")
    assert table(at)["name"].tolist() == ["春耕指导", "科技下乡"]
    assert at.button(key="records_save").disabled
    assert workspace.data_version == version


def test_edits_stay_while_one_looks_elsewhere(page, workspaces):
    """Another filter, another layer, another page: nothing typed is lost."""
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={1: {"name": "改过"}}, added=[NEW])
    at.selectbox(key="widget:records_year").set_value("2026").run()
    assert at.button(key="records_save").label == "保存：新增 1、修改 1、删除 0"
    assert table(at)["record_mark"].tolist() == ["新增", "改过", ""]
    at.selectbox(key="widget:records_layer").set_value("people").run()
    assert at.button(key="records_save").disabled
    at.switch_page(shell.PAGES["data"]).run()
    at.switch_page(shell.PAGES["records"]).run()
    at.selectbox(key="widget:records_layer").set_value("events").run()
    click(at, "records_save")
    assert sorted(workspace.layer("events")["name"]) == ["会商", "改过", "春耕指导"]


def test_edits_just_typed_survive_the_turn_of_a_page(page, workspaces):
    desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={0: {"name": "改过"}})
    at.switch_page(shell.PAGES["data"]).run()
    at.switch_page(shell.PAGES["records"]).run()
    assert at.button(key="records_save").label == "保存：新增 0、修改 1、删除 0"
    assert "改过" in table(at)["name"].tolist()


def test_somebody_elses_save_is_told_and_both_are_kept(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={0: {"name": "我的"}}, deleted=[1])
    theirs = workspace.layer("events")
    theirs.loc[theirs["event_id"] == "e1", ["name", "attendance"]] = ["他的", 99]
    workspace.replace_layer("events", theirs, change="别人")
    click(at, "records_save")
    # The button was pressed on what is no longer there: looked at once more.
    text = told(at)
    assert "刚被" in text
    assert "1 行的同一格别人也改过" in text
    assert workspace.layer("events")["name"].tolist() == ["他的", "科技下乡"]
    click(at, "records_save")
    (row,) = workspace.layer("events").itertuples()
    assert (row.name, row.attendance) == ("我的", 99)


def test_a_row_somebody_deleted_is_not_lost_with_its_edit(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={0: {"name": "我的"}})
    theirs = workspace.layer("events")
    workspace.replace_layer("events", theirs[theirs["event_id"] == "e2"], change="删")
    at.run()
    assert "1 行已被删除" in told(at)
    assert at.button(key="records_save").label == "保存：新增 1、修改 0、删除 0"
    click(at, "records_save")
    row = workspace.layer("events").set_index("event_id").loc["e1"]
    assert (row["name"], row["attendance"], row["kind"]) == (
        "我的",
        30,
        "village_visit",
    )


def test_another_layers_change_is_no_bother(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={0: {"name": "我的"}})
    workspace.replace_layer("people", workspace.layer("people"), change="人员")
    group = {
        "group_id": "g",
        "name": "队",
        "kind": "cooperative",
        "unit_code": "451022",
    }
    made = conform(pd.DataFrame([group]), "groups")
    workspace.replace_layer("groups", made, change="团队")
    at.run()
    assert at.warning.len == 0
    click(at, "records_save")
    assert "我的" in workspace.layer("events")["name"].tolist()


def test_undo_takes_the_last_save_back(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), deleted=[0])
    click(at, "records_save")
    assert len(workspace.layer("events")) == 1
    undo = at.button(key="records_undo")
    assert "删除 1" in undo.label.replace("\\", "")
    click(at, "records_undo")
    click(at, "records_undo_yes")
    assert len(workspace.layer("events")) == 2
    assert len(table(at)) == 2


def test_the_history_lists_changes_by_hand_and_imports(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={0: {"name": "改"}})
    click(at, "records_save")
    assert say("record_history", "zh", count=1) in [one.label for one in at.expander]
    at_day = f"{record_history(workspace)[0].at.astimezone():%H:%M}"
    assert f"{at_day}".replace(":", "\\:") in told(at)
    assert "修改 1" in told(at).replace("\\", "")
