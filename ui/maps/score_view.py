"""What a map of one part of a row is asked to show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.schemas import LAYERS, SOURCE_FILE, LayerName
from geo.words import Lang
from planner.programmes.schema import UnitKind
from ui.maps.view import MOST_SHAPES

# Points and areas tell units apart; the others colour the counties.
Way = Literal["points", "areas", "above", "short", "done", "none"]
LIST_COLUMNS = ("name", "where", "value", "need", "gap", "met", "place", "state")
_AREAS: Mapping[str, LayerName] = {"township": "townships", "county": "counties"}
_POLYGONS = (3, 6)
# What is seen where nothing has a place.
_CHINA = (73.0, 18.0, 135.0, 54.0)


@dataclass(frozen=True, eq=False)
class ScoreView:
    """One part of a row, as a map shows it.

    Parameters
    ----------
    layers
        Layers of the workspace, of which it needs ``counties``, ``townships`` and
        ``villages``.
    units
        Units that owe, indexed by code, with :data:`LIST_COLUMNS`; of a total, the
        counties it comes from.
    unit
        What the units are.
    is_total
        Whether amounts are added up and no unit is judged, unless it has a target.
    counties
        Codes of the counties of the programme's place.
    above
        For units above the county, the unit in which each county lies.
    lang
        Language of every word on the map.
    title
        What is mapped.
    day
        Day for which it holds, in words.
    county
        The only county to draw; empty for all.
    records
        Record layers that the value comes from, named where they are illustrative.
    """

    layers: Mapping[LayerName, gpd.GeoDataFrame]
    units: pd.DataFrame
    unit: UnitKind
    lang: Lang
    title: str
    day: str
    counties: tuple[str, ...]
    is_total: bool = False
    above: Mapping[str, str] = field(default_factory=dict)
    county: str = ""
    records: tuple[LayerName, ...] = ()

    @cached_property
    def way(self) -> Way:
        """How the units are drawn."""
        if self.is_total:
            return "areas" if self.units["need"].gt(0).any() else "done"
        match self.unit:
            case "village":
                return "points"
            case "township" | "county":
                return "areas"
            case "trade":
                return "none"
            case "person":
                return "short"
        return "above"

    @property
    def level(self) -> Literal["township", "county"]:
        """Level of the areas that are coloured."""
        own = self.unit == "township" and not self.is_total
        return "township" if own else "county"

    @property
    def area_layer(self) -> LayerName:
        """Layer of the areas that are coloured."""
        return _AREAS[self.level]

    @cached_property
    def shown(self) -> pd.DataFrame:
        """Units of the county, or all."""
        if not self.county or self.way == "above":
            return self.units
        return self.units[self.units["place"] == self.county]

    def shapes(self, level: str) -> gpd.GeoDataFrame:
        """Counties or townships of the place that have a shape."""
        frame = with_shapes(self.layers[_AREAS[level]])
        inside = [self.county] if self.county else self.counties
        return frame[frame["county_code"].isin(inside)]

    def outlines(self) -> gpd.GeoDataFrame:
        """Every county that has a shape, of the place or not."""
        return with_shapes(self.layers["counties"])

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is drawn, degrees."""
        for frame in (
            self.shapes("county"), self.layers["counties"], self.layers["villages"]
        ):  # fmt: skip
            west, south, east, north = frame.total_bounds.tolist()
            if np.isfinite([west, south, east, north]).all():
                return west, south, east, north
        return _CHINA

    @cached_property
    def points(self) -> tuple[pd.DataFrame, np.ndarray]:
        """Villages to draw, and their longitude and latitude, shape (n, 2).

        Where there are more than a browser moves, only those that are short; where
        these are too many, none.
        """
        rows = self.shown
        at = self._lonlat(rows)
        placed = np.isfinite(at).all(axis=1)
        rows, at = rows[placed], at[placed]
        if len(rows) > MOST_SHAPES:
            short = (rows["state"] != "met").to_numpy()
            rows, at = rows[short], at[short]
        if len(rows) > MOST_SHAPES:
            rows, at = rows.iloc[:0], at[:0]
        return rows, at

    @cached_property
    def unplaced(self) -> int:
        """Units that are short and have no place on the map."""
        short = self.shown[self.shown["state"] != "met"]
        match self.way:
            case "points":
                return int((~np.isfinite(self._lonlat(short)).all(axis=1)).sum())
            case "areas":
                key = LAYERS[_AREAS[self.level]].key
                drawn = self.shapes(self.level)[key]
                return int((~short.index.isin(drawn)).sum())
            case "none":
                return len(short)
        return int((short["place"] == "").sum()) if self.way == "short" else 0

    @property
    def is_crowded(self) -> bool:
        """Whether villages that are met are left out."""
        if self.way != "points":
            return False
        found = np.isfinite(self._lonlat(self.shown)).all(axis=1).sum()
        return len(self.points[0]) < int(found)

    def drawn_layers(self) -> tuple[LayerName, ...]:
        """Layers that the map is made from, records included."""
        own: list[LayerName] = ["counties"]
        if self.level == "township" and self.way == "areas":
            own.append("townships")
        if self.way == "points":
            own.append("villages")
        return (*own, *self.records)

    def sources(self) -> list[str]:
        """Names of the files of the drawn layers."""
        names: list[str] = []
        for layer in self.drawn_layers():
            found = self.layers[layer][SOURCE_FILE].unique().tolist()
            names += [name for name in found if name and name not in names]
        return names

    def _lonlat(self, rows: pd.DataFrame) -> np.ndarray:
        frame = self.layers["villages"]
        at = pd.Index(frame["village_code"]).get_indexer(rows.index)
        shapes = shapely.point_on_surface(frame.geometry.to_numpy()[at])
        return np.column_stack((shapely.get_x(shapes), shapely.get_y(shapes)))


def with_shapes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows that have an area."""
    shapes = frame.geometry.to_numpy()
    polygons = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    return frame[polygons & ~shapely.is_empty(shapes)]
