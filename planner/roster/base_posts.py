"""Posts at bases: which bases there are on a day, and at which village each lies."""

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely

from geo.schemas import LayerName
from planner.pairs import serves
from planner.problem import days


def open_bases(bases: gpd.GeoDataFrame, on: dt.date) -> gpd.GeoDataFrame:
    """Bases that are open on a day."""
    return bases[serves(days(bases["opened"]), days(bases["closed"]), on)]


def village_of_base(layers: Mapping[LayerName, gpd.GeoDataFrame], base_id: str) -> str:
    """Village a post at a base is counted at.

    Parameters
    ----------
    layers
        ``bases`` and ``villages``.
    base_id
        The base.

    Returns
    -------
    str
        Code of the village the base is registered at, else of the nearest one in its
        county, else of the nearest; empty where there is no such base, or it has
        neither unit nor place.
    """
    villages, bases = layers["villages"], layers["bases"]
    found = bases[bases["base_id"] == base_id]
    if found.empty:
        return ""
    base = found.iloc[0]
    if (villages["village_code"] == base["unit_code"]).any():
        return str(base["unit_code"])
    points = villages.geometry
    placed = villages[~(points.isna() | points.is_empty)]
    if base.geometry is None or base.geometry.is_empty or placed.empty:
        return ""
    own = placed[placed["county_code"] == base["county_code"]]
    near = placed if own.empty else own
    lon, lat = (of(near.geometry.to_numpy()) for of in (shapely.get_x, shapely.get_y))
    # Of a few villages nearby a flat map tells the nearest.
    east = (lon - base.geometry.x) * np.cos(np.radians(base.geometry.y))
    at = int(np.argmin(east**2 + (lat - base.geometry.y) ** 2))
    return str(near["village_code"].iloc[at])
