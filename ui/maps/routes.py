"""What is laid over a map already on the screen: ways, reach along roads, an area."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from branca.element import MacroElement
from folium.template import Template

from geo.roads.paths import Path
from geo.words import Lang
from ui.maps.bands import Bands
from ui.maps.layers import latlon, layer, script_json
from ui.maps.road_features import feature, light, reach_layer
from ui.maps.road_legend import line_entry, reach_section
from ui.maps.roads import RoadsDrawn
from ui.text import say

LonLat = tuple[float, float]
# Of a course on the ground; a way is looked at from near.
_TOLERANCE_M = 5.0
# A walk shorter than this cannot be seen.
_LEAST_WALK_M = 1.0


@dataclass(frozen=True, slots=True)
class Route:
    """One way to draw; longitude, latitude in :data:`geo.crs.STORAGE_CRS`.

    Parameters
    ----------
    line
        Course over the roads, in the direction of travel; None where all is walked.
    walks
        Stretches walked at the ends, two points each.
    strong
        Whether it is the way meant; others are drawn weaker, under it.
    """

    line: shapely.LineString | None
    walks: tuple[shapely.LineString, ...] = ()
    strong: bool = True


def route_of(path: Path, start: LonLat, end: LonLat, *, strong: bool = True) -> Route:
    """Make a route of a way that was found.

    Parameters
    ----------
    path
        The way.
    start, end
        The places it joins, longitude, latitude, in the direction of travel.
    strong
        As in :class:`Route`.
    """
    if not path.edges:
        return Route(None, (shapely.LineString([start, end]),), strong)
    first, *_, last = path.geometry.coords
    walks = [shapely.LineString(pair) for pair in ((start, first), (last, end))]
    seen = tuple(walk for walk in walks if _metres(walk) > _LEAST_WALK_M)
    return Route(path.geometry, seen, strong)


class Overlay(MacroElement):
    """Lays lines over a drawn map; add it to a feature group.

    Parameters
    ----------
    data
        JSON for ``coverageOverlay`` of ``drawing_lines.js``.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent._parent.get_name() }}.coverageOverlay(
            {{ this.data }}, {{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, data: str) -> None:
        super().__init__()
        self._name = "Overlay"
        self.data = data


def route_overlay(
    routes: Sequence[Route] = (),
    *,
    lang: Lang,
    reach: gpd.GeoDataFrame | None = None,
    bands: Bands | None = None,
    roads: RoadsDrawn | None = None,
    area: shapely.Geometry | None = None,
    fit: bool = False,
) -> folium.FeatureGroup:
    """Lay ways, reach along roads and an area over a map already on the screen.

    For ``st_folium(..., feature_group_to_add=[selection(...), route_overlay(...)])``:
    the map itself stays the same object for the browser. What was laid over it before
    goes, and so does an area just drawn; with nothing given that is all that happens.

    Parameters
    ----------
    routes
        Ways; strong ones lie over weak ones.
    lang
        Language of the legend.
    reach
        From :func:`geo.roads.spread.spread`; needs ``bands`` of the same unit.
    bands
        From :func:`ui.maps.bands.rule_bands`.
    roads
        The roads of the reach; with them a reach too large to draw loses the lowest
        classes of road.
    area
        Polygon or line being closed, longitude, latitude.
    fit
        Whether the map goes to the routes, or to the area where there is none.

    Returns
    -------
    folium.FeatureGroup
    """
    layers: list[dict[str, Any]] = []
    legend: list[dict[str, Any]] = []
    if reach is not None and bands is not None and len(reach):
        fewer, thinned = (reach, False) if roads is None else roads.parts(reach)
        layers.append(reach_layer(fewer, bands, tolerance_m=_TOLERANCE_M))
        notes = [say("atlas_note_roads_thinned", lang)] if thinned else []
        legend.append(reach_section(fewer, bands, lang) | {"notes": notes})
    if area is not None:
        layers.append(layer("area_new", [feature_of(area)], clickable=False))
    layers += _route_layers(routes)
    if routes:
        legend.append(_route_section(routes, lang))
    shapes = [line for route in routes for line in _lines(route)]
    given = {
        "layers": layers,
        "legend": legend,
        "fit": _bounds(shapes or [area]) if fit else None,
    }
    group = folium.FeatureGroup(name="overlay", control=False)
    Overlay(script_json(given)).add_to(group)
    return group


def feature_of(shape: shapely.Geometry) -> dict[str, Any]:
    """GeoJSON feature of any shape, without properties."""
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shape),
        "properties": {},
    }


def _route_layers(routes: Sequence[Route]) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = []
    for strong, suffix in ((False, "_weak"), (True, "")):
        own = [route for route in routes if route.strong == strong]
        courses = [route.line for route in own if route.line is not None]
        walks = [walk for route in own for walk in route.walks]
        layers += [
            layer(style, [feature(light(np.array([line]), _TOLERANCE_M), {})
                          for line in lines], clickable=False)
            for style, lines in (
                (f"walk{suffix}", walks), (f"route{suffix}", courses)
            )
        ]  # fmt: skip
        ends = [_ends(route) for route in own]
        layers += [
            layer(style, [feature_of(pair[place]) for pair in ends], clickable=False)
            for place, style in enumerate(("route_start", "route_end"))
        ]
    return [one for one in layers if one["data"]["features"]]


def _route_section(routes: Sequence[Route], lang: Lang) -> dict[str, Any]:
    entries = [line_entry("route", say("atlas_route_line", lang))]
    if any(not route.strong for route in routes):
        entries.append(line_entry("route_weak", say("atlas_route_weak", lang)))
    if any(route.walks for route in routes):
        entries.append(line_entry("walk", say("atlas_route_walk", lang)))
    for style in ("route_start", "route_end"):
        text = say(f"atlas_{style}", lang)
        entries.append({"shape": "circle", "style": style, "text": text})
    return {"title": say("atlas_route", lang), "entries": entries}


def _lines(route: Route) -> list[shapely.LineString]:
    return [*([] if route.line is None else [route.line]), *route.walks]


def _ends(route: Route) -> tuple[shapely.Point, shapely.Point]:
    """First and last place of a way, walks included."""
    if route.line is None:
        coords = route.walks[0].coords
        return shapely.Point(coords[0]), shapely.Point(coords[-1])
    first, last = (shapely.Point(route.line.coords[at]) for at in (0, -1))
    for walk in route.walks:
        begin, end = (shapely.Point(at) for at in (walk.coords[0], walk.coords[-1]))
        first = begin if end == first else first
        last = end if begin == last else last
    return first, last


def _bounds(shapes: Sequence[shapely.Geometry | None]) -> list[list[float]] | None:
    """South-west and north-east corner for Leaflet; None where there is no shape."""
    there = [shape for shape in shapes if shape is not None]
    if not there:
        return None
    west, south, east, north = shapely.total_bounds(there).tolist()
    return [latlon((west, south)), latlon((east, north))]


def _metres(walk: shapely.LineString) -> float:
    (west, south), (east, north) = walk.coords
    shrink = np.cos(np.radians((south + north) / 2))
    return float(np.hypot((east - west) * shrink, north - south) * 111_320)
