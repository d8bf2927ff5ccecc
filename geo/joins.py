"""Which county and township a village belongs to, by its code and by its place.

The rule, in order; the first that answers decides:

1. ``code``: the village's county code names a county of the layer.
2. ``successor``: the code is an old one, and its successor is a county of the layer.
3. ``host`` or ``place``: the county the village lies in; ``host`` where the code is
   that of a development zone, which has villages but no county of its own.
4. ``nearest``: it lies in none, but one is no more than 2 km away.

A place on a shared border lies in the county its code names, if that is one of those
it touches, and otherwise in the one with the smallest code. A township is found by its
code, by the successor of that, or by the township area the village lies in.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.codes import county_of, is_development_zone, successor, township_of
from geo.crs import CHINA_BOUNDS, STORAGE_CRS, gauss_krueger, require_crs
from geo.errors import CrsError
from geo.issues import Issue
from geo.row_issues import IntArray, row_issues
from geo.schemas import LayerName
from geo.shapes import are_polygons

FloatArray = NDArray[np.float64]
TextArray = NDArray[np.object_]
NEAREST_WITHIN_M = 2_000.0
_POINT_TYPE = 0
_METRES_PER_DEGREE = 111_000.0


@dataclass(frozen=True, slots=True)
class Joined:
    """Counties and townships of villages.

    Parameters
    ----------
    frame
        One row per village, same index: ``county_code``, ``township_code`` (``""``
        where none), ``county_by`` (``code``, ``successor``, ``host``, ``place``,
        ``nearest`` or ``""``), ``place_county`` (the county the village lies in, as
        far as it has a place).
    issues
        Where code and place disagree, as warnings.
    """

    frame: pd.DataFrame
    issues: tuple[Issue, ...]


def join_villages(
    villages: gpd.GeoDataFrame, townships: gpd.GeoDataFrame, counties: gpd.GeoDataFrame
) -> Joined:
    """Find county and township of every village by the rule at the head of this module.

    Parameters
    ----------
    villages, townships, counties
        Layers as :func:`geo.frames.conform` makes them, longitude, latitude in
        :data:`geo.crs.STORAGE_CRS`. A village drawn as an area stands at a point
        within it. Townships and counties may be empty, geometry may be missing.

    Returns
    -------
    Joined
        Exactly one row per village, whatever it touches.

    Raises
    ------
    CrsError
        If a layer has no CRS or another one.
    """
    _require_storage(villages=villages, townships=townships, counties=counties)
    declared = declared_county(villages)
    named, by = _resolve(declared, set(counties["county_code"]))
    places = places_of(villages.geometry)
    order, polygons = _sorted_polygons(counties, "county_code")
    codes = counties["county_code"].to_numpy(dtype=object)[order]
    place = _prefer(_hits(places, polygons), codes, named)
    county = np.where(named != "", named, place)
    by = np.where((by == "") & (place != ""), _host_or_place(declared), by)
    lost = np.flatnonzero((county == "") & _in_china(places))
    near, _ = nearest(places.take(lost), polygons, within_m=NEAREST_WITHIN_M)
    found = near >= 0
    county[lost[found]] = codes[near[found]]
    by[lost[found]] = "nearest"
    columns = {
        "county_code": county,
        "township_code": _township(villages, townships, places),
        "county_by": by,
        "place_county": place,
    }
    # Columns of another length than the index would be refused here.
    frame = pd.DataFrame(columns, index=villages.index, dtype="str")
    return Joined(frame, tuple(_disagreements(villages, counties, frame)))


def locate(points: gpd.GeoSeries, polygons: gpd.GeoDataFrame, key: str) -> pd.Series:
    """Return the code of the polygon that each point lies in.

    Parameters
    ----------
    points
        Points (of other shapes, a point within); may be missing.
    polygons
        Areas in the same CRS, in any order.
    key
        Column with the areas' codes.

    Returns
    -------
    pandas.Series
        Objects, index of ``points``: the code, of those on a border the smallest, or
        None outside all.

    Raises
    ------
    CrsError
        If a CRS is missing or they differ.
    """
    require_crs(points, layer="")
    require_crs(polygons, layer="")
    if points.crs != polygons.crs:
        raise CrsError([_differs("", points.crs.to_string(), polygons.crs.to_string())])
    order, areas = _sorted_polygons(polygons, key)
    codes = polygons[key].to_numpy(dtype=object)[order]
    found = np.full(len(points), None, dtype=object)
    point, area = _hits(places_of(points), areas)
    # Backwards, so that the first, smallest, code of a point is the one that stays.
    found[point[::-1]] = codes[area[::-1]]
    return pd.Series(found, index=points.index, name=key, dtype=object)


@dataclass(frozen=True, slots=True)
class Places:
    """Where rows stand: points, their longitude and latitude; None, NaN if nowhere."""

    points: NDArray[np.object_]
    x: FloatArray
    y: FloatArray

    def take(self, rows: NDArray[Any]) -> "Places":
        """Places of some rows."""
        return Places(self.points[rows], self.x[rows], self.y[rows])


def places_of(geometry: gpd.GeoSeries) -> Places:
    """Return where each row stands.

    The point itself; for other shapes a point within them (of a broken area, its
    centre of mass).
    """
    points = geometry.to_numpy().copy()
    points[shapely.is_empty(points)] = None
    other = shapely.get_type_id(points) > _POINT_TYPE
    if other.any():
        good = other & shapely.is_valid(points)
        # A broken shape may hold coordinates that are not numbers: it is nowhere then.
        with np.errstate(invalid="ignore"):
            points[other & ~good] = shapely.centroid(points[other & ~good])
        points[good] = shapely.point_on_surface(points[good])
        points[shapely.is_empty(points)] = None
    x, y = shapely.get_x(points), shapely.get_y(points)
    nowhere = ~(np.isfinite(x) & np.isfinite(y))
    points[nowhere], x[nowhere], y[nowhere] = None, np.nan, np.nan
    return Places(points, x, y)


def nearest(
    places: Places, polygons: NDArray[np.object_], *, within_m: float
) -> tuple[IntArray, FloatArray]:
    """Return for each place the nearest polygon no further than ``within_m``.

    Parameters
    ----------
    places, polygons
        In :data:`geo.crs.STORAGE_CRS`, every place known; of equally near polygons
        the first counts.
    within_m
        Metres.

    Returns
    -------
    position of the polygon (-1 where none), metres (NaN where none)
    """
    found = np.full(len(places.x), -1, dtype=np.intp)
    metres = np.full(len(places.x), np.nan)
    tree = shapely.STRtree(polygons)
    for rows in _zones(places.x):
        x, y = places.x[rows], places.y[rows]
        crs = gauss_krueger(x)
        # Half as much again, for the first sieve may let through but not hold back.
        south_m = _METRES_PER_DEGREE * np.cos(np.radians(np.abs(y).max()))
        pad = 1.5 * within_m / south_m
        window = (x.min() - pad, y.min() - pad, x.max() + pad, y.max() + pad)
        near = np.sort(tree.query(shapely.box(*window)))
        metric = shapely.STRtree(_projected(polygons[near], crs))
        point, area, far = _nearest_pairs(
            metric, _projected(places.points[rows], crs), within_m
        )
        found[rows[point]], metres[rows[point]] = near[area], far
    return found, metres


def metres_between(places: Places, polygons: NDArray[np.object_]) -> FloatArray:
    """Return metres from each place to the polygon at the same position.

    Both in :data:`geo.crs.STORAGE_CRS`.
    """
    metres = np.full(len(places.x), np.nan)
    for rows in _zones(places.x):
        crs = gauss_krueger(places.x[rows])
        points = _projected(places.points[rows], crs)
        metres[rows] = shapely.distance(points, _projected(polygons[rows], crs))
    return metres


def _in_china(places: Places) -> NDArray[np.bool_]:
    """Places that can be projected; of others no distance is worth telling."""
    west, south, east, north = CHINA_BOUNDS
    x, y = places.x, places.y
    inside: NDArray[np.bool_] = (x > west) & (x < east) & (y > south) & (y < north)
    return inside


def _zones(x: FloatArray) -> list[IntArray]:
    """Rows by 3-degree zone, in which metres are true to one part in a thousand."""
    zone = np.round(x / 3)
    every = np.unique(zone[np.isfinite(zone)])
    return [np.flatnonzero(zone == each) for each in every]


def _projected(shapes: NDArray[np.object_], crs: object) -> NDArray[np.object_]:
    metric: NDArray[np.object_] = (
        gpd.GeoSeries(shapes, crs=STORAGE_CRS).to_crs(crs).to_numpy()
    )
    return metric


def _nearest_pairs(
    tree: shapely.STRtree, points: NDArray[np.object_], within_m: float
) -> tuple[IntArray, IntArray, FloatArray]:
    (point, area), far = tree.query_nearest(
        points, max_distance=within_m, return_distance=True, all_matches=True
    )
    order = np.lexsort((area, far, point))
    first = np.unique(point[order], return_index=True)[1]
    kept = order[first]
    return point[kept], area[kept], far[kept]


def are_areas(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which shapes are polygons with numbers for coordinates."""
    numbers = np.isfinite(shapely.area(shapes))
    areas: NDArray[np.bool_] = np.logical_and(are_polygons(shapes), numbers)
    return areas


