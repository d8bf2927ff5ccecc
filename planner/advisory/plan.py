"""What a question of advisory groups is answered with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.advisory.problem import (
    HOME,
    KINDS,
    LEADER,
    PARTNER,
    TRADE,
    AdvisoryProblem,
    Flags,
    Floats,
    Ints,
)

Side = Literal["counties", "experts"]
Status = Literal["stable", "stopped"]
# Told of the offers made and those still to be made; answers whether to stop.
Watch = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class AdvisoryPlan:
    """Who is in which group.

    Parameters
    ----------
    pairs
        Pairs (county, expert), shape (n, 2), sorted by county and seat.
    seat
        Seat that each holds, shape (n,).
    agreed
        Which of them were agreed before, shape (n,).
    batch
        Batch of each county, shape (c,); what a batch before was given stays.
    proposing
        Whose offers were made: of all stable plans this is the best for that side.
    status
        ``"stable"``, or ``"stopped"`` by the watcher: within all rules, not stable.
    offers, seconds
        How long it took.
    unstable
        Offers that were still to be made; 0 in a stable plan.
    """

    pairs: Ints
    seat: Ints
    agreed: Flags
    batch: Ints
    proposing: Side
    status: Status
    offers: int
    seconds: float
    unstable: int = 0

    def load(self, experts: int) -> Ints:
        """Groups that each of so many experts is in, shape (e,)."""
        return np.bincount(self.pairs[:, 1], minlength=experts).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Groups:
    """How full the c groups are, each of shape (c,).

    Parameters
    ----------
    members, leader, home, partner
        Members in all, and holders of seats of that kind.
    trades, covered
        Trade seats, and those of them whose trade some member knows, in whatever seat.
    full
        Whether every least number is met and every trade is covered.
    """

    members: Ints
    leader: Ints
    home: Ints
    partner: Ints
    trades: Ints
    covered: Ints
    full: Flags


def count_groups(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Groups:
    """Count how full each group is."""
    seats, least = problem.seats, problem.least
    county, size = plan.pairs[:, 0], len(problem.seats)
    kind = seats.kind[county, plan.seat]
    held = {
        at: np.bincount(county[kind == at], minlength=size) for at in range(len(KINDS))
    }
    members = np.bincount(county, minlength=size)
    trades = (seats.kind == TRADE).sum(axis=1)
    covered = trades - uncovered(problem, plan).sum(axis=1)
    full = (covered == trades) & (members >= least.members)
    full &= (held[LEADER] >= least.leader) & (held[HOME] >= least.home)
    full &= held[PARTNER] >= least.partner
    return Groups(
        members, held[LEADER], held[HOME], held[PARTNER], trades, covered, full
    )


def unknown_trades(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Flags:
    """Trade seats of whose trades no member knows one, shape (c, 16)."""
    known = np.zeros(len(problem.seats), dtype=np.int64)
    np.bitwise_or.at(known, plan.pairs[:, 0], problem.experts.knows[plan.pairs[:, 1]])
    trades = problem.seats.trades
    return np.asarray((trades != 0) & (trades & known[:, None] == 0))


def uncovered(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Flags:
    """Trade seats that are empty and whose trade no member knows, shape (c, 16)."""
    empty = unknown_trades(problem, plan)
    # A holder counts, whatever trades are on record: such seats may have been agreed.
    empty[plan.pairs[:, 0], plan.seat] = False
    return empty


def ranks(problem: AdvisoryProblem) -> tuple[Ints, Ints]:
    """Rank each pair on both lists.

    Returns
    -------
    of_expert, of_county
        Place of the expert on the county's list of those acceptable, from 1, and of the
        county on the expert's, shape (n,) each; 0 for barred pairs.
    """
    pairs = problem.pairs
    return (
        _ranked(pairs.county, pairs.likes, pairs.expert, pairs.acceptable),
        _ranked(pairs.expert, pairs.wishes, pairs.county, pairs.acceptable),
    )


def _ranked(owner: Ints, score: Floats, other: Ints, counts: Flags) -> Ints:
    at = np.flatnonzero(counts)
    order = at[np.lexsort((other[at], -score[at], owner[at]))]
    owners = owner[order]
    rank = np.zeros(len(owner), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(owners, owners) + 1
    return rank
