"""A toy region that can be counted on fingers; every test room may use it.

Drawn in kilometres (metres, Gauss-Krueger) and then stored as longitude, latitude::

    km  0         10        20        30        40
    20  +---------+---------+---------+---------+
        |         |         |                   |
    15  |    2    |    4    |    6 c3           |
        |         |         |                   |
    10  +    b1   +    c2   +    b2   +         +     1..6   villages
        |         |         |                   |     b1 b2  bases
     5  |   1 c1  |    3    |    5              |     c1..c3 commissioners
        |         |         |                   |
     0  +---------+---------+---------+---------+
        | 451022100 451022101 |     451024100    |    townships
        |        451022       |      451024      |    counties (east, west of km 20)

Neighbouring villages are 10 km apart, b1 is 5 km from 1 and 2, b2 5 km from 5 and 6,
c2 5 km from 3 and 4; c1 lives in 1 and c3 in 6. Villages 1 to 5 are poor, of which 3
left the list in 2018. ``+`` marks vertices, so (20, 10) lies exactly on both counties.

Every function makes a new frame as readers hand it on: declared columns, RangeIndex,
:data:`geo.crs.STORAGE_CRS`. Make a variant by changing one thing in one of them.
"""

from collections.abc import Sequence
from functools import cache

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS, gauss_krueger
from geo.frames import conform
from geo.schemas import SOURCE_FILE, SOURCE_ROW, LayerName

WEST, EAST = "451022", "451024"
METRIC_CRS = gauss_krueger([108])
# South-west corner, metres east and north: about 107.0 E, 23.5 N, in real Baise.
ORIGIN_M = (400_000, 2_600_000)
_VILLAGES_KM = [(5, 5), (5, 15), (15, 5), (15, 15), (25, 5), (25, 15)]


