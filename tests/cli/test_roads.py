"""The commands on roads, on the toy region and its bridge."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cli.main import main
from geo.crs import STORAGE_CRS
from geo.roads.graphs import read_graphml
from planner.workspace import Workspace
from tests import toy
from tests.planner import roads

DAY = ("--date", "2019-06-01")
RULE = "limit_min = 30\n"
COMMANDS = ("show", "routes", "without", "critical", "close", "open", "export")
FIFTH = roads.FIFTH


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return roads.workspace_of(tmp_path_factory.mktemp("toy")).path


@pytest.fixture
def workspace(made, tmp_path):
    return Path(shutil.copy2(made, tmp_path))


@pytest.fixture
def store(workspace, tmp_path):
    """Options that name the workspace and the rule of 30 minutes."""
    rule = tmp_path / "规则.toml"
    rule.write_text(RULE, encoding="utf-8")
    return ("--workspace", workspace, "--rule", rule, *DAY)


def area_file(path, shape):
    frame = gpd.GeoDataFrame(geometry=[shape], crs=STORAGE_CRS)
    frame.to_file(path, driver="GeoJSON")
    return path


# How travel is measured


def test_roads_are_used_where_there_are_any(machine, run, store):
    code, data = machine("cover", *store)
    assert code == 0
    assert data["travel"]["method"] == "roads"
    assert (data["asked"], data["covered"], data["violations"]) == (5, 5, [])
    text = run("cover", *store)[1]
    assert "行程按道路计算：小汽车" in text
    assert "抽查" in text


def test_the_straight_line_can_be_asked_for(machine, store):
    options = ("--travel", "straight-line", "--speed-kmh", "60", "--detour", "1.2")
    _, data = machine("cover", *store, *options)
    assert data["travel"] == {
        "method": "straight_line", "speed_kmh": 60.0, "detour": 1.2
    }  # fmt: skip


def test_without_roads_it_is_a_straight_line_and_says_so(run, machine, tmp_path):
    Workspace(tmp_path / "w.gpkg").replace(toy.layers(), [])
    store = ("--workspace", tmp_path / "w.gpkg")
    assert machine("cover", *store)[1]["travel"]["method"] == "straight_line"
    for lang, words in (("zh", "工作区里没有道路"), ("en", "has no roads")):
        assert words in run("cover", *store, "--lang", lang)[1]
        asked = run("cover", *store, "--travel", "roads", "--lang", lang)
        assert asked[:2] == (2, "")
        assert words in asked[2]


def test_other_travellers_have_other_times(machine, store):
    walking = machine("cover", *store, "--profile", "walking")[1]
    assert walking["travel"]["profile"] == "walking"
    # Five kilometres of lane are an hour on foot; two villages have somebody at home.
    driving = machine("cover", *store, "--profile", "caravan")[1]
    assert walking["covered"] < driving["covered"]
    assert walking["violations"] == driving["violations"] == []


def test_own_profiles(machine, run, store, tmp_path):
    shipped = (Path(__file__).parents[2] / "geo/roads/profiles.toml").read_text(
        encoding="utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text(shipped.replace("[car", "[jeep"), encoding="utf-8")
    asked = ("cover", *store, "--profiles", own, "--profile")
    assert machine(*asked, "jeep")[1]["travel"]["profile"] == "jeep"
    assert run(*asked, "car")[0] == 2
    own.write_text(shipped.replace("kmh = 60", "kmh = -1"), encoding="utf-8")
    code, data = machine(*asked, "car")
    assert code == 2
    assert len(data["issues"]) >= 3


@pytest.mark.parametrize(
    "options",
    [
        ("--speed-kmh", "40"),
        ("--detour", "1.2"),
        ("--travel", "straight-line", "--profile", "car"),
        ("--travel", "straight-line", "--snap-limit-km", "1"),
        ("--profile", "lorry"),
        ("--walking-kmh", "99"),
        ("--walking-kmh", "nan"),
        ("--snap-limit-km", "-1"),
        ("--profiles", "none.toml"),
        ("--travel", "straight-line", "--speed-kmh", "0"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_options_that_make_no_sense_are_refused_in_words(run, store, options, lang):
    code, out, err = run("cover", *store, *options, "--lang", lang)
    assert (code, out) == (2, "")
    assert bool(re.search("[一-龥]{4}", err)) == (lang == "zh")
    assert "Traceback" not in err


def test_a_road_past_the_snap_limit_is_not_near(machine, workspace, tmp_path):
    away = toy.villages()
    away.loc[0, "geometry"] = toy.at(0, 15)
    Workspace(workspace).replace_layer("villages", away, change="moved")
    store = ("--workspace", workspace, *DAY)
    assert machine("cover", *store)[1]["reasons"] == {"no_road_near": 1}
    assert machine("cover", *store, "--snap-limit-km", "9")[1]["reasons"] != {
        "no_road_near": 1
    }


def test_the_demo_may_be_straight(machine, tmp_path):
    options = ("--travel", "straight-line", "--out", tmp_path / "out")
    _, data = machine("demo", "--scope", "baicheng", *options)
    assert data["travel"]["method"] == "straight_line"
    assert data["violations"] == []


# The network


def test_the_network_in_numbers(machine, run, workspace):
    asked = ("roads", "show", "--workspace", workspace, *DAY)
    code, data = machine(*asked)
    assert code == 0
    assert data["stretches"] == len(read_back(workspace, run))
    by_class = {row["highway"]: row["km"] for row in data["classes"]}
    assert by_class["trunk"] == pytest.approx(30, abs=0.1)
    assert (len(data["parts"]), data["no_road_near"]) == (1, [])
    assert "路网连成一体" in run(*asked)[1]
    assert "all joined" in run(*asked, "--lang", "en")[1]


def read_back(workspace, run):
    out = workspace.parent / "net"
    assert run("roads", "export", "--workspace", workspace, "--out", out)[0] == 0
    return read_graphml(out / "network.graphml").edges


def test_an_island_and_a_village_off_the_road_are_named(machine, run, workspace):
    lines = toy.roads()
    island = lines.iloc[[0]].assign(road_id="I1", name="岛路", ref="")
    island["geometry"] = toy.stored([shapely.LineString([(50, 10), (52, 10)])])
    away = toy.villages()
    away.loc[0, "geometry"] = toy.at(51, 10)
    away.loc[1, "geometry"] = toy.at(0, 15)
    store = Workspace(workspace)
    store.replace_layer(
        "roads", pd.concat([lines, island], ignore_index=True), change="island"
    )
    store.replace_layer("villages", away, change="moved")
    asked = ("roads", "show", "--workspace", workspace, *DAY)
    data = machine(*asked)[1]
    assert [part["name"] for part in data["parts"][1:]] == ["岛路"]
    assert data["parts"][1]["place_names"] == [away["name"][0]]
    assert [part["places"] for part in data["parts"]] == [4, 1]
    assert [row["id"] for row in data["no_road_near"]] == [away["village_code"][1]]
    text = run(*asked)[1]
    assert "岛路，2.0 公里" in text
    assert away["name"][1] in text


def test_a_network_goes_there_and_back(machine, workspace, tmp_path):
    out = tmp_path / "net"
    _, data = machine("roads", "export", "--workspace", workspace, "--out", out)
    assert [path.rsplit("/")[-1] for path in data["files"]] == [
        "network.graphml", "network.gpkg"
    ]  # fmt: skip
    there = machine("roads", "show", "--workspace", workspace)[1]
    for name in ("network.graphml", "network.gpkg"):
        other = ("--workspace", tmp_path / f"{name}.w.gpkg")
        assert machine("import", out / name, *other)[0] == 0
        back = machine("roads", "show", *other)[1]
        for key in ("stretches", "junctions", "km", "classes"):
            assert back[key] == there[key]


# Ways


def test_ways_from_every_place_to_the_nearest_base(machine, workspace, tmp_path):
    Workspace(workspace).replace_layer("places", toy.places(), change="places")
    out = tmp_path / "ways"
    asked = ("roads", "routes", "--workspace", workspace, "--out", out, *DAY)
    code, data = machine(*asked)
    assert code == 0
    assert [row["id"] for row in data["rows"]] == ["p1", "p2"]
    assert data["rows"][1]["base_id"] == "b2"
    raw = (out / "routes.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert lines[0][:2] == ["编号", "地点"]
    assert [line[0] for line in lines[1:]] == ["p1", "p2"]
    found = gpd.read_file(out / "routes.geojson")
    assert set(found.geom_type) == {"LineString"}
    # The way begins at the base, whose people travel, and ends at the place.
    end = shapely.Point(found.geometry.iloc[1].coords[-1])
    assert end.distance(toy.places().geometry.iloc[1]) < 1e-5
    assert "示意国道" in found["roads"].iloc[1]
    assert found["minutes"].tolist() == [row["minutes"] for row in data["rows"]]


def test_ways_from_villages_to_one_base(machine, run, workspace, tmp_path):
    asked = ("roads", "routes", "--workspace", workspace, "--out", tmp_path / "o", *DAY)
    data = machine(*asked, "--to", "b2")[1]
    assert len(data["rows"]) == 6
    assert {row["base_id"] for row in data["rows"]} == {"b2"}
    assert run(*asked, "--to", "b2", "--lang", "en")[1].count("← ") == 6
    code, _, err = run(*asked, "--to", "b9")
    assert code == 2
    assert "b9" in err
    code, _, err = run(*asked, "--from", "places")
    assert code == 2
    assert "地名" in err


def test_a_text_that_looks_like_a_formula_is_made_harmless(
    machine, workspace, tmp_path
):
    bad = toy.villages()
    bad.loc[0, "name"] = "=cmd|' /C calc'!A0"
    Workspace(workspace).replace_layer("villages", bad, change="bad")
    out = tmp_path / "ways"
    machine("roads", "routes", "--workspace", workspace, "--out", out)
    lines = (out / "routes.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = [cell for line in csv.reader(lines) for cell in line]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_no_name_steers_the_terminal(run, workspace, tmp_path):
    bad = toy.villages()
    bad.loc[0, "name"] = "\x1b[31m\x9b2J坏\r\x07村"
    Workspace(workspace).replace_layer("villages", bad, change="bad")
    out = run("roads", "routes", "--workspace", workspace, "--out", tmp_path / "o")[1]
    assert "[31m2J坏村" in out
    assert not {"\x1b", "\x9b", "\r", "\x07"} & set(out)


def test_what_is_not_real_is_labelled(run, workspace, tmp_path):
    store = Workspace(workspace)
    bases = toy.bases().assign(illustrative=True)
    store.replace_layer("bases", bases, change="demo")
    on = ("--workspace", workspace, *DAY)
    assert "示意数据" in run("roads", "routes", *on, "--out", tmp_path / "o")[1]
    text = (tmp_path / "o" / "routes.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].endswith("示意数据")
    for command in (("without", roads.BRIDGE), ("critical",)):
        assert "示意数据" in run("roads", *command, *on)[1]
    assert "示意数据" not in run("roads", "show", *on)[1]
    lines = toy.roads().assign(illustrative=True)
    store.replace_layer("roads", lines, change="demo")
    assert "示意数据" in run("roads", "show", *on)[1]


# What if


def test_without_the_bridge_a_village_loses_cover(machine, run, store):
    code, data = machine("roads", "without", roads.BRIDGE, *store)
    assert code == 0
    assert (data["asked"], data["before"], data["after"], data["lost"]) == (5, 5, 4, 1)
    (row,) = data["villages"]
    assert row["village_code"] == FIFTH
    assert (row["status_before"], row["status_after"]) == ("covered", "uncovered")
    assert "失去覆盖 1 个" in run("roads", "without", roads.BRIDGE, *store)[1]
    told = run("roads", "without", roads.BRIDGE, *store, "--lang", "en", "--strict")
    assert told[0] == 1
    assert "no longer covered" in told[1]


def test_a_road_nobody_knows_is_refused_with_its_like(run, store):
    code, out, err = run("roads", "without", "示意桥", "没有的路", *store)
    assert (code, out) == (2, "")
    assert roads.BRIDGE in err
    assert "没有的路" in err
    assert run("roads", "without", "nowhere", *store, "--lang", "en")[0] == 2


def test_the_road_over_the_bridge_is_among_those_that_matter(machine, run, store):
    _, data = machine("roads", "critical", *store)
    by_name = {road["name"]: road for road in data["roads"]}
    assert by_name[roads.ROAD]["uncovered"] == 1
    assert by_name[roads.ROAD]["villages"] == [FIFTH]
    counts = [road["uncovered"] for road in data["roads"]]
    assert counts == sorted(counts, reverse=True)
    assert len(machine("roads", "critical", *store, "--most", "1")[1]["roads"]) == 1
    assert roads.ROAD in run("roads", "critical", *store)[1]


def test_places_stand_for_villages_where_there_are_none(machine, tmp_path):
    path = tmp_path / "p.gpkg"
    layers = {"roads": toy.roads(), "places": toy.places(), "bases": toy.bases()}
    Workspace(path).replace(layers, [])
    asked = ("roads", "without", roads.BRIDGE, "--workspace", path, *DAY)
    assert machine(*asked)[1]["asked"] == 2
    Workspace(path).replace({"roads": toy.roads()}, [])
    code, data = machine(*asked)
    assert code == 2
    assert len(data["error"].splitlines()) == 2


# Closures


def test_a_closure_is_added_switched_off_and_taken_back(machine, run, store, workspace):
    on = ("--workspace", workspace)
    code, data = machine("roads", "close", "垮塌", "--road", roads.BRIDGE, *on)
    assert (code, data) == (0, {"id": "C1"})
    assert machine("cover", *store)[1]["covered"] == 4
    assert machine("cover", *store, "--ignore-closures")[1]["covered"] == 5
    shown = run("roads", "show", *on, *DAY)[1]
    assert "C1 垮塌: 生效中 示意大桥" in shown
    assert machine("roads", "open", "C1", *on)[1] == {"id": "C1", "active": False}
    assert machine("cover", *store)[1]["covered"] == 5
    assert "已停用" in run("roads", "show", *on, *DAY)[1]
    assert machine("roads", "open", "C1", "--again", *on)[0] == 0
    assert machine("cover", *store)[1]["covered"] == 4
    assert machine("import", "--undo", *on)[0] == 0
    assert machine("cover", *store)[1]["covered"] == 5
    assert run("roads", "open", "C7", *on)[0] == 2


def test_a_closure_holds_on_its_days_only(machine, workspace, tmp_path):
    on = ("--workspace", workspace)
    days = ("--since", "2019-01-01", "--until", "2020-12-31", "--season", "11-01:02-28")
    assert machine("roads", "close", "雪", "--road", "G901", *on, *days)[0] == 0

    def force(day):
        shown = machine("roads", "show", *on, "--date", day)[1]["closures"]
        return [closure["in_force"] for closure in shown]

    assert force("2019-12-24") == [True]
    assert force("2019-06-01") == [False]
    assert force("2021-01-01") == [False]
    row = Workspace(workspace).layer("closures").iloc[0]
    assert (row["season_first"], row["season_last"]) == ("11-01", "02-28")
    assert row["since"] == "2019-01-01"


def test_what_is_drawn_is_closed(machine, store, workspace, tmp_path):
    around = toy.stored([shapely.box(19.5, 9, 20.5, 11)])[0]
    asked = ("roads", "close", "塌方", "--workspace", workspace)
    area = area_file(tmp_path / "area.geojson", around)
    assert machine(*asked, "--area", area)[0] == 0
    assert machine("cover", *store)[1]["covered"] == 4
    point = area_file(tmp_path / "point.geojson", around.centroid)
    assert machine(*asked, "--area", point)[0] == 2
    sea = toy.stored([shapely.box(300, 300, 301, 301)])[0]
    assert machine(*asked, "--area", area_file(tmp_path / "sea.geojson", sea))[0] == 2
    assert machine(*asked, "--area", tmp_path / "none.geojson")[0] == 2
    assert len(Workspace(workspace).layer("closures")) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_wrong_with_a_closure_is_told_at_once(run, workspace, lang):
    before = workspace.read_bytes()
    days = ("--since", "明天", "--until", "2019-02-30", "--season", "5月")
    on = ("--workspace", workspace, "--lang", lang)
    code, out, err = run("roads", "close", "坏", "--road", "没有", *days, *on)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 4
    code, _, err = run("roads", "close", "空", "--workspace", workspace)
    assert code == 2
    days = ("--since", "2020-01-01", "--until", "2019-01-01")
    backwards = ("--road", roads.BRIDGE, *days, "--workspace", workspace)
    assert run("roads", "close", "倒", *backwards)[0] == 2
    assert workspace.read_bytes() == before


# Every command


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_has_help(command, lang, capfd, monkeypatch):
    monkeypatch.setenv("PLANNER_LANG", lang)
    with pytest.raises(SystemExit) as stop:
        main(["roads", command, "--help"])
    assert stop.value.code == 0
    out = capfd.readouterr().out
    assert bool(re.search("[一-龥]{2}", out)) == (lang == "zh")


ENOUGH = {
    "routes": ("--out", "o"),
    "without": ("示意大桥",),
    "close": ("坏", "--road", "示意大桥"),
    "open": ("C1",),
    "export": ("--out", "o"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_workspace_and_no_roads_are_said(run, command, tmp_path):
    asked = ("roads", command, *ENOUGH.get(command, ()))
    code, out, err = run(*asked, "--workspace", tmp_path / "no.gpkg")
    assert (code, out) == (2, "")
    assert "no.gpkg" in err
    Workspace(tmp_path / "w.gpkg").replace(toy.layers(), [])
    code, out, err = run(*asked, "--workspace", tmp_path / "w.gpkg", "--lang", "en")
    assert (code, out) == (2, "")
    assert "closure" in err if command == "open" else "no roads" in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("without",),
        ("critical", "--most", "0"),
        ("critical", "--most", "many"),
        ("routes", "--from", "moons", "--out", "x"),
        ("close",),
    ],
)
def test_commands_that_make_no_sense_exit_with_two(arguments, capfd):
    with pytest.raises(SystemExit) as stop:
        main(["roads", *arguments])
    assert stop.value.code == 2
    assert "Traceback" not in capfd.readouterr().err


def test_a_reader_that_leaves_early_is_no_fault(workspace):
    command = f"{sys.executable} -m cli.main roads show --workspace '{workspace}'"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | head -c 1"],
        capture_output=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stderr == b""


# Reading


def test_memory_is_refused_before_it_is_needed(machine, workspace, tmp_path):
    out = tmp_path / "net"
    machine("roads", "export", "--workspace", workspace, "--out", out)
    other = ("--workspace", tmp_path / "o.gpkg", "--most-memory-mb", "1")
    big = tmp_path / "big.graphml"
    text = (out / "network.graphml").read_text(encoding="utf-8")
    big.write_text(text + "<!-- " + "x" * 100_000 + " -->", encoding="utf-8")
    code, data = machine("import", big, *other)
    assert code == 2
    assert data["issues"][0]["rule"] == "graphml_too_large"
    assert json.dumps(data)


def test_heights_go_in_and_come_out(machine, run, store, workspace, tmp_path):
    asc = tmp_path / "高程.asc"
    rows = "\n".join(" ".join(str(9_000 * x) for x in range(40)) for _ in range(4))
    head = "ncols 40\nnrows 4\nxllcorner 106.5\nyllcorner 22.5\ncellsize 0.5\n"
    asc.write_text(head + rows, encoding="ascii")
    on = ("--workspace", workspace)
    level = machine("cover", *store)[1]["covered"]
    code, data = machine("import", asc, *on)
    assert (code, data["committed"], data["heights"]) == (0, True, "高程.asc")
    steep = machine("cover", *store)[1]
    assert steep["covered"] < level
    assert steep["violations"] == []
    assert machine("import", "--no-heights", *on)[0] == 0
    assert machine("cover", *store)[1]["covered"] == level
    code, _, err = run("import", "--no-heights", *on)
    assert code == 2
    assert "高程" in err


def test_the_page_on_the_command_line_names_what_there_is(capfd):
    page = Path(__file__).parents[2] / "docs" / "command_line.md"
    text = page.read_text(encoding="utf-8")
    helps = ""
    own = (
        "demo", "import", "export", "app", "score", "duties", "paper", "site", "assign",
    )  # fmt: skip
    for command in (*own, *COMMANDS):
        under = ["roads"] if command in COMMANDS and command != "export" else []
        with pytest.raises(SystemExit):
            main([*under, command, "--help"])
        helps += capfd.readouterr().out
    told = set(re.findall(r"--[a-z-]+[a-z]", text)) - {"--help"}
    assert {option for option in told if option not in helps} == set()
    named = set(re.findall(r"planner roads ([a-z]+)", text))
    assert named == set(COMMANDS)
