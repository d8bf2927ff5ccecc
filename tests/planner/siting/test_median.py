import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.errors import PlanInputError
from planner.siting.median import solve_p_median
from planner.siting.median_bound import ascend, settle
from planner.siting.median_pairs import make_pairs, make_rows
from planner.siting.median_search import interchange
from planner.siting.sites import SiteGroup, as_reach, check_sites
from planner.verify_siting import siting_violations

NONE = np.inf


def line(*places):
    """Travel between places on a line."""
    at = np.array(places, dtype=float)
    return np.abs(at[:, None] - at[None, :])


def best_by_trying(travel, demand, p, rules):
    """Least total over every set of sites and every way to share demand out."""
    n, m = travel.shape
    sites = check_sites(m, **rules)
    rows = [i for i in range(n) if np.isfinite(travel[i][sites.allowed]).any()]
    best = np.inf
    for flags in itertools.product((False, True), repeat=m):
        opened = np.array(flags)
        new = opened & ~sites.existing
        if (sites.fixed & ~opened).any() or (opened & ~sites.allowed).any():
            continue
        if (p is not None and new.sum() > p) or sites.cost[new].sum() > sites.budget:
            continue
        if any(
            not g.least <= opened[g.sites].sum() <= (m if g.most is None else g.most)
            for g in sites.groups
        ):
            continue
        best = min(best, shared_out(travel, demand, rows, opened, sites.capacity))
    return best


def shared_out(travel, demand, rows, opened, capacity):
    """Least total with these sites open, infinite where they do not suffice."""
    at = np.flatnonzero(opened)
    if np.isinf(capacity[at]).all():
        nearest = travel[rows][:, at].min(axis=1, initial=np.inf)
        return demand[rows] @ nearest if np.isfinite(nearest).all() else np.inf
    best = np.inf
    for choice in itertools.product(at, repeat=len(rows)):
        each = travel[rows, list(choice)]
        cost = demand[rows] @ each if np.isfinite(each).all() else np.inf
        load = np.bincount(choice, demand[rows], minlength=len(opened))
        if (load <= capacity).all():
            best = min(best, cost)
    return best


def costs(rng, n, m, *, missing, whole=True):
    travel = rng.uniform(0, 20, (n, m))
    travel = np.rint(travel) if whole else travel
    travel[rng.random((n, m)) < missing] = NONE
    return travel


def drawn_rules(rng, m, kinds):
    rules = {}
    for name in ("existing", "pinned", "forbidden"):
        if name in kinds:
            rules[name] = rng.random(m) < 0.25
    if "budget" in kinds:
        rules["site_cost"] = rng.integers(0, 10, m).astype(float)
        rules["budget"] = float(rng.integers(0, 20))
    if "groups" in kinds:
        own = rng.integers(0, 2, m)
        rules["groups"] = tuple(
            SiteGroup(np.flatnonzero(own == k), int(rng.integers(0, 2)), most, f"g{k}")
            for k, most in enumerate((1, None))
        )
    return rules


@settings(max_examples=120, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.3, 0.6]),
    st.sets(st.sampled_from(["existing", "pinned", "forbidden", "budget", "groups"])),
    st.sampled_from([None, 0, 1, 2, 3]),
    st.booleans(),
)
def test_plan_is_the_best_of_all_sets(seed, missing, kinds, p, whole):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 8), rng.integers(1, 7)
    travel = costs(rng, n, m, missing=missing, whole=whole)
    demand = rng.integers(0, 5, n).astype(float)
    rules = drawn_rules(rng, m, kinds)
    plan = solve_p_median(travel, demand, p, **rules)
    best = best_by_trying(travel, demand, p, rules)
    if np.isinf(best):
        assert plan.status == "infeasible"
        assert plan.conflict
        return
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best, abs=1e-6)
    assert plan.bound == pytest.approx(best, rel=1e-6, abs=1e-5)
    given_rules = {
        name: np.flatnonzero(value) if name in kinds else value
        for name, value in rules.items()
    }
    if "groups" in kinds:
        given_rules["groups"] = rules["groups"]
    if "budget" in kinds:
        given_rules["budget"] = rules["budget"]
    assert not siting_violations(
        "p_median", travel, plan, demand=demand, p=p, **given_rules
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.4]))
def test_capacity_is_kept_at_the_least_travel(seed, missing):
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 6), rng.integers(1, 5)
    travel = costs(rng, n, m, missing=missing)
    demand = rng.integers(0, 5, n).astype(float)
    rules = {"capacity": rng.integers(1, 9, m).astype(float)}
    p = int(rng.integers(1, m + 1))
    plan = solve_p_median(travel, demand, p, **rules)
    # What is too large for a site is as good as out of its reach.
    fits = np.where(demand[:, None] <= rules["capacity"], travel, NONE)
    best = best_by_trying(fits, demand, p, rules)
    if np.isinf(best):
        assert plan.status == "infeasible"
        assert plan.conflict
        return
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(best)
    assert not siting_violations("p_median", travel, plan, demand=demand, p=p, **rules)


