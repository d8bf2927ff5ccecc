"""The page of records: edited in place, saved whole or refused, taken back.

What a planner types into the table reaches the app as the state of its editor; in a
browser it is typed, see tests/browser.
"""

import datetime as dt
import io
import re

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.frames import conform
from geo.schemas import LAYERS, RECORD_LAYERS
from planner.recording import record_history
from tests import desk, toy_records
from tests.ui.conftest import APP
from ui.components import record_facts, record_files, record_table, shell, state
from ui.components.record_links import go_to_records
from ui.components.record_units import units_of
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")
VISIT = {
    "event_id": "e1", "kind": "village_visit", "date": "2026-03-05",
    "unit_code": "451022100201", "name": "春耕指导", "attendance": 30,
}  # fmt: skip
OUTREACH = {
    "event_id": "e2", "kind": "outreach", "date": "2025-05-01",
    "unit_code": "451024", "name": "科技下乡", "attendance": 200,
}  # fmt: skip
NEW = {
    "kind": "会商会议", "date": "2026-06-07", "unit_code": "451022", "name": "会商",
    "topics": "一；二",
}  # fmt: skip


def events(*rows):
    return conform(pd.DataFrame(rows or [VISIT, OUTREACH]), "events")


@pytest.fixture
def page(workspaces):
    """Open the page of records, in Chinese unless asked otherwise."""
    st.cache_data.clear()
    st.cache_resource.clear()

    def open_page(**params) -> AppTest:
        at = AppTest.from_file(APP, default_timeout=60)
        at.switch_page(shell.PAGES["records"])
        for name, value in params.items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        assert [error.value for error in at.error] == []
        return at

    return open_page


def table(at):
    return at.data_editor[0].value


def type_in(at, *, edited=None, added=(), deleted=()):
    """Type into the table: cells by row as shown, new rows, and rows to delete."""
    at.session_state[at.data_editor[0].key] = {
        "edited_rows": edited or {},
        "added_rows": list(added),
        "deleted_rows": list(deleted),
    }
    at.run()
    assert not at.exception
    return at


def click(at, key):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def told(at):
    kinds = ("markdown", "caption", "info", "error", "warning", "success")
    return "\n".join(str(one.value) for kind in kinds for one in at.get(kind))


def problems(at):
    (found,) = [one.value for one in at.dataframe if "mend" in one.value]
    return found


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


def test_the_form_of_the_roster_asks_for_a_village(page, workspaces):
    workspace = desk.make_workspace(workspaces)
    at = page(records_layer="assignments")

    def box(name):
        return f"records_form_assignments_{name}_0"

    at.text_input(key=box("commissioner_id")).set_value("c1")
    at.selectbox(key=box("village_code")).set_value("451022").run()
    inside = at.selectbox(key=box("village_code_in_451022"))
    assert inside.value is None
    assert len(inside.options) == 4
    click(at, "records_form_save")
    assert workspace.layer("assignments").empty
    inside = at.selectbox(key=box("village_code_in_451022"))
    inside.set_value("451022100201")
    at.checkbox(key=box("pinned")).check()
    click(at, "records_form_save")
    (row,) = workspace.layer("assignments").to_dict("records")
    assert (row["commissioner_id"], row["village_code"]) == ("c1", "451022100201")
    assert row["pinned"]
    assert row["post"] == ""


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


def test_filters_narrow_the_table_and_stand_in_the_address(page, workspaces):
    desk.make_workspace(workspaces, events=events())
    at = page()
    at.selectbox(key="widget:records_unit").set_value("451024").run()
    assert table(at)["event_id"].tolist() == ["e2"]
    assert at.query_params["records_unit"] == "451024"
    click(at, "records_forget")
    at.selectbox(key="widget:records_kind").set_value("village_visit").run()
    assert table(at)["event_id"].tolist() == ["e1"]
    click(at, "records_forget")
    at.selectbox(key="widget:records_year").set_value("2025").run()
    assert table(at)["event_id"].tolist() == ["e2"]
    click(at, "records_forget")
    for text, found in (("前进", ["e1"]), ("科技", ["e2"]), ("E1", ["e1"]), ("无", [])):
        at.text_input(key="widget:records_text").set_value(text).run()
        assert table(at)["event_id"].tolist() == found
    assert "共 2 行" in told(at)


