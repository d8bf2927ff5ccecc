"""The command line: exit codes, both languages, and answers machines can read."""

import json
import re
import zipfile

import geopandas as gpd
import openpyxl
import pytest

from cli.main import main
from planner.plans import kept_plans
from planner.workspace import Workspace
from tests import toy
from tests.planner import files


@pytest.fixture
def workspace(tmp_path):
    path = tmp_path / "w.gpkg"
    Workspace(path).replace(toy.layers(), [])
    return path


def rule_file(tmp_path, text="limit_min = 20\non = 2019-06-01\n"):
    path = tmp_path / "规则.toml"
    path.write_text(text, encoding="utf-8")
    return path


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_cover_tells_the_verdict_in_chinese_first(run, workspace, tmp_path):
    code, out, err = run(
        "cover", "--workspace", workspace, "--rule", rule_file(tmp_path)
    )
    assert (code, err) == (0, "")
    assert "应覆盖 5 个村，已覆盖 4 个，未覆盖 1 个。" in out
    assert "产业不对口: 1" in out
    assert "不是道路里程" in out


def test_english_by_a_switch_or_by_the_environment(run, workspace, monkeypatch):
    _, out, _ = run("cover", "--workspace", workspace, "--lang", "en")
    assert "villages should be covered" in out
    assert not re.search("[一-龥]", out)
    monkeypatch.setenv("PLANNER_LANG", "en")
    assert "villages should be covered" in run("cover", "--workspace", workspace)[1]
    monkeypatch.setenv("PLANNER_LANG", "fr")
    assert "应覆盖" in run("cover", "--workspace", workspace)[1]


def test_strict_exits_with_one_only_where_a_village_is_uncovered(
    run, workspace, tmp_path
):
    near = ("--workspace", workspace, "--rule", rule_file(tmp_path))
    assert run("cover", *near)[0] == 0
    assert run("cover", *near, "--strict")[0] == 1
    all_day = rule_file(tmp_path, "limit_min = 32\non = 2019-06-01\n")
    assert run("cover", "--workspace", workspace, "--rule", all_day, "--strict")[0] == 0


def test_machines_read_the_summary(machine, workspace, tmp_path):
    code, data = machine(
        "cover", "--workspace", workspace, "--rule", rule_file(tmp_path)
    )
    assert code == 0
    assert (data["villages"], data["covered"], data["uncovered"]) == (6, 4, 1)
    assert data["reasons"] == {"no_matching_trade": 1}


