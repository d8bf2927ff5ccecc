"""The map of one part of a row: the units that are short, and those that are not."""

from typing import Any

import folium
import numpy as np
import pandas as pd

from geo.schemas import LAYERS
from ui.maps.features import Feature, geometries, middles
from ui.maps.layers import Drawn, draw, layer
from ui.maps.score_fills import fills
from ui.maps.score_legend import attribution, sections
from ui.maps.score_palette import STATE_FILLS
from ui.maps.score_view import ScoreView
from ui.text import say

_DECIMALS = 5


def score_map(view: ScoreView, *, map_number: str = "") -> folium.Map:
    """Draw a view.

    Villages are points, larger and filled where short; townships and counties are
    areas; people, trades and totals colour the counties.

    Returns
    -------
    folium.Map
        Without tiles or outside addresses; every feature that can be clicked has
        ``kind`` and ``code`` among its properties.
    """
    return score_drawing(view, map_number=map_number).to_map()


def score_drawing(view: ScoreView, *, map_number: str = "") -> Drawn:
    """Work the map out; see :func:`score_map`."""
    met, short = _points(view)
    layers = [
        layer("area", _areas(view)),
        layer("border", _borders(view), clickable=False),
        layer("covered", met),
        layer("uncovered", short),
    ]
    return draw(
        lang=view.lang,
        bounds=view.bounds,
        layers=[one for one in layers if one["data"]["features"]],
        labels=_labels(view),
        legend=sections(view),
        attribution=attribution(view, map_number=map_number),
        township_steps=0.0 if view.county else 1.2,
    )


def _areas(view: ScoreView) -> list[Feature]:
    frame = view.shapes(view.level)
    key, fill = LAYERS[view.area_layer].key, fills(view)
    features = []
    shapes = geometries(view.bounds, frame)
    for code, name, shape in zip(frame[key], frame["name"], shapes, strict=True):
        properties = {
            "kind": view.level,
            "code": code,
            "name": name,
            "lines": _area_lines(view, code),
            "fill": fill[code],
        }
        features.append(
            {"type": "Feature", "geometry": shape, "properties": properties}
        )
    return features


def _area_lines(view: ScoreView, code: str) -> list[str]:
    """What is said of an area when the mouse is over it."""
    own = view.above.get(code, code) if view.way == "above" else code
    if view.way in ("areas", "above", "done"):
        if own not in view.units.index:
            return [say("score_map_none", view.lang)]
        return unit_lines(view, view.units.loc[own])
    inside = view.units[view.units["place"] == code]
    if inside.empty:
        return [say("score_map_none", view.lang)]
    short = int((~inside["met"].to_numpy(dtype=bool)).sum())
    params = {"short": short, "count": len(inside)}
    return [say("score_map_inside", view.lang, **params)]


def unit_lines(view: ScoreView, unit: "pd.Series[Any]") -> list[str]:
    """What one unit has, needs and lacks, in words."""
    if unit["state"] == "needs_data":
        return [say("score_map_legend_needs_data", view.lang)]
    have = _number(unit["value"])
    if not unit["need"]:
        return [say("score_map_value", view.lang, value=have)]
    params = {"value": have, "need": _number(unit["need"])}
    key = "score_map_met" if unit["met"] else "score_map_short"
    return [say(key, view.lang, **params, gap=_number(unit["gap"]))]


def _number(value: float) -> str:
    """A number in full: whole where it is, a dash for none."""
    if np.isnan(value):
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _points(view: ScoreView) -> tuple[list[Feature], list[Feature]]:
    """Villages that are met, and those that are short."""
    found: tuple[list[Feature], list[Feature]] = ([], [])
    if view.way != "points":
        return found
    rows, places = view.points
    for (code, unit), (lon, lat) in zip(rows.iterrows(), places.tolist(), strict=True):
        properties = {
            "kind": "village",
            "code": code,
            "name": unit["name"],
            "lines": [str(unit["where"]), *unit_lines(view, unit)],
        }
        if unit["state"] != "met":
            properties["fill"] = STATE_FILLS[unit["state"]]
        at = [round(lon, _DECIMALS), round(lat, _DECIMALS)]
        point = {"type": "Point", "coordinates": at}
        found[0 if unit["state"] == "met" else 1].append(_feature(point, properties))
    return found


def _borders(view: ScoreView) -> list[Feature]:
    shapes = geometries(view.bounds, view.outlines())
    return [_feature(shape, {}) for shape in shapes]


def _feature(geometry: Any, properties: Feature) -> Feature:  # noqa: ANN401 - GeoJSON
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _labels(view: ScoreView) -> list[dict[str, Any]]:
    """Names of counties, and of townships, the lowest codes first."""
    return [
        {"level": level, "text": name, "at": [round(x, 4), round(y, 4)]}
        for level in ("county", "township")
        for frame in (view.shapes(level),)
        for name, (x, y) in zip(frame["name"], middles(frame), strict=True)
    ]