def test_a_link_opens_the_page_narrowed(page, workspaces):
    """As another page sets it; a kind nobody has recorded yet is no mistake."""
    desk.make_workspace(workspaces, events=events())
    at = page(records_layer="events", records_kind="outreach", records_unit="451024")
    assert table(at)["event_id"].tolist() == ["e2"]
    at = page(records_kind="museum_tour", records_unit="451022100")
    assert table(at).empty
    assert "流动科技馆" in at.selectbox(key="widget:records_kind").format_func(
        "museum_tour"
    )


def test_another_layer_has_other_kinds(page, workspaces):
    desk.make_workspace(workspaces, events=events())
    at = page(records_kind="outreach", records_year="2025", records_unit="451024")
    at.selectbox(key="widget:records_layer").set_value("people").run()
    assert at.session_state["setting:records_kind"] == ""
    assert at.session_state["setting:records_unit"] == "451024"


def test_many_rows_come_in_pages_and_all_can_be_changed(page, workspaces, monkeypatch):
    monkeypatch.setattr(record_table, "PAGE_ROWS", 1)
    monkeypatch.setattr("ui.components.record_page.PAGE_ROWS", 1)
    workspace = desk.make_workspace(workspaces, events=events())
    at = page()
    assert table(at)["event_id"].tolist() == ["e1"]
    assert "本页第 1–1 行" in told(at)
    type_in(at, edited={0: {"name": "一"}})
    at.number_input(key="records_page_events").set_value(2).run()
    assert table(at)["event_id"].tolist() == ["e1", "e2"]
    type_in(at, edited={1: {"name": "二"}})
    click(at, "records_save")
    assert workspace.layer("events")["name"].tolist() == ["一", "二"]


def test_illustrative_rows_are_labelled_and_stay_so(page, workspaces):
    shown = events().assign(illustrative=[True, False])
    workspace = desk.make_workspace(workspaces, events=shown)
    at = page()
    assert "其中 1 行是示意数据" in told(at)
    type_in(at, edited={0: {"name": "改", "illustrative": False}}, added=[NEW])
    click(at, "records_save")
    found = workspace.layer("events").set_index("name")["illustrative"]
    assert found.to_dict() == {"改": True, "科技下乡": False, "会商": False}


