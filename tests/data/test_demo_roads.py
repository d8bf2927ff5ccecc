"""The illustrative roads reach every village but those they leave out on purpose."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array, csr_array

from geo.crs import to_metres
from geo.ingest import ingest
from geo.roads.engine import RoadTravel
from geo.roads.lines import from_lines
from geo.roads.profiles import load_profiles
from geo.roads.segments import components
from geo.travel import StraightLine
from scripts.demo_links import FAR_KM

DATA = Path(__file__).resolve().parents[2] / "data"
# By name: villages whose lanes meet no other road, and the one without any road.
CUT_OFF = {
    "baise": {"火把村委会", "浪吉村委会", "那托村委会", "普合村委会"},
    "baicheng": {"乌兰图嘎村委会", "新发村委会", "联合村委会"},
}
FAR = {"baise": "谐里村委会", "baicheng": "天利泰村委会"}
region = pytest.mark.parametrize("name", ["baise", "baicheng"])


@pytest.fixture(scope="module")
def layers():
    """Roads and placed villages of each region, as import reads them."""
    found = {}
    for name in CUT_OFF:
        read = ingest(
            [
                DATA / "demo" / name / "roads.geojson",
                DATA / "boundaries" / name / "villages.csv",
            ]
        )
        assert read.questions == ()
        villages = read.layers["villages"]
        found[name] = (
            read.layers["roads"],
            villages[villages.geometry.notna()],
            [issue for issue in read.issues if issue.layer == "roads"],
        )
    return found


def metres_between(villages: gpd.GeoDataFrame, roads: gpd.GeoDataFrame):
    flat = to_metres(roads)
    return villages.geometry.to_crs(flat.crs).distance(flat.union_all())


@region
def test_roads_are_read_without_a_word_and_say_they_are_invented(layers, name):
    roads, _, issues = layers[name]
    assert issues == []
    assert roads["illustrative"].all()
    assert roads["name"].str.startswith("示意").all()
    assert roads["road_id"].is_unique
    segments, said = from_lines(roads)
    assert said == ()
    assert segments.edges["illustrative"].all()


@region
def test_every_placed_village_is_on_a_road_but_one_far_from_any(layers, name):
    roads, villages, _ = layers[name]
    metres = metres_between(villages, roads)
    off = villages[metres > 1]
    assert off["name"].tolist() == [FAR[name]]
    assert metres.max() > FAR_KM * 1000


@region
def test_the_network_is_one_but_for_a_few_villages(layers, name):
    roads, villages, _ = layers[name]
    segments, _ = from_lines(roads)
    parts = components(segments)
    assert len(parts.table) == 2
    lone = segments.edges[parts.of_edge == 1]
    there = villages[metres_between(villages, lone) < 1]
    assert set(there["name"]) == CUT_OFF[name]
    readme = (DATA / "demo" / "README.md").read_text("utf-8")
    for village in [*CUT_OFF[name], FAR[name]]:
        assert village.removesuffix("村委会") in readme


@region
def test_journeys_are_as_long_and_as_slow_as_in_the_hills_or_on_the_plain(layers, name):
    roads, villages, _ = layers[name]
    segments, _ = from_lines(roads)
    travel = RoadTravel(segments, load_profiles()["car"])
    every = shapely.get_coordinates(villages.geometry)
    some = every[:: len(every) // 40]
    straight = StraightLine(detour=1.0)
    near = coo_array(straight.within(some, every, cutoff=20_000, unit="m").matrix)
    far = near.data > 5_000
    pairs = near.row[far], near.col[far]
    metres, seconds = (
        csr_array(travel.within(some, every, cutoff=100_000, unit=unit).matrix)[pairs]
        for unit in ("m", "s")
    )
    joined = metres > 0
    assert joined.mean() > 0.95
    detour = np.median(metres[joined] / near.data[far][joined])
    assert 1.2 < detour < 1.6
    assert 20 < np.median(metres[joined] / seconds[joined]) * 3.6 < 35


@region
def test_there_are_roads_of_every_class_with_bends_and_bridges(layers, name):
    roads, _, _ = layers[name]
    classes = {"国道", "省道", "县道", "乡道", "村道", "机耕路"}
    assert set(roads["highway"]) == classes
    segments, _ = from_lines(roads)
    assert segments.edges["bridge"].sum() == 4
    assert segments.edges.loc[segments.edges["bridge"], "name"].is_unique
    corners = roads.geometry.count_coordinates()
    assert corners[roads["bridge"] == ""].median() >= 3
    assert {ref[:1] for ref in roads["ref"]} == {"", "G", "S", "X", "Y"}


@region
def test_the_files_stay_small_and_their_rows_are_counted(layers, name):
    path = DATA / "demo" / name / "roads.geojson"
    assert path.stat().st_size < 1_000_000
    manifest = json.loads((DATA / "demo" / "manifest.json").read_text("utf-8"))
    assert manifest["files"][f"{name}/roads.geojson"]["rows"] == len(layers[name][0])
