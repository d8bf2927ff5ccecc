"""Roads that are closed, by name, area or season, and what that changes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.issues import Issue
from geo.roads.engine import RoadTravel
from geo.roads.network import Flags
from geo.roads.segments import Segments, ids_of
from geo.roads.sites import Closed, nothing_closed, whole_edges
from geo.roads.snapping import conformal
from geo.travel import Costs, Indices, LonLat, Unit

Floats = npt.NDArray[np.float64]
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Season:
    """Days of every year, both included: 15 May to 30 September, or over New Year.

    Parameters
    ----------
    first, last
        ``(month, day)``; a ``last`` before ``first`` runs into the next year.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in the season."""
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True, slots=True)
class Closure:
    """One closure a planner made.

    Parameters
    ----------
    name
        For people.
    roads
        Names, numbers or ids of roads, as in the network; empty means any road.
    area
        Polygon in :data:`geo.crs.STORAGE_CRS`; None means everywhere. With roads given
        too, only these roads are closed, and only inside.
    edges
        Positions of stretches, closed from end to end, beside what the others say.
    since, until
        First and last day; None is open-ended.
    season
        Days of the year; None is all year.
    """

    name: str
    roads: tuple[str, ...] = ()
    area: shapely.Geometry | None = None
    edges: tuple[int, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    season: Season | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the closure is in force on a day."""
        begun = self.since is None or self.since <= day
        over = self.until is not None and self.until < day
        return begun and not over and (self.season is None or self.season.holds(day))


def close(
    segments: Segments, closures: Iterable[Closure], *, on: dt.date | None = None
) -> tuple[Closed, tuple[Issue, ...]]:
    """Find the parts of the network that are closed.

    A road given by name is closed whole; an area closes each stretch from where it
    first enters to where it last leaves, so that a village beside it keeps the way out
    on its own side.

    Parameters
    ----------
    segments
        Road network.
    closures
        What the planner closed.
    on
        Only what is in force that day; all of it when None.

    Returns
    -------
    closed, issues
        Issues name roads that are not there and areas that touch none.
    """
    closed = nothing_closed(len(segments.edges))
    issues: list[Issue] = []
    known = _road_names(segments)
    for closure in closures:
        if on is not None and not closure.holds(on):
            continue
        found, faults = _one(segments, closure, known)
        closed = closed | found
        issues += faults
    return closed, tuple(issues)


def _one(
    segments: Segments, closure: Closure, known: dict[str, list[int]]
) -> tuple[Closed, list[Issue]]:
    count = len(segments.edges)
    mask = np.zeros(count, dtype=bool)
    issues = []
    for road in closure.roads:
        rows = known.get(_plain(road), [])
        mask[rows] = True
        if not rows:
            params = {"closure": closure.name, "road": road}
            issues.append(Issue("closure_road_unknown", "error", params=params))
    closed = whole_edges(mask)
    if closure.area is not None:
        among = mask if closure.roads else np.ones(count, dtype=bool)
        closed, fault = _inside(segments, closure.area, among)
        if fault:
            issues.append(Issue(fault, "error", params={"closure": closure.name}))
    if closure.edges:
        chosen = np.zeros(count, dtype=bool)
        chosen[list(closure.edges)] = True
        closed = closed | whole_edges(chosen)
    return closed, issues


def _inside(
    segments: Segments, area: shapely.Geometry, among: Flags
) -> tuple[Closed, str]:
    """Close stretches from where they first enter an area to where they last leave."""
    closed = nothing_closed(len(segments.edges))
    if area.geom_type not in _POLYGONS or area.is_empty:
        return closed, "closure_area_wrong"
    area = shapely.make_valid(area)
    lines = segments.edges.geometry.to_numpy()
    shapely.prepare(area)
    rows = np.flatnonzero(among & shapely.intersects(area, lines))
    inside = shapely.intersection(lines[rows], area)
    # Where a border merely touches a road nothing is closed.
    within = shapely.length(inside) > 0
    rows, inside = rows[within], inside[within]
    plane = shapely.transform(lines[rows], conformal)
    for row, line, part in zip(rows.tolist(), plane, inside, strict=True):
        ends = shapely.points(conformal(shapely.get_coordinates(part)))
        along = shapely.line_locate_point(line, ends, normalized=True)
        closed.start[row], closed.end[row] = along.min(), along.max()
    return closed, "" if len(rows) else "closure_touches_nothing"


def _road_names(segments: Segments) -> dict[str, list[int]]:
    """Stretches by name, by each of their numbers and by each of their ids."""
    edges = segments.edges
    found: dict[str, list[int]] = {}
    columns = (edges[name].tolist() for name in ("name", "ref", "road_id"))
    for row, (name, ref, road_id) in enumerate(zip(*columns, strict=True)):
        for text in {name, *ref.split(";"), *ids_of(road_id)}:
            if text:
                found.setdefault(_plain(text), []).append(row)
    return found


def _plain(text: str) -> str:
    return text.strip().casefold()


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """What closures change for each village; arrays of length n.

    Parameters
    ----------
    before, after
        Position of the nearest provider, -1 where none can be reached.
    cost_before, cost_after
        Whole seconds or metres; 0 where none can be reached.
    loses_cover
        Within the cutoff before, and no longer.
    """

    before: Indices
    after: Indices
    cost_before: Costs
    cost_after: Costs
    loses_cover: Flags

    @property
    def more(self) -> Costs:
        """How much more the nearest provider costs; -1 where none is left."""
        left = (self.before >= 0) & (self.after >= 0)
        return np.where(left, self.cost_after - self.cost_before, -1)


def what_if(
    travel: RoadTravel,
    closed: Closed,
    villages: LonLat,
    providers: LonLat,
    *,
    cutoff: float,
    unit: Unit,
) -> WhatIf:
    """Compare travel as it is with travel after further closures.

    Parameters
    ----------
    travel
        As it is, with what is closed already.
    closed
        What would be closed besides.
    villages, providers
        Longitude, latitude, degrees, shape (n, 2).
    cutoff, unit
        Limit of cover, in seconds or metres.
    """
    other = travel.with_closed(travel.closed | closed)
    before, cost_before = (
        part[:, 0] for part in travel.nearest(villages, providers, unit=unit)
    )
    after, cost_after = (
        part[:, 0] for part in other.nearest(villages, providers, unit=unit)
    )
    covered = (before >= 0) & (cost_before <= cutoff)
    still = (after >= 0) & (cost_after <= cutoff)
    return WhatIf(before, after, cost_before, cost_after, covered & ~still)
