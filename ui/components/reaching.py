"""Along the roads of a verdict: ways to a village, and what a provider reaches."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.roads.paths import Path as RoadPath
from geo.roads.spread import spread
from geo.travel import Travel
from planner.coverage import nearest_first
from planner.pairs import matches
from planner.rule import Rule
from planner.travelling import TravelChoice, travel_for
from planner.workspace import Workspace
from ui.components import data


@dataclass(frozen=True, slots=True)
class Within:
    """Villages the rule asks for within the limit of a provider, counted.

    Parameters
    ----------
    villages
        However many.
    fitting
        Those with a trade it knows, where trades must match.
    """

    villages: int
    fitting: int


def reach(path: Path, rule: Rule, choice: TravelChoice, at: int) -> gpd.GeoDataFrame:
    """Parts of roads that a provider reaches within the limit, by its position.

    Empty where travel is a straight line, and for a provider without a place.
    """
    travel = data.measured(path, rule, choice)
    place = data.report(path, rule, choice).verdict.problem.providers.lonlat[
        at : at + 1
    ]
    if travel is None or not np.isfinite(place).all():
        return gpd.GeoDataFrame(geometry=[])
    return data.kept_of(
        path,
        ("reach", rule, choice, at),
        lambda: spread(travel, place, cutoff=rule.cutoff, unit=rule.unit),
    )


def within(path: Path, rule: Rule, choice: TravelChoice, at: int) -> Within | None:
    """Villages within the limit of a provider; None where it has no place.

    Parameters
    ----------
    path, rule, choice
        Verdict.
    at
        Position of the provider.
    """
    verdict = data.report(path, rule, choice).verdict
    villages, providers = verdict.problem.villages, verdict.problem.providers
    place = providers.lonlat[at : at + 1]
    if not np.isfinite(place).all():
        return None
    placed = np.isfinite(villages.lonlat).all(axis=1)
    rows = np.flatnonzero(verdict.in_set & placed & ~villages.excluded)

    def make() -> Within:
        near = _travel(path, rule, choice).within(
            villages.lonlat[rows], place, cutoff=rule.cutoff, unit=rule.unit
        )
        found = rows[np.diff(near.matrix.indptr) > 0]
        fit = matches(villages.trades[found], providers.trades[at], rule)
        return Within(len(found), int(np.count_nonzero(fit)))

    return data.kept_of(path, ("within", rule, choice, at), make)


def _travel(path: Path, rule: Rule, choice: TravelChoice) -> Travel:
    roads = data.roads(path) if choice.method == "roads" else None
    day = rule.on or data.today()
    return travel_for(Workspace(path), choice, on=day, roads=roads)


def ways(
    path: Path, rule: Rule, choice: TravelChoice, village: str
) -> tuple[tuple[int, RoadPath | None], ...]:
    """Ways along the roads to a village, from each provider that serves it.

    Where none does, from the nearest that could.

    Returns
    -------
    tuple
        Pairs of the provider's position and the way, None where no road leads;
        nothing where travel is a straight line.
    """
    travel = data.measured(path, rule, choice)
    if travel is None:
        return ()
    verdict = data.report(path, rule, choice).verdict
    row = int(np.flatnonzero(verdict.problem.villages.codes == village)[0])
    here, there = verdict.problem.villages.lonlat, verdict.problem.providers.lonlat
    return data.kept_of(
        path,
        ("ways", rule, choice, village),
        lambda: tuple(
            (at, travel.path(here[row], there[at], unit=rule.unit))
            for at in nearest_first(verdict, row)
        ),
    )
