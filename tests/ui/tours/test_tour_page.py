"""The page of museum tours: asking, the answer, changes by hand, and empty states."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo.frames import empty
from planner.stays.keeping import data_version, rows_in, taken_up
from planner.stays.months import month_after
from planner.workspace import Workspace
from tests import desk
from tests.toy import EAST, WEST
from tests.toy_programmes import rows
from tests.ui.calendar_clicks import calendar, send
from tests.ui.tours.desk import (
    at_once,
    bodies,
    button,
    draft,
    has_button,
    make,
    museum_sets,
    museum_venues,
    open_page,
    planned,
    put,
    setting,
    table,
    told,
    workspace,
)
from tests.ui.tours.made_up import HOSTILE, START
from ui.components import data, state
from ui.components.tours import back, edit, fixes, keep
from ui.components.tours.draft import DRAFTS
from ui.components.tours.shown import shown

__all__ = ["at_once", "workspace"]
CHINESE = re.compile("[\u4e00-\u9fff]")
pytestmark = pytest.mark.usefixtures("at_once")
MARKDOWN = "[点](https://x.cn) ![y](https://x.cn)"
# Room for one stay of a set.
SHORT = "counties:all,gap_months:3,months:3,shortest:2,stays:1"


def test_what_is_owed_is_planned_proved_and_outlasts_the_session(app, workspace):
    at = open_page(app)
    assert "2 个县在 12 个月内应巡展 2 期；2 套展品，2 处场地" in told(at)
    assert table(at, "owed")["venues"].tolist() == [1, 1]
    button(at, "tour_begin_all").click().run()
    assert "应巡展 2 期，全部排上" in told(at)
    assert "已证明最优" in told(at)
    assert "已独立复核，没有违反规则" in told(at)
    assert {county for county, _, _ in draft(workspace)} == {WEST, EAST}
    again = open_page(app)
    assert "已证明最优" in told(again)
    assert not has_button(again, "tour_undo")
    button(at, "tour_undo").click().run()
    assert has_button(at, "tour_begin_all")


def test_every_view_draws_in_english(app, workspace):
    at = planned(app, lang="en", county=WEST)
    for view in state.TOUR_VIEWS:
        put(at, tour_view=view)
        assert not at.exception, view
        assert [error.value for error in at.error] == [], view
        labels = [one.label for one in (*at.button, *at.toggle, *at.selectbox)]
        assert [one for one in labels if CHINESE.search(one)] == [], view


def where(key, row):
    first = row["first"].isoformat()
    return {"key": key, "set_id": row["set_id"], "first": first}


def test_a_stay_is_moved_refused_with_months_that_do_pinned_and_undone(app, workspace):
    at = planned(app, county=WEST)
    path = workspace.path
    now = shown(path, DRAFTS.draft(path))
    key, first = f"{WEST}/1", now.answer.stays["first"].iloc[0]
    button(at, f"tour_move_{key}").click().run()
    assert "绿色的月份可以改去" in told(at)
    table_of = edit.options(path, now, key)
    free = table_of[table_of["fits"] & (table_of["first"] != first)].iloc[0]
    send(at, type="choose", **where(key, free))
    assert (WEST, free["first"], free["set_id"]) in draft(workspace)
    assert "改为" in told(at)
    assert calendar(at)["picked"] == key
    # A month in which its set is elsewhere.
    now = shown(path, DRAFTS.draft(path))
    other = now.answer.stays[now.answer.stays["county_code"] == EAST].iloc[0]
    send(at, type="move", **where(key, other))
    assert "不能从" in told(at)
    before = draft(workspace)
    button(at, "tour_near_0").click().run()
    assert draft(workspace) != before
    at.run()
    pins = [one.key for one in at.button if one.key.startswith("tour_pin_")]
    button(at, pins[0]).click().run()
    assert setting(at, "tour_pins")[0][0] == WEST
    assert not has_button(at, f"tour_drop_{key}")
    for _ in range(3):
        button(at, "tour_undo").click().run()
    assert setting(at, "tour_pins") == ()
    assert (WEST, first) in {(county, begun) for county, begun, _ in draft(workspace)}


def test_a_county_without_room_says_why_and_a_fix_is_one_click(app, workspaces):
    found = make(workspaces, museum_sets=museum_sets().iloc[:1])
    at = planned(app, tour_set=SHORT)
    assert "1 期排不上" in told(at)
    assert "data-tours" in bodies(at)
    reason = next(one for one in at.button if one.key.startswith("tour_reason_"))
    reason.click().run()
    assert setting(at, "tour_view") == "missed"
    (row,) = table(at, "reason").to_dict("records")
    assert row["reason"]
    missing = ({WEST, EAST} - {county for county, _, _ in draft(found)}).pop()
    put(at, county=missing)
    fix = next(one for one in at.button if "再加一套展品" in one.label)
    fix.click().run()
    assert len(setting(at, "tour_extra")) == 1
    assert "全部排上" in told(at)
    assert setting(at, "tour_view") == "changes"
    # All that changed is listed, whatever county is looked at.
    for county in (WEST, EAST):
        put(at, county=county)
        assert sum(one.key.startswith("tour_reject_") for one in at.button) == 1
    button(at, "tour_undo").click().run()
    assert setting(at, "tour_extra") == ()


def test_changed_settings_make_the_plan_grey_until_it_is_planned_again(app, workspace):
    at = planned(app)
    fields = dict(setting(at, "tour_set")) | {"shortest": "3"}
    put(at, tour_set=tuple(sorted(fields.items())))
    assert "设置已变，这份巡展计划是变化前的" in told(at)
    assert not has_button(at, "tour_to_keep")
    button(at, "tour_begin_near").click().run()
    assert "这份巡展计划是变化前的" not in told(at)


def test_bad_settings_are_one_list_and_can_be_given_up(app, workspace):
    at = open_page(app, tour_set="months:0,stays:x,km_day:1")
    (error,) = at.error
    for words in ("计划几个月", "每县几期", "一天运多少公里"):
        assert words in error.value
    button(at, "tour_forget").click().run()
    assert [error.value for error in at.error] == []


def test_no_sets_and_no_venues_say_which_layer_to_fill(app, workspaces):
    found = make(workspaces, museum_sets=empty("museum_sets"))
    at = open_page(app)
    button(at, "tour_records_museum_sets").click().run()
    assert at.session_state["page_shown"] == "records"
    assert setting(at, "records_layer") == "museum_sets"
    found.replace_layer("museum_sets", museum_sets(), change="x")
    found.replace_layer("museum_venues", empty("museum_venues"), change="x")
    at = open_page(app)
    assert "还没有登记场地" in told(at)
    assert has_button(at, "tour_records_museum_venues")


def test_a_plan_is_accepted_booked_scored_and_handed_on(app, workspace):
    at = planned(app, tour_view="proof")
    assert "流动科技馆" in told(at)
    assert "计划执行完" in told(at)
    put(at, tour_view="hand")
    (name,) = [one for one in at.text_input if one.key == "tour_name"]
    name.input("第一稿").run()
    button(at, "tour_accept").click().run()
    assert "已采纳为" in told(at)
    button(at, "tour_book").click().run()
    button(at, "tour_book_do").click().run()
    assert "已写入 2 期预订" in told(at)
    kept = Workspace(workspace.path).layer("museum_stays")
    assert sorted(kept["unit_code"]) == [WEST, EAST]
    assert set(kept["state"]) == {"booked"}
    # The plan stands on its bookings, and is not grey.
    assert "#8a929a" not in bodies(at)
    assert "记录里已有全部各期" in told(at)
    assert "已证明最优" in told(at)
    path = workspace.path
    # Nor does its own booking make the plan that was accepted old.
    (named,) = DRAFTS.named(path)
    assert named.data_version == data_version(Workspace(path))
    assert "变化前的" not in told(at)


def test_every_file_that_is_offered_is_there(app, workspace):
    at = planned(app, tour_view="hand")
    offered = {one.key for one in at.get("download_button")}
    assert offered == {f"tour_file_{kind}" for kind in (*keep.FILES, "map")}
    now = shown(workspace.path, DRAFTS.draft(workspace.path))
    files = {
        kind: keep.file_bytes(workspace.path, now, name, "zh")
        for kind, (name, _) in keep.FILES.items()
    }
    assert all(files.values())
    names = zipfile.ZipFile(io.BytesIO(files["shp"])).namelist()
    parts = {Path(one).stem for one in names if one.endswith(".shp")}
    assert parts == {f"museum_tours_{one}" for one in ("counties", "stays", "ways")}


def test_the_longest_wait_agrees_with_its_goal_beside_a_late_booking(app, workspaces):
    late = rows(
        "museum_stays", "stay_id set_id unit_code venue_id since until state",
        "q1 s1 W h1 2027-11-01 2027-12-10 booked",
    )  # fmt: skip
    make(workspaces, museum_stays=late)
    at = planned(app)
    assert "（已预订或已固定的一期）" in told(at)
    assert "不含已预订" in bodies(at)


@pytest.mark.parametrize(
    ("size", "settings", "words"),
    [
        # The only hall of the east holds no set: nothing that is asked mends it.
        ([400.0, 100.0], SHORT, []),
        # Another set is enough, or more months for the one there is.
        ([400.0, 400.0], SHORT, ["再加一套展品", "计划期延到 15 个月"]),
    ],
)
def test_what_is_offered_makes_room(app, workspaces, size, settings, words):
    found = make(
        workspaces, museum_sets=museum_sets().iloc[:1],
        museum_venues=museum_venues(size=size),
    )  # fmt: skip
    planned(app, tour_set=settings)
    now = shown(found.path, DRAFTS.draft(found.path))
    counties = now.answer.counties
    (lacking,) = counties.loc[counties["made"] < counties["owed"], "county_code"]
    ways = fixes.ways_for(found.path, now, lacking, "zh")
    labels = [way.label for way in ways if not way.layer]
    assert len(labels) == len(words)
    assert all(any(one in label for label in labels) for one in words)


def test_bookings_and_tours_that_are_over_are_one_change(app, workspace, monkeypatch):
    at = planned(app, tour_view="hand")
    monkeypatch.setattr(data, "today", lambda: dt.date(2027, 12, 1))
    button(at, "tour_book").click().run()
    button(at, "tour_book_do").click().run()
    kept = Workspace(workspace.path)
    assert set(kept.layer("museum_stays")["state"]) == {"done"}
    assert (kept.layer("events")["kind"] == "museum_tour").sum() == 2
    kept.undo()
    assert kept.layer("museum_stays").empty
    assert not (kept.layer("events")["kind"] == "museum_tour").any()


def test_markdown_in_names_stays_text(app, workspaces):
    counties = desk.layers()["counties"].assign(name=MARKDOWN)
    make(
        workspaces, counties=counties, museum_sets=museum_sets(name=MARKDOWN).iloc[:1],
        museum_venues=museum_venues(name=MARKDOWN, size=[400.0, 100.0]),
    )  # fmt: skip
    at = planned(app, county=EAST, tour_pick=EAST, tour_set=SHORT)
    for view in state.TOUR_VIEWS:
        put(at, tour_view=view)
        texts = [one.label for one in at.button]
        texts += [one.value for one in (*at.caption, *at.markdown, *at.warning)]
        assert [one for one in texts if MARKDOWN in one] == [], view


def test_names_of_others_stay_texts(app, workspaces):
    villages = desk.layers()["counties"].assign(name=HOSTILE)
    make(
        workspaces, museum_sets=museum_sets(name=HOSTILE, theme=HOSTILE),
        museum_venues=museum_venues(name=HOSTILE, contact=HOSTILE), counties=villages,
    )  # fmt: skip
    at = planned(app, county=WEST)
    for view in state.TOUR_VIEWS:
        put(at, tour_view=view)
        assert not at.exception
        assert "<img" not in bodies(at)


def test_a_first_month_in_the_address_is_the_plans(app, workspace):
    at = planned(app, tour_start="2027-03")
    assert "2027年3月 – 2028年2月" in told(at)
    assert all(first >= month_after(START, 2) for _, first, _ in draft(workspace))


def test_a_workbook_that_was_worked_on_comes_back_as_the_plan(app, workspace):
    planned(app)
    path = workspace.path
    now = shown(path, DRAFTS.draft(path))
    content = keep.file_bytes(path, now, "museum_tours.xlsx", "zh")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = next(one for one in book.worksheets if "县代码" in heads(one))
    county, months = (heads(sheet).index(name) for name in ("县代码", "月数"))
    for row in sheet.iter_rows(min_row=2):
        row[months].value = 2 if str(row[county].value) == WEST else row[months].value
    changed = io.BytesIO()
    book.save(changed)
    found = back.rows_of_file(path, now, "../x.xlsx", changed.getvalue())
    taken = taken_up(now.answer.question, found.rows)
    assert not back.as_now(now, taken)
    assert back.as_now(now, taken_up(now.answer.question, rows_in(now.plan.content)))
    assert list(found.issues) == []
    assert taken.left_out.empty
    lengths = dict(zip(found.rows["county_code"], found.rows["months"], strict=True))
    assert lengths == {WEST: 2, EAST: 3}


def heads(sheet):
    return [str(cell.value) for cell in next(sheet.iter_rows(max_row=1))]
