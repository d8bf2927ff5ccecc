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
    waiting
        Where the blocker is full: uncovered villages that could use a place there.
    missing
        Where providers in reach are full: how many more places the village needs,
        each at a different one.
    """

    reason: Indices
    blocker: Indices
    blocker_cost: Costs
    offered: Indices
    waiting: Indices
    missing: Indices


def explain(pairs: Pairs, allocation: Allocation, uncovered: Flags) -> Why:
    """Find the reason of every uncovered village, shape (n,) each."""
    villages, trades = pairs.problem.villages, pairs.problem.providers.trades
    why = Why(
        np.zeros(len(villages), dtype=np.int64),
        np.full(len(villages), -1, dtype=np.int64),
        np.full(len(villages), -1, dtype=np.int64),
        np.zeros(len(villages), dtype=np.int64),
        np.zeros(len(villages), dtype=np.int64),
        np.zeros(len(villages), dtype=np.int64),
    )
    placed = np.isfinite(villages.lonlat).all(axis=1)
    why.reason[uncovered] = REASON_AT["nothing_in_reach"]
    why.reason[uncovered & ~placed] = REASON_AT["no_location"]
    why.reason[uncovered & villages.excluded] = REASON_AT["excluded_by_planner"]
    off_road = pairs.rows[~pairs.joined]
    why.reason[off_road[uncovered[off_road]]] = REASON_AT["no_road_near"]
    tests = (
        ("in_reach_but_full", pairs.pair_open & pairs.pair_match),
        ("closed_then", ~pairs.pair_open & pairs.pair_match),
        ("no_matching_trade", pairs.pair_open & ~pairs.pair_match),
    )
    open_rows = uncovered[pairs.rows]
    for name, keep in tests:
        pair = np.flatnonzero(keep & open_rows[pairs.village])
        prove = _full if name == "in_reach_but_full" else _would_serve
        proof = pair[prove(pairs, allocation, pair)]
        _name(why, pairs, proof, REASON_AT[name])
        held = np.zeros(len(pairs.rows), dtype=bool)
        held[pairs.village[proof]] = True
        if name == "in_reach_but_full":
            _count_places(why, pairs, allocation, proof)
        if name == "no_matching_trade":
            met = pair[held[pairs.village[pair]]]
            known = trades[pairs.columns[pairs.reach.indices[met]]]
            np.bitwise_or.at(why.offered, pairs.rows[pairs.village[met]], known)
        open_rows &= ~held
    return why


def _count_places(
    why: Why, pairs: Pairs, allocation: Allocation, proof: Indices
) -> None:
    """Write down who waits at each full provider, and how many places are missing."""
    columns = pairs.reach.indices[proof]
    waiting = np.zeros(len(pairs.problem.providers), dtype=np.int64)
    waiting[pairs.columns] = np.bincount(columns, minlength=len(pairs.columns))
    rows = np.unique(pairs.village[proof])
    villages = pairs.rows[rows]
    why.waiting[villages] = waiting[why.blocker[villages]]
    if allocation.needed == 1:
        why.missing[villages] = 1
    else:
        why.missing[villages] = [
            allocation.missing_places(row) for row in rows.tolist()
        ]


def _full(pairs: Pairs, allocation: Allocation, pair: Indices) -> Flags:
    """Pairs whose provider is full, in rows with enough fitting providers."""
    rows, columns = pairs.village[pair], pairs.reach.indices[pair]
    enough = np.bincount(rows, minlength=len(pairs.rows)) >= allocation.needed
    load = np.array([len(served) for served in allocation.served], dtype=np.int64)
    full: Flags = enough[rows] & (load[columns] >= pairs.capacity[columns])
    return full


def _would_serve(pairs: Pairs, allocation: Allocation, pair: Indices) -> Flags:
    """Pairs that, as options, would have their village served.

    Where it takes several at once, all of them.
    """
    rows, columns = pairs.village[pair], pairs.reach.indices[pair]
    if allocation.needed == 1:
        room: Flags = allocation.with_room()[columns]
        return room
    proof = np.zeros(len(pair), dtype=bool)
    for row in np.unique(rows).tolist():
        mine = np.flatnonzero(rows == row)
        extra = columns[mine].tolist()
        if allocation.would_serve(row, extra):
            alone = [allocation.would_serve(row, [column]) for column in extra]
            proof[mine] = alone if any(alone) else True
    return proof


def _name(why: Why, pairs: Pairs, pair: Indices, reason: int) -> None:
    """Write down a reason and, of the pairs that prove it, the nearest."""
    if not pair.size:
        return
    first = _first_best(pairs.village[pair], pairs.reach.data[pair])
    village = pairs.rows[pairs.village[pair[first]]]
    why.reason[village] = reason
    why.blocker[village] = pairs.columns[pairs.reach.indices[pair[first]]]
    why.blocker_cost[village] = pairs.reach.data[pair[first]]


def _first_best(rows: Indices, cost: Costs) -> Indices:
    """First entry of least cost in each row.

    ``rows`` is sorted and not empty; one result for each distinct row.
    """
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    sizes = np.diff(np.r_[starts, len(rows)])
    least = np.flatnonzero(cost == np.repeat(np.minimum.reduceat(cost, starts), sizes))
    return least[np.unique(rows[least], return_index=True)[1]]


def nearest_options(
    pairs: Pairs, travel: Travel, uncovered: Flags, load: Indices
) -> tuple[Indices, Costs, Flags]:
    """Nearest provider past the limit that keeps all other rules, for each village.

    Where a village needs several, the one that completes their number.

    Returns
    -------
    option, cost
        Shape (n,); -1 where too few providers keep the other rules.
    cut_off
        Shape (n,): enough keep the other rules, but no road leads to so many.
    """
    problem, rule = pairs.problem, pairs.rule
    option = np.full(len(problem.villages), -1, dtype=np.int64)
    cost = np.full(len(problem.villages), -1, dtype=np.int64)
    cut_off = np.zeros(len(problem.villages), dtype=bool)
    spare = pairs.columns[pairs.open & (load[pairs.columns] < pairs.capacity)]
    rows = pairs.rows[uncovered[pairs.rows]]
    trades = problem.villages.trades[rows]
    for wanted in np.unique(trades):
        asking = rows[trades == wanted]
        fit = spare[matches(wanted, problem.providers.trades[spare], rule)]
        if len(fit) < rule.needed:
            continue
        found, costs = travel.nearest(
            problem.villages.lonlat[asking],
            problem.providers.lonlat[fit],
            unit=rule.unit,
            k=rule.needed,
        )
        best, best_cost = found[:, -1], costs[:, -1]
        cut_off[asking] = best < 0
        there = best_cost > rule.cutoff
        option[asking[there]] = fit[best[there]]
        cost[asking[there]] = best_cost[there]
    return option, cost, cut_off


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
    counts = np.bincount(near.indices, minlength=len(rows))
    line = np.repeat(np.arange(len(rows)), np.diff(near.indptr))
    # Most villages first, then least travel; a row holds at least the village itself.
    rank = near.data - counts[near.indices] * (rule.cutoff + 1)
    best = near.indices[_first_best(line, rank)]
    site[rows], covers[rows] = rows[best], counts[best]
    return site, covers
