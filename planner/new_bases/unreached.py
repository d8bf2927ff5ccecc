"""Villages no new base can serve: the reason, re-tested rule by rule, with numbers."""

from dataclasses import dataclass

import numpy as np

from geo.travel import Travel
from planner.new_bases.question import BaseQuestion
from planner.pairs import matches


@dataclass(frozen=True, slots=True)
class Unreached:
    """One village asked for that no site can serve.

    Parameters
    ----------
    village
        Position in the problem of the report.
    reason
        From :data:`planner.reasons.REASONS`.
    site
        Position among the candidates of the one that proves it: the nearest; -1 for
        none.
    cost
        Travel to it, s or m; -1 for none.
    road_m
        Metres to the nearest road, where that is the reason; else NaN.
    """

    village: int
    reason: str
    site: int = -1
    cost: int = -1
    road_m: float = np.nan


def why_unreached(question: BaseQuestion, travel: Travel) -> tuple[Unreached, ...]:
    """Tell why each village asked for is out of reach of every site allowed.

    Parameters
    ----------
    question
        What was asked.
    travel
        How reach was measured.
    """
    villages = question.verdict.problem.villages
    found = [
        Unreached(
            row, "excluded_by_planner" if villages.excluded[row] else "no_location"
        )
        for row in question.left_out.tolist()
    ]
    allowed = np.ones(question.reach.shape[1], dtype=bool)
    allowed[question.forbidden] = False
    in_reach = np.diff(question.reach.indptr)
    pattern = question.reach.copy()
    pattern.data = allowed[pattern.indices].astype(np.float64)
    usable = np.asarray(pattern.sum(axis=1)).ravel()
    backup = question.rules()["backup"]
    found += [
        _why(question, row, travel, banned=bool(in_reach[row] >= backup))
        for row in np.flatnonzero(usable < backup).tolist()
    ]
    return tuple(found)


def _why(
    question: BaseQuestion, row: int, travel: Travel, *, banned: bool
) -> Unreached:
    """Test one rule after the other for one village."""
    village = int(question.rows[row])
    if not question.joined[row]:
        road_m = float(question.road_m[row])
        return Unreached(village, "no_road_near", road_m=road_m)
    if banned:
        own = question.reach[[row]]
        nearest = int(np.argmin(own.data))
        at, cost = int(own.indices[nearest]), int(own.data[nearest])
        return Unreached(village, "excluded_by_planner", at, cost)
    rule, villages = question.verdict.rule, question.verdict.problem.villages
    own_place = villages.lonlat[[village]]
    near = travel.within(
        own_place, question.candidates.lonlat, cutoff=rule.cutoff, unit=rule.unit
    ).matrix
    fits = matches(villages.trades[village], question.candidates.trades, rule)
    misfit = near.indices[~fits[near.indices]]
    if len(misfit):
        ways = near.data[~fits[near.indices]]
        first = int(np.argmin(ways))
        return Unreached(
            village, "no_matching_trade", int(misfit[first]), int(ways[first])
        )
    found, costs = travel.nearest(own_place, question.candidates.lonlat, unit=rule.unit)
    return Unreached(village, "nothing_in_reach", int(found[0, 0]), int(costs[0, 0]))
