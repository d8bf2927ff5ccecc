"""The commands on roads, on the toy region and its bridge."""

import csv
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.roads.graphs import read_graphml
from planner.workspace import Workspace
from tests import toy
from tests.cli.road_options import DAY
from tests.planner import roads


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
