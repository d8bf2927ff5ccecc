"""The page of duties: one sentence, the month, cards, marking as done and taking back.

Two reports of the toy's counties and city stand for all: ``baise.report`` is owed by
every county in the last third of March, June, September and December.
"""

import csv
import datetime as dt
import io
import re

import icalendar
import openpyxl
import pandas as pd
import pytest
import streamlit as st

from geo.frames import conform
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from tests import desk, toy
from tests.toy_programmes import HOSTILE
from ui.components import data, duty_files
from ui.components.duty_marking import Done, with_records
from ui.components.duty_table import (
    Item,
    duties_of,
    items_of,
    narrowed,
    rows_of,
)
from ui.text import say

TODAY = dt.date(2026, 11, 22)
CHINESE = re.compile("[\u4e00-\u9fff]")
SEPTEMBER = "baise.report@2026-09-30@baise.report@county"
BOARDS = "baise.signboard@2020-12-31@baise.signboard@village"
NOTICE = "advisory.public_notice@2026-12-31@advisory.public_notice@village"


def done(*rows):
    columns = ("record_id", "duty", "unit_code", "period", "started_on", "done_on")
    cells = [dict(zip(columns, row, strict=True)) for row in rows]
    return conform(pd.DataFrame(cells), "duties_done")


ONE = ("r1", "baise.report", toy.WEST, "2026Q3", "", "2026-09-25")


@pytest.fixture
def page(app, monkeypatch):
    """Open the page on a day of its own, in Chinese unless asked otherwise."""
    monkeypatch.setattr(data, "today", lambda: TODAY)

    def open_page(**params):
        at = app("duties", **params)
        assert [error.value for error in at.error] == []
        return at

    return open_page


def html(at):
    return "\n".join(element.body for element in at.get("html"))


def keys(at, start):
    return [one.key for one in at.button if one.key and one.key.startswith(start)]


def click(at, key):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def mark(at, **texts):
    for name, text in texts.items():
        at.text_input(key=name).set_value(text)
    return click(at, "duty_mark_save")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_screen_says_how_the_year_stands(page, workspaces, lang):
    desk.make_workspace(workspaces, duties_done=done(ONE))
    at = page(lang=lang)
    (sentence,) = [
        h.body for h in at.get("html") if '<p class="cp-verdict" data-duties' in h.body
    ]
    assert "2026" in sentence
    assert say("duty_count_done", lang, count='<b class="ok">1</b>') in sentence
    labels = [one.label for one in (*at.button, *at.selectbox)]
    if lang == "en":
        assert [label for label in labels if CHINESE.search(label)] == []


def test_the_month_begins_on_monday_and_marks_days_off(page, workspaces):
    """2026-10-01 is a public holiday, and Saturday 2026-10-10 is worked for it."""
    desk.make_workspace(workspaces)
    told = html(page(month="2026-10"))
    days = re.findall(r'data-day="([0-9-]+)"', told)
    assert days[0] == "2026-09-28"
    assert len(days) == 5 * 7
    marks = dict(
        re.findall(r'data-day="([^"]+)"><b[^>]*>\d+</b><i class="(\w+)"', told)
    )
    assert marks["2026-10-01"] == "off"
    assert marks["2026-10-10"] == "makeup"
    assert "2026-10-12" not in marks


def test_months_turn_and_come_back(page, workspaces):
    desk.make_workspace(workspaces)
    at = page(month="2026-12")
    click(at, "duty_on")
    assert at.query_params["month"] == "2027-01"
    click(at, "duty_back")
    assert at.query_params["month"] == "2026-12"
    click(at, "duty_today")
    assert 'class="cp-day rest today" data-day="2026-11-22"' in html(at)
    assert "month" not in at.query_params


def test_months_whose_days_off_are_not_announced_are_told(page, workspaces):
    desk.make_workspace(workspaces)
    told = [caption.value for caption in page(month="2027-03").caption]
    assert any("2027" in text and "orange" in text for text in told)
    assert not any("orange" in caption.value for caption in page().caption)


def test_made_up_records_are_told(page, workspaces):
    desk.make_workspace(workspaces, duties_done=done(ONE).assign(illustrative=True))
    told = say("duty_illustrative", "zh", count="1")
    assert any(told in caption.value for caption in page().caption)
    desk.make_workspace(workspaces, duties_done=done(ONE))
    assert not any(told in caption.value for caption in page().caption)


