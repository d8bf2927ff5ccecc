"""The check of advisory groups finds what is wrong, and chooses as counties would."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from planner.advisory import LEADER, OPEN, can_sit, match
from planner.verify_advisory import blocking_pairs, violations
from tests.planner.advisory.cases import every_plan, make, problems

_ROWS = [
    (0, 0, 9, 1, 0b01),
    (0, 1, 8, 2, 0b11),
    (0, 2, 7, 1, 0b10),
    (1, 0, 6, 2, 0b1),
    (1, 2, 5, 2, 0b1, 4),
    (2, 1, 1, 1, 0b1),
]


def problem(**given):
    kinds = [[LEADER, OPEN], [OPEN], [OPEN]]
    return make(kinds, [1, 1, 2], _ROWS, agreed=[(2, 1)], **given)


def promises(plan):
    return {row.promise for row in violations(problem(), plan)}


def test_a_right_plan():
    plan = match(problem())
    assert plan.pairs.tolist() == [[0, 2], [1, 0], [2, 1]]
    assert violations(problem(), plan) == []


@pytest.mark.parametrize(
    ("pairs", "seat", "agreed", "promise"),
    [
        ([[0, 2], [1, 0]], [1, 0], [0, 0], "agreed"),
        ([[0, 2], [1, 0], [2, 1]], [1, 0, 0], [0, 0, 0], "agreed"),
        ([[0, 2], [0, 0], [1, 0], [2, 1]], [1, 0, 0, 0], [0, 0, 0, 1], "quota"),
        ([[0, 1], [1, 0], [2, 1]], [0, 0, 0], [0, 0, 1], "quota"),
        ([[0, 2], [1, 2], [2, 1]], [1, 0, 0], [0, 0, 1], "barred"),
        ([[0, 2], [1, 0], [2, 1]], [0, 0, 0], [0, 0, 1], "seat"),
        ([[0, 1], [0, 2], [2, 1]], [1, 1, 0], [0, 0, 1], "seat"),
        ([[0, 1], [2, 1]], [1, 0], [0, 1], "seat"),
        ([[1, 1], [2, 1]], [0, 0], [0, 1], "pair"),
        ([[2, 1], [2, 1]], [0, 0], [1, 1], "pair"),
        ([[1, 0], [2, 1]], [0, 0, 0], [0, 1], "size"),
        ([[0, 0], [0, 2], [2, 1]], [0, 1, 0], [0, 0, 1], "stable"),
        ([[1, 0], [2, 1]], [0, 0], [0, 1], "stable"),
    ],
)
def test_a_wrong_plan(pairs, seat, agreed, promise):
    plan = replace(
        match(problem()),
        pairs=np.array(pairs),
        seat=np.array(seat),
        agreed=np.array(agreed, dtype=bool),
    )
    assert promise in promises(plan)


def test_a_plan_that_says_it_was_stopped_need_not_be_stable():
    plan = replace(
        match(problem()),
        pairs=np.array([[2, 1]]),
        seat=np.array([0]),
        agreed=np.array([True]),
        status="stopped",
        unstable=2,
    )
    assert promises(plan) == set()
    assert promises(replace(plan, status="stable")) == {"stable"}
    assert promises(replace(plan, batch=np.zeros(2, dtype=np.int64))) == {"size"}


@settings(max_examples=60, deadline=None)
@given(problems(counties=2, experts=4, seats=3))
def test_pairs_block_where_both_would_choose_each_other(problem):
    first = match(problem)
    for pairs in list(every_plan(problem))[:40]:
        rows = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        plan = replace(first, pairs=rows, seat=np.zeros(len(rows), dtype=np.int64))
        assert blocking_pairs(problem, plan) == list(_blocking(problem, pairs))


def _blocking(problem, chosen):
    """Pairs that both sides choose, looking at every set they could choose."""
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    pairs = problem.pairs
    for county, expert, barred in zip(
        pairs.county.tolist(), pairs.expert.tolist(), pairs.barred.tolist(), strict=True
    ):
        pair = (county, expert)
        if barred or pair in chosen:
            continue
        mine = [one for one in chosen if one[0] == county]
        theirs = [one for one in chosen if one[1] == expert]
        if pair in _choice(problem, [*mine, pair], agreed, seats=True) and (
            pair in _choice(problem, [*theirs, pair], agreed, seats=False)
        ):
            yield pair


def _choice(problem, offered, agreed, *, seats):
    """Best set: all agreed, as many as can be, and of these the best one by one."""
    at = dict(zip(offered, problem.pair_at(np.array(offered)).tolist(), strict=True))
    score = problem.pairs.likes if seats else problem.pairs.wishes
    order = sorted(
        offered, key=lambda one: (one not in agreed, -score[at[one]], one[seats])
    )
    fixed = [one for one in offered if one in agreed]
    quota = max(problem.experts.quota[offered[0][1]], len(fixed))
    best = ()
    for size in range(len(offered) + 1):
        for some in combinations(order, size):
            masks = problem.pairs.may_sit[[at[one] for one in some]].tolist()
            fits = can_sit(masks) if seats else size <= quota
            if fits and set(fixed) <= set(some) and len(some) > len(best):
                # Combinations come with the best first.
                best = some
    return best
