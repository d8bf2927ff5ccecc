"""Layers of roads, closures and reach: few shapes, told by road, light to send."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.roads.search import Floats
from geo.roads.spread import cut
from geo.words import Lang
from planner.journeys import class_text
from planner.wording import travel_text
from ui.maps.bands import WITHIN, Bands
from ui.maps.layers import layer
from ui.maps.palette import MINUTES
from ui.maps.roads import RoadsDrawn, column, rank_of, style_of
from ui.text import say

Feature = dict[str, Any]
Layer = dict[str, Any]
_METRES_PER_DEGREE = 111_320
_STYLES = ("road_small", "road_middle", "road_main")
# Shorter shares of a part are rounding.
_LEAST_SHARE = 1e-9


def road_layers(
    roads: RoadsDrawn, *, lang: Lang, tolerance_m: float, clickable: bool = False
) -> list[Layer]:
    """Roads by class, then what is reached of them, then what is closed.

    Parameters
    ----------
    roads
        As :meth:`ui.maps.roads.RoadsDrawn.fitting` gives them.
    lang
        Language of what the mouse is told.
    tolerance_m
        Bends smaller than this are left out.
    clickable
        Whether every road can be clicked by its ``road_id``; else those with a name or
        number, down to tertiary, only say what they are.
    """
    lines = roads.lines
    ranks = rank_of(lines["highway"])
    styles = np.array([style_of(rank) for rank in range(8)])[ranks]
    shapes = light(lines.geometry.to_numpy(), tolerance_m)
    layers = []
    for style in _STYLES:
        rows = np.flatnonzero(styles == style)
        if clickable:
            found = _by_id(lines, shapes, rows, lang)
        elif style == "road_small":
            found = [feature(shapes[rows], {})] if len(rows) else []
        else:
            found = _by_name(lines, shapes, rows, lang)
        layers.append(layer(style, found, clickable=clickable, hover=not clickable))
    return [one for one in layers if one["data"]["features"]]


def closed_layer(roads: RoadsDrawn, *, lang: Lang, tolerance_m: float) -> Layer:
    """Closed parts of roads, one feature a name."""
    names = roads.closed["name"].to_numpy()
    shapes = light(roads.closed.geometry.to_numpy(), tolerance_m)
    features = []
    for name in dict.fromkeys(names.tolist()):
        told = name or say("atlas_road_unnamed", lang)
        properties = {"name": say("atlas_closed_road", lang, name=told), "lines": []}
        features.append(feature(shapes[names == name], properties))
    return layer("closed", features, clickable=False, hover=True)


def reach_layer(reach: gpd.GeoDataFrame, bands: Bands, *, tolerance_m: float) -> Layer:
    """Reached parts of roads, one feature a band, cut where the band changes."""
    lines = reach.geometry.to_numpy()
    costs = (reach[name].to_numpy(dtype=float) for name in ("cost_from", "cost_to"))
    begin, end = costs
    steps = [-np.inf, *bands.limits[: WITHIN - 1], np.inf]
    features = []
    for band in range(WITHIN - 1, -1, -1):
        first, last = _between(begin, end, steps[band], steps[band + 1])
        rows = np.flatnonzero(last - first > _LEAST_SHARE)
        if len(rows):
            parts = light(cut(lines[rows], first[rows], last[rows]), tolerance_m)
            features.append(feature(parts, {"color": MINUTES[band]}))
    return layer("reach", features, clickable=False)


def light(shapes: npt.NDArray[np.object_], tolerance_m: float) -> Any:  # noqa: ANN401
    """Lines with fewer bends and digits; their ends stay where they are, rounded."""
    simple = shapely.simplify(
        shapes, tolerance_m / _METRES_PER_DEGREE, preserve_topology=False
    )
    decimals = 4 if tolerance_m > 20 else 5
    return shapely.transform(simple, lambda xy: np.round(xy, decimals))


def feature(lines: Any, properties: Feature) -> Feature:  # noqa: ANN401 - an array
    """Make one feature of an array of lines, those that meet end to end as one."""
    geometry = shapely.multilinestrings(lines)
    if len(lines) > 1:
        geometry = shapely.line_merge(geometry)
    return {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(geometry)),
        "properties": properties,
    }


def _by_name(
    lines: gpd.GeoDataFrame,
    shapes: npt.NDArray[np.object_],
    rows: npt.NDArray[np.int64],
    lang: Lang,
) -> list[Feature]:
    """One feature a road; those without name and number say nothing."""
    own = lines.iloc[rows].assign(rank=rank_of(lines["highway"])[rows])
    groups = own.groupby(["rank", "name", "ref"], sort=True).indices
    return [
        feature(
            shapes[rows[members]],
            _told(own.iloc[members], lang) if name or ref else {},
        )
        for (_, name, ref), members in groups.items()
    ]


def _by_id(
    lines: gpd.GeoDataFrame,
    shapes: npt.NDArray[np.object_],
    rows: npt.NDArray[np.int64],
    lang: Lang,
) -> list[Feature]:
    """One feature a road number, each with its code."""
    own = lines.iloc[rows]
    groups = own.groupby(own["road_id"].to_numpy(), sort=False).indices
    return [
        feature(
            shapes[rows[members]],
            {"kind": "road", "code": str(code)} | _told(own.iloc[members], lang),
        )
        for code, members in groups.items()
    ]


def _told(own: gpd.GeoDataFrame, lang: Lang) -> Feature:
    """Name, class, length and time of one road."""
    name, ref, highway = (own[key].iat[0] for key in ("name", "ref", "highway"))
    label = class_text(highway, lang)
    first = " · ".join(part for part in (label, ref) if part and (name or part != ref))
    lines = [first] if name or ref else []
    metres = float(column(own, "length_m", np.nan).sum(skipna=False))
    seconds = float(column(own, "seconds", np.nan).sum(skipna=False))
    numbers = [
        travel_text(int(np.ceil(value)), unit, lang)
        for value, unit in ((metres, "m"), (seconds, "s"))
        if np.isfinite(value)
    ]
    if numbers:
        lines.append(" · ".join(numbers))
    return {"name": name or ref or label, "lines": lines}


def _between(begin: Floats, end: Floats, low: float, high: float) -> list[Floats]:
    """First and last fraction of each part with a cost over ``low``, up to ``high``.

    The cost rises or falls evenly from ``begin`` to ``end``.
    """
    rise = end - begin
    flat = rise == 0
    slope = np.where(flat, 1, rise)
    marks = np.sort([(low - begin) / slope, (high - begin) / slope], axis=0)
    inside = (begin > low) & (begin <= high)
    return [
        np.where(flat, inside * share, np.clip(mark, 0, 1))
        for share, mark in enumerate(marks)
    ]