def _sorted_polygons(
    frame: gpd.GeoDataFrame, key: str
) -> tuple[IntArray, NDArray[np.object_]]:
    """Rows that are areas, by code, and their shapes: a smaller position wins ties."""
    codes = frame[key].to_numpy(dtype=object)
    shapes = frame.geometry.to_numpy()
    order = np.argsort(codes.astype(str), kind="stable")
    order = order[are_areas(shapes[order])]
    return order, shapes[order]


def _hits(places: Places, polygons: NDArray[np.object_]) -> tuple[IntArray, IntArray]:
    """Every (place, polygon) that touch, by place and then by polygon."""
    # Boxes from the tree, then bare coordinates against prepared areas: several times
    # faster than asking the tree for the predicate, which works on point objects.
    place, area = shapely.STRtree(polygons).query(places.points)
    shapely.prepare(polygons)
    touch = shapely.intersects_xy(polygons[area], places.x[place], places.y[place])
    place, area = place[touch], area[touch]
    order = np.lexsort((area, place))
    return place[order], area[order]


def _prefer(
    hits: tuple[IntArray, IntArray], codes: TextArray, named: TextArray
) -> TextArray:
    """Code of the area each place lies in: the named one if touched, else smallest."""
    place, area = hits
    found = np.full(len(named), "", dtype=object)
    found[place[::-1]] = codes[area[::-1]]
    own = codes[area] == named[place]
    found[place[own]] = codes[area[own]]
    return found


