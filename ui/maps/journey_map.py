"""The map of journeys: places by their minutes to a base, along the roads."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import folium
import numpy as np
import pandas as pd
import shapely

from geo.words import Lang
from planner.journeys import Stops
from planner.report import CoverageReport
from planner.wording import distance_text
from ui.maps.bands import WITHIN, bands_of
from ui.maps.ground import Ground
from ui.maps.layers import draw, layer
from ui.maps.palette import MINUTES
from ui.maps.road_legend import minutes_entries, place_entry
from ui.maps.roads import RoadsDrawn
from ui.text import say

Feature = dict[str, Any]
# More names than this nobody reads on one map.
_MOST_NAMES = 300
PlaceKind = Literal["place", "village"]


def journey_map(
    table: pd.DataFrame,
    bases: Stops,
    roads: RoadsDrawn | None,
    *,
    lang: Lang,
    kind: PlaceKind = "place",
    limit_min: float = 45.0,
    report: CoverageReport | None = None,
    sources: Sequence[str] = (),
) -> folium.Map:
    """Draw places by their minutes to a base.

    Parameters
    ----------
    table
        From :func:`planner.journeys.journeys`. Each place can be clicked; its ``code``
        is its id.
    bases
        Where the ways lead; each can be clicked, ``kind`` ``"base"``.
    roads
        Roads and what is closed of them; None for none.
    lang
        Language of every word.
    kind
        What a place is said to be when it is clicked.
    limit_min
        Limit around which the bands lie, minutes.
    report
        For counties under the roads; None for none.
    sources
        Names of the files shown, where there is no report.
    """
    lonlat = np.vstack((table[["lon", "lat"]].to_numpy(dtype=float), bases.lonlat))
    ground = Ground(report, roads, lang, lonlat, sources)
    lines, roads_told, notes = ground.lines(clickable=False)
    points = base_points(bases)
    layers = [
        *ground.counties(),
        *lines,
        *place_layers(table, lang=lang, limit_min=limit_min, kind=kind),
        layer("provider", points),
    ]
    legend = [
        places_section(table, lang=lang, limit_min=limit_min),
        bases_section(points, lang),
        roads_told,
        {"title": "", "entries": [], "notes": [*notes, *_without(table, kind, lang)]},
    ]
    return draw(
        lang=lang,
        bounds=ground.bounds,
        layers=[one for one in layers if one["data"]["features"]],
        labels=[*ground.labels(), *_names(table)],
        legend=[one for one in legend if one["entries"] or one.get("notes")],
        attribution=ground.attribution(),
        township_steps=0,
    ).to_map()


def place_layers(
    table: pd.DataFrame, *, lang: Lang, limit_min: float, kind: PlaceKind
) -> list[dict[str, Any]]:
    """Places by band: rings within the limit, and over them solid ones past it."""
    bands = _bands(table, limit_min)
    found: dict[str, list[Feature]] = {"covered_minutes": [], "uncovered": []}
    for band, code, row in zip(
        bands, table.index, table.to_dict("records"), strict=True
    ):
        if not np.isfinite([row["lon"], row["lat"]]).all():
            continue
        properties = {
            "kind": kind,
            "code": str(code),
            "name": row["name"],
            "lines": _lines(row, lang),
            "fill": MINUTES[band],
        }
        style = "covered_minutes" if band < WITHIN else "uncovered"
        found[style].append(_point(row["lon"], row["lat"], properties))
    return [layer(style, places) for style, places in found.items()]


def places_section(
    table: pd.DataFrame, *, lang: Lang, limit_min: float
) -> dict[str, Any]:
    """Bands in which there are places."""
    placed = np.isfinite(table[["lon", "lat"]].to_numpy(dtype=float)).all(axis=1)
    counts = Counter(
        band for band, there in zip(_bands(table, limit_min), placed, strict=True)
        if there
    )  # fmt: skip
    none = say("atlas_journey_none", lang)
    bands = bands_of(limit_min, "s")
    return {
        "title": say("atlas_legend_journeys", lang),
        "entries": minutes_entries(counts, place_entry, bands, none, lang),
    }


def _bands(table: pd.DataFrame, limit_min: float) -> list[int]:
    found = bands_of(limit_min, "s").of(table["minutes"].to_numpy(dtype=float) * 60)
    return found.tolist()


def _lines(row: dict[str, Any], lang: Lang) -> list[str]:
    """Whereto and how far; how far off the road the place lies."""
    lines = [say("atlas_journey_none", lang)]
    if np.isfinite([row["minutes"], row["km"]]).all():
        told = {
            "base": row["base"],
            "minutes": f"{row['minutes']:.0f}",
            "km": f"{row['km']:.1f}",
        }
        lines = [say("atlas_journey", lang, **told)]
    if np.isfinite(row["road_m"]):
        far = distance_text(float(row["road_m"]), lang)
        lines.append(say("atlas_journey_off", lang, distance=far))
    return lines


def base_points(bases: Stops) -> list[Feature]:
    """Bases that have a place, each to be clicked."""
    return [
        _point(
            lon,
            lat,
            {"kind": "base", "code": code, "name": name, "lines": [],
             "shape": "square"},
        )
        for code, name, (lon, lat) in zip(
            bases.ids, bases.names, bases.lonlat.tolist(), strict=True
        )
        if np.isfinite([lon, lat]).all()
    ]  # fmt: skip


def bases_section(points: Sequence[Feature], lang: Lang) -> dict[str, Any]:
    """Symbol of the bases that are drawn."""
    count = f"{len(points):,}"
    text = say("atlas_entry", lang, name=say("atlas_bases", lang), count=count)
    entry = {"shape": "square", "style": "provider", "text": text}
    return {"title": "", "entries": [entry] if points else []}


def _without(table: pd.DataFrame, kind: PlaceKind, lang: Lang) -> list[str]:
    """How many places are not drawn, in words."""
    lonlat = table[["lon", "lat"]].to_numpy(dtype=float)
    lost = int((~np.isfinite(lonlat).all(axis=1)).sum())
    note = "atlas_note_no_place" if kind == "village" else "atlas_note_no_place_places"
    return [say(note, lang, count=lost)] if lost else []


def _names(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Names of places, those with the longest way first; none where there are many."""
    if len(table) > _MOST_NAMES:
        return []
    order = np.argsort(-table["minutes"].fillna(np.inf).to_numpy(), kind="stable")
    rows = table.iloc[order]
    return [
        {"level": "township", "text": name, "at": [round(lon, 4), round(lat, 4)]}
        for name, lon, lat in zip(rows["name"], rows["lon"], rows["lat"], strict=True)
        if np.isfinite([lon, lat]).all()
    ]


def _point(lon: float, lat: float, properties: Feature) -> Feature:
    at = shapely.geometry.mapping(shapely.Point(round(lon, 5), round(lat, 5)))
    return {"type": "Feature", "geometry": at, "properties": properties}
