"""What maps of roads share: counties without colour, roads, and the line below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.schemas import LAYERS
from geo.words import Lang
from planner.report import CoverageReport
from ui.maps import features
from ui.maps.layers import Drawn, draw, layer
from ui.maps.legend import attribution, line_below
from ui.maps.road_features import closed_layer, road_layers
from ui.maps.road_legend import roads_section
from ui.maps.roads import RoadsDrawn
from ui.maps.view import View
from ui.text import say

Bounds = tuple[float, float, float, float]
# What is seen where nothing has a place: China.
_NOWHERE: Bounds = (73.0, 18.0, 135.0, 54.0)
# Degrees around a single place.
_LEAST_SPAN = 0.05


@dataclass(frozen=True, eq=False)
class Ground:
    """Counties and roads under what a map is about.

    Parameters
    ----------
    report
        For its counties and providers; None in a workspace without villages.
    roads
        Roads; None where there are none.
    lang
        Language.
    places
        Longitude, latitude of what is drawn, shape (n, 2); NaN where unknown.
    sources
        Names of the files the map is made from, where there is no report to ask.
    """

    report: CoverageReport | None
    roads: RoadsDrawn | None
    lang: Lang
    places: np.ndarray
    sources: Sequence[str] = ()

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of the counties, else of roads and places."""
        if self.report is not None:
            return View(self.report, self.lang).bounds
        corners = [self.roads.bounds] if self.roads and self.roads.bounds else []
        places = self.places[np.isfinite(self.places).all(axis=1)]
        if len(places):
            corners.append((*places.min(axis=0), *places.max(axis=0)))
        if not corners:
            return _NOWHERE
        found = np.array(corners)
        middle = (found[:, :2].min(axis=0) + found[:, 2:].max(axis=0)) / 2
        half = np.maximum(found[:, 2:].max(axis=0) - middle, _LEAST_SPAN / 2)
        west, south, east, north = (*(middle - half), *(middle + half))
        return float(west), float(south), float(east), float(north)

    @property
    def banner(self) -> str:
        """What must not be overlooked; empty without a report."""
        return "" if self.report is None else View(self.report, self.lang).banner

    def counties(self) -> list[dict[str, Any]]:
        """Counties in grey and their borders; nothing to click."""
        if self.report is None:
            return []
        view = View(self.report, self.lang, colour="minutes")
        return [
            layer("area", features.unit_areas(view), clickable=False),
            layer("border", features.outlines(view), clickable=False),
        ]

    def labels(self) -> list[dict[str, Any]]:
        """Names of counties and townships."""
        if self.report is None:
            return []
        return features.labels(View(self.report, self.lang))

    def lines(
        self, *, clickable: bool
    ) -> tuple[list[dict[str, Any]], dict[str, Any], list[str]]:
        """Roads and what is closed of them: layers, their legend, and notes."""
        if self.roads is None:
            return [], roads_section(None, self.lang, shown=False), []
        roads, thinned = self.roads.fitting(self.bounds)
        tolerance = features.tolerance_of(self.bounds)
        layers = road_layers(
            roads, lang=self.lang, tolerance_m=tolerance, clickable=clickable
        )
        layers.append(closed_layer(roads, lang=self.lang, tolerance_m=tolerance))
        notes = [say("atlas_note_roads_thinned", self.lang)] if thinned else []
        return layers, roads_section(roads, self.lang, shown=True), notes

    def drawn(
        self,
        layers: Sequence[dict[str, Any]],
        legend: Sequence[dict[str, Any]],
        *,
        county: str,
    ) -> Drawn:
        """Draw what a map is about over its counties.

        Parameters
        ----------
        layers, legend
            As :func:`ui.maps.layers.draw` takes them; empty ones are left out.
        county
            Code of the county that is first seen; empty for all.
        """
        return draw(
            lang=self.lang,
            bounds=self._seen(county),
            layers=[one for one in layers if one["data"]["features"]],
            labels=self.labels(),
            legend=[one for one in legend if one["entries"] or one.get("notes")],
            attribution=self.attribution(),
            banner=self.banner,
            township_steps=0.6 if county else 1.2,
        )

    def _seen(self, county: str) -> Bounds:
        """What is first seen: the county, or all where there is no such."""
        if not county or self.report is None:
            return self.bounds
        counties = self.report.layers["counties"]
        own = counties[counties["county_code"] == county]
        if own.empty:
            return self.bounds
        west, south, east, north = own.total_bounds.tolist()
        return west, south, east, north

    def attribution(self) -> str:
        """Source, date and what is illustrative, in one line."""
        if self.report is not None:
            return attribution(View(self.report, self.lang, roads=self.roads))
        illustrative = []
        if self.roads is not None and self.roads.illustrative:
            illustrative = [LAYERS["roads"].label(self.lang)]
        return line_below(self.sources, "", illustrative, "", self.lang)