def test_chips_are_coloured_and_lettered_by_the_worst_status(page, workspaces):
    desk.make_workspace(workspaces, duties_done=done(ONE))
    at = page(month="2026-09")
    (chip,) = keys(at, "duty_chip_")
    assert chip.startswith("duty_chip_late-baise.report@2026-09-30")
    assert at.button(key=chip).label.startswith(say("duty_letter_late", "zh"))
    click(at, chip)
    assert at.query_params["duty"].startswith("baise.report@2026-09-30")


def test_a_full_day_shows_the_worst_and_opens_the_rest(page, workspaces):
    desk.make_workspace(workspaces)
    at = page(month="2026-12")
    assert len(keys(at, "duty_chip_")) <= 3
    click(at, "duty_more_2026-12-31")
    listed = keys(at, "duty_line_")
    assert len(listed) > 3
    assert all("@2026-12-31" in key for key in listed)


def test_the_year_is_listed_by_status(page, workspaces):
    desk.make_workspace(workspaces, duties_done=done(ONE))
    at = page(duty_list="year")
    order = ["late", "notice_short", "due", "ahead", "done_late", "done"]
    found = [
        order.index(key.split("_line_")[1].split("-")[0])
        for key in keys(at, "duty_line_")
    ]
    assert found == sorted(found)
    assert len(set(found)) > 1


def test_filters_narrow_to_a_programme_a_county_and_a_status(page, workspaces):
    desk.make_workspace(workspaces, duties_done=done(ONE))
    every = keys(page(duty_list="year"), "duty_line_")
    own = keys(page(duty_list="year", duty_programme="baise"), "duty_line_")
    assert 0 < len(own) < len(every)
    assert all("-baise." in key for key in own)
    here = keys(page(duty_list="year", duty_unit=toy.EAST), "duty_line_")
    assert 0 < len(here) < len(every)
    late = keys(page(duty_list="year", duty_status="ahead"), "duty_line_")
    assert late
    assert all("@2026-12-31" in key or "@2027" in key for key in late)


def test_a_link_with_nonsense_shows_the_list(page, workspaces):
    desk.make_workspace(workspaces)
    for duty in ("x@y@z", "nobody@2026-12-31", "2026-02-30", "a@b@c@d"):
        assert keys(page(duty=duty, duty_list="year"), "duty_line_")


def test_the_card_tells_clause_owner_days_and_who_has_done_it(page, workspaces):
    desk.make_workspace(workspaces, duties_done=done(ONE))
    at = page(duty=SEPTEMBER, month="2026-09")
    card = next(h.body for h in at.get("html") if "data-duty=" in h.body)
    assert "三（三）" in card
    assert "2026年9月21日" in card
    assert "2026年9月30日" in card
    assert "2 个县中 1 个已办" in card
    table = at.dataframe[0].value
    assert table["unit"].tolist() == ["德保县", "田东县"]
    assert table["done_on"].tolist() == ["", "2026年9月25日"]


def test_a_duty_is_marked_as_done_and_taken_back(page, workspaces):
    workspace = desk.make_workspace(workspaces, duties_done=done(ONE))
    at = page(duty=SEPTEMBER, month="2026-09")
    mark(at, duty_document="德科字〔2026〕8号", duty_owner="德保县科技局")
    assert "已保存" in at.success[0].value
    (row,) = (
        workspace.layer("duties_done")
        .query("unit_code == @toy.EAST")
        .to_dict("records")
    )
    assert (row["duty"], row["period"], row["done_on"]) == (
        "baise.report", "2026Q3", "2026-11-22",
    )  # fmt: skip
    assert (row["document"], row["owner"]) == ("德科字〔2026〕8号", "德保县科技局")
    assert not row["illustrative"]
    assert "2 个县中 2 个已办" in html(at)
    click(click(at, "duty_undo"), "duty_undo_yes")
    assert len(workspace.layer("duties_done")) == 1
    assert "2 个县中 1 个已办" in html(at)


def test_the_score_follows_what_is_marked(page, workspaces):
    desk.make_workspace(workspaces)
    path = next(iter(data.workspaces().values()))
    at = page(duty=SEPTEMBER, month="2026-09")
    before = data.score(path, TravelChoice()).rows["baise.report"].parts[0].units()
    at.checkbox(key="duty_all").check().run()
    mark(at)
    after = data.score(path, TravelChoice()).rows["baise.report"].parts[0].units()
    assert (after["value"] - before["value"]).tolist() == [1.0, 1.0]


