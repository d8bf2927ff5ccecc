"""What the rules look at: the layers, and what several rules need worked out once."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.checks.datums import Suspicion, suspect
from geo.checks.units import KnownUnits, known_units
from geo.codes import successor
from geo.crs import CHINA_BOUNDS, to_metres
from geo.frames import empty
from geo.issues import Issue
from geo.joins import (
    Joined,
    Places,
    are_areas,
    county_names,
    join_villages,
    nearest,
    places_of,
)
from geo.roads.closure_words import rows_by_road
from geo.roads.lines import from_lines, line_issues
from geo.roads.segments import Segments
from geo.row_issues import IntArray
from geo.schemas import LAYERS, LayerName

BoolArray = NDArray[np.bool_]
FAR_OUTSIDE_M = 10_000.0
# Wider openings between counties are bays of the outer border, not gaps.
GAP_WIDTH_M = 200.0
# No longitude or latitude is larger; coordinates in metres nearly always are.
_MOST_DEGREES = 360.0
_BY_ROADS_DEGREES = 0.5
_NULL_ISLAND = (-0.5, -0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Extents:
    """Where the shapes of a layer lie, one mask each; rows without a shape in none."""

    bounds: NDArray[np.float64]
    in_china: BoolArray
    swapped: BoolArray
    not_degrees: BoolArray

    @property
    def elsewhere(self) -> BoolArray:
        """Drawn, in degrees, the right way round, and yet not in China."""
        drawn = np.isfinite(self.bounds).all(axis=1)
        return drawn & ~(self.in_china | self.swapped | self.not_degrees)


@dataclass(frozen=True)
class Survey:
    """Layers under check, as :func:`geo.frames.conform` makes them, and the day.

    ``reference`` may hold counties that are trusted, for comparing; ``make_segments``
    gives the network of the roads where there is a quicker way than making it.

    Derived tables are made when the first rule asks and kept for the next one: the
    villages are laid over the counties once.
    """

    layers: Mapping[LayerName, gpd.GeoDataFrame]
    today: dt.date
    reference: gpd.GeoDataFrame | None = None
    make_segments: Callable[[], Segments] | None = None

    def layer(self, name: LayerName) -> gpd.GeoDataFrame:
        """Return the layer, without rows if it was not given."""
        frame = self.layers.get(name)
        return empty(name) if frame is None else frame

    @cached_property
    def extents(self) -> Mapping[LayerName, Extents]:
        """Extents of every layer given."""
        return {name: extents_of(frame) for name, frame in self.layers.items()}

    @cached_property
    def segments(self) -> Segments:
        """The network of the roads."""
        if self.make_segments is not None:
            return self.make_segments()
        return from_lines(self.layer("roads"))[0]

    @cached_property
    def road_issues(self) -> tuple[Issue, ...]:
        """What is said of the roads when a network is made of them."""
        return line_issues(self.layer("roads"))

    def by_roads_abroad(self, name: LayerName) -> BoolArray:
        """Rows outside China that lie where roads outside China do, half a degree off.

        What lies at 0, 0 has no place, whatever the roads.
        """
        extents = self.extents[name]
        if self.roads_abroad is None:
            return np.zeros(len(extents.bounds), dtype=bool)
        near = extents.elsewhere & _within(extents.bounds, self.roads_abroad)
        return near & ~_within(extents.bounds, _NULL_ISLAND)

    @cached_property
    def roads_abroad(self) -> tuple[float, float, float, float] | None:
        """Surroundings of the roads outside China, None where there are none."""
        if "roads" not in self.extents:
            return None
        bounds = self.extents["roads"].bounds[self.extents["roads"].elsewhere]
        if not len(bounds):
            return None
        west, south = bounds[:, :2].min(axis=0) - _BY_ROADS_DEGREES
        east, north = bounds[:, 2:].max(axis=0) + _BY_ROADS_DEGREES
        return float(west), float(south), float(east), float(north)

    @cached_property
    def rows_by_road(self) -> Mapping[str, list[int]]:
        """Rows of the roads by each name, code and number a road is known by."""
        roads = self.layer("roads")
        columns = ("name", "ref", "road_id")
        return rows_by_road(*(roads[name].tolist() for name in columns))

    @cached_property
    def known_units(self) -> KnownUnits:
        """Codes of the villages, townships and counties there are."""
        names: tuple[LayerName, ...] = (
            "villages", "village_areas", "townships", "counties",
        )  # fmt: skip
        return known_units(*(self.layer(name) for name in names))

    @cached_property
    def joined(self) -> Joined:
        """Villages joined to townships and counties."""
        villages, townships = self.layer("villages"), self.layer("townships")
        return join_villages(villages, townships, self.layer("counties"))

    @cached_property
    def village_places(self) -> Places:
        """Where the villages stand."""
        return places_of(self.layer("villages").geometry)

    @cached_property
    def county_shapes(self) -> NDArray[np.object_]:
        """Shapes of the counties, by position."""
        shapes: NDArray[np.object_] = self.layer("counties").geometry.to_numpy()
        return shapes

    @cached_property
    def county_codes(self) -> NDArray[np.object_]:
        """Codes of the counties, by position."""
        codes: NDArray[np.object_] = self.layer("counties")["county_code"].to_numpy(
            dtype=object
        )
        return codes

    @cached_property
    def county_names(self) -> Mapping[str, str]:
        """Names of the counties by code."""
        return county_names(self.layer("counties"))

    @cached_property
    def counties_sound(self) -> bool:
        """Whether every county is a valid area in China, fit for comparing."""
        counties = self.layer("counties")
        areas = are_areas(self.county_shapes) & counties.geometry.is_valid
        return bool(areas.all()) and bool(extents_of(counties).in_china.all())

    @cached_property
    def county_coverage(self) -> tuple[NDArray[np.object_], BoolArray]:
        """Counties in metres, and which of them do not meet their neighbours exactly.

        Only for counties that are sound.
        """
        shapes = to_metres(self.layer("counties")).geometry.to_numpy()
        edges = shapely.coverage_invalid_edges(shapes, gap_width=GAP_WIDTH_M)
        return shapes, ~shapely.is_empty(edges)

    @cached_property
    def own_county(self) -> IntArray:
        """Position in the counties of the one each village's code names, -1 if none."""
        frame = self.joined.frame
        by_code = frame["county_by"].isin(("code", "successor"))
        return self.drawn_county(frame["county_code"].where(by_code, ""))

    def drawn_county(self, codes: pd.Series) -> IntArray:
        """Position of the county with each code or its successor, if it has an area."""
        counties = self.layer("counties")
        areas = are_areas(self.county_shapes) & self.extents["counties"].in_china
        names = counties["county_code"].tolist()
        known = {code: at for at, code in reversed(list(enumerate(names))) if areas[at]}
        number, unique = pd.factorize(codes)
        found = [known.get(code, known.get(successor(code), -1)) for code in unique]
        positions: IntArray = np.array([*found, -1], dtype=np.intp)[number]
        return positions

    @cached_property
    def strays(self) -> BoolArray:
        """Villages in China that do not touch the county their code names."""
        frame = self.joined.frame
        elsewhere = (frame["place_county"] != frame["county_code"]).to_numpy(dtype=bool)
        placed = np.isfinite(self.village_places.x) & self.extents["villages"].in_china
        strays: BoolArray = (self.own_county >= 0) & placed & elsewhere
        return strays

    @cached_property
    def suspicion(self) -> Suspicion | None:
        """Datum in which the villages, or the counties, would fit clearly better."""
        return suspect(
            self.village_places, self.own_county, self.strays, self.county_shapes
        )

    @cached_property
    def far_strays(self) -> BoolArray:
        """Strays more than :data:`FAR_OUTSIDE_M` from every county."""
        far = self.strays & (self.joined.frame["place_county"] == "").to_numpy(bool)
        rows = np.flatnonzero(far)
        lost = self.village_places.take(rows)
        near, _ = nearest(lost, self.county_shapes, within_m=FAR_OUTSIDE_M)
        far[rows[near >= 0]] = False
        return far


