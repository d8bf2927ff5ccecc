"""Groups are stable, and the best that stable groups can be for those who offer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.advisory import HOME, LEADER, OPEN, TRADE, can_sit, match, ranks
from planner.errors import PlanInputError
from planner.verify_advisory import blocking_pairs, violations
from tests.planner.advisory.cases import every_plan, make, problems

SIDES = ("counties", "experts")


def pairs_of(plan):
    return {tuple(pair) for pair in plan.pairs.tolist()}


def as_plan(problem, plan, pairs):
    """The same plan with other pairs; seats do not matter to stability."""
    rows = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    return replace(
        plan,
        pairs=rows,
        seat=np.zeros(len(rows), dtype=np.int64),
        agreed=np.array([tuple(row) in agreed for row in rows.tolist()], dtype=bool),
    )


@settings(max_examples=150, deadline=None)
@given(problems(counties=3, experts=4, seats=3), st.sampled_from(SIDES))
def test_of_all_stable_plans_it_is_the_best_for_who_offers(problem, side):
    plan = match(problem, proposing=side)
    assert violations(problem, plan) == []
    stable = [
        pairs
        for pairs in every_plan(problem)
        if not blocking_pairs(problem, as_plan(problem, plan, pairs))
    ]
    assert pairs_of(plan) in stable
    owner = 0 if side == "counties" else 1
    rank = _ranks(problem, owner)
    for pairs in stable:
        for one in {pair[owner] for pair in pairs | pairs_of(plan)}:
            mine = sorted(rank[p] for p in pairs_of(plan) if p[owner] == one)
            theirs = sorted(rank[p] for p in pairs if p[owner] == one)
            # As many in every stable plan, and none of them better placed.
            assert len(mine) == len(theirs)
            assert all(a <= b for a, b in zip(mine, theirs, strict=True))
        assert _seats(problem, pairs) == _seats(problem, pairs_of(plan))


def _seats(problem, pairs):
    """First seats of each county that its group can hold."""
    rows = sorted(pairs)
    at = problem.pair_at(np.array(rows, dtype=np.int64).reshape(-1, 2)).tolist()
    held = []
    for county in range(len(problem.seats)):
        masks = [
            int(problem.pairs.may_sit[pair])
            for pair, row in zip(at, rows, strict=True)
            if row[0] == county
        ]
        seats = []
        for seat in range(16):
            holders = [
                sum(1 << who for who, mask in enumerate(masks) if mask >> one & 1)
                for one in [*seats, seat]
            ]
            if can_sit(holders):
                seats.append(seat)
        held.append(seats)
    return held


def _ranks(problem, owner):
    """Place of each pair on the list of its county (0) or expert (1), barred or not."""
    open_to_all = replace(
        problem, pairs=replace(problem.pairs, barred=problem.pairs.barred * 0)
    )
    rank = ranks(open_to_all)[owner].tolist()
    pairs = problem.pairs
    rows = zip(pairs.county.tolist(), pairs.expert.tolist(), strict=True)
    return dict(zip(rows, rank, strict=True))


@settings(max_examples=300, deadline=None)
@given(problems(counties=5, experts=8, seats=6), st.sampled_from(SIDES), st.data())
def test_no_violation_and_no_unstable_pair_in_any_batch(problem, side, data):
    size = len(problem.seats)
    batch = data.draw(st.lists(st.integers(0, 2), min_size=size, max_size=size))
    plan = match(problem, proposing=side, batches=batch)
    assert violations(problem, plan) == []
    assert plan.status == "stable"
    assert plan.unstable == 0


def test_a_county_gives_way_to_whom_the_expert_prefers():
    # Both counties want the first expert most, who wishes for the second county.
    rows = [(0, 0, 9, 1, 1), (0, 1, 5, 1, 1), (1, 0, 9, 2, 1)]
    plan = match(make([[OPEN], [OPEN]], [1, 1], rows))
    assert pairs_of(plan) == {(0, 1), (1, 0)}


def test_sides_get_their_own_best():
    rows = [(0, 0, 2, 1, 1), (0, 1, 1, 2, 1), (1, 0, 1, 2, 1), (1, 1, 2, 1, 1)]
    problem = make([[OPEN], [OPEN]], [1, 1], rows)
    assert pairs_of(match(problem)) == {(0, 0), (1, 1)}
    assert pairs_of(match(problem, proposing="experts")) == {(0, 1), (1, 0)}


def test_a_leader_takes_an_open_seat_where_a_better_one_leads():
    rows = [(0, 0, 5, 1, 0b11), (0, 1, 9, 1, 0b11), (0, 2, 1, 1, 0b10)]
    plan = match(make([[LEADER, OPEN]], [1, 1, 1], rows))
    assert plan.pairs.tolist() == [[0, 1], [0, 0]]
    assert plan.seat.tolist() == [0, 1]


def test_the_first_seats_are_held_whoever_is_liked_best():
    # The second is liked best and could lead, but then nobody would hold the next seat.
    rows = [(0, 0, 1, 1, 0b101), (0, 1, 9, 1, 0b011)]
    plan = match(make([[LEADER, LEADER, OPEN]], [1, 1], rows))
    assert plan.pairs.tolist() == [[0, 0], [0, 1]]
    assert plan.seat.tolist() == [0, 1]


def test_a_seat_of_the_county_is_for_its_own_even_where_others_are_liked_more():
    rows = [(0, 0, 1, 1, 0b01), (0, 1, 9, 1, 0b10), (0, 2, 8, 1, 0b10)]
    plan = match(make([[HOME, OPEN]], [1, 1, 1], rows))
    assert pairs_of(plan) == {(0, 0), (0, 1)}


def test_members_change_seats_to_let_another_in():
    # The first could sit anywhere, the second only where the first would sit first.
    rows = [(0, 0, 9, 1, 0b11), (0, 1, 1, 1, 0b01)]
    plan = match(make([[TRADE, OPEN]], [1, 1], rows, knows=[1, 1]))
    assert plan.pairs.tolist() == [[0, 1], [0, 0]]


def test_a_chain_of_members_moves_up_when_one_goes_elsewhere():
    rows = [
        (0, 0, 9, 1, 0b100), (0, 1, 8, 1, 0b011), (0, 2, 7, 1, 0b110),
        (0, 3, 1, 1, 0b001), (1, 0, 1, 2, 0b1),
    ]  # fmt: skip
    plan = match(make([[OPEN] * 3, [OPEN]], [1] * 4, rows))
    assert plan.pairs.tolist() == [[0, 3], [0, 1], [0, 2], [1, 0]]


def test_of_equal_scores_the_first_counts():
    rows = [(county, expert, 1, 1, 1) for county in (0, 1) for expert in (0, 1)]
    problem = make([[OPEN], [OPEN]], [1, 1], rows)
    for side in SIDES:
        assert pairs_of(match(problem, proposing=side)) == {(0, 0), (1, 1)}


def test_what_was_agreed_stays_beyond_quota_and_bars():
    rows = [
        (0, 0, 1, 1, 1, 4), (0, 1, 9, 9, 1), (1, 0, 1, 1, 1), (2, 0, 9, 9, 1),
    ]  # fmt: skip
    agreed = [(0, 0), (1, 0)]
    problem = make([[OPEN]] * 3, [1, 1], rows, agreed=agreed)
    for side in SIDES:
        plan = match(problem, proposing=side)
        assert pairs_of(plan) == {(0, 0), (1, 0)}
        assert plan.agreed.all()
        assert violations(problem, plan) == []


def test_an_earlier_batch_keeps_what_it_was_given():
    rows = [(0, 0, 1, 1, 1), (1, 0, 1, 2, 1)]
    problem = make([[OPEN], [OPEN]], [1], rows)
    assert pairs_of(match(problem)) == {(1, 0)}
    plan = match(problem, batches=[0, 1])
    assert pairs_of(plan) == {(0, 0)}
    assert violations(problem, plan) == []
    with pytest.raises(PlanInputError, match="batches"):
        match(problem, batches=[0])


@pytest.mark.parametrize("side", SIDES)
def test_a_watcher_stops_within_the_rules(side, monkeypatch):
    monkeypatch.setattr("planner.advisory.matching._OFFERS", 1)
    rows = [(c, e, 9 - e, 9 - c, 1) for c in range(3) for e in range(3)]
    problem = make([[OPEN]] * 3, [1] * 3, rows)
    heard = []
    plan = match(
        problem, proposing=side, watch=lambda *told: heard.append(told) or True
    )
    assert heard[0][0] == 1
    assert plan.status == "stopped"
    assert plan.unstable == heard[0][1] > 0
    assert violations(problem, plan) == []
    assert blocking_pairs(problem, plan)
    assert match(problem, proposing=side, watch=lambda *_: False).status == "stable"


def test_nobody_at_all():
    for problem in (make([], [], []), make([[OPEN]], [], []), make([], [1], [])):
        for side in SIDES:
            plan = match(problem, proposing=side)
            assert len(plan.pairs) == 0
            assert violations(problem, plan) == []