def test_many_units_are_marked_at_once(page, workspaces):
    workspace = desk.make_workspace(workspaces)
    at = page(duty=BOARDS)
    assert at.button(key="duty_mark_save").disabled
    at.checkbox(key="duty_all").check().run()
    mark(at)
    frame = workspace.layer("duties_done")
    assert len(frame) == 5
    # Done once: the day decides, no period is written.
    assert set(frame["period"]) == {""}
    assert workspace.last_change.count("5") == 1


def test_boxes_of_one_duty_do_not_fill_those_of_another(page, workspaces):
    desk.make_workspace(workspaces)
    at = page(duty=BOARDS)
    at.checkbox(key="duty_all").check()
    at.text_input(key="duty_document").set_value("1号").run()
    assert not at.button(key="duty_mark_save").disabled
    at.session_state["setting:duty"] = SEPTEMBER
    at.run()
    assert not at.checkbox(key="duty_all").value
    assert at.text_input(key="duty_document").value == ""
    assert at.button(key="duty_mark_save").disabled


def test_units_ticked_in_the_table_are_marked(page, workspaces):
    """Once they are saved nothing is ticked: the rows are others by then."""
    workspace = desk.make_workspace(workspaces)
    at = page(duty=BOARDS)
    at.session_state[units_table(workspace)] = {
        "selection": {"rows": [0, 2], "columns": [], "cells": []}
    }
    at.run()
    chosen = at.dataframe[0].value["unit"].iloc[[0, 2]].tolist()
    mark(at)
    codes = workspace.layer("duties_done")["unit_code"]
    names = toy.villages().set_index("village_code")["name"]
    assert sorted(names[codes]) == sorted(chosen)
    assert at.button(key="duty_mark_save").disabled


def units_table(workspace):
    version = workspace.layer_versions()["duties_done"]
    return f"duty_units_{BOARDS}__{version}"


def test_a_notice_too_short_tells_when_it_was_enough(page, workspaces):
    facts = conform(
        pd.DataFrame(
            {
                "fact_id": ["f1"], "unit_code": [desk.GAP_VILLAGE],
                "attribute": ["library_project"], "value": ["是"],
            }
        ),
        "facts",
    )  # fmt: skip
    short = (
        "n1",
        "advisory.public_notice",
        desk.GAP_VILLAGE,
        "2026",
        "2026-09-21",
        "2026-09-25",
    )
    desk.make_workspace(workspaces, facts=facts, duties_done=done(short))
    at = page(duty=NOTICE, month="2026-12")
    assert any("10" in warning.value for warning in at.warning)
    # The tenth day, 1 October, is a holiday; offices open again on the 8th.
    assert "2026年10月8日" in html(at)
    # Without its first day nothing can be saved.
    assert at.button(key="duty_mark_save").disabled
    at.date_input(key="duty_started_on").set_value(dt.date(2026, 10, 9)).run()
    mark(at)
    assert "1 个村中 1 个已办" in html(at)


def test_a_day_in_the_future_cannot_be_given(page, workspaces):
    desk.make_workspace(workspaces)
    at = page(duty=SEPTEMBER, month="2026-09")
    assert at.date_input(key="duty_done_on").max == TODAY


def test_what_the_checks_refuse_is_told_and_not_kept(page, workspaces, monkeypatch):
    """A clock set back makes the day that was given one in the future."""
    workspace = desk.make_workspace(workspaces)
    at = page(duty=SEPTEMBER, month="2026-09")
    at.checkbox(key="duty_all").check().run()
    monkeypatch.setattr(data, "today", lambda: dt.date(2026, 11, 1))
    at.button(key="duty_mark_save").click().run()
    assert not at.exception
    assert say("duty_refused", "zh") in at.error[0].value
    assert workspace.layer("duties_done").empty


