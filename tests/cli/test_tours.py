"""``planner tours`` on the toy region: what it says, writes, keeps and refuses."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from cli.main import main
from planner.plans import kept_plans
from planner.stays.keeping import data_version
from planner.stays.recording import ROW_ID
from planner.verify_options import Violation
from planner.workspace import Workspace
from tests import toy
from tests.planner.stays.asking import E, W, sets, stays, venues
from tests.toy_programmes import rows

DAY = ("--date", "2026-11-22")
ASKED = (
    "--start", "2027-01", "--months", "12", "--stays", "1", "--gap-months", "3",
    "--in-term", "none", "--time-limit", "20", *DAY,
)  # fmt: skip


OWN = {"museum_sets": sets(), "museum_venues": venues()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("tours") / "w.gpkg"
    Workspace(path).replace(toy.layers() | OWN, [])
    return path


@pytest.fixture
def store(made, tmp_path):
    return ("--workspace", Path(shutil.copy2(made, tmp_path)))


def test_it_says_which_set_stays_where_and_how_good_that_is(run, machine, store):
    code, data = machine("tours", *store, *ASKED)
    assert code == 0
    assert (data["owed"], data["made"], data["missing"]) == (2, 2, 0)
    assert [row["county_code"] for row in data["stays"]] == [W, E]
    assert data["stays"][0]["first"] == "2027-01-01"
    assert data["goals"][0]["goal"] == "stays"
    assert data["violations"] == data["missed"] == data["files"] == []
    assert data["score"] == {
        "before": 0, "after": 0, "owed": 2, "today": "2026-11-22", "end": "2027-12-31",
    }  # fmt: skip
    assert {"km", "cost", "why", "counties", "sets", "travel", "seed"} <= data.keys()
    text = run("tours", *store, *ASKED)[1]
    for part in ("2027-01 至 2027-12", "应有 2 期，排定 2 期", "已证明最优",
                 "独立的算法", "没有道路", "力学馆"):  # fmt: skip
        assert part in text
    english = run("tours", *store, *ASKED, "--lang", "en")[1]
    assert "owed 2 stays: 2 made" in english
    assert "{" not in english


def test_a_folder_stands_for_the_workspace_in_it(machine, made, tmp_path):
    shutil.copy2(made, tmp_path / "workspace.gpkg")
    code, data = machine("tours", "--workspace", tmp_path, *ASKED)
    assert (code, data["made"]) == (0, 2)


def test_the_options_make_the_question(machine, store):
    _, data = machine(
        "tours", *store, *ASKED, "--shortest", "1", "--longest", "2",
        "--turn-days", "5", "--km-day", "200", "--km-cost", "3", "--move-cost", "100",
        "--counties", "all", "--any-theme", "--county", f"{W}=2:1-3:2",
        "--add-set", "三号=4510:2027-09-01", "--pin", f"{E}=k1:2027-03:2:v3",
        "--pin", f"{W}=k1:2027-08:1", "--ban", f"{W}=k2", "--lock", E, "--seed", "7",
    )  # fmt: skip
    assert data["choice"] == {
        "start": "2027-01-01", "months": 12, "stays": 1, "shortest": 1, "longest": 2,
        "gap_months": 3, "counties": "all", "in_term": "none", "themes": False,
        "turn_days": 5, "km_day": 200, "km_cost": 3, "move_cost": 100,
        "by_county": [[W, 2, 1, 3, 2]],
        "extra_sets": [["三号", "4510", "2027-09-01"]],
        "pins": [[E, "k1", "2027-03-01", 2, "v3"], [W, "k1", "2027-08-01", 1, ""]],
        "bans": [[W, "k2"]], "locked": [E], "done_until": None,
    }  # fmt: skip
    assert data["seed"] == 7
    pinned = [row for row in data["stays"] if row["pinned"]]
    assert [row["county_code"] for row in pinned] == [W, E]


def test_what_is_missed_is_told_with_its_fix_and_strict_says_so(run, store):
    workspace = Workspace(store[1])
    layers = {"museum_venues": venues().iloc[:1], "museum_sets": sets()}
    workspace.replace(toy.layers() | layers, [])
    code, text, _ = run("tours", *store, *ASKED, "--strict")
    assert code == 1
    for part in ("1 个县没有排足", "县里没有登记巡展场地", "→ 在“记录”页登记"):
        assert part in text


def test_everything_wrong_with_the_options_is_told_at_once(run, store):
    code, _, error = run(
        "tours", *store, "--start", "2027-13", "--months", "x", "--counties", "rich",
        "--county", "451022=1", "--add-set", "三号", "--pin", "451022=k1:2027-03",
        "--ban", "451022", "--time-limit", "0", "--seed", "-1", "--keep", "draft",
        "--near", "没有的", "--date", "2026-13-01",
    )  # fmt: skip
    assert code == 2
    assert "Traceback" not in error
    for part in ("2027-13", "“months”", "rich", "--county", "--add-set", "--pin",
                 "--ban", "--time-limit", "--seed", "draft", "没有的",
                 "2026-13-01"):  # fmt: skip
        assert part in error


def test_names_that_nothing_bears_are_refused(run, store):
    code, _, error = run("tours", *store, *ASKED, "--ban", "999999=k9")
    assert code == 2
    assert "999999" in error
    assert "k9" in error


def test_a_plan_is_kept_begun_from_and_held_to_the_records(
    run, machine, store, tmp_path
):
    out = tmp_path / "计划"
    _, data = machine("tours", *store, *ASKED, "--keep", "三年", "--out", out)
    assert data["kept"] == "三年"
    assert {Path(path).suffix for path in data["files"]} == {
        ".xlsx", ".ics", ".zip", ".gpkg", ".geojson"
    }  # fmt: skip
    _, again = machine("tours", *store, *DAY, "--near", "三年", "--time-limit", "20")
    assert again["changes"] == []
    assert again["choice"]["gap_months"] == 3
    assert again["choice"]["done_until"] == "2026-11-21"
    _, done = machine("tours", *store, "--done", "三年", "--date", "2027-04-02")
    assert [row["state"] for row in done["stays"]] == ["late", "late"]
    late = run("tours", *store, "--done", "三年", "--date", "2027-04-02")[1]
    assert "逾期没有记录 2 期" in late
    book = openpyxl.load_workbook(out / "museum_tours.xlsx")
    sheet = book["巡展安排"]
    # First month and months of the first stay.
    sheet.cell(2, 11).value, sheet.cell(2, 12).value = "2027-04", 2
    sheet.cell(3, 11).value = "某月"
    book.save(tmp_path / "改过.xlsx")
    near = ("--near", tmp_path / "改过.xlsx")
    _, back = machine("tours", *store, *ASKED, *near)
    assert [issue["rule"] for issue in back["issues"]] == ["stays_back_month"]
    assert {row["first"] for row in back["stays"]} == {"2027-01-01", "2027-04-01"}


def test_a_plan_is_booked_as_one_change(run, machine, store):
    code, data = machine("tours", *store, *ASKED, "--book", "--keep", "三年")
    assert (code, data["booked"]) == (0, {"booked": 2, "done": 0, "dropped": 0})
    workspace = Workspace(store[1])
    frame = workspace.layers(("museum_stays",))["museum_stays"]
    assert frame["state"].tolist() == ["booked", "booked"]
    (plan,) = kept_plans(workspace.path, "tours")
    assert plan.data_version == data_version(workspace)
    again = run("tours", *store, *ASKED, "--book", "--lang", "en")[1]
    assert "booked 0" in again
    workspace.undo()
    # Booking again changed nothing, so the first is what is taken back.
    assert len(workspace.layers(("museum_stays",))["museum_stays"]) == 0


def test_the_programme_is_met_when_what_was_booked_is_over(machine, store):
    """The row asks two tours of each county; the second is planned and carried out."""
    workspace = Workspace(store[1])
    before = [f"t{at} museum_tour {unit} 2025-03-01" for at, unit in enumerate((W, E))]
    events = rows("events", "event_id kind unit_code date", *before)
    workspace.replace(toy.layers() | {**OWN, "events": events}, [])
    end = ("--date", "2027-12-31", "--only", ROW_ID)

    def row():
        found = machine("score", *store, *end)[1]["rows"][ROW_ID]
        return found["status"], found["value"], found["target"]

    _, data = machine("tours", *store, *ASKED, "--book", "--keep", "三年")
    assert (data["score"]["before"], data["score"]["after"]) == (0, 2)
    # What is booked is no tour yet.
    assert row() == ("short", 0, 2)
    later = ("--near", "三年", "--date", "2027-12-31", "--time-limit", "20", "--book")
    _, data = machine("tours", *store, *later)
    assert data["booked"] == {"booked": 0, "done": 2, "dropped": 0}
    assert row() == ("met", 2, 2)


def test_settings_a_file_was_made_for_are_told_where_they_differ(
    machine, store, tmp_path
):
    out = tmp_path / "计划"
    machine("tours", *store, *ASKED, "--out", out)
    near = ("--near", out / "museum_tours.xlsx")
    _, same = machine("tours", *store, *ASKED, *near)
    assert same["issues"] == []
    _, other = machine("tours", *store, *ASKED, *near, "--gap-months", "2")
    (issue,) = other["issues"]
    assert issue["rule"] == "stays_back_asked"
    assert "间隔" in issue["text"]


def test_far_years_are_refused_in_words(run, store):
    code, _, error = run("tours", *store, "--start", "9999-12")
    assert (code, "Traceback" in error) == (2, False)
    assert "9999" in error
    far = ("--date", "9999-12-31", "--in-term", "none", "--months", "12")
    assert run("tours", *store, *far, "--stays", "1")[0] in (0, 2)


def test_a_file_without_a_row_that_can_be_read_plans_nothing(run, store, tmp_path):
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    code, _, error = run("tours", *store, *ASKED, "--near", path)
    assert code == 2
    assert "别的.csv" in error


def test_a_plan_that_fails_its_check_is_not_written(
    machine, store, tmp_path, monkeypatch
):
    fault = [Violation("serves", "county 0", "no")]
    monkeypatch.setattr("planner.stays.answering.violations", lambda *_, **__: fault)
    out = tmp_path / "计划"
    code, data = machine("tours", *store, *ASKED, "--out", out, "--keep", "三年")
    assert code == 2
    assert data["violations"][0]["promise"] == "serves"
    assert (data["files"], data["kept"], out.exists()) == ([], None, False)


def test_bookings_that_clash_are_refused_in_words(capfd, store):
    clash = stays(
        "q1 k1 W v1 2027-03-01 2027-05-10 booked",
        "q2 k1 E v3 2027-04-20 2027-07-20 booked",
    )
    own = {"museum_sets": sets(), "museum_venues": venues(), "museum_stays": clash}
    Workspace(store[1]).replace(toy.layers() | own, [])
    code = main(["tours", "--workspace", str(store[1]), *ASKED, "--lang", "en"])
    assert code == 2
    assert "k1 is at two places at once" in capfd.readouterr().err
