"""What closing a road would do, and closures kept, on the command line."""

import geopandas as gpd
import pytest
import shapely

from geo.crs import STORAGE_CRS
from planner.workspace import Workspace
from tests import toy
from tests.cli.road_options import DAY
from tests.planner import roads

FIFTH = roads.FIFTH


def area_file(path, shape):
    frame = gpd.GeoDataFrame(geometry=[shape], crs=STORAGE_CRS)
    frame.to_file(path, driver="GeoJSON")
    return path


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
