"""The map of closures: roads to click, what is closed, and what that changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely

from geo.words import Lang
from planner.comparison import change_text
from planner.critical import CriticalRoad
from planner.journeys import Stops, road_text
from planner.report import CoverageReport
from ui.maps import features
from ui.maps.ground import Ground
from ui.maps.journey_map import (
    base_points,
    bases_section,
    place_layers,
    places_section,
)
from ui.maps.layers import draw, layer
from ui.maps.legend import providers_section
from ui.maps.palette import CHANGES, CLOSURE_AREA
from ui.maps.road_features import feature, light
from ui.maps.road_legend import line_entry
from ui.maps.roads import RoadsDrawn
from ui.maps.routes import feature_of
from ui.maps.view import View
from ui.text import say

Feature = dict[str, Any]
Named = tuple[str, shapely.Geometry | None]


def closure_map(
    report: CoverageReport | None,
    roads: RoadsDrawn,
    *,
    lang: Lang,
    closures: Sequence[Named] = (),
    changed: pd.DataFrame | None = None,
    critical: Sequence[CriticalRoad] | None = None,
    places: pd.DataFrame | None = None,
    bases: Stops | None = None,
    limit_min: float = 45.0,
    sources: Sequence[str] = (),
    draw_tool: bool = True,
) -> folium.Map:
    """Draw roads and closures.

    Parameters
    ----------
    report
        The report with nothing more closed; None in a workspace without villages.
    roads
        Roads and what is closed of them. Each can be clicked, ``kind`` ``"road"``,
        ``code`` its ``road_id``; see :func:`ui.maps.clicks.parse_road`.
    lang
        Language of every word.
    closures
        Name, and polygon or line in :data:`geo.crs.STORAGE_CRS`, or None.
    changed
        :attr:`planner.comparison.Comparison.table` of the report and the one with
        the closures; each village can be clicked.
    critical
        From :func:`planner.critical.critical_roads`, the worst first; numbered.
    places
        From :func:`planner.journeys.journeys`; each can be clicked, ``kind``
        ``"place"``.
    bases
        Where the ways of ``places`` lead.
    limit_min
        Limit around which the bands of ``places`` lie, minutes.
    sources
        Names of the files shown, where there is no report.
    draw_tool
        Whether an area can be drawn; see :func:`ui.maps.clicks.parse_drawn`.
    """
    known = [] if places is None else places[["lon", "lat"]].to_numpy(dtype=float)
    ground = Ground(report, roads, lang, np.reshape(known, (-1, 2)), sources)
    lines, roads_told, notes = ground.lines(clickable=True)
    tolerance = features.tolerance_of(ground.bounds)
    layers = [
        *ground.counties(),
        layer("closure", _shapes(closures), clickable=False),
        *lines,
        _critical_layer(critical or (), lang, tolerance),
        *_providers(report, lang),
        *_changed_layers(report, changed, lang),
    ]
    legend = [_critical_section(critical or (), lang), _changed_section(changed, lang)]
    if places is not None:
        options: dict[str, Any] = {"lang": lang, "limit_min": limit_min}
        layers += place_layers(places, kind="place", **options)
        legend.append(places_section(places, **options))
    if bases is not None:
        points = base_points(bases)
        layers.append(layer("provider", points))
        legend.append(bases_section(points, lang))
    roads_told["entries"] += _area_entries(closures, lang)
    legend += [roads_told, *_providers_told(report, lang)]
    legend.append({"title": "", "entries": [], "notes": notes})
    return draw(
        lang=lang,
        bounds=ground.bounds,
        layers=[one for one in layers if one["data"]["features"]],
        labels=[*_names(closures), *_numbers(critical or ()), *ground.labels()],
        legend=[one for one in legend if one["entries"] or one.get("notes")],
        attribution=ground.attribution(),
        banner=ground.banner,
        draw_tool=draw_tool,
    ).to_map()


def change_of(row: Mapping[str, Any]) -> str:
    """Kind of change of a row of a comparison, of :data:`ui.maps.palette.CHANGES`."""
    before, after = row["status_before"], row["status_after"]
    if before == "covered" and after == "uncovered":
        return "lost"
    if before == "uncovered" and after == "covered":
        return "gained"
    still = before == after == "covered"
    return "farther" if still and row["more"] > 0 else "other"


def _shapes(closures: Sequence[Named]) -> list[Feature]:
    return [feature_of(shape) for _, shape in closures if _there(shape)]


def _names(closures: Sequence[Named]) -> list[dict[str, Any]]:
    return [
        {"level": "closure", "text": name, "at": _middle(shape)}
        for name, shape in closures
        if _there(shape)
    ]


def _area_entries(closures: Sequence[Named], lang: Lang) -> list[dict[str, Any]]:
    if not _shapes(closures):
        return []
    text = say("atlas_closure_area", lang)
    return [{"shape": "area", "style": "area", "fill": CLOSURE_AREA, "text": text}]


def _there(shape: shapely.Geometry | None) -> bool:
    return shape is not None and not shape.is_empty


def _middle(shape: shapely.Geometry) -> list[float]:
    """A place on a shape: in its middle where it is a line."""
    if shape.geom_type.endswith("LineString"):
        longest = max(shapely.get_parts(shape), key=lambda part: part.length)
        at = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    else:
        at = shapely.point_on_surface(shape)
    return [round(at.x, 5), round(at.y, 5)]


def _critical_layer(
    critical: Sequence[CriticalRoad], lang: Lang, tolerance_m: float
) -> dict[str, Any]:
    told = []
    for place, road in enumerate(critical, 1):
        name = say("atlas_critical_told", lang, road=_critical_text(place, road, lang))
        properties = {"name": name, "lines": []}
        parts = light(shapely.get_parts(road.geometry), tolerance_m)
        told.append(feature(parts, properties))
    # The worst is drawn last, over the others.
    return layer("critical", told[::-1], clickable=False, hover=True)


def _numbers(critical: Sequence[CriticalRoad]) -> list[dict[str, Any]]:
    return [
        {"level": "number", "text": str(place), "at": _middle(road.geometry)}
        for place, road in enumerate(critical, 1)
    ]


def _critical_text(place: int, road: CriticalRoad, lang: Lang) -> str:
    name = road_text(road.name, road.ref, road.highway, lang)
    told = {"place": place, "road": name, "count": road.uncovered}
    return say("atlas_critical_road", lang, **told)


def _critical_section(critical: Sequence[CriticalRoad], lang: Lang) -> dict[str, Any]:
    entries = [
        line_entry("critical", _critical_text(place, road, lang))
        for place, road in enumerate(critical, 1)
    ]
    return {"title": say("atlas_legend_critical", lang), "entries": entries}


def _providers(report: CoverageReport | None, lang: Lang) -> list[dict[str, Any]]:
    """Providers of the kinds the rule asks for, small."""
    if report is None:
        return []
    points = features.provider_points(_asked_view(report, lang))
    return [
        layer("provider_small", points[kind]) for kind in ("commissioners", "bases")
    ]


def _providers_told(report: CoverageReport | None, lang: Lang) -> list[dict[str, Any]]:
    if report is None:
        return []
    return [providers_section(_asked_view(report, lang), "provider_small")]


def _asked_view(report: CoverageReport, lang: Lang) -> View:
    asked = report.verdict.rule.providers
    show = frozenset({"bases", "commissioners"} if asked == "any" else {asked})
    return View(report, lang, show=show)


def _changed_layers(
    report: CoverageReport | None, changed: pd.DataFrame | None, lang: Lang
) -> list[dict[str, Any]]:
    """Villages that change, those that lose cover last."""
    if report is None or changed is None:
        return []
    lonlat = View(report, lang).lonlat
    unit = report.verdict.rule.unit
    found: dict[str, list[Feature]] = {kind: [] for kind in CHANGES}
    places = report.villages.index.get_indexer(changed.index)
    for at, code, row in zip(
        places.tolist(), changed.index, changed.to_dict("records"), strict=True
    ):
        if at < 0 or not np.isfinite(lonlat[at]).all():
            continue
        kind = change_of(row)
        properties = {
            "kind": "village",
            "code": code,
            "name": row["name"],
            "lines": [row["township_name"], change_text(row, unit, lang)],
            "fill": CHANGES[kind],
        }
        geometry = shapely.geometry.mapping(shapely.Point(lonlat[at].round(5)))
        found[kind].append(
            {"type": "Feature", "geometry": geometry, "properties": properties}
        )
    return [layer("changed", found[kind]) for kind in reversed(CHANGES)]


def _changed_section(changed: pd.DataFrame | None, lang: Lang) -> dict[str, Any]:
    rows = [] if changed is None else changed.to_dict("records")
    counts = Counter(change_of(row) for row in rows)
    entries = [
        {
            "shape": "circle",
            "style": "changed",
            "fill": colour,
            "text": say(
                "atlas_entry",
                lang,
                name=say(f"atlas_change_{kind}", lang),
                count=f"{counts[kind]:,}",
            ),
        }
        for kind, colour in CHANGES.items()
        if counts[kind]
    ]
    return {"title": say("atlas_legend_changes", lang), "entries": entries}
