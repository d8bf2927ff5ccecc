"""Places that owe or are owed: every level's units, and which lies in which."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.schemas import LIST_SEPARATOR, LayerName
from planner.programmes.schema import LEVELS, NATION, Level

Positions = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
AREA = "area"
# Digits of a unit's code; the nation's two are no province's.
DIGITS: Mapping[int, Level] = {12: "village", 9: "township", 6: "county", 4: "city"}
_PROVINCES = 31
_WAYS: Mapping[Level, tuple[Level, ...]] = {
    "village": ("township", "county"),
    "township": ("county",),
    "county": ("city", "province", "area", "nation"),
    "city": ("province", "nation"),
    "province": ("nation",),
    "area": ("nation",),
}


@dataclass(frozen=True)
class Units:
    """Units of every level of a workspace.

    Parameters
    ----------
    codes, names
        By level, in order of the codes; areas go by their names.
    parents
        For a level and one right above it (:data:`_WAYS`), the position of each unit's
        parent; -1 where it has none.
    """

    codes: Mapping[Level, Texts]
    names: Mapping[Level, Texts]
    parents: Mapping[tuple[Level, Level], Positions]

    def count(self, level: Level) -> int:
        """How many units a level has."""
        return len(self.codes[level])

    def find(self, level: Level, codes: Any) -> Positions:  # noqa: ANN401 - array-like
        """Positions of codes at a level; -1 where there is none."""
        return self._indexes[level].get_indexer(pd.Index(codes, dtype=object))

    def up(self, low: Level, high: Level) -> Positions:
        """Position of the unit of a higher level in which each unit lies; -1: none.

        Raises
        ------
        KeyError
            If nothing of the lower level lies in units of the higher one.
        """
        if low == high:
            return np.arange(self.count(low))
        key = (low, high)
        if key not in self._climbed:
            self._climbed[key] = self._climb(low, high)
        return self._climbed[key]

    def reaches(self, low: Level, high: Level) -> bool:
        """Whether units of a level lie in units of another, or are the same level."""
        return low == high or lies_in(low, high)

    @cached_property
    def is_nation(self) -> bool:
        """Whether the workspace holds counties of every province of the mainland."""
        return self.count("province") >= _PROVINCES

    @cached_property
    def _indexes(self) -> Mapping[Level, "pd.Index[Any]"]:
        return {level: pd.Index(codes) for level, codes in self.codes.items()}

    @cached_property
    def _climbed(self) -> dict[tuple[Level, Level], Positions]:
        return {}

    def _climb(self, low: Level, high: Level) -> Positions:
        if (low, high) in self.parents:
            return self.parents[low, high]
        for step in reversed(_WAYS.get(low, ())):
            if self.reaches(step, high):
                return through(self.up(low, step), self.up(step, high))
        raise KeyError((low, high))


def lies_in(low: str, high: str) -> bool:
    """Whether units of a level lie in units of another one above it."""
    above = _WAYS.get(low, ())  # type: ignore[call-overload]
    return high in above or any(lies_in(step, high) for step in above)


def through(first: Positions, then: Positions) -> Positions:
    """Follow positions through further ones; -1 stays -1."""
    if not len(then):
        return np.full(len(first), -1, dtype=np.int64)
    return np.where(first >= 0, then[first], -1)


def units_of(layers: Mapping[LayerName, gpd.GeoDataFrame]) -> Units:
    """Take the units out of a workspace's layers.

    Parameters
    ----------
    layers
        ``counties``, ``townships``, ``villages`` and ``facts`` (for the areas).
    """
    villages, facts = layers["villages"], layers["facts"]
    counties = _named(layers["counties"], villages, "county")
    townships = _named(layers["townships"], villages, "township")
    city = _city_codes(layers["counties"], counties)
    city_names = dict(zip(city, _city_names(layers["counties"], counties), strict=True))
    own = villages["village_code"].to_numpy(dtype=object)
    order = np.argsort(own)
    areas = _areas(facts, counties)
    codes: dict[Level, Texts] = {
        "village": own[order],
        "township": townships.index.to_numpy(dtype=object),
        "county": counties.index.to_numpy(dtype=object),
        "city": np.unique(city),
        "province": np.unique(city.astype("U2")).astype(object),
        "area": np.unique(areas[areas != ""].astype(str)).astype(object),
        "nation": np.array([NATION], dtype=object),
    }
    names: dict[Level, Texts] = {level: codes[level].copy() for level in LEVELS} | {
        "village": villages["name"].to_numpy(dtype=object)[order],
        "township": townships.to_numpy(dtype=object),
        "county": counties.to_numpy(dtype=object),
        "city": np.array([city_names[code] for code in codes["city"]], dtype=object),
    }
    found = Units(codes, names, {})
    township_of = found.find("township", villages["township_code"])[order]
    county_of = found.find("county", villages["county_code"])[order]
    parents: dict[tuple[Level, Level], Positions] = {
        ("village", "township"): township_of,
        ("village", "county"): county_of,
        ("township", "county"): _counties_of_townships(
            layers["townships"], found, township_of, county_of
        ),
        ("county", "city"): found.find("city", city),
        ("county", "province"): found.find("province", [c[:2] for c in city]),
        ("county", "area"): found.find("area", areas),
        ("county", "nation"): np.zeros(len(counties), dtype=np.int64),
        ("city", "province"): found.find("province", [c[:2] for c in codes["city"]]),
        ("city", "nation"): np.zeros(len(codes["city"]), dtype=np.int64),
        ("province", "nation"): np.zeros(len(codes["province"]), dtype=np.int64),
        ("area", "nation"): np.zeros(len(codes["area"]), dtype=np.int64),
    }
    return Units(codes, names, parents)


def _named(
    layer: gpd.GeoDataFrame, villages: gpd.GeoDataFrame, level: str
) -> "pd.Series[str]":
    """Names of a layer's units by code, and of those that only villages name."""
    key = f"{level}_code"
    known = layer.drop_duplicates(key).set_index(key)["name"]
    told = villages.drop_duplicates(key).set_index(key)[f"{level}_name"]
    told = told[(told.index != "") & ~told.index.isin(known.index)]
    names: pd.Series[str] = pd.concat([known, told]).sort_index()
    return names


