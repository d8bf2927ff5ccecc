"""What is told of an empty seat is so: setting the rule aside fills it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.advisory import (
    BAR_BITS,
    HOME,
    LEADER,
    OPEN,
    PARTNER,
    TRADE,
    count_groups,
    explain,
    match,
    supply,
)
from tests.planner.advisory.cases import make, problems

SIDES = ("counties", "experts")


def only(problem, **given):
    (row,) = explain(problem, match(problem, **given))
    return row


@settings(max_examples=300, deadline=None)
@given(
    problems(counties=4, experts=5, seats=4), st.sampled_from(["counties", "experts"])
)
def test_setting_a_rule_aside_fills_the_seat(problem, side):
    plan = match(problem, proposing=side)
    groups = count_groups(problem, plan)
    rows = explain(problem, plan)
    assert {row.county for row in rows} == set(np.flatnonzero(~groups.full).tolist())
    for row in rows:
        assert (row.known == 0) == (row.options == ())
        for one in row.options:
            assert one.why != "stopped"
            if one.rules > 1:
                continue
            after = _without(problem, row, one)
            if after is None:
                continue
            members = count_groups(after, match(after, proposing=side)).members
            assert members[row.county] > groups.members[row.county]


def _without(problem, row, one):
    """The question without the rule; None where somebody else's group would change."""
    if one.why in ("quota_full", "preferred_elsewhere"):
        assert (one.ahead == 0) == (one.why == "quota_full")
        quota = problem.experts.quota.copy()
        quota[one.expert] = one.load + one.ahead + 1
        return replace(problem, experts=replace(problem.experts, quota=quota))
    if one.leaves >= 0:
        return None
    barred = problem.pairs.barred.copy()
    at = problem.pair_at(np.array([(row.county, one.expert)]))
    assert barred[at] == BAR_BITS[one.why]
    barred[at] = 0
    return replace(problem, pairs=replace(problem.pairs, barred=barred))


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (LEADER, "no_leader"),
        (HOME, "none_proposed"),
        (PARTNER, "no_partner"),
        (TRADE, "nobody_known"),
        (OPEN, "nobody_known"),
    ],
)
def test_nobody_is_there(kind, why):
    row = only(make([[kind]], [1], []))
    assert (row.why, row.known, row.kind) == (why, 0, kind)
    assert row.first is None


@pytest.mark.parametrize("why", BAR_BITS)
def test_somebody_is_barred(why):
    row = only(make([[LEADER]], [1, 1], [(0, 1, 5, 5, 1, BAR_BITS[why])]))
    assert row.why == why
    assert (row.first.expert, row.first.rules, row.first.load) == (1, 1, 0)


def test_the_rule_mended_soonest_is_named_and_all_are_listed():
    rows = [(0, 0, 9, 1, 1, 4), (0, 1, 5, 1, 1, 1), (0, 2, 1, 1, 1), (1, 2, 1, 9, 1)]
    row = only(make([[OPEN], [OPEN]], [1, 1, 1], rows))
    assert (row.county, row.why) == (0, "quota_full")
    assert [one.why for one in row.options] == [
        "quota_full", "declined_by_expert", "conflict",
    ]  # fmt: skip
    assert (row.first.expert, row.first.load, row.first.quota) == (2, 1, 1)


def test_an_expert_would_rather_join_others_first():
    rows = [(county, 0, 1, 9 - county, 1) for county in range(3)]
    _, row = explain(problem := make([[OPEN]] * 3, [1], rows), match(problem))
    assert (row.county, row.why, row.first.ahead) == (2, "preferred_elsewhere", 1)


def test_a_county_whose_seat_was_agreed_is_not_ahead():
    rows = [(0, 0, 9, 2, 1), (0, 1, 1, 1, 1), (1, 0, 1, 1, 1), (2, 0, 1, 3, 1)]
    problem = make([[OPEN]] * 3, [1, 1], rows, agreed=[(0, 1)])
    row = only(problem)
    assert (row.county, row.why, row.first.ahead) == (1, "quota_full", 0)


def test_nobody_leaves_what_an_earlier_batch_gave():
    rows = [(0, 0, 1, 1, 1), (1, 0, 1, 2, 1, 1)]
    problem = make([[OPEN]] * 2, [1], rows)
    assert only(problem).first.leaves == 0
    assert only(problem).first.rules == 1
    row = only(problem, batches=[0, 1])
    assert [(one.why, one.rules, one.leaves) for one in row.options] == [
        ("quota_full", 2, -1), ("declined_by_expert", 2, -1),
    ]  # fmt: skip


def test_who_knows_the_trade_is_needed_on_another_seat():
    rows = [(0, 0, 1, 1, 0b11)]
    problem = make([[TRADE, TRADE]], [1], rows, trades=[1, 2], knows=[1])
    row = only(problem)
    assert (row.why, row.here, row.known) == ("in_group", 1, 0)


def test_a_trade_that_a_member_knows_is_covered_wherever_they_sit():
    rows = [(0, 0, 1, 1, 0b01)]
    problem = make(
        [[LEADER, TRADE]], [1], rows, least=[(1, 1, 0, 0)], trades=[2], knows=[3]
    )
    plan = match(problem)
    assert count_groups(problem, plan).full.all()
    assert explain(problem, plan) == ()


def test_a_matching_that_was_stopped_says_so(monkeypatch):
    monkeypatch.setattr("planner.advisory.matching._OFFERS", 1)
    rows = [(county, 0, 1, 1, 1) for county in range(2)]
    problem = make([[OPEN]] * 2, [2], rows)
    row = only(problem, watch=lambda *_: True)
    assert row.why == "stopped"


def test_what_the_pool_can_give():
    rows = [(0, 0, 1, 1, 0b11), (1, 0, 1, 1, 0b11), (0, 1, 1, 1, 0b10, 4)]
    told = supply(make([[LEADER, OPEN]] * 2, [1, 5], rows))
    counts = {row.kind: (row.wanted, row.offered, row.experts) for row in told}
    assert counts["leader"] == (2, 1, 1)
    assert counts["members"] == (4, 1, 1)
    assert counts["home"] == (0, 0, 0)
    assert {row.kind: row.short for row in told}["leader"] == 1
