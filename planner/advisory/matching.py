"""Stable groups by deferred acceptance.

A county's choice among those who would come is the heaviest base of the transversal
matroid of its seats (Edmonds and Fulkerson 1965, "Transversals and matroid partition"),
found greedily by its scores. Such choices are substitutable, so that deferred
acceptance (Gale and Shapley 1962) ends in a stable plan: a kernel of two matroids
(Fleiner 2003, "A fixed-point approach to stable matchings and some applications"). Of
all stable plans it is the best for the side that offers.
"""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.advisory.offering import (
    NOBODY,
    counties_offer,
    experts_offer,
    place,
    remove,
    seat_all,
    settle,
)
from planner.advisory.plan import AdvisoryPlan, Side, Watch
from planner.advisory.problem import MOST_SEATS, AdvisoryProblem, Flags, Ints, seat_bits
from planner.errors import PlanInputError

# Offers between two words with whoever watches: some milliseconds.
_OFFERS = 20_000


@dataclass(frozen=True, slots=True)
class Lists:
    """Both sides' lists, ties broken by position, barred pairs among the others.

    Parameters
    ----------
    by_county, by_expert
        Pairs by owner, best first, shape (n,).
    county_end, expert_end
        Where those of each owner end, shape (c,) and (e,).
    rank, wish
        Place of each pair on its county's and on its expert's list, shape (n,).
    """

    by_county: Ints
    by_expert: Ints
    county_end: Ints
    expert_end: Ints
    rank: Ints
    wish: Ints


def lists_of(problem: AdvisoryProblem) -> Lists:
    """Rank all pairs on both lists."""
    pairs = problem.pairs
    by_county = np.lexsort((pairs.expert, -pairs.likes, pairs.county))
    by_expert = np.lexsort((pairs.county, -pairs.wishes, pairs.expert))
    return Lists(
        by_county=by_county,
        by_expert=by_expert,
        county_end=_ends(pairs.county[by_county], len(problem.seats)),
        expert_end=_ends(pairs.expert[by_expert], len(problem.experts)),
        rank=_places(by_county),
        wish=_places(by_expert),
    )


def _ends(owners: Ints, size: int) -> Ints:
    return np.searchsorted(owners, np.arange(size), side="right").astype(np.int64)


def _places(order: Ints) -> Ints:
    place_of = np.empty(len(order), dtype=np.int64)
    place_of[order] = np.arange(len(order))
    return place_of


@dataclass(frozen=True, slots=True)
class _State:
    """Who sits where so far, and what is left of the quotas."""

    held: Ints
    room: Ints
    stays: Flags


def match(
    problem: AdvisoryProblem,
    *,
    proposing: Side = "counties",
    batches: npt.ArrayLike | None = None,
    watch: Watch | None = None,
) -> AdvisoryPlan:
    """Match counties and experts so that no pair would rather have each other.

    Parameters
    ----------
    problem
        What is asked.
    proposing
        The side that makes the offers, and gets the best for all of its own that any
        stable plan gives them.
    batches
        Batch of each county, shape (c,), matched from the lowest to the highest: what
        an earlier one was given stays. All at once by default.
    watch
        Told of the offers made and still to be made; stops the matching.

    Returns
    -------
    AdvisoryPlan
        Every stable plan of a question fills the same seats of the same counties
        (Fleiner 2003, theorem on spans), so that who has no full group here has none in
        any other.

    Raises
    ------
    PlanInputError
        If there is not one batch for each county.
    """
    began = time.perf_counter()
    counties = len(problem.seats)
    batch = np.zeros(counties, np.int64) if batches is None else np.asarray(batches)
    if batch.shape != (counties,):
        told = {"name": "batches", "size": str((counties,))}
        raise PlanInputError([("advisory_bad_size", told)])
    lists, state = lists_of(problem), _agreed_first(problem)
    made = waiting = 0
    for number in np.unique(batch).tolist():
        part = problem.pairs.acceptable & (batch[problem.pairs.county] == number)
        part &= ~state.stays
        offers = _counties if proposing == "counties" else _experts
        more, waiting = offers(problem, lists, state, part, _heard(watch, made))
        made += more
        _keep(problem, state)
        if waiting:
            break
    settle(state.held, problem.pairs.may_sit, lists.rank)
    county, seat = np.nonzero(state.held >= 0)
    pair = state.held[county, seat]
    pairs = np.column_stack((county, problem.pairs.expert[pair])).astype(np.int64)
    return AdvisoryPlan(
        pairs=pairs,
        seat=seat.astype(np.int64),
        agreed=_is_agreed(problem)[pair],
        batch=batch.astype(np.int64),
        proposing=proposing,
        status="stopped" if waiting else "stable",
        offers=made,
        seconds=time.perf_counter() - began,
        unstable=waiting,
    )


