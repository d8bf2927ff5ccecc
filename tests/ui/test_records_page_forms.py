"""The page of records: the form of one record, and answers on attributes."""

import datetime as dt

import pytest

from tests import desk
from tests.ui import records_desk
from tests.ui.records_desk import (
    click,
    events,
    problems,
    table,
    told,
    type_in,
)
from ui.components import record_facts, record_table, shell


@pytest.fixture
def page(app):
    """Open the page of records, in Chinese unless asked otherwise."""
    return records_desk.opener(app)


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