def missing_places(frame: gpd.GeoDataFrame) -> BoolArray:
    """Rows without a shape, or with an empty one."""
    # Not numbers either where a point has coordinates that are none.
    bounds: NDArray[np.float64] = shapely.bounds(frame.geometry.to_numpy())
    lost: BoolArray = np.logical_not(np.isfinite(bounds.reshape(-1, 4)).all(axis=1))
    return lost


def may_lack_place(layer: LayerName) -> bool:
    """Whether the layer allows rows without a shape."""
    return "none" in LAYERS[layer].geometry


def extents_of(frame: gpd.GeoDataFrame) -> Extents:
    """Return where the shapes of one layer lie."""
    bounds: NDArray[Any] = shapely.bounds(frame.geometry.to_numpy())
    bounds = bounds.reshape(-1, 4)
    west, south, east, north = CHINA_BOUNDS
    with np.errstate(invalid="ignore"):
        large = (np.abs(bounds) > _MOST_DEGREES).any(axis=1)
    return Extents(
        bounds,
        _within(bounds, (west, south, east, north)),
        _within(bounds, (south, west, north, east)),
        large,
    )


def _within(
    bounds: NDArray[np.float64], box: tuple[float, float, float, float]
) -> BoolArray:
    west, south, east, north = box
    inside: BoolArray = (
        (bounds[:, 0] >= west)
        & (bounds[:, 1] >= south)
        & (bounds[:, 2] <= east)
        & (bounds[:, 3] <= north)
    )
    return inside
