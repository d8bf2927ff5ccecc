"""Where the rows of a table lie: shapes or coordinates, brought to the storage system.

A stated system is believed only as far as the numbers bear it out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.answers import Answer, Question
from geo.crs import (
    CHINA_BOUNDS,
    STORAGE_CRS,
    WEB_MERCATOR,
    three_degree_codes,
    to_storage,
    zoned,
)
from geo.datum import DATUMS, Datum, Floats, to_wgs84
from geo.issues import Issue
from geo.reading.tables import RawTable

Mask = NDArray[np.bool_]
_DEGREES = 180.0
_MOST = 0.95
_ZONE = 1_000_000
# Degrees by which data may stick out of the box around China.
_MARGIN = 1.0
_OLD_DATUMS = re.compile(r"xian|beijing|pulkovo", re.IGNORECASE)
_DATUM_HINTS: tuple[tuple[Datum, re.Pattern[str]], ...] = (
    ("gcj02", re.compile(r"gcj|高德|腾讯|火星|amap|autonavi", re.IGNORECASE)),
    ("bd09", re.compile(r"bd.?09|百度|baidu|bd_l", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """Shapes of the rows in :data:`geo.crs.STORAGE_CRS`, and what is said of them.

    Parameters
    ----------
    shapes
        One per row, None where the row has no usable place.
    not_finite, out_of_range
        Rows whose coordinates are no numbers, or no place on Earth.
    issues, questions
        About the table as a whole.
    """

    shapes: NDArray[np.object_]
    not_finite: Mask
    out_of_range: Mask
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class _System:
    """A system for the numbers (None: unknown) and why."""

    crs: CRS | None
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()


def place(table: RawTable, shapes: NDArray[np.object_], *, answer: Answer) -> Placed:
    """Bring shapes from whatever their numbers mean to the storage system.

    Parameters
    ----------
    table
        Where they come from; its stated CRS is weighed against the numbers.
    shapes
        One per row, x, y = easting, northing or longitude, latitude.
    answer
        What the planner has said of the CRS and the datum.
    """
    not_finite = _not_finite(shapes)
    shapes = _without(shapes, not_finite)
    bounds = shapely.bounds(shapes)
    known = np.isfinite(bounds[:, 0])
    nowhere = np.zeros(len(shapes), dtype=bool)
    if not known.any():
        return Placed(shapes, not_finite, nowhere)
    points = _corners(bounds[known])
    system = _system(table, points, answer)
    if system.crs is None:
        blank = _without(shapes, ~nowhere)
        return Placed(blank, not_finite, nowhere, system.issues, system.questions)
    if system.crs.is_geographic:
        wild = np.abs(bounds).max(axis=1) > _DEGREES
        shapes = _without(shapes, wild & known)
        nowhere = wild & known
    series = gpd.GeoDataFrame(geometry=shapes, crs=system.crs)
    stored = to_storage(series).geometry.to_numpy()
    lost = _not_finite(stored)
    stored = _without(stored, lost)
    datum, asked = _datum(table, answer)
    questions = (*system.questions, *asked)
    shifted = to_wgs84(stored, datum)
    return Placed(shifted, not_finite, nowhere | lost, system.issues, questions)


def points_of(
    lon: "pd.Series[Any]", lat: "pd.Series[Any]"
) -> tuple[NDArray[np.object_], Mask]:
    """Points of two coordinate columns; None without both, with a mask of the halves.

    Coordinates that are infinite stay in, for :func:`place` to report.
    """
    x, y = lon.to_numpy(dtype=float), lat.to_numpy(dtype=float)
    both = ~np.isnan(x) & ~np.isnan(y)
    points = np.full(len(x), None, dtype=object)
    points[both] = shapely.points(x[both], y[both])
    return points, np.isnan(x) != np.isnan(y)


def _not_finite(shapes: NDArray[np.object_]) -> Mask:
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return bad


def _without(shapes: NDArray[np.object_], rows: Mask) -> NDArray[np.object_]:
    kept = np.array(shapes, dtype=object)
    kept[rows] = None
    return kept


def _corners(bounds: Floats) -> Floats:
    return np.vstack([bounds[:, :2], bounds[:, 2:]])


def _system(table: RawTable, points: Floats, answer: Answer) -> _System:
    """Weigh what is answered, what is stated and what the numbers look like."""
    if answer.crs:
        return _answered(table, answer.crs)
    stated = table.crs
    # The larger part decides: a few rows of metres are errors of those rows alone.
    degrees = bool((np.abs(points).max(axis=1) <= _DEGREES).mean() > 0.5)
    if degrees:
        if stated is not None and stated.is_geographic:
            return _believed(table, stated)
        return _System(STORAGE_CRS, _assumed_degrees(table, stated))
    if stated is not None and stated.is_projected and _in_china(stated, points):
        return _believed(table, stated)
    zone = _zone(points)
    by_zone = zoned(zone)
    if by_zone is None or not _in_china(by_zone, points):
        return _System(None, questions=(_which_crs(table, ""),))
    if _in_china(WEB_MERCATOR, points):
        guess = str(by_zone.to_epsg())
        return _System(None, questions=(_which_crs(table, guess),))
    params = {"zone": zone, "crs": by_zone.name, "said": _name(stated)}
    return _System(by_zone, (_warn("crs_by_zone_prefix", table, params),))


def _answered(table: RawTable, said: str) -> _System:
    try:
        crs = CRS.from_user_input(int(said) if said.isdecimal() else said)
    except CRSError:
        params = {"said": said[:60]}
        issue = Issue("crs_not_understood", "error", source=table.source, params=params)
        return _System(None, (issue,))
    return _System(crs)


def _believed(table: RawTable, crs: CRS) -> _System:
    """Take the stated system; say so where its datum is an old local one."""
    name = _name(crs)
    if not _OLD_DATUMS.search(name):
        return _System(crs)
    return _System(crs, (_warn("crs_old_datum", table, {"crs": name}),))


def _assumed_degrees(table: RawTable, stated: CRS | None) -> tuple[Issue, ...]:
    if stated is not None:
        return (_warn("crs_metres_but_degrees", table, {"crs": _name(stated)}),)
    # A plain table has no way to state a system; a GIS file that does not is odd.
    if table.geometry is None:
        return ()
    return (_warn("crs_assumed", table, {}),)


def _in_china(crs: CRS, points: Floats) -> bool:
    """Whether most points come to lie in China when read in a system."""
    step = Transformer.from_crs(crs, STORAGE_CRS, always_xy=True)
    lon, lat = step.transform(points[:, 0], points[:, 1])
    west, south, east, north = CHINA_BOUNDS
    inside = (lon > west - _MARGIN) & (lon < east + _MARGIN)
    inside &= (lat > south - _MARGIN) & (lat < north + _MARGIN)
    return bool(np.mean(inside) >= _MOST)


def _zone(points: Floats) -> int:
    """Zone number that nearly all eastings begin with, 0 where there is none."""
    zones = points[:, 0] // _ZONE
    values, counts = np.unique(zones, return_counts=True)
    most = int(counts.argmax())
    return int(values[most]) if counts[most] / len(zones) >= _MOST else 0


def _which_crs(table: RawTable, guess: str) -> Question:
    options = (*three_degree_codes(), str(WEB_MERCATOR.to_epsg()))
    if guess and guess not in options:
        options = (guess, *options)
    return Question(table.source, "crs", "", options, guess)


def _datum(table: RawTable, answer: Answer) -> tuple[Datum, tuple[Question, ...]]:
    """Datum as answered; asked where a name hints at a web map's own."""
    if answer.datum:
        return answer.datum, ()
    text = " ".join((table.source, *table.headings))
    for datum, hint in _DATUM_HINTS:
        if hint.search(text):
            return datum, (Question(table.source, "datum", "", DATUMS, datum),)
    return "wgs84", ()


def _name(crs: CRS | None) -> str:
    if crs is None:
        return "—"
    base = crs.geodetic_crs
    return (
        crs.name
        if base is None or base.name == crs.name
        else f"{crs.name} ({base.name})"
    )


def _warn(rule: str, table: RawTable, params: Mapping[str, object]) -> Issue:
    return Issue(rule, "warning", source=table.source, params=params)