def test_the_day_can_be_set(machine, workspace):
    _, data = machine("cover", "--workspace", workspace, "--date", "2015-01-01")
    assert data["rule"]["on"] == "2015-01-01"
    assert data["reasons"]["closed_then"] > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "limit_min = ",
        "limit_mins = 20",
        'villages = "rich"\nneeded = 0',
        'limit_min = "45"',
        'on = "someday"',
        "limit_km = 1e308",
    ],
)
def test_a_bad_rule_is_refused_in_words(run, workspace, tmp_path, text, lang):
    rule = rule_file(tmp_path, text)
    code, out, err = run(
        "cover", "--workspace", workspace, "--rule", rule, "--lang", lang
    )
    assert (code, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err
    assert bool(re.search("[一-龥]{4}", err)) == (lang == "zh")


def test_every_problem_of_a_rule_is_told_at_once(run, workspace, tmp_path):
    rule = rule_file(tmp_path, 'villages = "rich"\nneeded = 0\nlimit_min = -1')
    _, _, err = run("cover", "--workspace", workspace, "--rule", rule)
    assert len(err.strip().splitlines()) == 3


def test_a_rule_file_that_is_no_text(run, workspace, tmp_path):
    path = tmp_path / "r.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert run("cover", "--workspace", workspace, "--rule", path)[0] == 2
    assert run("cover", "--workspace", workspace, "--rule", tmp_path)[0] == 2
    assert run("cover", "--workspace", workspace, "--rule", tmp_path / "no")[0] == 2


@pytest.mark.parametrize("command", ["cover", "check", "export"])
def test_no_workspace_is_said_and_none_is_made(run, command, tmp_path):
    more = ("--out", tmp_path / "out") if command == "export" else ()
    code, _, err = run(command, "--workspace", tmp_path / "no.gpkg", *more)
    assert code == 2
    assert "no.gpkg" in err
    assert names(tmp_path) == set()


@pytest.mark.parametrize("command", ["cover", "check", "export", "import"])
def test_a_file_that_is_no_workspace(machine, command, tmp_path):
    path = tmp_path / "w.gpkg"
    path.write_text("not a workspace")
    more = {"export": ("--out", tmp_path / "o"), "import": ("x.csv",)}.get(command, ())
    code, data = machine(command, "--workspace", path, *more)
    assert code == 2
    assert "w.gpkg" in data["error"]
    assert path.read_text() == "not a workspace"


def test_an_empty_workspace_cannot_be_judged(run, tmp_path):
    Workspace(tmp_path / "w.gpkg").replace({}, [])
    code, _, err = run("cover", "--workspace", tmp_path / "w.gpkg")
    assert code == 2
    assert len(err.strip().splitlines()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["cover", "--lang", "fr"],
        ["demo"],
        ["demo", "--scope", "mars", "--out", "x"],
        ["export"],
        ["import", "a.csv", "--layer", "moons"],
        ["import", "a.csv", "--datum", "mars2000"],
    ],
)
def test_commands_that_make_no_sense_exit_with_two(arguments, capfd):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "command", ["", "demo", "template", "import", "check", "cover", "export", "app"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_has_help(command, lang, capfd, monkeypatch):
    monkeypatch.setenv("PLANNER_LANG", lang)
    with pytest.raises(SystemExit) as stop:
        main([*filter(None, [command]), "--help"])
    assert stop.value.code == 0
    out = capfd.readouterr().out
    assert bool(re.search("[一-龥]{2}", out)) == (lang == "zh")


def test_import_and_undo(machine, tmp_path):
    store = ("--workspace", tmp_path / "new" / "w.gpkg")
    paths = files.write(tmp_path / "files")
    code, data = machine("import", *paths, *store)
    assert (code, data["committed"]) == (0, True)
    rows = {change["layer"]: change["rows"] for change in data["changes"]}
    assert rows["villages"] == 6
    code, data = machine("check", *store)
    assert code == 0
    more = files.write_villages(
        tmp_path / "more.csv", [("451022100203", "新村", "是", 107.1, 23.6)]
    )
    code, data = machine("import", more, *store, "--replace")
    assert data["changes"][0]["removed"] == 6
    assert machine("import", *store, "--undo") == (0, {"undone": True})
    assert len(Workspace(store[1]).layer("villages")) == 6
    assert machine("import", *store, "--undo")[0] == 2


def test_bad_files_are_listed_and_nothing_goes_in(run, machine, workspace, tmp_path):
    before = workspace.read_bytes()
    bad = files.write_villages(
        tmp_path / "bad.csv",
        [
            ("451022100203", "新村", "是", 500, 23.6),
            ("12", "短码村", "是", 107.1, 23.6),
            ("451022100209", "<script>alert(1)</script>", "也许", 107.1, 23.6),
        ],
    )
    paths = (bad, tmp_path / "none.xlsx", "--workspace", workspace)
    code, data = machine("import", *paths)
    assert code == 2
    assert not data["committed"]
    severities = [issue["severity"] for issue in data["issues"]]
    assert severities.count("error") >= 3
    assert {issue["source"] for issue in data["issues"]} >= {"bad.csv", "none.xlsx"}
    assert all(issue["text"] and issue["mend"] for issue in data["issues"])
    for lang in ("zh", "en"):
        code, out, err = run("import", *paths, "--lang", lang)
        assert (code, out) == (2, "")
        assert "bad.csv" in err
        assert len(err.strip().splitlines()) > 3
    assert workspace.read_bytes() == before


def test_check_looks_and_does_not_touch(machine, tmp_path):
    paths = files.write(tmp_path / "files")
    code, data = machine("check", *paths, "--workspace", tmp_path / "w.gpkg")
    assert (code, data["importable"], data["committed"]) == (0, True, False)
    assert not (tmp_path / "w.gpkg").exists()


def test_questions_are_asked_with_an_answers_file_to_give_back(run, tmp_path):
    store = ("--workspace", tmp_path / "w.gpkg")
    odd = tmp_path / "odd.csv"
    odd.write_text("甲,乙\n1,2\n", encoding="utf-8")
    paths = [*files.write(tmp_path / "files"), odd]
    code, _, err = run("import", *paths, *store)
    assert code == 2
    assert "1. " in err
    assert not (tmp_path / "w.gpkg").exists()
    answers = tmp_path / "answers.toml"
    answers.write_text('["odd.csv"]\nlayer = "-"\n', encoding="utf-8")
    assert run("import", *paths, *store, "--answers", answers)[0] == 0


@pytest.mark.parametrize("text", ["[", '["odd.csv"]\nlayer = "moons"\n'])
def test_bad_answers_are_refused(run, tmp_path, text):
    answers = tmp_path / "answers.toml"
    answers.write_text(text, encoding="utf-8")
    code, _, err = run("import", "x.csv", "--answers", answers)
    assert code == 2
    assert "moons" in err or "answers.toml" in err
    assert run("import", "x.csv", "--answers", tmp_path / "none.toml")[0] == 2


def test_an_unknown_crs_is_refused_in_words(machine, tmp_path):
    paths = [
        path for path in files.write(tmp_path / "files") if path.name == "bases.csv"
    ]
    store = ("--workspace", tmp_path / "w.gpkg")
    code, data = machine("import", *paths, *store, "--crs", "no such system")
    assert code == 2
    assert data["issues"] or data["questions"]


def test_import_without_files(run, workspace):
    code, _, err = run("import", "--workspace", workspace)
    assert code == 2
    assert err.strip()


def test_a_check_of_the_workspace_finds_what_is_wrong(machine, workspace):
    villages = toy.villages()
    villages.loc[0, "geometry"] = toy.at(-300, 0)
    Workspace(workspace).replace(toy.layers() | {"villages": villages}, [])
    code, data = machine("check", "--workspace", workspace)
    assert any(issue["key"] == "451022100201" for issue in data["issues"])
    assert code == (2 if any(i["severity"] == "error" for i in data["issues"]) else 0)


def test_templates_for_every_layer(machine, tmp_path):
    code, data = machine("template", "--out", tmp_path / "模板")
    assert code == 0
    found = names(tmp_path / "模板")
    assert len(found) == len(data["files"]) > 5
    assert {name.rsplit(".")[-1] for name in found} == {"xlsx", "csv"}
    for path in (tmp_path / "模板").glob("*.xlsx"):
        assert openpyxl.load_workbook(path).sheetnames
    machine("template", "--out", tmp_path / "csv", "--format", "csv")
    assert {name.rsplit(".")[-1] for name in names(tmp_path / "csv")} == {"csv"}


FILES = {
    "summary.json", "villages_shp.zip", "counties_shp.zip", "townships_shp.zip",
    "region.gpkg", "villages.geojson", "coverage.xlsx", "map.html",
}  # fmt: skip
PLANS = {
    "new_bases.xlsx", "new_bases_shp.zip", "new_bases.geojson",
    "villages_served.geojson", "roster.xlsx", "roster_ties_shp.zip",
    "roster_ties.geojson", "caravans", "tours", "advisory",
}  # fmt: skip
ADVISORY = {
    "advisory_groups.xlsx", "advisory_members.csv", "advisory_certificates.html",
}  # fmt: skip
TOURS = {
    "museum_tours.xlsx", "museum_tours.ics", "museum_tours.gpkg",
    "museum_tours.geojson",
    "museum_tours_counties_shp.zip", "museum_tours_stays_shp.zip",
    "museum_tours_ways_shp.zip",
}  # fmt: skip
CARAVANS = {
    "caravans.ics", "day_sheets.zip", "month_sheets.html", "outings.geojson",
    "outings.gpx", "outings.kml", "outings.xlsx", "outings_shp.zip",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_export_leaves_every_file(run, workspace, tmp_path, encoding):
    out = tmp_path / "交付"
    code, told, _ = run(
        "export", "--workspace", workspace, "--out", out, "--encoding", encoding
    )
    assert code == 0
    assert names(out) == FILES
    assert "交付" in told
    found = gpd.read_file(out / "villages_shp.zip")
    assert set(found["NAME"]) == set(toy.villages()["name"])


def test_a_folder_that_cannot_be_written_is_refused_in_words(run, workspace, tmp_path):
    (tmp_path / "file").write_text("x")
    for command in ("export", "template"):
        store = ("--workspace", workspace) if command == "export" else ()
        code, _, err = run(command, *store, "--out", tmp_path / "file")
        assert code == 2
        assert err.strip()


@pytest.mark.parametrize(
    ("scope", "counties", "travel"),
    [("baise", 12, "roads"), ("baicheng", 5, "straight-line")],
)
def test_the_demo_leaves_the_files_a_planner_would_hand_on(
    machine, tmp_path, scope, counties, travel
):
    """On roads, which is how it comes, or straight, if that is asked for."""
    out = tmp_path / scope
    asked = () if travel == "roads" else ("--travel", travel)
    code, data = machine("demo", "--scope", scope, *asked, "--out", out)
    assert code == 0
    assert data["travel"]["method"] == travel.replace("-", "_")
    roads = {"workspace.roads"} if travel == "roads" else set()
    assert names(out) == FILES | PLANS | {"workspace.gpkg"} | roads
    assert names(out / "caravans") == CARAVANS
    assert names(out / "tours") == TOURS
    assert names(out / "advisory") == ADVISORY
    (draft,) = kept_plans(out / "workspace.gpkg", "outings_draft")
    assert 0 < draft.summary["made"] <= draft.summary["owed"]
    (tours,) = kept_plans(out / "workspace.gpkg", "tours_draft")
    assert 0 < tours.summary["made"] <= tours.summary["owed"]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert data == summary | {"violations": []}
    assert summary["counties"] == counties
    assert summary["covered"] + summary["uncovered"] == summary["asked"]
    assert summary["asked"] == summary["poor_villages"] > 300
    assert sum(summary["reasons"].values()) == summary["uncovered"] > 0
    assert summary["illustrative_rows"]["bases"] == summary["bases"]
    shapes = gpd.read_file(out / "counties_shp.zip")
    assert len(shapes) == counties
    assert all(re.fullmatch(r"\d{6}", code) for code in shapes["CODE"])
    villages = gpd.read_file(out / "villages_shp.zip")
    assert len(villages) == summary["villages"]
    assert all(re.fullmatch(r"\d{12}", code) for code in villages["VILL_CODE"])
    assert all(re.search("[一-龥]", name) for name in villages["NAME"])
    assert (villages["STATUS"] == "uncovered").sum() == summary["uncovered"]
    region = gpd.read_file(out / "region.gpkg", layer="counties")
    assert region["covered"].sum() == summary["covered"]
    with zipfile.ZipFile(out / "villages_shp.zip") as archive:
        assert archive.testzip() is None
    page = (out / "map.html").read_text(encoding="utf-8")
    assert "示意数据" in page
    loads = r"""<(script|link|img)[^>]*(src|href)=["']?(https?:)?//"""
    assert not re.search(loads, page)
