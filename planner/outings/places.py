"""Who is owed visits: villages by the rule, and schools, markets and requests."""

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

from geo.schemas import LayerName
from planner.outings.choice import OutingChoice
from planner.pairs import members
from planner.problem import from_layers
from planner.rule import Rule

VILLAGE = "village"
# What tells when a place is open; empty for the villages of the rule.
DAY_TEXTS = ("hours", "weekdays", "preferred", "market", "since", "until")
_COLUMNS = (
    "place_id", "kind", "name", "unit_code", "township_name", "county_code",
    "county_name", "visits", "gap_days", "minutes", "value", "topics", "contact",
    "phone", *DAY_TEXTS, "illustrative",
)  # fmt: skip
_TOWNSHIP, _COUNTY = 9, 6


def owed_places(
    layers: Mapping[LayerName, gpd.GeoDataFrame], rule: Rule, choice: OutingChoice
) -> gpd.GeoDataFrame:
    """Give one row for each place that is owed visits, villages first.

    Parameters
    ----------
    layers
        ``counties``, ``townships``, ``villages``, ``bases``, ``commissioners`` and
        ``visit_places``.
    rule
        Which villages, on the first day of the plan.
    choice
        What a visit is where a place does not say, and whether places beside the
        villages are asked for.

    Returns
    -------
    geopandas.GeoDataFrame
        RangeIndex; ``place_id`` (village code, or id of the place), ``kind`` (a term of
        ``visit_kinds``, or a text of the planner's own), ``name``, ``unit_code``,
        ``township_name``, ``county_code``, ``county_name``, ``visits``, ``gap_days``,
        ``minutes``, ``value`` (yuan), ``topics``, ``contact``, ``phone``, the texts of
        :data:`DAY_TEXTS`, ``illustrative``; Point or None. A place wanted on no day
        of the plan, or with no visits, is owed nothing.
    """
    villages = layers["villages"]
    owed = members(from_layers(layers), rule.dated(choice.start))
    frames = [_villages(villages[owed], choice)]
    if choice.with_places:
        frames.append(_visit_places(layers, choice))
    found = pd.concat([frame for frame in frames if len(frame)] or frames[:1])
    return gpd.GeoDataFrame(
        found.reset_index(drop=True), geometry="geometry", crs=villages.crs
    )


def _villages(villages: gpd.GeoDataFrame, choice: OutingChoice) -> pd.DataFrame:
    same: dict[str, Any] = {
        "kind": VILLAGE,
        "visits": choice.visits,
        "gap_days": choice.gap_days,
        "minutes": float(choice.minutes),
        "value": float(choice.visit_value),
        **dict.fromkeys(("topics", "contact", "phone", *DAY_TEXTS), ""),
    }
    named = pd.DataFrame(villages).assign(
        place_id=villages["village_code"], unit_code=villages["village_code"], **same
    )
    return named[[*_COLUMNS, "geometry"]]


def _visit_places(
    layers: Mapping[LayerName, gpd.GeoDataFrame], choice: OutingChoice
) -> pd.DataFrame:
    """Places of the layer that are wanted on some day of the plan."""
    frame = layers["visit_places"]
    since, until = frame["since"], frame["until"]
    late = since > choice.end.isoformat()
    gone = (until != "") & (until < choice.start.isoformat())
    # The check of the layer tells of places that are owed no visit.
    frame = frame[~(late | gone) & (frame["visits"].fillna(1) > 0)]
    worth = frame["value"].where(frame["optional"]).astype("Float64")
    units = frame["unit_code"].astype(str)
    own = _names(layers["villages"], "village_code", "county_code")
    county = [own.get(unit, unit[:_COUNTY]) for unit in units]
    towns = _names(layers["villages"], "township_code", "township_name")
    towns |= _names(layers["townships"], "township_code")
    counties = _names(layers["counties"], "county_code")
    filled = pd.DataFrame(frame).assign(
        township_name=[towns.get(unit[:_TOWNSHIP], "") for unit in units],
        county_code=county,
        county_name=[counties.get(code, "") for code in county],
        visits=frame["visits"].fillna(1).astype(np.int64),
        gap_days=frame["gap_days"].fillna(choice.gap_days).astype(np.int64),
        minutes=frame["minutes"].fillna(choice.minutes).astype(float),
        value=worth.fillna(choice.visit_value).astype(float),
        geometry=_places(frame, units, layers),
    )
    return filled[[*_COLUMNS, "geometry"]]


def _names(frame: pd.DataFrame, key: str, name: str = "name") -> dict[str, str]:
    """Names by code."""
    return dict(zip(frame[key].astype(str), frame[name].astype(str), strict=True))


def _places(
    frame: gpd.GeoDataFrame,
    units: "pd.Series[str]",
    layers: Mapping[LayerName, gpd.GeoDataFrame],
) -> "np.ndarray":
    """Own places, else those of the units: a village's, or one inside an area."""
    found: np.ndarray = frame.geometry.to_numpy().copy()
    lost = [row for row, point in enumerate(found) if point is None or point.is_empty]
    wanted = set(units.iloc[lost])
    known: dict[str, Point] = {}
    for name, key in (
        ("counties", "county_code"),
        ("townships", "township_code"),
        ("villages", "village_code"),
    ):
        known |= _inside(layers[name], key, wanted)  # type: ignore[index]
    for row in lost:
        found[row] = known.get(units.iloc[row])
    return found


def _inside(
    frame: gpd.GeoDataFrame, key: str, wanted: Iterable[str]
) -> dict[str, Point]:
    """Points in the shapes of some units; none for those without a shape."""
    some = frame[frame[key].isin(list(wanted))]
    some = some[~(some.geometry.isna() | some.geometry.is_empty)]
    points = some.geometry.representative_point()
    return dict(zip(some[key].astype(str), points, strict=True))
