"""GeoJSON of a view: plain dicts, free of folium, every clickable one with its code.

Properties are kept short, since thousands are sent: ``kind`` and ``code`` (what was
clicked), ``name`` and ``lines`` (what the tooltip says, plain text), ``s`` (name of a
style) and, where it is needed, ``fill``, ``shape`` or ``dx, dy`` (pixels).
"""

import json
import math
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.schemas import LAYERS
from geo.simplify import for_display
from planner.problem import COMMISSIONER
from planner.report import Level
from ui.maps.lines import provider_lines, unit_lines, village_lines
from ui.maps.palette import (
    COVERED_AREA,
    GROUP_SHAPES,
    KIND_GROUPS,
    MINUTES,
    NOT_ASKED,
    REASON_COLOURS,
    share_colour,
)
from ui.maps.view import UNIT_LAYERS, View

Feature = dict[str, Any]
# A pixel at first sight is about a thousandth of the map; zooming in shows more.
_TOLERANCES_PER_SPAN = 4_000
_METRES_PER_DEGREE = 111_320
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_FAN_STEP_PX = 8.0


def tolerance_of(bounds: tuple[float, float, float, float]) -> float:
    """Metres below which nothing is seen on a map of so many degrees."""
    west, south, east, north = bounds
    span = max(east - west, north - south) * _METRES_PER_DEGREE
    return min(max(span / _TOLERANCES_PER_SPAN, 5.0), 2_000.0)


def collection(features: Iterable[Feature]) -> dict[str, Any]:
    """Wrap features into a GeoJSON FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def unit_areas(view: View) -> list[Feature]:
    """Counties or townships of the view, filled by share covered.

    Where villages are coloured by travel they are grey, so that one colour says one
    thing.
    """
    level: Level = "township" if view.level == "township" else "county"
    frame = view.layer(UNIT_LAYERS[view.level])
    key = LAYERS[UNIT_LAYERS[view.level]].key
    table = view.report.units(level)
    by_share = view.colour == "reason"
    features = []
    for code, shape in zip(frame[key], geometries(view.bounds, frame), strict=True):
        unit = table.loc[code]
        properties = {
            "kind": level,
            "code": code,
            "name": unit["name"],
            "lines": unit_lines(view, unit),
            "fill": share_colour(unit["share"]) if by_share else NOT_ASKED,
        }
        features.append(_feature(shape, properties))
    return features


def village_areas(view: View) -> list[Feature]:
    """Village areas of the view, filled by status and reason, or by travel.

    Those whose reason is filtered out are grey.
    """
    frame = view.layer("village_areas")
    villages = view.report.villages
    frame = frame[frame["village_code"].isin(villages.index)]
    rows = villages.index.get_indexer(frame["village_code"])
    status, reason = (villages[name].to_numpy() for name in ("status", "reason"))
    features = []
    for row, shape in zip(rows.tolist(), geometries(view.bounds, frame), strict=True):
        properties = _village(view, row)
        hidden = view.reasons is not None and reason[row] not in view.reasons
        properties["fill"] = (
            NOT_ASKED
            if hidden and reason[row]
            else _by_minutes(view, row) or _by_reason(status[row], reason[row])
        )
        features.append(_feature(shape, properties))
    return features


def outlines(view: View) -> list[Feature]:
    """Borders of every county, in the scope or not; nothing to click."""
    frame = view.report.layers["counties"]
    return [_feature(shape, {}) for shape in geometries(view.bounds, frame)]


def village_points(view: View) -> dict[str, list[Feature]]:
    """Villages as points: ``others``, ``covered`` and ``uncovered``."""
    status = view.report.villages["status"].to_numpy()
    reason = view.report.villages["reason"].to_numpy()
    found: dict[str, list[Feature]] = {"not_asked": [], "covered": [], "uncovered": []}
    for row in np.flatnonzero(view.points).tolist():
        properties = _village(view, row)
        fill = _by_minutes(view, row) or REASON_COLOURS.get(reason[row])
        if fill:
            properties["fill"] = fill
        found[status[row]].append(_feature(_point(view.lonlat[row]), properties))
    return found


def provider_points(view: View) -> dict[str, list[Feature]]:
    """Providers as points: ``bases`` and ``commissioners``.

    Those at one place are fanned out by a few pixels, in the order of the layer, so
    that each can be seen and clicked.
    """
    providers = view.report.verdict.problem.providers
    found: dict[str, list[Feature]] = {"commissioners": [], "bases": []}
    taken: dict[tuple[float, float], int] = {}
    for row in np.flatnonzero(view.providers).tolist():
        point = _point(providers.lonlat[row])
        place = taken.setdefault(tuple(point["coordinates"]), 0)
        taken[tuple(point["coordinates"])] += 1
        person = providers.kinds[row] == COMMISSIONER
        properties = {
            "kind": "commissioner" if person else "base",
            "code": providers.ids[row],
            "name": providers.names[row],
            "lines": provider_lines(view, row),
            "shape": GROUP_SHAPES[KIND_GROUPS[providers.kinds[row]]],
        }
        if view.idle[row]:
            properties["s"] = "idle"
        if place:
            properties["dx"], properties["dy"] = fan(place)
        layer = found["commissioners" if person else "bases"]
        layer.append(_feature(point, properties))
    return found


def labels(view: View) -> list[dict[str, Any]]:
    """Names to write on the map, most important first, at ``[lon, lat]``.

    County names stand always, township names from the zoom where they find room.
    """
    counties = view.layer("counties")
    townships = view.layer("townships")
    asked = view.report.units("township")["uncovered"]
    order = townships["township_code"].map(asked).fillna(0).to_numpy(dtype=float)
    townships = townships.iloc[np.argsort(-order, kind="stable")]
    return [
        {"level": level, "text": name, "at": [round(x, 4), round(y, 4)]}
        for level, frame in (("county", counties), ("township", townships))
        for name, (x, y) in zip(frame["name"], middles(frame), strict=True)
    ]


def _by_reason(status: str, reason: str) -> str:
    fills = {"covered": COVERED_AREA, "not_asked": NOT_ASKED}
    return fills.get(status) or REASON_COLOURS[reason]


def _by_minutes(view: View, row: int) -> str:
    """Colour of a village's travel; empty where it is not asked for or not shown."""
    if view.colour != "minutes" or not view.report.verdict.in_set[row]:
        return ""
    return MINUTES[view.band[row]]


