"""The page of records: filters, links, tables to take along, hostile texts."""

import io

import openpyxl
import pandas as pd
import pytest
import streamlit as st

from geo.schemas import LAYERS
from tests import desk
from tests.ui import records_desk
from tests.ui.records_desk import (
    NEW,
    VISIT,
    click,
    events,
    table,
    told,
    type_in,
)
from ui.components import record_files, record_table, state
from ui.components.record_links import go_to_records
from ui.components.record_units import units_of


@pytest.fixture
def page(app):
    """Open the page of records, in Chinese unless asked otherwise."""
    return records_desk.opener(app)


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