def stored(geometries: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """Bring geometries drawn in kilometres of the sketch to longitude, latitude."""
    metres = [
        shapely.transform(shape, lambda km: km * 1000 + ORIGIN_M)
        for shape in geometries
    ]
    return list(gpd.GeoSeries(metres, crs=METRIC_CRS).to_crs(STORAGE_CRS))


def at(x_km: float, y_km: float) -> shapely.Point:
    """A place of the sketch as a stored point (longitude, latitude)."""
    return stored([shapely.Point(x_km, y_km)])[0]


def rectangle(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle of the sketch as a stored polygon, with a vertex every 10 km."""
    return stored([shapely.segmentize(shapely.box(west, south, east, north), 10)])[0]


def _layer(
    name: LayerName, columns: dict[str, list], shapes: Sequence[shapely.Geometry]
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=STORAGE_CRS)
    frame[SOURCE_FILE] = f"{name}.csv"
    # As in a spreadsheet: row 1 is the heading.
    frame[SOURCE_ROW] = range(2, len(frame) + 2)
    return conform(frame, name)


def roads() -> gpd.GeoDataFrame:
    """A national road along km 10 with a bridge, and a lane from it to each village.

    The last two lanes leave the road at the same place. Not among :func:`layers`.
    """
    road = [(5, 10), (15, 10), (19, 10), (21, 10), (25, 10), (35, 10)]
    lines = [road[:3], road[2:4], road[3:]]
    lines += [[(x, 10), (x, y)] for x, y in _VILLAGES_KM]
    lanes = len(_VILLAGES_KM)
    return _layer(
        "roads",
        {
            "road_id": ["R1", "R1", "R1", *(f"L{n}" for n in range(1, lanes + 1))],
            "name": ["示意国道", "示意大桥", "示意国道", *[""] * lanes],
            "ref": ["G901"] * 3 + [""] * lanes,
            "highway": ["国道"] * 3 + ["村道"] * lanes,
            "bridge": ["", "是", ""] + [""] * lanes,
        },
        stored([shapely.LineString(line) for line in lines]),
    )


def closures() -> gpd.GeoDataFrame:
    """The bridge, which is out for good, and a lane in the rains; both switched off.

    Not among :func:`layers`.
    """
    return _layer(
        "closures",
        {
            "closure_id": ["x1", "x2"],
            "name": ["大桥垮塌", "雨季塌方"],
            "roads": ["示意大桥", ""],
            "season_first": ["", "05-15"],
            "season_last": ["", "09-30"],
            "active": [False, False],
        },
        [None, rectangle(4, 6, 6, 7)],
    )


def places() -> gpd.GeoDataFrame:
    """Two named places beside the national road; not among :func:`layers`."""
    return _layer(
        "places",
        {
            "place_id": ["p1", "p2"],
            "name": ["西岔口", "东岔口"],
            "kind": ["hamlet"] * 2,
        },
        stored([shapely.Point(15, 10), shapely.Point(35, 10)]),
    )


def candidate_sites() -> gpd.GeoDataFrame:
    """A new site half-way between 1 and 3, pinned, and b2 made larger.

    Not among :func:`layers`.
    """
    return _layer(
        "candidate_sites",
        {
            "site_id": ["s1", "s2"],
            "name": ["祥周候选点", "城关示范基地扩建"],
            "kind": ["", "demo_base"],
            "trades": ["", "tea;vegetables"],
            "capacity": [pd.NA, 4],
            "cost": [12.5, pd.NA],
            "base_id": ["", "b2"],
            "choice": ["pinned", ""],
            "county_code": [WEST, EAST],
        },
        stored([shapely.Point(10, 5), shapely.Point(25, 10)]),
    )


def counties() -> gpd.GeoDataFrame:
    """Two squares of 20 km, side by side."""
    return _layer(
        "counties",
        {
            "county_code": [WEST, EAST],
            "name": ["田东县", "德保县"],
            "city_code": ["4510", "4510"],
            "city_name": ["百色市", "百色市"],
            "is_poor": [True, True],
        },
        [rectangle(0, 0, 20, 20), rectangle(20, 0, 40, 20)],
    )


def townships() -> gpd.GeoDataFrame:
    """Two townships in the west county, one that fills the east county."""
    return _layer(
        "townships",
        {
            "township_code": ["451022100", "451022101", "451024100"],
            "name": ["平马镇", "祥周镇", "城关镇"],
            "county_code": [WEST, WEST, EAST],
        },
        [rectangle(0, 0, 10, 20), rectangle(10, 0, 20, 20), rectangle(20, 0, 40, 20)],
    )


def villages() -> gpd.GeoDataFrame:
    """Six villages, 10 km apart; five poor, of which one has exited."""
    codes = [
        "451022100201", "451022100202", "451022101201",
        "451022101202", "451024100201", "451024100202",
    ]  # fmt: skip
    return _layer(
        "villages",
        {
            "village_code": codes,
            "name": ["前进村", "东升村", "红旗村", "新民村", "和平村", "光明村"],
            "township_code": [code[:9] for code in codes],
            "township_name": ["平马镇"] * 2 + ["祥周镇"] * 2 + ["城关镇"] * 2,
            "county_code": [code[:6] for code in codes],
            "county_name": ["田东县"] * 4 + ["德保县"] * 2,
            "is_poor": [True] * 5 + [False],
            "exit_year": [pd.NA, pd.NA, 2018, pd.NA, pd.NA, pd.NA],
            "asks_for_help": [True, False, False, True, True, False],
            "trades": ["sheep", "sheep;maize", "tea", "tea", "vegetables", "silk"],
            "households": [100, 200, 300, 400, 500, 600],
            "poor_households": [10, 20, 30, 40, 50, 0],
            "edition": [2023] * 6,
        },
        stored([shapely.Point(place) for place in _VILLAGES_KM]),
    )


def village_areas() -> gpd.GeoDataFrame:
    """Squares of 10 km around the villages; not part of :func:`layers`."""
    return _layer(
        "village_areas",
        {"village_code": list(villages()["village_code"])},
        [rectangle(x - 5, y - 5, x + 5, y + 5) for x, y in _VILLAGES_KM],
    )


def bases() -> gpd.GeoDataFrame:
    """One base that takes any trade, three villages; one for tea, without limit."""
    return _layer(
        "bases",
        {
            "base_id": ["b1", "b2"],
            "name": ["平马专家服务站", "城关示范基地"],
            "kind": ["expert_station", "demo_base"],
            "trades": ["", "tea"],
            "capacity": [3, pd.NA],
            "opened": ["2016-03-01", "2018-05-01"],
            "closed": ["", ""],
            "county_code": [WEST, EAST],
        },
        stored([shapely.Point(5, 10), shapely.Point(25, 10)]),
    )


def commissioners() -> gpd.GeoDataFrame:
    """Three commissioners; c3 knows all livestock, so sheep too."""
    return _layer(
        "commissioners",
        {
            "commissioner_id": ["c1", "c2", "c3"],
            "name": ["韦一", "黄二", "陆三"],
            "trades": ["sheep", "tea;vegetables", "livestock"],
            "capacity": [2, 5, pd.NA],
            "tier": ["县", "市", "自治区"],
            "team": ["肉羊产业", "茶叶产业", "畜禽产业"],
            "villages_last_year": ["451022100201", "", "451024100202"],
            "starts": ["2018-01-01", "2019-01-01", "2019-01-01"],
            "ends": ["2020-12-31", "", ""],
            "county_code": [WEST, WEST, EAST],
        },
        stored([shapely.Point(5, 5), shapely.Point(15, 10), shapely.Point(25, 15)]),
    )


def layers() -> dict[LayerName, gpd.GeoDataFrame]:
    """Every layer a planner would bring, by name."""
    return {name: frame.copy() for name, frame in _layers().items()}


@cache
def _layers() -> dict[LayerName, gpd.GeoDataFrame]:
    return {
        "counties": counties(),
        "townships": townships(),
        "villages": villages(),
        "bases": bases(),
        "commissioners": commissioners(),
    }