@pytest.mark.parametrize("p", [2, 5, 12, 30])
def test_larger_plans_are_proved_and_right(p):
    rng = np.random.default_rng(p)
    places = rng.uniform(0, 1000, (90, 2))
    travel = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    demand = rng.integers(1, 20, 90).astype(float)
    plan = solve_p_median(np.rint(travel), demand, p)
    assert plan.status == "optimal"
    assert plan.gap == 0
    assert not siting_violations("p_median", np.rint(travel), plan, demand=demand, p=p)


def test_branching_and_the_small_model_agree(monkeypatch):
    rng = np.random.default_rng(3)
    places = rng.uniform(0, 1000, (60, 2))
    travel = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    groups = (SiteGroup(np.arange(30), 0, 1, "one"),)
    rules = {"groups": groups, "site_cost": rng.uniform(1, 3, 60), "budget": 12.0}
    by_model = solve_p_median(travel, None, 7, **rules)
    monkeypatch.setattr("planner.siting.median_tree._SMALL", 0)
    by_branching = solve_p_median(travel, None, 7, **rules)
    assert by_model.status == by_branching.status == "optimal"
    assert by_model.objective == pytest.approx(by_branching.objective, rel=1e-6)
    assert not siting_violations("p_median", travel, by_branching, p=7, **rules)


def test_sparse_and_dense_travel_are_one():
    travel = line(0, 0, 4, 9)
    sparse = as_reach(travel)
    assert sparse.nnz == travel.size
    dense_plan, sparse_plan = (
        solve_p_median(travel, None, 2),
        solve_p_median(sparse, None, 2),
    )
    assert dense_plan.objective == sparse_plan.objective == 4
    assert list(dense_plan.opened) == list(sparse_plan.opened)


def test_nobody_in_reach_is_set_aside():
    travel = np.array([[1.0, NONE], [NONE, NONE], [np.nan, 2.0]])
    plan = solve_p_median(travel, [3, 5, 1], 2)
    assert list(plan.uncoverable) == [1]
    assert list(plan.assigned) == [0, -1, 1]
    assert plan.objective == 5


def test_nothing_to_serve_is_an_answer():
    plan = solve_p_median(np.full((2, 3), NONE), None, 1, existing=[1])
    assert plan.status == "optimal"
    assert plan.objective == 0
    assert list(plan.uncoverable) == [0, 1]
    assert list(plan.opened) == [1]


def test_too_few_sites_to_reach_all_is_a_conflict():
    travel = np.array([[1.0, NONE, NONE], [NONE, 1.0, NONE], [NONE, NONE, 1.0]])
    plan = solve_p_median(travel, None, 2)
    assert plan.status == "infeasible"
    assert {key for key, _ in plan.conflict} == {"conflict_p", "conflict_cover"}


def test_pin_that_is_banned_is_a_conflict():
    plan = solve_p_median(line(0, 1, 2), None, 2, pinned=[1], forbidden=[1])
    assert {key for key, _ in plan.conflict} == {"conflict_pin", "conflict_ban"}


def test_existing_sites_are_free_and_stay():
    plan = solve_p_median(line(0, 10, 20, 30), None, 1, existing=[0])
    assert 0 in plan.opened
    assert plan.objective == 20
    assert len(plan.opened) == 2


def test_ties_go_to_the_lower_position():
    plan = solve_p_median(line(0, 5, 10), None, 2, pinned=[0, 2])
    assert list(plan.assigned) == [0, 0, 2]


def test_same_question_same_plan():
    rng = np.random.default_rng(8)
    travel = costs(rng, 40, 30, missing=0.0)
    plans = [solve_p_median(travel, None, 6, seed=4) for _ in range(2)]
    assert list(plans[0].opened) == list(plans[1].opened)
    assert plans[0].bound == plans[1].bound


