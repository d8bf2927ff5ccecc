"""What sites are worth and plans edited by hand, by opening and closing each."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.errors import WORDS, PlanInputError
from planner.siting.room import serve_with_room
from planner.siting.sites import SiteGroup
from planner.siting.worth import score_by_hand, site_worth
from tests.planner.siting.cover_cases import covered, plans, questions, served, stored

promise = settings(max_examples=60, deadline=None)


@st.composite
def edited(draw, **kinds):
    """A question and any set of sites, whatever the rules say."""
    reach, demand, rules = draw(questions(**kinds))
    opened = draw(st.sets(st.integers(0, reach.shape[1] - 1)))
    return reach, demand, rules, opened


@promise
@given(edited())
def test_worth_is_what_opening_and_closing_changes(case):
    reach, demand, rules, opened = case
    backup = rules["backup"]
    worth = site_worth(reach, demand, opened=sorted(opened), backup=backup)
    now = covered(reach, demand, opened, backup)
    each = np.ones(len(demand))
    places = covered(reach, each, opened, backup)
    near = stored(reach)
    for site in range(reach.shape[1]):
        mine = [row for row in range(len(demand)) if site in near[row]]
        assert worth.reaches[site] == demand[mine].sum()
        if site not in opened:
            more = opened | {site}
            assert worth.adds[site] == covered(reach, demand, more, backup) - now
            gain = covered(reach, each, more, backup) - places
            assert worth.adds_places[site] == gain
            assert worth.lost[site] == worth.alone[site] == worth.backed_up[site] == 0
            continue
        less = opened - {site}
        assert worth.lost[site] == now - covered(reach, demand, less, backup)
        fall = places - covered(reach, each, less, backup)
        assert worth.lost_places[site] == fall
        assert worth.alone[site] == sum(
            demand[row] for row in mine if near[row] & opened == {site}
        )
        assert worth.backed_up[site] == sum(
            len(near[row] & less) >= backup for row in mine
        )
        assert worth.adds[site] == worth.adds_places[site] == 0


@promise
@given(edited())
def test_a_score_counts_cover_and_cost(case):
    reach, demand, rules, opened = case
    score = score_by_hand(reach, demand, opened=sorted(opened), **rules)
    assert set(score.opened.tolist()) == opened
    assert score.covered == covered(reach, demand, opened, rules["backup"])
    new = opened - set(rules["existing"])
    assert score.cost == sum(rules["site_cost"][site] for site in new)
    allowed = set(range(reach.shape[1])) - set(rules["forbidden"])
    allowed |= set(rules["existing"])
    backup = rules["backup"]
    assert score.missed.tolist() == [
        row
        for row, near in enumerate(stored(reach))
        if len(near & opened) < backup <= len(near & allowed)
    ]


@promise
@given(edited())
def test_rules_are_broken_exactly_where_no_plan_is_so(case):
    reach, demand, rules, opened = case
    score = score_by_hand(reach, demand, opened=sorted(opened), **rules)
    assert (score.broken == ()) == (opened in list(plans(reach.shape[1], rules)))
    assert all(WORDS.say(key, "zh", values) for key, values in score.broken)


@promise
@given(edited())
def test_the_swap_named_is_the_best_that_keeps_the_rules(case):
    reach, demand, rules, opened = case
    every = list(plans(reach.shape[1], rules))
    if opened not in every:
        return
    backup = rules["backup"]
    score = score_by_hand(reach, demand, opened=sorted(opened), **rules)
    fixed = set(rules["existing"]) | set(rules["pinned"])
    best = 0
    for out in opened - fixed:
        for into in set(range(reach.shape[1])) - opened:
            other = opened - {out} | {into}
            if other in every:
                much = covered(reach, demand, other, backup) - score.covered
                best = max(best, much)
    assert (score.swap.gain if score.swap else 0) == best
    if score.swap:
        other = opened - {score.swap.out} | {score.swap.into}
        assert other in every
        assert covered(reach, demand, other, backup) == score.covered + best


@promise
@given(edited(demands=5, sites=4, with_capacity=True))
def test_a_score_with_capacity_overfills_nobody(case):
    reach, demand, rules, opened = case
    score = score_by_hand(reach, demand, opened=sorted(opened), **rules)
    at = score.assigned >= 0
    load = np.bincount(score.assigned[at], demand[at], minlength=reach.shape[1])
    assert (load <= rules["capacity"]).all()
    most = served(reach, demand, opened, rules["backup"], rules["capacity"])
    assert score.covered <= most
    near = stored(reach)
    assert all(score.assigned[r] in near[r] & opened for r in np.flatnonzero(at))
    if score.swap:
        after = opened - {score.swap.out} | {score.swap.into}
        again = score_by_hand(reach, demand, opened=sorted(after), **rules)
        assert again.covered == score.covered + score.swap.gain


def test_one_is_moved_out_of_the_way():
    # Place 0 prefers site 0 but can go to site 1; place 1 can only go to site 0.
    reach = csr_array(([1.0, 2.0, 1.0, 5.0], ([0, 0, 1, 2], [0, 1, 0, 1])))
    demand, room = np.array([2.0, 2.0, 1.0]), np.array([2.0, 3.0])
    served_ = serve_with_room(reach, demand, room, np.ones(2, dtype=bool), 1)
    assert served_.tolist() == [False, True, True, True]


def test_every_broken_rule_is_told_at_once():
    score = score_by_hand(
        csr_array(np.eye(4)),
        opened=[1, 2, 3],
        p=1,
        existing=[0],
        pinned=[],
        forbidden=[1],
        site_cost=[1, 2, 3, 4],
        budget=8,
        groups=(
            SiteGroup(np.array([0]), 1, None, "west"),
            SiteGroup(np.array([1, 2, 3]), 0, 2, "east"),
        ),
        cover_all=True,
    )
    assert [key for key, _ in score.broken] == [
        "hand_existing",
        "hand_ban",
        "hand_p",
        "hand_budget",
        "hand_least",
        "hand_most",
        "hand_uncovered",
    ]


def test_positions_that_are_none_are_refused():
    with pytest.raises(PlanInputError, match="opened"):
        score_by_hand(csr_array(np.eye(3)), opened=[3])
    with pytest.raises(PlanInputError, match="opened"):
        site_worth(csr_array(np.eye(3)), opened=[-1])


def test_nothing_open_covers_nothing():
    score = score_by_hand(csr_array(np.eye(3)), opened=[])
    assert score.covered == score.cost == 0
    assert score.swap is None
    assert site_worth(csr_array(np.eye(3)), opened=[]).adds.tolist() == [1, 1, 1]
