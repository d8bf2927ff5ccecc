"""No fewer favours make the groups full, and those that are asked for do."""

from itertools import chain, combinations
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.advisory import (
    HOME,
    LEADER,
    OPEN,
    PARTNER,
    can_sit,
    count_groups,
    match,
    relax,
    relaxing,
)
from planner.verify_advisory import violations
from tests.planner.advisory.cases import make, problems

_CONFLICT = 4


@settings(max_examples=150, deadline=None)
@given(problems(counties=2, experts=4, seats=3, agreed=False), st.sampled_from([1, 16]))
def test_no_fewer_favours_fill_the_groups(problem, near):
    plan = match(problem)
    with patch.object(relaxing, "_NEAR", (near, 64)):
        found = relax(problem, plan)
    after = found.applied(problem)
    again = match(after)
    assert violations(after, again) == []
    full = count_groups(after, again).full
    short = {county for county, _ in found.short}
    assert set(np.flatnonzero(~full).tolist()) <= short
    best = _fewest(problem, plan)
    assert (best is None) == bool(short)
    if best is not None:
        assert found.bound <= best <= found.favours
        assert (found.status == "optimal") == (found.bound == found.favours)
        assert near == 1 or found.status == "optimal"


def _fewest(problem, plan):
    """Favours of the best of all sets of pairs that fill every group; None: none do."""
    pairs = problem.pairs
    rows = list(
        zip(pairs.county.tolist(), pairs.expert.tolist(), pairs.may_sit.tolist(),
            pairs.barred.tolist(), strict=True)
    )  # fmt: skip
    inside = {tuple(pair) for pair in plan.pairs.tolist()}
    members = [row for row in rows if row[:2] in inside]
    others = [row for row in rows if row[:2] not in inside and not row[3] & _CONFLICT]
    load = plan.load(len(problem.experts))
    best = None
    for added in chain.from_iterable(
        combinations(others, size) for size in range(len(others) + 1)
    ):
        more = np.bincount([row[1] for row in added], minlength=len(load))
        over = np.maximum(load + more - problem.experts.quota, 0)[more > 0]
        favours = int(over.sum()) + sum(row[3].bit_count() for row in added)
        if (over > 2).any() or (best is not None and favours >= best):
            continue
        if all(
            _full(problem, c, [*members, *added]) for c in range(len(problem.seats))
        ):
            best = favours
    return best


def _full(problem, county, rows):
    """Whether some way to seat the group meets every least number."""
    here = [row for row in rows if row[0] == county]
    kind = problem.seats.kind[county].tolist()
    known = np.bitwise_or.reduce(
        problem.experts.knows[[row[1] for row in here]], initial=0
    )
    wants = [at for at, which in enumerate(kind) if which in (LEADER, HOME, PARTNER)]
    covered = [
        at
        for at, trades in enumerate(problem.seats.trades[county].tolist())
        if trades and not trades & known
    ]
    if len(here) < problem.least.members[county]:
        return False
    # A way to seat the people and one to hold the seats make one that does both.
    return can_sit([row[2] for row in here]) and _held(here, [*wants, *covered])


def _held(rows, seats):
    masks = [
        sum(1 << at for at, row in enumerate(rows) if row[2] >> seat & 1)
        for seat in seats
    ]
    return can_sit(masks)


def test_a_leader_is_asked_for_one_group_more_rather_than_one_who_declined():
    rows = [(0, 0, 1, 9, 1), (1, 0, 1, 1, 1), (1, 1, 9, 1, 1, 1)]
    problem = make([[LEADER], [LEADER]], [1, 1], rows)
    found = relax(problem, match(problem))
    assert [(one.county, one.expert, one.over) for one in found.asks] == [(1, 0, True)]
    assert (found.favours, found.bound, found.status) == (1, 1, "optimal")
    assert found.raises == ((0, 1),)


def test_nobody_is_asked_more_than_allowed_and_the_rest_is_told():
    rows = [(county, 0, 1, 1, 1) for county in range(4)]
    problem = make([[OPEN]] * 4, [1], rows)
    found = relax(problem, match(problem), most_over=2)
    assert found.raises == ((0, 2),)
    assert len(found.short) == 1
    assert found.short[0][1] == 1


def test_a_refusal_is_taken_back_but_no_conflict():
    rows = [(0, 0, 1, 1, 1, 1), (1, 1, 1, 1, 1, 4)]
    problem = make([[OPEN], [OPEN]], [1, 1], rows)
    found = relax(problem, match(problem))
    assert [(one.county, one.lifts) for one in found.asks] == [
        (0, ("declined_by_expert",))
    ]
    assert found.short == ((1, 1),)


def test_the_few_looked_at_first_are_widened_where_they_do_not_do(monkeypatch):
    monkeypatch.setattr(relaxing, "_NEAR", (1, 2))
    # Both counties would ask the first expert first, who takes only one more.
    rows = [(c, e, 9 - e, 9 - c, 1) for c in range(4) for e in range(2)]
    problem = make([[OPEN]] * 4, [1, 1], rows)
    found = relax(problem, match(problem), most_over=1)
    assert found.short == ()
    assert (found.favours, found.status) == (2, "optimal")


def test_full_groups_need_nothing():
    problem = make([[OPEN]], [1], [(0, 0, 1, 1, 1)])
    found = relax(problem, match(problem))
    assert found.asks == found.short == ()
    assert (found.favours, found.bound, found.status) == (0, 0, "optimal")
