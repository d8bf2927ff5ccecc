"""What the page of roads asks: verdicts with and without a closure, journeys, parts.

Where a workspace has no villages, its named places stand for them; see
:func:`planner.subjects.stand_in`. Everything is kept by :func:`data.kept_of`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo.roads.closures import Closure, from_layer
from geo.roads.engine import RoadTravel
from geo.schemas import LayerName
from planner.comparison import Comparison, compare
from planner.coverage import judge
from planner.critical import CriticalRoad, critical_roads
from planner.journeys import Stops, journeys, stops
from planner.network import NetworkFacts, network_facts
from planner.problem import from_layers
from planner.report import CoverageReport
from planner.rule import Rule
from planner.subjects import stand_in, subject_of
from planner.travelling import Roads, TravelChoice, profiles_from
from ui.components import data, state
from ui.components.road_facts import RoadOption, closed_metres, road_options

# Places asked for at once; between two handfuls the bar moves.
_HANDFUL = 100
_PLACE_KEYS = {"villages": "village_code", "places": "place_id", "bases": "base_id"}
Told = Callable[[float], None]


def asked() -> tuple[Rule, TravelChoice]:
    """Rule and travel as set; this page is about roads, whatever else is chosen."""
    rule = state.rule(data.today())
    return rule, replace(state.travel(), method="roads")


def day_of(rule: Rule) -> dt.date:
    """Day on which closures must be in force."""
    return rule.on or data.today()


def subject(path: Path) -> LayerName | None:
    """Whose cover is told; see :func:`planner.subjects.subject_of`."""
    return subject_of(data.layers(path)[0])


def is_judged(path: Path) -> bool:
    """Whether there is anybody to cover, and anybody who could."""
    frames, _ = data.layers(path)
    providers = len(frames["bases"]) + len(frames["commissioners"])
    return subject_of(frames) is not None and providers > 0


def facts(path: Path, choice: TravelChoice, on: dt.date) -> NetworkFacts | None:
    """The network in numbers; None where there are no roads."""
    travel = data.road_travel(path, choice, on)
    if travel is None:
        return None
    places = stops_of(path, subject(path) or "places")
    return data.kept_of(path, ("facts", choice), lambda: network_facts(travel, places))


def options(path: Path, roads: Roads) -> dict[str, RoadOption]:
    """Roads to choose from."""
    key = ("options", str(path), roads.segments.content_hash)
    return data.kept(key, lambda: road_options(roads.segments))


def every_closure(path: Path) -> tuple[Closure, ...]:
    """Closures in the order of their layer, switched on or off."""
    frame = data.layers(path)[0]["closures"]
    return from_layer(frame.assign(active=True))


def kilometres(path: Path, roads: Roads, closure: Closure) -> float:
    """Kilometres of road that a closure closes."""
    key = ("closed", str(path), roads.segments.content_hash, told(closure))
    return data.kept(key, lambda: closed_metres(roads.segments, closure) / 1000)


def told(closure: Closure | None) -> str:
    """Closure as part of a key; empty for none."""
    if closure is None:
        return ""
    return f"{closure!r} {'' if closure.area is None else closure.area.wkt}"


def report(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    *,
    closure: Closure | None = None,
    profiles: str = "",
) -> CoverageReport:
    """Verdict on roads, as it is or as it would be.

    Parameters
    ----------
    path, rule, choice
        What is judged; there must be roads.
    closure
        Closed besides what is closed.
    profiles
        Speed profiles instead of the workspace's, TOML.

    Raises
    ------
    planner.errors.PlanInputError, geo.errors.DataError
        If the workspace cannot be judged, or the profiles are wrong.
    """
    frames, _ = data.layers(path)
    whole = len(frames["villages"]) and len(frames["counties"])
    if closure is None and not profiles and whole:
        return data.report(path, rule, choice)
    return data.kept_of(
        path,
        ("report", rule, choice, told(closure), profiles),
        lambda: _report(path, rule, choice, closure=closure, profiles=profiles),
    )


def effect(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    *,
    closure: Closure | None = None,
    profiles: str = "",
) -> Comparison:
    """What one more closure, or other profiles, change; without both, all closures.

    Without a closure and profiles, the verdict with no closures stands before, and
    the one with those in force after.
    """
    if closure is None and not profiles:
        before = report(path, rule, replace(choice, closures=False))
        return compare(before, report(path, rule, replace(choice, closures=True)))
    after = report(path, rule, choice, closure=closure, profiles=profiles)
    return compare(report(path, rule, choice), after)


def critical(
    path: Path, rule: Rule, choice: TravelChoice, tell: Told
) -> tuple[CriticalRoad, ...]:
    """Roads whose loss uncovers most; see :mod:`planner.critical`."""

    def make() -> tuple[CriticalRoad, ...]:
        travel = data.road_travel(path, choice, day_of(rule))
        if travel is None:
            return ()
        return critical_roads(report(path, rule, choice), travel, progress=tell)

    return data.kept_of(path, ("critical", rule, choice), make)


def critical_key(path: Path, rule: Rule, choice: TravelChoice) -> tuple[object, ...]:
    """What the critical roads depend on, to know those that are out of date."""
    return ("critical", str(path), data.stamp(path), rule, choice)


def stops_of(path: Path, layer: LayerName) -> Stops:
    """Villages, named places or bases as ends of journeys."""
    return stops(data.layers(path)[0][layer], _PLACE_KEYS[layer])


def travel(
    path: Path,
    choice: TravelChoice,
    on: dt.date,
    *,
    to_base: bool,
    closure: Closure | None = None,
) -> RoadTravel | None:
    """Roads for journeys: of the places' people to a base, or of the base's to them."""
    roads = data.roads(path)
    if roads is None:
        return None
    found = roads.travel(choice, on=on, besides=() if closure is None else (closure,))
    return _turned(found) if to_base else found


def journey_table(
    path: Path,
    choice: TravelChoice,
    on: dt.date,
    *,
    of: LayerName,
    bases: LayerName,
    to: str,
    to_base: bool,
    tell: Told,
    closure: Closure | None = None,
) -> pd.DataFrame:
    """Minutes of every place to a base; see :func:`planner.journeys.journeys`.

    Parameters
    ----------
    path, choice, on
        Roads, and the day on which closures count.
    of, bases
        Layers the journeys lead from and to.
    to
        Id of the one base; the nearest where it is empty.
    to_base
        Who travels; see :func:`travel`.
    tell
        Told the share done.
    closure
        Closed besides what is closed.
    """

    def make() -> pd.DataFrame:
        roads = travel(path, choice, on, to_base=to_base, closure=closure)
        origins, ends = stops_of(path, of), stops_of(path, bases)
        if roads is None or not origins.ids:
            return journeys_of_nobody()
        tables = []
        for first in range(0, len(origins.ids), _HANDFUL):
            tell(first / len(origins.ids))
            some = slice(first, first + _HANDFUL)
            few = Stops(origins.ids[some], origins.names[some], origins.lonlat[some])
            tables.append(journeys(roads, few, ends, to=to))
        return pd.concat(tables)

    asked_for = (choice, on, of, bases, to, to_base, told(closure))
    return data.kept_of(path, ("journeys", *asked_for), make)


def journeys_of_nobody() -> pd.DataFrame:
    """Journeys where there is nobody to travel."""
    names = ("name", "lon", "lat", "base_id", "base", "minutes", "km", "road_m")
    return pd.DataFrame(columns=list(names), index=pd.Index([], name="id"))


def _turned(found: RoadTravel) -> RoadTravel:
    other = RoadTravel(
        found.segments,
        found.profile,
        walking_kmh=found.walking_kmh,
        snap_limit_m=found.snap_limit_m,
        direction="from_origins",
        closed=found.closed,
        network=found.network,
    )
    other.snapper = found.snapper
    return other


def _report(
    path: Path,
    rule: Rule,
    choice: TravelChoice,
    *,
    closure: Closure | None,
    profiles: str,
) -> CoverageReport:
    frames, version = data.layers(path)
    roads = data.roads(path)
    assert roads is not None  # noqa: S101 - asked for where there are roads
    if profiles:
        # A trial is not kept on disk.
        trial = profiles_from(profiles)
        roads = replace(roads, profiles=trial, folder=None, _made={})
    day = day_of(rule)
    more = () if closure is None else (closure,)
    way = roads.travel(choice, on=day, besides=more)
    layers, rule = stand_in(frames, rule.dated(day))
    verdict = judge(from_layers(layers), rule, way, today=day)
    made = CoverageReport(verdict, layers, version)
    # Joined here once, so that sessions that share the report only read it.
    _ = made.villages
    return made
