"""Why a village is not covered: one reason from a closed list, and its nearest fix.

A reason is found by re-testing each rule alone: the village is uncovered *because of* a
rule if setting aside that one rule, for that one village, would cover it. Where several
would, the first of capacity, dates and trade is named, since those are mended in place;
reach is named where only a nearer provider helps.
"""

from dataclasses import dataclass

import numpy as np

from geo.travel import Costs, Indices, Travel
from planner.allocation import Allocation
from planner.pairs import Pairs, matches
from planner.problem import CoverageProblem, Flags
from planner.rule import Rule

# The closed list; position 0 stands for "covered, or not asked".
REASONS = (
    "",
    "no_location",
    "no_road_near",
    "nothing_in_reach",
    "in_reach_but_full",
    "no_matching_trade",
    "closed_then",
    "pinned_elsewhere",
    "excluded_by_planner",
    "no_time_left",
    "wrong_day",
)
REASON_AT = {reason: place for place, reason in enumerate(REASONS)}


@dataclass(frozen=True, slots=True)
class Why:
    """Reasons of the n villages, with the numbers that prove them.

    Parameters
    ----------
    reason
        Position in :data:`REASONS`.
    blocker, blocker_cost
        The provider that proves the reason (the full, closed or mismatched one) and its
        travel cost; -1 where none.
    offered
        Trades of the providers in reach that know none of the village's, as a mask.
    """

    reason: Indices
    blocker: Indices
    blocker_cost: Costs
    offered: Indices


def explain(pairs: Pairs, allocation: Allocation, uncovered: Flags) -> Why:
    """Find the reason of every uncovered village, shape (n,) each."""
    villages, trades = pairs.problem.villages, pairs.problem.providers.trades
    why = Why(
        np.zeros(len(villages), dtype=np.int64),
        np.full(len(villages), -1, dtype=np.int64),
        np.full(len(villages), -1, dtype=np.int64),
        np.zeros(len(villages), dtype=np.int64),
    )
    placed = np.isfinite(villages.lonlat).all(axis=1)
    why.reason[uncovered] = REASON_AT["nothing_in_reach"]
    why.reason[uncovered & ~placed] = REASON_AT["no_location"]
    why.reason[uncovered & villages.excluded] = REASON_AT["excluded_by_planner"]
    tests = (
        ("in_reach_but_full", pairs.pair_open & pairs.pair_match),
        ("closed_then", ~pairs.pair_open & pairs.pair_match),
        ("no_matching_trade", pairs.pair_open & ~pairs.pair_match),
    )
    for row in np.flatnonzero(uncovered[pairs.rows]).tolist():
        for name, keep in tests:
            found, costs = pairs.of(row, keep)
            if found and _covers(allocation, row, name, found):
                village = pairs.rows[row]
                why.reason[village] = REASON_AT[name]
                why.blocker[village] = pairs.columns[found[0]]
                why.blocker_cost[village] = costs[0]
                if name == "no_matching_trade":
                    offered = trades[pairs.columns[found]]
                    why.offered[village] = np.bitwise_or.reduce(offered)
                break
    return why


def _covers(allocation: Allocation, row: int, name: str, found: list[int]) -> bool:
    """Whether setting aside one rule alone would cover the village."""
    if name == "in_reach_but_full":
        return len(found) >= allocation.needed
    return allocation.would_serve(row, found)


def nearest_options(
    pairs: Pairs, travel: Travel, uncovered: Flags, load: Indices
) -> tuple[Indices, Costs]:
    """Nearest provider past the limit that keeps all other rules, for each village.

    Returns
    -------
    option, cost
        Shape (n,); -1 where no provider at all keeps the other rules.
    """
    problem, rule = pairs.problem, pairs.rule
    option = np.full(len(problem.villages), -1, dtype=np.int64)
    cost = np.full(len(problem.villages), -1, dtype=np.int64)
    spare = pairs.columns[pairs.open & (load[pairs.columns] < pairs.capacity)]
    rows = pairs.rows[uncovered[pairs.rows]]
    trades = problem.villages.trades[rows]
    for wanted in np.unique(trades):
        asking = rows[trades == wanted]
        fit = spare[matches(wanted, problem.providers.trades[spare], rule)]
        found, costs = travel.nearest(
            problem.villages.lonlat[asking],
            problem.providers.lonlat[fit],
            unit=rule.unit,
            k=rule.needed,
        )
        beyond = np.argmax(costs > rule.cutoff, axis=1)
        lines = np.arange(len(asking))
        best, best_cost = found[lines, beyond], costs[lines, beyond]
        there = (best >= 0) & (best_cost > rule.cutoff)
        option[asking[there]] = fit[best[there]]
        cost[asking[there]] = best_cost[there]
    return option, cost


def best_sites(
    problem: CoverageProblem, rule: Rule, travel: Travel, uncovered: Flags
) -> tuple[Indices, Indices]:
    """Where one new provider would help a village and the most others.

    Candidate places are those of the uncovered villages; a new provider is taken to
    serve any trade and all villages within the limit.

    Returns
    -------
    site, covers
        Shape (n,): position of the village at whose place it would stand, and how many
        uncovered villages it would reach; -1 and 0 where a village has no place.
    """
    site = np.full(len(uncovered), -1, dtype=np.int64)
    covers = np.zeros(len(uncovered), dtype=np.int64)
    placed = np.isfinite(problem.villages.lonlat).all(axis=1)
    rows = np.flatnonzero(uncovered & placed & ~problem.villages.excluded)
    if rows.size == 0 or rule.needed > 1:
        return site, covers
    places = problem.villages.lonlat[rows]
    near = travel.within(places, places, cutoff=rule.cutoff, unit=rule.unit).matrix
    near = near.tocoo()
    counts = np.bincount(near.col, minlength=len(rows))
    # For each village: most villages first, then least travel, then register order.
    order = np.lexsort((near.col, near.data, -counts[near.col], near.row))
    first = order[np.unique(near.row[order], return_index=True)[1]]
    site[rows[near.row[first]]] = rows[near.col[first]]
    covers[rows[near.row[first]]] = counts[near.col[first]]
    return site, covers
