"""Where units are, and which villages are asked for."""

import datetime as dt
from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import shapely

from geo.schemas import LayerName
from geo.travel import LonLat
from planner.pairs import members
from planner.problem import from_layers
from planner.rule import Rule, VillageSet

VILLAGE, TOWNSHIP, COUNTY = 12, 9, 6


def places_of(
    layers: Mapping[LayerName, gpd.GeoDataFrame], codes: Iterable[str]
) -> LonLat:
    """Where units of any level are: a village's own place, or about the seat of it.

    Statistical codes begin at the seat: a county's first township holds it, and a
    township's first village. So a township is where its layer has a point, else where
    its first village is; a county is where its first township is. A point inside an
    area would do for neither: often no road leads there.

    Parameters
    ----------
    layers
        ``counties``, ``townships`` and ``villages`` of a workspace.
    codes
        Unit codes. Of a city or a province no place is known.

    Returns
    -------
    ndarray of float64
        Longitude, latitude, shape (n, 2); NaN where unknown.
    """
    villages = _placed(layers["villages"], "village_code")
    towns = _first(villages, TOWNSHIP)
    areas = layers["townships"]
    points = areas.geometry.geom_type == "Point"
    own = _placed(areas[points], "township_code")
    inside = _placed(areas[~points], "township_code")
    towns = inside | towns | own
    counties = _placed(layers["counties"], "county_code") | _first(towns, COUNTY)
    known = {**counties, **towns, **villages}
    nowhere = (np.nan, np.nan)
    places = [known.get(code, nowhere) for code in codes]
    return np.array(places, dtype=np.float64).reshape(-1, 2)


def asked_villages(
    layers: Mapping[LayerName, gpd.GeoDataFrame], which: VillageSet, on: dt.date
) -> gpd.GeoDataFrame:
    """Villages of a set on a day, in the order of the layer."""
    asked = members(from_layers(layers), Rule(villages=which, on=on))
    return layers["villages"][asked]


def _placed(frame: gpd.GeoDataFrame, key: str) -> dict[str, tuple[float, float]]:
    """Place of each unit that has one, a point inside an area."""
    if frame.empty:
        return {}
    inside = shapely.point_on_surface(frame.geometry.to_numpy())
    lonlat = np.column_stack((shapely.get_x(inside), shapely.get_y(inside)))
    at = np.isfinite(lonlat).all(axis=1)
    rows = zip(frame[key][at], lonlat[at].tolist(), strict=True)
    return {str(code): (lon, lat) for code, (lon, lat) in rows}


def _first(
    places: Mapping[str, tuple[float, float]], digits: int
) -> dict[str, tuple[float, float]]:
    """Place of the first of the units whose codes begin alike."""
    found: dict[str, tuple[float, float]] = {}
    for code in sorted(places):
        found.setdefault(code[:digits], places[code])
    return found
