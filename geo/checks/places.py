"""Rules on where things are: swapped, in metres, abroad, over the border, nowhere."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.checks.datums import SURE_SIGMAS, Moved, suspect_against
from geo.checks.survey import (
    FAR_OUTSIDE_M,
    BoolArray,
    Survey,
    extents_of,
    may_lack_place,
    missing_places,
)
from geo.issues import Issue, Severity
from geo.joins import are_areas, metres_between, places_of
from geo.row_issues import IntArray, row_issues
from geo.schemas import LayerName

# Villages may share a committee's building; five on one point were typed or geocoded.
SAME_POINT_VILLAGES = 5
SURE_OF_COUNTIES = 3
# They decide nothing by themselves.
_MAY_BE_ABROAD = frozenset({"places", "closures"})


def check_swapped_axes(survey: Survey) -> list[Issue]:
    """Longitude and latitude stand in each other's place. Error, one per layer.

    China's longitudes (73 to 136) and latitudes (3 to 54) do not meet, so this is sure.
    """
    masks = {name: extents.swapped for name, extents in survey.extents.items()}
    return _layer_issues(survey, "swapped_axes", masks)


def check_coordinates_not_degrees(survey: Survey) -> list[Issue]:
    """Coordinates are too large for degrees, as metres are. Error, one per layer."""
    masks = {name: extents.not_degrees for name, extents in survey.extents.items()}
    return _layer_issues(survey, "coordinates_not_degrees", masks)


def check_outside_china(survey: Survey) -> list[Issue]:
    """A place is not in China, nor by roads abroad; 0, 0 is the common one. Error.

    A warning for named places and closures. Roads have a rule of their own.
    """
    issues: list[Issue] = []
    for name, extents in survey.extents.items():
        if name == "roads":
            continue
        bounds = extents.bounds
        severity: Severity = "warning" if name in _MAY_BE_ABROAD else "error"
        issues += row_issues(
            "outside_china", severity, layer=name, frame=survey.layer(name),
            rows=extents.elsewhere & ~survey.by_roads_abroad(name),
            params=lambda rows, bounds=bounds: {  # type: ignore[misc]
                "lon": bounds[rows, 0].tolist(), "lat": bounds[rows, 1].tolist(),
            },
        )  # fmt: skip
    return issues


def check_outside_china_by_roads(survey: Survey) -> list[Issue]:
    """Places are abroad, where the roads are abroad too. One warning per layer.

    So the planner can be tried on another country's roads.
    """
    issues: list[Issue] = []
    for name, frame in survey.layers.items():
        count = int(survey.by_roads_abroad(name).sum()) if name != "roads" else 0
        if count:
            params = {"count": count, "total": len(frame)}
            rule = "outside_china_by_roads"
            issues.append(Issue(rule, "warning", name, params=params))
    return issues


def check_village_outside_county(survey: Survey) -> list[Issue]:
    """A village does not lie in the county its code names. Warning, with metres off.

    Generalised boundaries and true exclaves make this common, so it does not stop an
    import. Villages that a suspected datum shift explains are left to that rule.
    """
    rows = survey.strays & ~survey.far_strays
    if survey.suspicion is not None:
        rows = rows & ~survey.suspicion.explained
    villages, place = survey.layer("villages"), survey.joined.frame["place_county"]

    def params(shown: IntArray) -> dict[str, list[Any]]:
        inside = [survey.county_names.get(code, "—") for code in place.iloc[shown]]
        return _own_county(survey, shown) | {"place": inside}

    return row_issues(
        "village_outside_county", "warning", layer="villages", frame=villages,
        rows=rows, params=params,
    )  # fmt: skip


def check_village_outside_all(survey: Survey) -> list[Issue]:
    """A village of a known county lies over 10 km from every county. Error."""
    limit = FAR_OUTSIDE_M / 1000
    return row_issues(
        "village_outside_all", "error", layer="villages",
        frame=survey.layer("villages"), rows=survey.far_strays,
        params=lambda shown: _own_county(survey, shown)
        | {"limit_km": [limit] * len(shown)},
    )  # fmt: skip


def check_datum_shift_suspected(survey: Survey) -> list[Issue]:
    """Villages fall over borders as if they were GCJ-02 or BD-09. At most one.

    Error where chance is ruled out, as by nine of nine villages; warning below.
    """
    return _datum_issues(survey, "points", "datum_shift_suspected", "villages")


def check_county_datum_suspected(survey: Survey) -> list[Issue]:
    """Villages fall over borders as if the counties were GCJ-02 or BD-09. At most one.

    Error where chance is ruled out, as by nine of nine villages; warning below.
    """
    return _datum_issues(survey, "counties", "county_datum_suspected", "counties")


def check_county_datum_differs(survey: Survey) -> list[Issue]:
    """Counties lie beside the trusted ones as GCJ-02 or BD-09 would. At most one.

    Error where three counties or more can be compared, warning below.
    """
    if survey.reference is None:
        return []
    given, known = _middles(survey.layer("counties")), _middles(survey.reference)
    both = given.index.intersection(known.index)
    datum = suspect_against(places_of(known.loc[both]), places_of(given.loc[both]))
    if datum is None:
        return []
    severity: Severity = "error" if len(both) >= SURE_OF_COUNTIES else "warning"
    params = {"datum": datum, "count": len(both)}
    return [Issue("county_datum_differs", severity, "counties", params=params)]


def check_base_outside_county(survey: Survey) -> list[Issue]:
    """A base or site does not lie in the county it states. Warning, with metres off."""
    stated: tuple[LayerName, ...] = ("bases", "candidate_sites")
    return [
        issue
        for name in stated
        if name in survey.layers
        for issue in _outside_county(survey, name)
    ]


def _outside_county(survey: Survey, layer: LayerName) -> list[Issue]:
    frame = survey.layer(layer)
    own = survey.drawn_county(frame["county_code"])
    found = places_of(frame.geometry)
    rows = np.flatnonzero((own >= 0) & survey.extents[layer].in_china)
    metres = metres_between(found.take(rows), survey.county_shapes[own[rows]])
    off = dict(zip(rows.tolist(), metres.tolist(), strict=True))
    names = survey.county_names
    return row_issues(
        "base_outside_county", "warning", layer=layer, frame=frame,
        rows=rows[metres > 0],
        params=lambda shown: {
            "name": frame["name"].iloc[shown].tolist(),
            "county": [names[code] for code in survey.county_codes[own[shown]]],
            "metres": [off[row] for row in shown.tolist()],
        },
    )  # fmt: skip


def check_same_point_many(survey: Survey) -> list[Issue]:
    """Five villages or more stand at exactly one point. Warning, one per point."""
    places = survey.village_places
    xy = pd.DataFrame({"x": places.x, "y": places.y})
    shared = xy.duplicated(keep=False) & xy["x"].notna()
    groups = xy[shared].groupby(["x", "y"])
    counts = groups["x"].transform("size")
    first = (counts >= SAME_POINT_VILLAGES) & ~xy[shared].duplicated()
    rows = counts.index[first].to_numpy()
    villages = survey.layer("villages")
    return row_issues(
        "same_point_many", "warning", layer="villages", frame=villages, rows=rows,
        params=lambda shown: {
            "count": counts[shown].tolist(),
            "lon": places.x[shown].tolist(),
            "lat": places.y[shown].tolist(),
        },
    )  # fmt: skip


def check_base_without_place(survey: Survey) -> list[Issue]:
    """A base has no place; without one it can serve nobody. Error."""
    return _placeless(survey, "base_without_place", "bases")


def check_commissioner_without_place(survey: Survey) -> list[Issue]:
    """A commissioner has no home place, so nothing is in their reach. Warning."""
    return _placeless(survey, "commissioner_without_place", "commissioners")


def check_named_place_without_point(survey: Survey) -> list[Issue]:
    """A named place has no coordinates, so no journey can begin there. Warning."""
    frame = survey.layer("places")
    return row_issues(
        "named_place_without_point", "warning", layer="places", frame=frame,
        rows=missing_places(frame),
        params=lambda rows: {"name": frame["name"].iloc[rows].tolist()},
    )  # fmt: skip


def check_villages_without_place(survey: Survey) -> list[Issue]:
    """Villages have no place; they will be reported as uncovered. One warning."""
    lost = missing_places(survey.layer("villages"))
    if not lost.any():
        return []
    params = {"count": int(lost.sum()), "total": len(lost)}
    return [
        Issue("villages_without_place", "warning", "villages", params=params),
    ]


def _datum_issues(
    survey: Survey, moved: Moved, rule: str, layer: LayerName
) -> list[Issue]:
    found = survey.suspicion
    if found is None or found.moved != moved:
        return []
    params = {
        "datum": found.datum,
        "outside": found.outside,
        "explained": int(found.explained.sum()),
        "left": found.left,
        "total": len(survey.layer("villages")),
    }
    severity: Severity = "error" if found.sigmas >= SURE_SIGMAS else "warning"
    return [Issue(rule, severity, layer, params=params)]


def _middles(counties: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Middle of each county by code, of areas in China that are given once."""
    shapes = counties.geometry.to_numpy()
    usable = are_areas(shapes) & extents_of(counties).in_china
    usable &= ~counties["county_code"].duplicated(keep=False).to_numpy()
    codes = pd.Index(counties["county_code"].to_numpy()[usable])
    return gpd.GeoSeries(shapely.centroid(shapes[usable]), codes, crs=counties.crs)