def _village(view: View, row: int) -> Feature:
    villages = view.report.villages
    return {
        "kind": "village",
        "code": villages.index[row],
        "name": villages["name"].iat[row],
        "lines": village_lines(view, row),
    }


def _feature(geometry: Any, properties: Feature) -> Feature:  # noqa: ANN401 - GeoJSON
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(lonlat: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of an array
    return {"type": "Point", "coordinates": [round(v, 5) for v in lonlat.tolist()]}


def fan(place: int) -> tuple[float, float]:
    """Offset in pixels of the n-th symbol at one place: a sunflower's seeds."""
    radius, angle = _FAN_STEP_PX * math.sqrt(place), place * _GOLDEN_ANGLE
    return round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1)


def geometries(
    bounds: tuple[float, float, float, float], frame: gpd.GeoDataFrame
) -> list[Any]:
    """Shapes of a frame as GeoJSON, as fine as a map of so many degrees can show."""
    if frame.empty:
        return []
    drawn = for_display(frame, tolerance_m=tolerance_of(bounds), decimals=4)
    return [json.loads(text) for text in shapely.to_geojson(drawn.geometry.to_numpy())]


def middles(frame: gpd.GeoDataFrame) -> list[tuple[float, float]]:
    """Middle of the largest circle in each shape, where a name has most room."""
    shapes = frame.geometry.to_numpy()
    if len(shapes) == 0:
        return []
    rays = shapely.maximum_inscribed_circle(shapes, tolerance=0.002)
    middles = shapely.get_coordinates(shapely.get_point(rays, 0))
    return [(x, y) for x, y in middles.tolist()]
