"""How things stand in a plan: who would come, whom a county would take."""

from dataclasses import dataclass

import numpy as np

from geo.roads.compiling import compiled
from planner.advisory.matching import Lists, lists_of
from planner.advisory.offering import NOBODY
from planner.advisory.plan import AdvisoryPlan
from planner.advisory.problem import MOST_SEATS, AdvisoryProblem, Flags, Ints

_SEATS = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """Both sides of every pair, beside a plan.

    Parameters
    ----------
    held
        Pair on each seat, shape (c, 16); -1 where it is empty.
    lists
        Both sides' lists.
    inside
        Pairs of the plan, shape (n,).
    load
        Groups of each expert, shape (e,).
    room
        Experts in fewer groups than their quota, shape (e,).
    comes
        Pairs not in the plan whose expert would come, having room or leaving a group
        liked less, were they not barred, shape (n,).
    takes
        Pairs not in the plan whose county would take the expert, having room or letting
        a member liked less go, were they not barred, shape (n,).
    settled
        Pairs not in the plan that find no seat, as pairs that stay hold every seat on
        which the expert could come, shape (n,).
    leaves
        Pair that the expert would leave, shape (n,); -1 for none.
    ahead
        Counties that would take the expert of each pair, and that the expert would
        rather join than the county of the pair, shape (n,).
    """

    held: Ints
    lists: Lists
    inside: Flags
    load: Ints
    room: Flags
    comes: Flags
    takes: Flags
    settled: Flags
    leaves: Ints
    ahead: Ints


def standing_of(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Standing:
    """Work out how things stand."""
    pairs, size = problem.pairs, len(problem.experts)
    lists = lists_of(problem)
    chosen = problem.pair_at(plan.pairs)
    held = np.full((len(problem.seats), MOST_SEATS), NOBODY, dtype=np.int64)
    held[plan.pairs[:, 0], plan.seat] = chosen
    inside = np.zeros(len(pairs), dtype=bool)
    inside[chosen] = True
    stays = np.zeros(len(pairs), dtype=bool)
    stays[chosen[plan.agreed]] = True
    load = plan.load(size)
    room = load < problem.experts.quota
    leaves = np.full(len(pairs), NOBODY, dtype=np.int64)
    batch = plan.batch[pairs.county]
    for number in np.unique(plan.batch).tolist():
        loose = chosen[~plan.agreed & (batch[chosen] >= number)]
        # The worst is written last.
        loose = loose[np.argsort(lists.wish[loose])]
        worst = np.full(size, NOBODY, dtype=np.int64)
        worst[pairs.expert[loose]] = loose
        rows = np.flatnonzero(~inside & ~room[pairs.expert] & (batch == number))
        left = worst[pairs.expert[rows]]
        better = (left != NOBODY) & (lists.wish[rows] < lists.wish[left])
        leaves[rows[better]] = left[better]
    there = problem.seats.there
    takes = ~inside & _takes(
        held, there, pairs.county, pairs.may_sit, lists.rank, stays
    )
    # Ranked before everybody, an expert is refused only for want of a seat.
    first = np.where(inside, lists.rank, NOBODY)
    settled = ~inside & ~_takes(held, there, pairs.county, pairs.may_sit, first, stays)
    return Standing(
        held=held,
        lists=lists,
        inside=inside,
        load=load,
        room=room,
        comes=~inside & (room[pairs.expert] | (leaves != NOBODY)),
        takes=takes,
        settled=settled,
        leaves=leaves,
        ahead=_ahead(problem, lists, takes),
    )


@compiled
def _takes(
    held: Ints, there: Flags, county: Ints, masks: Ints, rank: Ints, stays: Flags
) -> Flags:
    """Whether each pair finds a seat, or a member ranked after it who could go."""
    # Rank of the last who could go for one on a seat; past all where it is free.
    last = np.full(held.shape, -1, dtype=np.int64)
    for here in range(len(held)):
        for seat in range(_SEATS):
            if not there[here, seat]:
                continue
            found, grown = 1 << seat, True
            while grown:
                grown = False
                for other in range(_SEATS):
                    pair = held[here, other]
                    if found >> other & 1 and pair != -1:
                        wider = found | masks[pair]
                        grown = grown or wider != found
                        found = wider
            for other in range(_SEATS):
                if found >> other & 1:
                    pair = held[here, other]
                    if pair == -1:
                        last[here, seat] = len(rank)
                    elif not stays[pair]:
                        last[here, seat] = max(last[here, seat], rank[pair])
    takes = np.zeros(len(masks), dtype=np.bool_)
    for pair in range(len(masks)):
        for seat in range(_SEATS):
            if masks[pair] >> seat & 1 and rank[pair] < last[county[pair], seat]:
                takes[pair] = True
    return takes


def _ahead(problem: AdvisoryProblem, lists: Lists, takes: Flags) -> Ints:
    """Count, for each pair, the counties before it on the expert's list that want."""
    order = lists.by_expert
    wants = takes[order] & problem.pairs.acceptable[order]
    before = np.concatenate(([0], np.cumsum(wants)))
    first = np.concatenate(([0], lists.expert_end))[problem.pairs.expert[order]]
    ahead = np.empty(len(order), dtype=np.int64)
    ahead[order] = before[:-1] - before[first]
    return ahead