def _placeless(survey: Survey, rule: str, layer: LayerName) -> list[Issue]:
    frame = survey.layer(layer)
    return row_issues(
        rule, "warning" if may_lack_place(layer) else "error", layer=layer,
        frame=frame, rows=missing_places(frame),
        params=lambda rows: {"name": frame["name"].iloc[rows].tolist()},
    )  # fmt: skip


def _own_county(survey: Survey, rows: NDArray[Any]) -> dict[str, list[Any]]:
    """Name, county by code and metres to it, of villages whose county is drawn."""
    own = survey.own_county[rows]
    metres = metres_between(survey.village_places.take(rows), survey.county_shapes[own])
    return {
        "name": survey.layer("villages")["name"].iloc[rows].tolist(),
        "county": [survey.county_names[code] for code in survey.county_codes[own]],
        "metres": metres.tolist(),
    }


def _layer_issues(
    survey: Survey, rule: str, masks: dict[LayerName, BoolArray]
) -> list[Issue]:
    """One error per layer with marked rows, at the first of them."""
    issues: list[Issue] = []
    for name, mask in masks.items():
        frame, count = survey.layer(name), int(mask.sum())
        first = survey.extents[name].bounds[mask][:1, :2].tolist()
        issues += row_issues(
            rule, "error", layer=name, frame=frame, rows=np.flatnonzero(mask)[:1],
            params=lambda _rows, frame=frame, count=count, first=first: {  # type: ignore[misc]
                "count": [count], "total": [len(frame)],
                "lon": [first[0][0]], "lat": [first[0][1]],
            },
        )  # fmt: skip
    return issues
