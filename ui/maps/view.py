"""What a map is asked to show, and the rows of a report that fall into it."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.frames import empty
from geo.schemas import LayerName
from geo.words import Lang
from planner.pairs import candidates, in_service
from planner.problem import COMMISSIONER
from planner.report import CoverageReport
from ui.maps.bands import Bands, rule_bands
from ui.maps.roads import RoadsDrawn
from ui.text import say

MapLevel = Literal["county", "township", "village"]
LEVELS: tuple[MapLevel, ...] = ("county", "township", "village")
Colour = Literal["reason", "minutes"]
SHOWN_FIRST = frozenset({"villages", "bases", "commissioners", "roads"})
# More shapes than this no office computer moves smoothly.
MOST_SHAPES = 6_000

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """One map's worth of a report.

    Parameters
    ----------
    report
        The report.
    lang
        Language of every word on the map.
    level
        Units to colour.
    show
        Of ``"villages"``, ``"others"`` (villages the rule does not ask for),
        ``"bases"``, ``"commissioners"``, ``"roads"``. What is closed of the roads is
        drawn whether or not they are.
    reasons
        Draw only uncovered villages with these reasons; None for all.
    county
        Draw only this county's units, villages and providers; empty for all.
    colour
        Villages by the reason why they are not covered, or by their own travel; then
        counties and townships have no colour.
    roads
        Roads to draw; None where there are none.
    """

    report: CoverageReport
    lang: Lang
    level: MapLevel = "county"
    show: frozenset[str] = SHOWN_FIRST
    reasons: frozenset[str] | None = None
    county: str = ""
    colour: Colour = "reason"
    roads: RoadsDrawn | None = None

    def fitting(self) -> tuple["View", list[str]]:
        """Return a view that can be drawn, and what had to be changed, in words."""
        level = self._level_there()
        view, notes = replace(self, level=level), []
        if level != self.level:
            wanted, shown = (
                say(f"atlas_boundary_{name}", self.lang) for name in (self.level, level)
            )
            notes.append(
                say("atlas_note_fallback", self.lang, wanted=wanted, shown=shown)
            )
        if view.points.sum() > MOST_SHAPES:
            note = "atlas_note_too_many"
            fewer = view.show - {"villages", "others"}
            view = replace(view, show=fewer | {"uncovered"})
            if view.points.sum() > MOST_SHAPES:
                note = "atlas_note_only_units"
                view = replace(view, show=fewer)
            notes.append(say(note, self.lang))
        missing = int((view.drawn_villages & ~view.placed & ~view.has_area).sum())
        if missing:
            notes.append(say("atlas_note_no_place", self.lang, count=missing))
        notes += self._providers_without_place()
        if view.roads is not None:
            roads, thinned = view.roads.fitting(view.bounds)
            view = replace(view, roads=roads)
            if thinned and ("roads" in view.show or roads.reach is not None):
                notes.append(say("atlas_note_roads_thinned", self.lang))
        return view, notes

    @property
    def banner(self) -> str:
        """What must not be overlooked; empty where travel is measured on roads."""
        if self.report.verdict.travel["method"] != "straight_line":
            return ""
        return say("atlas_banner_straight_line", self.lang)

    @cached_property
    def bands(self) -> Bands:
        """Bands of travel around the rule's limit."""
        return rule_bands(self.report.verdict.rule)

    @cached_property
    def band(self) -> npt.NDArray[np.int64]:
        """Band of each village's travel to its nearest server, or nearest option."""
        verdict = self.report.verdict
        cost = np.where(verdict.covered, verdict.server_cost, verdict.option_cost)
        return self.bands.of(cost)

    def layer(self, name: LayerName) -> gpd.GeoDataFrame:
        """Return rows of a layer of units that have a shape and lie in the scope."""
        frame = self.report.layers.get(name)
        if frame is None:
            return empty(name)
        shapes = frame.geometry.to_numpy()
        # 3 and 6: polygon and multipolygon.
        drawn = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
        if self.county and name == "village_areas":
            inside = self.report.villages.index[self.in_scope]
            drawn &= frame["village_code"].isin(inside).to_numpy()
        elif self.county:
            drawn &= (frame["county_code"] == self.county).to_numpy(dtype=bool)
        return frame[drawn]

    @cached_property
    def in_scope(self) -> Flags:
        """Villages of the scope."""
        codes = self.report.villages["county_code"].astype("str")
        if not self.county:
            return np.ones(len(codes), dtype=bool)
        return (codes == self.county).to_numpy(dtype=bool)

    @cached_property
    def chosen_reason(self) -> Flags:
        """Uncovered villages whose reason is among those chosen."""
        villages = self.report.villages
        uncovered = (villages["status"] == "uncovered").to_numpy(dtype=bool)
        if self.reasons is None:
            return uncovered
        return uncovered & villages["reason"].isin(self.reasons).to_numpy(dtype=bool)

    @cached_property
    def drawn_villages(self) -> Flags:
        """Villages to draw, whether or not they have a place."""
        villages = self.report.villages
        status = villages["status"].to_numpy()
        wanted = np.zeros(len(villages), dtype=bool)
        if self.show & {"villages", "uncovered"}:
            wanted |= self.chosen_reason
        if "villages" in self.show:
            wanted |= status == "covered"
        if "others" in self.show:
            wanted |= status == "not_asked"
        drawn: Flags = wanted & self.in_scope
        return drawn

    @cached_property
    def points(self) -> Flags:
        """Villages to draw as points: not those whose area is coloured."""
        return self.drawn_villages & self.placed & ~self.has_area

    @cached_property
    def providers(self) -> Flags:
        """Providers to draw: those that concern the scope and have a place."""
        lonlat = self.report.verdict.problem.providers.lonlat
        placed: Flags = np.isfinite(lonlat).all(axis=1)
        return self.concerned & placed

    @cached_property
    def concerned(self) -> Flags:
        """Providers of the shown kinds that concern the scope.

        In a county these are its own and those from elsewhere that serve it.
        """
        providers = self.report.verdict.problem.providers
        people = providers.kinds == COMMISSIONER
        wanted = np.where(people, "commissioners" in self.show, "bases" in self.show)
        if self.county:
            serving = self.report.verdict.serving
            near = np.zeros(len(providers), dtype=bool)
            near[serving[self.in_scope[serving[:, 0]], 1]] = True
            wanted &= near | (self._of_providers("county_code") == self.county)
        return wanted.astype(bool)

    @cached_property
    def counted(self) -> Flags:
        """Providers of the kinds the rule asks for."""
        return candidates(self.report.verdict.problem, self.report.verdict.rule)

    @cached_property
    def idle(self) -> Flags:
        """Providers out of service on the rule's day, or that the rule leaves out."""
        verdict = self.report.verdict
        return ~(self.counted & in_service(verdict.problem, verdict.rule))

    @cached_property
    def illustrative_providers(self) -> Flags:
        """Providers that are not real data."""
        return self._of_providers("illustrative").astype(bool)

    @cached_property
    def lonlat(self) -> npt.NDArray[np.float64]:
        """Places of all villages, shape (n, 2); NaN where there is none."""
        shapes = shapely.point_on_surface(self.report.villages.geometry.to_numpy())
        return np.column_stack((shapely.get_x(shapes), shapely.get_y(shapes)))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the scope, degrees; of all if it has no shape."""
        frame = self.layer("counties")
        if frame.empty:
            frame = self.report.layers["counties"]
        west, south, east, north = frame.total_bounds.tolist()
        return west, south, east, north

    @cached_property
    def placed(self) -> Flags:
        """Villages whose place is known."""
        return np.isfinite(self.lonlat).all(axis=1)

    @cached_property
    def has_area(self) -> Flags:
        """Villages whose area is coloured."""
        villages = self.report.villages
        if self.level != "village":
            return np.zeros(len(villages), dtype=bool)
        areas = self.layer("village_areas")["village_code"]
        return np.asarray(villages.index.isin(areas), dtype=bool)

    def _providers_without_place(self) -> list[str]:
        """How many of the providers shown cannot be drawn, in words."""
        people = self.report.verdict.problem.providers.kinds == COMMISSIONER
        lost = self.concerned & ~self.providers
        counts = {
            "atlas_note_no_place_bases": int((lost & ~people).sum()),
            "atlas_note_no_place_commissioners": int((lost & people).sum()),
        }
        return [
            say(key, self.lang, count=count) for key, count in counts.items() if count
        ]

    def _of_providers(self, column: str) -> npt.NDArray[Any]:
        """A column of bases and commissioners, in the order of the verdict."""
        frames = [self.report.layers[name] for name in _PROVIDERS]
        return np.concatenate([frame[column].to_numpy(object) for frame in frames])

    def _level_there(self) -> MapLevel:
        """Finest level not finer than asked that has shapes, and not too many."""
        for level in LEVELS[LEVELS.index(self.level) :: -1]:
            if 0 < len(self.layer(UNIT_LAYERS[level])) <= MOST_SHAPES:
                return level
        return "county"


_PROVIDERS: tuple[LayerName, ...] = ("bases", "commissioners")
UNIT_LAYERS: dict[MapLevel, LayerName] = {
    "county": "counties",
    "township": "townships",
    "village": "village_areas",
}
