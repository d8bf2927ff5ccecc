"""Roads whose loss would uncover most villages."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from geo.roads.criticality import Critical, most_critical
from geo.roads.engine import RoadTravel
from geo.roads.segments import Segments
from geo.roads.sites import whole_edges
from planner.coverage import judge
from planner.pairs import candidates, in_service, matches, members
from planner.problem import CoverageProblem
from planner.report import CoverageReport
from planner.rule import Rule

# Stretches looked at for each road named: those one behind another are one road.
_STRETCHES_EACH = 12
# Roads judged by the whole rule for each one named.
_JUDGED_EACH = 2
# Called with the share done, 0 to 1.
Told = Callable[[float], None]


@dataclass(frozen=True, slots=True, eq=False)
class CriticalRoad:
    """A road, or a part of one, on which villages' cover hangs.

    Parameters
    ----------
    name, ref, highway
        Of the road.
    edges
        Positions of its stretches; the loss of any one cuts off the same villages.
    geometry
        Their course in :data:`geo.crs.STORAGE_CRS`.
    metres
        Their length.
    villages
        Positions of the villages that no fitting provider reaches in time without it,
        ascending.
    uncovered
        How many more villages the whole rule leaves uncovered, capacity included, where
        the first stretch is lost.
    """

    name: str
    ref: str
    highway: str
    edges: tuple[int, ...]
    geometry: shapely.MultiLineString
    metres: float
    villages: tuple[int, ...]
    uncovered: int


def critical_roads(
    report: CoverageReport,
    travel: RoadTravel,
    *,
    most: int = 10,
    progress: Told | None = None,
) -> tuple[CriticalRoad, ...]:
    """Find the roads whose loss uncovers most villages, the worst first.

    Every stretch is lost alone; see :func:`geo.roads.criticality.most_critical`, which
    proves that none is missed. It asks whether a provider in service that knows the
    village's trade is in reach. The whole rule is then judged without each of the first
    roads found, twice as many as are named, and that number ranks them. It differs
    where capacity, or more than one provider a village, is asked for; a road that
    matters for these alone may be missed.

    Parameters
    ----------
    report
        Verdict under the rule.
    travel
        The roads it was made on; what is closed already stays so.
    most
        How many roads to name.
    progress
        Told the share done.
    """
    verdict, rule = report.verdict, report.verdict.rule
    problem = verdict.problem
    tell = progress or (lambda _share: None)
    tell(0.0)
    found = _stretches(problem, rule, travel, most * _STRETCHES_EACH)
    before = int(verdict.uncovered.sum())
    roads = []
    groups = _merged(found, travel.segments)[: most * _JUDGED_EACH]
    for done, group in enumerate(groups):
        tell((done + 1) / (len(groups) + 1))
        roads.append(_road(group, problem, rule, travel, before))
    tell(1.0)
    roads.sort(key=lambda road: (-road.uncovered, -len(road.villages), road.edges))
    return tuple(roads[:most])


def _stretches(
    problem: CoverageProblem, rule: Rule, travel: RoadTravel, most: int
) -> tuple[Critical, ...]:
    """Critical stretches by reach, service and trade; villages as in the problem."""
    villages, providers = problem.villages, problem.providers
    asked = members(problem, rule) & ~villages.excluded
    rows = np.flatnonzero(asked & np.isfinite(villages.lonlat).all(axis=1))
    serving = candidates(problem, rule) & in_service(problem, rule)
    columns = np.flatnonzero(serving & np.isfinite(providers.lonlat).all(axis=1))
    wanted = villages.trades[rows]
    fits = [
        (
            np.flatnonzero(wanted == trades),
            np.flatnonzero(matches(trades, providers.trades[columns], rule)),
        )
        for trades in np.unique(wanted)
    ]
    found = most_critical(
        travel,
        villages.lonlat[rows],
        providers.lonlat[columns],
        cutoff=rule.cutoff,
        unit=rule.unit,
        most=most,
        fits=fits,
    )
    return tuple(
        Critical(one.edge, tuple(rows[list(one.villages)].tolist())) for one in found
    )


def _merged(found: tuple[Critical, ...], segments: Segments) -> list[list[Critical]]:
    """Stretches that meet and cut off the same villages, as one: they lie in a row."""
    edges = segments.edges
    ends = edges[["from_node", "to_node"]].to_numpy()
    groups: list[list[Critical]] = []
    for one in found:
        near = [
            group
            for group in groups
            if group[0].villages == one.villages
            and any(np.isin(ends[other.edge], ends[one.edge]).any() for other in group)
        ]
        # A stretch in the middle joins what lies on both sides of it.
        joined = [other for group in near for other in group]
        groups = [group for group in groups if not any(group is own for own in near)]
        groups.append([*joined, one])
    groups.sort(key=lambda group: (-len(group[0].villages), group[0].edge))
    return groups


def _road(
    group: list[Critical],
    problem: CoverageProblem,
    rule: Rule,
    travel: RoadTravel,
    before: int,
) -> CriticalRoad:
    rows = sorted(one.edge for one in group)
    edges = travel.segments.edges.iloc[rows]
    mask = np.zeros(len(travel.segments.edges), dtype=bool)
    mask[rows[0]] = True
    without = travel.with_closed(travel.closed | whole_edges(mask))
    assert rule.on is not None  # noqa: S101 - a verdict's rule is always dated
    after = judge(problem, rule, without, today=rule.on)
    called = ["name", "ref", "highway"]
    # Of several roads in a row the longest gives its name.
    name, ref, highway = edges.groupby(called)["length_m"].sum().idxmax()
    return CriticalRoad(
        str(name),
        str(ref),
        str(highway),
        tuple(rows),
        shapely.multilinestrings(edges.geometry.to_list()),
        float(edges["length_m"].sum()),
        group[0].villages,
        int(after.uncovered.sum()) - before,
    )