def test_watch_is_told_and_may_stop():
    rng = np.random.default_rng(5)
    travel = costs(rng, 150, 150, missing=0.0, whole=False)
    told = []

    def watch(objective, bound):
        told.append((objective, bound))
        return True

    plan = solve_p_median(travel, None, 12, watch=watch)
    assert len(told) == 1
    assert plan.status == "feasible"
    assert told[0][1] <= plan.bound <= plan.objective <= told[0][0] + 1e-9
    assert not siting_violations("p_median", travel, plan, p=12)


def test_no_time_still_gives_a_plan_with_a_true_bound():
    rng = np.random.default_rng(6)
    travel = costs(rng, 60, 50, missing=0.0)
    plan = solve_p_median(travel, None, 6, time_limit_s=0.0)
    proved = solve_p_median(travel, None, 6)
    assert plan.bound <= proved.objective <= plan.objective
    assert not siting_violations("p_median", travel, plan, p=6)


@pytest.mark.parametrize(
    ("travel", "settings_", "key"),
    [
        ([[1.0, -2.0]], {}, "siting_bad_numbers"),
        ([[1.0, -np.inf]], {}, "siting_bad_numbers"),
        ([1.0, 2.0], {}, "siting_bad_size"),
        ([["a"]], {}, "siting_bad_numbers"),
        ([[1.0, 2.0]], {"demand": [-1]}, "siting_bad_numbers"),
        ([[1.0, 2.0]], {"p": -1}, "siting_bad_amount"),
    ],
)
def test_broken_numbers_are_told(travel, settings_, key):
    with pytest.raises(PlanInputError) as caught:
        solve_p_median(travel, **settings_)
    assert [name for name, _ in caught.value.problems] == [key]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_bound_and_settled_sites_lose_no_better_plan(seed):
    rng = np.random.default_rng(seed)
    travel = costs(rng, 7, 6, missing=0.0)
    sites = check_sites(6, p=2)
    pairs, rows = (
        make_pairs(as_reach(travel), np.ones(7), sites.fixed),
        make_rows(sites),
    )
    status = np.zeros(6, dtype=np.int8)
    steps = (1.0, 40, 10)
    at = ascend(
        pairs, rows, status, 2, travel.mean(axis=1), np.zeros(0), 90.0, 1e9, *steps
    )
    cost = {
        pair: travel[:, pair].min(axis=1).sum()
        for pair in itertools.combinations(range(6), 2)
    }
    best = min(cost.values())
    assert at.bound <= best + 1e-9
    goal = best + 2.5
    settled = settle(at, status, 2, goal)
    for pair, value in cost.items():
        if value <= goal:
            assert all(settled[j] != 2 for j in pair)
            assert all(j in pair for j in np.flatnonzero(settled == 1))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.5]))
def test_interchange_leaves_no_swap_that_helps(seed, missing):
    rng = np.random.default_rng(seed)
    travel = costs(rng, 9, 8, missing=missing)
    travel[:, 0] = 50.0
    sites = check_sites(8)
    pairs = make_pairs(as_reach(travel), np.ones(9), np.zeros(8, dtype=bool))
    opened, none = np.zeros(8, dtype=bool), np.zeros(8, dtype=bool)
    opened[[0, 1, 2]] = True
    fixed = np.zeros(8, dtype=bool)
    fixed[0] = True
    cost = interchange(pairs, make_rows(sites), opened, fixed, none, 2, 1e6, 100)
    assert opened.sum() == 3
    assert opened[0]
    assert cost == pytest.approx(travel[:, opened].min(axis=1).sum())
    for gone in np.flatnonzero(opened & ~fixed):
        for new in np.flatnonzero(~opened):
            other = opened.copy()
            other[gone], other[new] = False, True
            assert travel[:, other].min(axis=1).sum() >= cost - 1e-6


def test_pairs_end_at_the_first_open_site():
    travel = csr_array(np.array([[3.0, 1.0, 2.0], [5.0, 9.0, 4.0]]))
    pairs = make_pairs(travel, np.array([2.0, 1.0]), np.array([False, False, True]))
    assert list(pairs.starts) == [0, 2, 3]
    assert list(pairs.sites) == [1, 2, 2]
    assert list(pairs.costs) == [2.0, 4.0, 4.0]
    assert list(pairs.site_starts) == [0, 0, 1, 3]
    assert list(pairs.demands) == [0, 0, 1]