def test_the_form_saves_one_record_and_keeps_what_a_series_shares(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = type_in(page(), edited={0: {"name": "未存"}})

    def box(kind, name, turn=0):
        return getattr(at, kind)(key=f"records_form_events_{name}_{turn}")

    box("selectbox", "kind").set_value("入村服务")
    box("date_input", "date").set_value(dt.date(2026, 2, 3))
    box("selectbox", "unit_code").set_value("451022").run()
    box("selectbox", "unit_code_in_451022").set_value("451022101201")
    box("text_input", "name").set_value("剪枝").run()
    click(at, "records_form_save")
    row = workspace.layer("events").set_index("name").loc["剪枝"]
    assert (row["kind"], row["date"]) == ("village_visit", "2026-02-03")
    assert row["unit_code"] == "451022101201"
    assert box("selectbox", "kind", 1).value == "入村服务"
    assert box("text_input", "name", 1).value == ""
    # What was typed into the table is neither saved nor lost.
    assert at.button(key="records_save").label == "保存：新增 0、修改 1、删除 0"
    assert "未存" not in workspace.layer("events")["name"].tolist()


def test_the_form_saves_what_was_typed_last(page, workspaces):
    """Typed and saved in one go, as when the button is clicked out of the box."""
    workspace = desk.make_workspace(workspaces, events=events())
    at = page()
    at.selectbox(key="records_form_events_kind_0").set_value("入村服务")
    at.selectbox(key="records_form_events_unit_code_0").set_value("451022").run()
    at.selectbox(key="records_form_events_unit_code_in_451022_0").set_value(
        "451022101201"
    )
    at.text_input(key="records_form_events_name_0").set_value("剪枝")
    click(at, "records_form_save")
    row = workspace.layer("events").set_index("name").loc["剪枝"]
    assert row["unit_code"] == "451022101201"


def test_the_form_tells_every_problem_and_keeps_what_is_typed(page, workspaces):
    workspace = desk.make_workspace(workspaces, events=events())
    at = page()
    at.text_input(key="records_form_events_name_0").set_value("剪枝").run()
    click(at, "records_form_save")
    lines = [error.value.replace("\\", "") for error in at.error]
    assert sum("活动类型" in line for line in lines) == 1
    assert sum("所在地代码" in line for line in lines) == 1
    assert at.text_input(key="records_form_events_name_0").value == "剪枝"
    assert len(workspace.layer("events")) == 2


def test_hostile_texts_stay_texts(page, workspaces):
    evil = VISIT | {"name": "<img src=x onerror=alert(1)> **b**", "note": "=1+1"}
    workspace = desk.make_workspace(workspaces, events=events(evil))
    at = page(records_text="<script>")
    assert table(at).empty
    at.text_input(key="widget:records_text").set_value("").run()
    type_in(at, edited={0: {"attendance": 1}})
    click(at, "records_save")
    assert workspace.layer("events")["attendance"].tolist() == [1]
    draft_rows = record_files.table_bytes(
        record_files.Draft(workspace.path, "events"), pd.array([0]).to_numpy(),
        units_of(workspace.path), "zh", "csv",
    )  # fmt: skip
    assert "'=1+1" in draft_rows.decode("utf-8-sig")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_table_can_be_taken_along_and_read_again(page, workspaces, tmp_path, kind):
    from geo.ingest import ingest

    workspace = desk.make_workspace(workspaces, events=events())
    page()
    content = record_files.table_bytes(
        record_files.Draft(workspace.path, "events"), pd.array([0, 1]).to_numpy(),
        units_of(workspace.path), "zh", kind,
    )  # fmt: skip
    path = tmp_path / f"活动.{kind}"
    path.write_bytes(content)
    found = ingest([path])
    assert found.questions == ()
    again = found.layers["events"]
    stored = [column.name for column in LAYERS["events"].stored_columns]
    expected = workspace.layer("events")[stored]
    pd.testing.assert_frame_equal(
        pd.DataFrame(again)[stored], pd.DataFrame(expected), check_index_type=False
    )


def test_the_template_is_that_of_the_layer():
    book = openpyxl.load_workbook(io.BytesIO(record_files.template_bytes("people")))
    assert book.sheetnames[0] == LAYERS["people"].zh
    assert [cell.value for cell in book.worksheets[0][1]][1] == "姓名"


def test_an_attribute_is_stated_for_each_unit_beside_its_default(page, workspaces):
    """Villages 1 to 5 are poor and name a trade; 6 is not poor."""
    workspace = desk.make_workspace(workspaces)
    at = page(records_layer="facts", records_kind="one_product")
    shown = table(at)
    assert shown["default"].tolist() == ["是"] * 5 + ["否"]
    assert shown["value"].tolist() == [""] * 6
    assert "默认为“是”的有 5 个" in told(at).replace("\\", "")
    type_in(at, edited={0: {"value": "否", "reason": "已改种"}, 5: {"value": "是"}})
    assert at.button(key="records_save").label == "保存：新增 2、修改 0、删除 0"
    click(at, "records_save")
    facts = workspace.layer("facts").set_index("unit_code")
    assert facts["value"].to_dict() == {"451022100201": "否", "451024100202": "是"}
    assert facts.loc["451022100201", "reason"] == "已改种"
    assert set(facts["attribute"]) == {"one_product"}
    # Those stated come first; the default stays beside what is stated instead.
    assert table(at)["value"].tolist() == ["否", "是", "", "", "", ""]
    assert table(at)["default"].tolist()[:2] == ["是", "否"]
    type_in(at, edited={0: {"value": None, "reason": None}, 1: {"reason": "新栽"}})
    assert at.button(key="records_save").label == "保存：新增 0、修改 1、删除 1"
    click(at, "records_save")
    (fact,) = workspace.layer("facts").itertuples()
    assert (fact.unit_code, fact.value, fact.reason) == ("451024100202", "是", "新栽")


def test_an_answer_survives_the_turn_of_a_page_and_can_be_discarded(page, workspaces):
    desk.make_workspace(workspaces)
    at = page(records_layer="facts", records_kind="one_product", records_unit="451024")
    assert len(table(at)) == 2
    type_in(at, edited={0: {"value": "否"}})
    at.switch_page(shell.PAGES["data"]).run()
    at.switch_page(shell.PAGES["records"]).run()
    assert table(at)["value"].tolist() == ["否", ""]
    click(at, "records_forget")
    # The same edits, as a row of the table of all facts.
    assert table(at)["value"].tolist() == ["否"]
    click(at, "records_discard")
    at.selectbox(key="widget:records_kind").set_value("one_product").run()
    assert table(at)["value"].tolist() == [""] * 6


def test_an_answer_is_of_its_unit_on_every_page(page, workspaces, monkeypatch):
    """The pages have as many rows each, and an answer goes to the row typed in."""
    for module in (record_table, record_facts):
        monkeypatch.setattr(module, "PAGE_ROWS", 3)
    workspace = desk.make_workspace(workspaces)
    at = page(records_layer="facts", records_kind="one_product")
    own, first = table(at).index[0], at.data_editor[0].key
    type_in(at, edited={0: {"value": "否"}})
    at.number_input(key="records_page_facts").set_value(2).run()
    # A browser keeps what is typed by the key of the table.
    assert at.data_editor[0].key != first
    assert table(at)["value"].tolist() == [""] * 3
    click(at, "records_save")
    assert workspace.layer("facts")["unit_code"].tolist() == [own]


def test_an_answer_leaves_the_other_columns_as_typed(page, workspaces):
    workspace = desk.make_workspace(workspaces)
    at = page(records_layer="facts", records_kind="one_product")
    type_in(at, edited={0: {"value": "否"}})
    click(at, "records_save")
    at.selectbox(key="widget:records_kind").set_value("").run()
    type_in(at, edited={0: {"since": "2026-03-01"}})
    at.selectbox(key="widget:records_kind").set_value("one_product").run()
    type_in(at, edited={0: {"reason": "已改种"}})
    click(at, "records_save")
    (fact,) = workspace.layer("facts").itertuples()
    assert (str(fact.since), fact.reason) == ("2026-03-01", "已改种")


@pytest.mark.parametrize("name", ["exited", "area", "key_assistance"])
def test_an_attribute_without_a_default_says_so(page, workspaces, name):
    desk.make_workspace(workspaces)
    at = page(records_layer="facts", records_kind=name)
    assert table(at)["default"].tolist() == ["—", "—"]
    assert "没有默认值" in told(at)


def test_an_answer_that_cannot_be_read_is_refused(page, workspaces):
    workspace = desk.make_workspace(workspaces)
    at = page(records_layer="facts", records_kind="exited")
    type_in(at, edited={0: {"value": "去年"}})
    click(at, "records_save")
    assert "没有保存" in at.error[0].value
    assert workspace.layer("facts").empty
    assert table(at)["value"].tolist() == ["去年", ""]


def test_other_pages_lead_here_narrowed(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    state.put(records_text="旧", records_year="2019")
    go_to_records("events", "outreach", "451024")
    assert state.take_destination() == "records"
    assert state.address("records") == {
        "records_kind": "outreach", "records_unit": "451024",
    }  # fmt: skip
    go_to_records("people")
    assert state.address("records") == {"records_layer": "people"}


def test_duties_are_chosen_by_name(page, workspaces):
    """In the boxes by the name a programme gives them; kept by their id."""
    workspace = desk.make_workspace(workspaces)
    at = page(records_layer="duties_done", records_kind="baise.report")
    kind = at.selectbox(key="widget:records_kind")
    assert "季度报告（baise.report）" in kind.format_func("baise.report")
    assert at.selectbox(key="records_form_duties_done_duty_0").value == "baise.report"
    done = {"duty": "baise.report", "unit_code": "451022", "done_on": "2026-03-25"}
    type_in(at, added=[done, {**done, "done_on": "2027-03-25"}])
    click(at, "records_save")
    assert problems(at)["where"].str.contains("季度报告").all()
    marks = table(at)["record_mark"].tolist()
    type_in(at, deleted=[marks.index("需更正")])
    click(at, "records_save")
    assert workspace.layer("duties_done")["duty"].tolist() == ["baise.report"]