def declared_county(frame: pd.DataFrame, key: str = "village_code") -> pd.Series:
    """County code as the row states it, or the first six digits of its own code."""
    stated = frame["county_code"]
    return stated.where(stated != "", county_of(frame[key]))


def _resolve(codes: pd.Series, known: set[str]) -> tuple[TextArray, TextArray]:
    """Codes found among the known, as they are or by successor, and by which."""
    number, unique = pd.factorize(codes)
    found = np.full(len(unique) + 1, "", dtype=object)
    by = found.copy()
    for at, code in enumerate(unique):
        if code in known:
            found[at], by[at] = code, "code"
        elif successor(code) in known:
            found[at], by[at] = successor(code), "successor"
    return found[number], by[number]


def _host_or_place(declared: pd.Series) -> TextArray:
    number, unique = pd.factorize(declared)
    kinds = ["host" if is_development_zone(code) else "place" for code in unique]
    return np.array([*kinds, "place"], dtype=object)[number]


def _township(
    villages: gpd.GeoDataFrame, townships: gpd.GeoDataFrame, places: Places
) -> TextArray:
    if townships.empty:
        return np.full(len(villages), "", dtype=object)
    stated = villages["township_code"]
    codes = stated.where(stated != "", township_of(villages["village_code"]))
    found, _ = _resolve(codes, set(townships["township_code"]))
    open_ = np.flatnonzero(found == "")
    order, areas = _sorted_polygons(townships, "township_code")
    if len(open_) and len(order):
        place, area = _hits(places.take(open_), areas)
        names = townships["township_code"].to_numpy(dtype=object)[order]
        found[open_[place[::-1]]] = names[area[::-1]]
    return found


def _disagreements(
    villages: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, frame: pd.DataFrame
) -> list[Issue]:
    by_code = frame["county_by"].isin(("code", "successor"))
    place = frame["place_county"]
    differ = by_code & (place != "") & (place != frame["county_code"])
    names = county_names(counties)

    def params(rows: IntArray) -> dict[str, list[object]]:
        some = frame.iloc[rows]
        return {
            "name": villages["name"].iloc[rows].tolist(),
            "code_county": [names[code] for code in some["county_code"]],
            "place_county": [names[code] for code in some["place_county"]],
        }

    rows = differ.to_numpy(dtype=bool)
    layer: LayerName = "villages"
    return row_issues(
        "join_disagrees", "warning", layer=layer, frame=villages, rows=rows,
        params=params,
    )  # fmt: skip


def county_names(counties: pd.DataFrame) -> dict[str, str]:
    """Names of counties by code; the code itself where the name is empty."""
    pairs = zip(counties["county_code"], counties["name"], strict=True)
    return {code: name or code for code, name in pairs}


def _require_storage(**layers: gpd.GeoDataFrame) -> None:
    wrong: list[Issue] = []
    for name, frame in layers.items():
        require_crs(frame, layer=name)
        if frame.crs != STORAGE_CRS:
            given, wanted = frame.crs.to_string(), STORAGE_CRS.to_string()
            wrong.append(_differs(name, given, wanted))
    if wrong:
        raise CrsError(wrong)


def _differs(layer: str, first: str, second: str) -> Issue:
    params = {"first": first, "second": second}
    return Issue("crs_differs", "error", layer, params=params)
