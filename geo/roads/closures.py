"""Roads that are closed, by name, area or season."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.issues import Issue
from geo.roads.closure_words import month_day, plain_road, rows_by_road, split_roads
from geo.roads.covering import AREAS, LINES, covered
from geo.roads.network import Flags
from geo.roads.segments import Segments
from geo.roads.sites import Closed, nothing_closed, whole_edges


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
        Polygon or LineString, or several of a kind, in :data:`geo.crs.STORAGE_CRS`;
        None means everywhere. A line closes what runs along it. With roads given too,
        only these roads are closed, and only there.
    edges
        Positions of stretches, closed from end to end, beside what the others say.
    since, until
        First and last day; None is open-ended.
    season
        Days of the year; None is all year.
    key
        Number in the layer it comes from, empty where it comes from none.
    """

    name: str
    roads: tuple[str, ...] = ()
    area: shapely.Geometry | None = None
    edges: tuple[int, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    season: Season | None = None
    key: str = ""

    def holds(self, day: dt.date) -> bool:
        """Whether the closure is in force on a day."""
        begun = self.since is None or self.since <= day
        over = self.until is not None and self.until < day
        return begun and not over and (self.season is None or self.season.holds(day))


def from_layer(frame: gpd.GeoDataFrame) -> tuple[Closure, ...]:
    """Make closures of the rows of the declared layer ``closures`` that are active.

    Parameters
    ----------
    frame
        As :func:`geo.frames.conform` gives it. A date or season that is none counts as
        not given, so the road stays closed: the checks tell of it.
    """
    rows = frame[frame["active"].to_numpy(dtype=bool)]
    columns = ("closure_id", "name", "roads", "since", "until", "season_first")
    cells = (rows[name].tolist() for name in (*columns, "season_last"))
    shapes = rows.geometry.to_numpy()
    return tuple(
        Closure(
            name,
            split_roads(roads),
            shape if shape is not None and not shape.is_empty else None,
            since=_day(since),
            until=_day(until),
            season=_season(first, last),
            key=key,
        )
        for key, name, roads, since, until, first, last, shape in zip(
            *cells, shapes, strict=True
        )
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _season(first: str, last: str) -> Season | None:
    begins, ends = month_day(first), month_day(last)
    return None if begins is None or ends is None else Season(begins, ends)


def close(
    segments: Segments, closures: Iterable[Closure], *, on: dt.date | None = None
) -> tuple[Closed, tuple[Issue, ...]]:
    """Find the parts of the network that are closed.

    A road given by name is closed whole; an area closes each stretch from where it
    first enters to where it last leaves, a line from where it first runs along the
    stretch to where it last does, so that a village beside it keeps the way out on its
    own side.

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
        Issues name roads that are not there, and areas and lines that touch none.
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
        rows = known.get(plain_road(road), [])
        mask[rows] = True
        if not rows:
            params = {"closure": closure.name, "road": road}
            issues.append(Issue("closure_road_unknown", "error", params=params))
    closed = whole_edges(mask)
    if closure.area is not None:
        among = mask if closure.roads else np.ones(count, dtype=bool)
        closed, fault = _covered(segments, closure.area, among)
        if fault:
            issues.append(Issue(fault, "error", params={"closure": closure.name}))
    if closure.edges:
        chosen = np.zeros(count, dtype=bool)
        chosen[list(closure.edges)] = True
        closed = closed | whole_edges(chosen)
    return closed, issues


def _covered(
    segments: Segments, area: shapely.Geometry, among: Flags
) -> tuple[Closed, str]:
    """Close stretches from where an area or line first covers them to where it ends."""
    closed = nothing_closed(len(segments.edges))
    if area.geom_type not in (*AREAS, *LINES) or area.is_empty:
        return closed, "closure_area_wrong"
    found = covered(segments.edges.geometry.to_numpy(), area, among)
    closed.start[found.rows], closed.end[found.rows] = found.start, found.end
    return closed, "" if len(found.rows) else "closure_touches_nothing"


def _road_names(segments: Segments) -> dict[str, list[int]]:
    edges = segments.edges
    return rows_by_road(*(edges[name].tolist() for name in ("name", "ref", "road_id")))
