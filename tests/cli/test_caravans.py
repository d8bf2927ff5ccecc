"""``planner caravans`` on the toy region: what it says, writes and refuses."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from cli.main import main
from planner.verify_options import Violation
from planner.workspace import Workspace
from tests import toy
from tests.planner import roads
from tests.planner.outings.asking import caravans, code

DAYS = ("--start", "2026-03-02", "--end", "2026-03-13", "--visits", "1")
SHORT = (*DAYS, "--gap-days", "1", "--steps", "40")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("caravans") / "w.gpkg"
    Workspace(path).replace(toy.layers() | {"caravans": caravans()}, [])
    return path


@pytest.fixture
def store(made, tmp_path):
    return ("--workspace", Path(shutil.copy2(made, tmp_path)))


def test_it_says_what_is_owed_made_and_what_it_costs(run, machine, store):
    code_, data = machine("caravans", *store, *SHORT)
    assert code_ == 0
    assert (data["owed"], data["made"], data["missing"]) == (5, 5, 0)
    assert data["why"] == {}
    assert data["missed"] == []
    assert len(data["visits"]) == 5
    assert len(data["tours"]) == data["days"]
    assert "2026-03-02" <= data["visits"][0]["date"] <= "2026-03-13"
    assert sum(row["visits"] for row in data["months"]) == 5
    assert data["comparison"]["plan"]["days"] == data["days"]
    assert data["comparison"]["day_trips"]["days"] == 5
    assert data["km"] < data["comparison"]["day_trips"]["km"]
    assert data["violations"] == []
    assert data["files"] == []
    assert (data["seed"], data["litres_per_100km"]) == (0, 12.0)
    assert data["travel"]["method"] == "straight_line"
    assert {"cost", "hours", "drive", "nights", "rule", "steps"} <= data.keys()
    text = run("caravans", *store, *SHORT)[1]
    for part in ("2026-03-02 至 2026-03-13", "应服务 5 次，排定 5 次", "二氧化碳",
                 "独立的算法", "没有道路"):  # fmt: skip
        assert part in text
    english = run("caravans", *store, *SHORT, "--lang", "en")[1]
    assert "5 visits owed, 5 made" in english
    assert "{" not in english


def test_the_options_make_the_question(machine, store):
    _, data = machine(
        "caravans", *store, *SHORT, "--minutes", "90", "--from-h", "8", "--to-h", "18",
        "--hours-day", "8", "--hours-week", "30", "--rest-min", "30",
        "--rest-from-h", "11", "--rest-until-h", "13", "--most-stops", "2",
        "--km-cost", "3", "--hour-cost", "50", "--day-cost", "100",
        "--night-cost", "250", "--nights", "1", "--visit-value", "5000",
        "--spread-cost", "0", "--preference-cost", "50", "--change-cost", "75",
        "--even-cost", "5", "--hosts", "bases", "--weekends", "--villages-only",
        "--lend", f"v2={toy.WEST}",
        "--pin", f"{code(1)}=2026-03-07:v2", "--pin", f"{code(3)}=2026-03-05",
        "--free", "v1=2026-03-03", "--seed", "7", "--litres", "9.5",
    )  # fmt: skip
    assert data["choice"] == {
        "start": "2026-03-02", "end": "2026-03-13", "visits": 1, "gap_days": 1,
        "minutes": 90, "from_h": 8, "to_h": 18, "hours_day": 8, "hours_week": 30,
        "rest_min": 30, "rest_from_h": 11, "rest_until_h": 13, "most_stops": 2,
        "km_cost": 3, "hour_cost": 50, "day_cost": 100, "night_cost": 250,
        "nights": 1, "visit_value": 5000, "hosts": "bases", "weekends": True,
        "spread_cost": 0, "preference_cost": 50, "change_cost": 75, "even_cost": 5,
        "with_places": False, "locked": [], "done_until": None,
        "lent": [["v2", toy.WEST]], "free_days": [["v1", "2026-03-03"]],
        "pins": [[code(1), "2026-03-07", "v2"], [code(3), "2026-03-05", ""]],
    }  # fmt: skip
    assert (data["seed"], data["litres_per_100km"]) == (7, 9.5)
    days = {row["place_id"]: row for row in data["visits"]}
    assert (days[code(1)]["date"], days[code(1)]["caravan_id"]) == ("2026-03-07", "v2")
    assert days[code(3)]["date"] == "2026-03-05"
    assert all(
        row["date"] != "2026-03-03"
        for row in data["tours"]
        if row["caravan_id"] == "v1"
    )


def test_without_days_it_is_the_next_calendar_year(machine, store):
    _, data = machine("caravans", *store, "--steps", "10", "--date", "2025-11-22")
    assert (data["choice"]["start"], data["choice"]["end"]) == (
        "2026-01-01", "2026-12-31",
    )  # fmt: skip
    assert data["owed"] == 10
    end = ("--end", "2026-06-30")
    _, data = machine("caravans", *store, "--steps", "10", *end)
    assert data["choice"]["start"] == "2026-01-01"


def test_strict_tells_visits_not_made_by_the_exit_code(run, machine, store):
    short = (*SHORT, "--end", "2026-03-02")
    code_, data = machine("caravans", *store, *short, "--strict")
    assert code_ == 1
    assert data["missing"] == sum(data["why"].values()) == 1
    (row,) = data["missed"]
    assert row["fix"]
    assert machine("caravans", *store, *short)[0] == 0
    text = run("caravans", *store, *short)[1]
    assert "未排上 1 次" in text
    assert row["place"] in text
    assert machine("caravans", *store, *SHORT, "--strict")[0] == 0


def test_files_are_left_where_asked(run, machine, store, tmp_path):
    out = tmp_path / "出车"
    _, data = machine("caravans", *store, *SHORT, "--out", out)
    assert [Path(name).name for name in data["files"]] == [
        "outings.xlsx", "caravans.ics", "day_sheets.zip", "month_sheets.html",
        "outings_shp.zip", "outings.geojson", "outings.gpx", "outings.kml",
    ]  # fmt: skip
    assert all(Path(name).exists() for name in data["files"])


def test_nothing_is_written_where_the_check_fails(
    run, machine, store, tmp_path, monkeypatch
):
    fault = Violation("clock", "van 0, day 0", "too early")
    monkeypatch.setattr(
        "planner.outings.answering.OutingAnswer.violations", lambda answer: [fault]
    )
    out = tmp_path / "out"
    code_, data = machine("caravans", *store, *SHORT, "--out", out)
    assert (code_, data["files"]) == (2, [])
    assert data["violations"][0]["detail"] == "too early"
    assert not out.exists()
    assert "too early" in run("caravans", *store, *SHORT)[2]


def test_a_closed_road_cuts_off_whom_it_leads_to(machine, tmp_path):
    # v1 serves the east county too, beyond the bridge.
    fleet = caravans().iloc[:1]
    workspace = roads.workspace_of(tmp_path, caravans=fleet)
    store = ("--workspace", workspace.path, *SHORT, "--lend", f"v1={toy.EAST}")
    assert machine("caravans", *store)[1]["missing"] == 0
    _, data = machine("caravans", *store, "--close", roads.BRIDGE)
    assert data["why"] == {"no_way": 1}
    assert data["missed"][0]["place_id"] == code(5)
    code_, refused = machine("caravans", *store, "--close", "没有的路")
    assert code_ == 2
    assert refused["issues"]


def test_ctrl_c_ends_the_search_with_the_best_so_far(machine, store, monkeypatch):
    handler = signal.getsignal(signal.SIGINT)

    def interrupted(_progress, _share, stage):
        if stage == "caravans":
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("cli.caravans.Progress.__call__", interrupted)
    code_, data = machine("caravans", *store, *DAYS, "--gap-days", "1", "--steps",
                          "2000000")  # fmt: skip
    assert (code_, data["made"]) == (0, 5)
    assert data["steps"] < 2_000_000
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_bad_option_is_told_at_once(machine, tmp_path, lang):
    code_, data = machine(
        "caravans", "--workspace", tmp_path / "none.gpkg", "--date", "heute",
        "--start", "morgen", "--visits", "zwei", "--nights", "1.5", "--hosts", "zelt",
        "--pin", "x", "--pin", "451022100201=2026-13-01", "--lend", "v1=",
        "--free", "v1=nie", "--seed", "-1", "--steps", "0", "--litres", "nan",
        "--time-limit", "ewig", "--lang", lang,
    )  # fmt: skip
    assert code_ == 2
    told = data["error"].splitlines()
    assert len(told) == 14
    for part in ("heute", "morgen", "zwei", "1.5", "zelt", "2026-13-01", "v1=nie",
                 "--seed", "--steps", "--litres", "ewig"):  # fmt: skip
        assert sum(part in line for line in told) == 1, part


def test_names_that_nothing_bears_and_missing_caravans_are_refused(machine, store):
    code_, data = machine(
        "caravans", *store, *SHORT, "--free", "v9=2026-03-03", "--lend", "v1=451099"
    )
    assert code_ == 2
    assert "v9" in data["error"]
    assert "451099" in data["error"]
    code_, data = machine(
        "caravans", *store, "--start", "2010-01-01", "--end", "2010-12-31"
    )
    assert code_ == 2
    assert "大篷车" in data["error"]


def test_help_is_told_in_both_languages(capsys):
    for lang, word in (("zh", "借调"), ("en", "lend a caravan")):
        with pytest.raises(SystemExit):
            main(["caravans", "--help", "--lang", lang])
        assert word in capsys.readouterr().out
