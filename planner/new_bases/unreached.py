"""Villages no new base can serve: the reason, re-tested rule by rule, with numbers."""

from dataclasses import dataclass

import numpy as np

from geo.travel import Travel
from planner.new_bases.question import BaseQuestion
from planner.pairs import matches
from planner.problem import Flags


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
    reach = question.reach
    allowed = np.ones(reach.shape[1], dtype=bool)
    allowed[question.forbidden] = False
    roomy = np.ones(reach.shape[1], dtype=bool)
    if question.choice.keeps_existing:
        roomy[: question.new] = question.candidates.capacity >= 1
    row = np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))
    usable = np.bincount(row, (allowed & roomy)[reach.indices], reach.shape[0])
    short = np.flatnonzero(usable < question.backup)
    found += [_why(question, one, travel, allowed, roomy) for one in short.tolist()]
    return tuple(found)


def _why(
    question: BaseQuestion, row: int, travel: Travel, allowed: Flags, roomy: Flags
) -> Unreached:
    """Test one rule after the other for one village."""
    village = int(question.rows[row])
    if not question.joined[row]:
        road_m = float(question.road_m[row])
        return Unreached(village, "no_road_near", road_m=road_m)
    own = question.reach[[row]]
    for reason, kept in (
        ("in_reach_but_full", allowed),
        ("excluded_by_planner", roomy),
    ):
        helps = kept[own.indices]
        if helps.sum() < question.backup:
            continue
        at = np.flatnonzero(helps & ~(allowed & roomy)[own.indices])
        first = at[np.argmin(own.data[at])]
        return Unreached(village, reason, int(own.indices[first]), int(own.data[first]))
    return _too_far(question, row, travel, allowed & roomy)


def _too_far(
    question: BaseQuestion, row: int, travel: Travel, usable: Flags
) -> Unreached:
    """Whether trades stand in the way; else what comes nearest of what fits."""
    village = int(question.rows[row])
    rule, villages = question.verdict.rule, question.verdict.problem.villages
    place, sites = villages.lonlat[[village]], question.candidates
    own = question.reach[[row]].indices
    free = question.counted & usable[: question.new]
    fits = matches(villages.trades[village], sites.trades, rule)
    at = np.flatnonzero(free & ~fits)
    near = travel.within(
        place, sites.lonlat[at], cutoff=question.cutoff, unit=rule.unit
    ).matrix
    if near.nnz and near.nnz + usable[own].sum() >= question.backup:
        first = int(np.argmin(near.data))
        site, cost = int(at[near.indices[first]]), int(near.data[first])
        return Unreached(village, "no_matching_trade", site, cost)
    # Where several are needed some may be in reach; the next one counts.
    free[own[own < question.new]] = False
    at = np.flatnonzero(free & fits)
    found, costs = travel.nearest(place, sites.lonlat[at], unit=rule.unit)
    if found[0, 0] < 0:
        return Unreached(village, "nothing_in_reach")
    site, cost = int(at[found[0, 0]]), int(costs[0, 0])
    return Unreached(village, "nothing_in_reach", site, cost)
