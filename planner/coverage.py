"""The verdict: which villages a rule covers, which not, and why not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.travel import Costs, Indices, Travel
from planner.allocation import Allocation, allocate
from planner.pairs import Pairs
from planner.problem import CoverageProblem, Flags
from planner.reasons import best_sites, explain, nearest_options
from planner.rule import Rule


@dataclass(frozen=True, slots=True)
class Verdict:
    """Answer to one rule, aligned to the n villages of the problem.

    Parameters
    ----------
    problem, rule
        What was asked; the rule has its day filled in.
    travel
        How reach was measured: name and numbers.
    in_set, covered
        Whether the rule asks for the village, and whether it is covered.
    server, server_cost
        Nearest provider that serves it, and the cost in the rule's unit; -1 where none.
    serving
        Village and provider of every service link, shape (links, 2).
    in_reach
        Providers of any trade, in service or not, within the limit.
    load
        Villages served by each provider, shape (m,).
    reason
        Position in :data:`planner.reasons.REASONS`.
    blocker, blocker_cost
        The provider that proves the reason, and its cost; -1 where none.
    offered
        Trades in reach where the reason is that none matches, as a mask.
    waiting, missing
        Where the reason is that providers are full: uncovered villages that could use
        a place at the blocker, and how many more places the village itself needs.
    option, option_cost
        Nearest provider past the limit that keeps all other rules; -1 where none.
    site, site_covers
        The uncovered village at whose place one new provider would cover the most
        uncovered ones, this one included, and how many; -1 and 0 where none.
    road_m
        Metres to the nearest road that may be used; NaN where that is not measured,
        infinite where there is none.
    cut_off
        Providers that keep all other rules exist, but no road leads to enough of them.
    """

    problem: CoverageProblem
    rule: Rule
    travel: Mapping[str, float | str]
    in_set: Flags
    covered: Flags
    server: Indices
    server_cost: Costs
    serving: Indices
    in_reach: Indices
    load: Indices
    reason: Indices
    blocker: Indices
    blocker_cost: Costs
    offered: Indices
    waiting: Indices
    missing: Indices
    option: Indices
    option_cost: Costs
    site: Indices
    site_covers: Indices
    road_m: npt.NDArray[np.float64]
    cut_off: Flags

    @property
    def uncovered(self) -> Flags:
        """Villages the rule asks for and nobody covers."""
        return self.in_set & ~self.covered

    @property
    def is_complete(self) -> bool:
        """Whether every village the rule asks for is covered."""
        return not self.uncovered.any()


def judge(
    problem: CoverageProblem, rule: Rule, travel: Travel, *, today: dt.date
) -> Verdict:
    """Judge a rule on a problem.

    Parameters
    ----------
    problem
        Villages and providers.
    rule
        What is asked; a rule without a day is asked for ``today``.
    travel
        How reach is measured.
    today
        Day to judge on.

    Returns
    -------
    Verdict
        Never an exception for what cannot be covered.
    """
    rule = rule.dated(today)
    pairs = Pairs(problem, rule, travel)
    valid = pairs.some(pairs.pair_open & pairs.pair_match)
    allocation = allocate(valid, pairs.capacity, needed=rule.needed)
    serving = _links(pairs, allocation)
    covered = np.zeros(len(problem.villages), dtype=bool)
    covered[serving[:, 0]] = True
    uncovered = pairs.in_set & ~covered
    load = np.bincount(serving[:, 1], minlength=len(problem.providers))
    server, server_cost = _nearest_server(pairs, serving)
    why = explain(pairs, allocation, uncovered)
    option, option_cost, cut_off = nearest_options(pairs, travel, uncovered, load)
    site, site_covers = best_sites(problem, rule, travel, uncovered)
    in_reach = np.zeros(len(covered), dtype=np.int64)
    in_reach[pairs.rows] = np.diff(pairs.reach.indptr)
    road_m = np.full(len(covered), np.nan)
    road_m[pairs.rows] = pairs.road_m
    return Verdict(
        problem=problem,
        rule=rule,
        travel=travel.settings,
        in_set=pairs.in_set,
        covered=covered,
        server=server,
        server_cost=server_cost,
        serving=serving,
        in_reach=in_reach,
        load=load,
        reason=why.reason,
        blocker=why.blocker,
        blocker_cost=why.blocker_cost,
        offered=why.offered,
        waiting=why.waiting,
        missing=why.missing,
        option=option,
        option_cost=option_cost,
        site=site,
        site_covers=site_covers,
        road_m=road_m,
        cut_off=cut_off,
    )


def nearest_first(verdict: Verdict, row: int) -> list[int]:
    """Providers that serve a village, the nearest first; else the nearest that could.

    Returns
    -------
    list of int
        Positions; empty where nobody serves it and nobody could.
    """
    own = verdict.serving[verdict.serving[:, 0] == row, 1].tolist()
    first = int(verdict.server[row])
    if own:
        return [first, *(at for at in own if at != first)]
    named = (int(verdict.option[row]), int(verdict.blocker[row]))
    return [at for at in named if at >= 0][:1]


def _links(pairs: Pairs, allocation: Allocation) -> Indices:
    """Service links as (village, provider) positions in the problem, sorted."""
    links = [
        (row, column)
        for row, columns in enumerate(allocation.serving)
        for column in sorted(columns)
    ]
    found = np.array(links, dtype=np.int64).reshape(-1, 2)
    return np.column_stack((pairs.rows[found[:, 0]], pairs.columns[found[:, 1]]))


def _nearest_server(pairs: Pairs, serving: Indices) -> tuple[Indices, Costs]:
    """Nearest serving provider of each village, and its cost."""
    server = np.full(len(pairs.in_set), -1, dtype=np.int64)
    cost = np.full(len(pairs.in_set), -1, dtype=np.int64)
    if len(serving) == 0:
        return server, cost
    rows = np.searchsorted(pairs.rows, serving[:, 0])
    columns = np.searchsorted(pairs.columns, serving[:, 1])
    costs = np.asarray(pairs.reach[rows, columns]).ravel()
    # Written farthest first, so that the nearest link is what stays.
    order = np.lexsort((-serving[:, 1], -costs))
    server[serving[order, 0]] = serving[order, 1]
    cost[serving[order, 0]] = costs[order]
    return server, cost
