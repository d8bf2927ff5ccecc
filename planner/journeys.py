"""Ways along the roads: from places to bases, how long they take and which roads."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.roads.engine import RoadTravel
from geo.roads.paths import ON_FOOT, Leg, Path
from geo.travel import Costs, Indices, LonLat
from geo.words import Lang
from planner.errors import WORDS, PlanInputError
from planner.wording import distance_text

# Classes that are told alike; every other is told as it is, or as a road.
_ALIKE = {
    "residential": ("living_street", "pedestrian"),
    "path": ("footway", "steps", "cycleway", "bridleway"),
    "road": ("busway",),
}
# Shorter stretches of another road on the way are not told.
_SLIVER_M = 50.0
_CLASSES = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified",
    "residential", "service", "track", "path", "ferry",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Places one travels from or to, in order.

    Parameters
    ----------
    ids, names
        Of each place; ids are unique.
    lonlat
        Shape (n, 2), degrees in :data:`geo.crs.STORAGE_CRS`; NaN where unknown.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    lonlat: LonLat


def stops(frame: gpd.GeoDataFrame, key: str) -> Stops:
    """Take the places out of a layer.

    Parameters
    ----------
    frame
        Layer of points with the columns ``key`` and ``name``.
    key
        Column of the ids.
    """
    points = frame.geometry.to_numpy()
    lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    return Stops(tuple(frame[key]), tuple(frame["name"]), lonlat)


def journeys(
    travel: RoadTravel, origins: Stops, bases: Stops, *, to: str = ""
) -> pd.DataFrame:
    """Minutes and kilometres from each place to its nearest base, or to a given one.

    Parameters
    ----------
    travel
        Roads as they are; ``travel.direction`` says who travels.
    origins
        Places.
    bases
        Where the ways lead.
    to
        Id of the one base; the nearest in time where it is empty.

    Returns
    -------
    pandas.DataFrame
        Indexed by the ids of the origins, in their order: ``name``, ``lon``, ``lat``,
        ``base_id``, ``base``, ``minutes`` (whole, rounded up), ``km`` (of the quickest
        way) and ``road_m`` (from the place to the nearest road). Empty and NaN where no
        road leads.

    Raises
    ------
    PlanInputError
        If there is no base of the id.
    """
    return journeys_and_ways(travel, origins, bases, to=to)[0]


def journeys_and_ways(
    travel: RoadTravel, origins: Stops, bases: Stops, *, to: str = ""
) -> tuple[pd.DataFrame, list[Path | None]]:
    """Find the journeys as :func:`journeys` does, and the way of each."""
    if to and to not in bases.ids:
        raise PlanInputError([("journey_no_base", {"base": to})])
    known = np.isfinite(bases.lonlat).all(axis=1)
    if to:
        known &= np.array(bases.ids, dtype=object) == to
    asked = np.flatnonzero(known)
    placed = np.flatnonzero(np.isfinite(origins.lonlat).all(axis=1))
    found, seconds = _nearest(travel, origins.lonlat[placed], bases.lonlat[asked])
    base = np.full(len(origins.ids), -1, dtype=np.int64)
    base[placed[found >= 0]] = asked[found[found >= 0]]
    minutes = np.full(len(base), np.nan)
    minutes[placed] = np.where(found >= 0, np.ceil(seconds / 60), np.nan)
    road_m = np.full(len(base), np.nan)
    road_m[placed] = travel.access(origins.lonlat[placed]).distance_m
    ways = [
        travel.path(origins.lonlat[row], bases.lonlat[at]) if at >= 0 else None
        for row, at in enumerate(base.tolist())
    ]
    table = pd.DataFrame(
        {
            "name": origins.names,
            "lon": origins.lonlat[:, 0],
            "lat": origins.lonlat[:, 1],
            "base_id": [bases.ids[at] if at >= 0 else "" for at in base.tolist()],
            "base": [bases.names[at] if at >= 0 else "" for at in base.tolist()],
            "minutes": minutes,
            "km": [_km(way) for way in ways],
            "road_m": road_m,
        },
        index=pd.Index(origins.ids, name="id", dtype="str"),
    )
    return table, ways


def _nearest(
    travel: RoadTravel, origins: LonLat, bases: LonLat
) -> tuple[Indices, Costs]:
    found, costs = travel.nearest(origins, bases, unit="s")
    return found[:, 0], costs[:, 0]


def _km(way: Path | None) -> float:
    return math.nan if way is None else round(way.metres / 1000, 1)


def leg_text(leg: Leg, lang: Lang) -> str:
    """One road of a way: its name, how far and how long."""
    told = {
        "distance": distance_text(leg.metres, lang),
        "minutes": _minutes_text(leg.seconds, lang),
    }
    if leg.highway == ON_FOOT:
        return WORDS.say("leg_on_foot", lang, told)
    road = road_text(leg.name, leg.ref, leg.highway, lang)
    return WORDS.say("leg", lang, told | {"road": road})


def _minutes_text(seconds: float, lang: Lang) -> str:
    minutes = round(seconds / 60)
    if minutes == 0:
        return WORDS.say("under_a_minute", lang, {})
    return WORDS.say("about_minutes", lang, {"minutes": minutes})


def legs_text(path: Path, lang: Lang) -> list[str]:
    """Every road of a way in order, one line a road.

    A roundabout or the like on the way counts to the road before it.
    """
    return [leg_text(leg, lang) for leg in _without_slivers(path.legs)]


def _without_slivers(legs: Sequence[Leg]) -> list[Leg]:
    told: list[Leg] = []
    for leg in legs:
        last = told[-1] if told else None
        driven = last is not None and ON_FOOT not in (last.highway, leg.highway)
        if (
            last is not None
            and driven
            and (leg.metres < _SLIVER_M or _called(leg) == _called(last))
        ):
            told[-1] = replace(
                last,
                metres=last.metres + leg.metres,
                seconds=last.seconds + leg.seconds,
            )
        else:
            told.append(leg)
    return told


def _called(leg: Leg) -> tuple[str, str, str]:
    """What makes two legs one road: name and number, or without both the class."""
    named = leg.name or leg.ref
    return (leg.name, leg.ref, "" if named else leg.highway)


def road_text(name: str, ref: str, highway: str, lang: Lang) -> str:
    """What a road is called: name and number, one of them, or its class."""
    if name and ref and ref not in name:
        return WORDS.say("road_named", lang, {"name": name, "ref": ref})
    return name or ref or class_text(highway, lang)


def class_text(highway: str, lang: Lang) -> str:
    """Class of a road as planners call it, such as 省道 for ``primary``."""
    plain = highway.removesuffix("_link")
    alike = {one: told for told, some in _ALIKE.items() for one in some}
    known = alike.get(plain, plain if plain in _CLASSES else "road")
    return WORDS.say(f"class_{known}", lang, {})
