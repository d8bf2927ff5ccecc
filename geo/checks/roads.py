"""Rules on roads: lines that lead nowhere, odd speeds, networks in pieces."""

import re
from typing import Any

import numpy as np
import shapely

from geo.checks.survey import Survey
from geo.issues import Issue
from geo.roads.segments import components
from geo.row_issues import row_issues

# A network in so many pieces, or with so little in the largest, was not drawn as one.
MANY_PARTS, LEAST_SHARE = 400, 0.8
_HIGHEST_KMH = 150
_SHOWN = 5
_NUMBER = re.compile(
    r"\s*([+-]?\d+(?:\.\d+)?)\s*(?:km/?h|kmh|kph|公里/?小?时?)?\s*", re.I
)


def check_road_without_course(survey: Survey) -> list[Issue]:
    """A road has no line, or one of no length; it is left out. Warning."""
    roads = survey.layer("roads")
    shapes = roads.geometry.to_numpy()
    rows = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    rows |= shapely.length(shapes) == 0
    return row_issues(
        "road_without_course", "warning", layer="roads", frame=roads, rows=rows
    )


def check_road_maxspeed_odd(survey: Survey) -> list[Issue]:
    """A speed limit is zero, negative or over 150 km/h; it is not used. Warning."""
    roads = survey.layer("roads")
    given = roads["maxspeed"]
    odd = [text for text in given.unique() if _is_odd(text)]
    return row_issues(
        "road_maxspeed_odd", "warning", layer="roads", frame=roads,
        rows=given.isin(odd).to_numpy(dtype=bool),
        params=lambda rows: {"value": [text[:20] for text in given.iloc[rows]]},
    )  # fmt: skip


def check_road_highway_unknown(survey: Survey) -> list[Issue]:
    """Classes of roads are not understood; a default speed counts. Warning."""
    return _said(survey, "road_highway_unknown")


def check_road_oneway_unknown(survey: Survey) -> list[Issue]:
    """One-way entries are not understood; both ways are open. Warning."""
    return _said(survey, "road_oneway_unknown")


def check_roads_outside_china(survey: Survey) -> list[Issue]:
    """Roads lie outside China. One warning with their number.

    Unlike villages, roads of a neighbouring country may be wanted.
    """
    outside = survey.extents["roads"].elsewhere
    if not outside.any():
        return []
    params = {"count": int(outside.sum()), "rows": len(outside)}
    return [Issue("roads_outside_china", "warning", "roads", params=params)]


def check_road_network_in_parts(survey: Survey) -> list[Issue]:
    """Some roads are joined to the rest by no road, like an island's. Warning."""
    return _parts(survey, "road_network_in_parts", shattered=False)


def check_road_network_shattered(survey: Survey) -> list[Issue]:
    """The network is in 400 pieces or more, or its largest has under 80 %. Warning."""
    return _parts(survey, "road_network_shattered", shattered=True)


def _parts(survey: Survey, rule: str, *, shattered: bool) -> list[Issue]:
    segments = survey.segments
    if segments.edges.empty:
        return []
    table = components(segments).table
    share = table["length_m"].iloc[0] / max(table["length_m"].sum(), 1e-9)
    is_shattered = len(table) >= MANY_PARTS or share < LEAST_SHARE
    if len(table) == 1 or is_shattered != shattered:
        return []
    rest = table.iloc[1:]
    tail = "…" if len(rest) > _SHOWN else ""
    params = {
        "count": len(table),
        "share": f"{np.floor(share * 1000) / 10:.1f}",
        "parts": "、".join(_part(row) for row in rest.head(_SHOWN).itertuples()) + tail,
    }
    return [Issue(rule, "warning", "roads", params=params)]


def _part(row: Any) -> str:  # noqa: ANN401 - a row of the table of parts
    """One part by its road, or where it is, and its length."""
    place = f"{row.lon:.3f}, {row.lat:.3f}"
    return f"{row.name or row.ref or place} ({row.length_m / 1000:.1f} km)"


def _said(survey: Survey, rule: str) -> list[Issue]:
    return [issue for issue in survey.road_issues if issue.rule == rule]


def _is_odd(text: str) -> bool:
    found = _NUMBER.fullmatch(text)
    return found is not None and not 0 < float(found[1]) <= _HIGHEST_KMH
