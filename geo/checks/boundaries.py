"""Rules on shapes: broken, empty, of the wrong type, not fitting together."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.checks.survey import GAP_WIDTH_M, Survey, may_lack_place
from geo.issues import Issue
from geo.row_issues import IntArray, row_issues
from geo.schemas import LAYERS, LayerName
from geo.terms import TERMS, fault_term, shape_term
from geo.words import Phrase

Shapes = NDArray[np.object_]
# A hectare: what two draughtsmen may differ by at one bend of a river.
SMALLEST_AREA_M2 = 10_000.0
# A repaired shape that keeps this much of its area is the one that was meant.
_AREA_KEPT = 0.01
_TOLD_ELSEWHERE = frozenset({"bases", "candidate_sites", "roads", "places"})
_PARTS = {"MultiPolygon": "Polygon", "MultiLineString": "LineString"}


def check_invalid_geometry(survey: Survey) -> list[Issue]:
    """An area crosses itself or is otherwise broken, and can be repaired. Error."""
    return _invalid(survey, "invalid_geometry", wanted=True)


def check_invalid_geometry_lost(survey: Survey) -> list[Issue]:
    """An area is broken beyond repair: no repair keeps its size. Error."""
    return _invalid(survey, "invalid_geometry_lost", wanted=False)


def check_empty_geometry(survey: Survey) -> list[Issue]:
    """A county, village area or other row that must have an area has none. Error.

    Bases, sites, commissioners, villages, roads and places have rules of their own.
    """
    issues: list[Issue] = []
    for name, frame in survey.layers.items():
        if not may_lack_place(name) and name not in _TOLD_ELSEWHERE:
            shapes = frame.geometry.to_numpy()
            rows = shapely.is_missing(shapes) | shapely.is_empty(shapes)
            issues += row_issues(
                "empty_geometry", "error", layer=name, frame=frame, rows=rows
            )
    return issues


def check_geometry_type_wrong(survey: Survey) -> list[Issue]:
    """A row is drawn as something its layer cannot be, such as a line. Error."""
    issues: list[Issue] = []
    for name, frame in survey.layers.items():
        if LAYERS[name].is_table:
            continue
        types = frame.geometry.geom_type
        drawn = types.notna() & ~frame.geometry.is_empty
        wrong = drawn & ~types.replace(_PARTS).isin(LAYERS[name].geometry)
        wanted = _wanted(name)
        issues += row_issues(
            "geometry_type_wrong", "error", layer=name, frame=frame,
            rows=wrong.to_numpy(dtype=bool),
            params=lambda rows, types=types, wanted=wanted: {  # type: ignore[misc]
                "given": [shape_term(kind) for kind in types.iloc[rows]],
                "wanted": [wanted] * len(rows),
            },
        )  # fmt: skip
    return issues


def check_gaps_between_counties(survey: Survey) -> list[Issue]:
    """Land between counties that belongs to none, from a hectare up. Warning.

    A gap is a hole in the union of the counties, or a slit narrower than 200 m that
    is open at an end; the outer border is none. Areas are compared once every county
    is sound: broken ones are reported by their own rules.
    """
    if not survey.counties_sound:
        return []
    shapes, misfits = survey.county_coverage
    found = _gaps(shapes, misfits)
    if not len(found):
        return []
    index, near = shapely.STRtree(shapes).query(
        shapely.buffer(found, 1.0), predicate="intersects"
    )
    around = [np.sort(near[index == each]) for each in range(len(found))]
    return _area_issues(survey, "gaps_between_counties", shapely.area(found), around)


def check_overlaps_between_counties(survey: Survey) -> list[Issue]:
    """Land that two counties both claim, from a hectare up. Warning, one per pair.

    Compared once every county is sound; a county given twice has its own rule.
    """
    if not survey.counties_sound:
        return []
    shapes, misfits = survey.county_coverage
    # Of a county inside another only the inner one has edges that do not fit.
    rows = np.flatnonzero(misfits)
    one, other = shapely.STRtree(shapes).query(shapes[rows], predicate="intersects")
    pairs = np.sort(np.column_stack([rows[one], other]), axis=1)
    first, second = np.unique(pairs, axis=0).T
    codes = survey.county_codes
    kept = codes[first] != codes[second]
    first, second = first[kept], second[kept]
    areas = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    large = np.flatnonzero(areas >= SMALLEST_AREA_M2)
    found = [np.array([first[at], second[at]]) for at in large]
    return _area_issues(survey, "overlaps_between_counties", areas[large], found)


def repairable(shapes: Shapes) -> NDArray[np.bool_]:
    """Whether repair leaves broken areas all but their size; per shape."""
    kept = np.array([_mended_area(shape) for shape in shapes], dtype=float)
    most = _AREA_KEPT * shapely.area(shapely.envelope(shapes))
    same = np.abs(shapely.area(shapes) - kept) <= most
    fine: NDArray[np.bool_] = np.logical_and(kept > 0, same)
    return fine


def _mended_area(shape: shapely.Geometry) -> float:
    """Area after repair, NaN where there is no repair."""
    try:
        return float(shapely.area(shapely.make_valid(shape)))
    except shapely.GEOSException:
        return float("nan")


def _invalid(survey: Survey, rule: str, *, wanted: bool) -> list[Issue]:
    issues: list[Issue] = []
    for name, frame in survey.layers.items():
        # Of lines only those without length are invalid: roads have a rule for them.
        # An area to be closed is drawn in haste and mended when it is used.
        if name in {"roads", "closures"}:
            continue
        shapes = frame.geometry.to_numpy()
        rows = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
        # Points are invalid only where they have no numbers: those have no place.
        rows = rows[shapely.get_type_id(shapes[rows]) > 0]
        rows = rows[repairable(shapes[rows]) == wanted]
        issues += _invalid_issues(rule, name, frame, rows)
    return issues


def _invalid_issues(
    rule: str, layer: LayerName, frame: gpd.GeoDataFrame, rows: IntArray
) -> list[Issue]:
    def params(shown: IntArray) -> dict[str, list[Any]]:
        reasons = shapely.is_valid_reason(frame.geometry.to_numpy()[shown])
        kinds = [str(reason).partition("[") for reason in reasons]
        return {
            "reason": [fault_term(kind) for kind, _, _ in kinds],
            "where": [", ".join(spot.rstrip("]").split()) for _, _, spot in kinds],
        }

    return row_issues(rule, "error", layer=layer, frame=frame, rows=rows, params=params)


def _wanted(layer: LayerName) -> Phrase:
    """What rows of a layer may be drawn as, in words."""
    terms = [shape_term(kind) for kind in LAYERS[layer].geometry if kind != "none"]
    if len(terms) == 1:
        return terms[0]
    one, other = terms
    return Phrase(
        TERMS["either"].zh.format(first=one.zh, second=other.zh),
        TERMS["either"].en.format(first=one.en, second=other.en),
    )


def _gaps(shapes: Shapes, misfits: NDArray[np.bool_]) -> Shapes:
    # The quick union is right only for areas that meet exactly.
    fitting = shapely.coverage_union_all(shapes[~misfits])
    whole = shapely.union_all([fitting, *shapes[misfits]])
    parts = shapely.get_parts(whole)
    outer = shapely.get_exterior_ring(parts)
    filled = shapely.union_all(shapely.polygons(outer))
    holes = shapely.get_parts(shapely.difference(filled, whole))
    slits = np.array([], dtype=object)
    if misfits.any():
        half = GAP_WIDTH_M / 2
        closed = shapely.buffer(
            shapely.union_all(shapes[misfits]), half, join_style="mitre"
        )
        closed = shapely.buffer(closed, -half, join_style="mitre")
        slits = shapely.get_parts(shapely.difference(closed, filled))
        tree = shapely.STRtree(shapes)
        touching = tree.query(shapely.buffer(slits, 1.0), predicate="intersects")[0]
        slits = slits[np.bincount(touching, minlength=len(slits)) >= 2]
    found = np.concatenate([holes, slits])
    kept: Shapes = found[shapely.area(found) >= SMALLEST_AREA_M2]
    return kept


def _area_issues(
    survey: Survey, rule: str, areas_m2: NDArray[np.float64], groups: list[IntArray]
) -> list[Issue]:
    """One warning per area, largest first, at the first county of its group."""
    order = np.argsort(-areas_m2, kind="stable")
    groups = [groups[at] for at in order]
    names = [
        " · ".join(survey.county_names[code] for code in survey.county_codes[group])
        for group in groups
    ]
    return row_issues(
        rule, "warning", layer="counties", frame=survey.layer("counties"),
        rows=np.array([group[0] for group in groups], dtype=np.intp),
        params=lambda shown: {
            "names": names[: len(shown)],
            "area_km2": (areas_m2[order] / 1e6).tolist()[: len(shown)],
        },
    )  # fmt: skip