def _heard(watch: Watch | None, before: int) -> Watch:
    """Tell a watcher of the offers of the batches before as well."""
    return lambda made, waiting: watch is not None and watch(before + made, waiting)


def _is_agreed(problem: AdvisoryProblem) -> Flags:
    agreed = np.zeros(len(problem.pairs), dtype=bool)
    agreed[problem.pair_at(problem.agreed)] = True
    return agreed


def _agreed_first(problem: AdvisoryProblem) -> _State:
    """Seat what was agreed, and take it off the quotas."""
    state = _State(
        held=np.full((len(problem.seats), MOST_SEATS), NOBODY, dtype=np.int64),
        room=problem.experts.quota.copy(),
        stays=np.zeros(len(problem.pairs), dtype=bool),
    )
    for pair in np.flatnonzero(_is_agreed(problem)).tolist():
        place(state.held[problem.pairs.county[pair]], problem.pairs.may_sit, pair)
    _keep(problem, state)
    return state


def _keep(problem: AdvisoryProblem, state: _State) -> None:
    """Let those who sit stay: what is given in a batch is agreed in the next."""
    new = state.held[state.held >= 0]
    new = new[~state.stays[new]]
    state.stays[new] = True
    np.subtract.at(state.room, problem.pairs.expert[new], 1)
    np.maximum(state.room, 0, out=state.room)


def _counties(
    problem: AdvisoryProblem, lists: Lists, state: _State, part: Flags, watch: Watch
) -> tuple[int, int]:
    """Make the offers of counties; who is offered a seat sits there until refused."""
    pairs, counties = problem.pairs, len(problem.seats)
    # An expert holds no more pairs than there are, whatever the quota.
    room = np.minimum(state.room, np.bincount(pairs.expert, minlength=len(state.room)))
    begins = np.concatenate(([0], np.cumsum(room)))[:-1].astype(np.int64)
    taken = np.full(int(room.sum()), NOBODY, dtype=np.int64)
    count = np.zeros(len(room), dtype=np.int64)
    todo = np.empty(counties * MOST_SEATS, dtype=np.int64)
    waiting = seat_all(
        state.held, pairs.county, pairs.may_sit, lists.by_county, part, todo
    )
    there, out, made = seat_bits(problem.seats), ~part, 0
    while waiting:
        waiting, more = counties_offer(
            state.held, there, pairs.county, pairs.expert, pairs.may_sit,
            lists.rank, lists.wish, lists.by_county, lists.county_end, out, taken,
            begins, count, room, todo, waiting, _OFFERS,
        )  # fmt: skip
        made += more
        if watch(made, waiting):
            break
    # Whoever was not asked before the end does not sit there.
    for pair in todo[:waiting].tolist():
        remove(state.held[pairs.county[pair]], pair)
    return made, waiting


def _experts(
    problem: AdvisoryProblem, lists: Lists, state: _State, part: Flags, watch: Watch
) -> tuple[int, int]:
    """Make the offers of experts; who is given a seat sits there until displaced."""
    pairs, size = problem.pairs, len(problem.experts)
    order = lists.by_expert[part[lists.by_expert]]
    end = _ends(pairs.expert[order], size)
    following = np.concatenate(([0], end))[:-1].astype(np.int64)
    count = np.zeros(size, dtype=np.int64)
    # The first expert is asked first.
    todo = np.arange(size)[::-1].copy()
    listed = np.ones(size, dtype=bool)
    waiting, made = size, 0
    while waiting:
        waiting, more = experts_offer(
            state.held, pairs.county, pairs.expert, pairs.may_sit, lists.rank, order,
            end, following, state.stays, count, state.room, todo, listed, waiting,
            _OFFERS,
        )  # fmt: skip
        made += more
        if watch(made, waiting):
            break
    return made, waiting