def test_what_others_have_recorded_meanwhile_is_not_recorded_twice(page, workspaces):
    workspace = desk.make_workspace(workspaces)
    at = page(duty=SEPTEMBER, month="2026-09")
    at.checkbox(key="duty_all").check().run()
    workspace.replace_layer("duties_done", done(ONE), change="others")
    click(at, "duty_mark_save")
    assert say("roads_overtaken", "zh") in at.error[0].value
    assert workspace.layer("duties_done")["record_id"].tolist() == ["r1"]
    assert "2 个县中 1 个已办" in html(at)


def test_hostile_names_stay_text(page, workspaces):
    villages = toy.villages()
    villages.loc[1, "name"] = HOSTILE
    counties = toy.counties()
    counties.loc[0, "name"] = HOSTILE
    desk.make_workspace(workspaces, villages=villages, counties=counties)
    for duty in (BOARDS, SEPTEMBER, "baise.report@2026-09-30"):
        at = page(duty=duty, month="2026-09")
        assert "<b>\n" not in html(at)
        assert HOSTILE not in html(at)


def test_without_villages_or_workspace_the_next_step_is_offered(page, workspaces):
    at = page()
    assert at.button(key="demo_baise")
    Workspace(workspaces / "bare" / "workspace.gpkg").replace(
        {"counties": toy.counties()}, []
    )
    at = page()
    click(at, "duty_no_villages")
    assert at.session_state["page_shown"] == "data"


@pytest.fixture
def duties(workspaces, monkeypatch):
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setattr(data, "today", lambda: TODAY)
    monkeypatch.setattr(st, "session_state", {})
    workspace = desk.make_workspace(workspaces, duties_done=done(ONE))
    return duties_of(workspace.path, 2026)


def test_items_fold_every_unit_and_nothing_is_lost(duties):
    for by_part in (False, True):
        items = items_of(duties.table, by_part=by_part)
        assert sum(item.total for item in items) == len(duties.table)
        assert len({item.key for item in items}) == len(items)
        for item in items:
            assert len(rows_of(duties.table, item.key)) == item.total
    assert [item.due for item in items] == sorted(item.due for item in items)


def test_what_is_done_once_tells_of_those_who_did_it_years_ago(workspaces, duties):
    """Of five signboards one was put up in 2019: the others are still owed today."""
    old = ("s1", "baise.signboard", desk.GAP_VILLAGE, "", "", "2019-05-01")
    workspace = desk.make_workspace(workspaces, duties_done=done(old))
    table = duties_of(workspace.path, 2026).table
    (item,) = [i for i in items_of(table) if i.duty == "baise.signboard"]
    assert (item.total, item.done) == (5, 1)
    assert not table.duplicated(["duty", "unit_code", "due"]).any()


def test_a_county_keeps_its_villages_and_the_city_only_its_own(duties):
    east = narrowed(duties, programme="", unit=toy.EAST)["unit_code"]
    assert set(east.str[:6]) == {toy.EAST}
    assert east.str.len().max() == 12
    assert set(narrowed(duties, programme="", unit="4510")["unit_code"]) == {"4510"}
    assert len(narrowed(duties, programme="", unit="")) == len(duties.table)


def test_records_name_the_window_but_not_of_what_is_done_once():
    item = Item(
        "a", dt.date(2026, 9, 30), "a.b", "county", dt.date(2026, 9, 21), "2026Q3", {}
    )
    told = Done(dt.date(2026, 10, 2), None, "文", "人")
    before = pd.DataFrame({"record_id": ["x"], "duty": ["y"]})
    frame = with_records(before, item, ["1", "2"], told)
    assert frame["record_id"].tolist() == ["x", "", ""]
    assert frame["period"].tolist()[1:] == ["2026Q3", "2026Q3"]
    once = Item("a", item.due, "a.b", "county", item.opens, "2026-09-30", {})
    assert with_records(before, once, ["1"], told)["period"].tolist()[1:] == [""]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_and_the_calendar_hold_what_the_filters_leave(duties, lang):
    table = narrowed(duties, programme="baise", unit="")
    text = duty_files.table_bytes(duties, table, lang, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(table)
    book = openpyxl.load_workbook(
        io.BytesIO(duty_files.table_bytes(duties, table, lang, "xlsx"))
    )
    assert book.worksheets[0].max_row >= len(table) + 1
    made = duty_files.calendar_file(table, duties.score, lang)
    calendar = icalendar.Calendar.from_ical(made)
    events = calendar.walk("VEVENT")
    assert len(events) >= table.groupby(["duty", "label"]).ngroups
