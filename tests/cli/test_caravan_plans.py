"""``planner caravans`` with plans there are: kept, begun from, held to records."""

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest

from planner.outings.keeping import data_version, rows_in
from planner.plans import kept_plans
from planner.workspace import Workspace
from tests import toy
from tests.planner.outings.asking import caravans, code
from tests.toy_programmes import rows

DAYS = ("--start", "2026-03-02", "--end", "2026-03-13", "--visits", "1")
# Asked before the first day, so that none is past.
SHORT = (*DAYS, "--gap-days", "1", "--steps", "40", "--date", "2026-01-15")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("caravans") / "w.gpkg"
    events = rows(
        "events", "kind date unit_code", "caravan_visit 2026-03-03 V1",
        "caravan_visit 2026-03-04 W", "caravan_visit 2025-03-04 V1",
        "village_visit 2026-03-04 V2",
    )  # fmt: skip
    layers = toy.layers() | {"caravans": caravans(), "events": events}
    Workspace(path).replace(layers, [])
    return path


@pytest.fixture
def store(made, tmp_path):
    return Path(shutil.copy2(made, tmp_path))


@pytest.fixture
def plan(machine, store):
    """Plan with further options; what it says."""

    def call(*more):
        code_, data = machine("caravans", "--workspace", store, *SHORT, *more)
        assert code_ == 0, data
        return data

    return call


def days_of(data):
    return {row["place_id"]: (row["date"], row["caravan_id"]) for row in data["visits"]}


def test_a_plan_is_kept_as_the_app_keeps_its_own(plan, run, store):
    data = plan("--keep", "春季", "--nights", "1", "--pin", f"{code(1)}=2026-03-05")
    assert data["kept"] == "春季"
    (kept,) = kept_plans(store, "outings")
    assert kept.name == "春季"
    assert kept.summary["made"] == data["made"] == 5
    days = {
        place: (str(day), van)
        for day, van, place in rows_in(kept.content)[
            ["date", "caravan_id", "place_id"]
        ].itertuples(index=False)
    }
    assert days == days_of(data)
    from ui.components.outings import asked

    # What the app makes of it is what was asked here.
    found = asked.asked_in(kept.settings)
    assert asked.asked_of(asked.texts_of(found)) == found
    assert found.choice.settings() == data["choice"]
    assert found.travel.method == "roads"
    assert kept.data_version == data_version(Workspace(store))
    text = run("caravans", "--workspace", store, *SHORT, "--keep", "另一个")[1]
    assert "已保存为“另一个”" in text


def test_near_a_plan_little_is_changed_and_told(plan, run, store):
    before = days_of(plan("--keep", "春季"))
    again = plan("--near", "春季")
    assert again["changes"] == []
    assert days_of(again) == before
    # The other caravan has that day off, so that its only visit has to move.
    day, van = before[code(5)]
    moved = plan("--near", "春季", "--free", f"{van}={day}")
    (change,) = moved["changes"]
    assert (change["place_id"], change["change"]) == (code(5), "moved")
    assert change["date_before"] == day
    text = run("caravans", "--workspace", store, *SHORT, "--near", "春季", "--free",
               f"{van}={day}")[1]  # fmt: skip
    assert "1 次服务有变动" in text
    assert f"改期 {toy.villages()['name'].iloc[4]}" in text


def test_past_days_stay_and_the_days_are_those_of_the_plan(machine, plan, store):
    before = days_of(plan("--keep", "春季"))
    code_, data = machine(
        "caravans", "--workspace", store, "--near", "春季", "--visits", "1",
        "--gap-days", "1", "--steps", "40", "--date", "2026-04-01", "--spread-cost",
        "10000",
    )  # fmt: skip
    assert code_ == 0
    assert (data["choice"]["start"], data["choice"]["end"]) == (
        "2026-03-02", "2026-03-13",
    )  # fmt: skip
    assert days_of(data) == before


def test_a_workbook_somebody_worked_on_is_begun_from(plan, run, store, tmp_path):
    data = plan("--out", tmp_path / "out", "--spread-cost", "0")
    path = tmp_path / "out" / "outings.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["逐次服务"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 5).value == code(5):
            sheet.cell(row, 1).value = dt.date(2026, 3, 12)
    sheet.append(["2026-02-31", "v1", None, 1, code(1)])
    book.save(path)
    again = plan("--near", path, "--spread-cost", "0")
    assert days_of(again) == days_of(data) | {code(5): ("2026-03-12", "v2")}
    assert again["changes"] == []
    (issue,) = again["issues"]
    assert (issue["rule"], issue["row"]) == ("outing_back_date", 7)
    text = run("caravans", "--workspace", store, *SHORT, "--near", path)[1]
    assert "2026-02-31" in text


def test_a_plan_is_held_against_the_records(machine, plan, run, store):
    plan("--keep", "春季", "--pin", f"{code(1)}=2026-03-03")
    asked = ("caravans", "--workspace", store, "--done", "春季")
    code_, data = machine(*asked, "--date", "2026-03-31")
    assert code_ == 0
    states = {row["place_id"]: row["state"] for row in data["visits"]}
    assert states.pop(code(1)) == "done"
    assert set(states.values()) == {"late"}
    assert [row["unit_code"] for row in data["unplanned"]] == [toy.WEST]
    (month,) = data["months"]
    assert (month["planned"], month["done"], month["late"]) == (5, 1, 4)
    text = run(*asked, "--date", "2026-03-01")[1]
    assert "尚未到期 4 次" in text
    english = run(*asked, "--date", "2026-03-31", "--lang", "en")[1]
    assert "5 visits planned" in english
    assert "2026-03: planned 5" in english


def test_sheets_are_left_where_asked(plan, tmp_path):
    folder = tmp_path / "出车单"
    data = plan("--sheets", folder)
    assert [Path(name).name for name in data["files"]] == [
        "2026-03_v1_西车.html", "2026-03_v2_东车.html", "month_sheets.html",
    ]  # fmt: skip
    assert all(Path(name).exists() for name in data["files"])


def test_the_year_before_is_beside_the_plan(plan, tmp_path):
    plan("--out", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "outings.xlsx")
    head, *lines = book["比较"].iter_rows(values_only=True)
    assert head[-1] == "上一年"
    assert {line[0]: line[-1] for line in lines}["排定次数"] == 1


def test_names_of_plans_are_refused_with_all_else(machine, plan, run, store):
    plan("--keep", "春季")
    code_, data = machine(
        "caravans", "--workspace", store, *SHORT, "--near", "秋季", "--keep",
        "plan.xlsx", "--seed", "-1",
    )  # fmt: skip
    assert code_ == 2
    told = data["error"].splitlines()
    assert len(told) == 3
    assert "春季" in told[0]
    code_, _, error = run("caravans", "--workspace", store, "--done", "秋季")
    assert code_ == 2
    assert "现有：春季" in error
    code_, data = machine("caravans", "--workspace", store, *SHORT, "--keep", "长" * 61)
    assert code_ == 2