def _city_codes(layer: gpd.GeoDataFrame, counties: "pd.Series[str]") -> Texts:
    """City of each county: its own, or the first four digits of the county's code."""
    given = dict(zip(layer["county_code"], layer["city_code"], strict=True))
    return np.array([given.get(c) or str(c)[:4] for c in counties.index], dtype=object)


def _city_names(layer: gpd.GeoDataFrame, counties: "pd.Series[str]") -> list[str]:
    given = dict(zip(layer["county_code"], layer["city_name"], strict=True))
    return [given.get(code) or str(code)[:4] for code in counties.index]


def _areas(facts: gpd.GeoDataFrame, counties: "pd.Series[str]") -> Texts:
    """Named area of each county; empty where none is given."""
    said = facts[facts["attribute"] == AREA]
    given = dict(zip(said["unit_code"], said["value"], strict=True))
    # A county of several areas is counted with the first one named.
    first = [
        given.get(code, "").partition(LIST_SEPARATOR)[0] for code in counties.index
    ]
    return np.array(first, dtype=object)


def _counties_of_townships(
    layer: gpd.GeoDataFrame, units: Units, township_of: Positions, county_of: Positions
) -> Positions:
    """County of each township: its villages', its own, or by the digits of its code."""
    codes = units.codes["township"]
    given = dict(zip(layer["township_code"], layer["county_code"], strict=True))
    found = units.find("county", [given.get(code) or code[:6] for code in codes])
    # A development zone's townships lie in the county that hosts their villages.
    placed = (township_of >= 0) & (county_of >= 0)
    found[township_of[placed]] = county_of[placed]
    return found
