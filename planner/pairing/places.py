"""Where units are, and how many poor households villages count."""

import datetime as dt
from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
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


def poor_households(
    layers: Mapping[LayerName, gpd.GeoDataFrame], on: dt.date
) -> "pd.Series[int]":
    """Poor households of each village, by its code.

    Those with labour of the latest count (layer ``household_counts``) up to the year of
    the day, else what the register of villages says, else 0.
    """
    villages = layers["villages"]
    counts = pd.DataFrame(layers["household_counts"].drop(columns="geometry"))
    counts = counts[(counts["year"] <= on.year) & counts["with_labour"].notna()]
    last = counts.sort_values(["year", "count_id"], kind="stable").drop_duplicates(
        "unit_code", keep="last"
    )
    counted = last.set_index("unit_code")["with_labour"]
    codes = villages["village_code"]
    register = pd.Series(
        villages["poor_households"].to_numpy(dtype=np.int64, na_value=0),
        index=pd.Index(codes, dtype=object),
    )
    found = counted.reindex(register.index).astype("Float64")
    return found.fillna(register.astype("Float64")).astype("int64")


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
