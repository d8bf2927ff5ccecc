"""Questions at the edge: of nothing, of too much, without time; at every door."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from planner.errors import PlanInputError
from planner.milp import Model, solve
from planner.siting import (
    SiteGroup,
    cover_curve,
    near_best,
    score_by_hand,
    solve_lscp,
    solve_mclp,
    solve_p_center,
    solve_p_median,
)
from planner.siting.conflict import smallest_conflict
from planner.siting.cover_bound import rounded_bound
from planner.siting.maximal_core import whole_below
from planner.siting.plan import no_plan
from planner.siting.sites import check_sites
from planner.verify_siting import siting_violations


def lscp(reach, p, **rules):
    return solve_lscp(reach, **rules)


def mclp(reach, p, **rules):
    return solve_mclp(reach, rules.pop("demand", None), p, **rules)


def p_median(reach, p, **rules):
    rules.pop("backup", None)
    return solve_p_median(reach, rules.pop("demand", None), p, **rules)


def p_center(reach, p, **rules):
    rules.pop("demand", None)
    return solve_p_center(reach, p, **rules)


DOORS = {"lscp": lscp, "mclp": mclp, "p_median": p_median, "p_center": p_center}
every_door = pytest.mark.parametrize("model", DOORS)


@every_door
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 2)])
@pytest.mark.parametrize("groups", [(), (SiteGroup(np.array([]), 0, 1, "empty"),)])
def test_what_reaches_nobody_is_answered_with_nothing(model, shape, groups):
    plan = DOORS[model](csr_array(shape), 2, groups=groups)
    assert plan.status == "optimal"
    assert (plan.objective, plan.bound, plan.gap) == (0.0, 0.0, 0.0)
    assert plan.opened.tolist() == []
    assert plan.uncoverable.tolist() == list(range(shape[0]))


@every_door
def test_without_sites_a_group_that_asks_for_one_is_a_conflict(model):
    groups = (SiteGroup(np.array([], dtype=np.int64), 1, None, "county"),)
    plan = DOORS[model](csr_array((2, 0)), 2, groups=groups)
    assert plan.status == "infeasible"
    assert [key for key, _ in plan.conflict] == ["conflict_least"]


@every_door
def test_places_that_ask_for_nothing_are_served_all_the_same(model):
    reach = csr_array(np.ones((3, 2)))
    plan = DOORS[model](reach, 1, demand=np.zeros(3))
    assert plan.status == "optimal"
    rules = {"demand": np.zeros(3), "p": None if model == "lscp" else 1}
    assert not siting_violations(model, reach, plan, **rules)


@pytest.mark.parametrize("model", ["lscp", "mclp", "p_center"])
@pytest.mark.parametrize("backup", [0, -1, float("nan")])
def test_every_place_needs_one_site_at_least(model, backup):
    with pytest.raises(PlanInputError):
        DOORS[model](csr_array(np.ones((2, 2))), 1, backup=backup)


@pytest.mark.parametrize("model", ["lscp", "mclp", "p_median"])
def test_a_place_too_large_for_every_site_is_uncoverable(model):
    reach = csr_array(np.array([[1.0, 2.0], [1.0, 2.0]]))
    rules = {"demand": [9, 2], "capacity": [2, 2]}
    plan = DOORS[model](reach, 2, **rules)
    assert plan.status == "optimal"
    assert plan.uncoverable.tolist() == [0]
    p = None if model == "lscp" else 2
    assert not siting_violations(model, reach, plan, p=p, **rules)


@every_door
def test_a_site_named_twice_in_a_group_counts_once(model):
    reach = csr_array(np.ones((2, 2)))
    groups = (SiteGroup(np.array([0, 0]), 1, 1, "county"),)
    plan = DOORS[model](reach, 1, groups=groups)
    assert plan.opened.tolist() == [0]
    p = None if model == "lscp" else 1
    assert not siting_violations(model, reach, plan, p=p, groups=groups)
    assert score_by_hand(reach, opened=[0], groups=groups).broken == ()


def test_the_only_plan_that_groups_leave_is_proved():
    reach = csr_array(np.array([[1.0, 1, 1, 1], [0, 0, 1, 0], [1, 1, 0, 1]]))
    groups = (
        SiteGroup(np.array([0]), 1, 1, "one"),
        SiteGroup(np.array([0, 2, 3]), 0, 1, "other"),
    )
    plan = solve_mclp(reach, [4, 9, 1], 1, groups=groups)
    assert (plan.status, plan.objective, plan.bound) == ("optimal", 5.0, 5.0)


@pytest.mark.parametrize("least", [0.0, 1.0])
def test_a_model_without_columns_is_answered_by_its_rows(least):
    none = np.empty(0)
    model = Model(
        none,
        none,
        none,
        csr_array((1, 0)),
        np.array([least]),
        np.array([1.0]),
        none.astype(bool),
    )
    assert solve(model, time_limit_s=1).status == ("infeasible" if least else "optimal")


def test_a_point_of_the_curve_that_groups_forbid_is_left_out():
    reach = csr_array(np.ones((3, 3)))
    groups = (SiteGroup(np.arange(3), 2, None, "county"),)
    curve = cover_curve(reach, [5, 5, 5], capacity=[7, 7, 7], groups=groups)
    assert curve.limits[0] == 2.0
    assert all(len(plan.opened) >= 2 for plan in curve.plans)


def test_budgets_of_a_curve_are_the_numbers_they_stand_for():
    # Added up in steps of 0.05, the budget before the last would be 5 all but a hair.
    reach = csr_array(np.array([[0, 0, 0, 1.0], [1.0, 0, 1.0, 0]]))
    curve = cover_curve(reach, [1, 0], by="cost", site_cost=[4, 0, 4, 1], pinned=[0, 1])
    assert curve.limits.tolist() == [round(limit, 9) for limit in curve.limits]
    assert np.diff(curve.limits).min() > 0.01
    for limit, plan in zip(curve.limits, curve.plans, strict=True):
        assert plan.objective == (1 if limit >= 5 else 0)


@pytest.mark.parametrize(("most", "last"), [(np.inf, 3), (10**12, 3), (1.5, 1)])
def test_a_curve_ends_where_there_are_no_more_sites(most, last):
    # With two at each of three sites, the seventh is never covered.
    reach = csr_array(np.kron(np.eye(3), np.ones((3, 1))))
    curve = cover_curve(reach, capacity=[2, 2, 2], most=most)
    assert curve.limits.tolist() == list(range(last + 1))


def test_a_number_that_is_none_is_no_end_of_a_curve():
    with pytest.raises(PlanInputError):
        cover_curve(csr_array(np.ones((3, 3))), most=float("nan"))


def test_no_plan_without_a_conflict_is_unknown_and_not_infeasible():
    reach = csr_array(np.ones((2, 2)))
    unknown = no_plan(2, (), 1.0)
    assert (unknown.status, unknown.is_found) == ("unknown", False)
    assert np.isnan(unknown.gap)
    assert no_plan(2, (("conflict_p", {"p": 1}),), 1.0).status == "infeasible"
    assert near_best(reach, plan=unknown, cover_all=True) == ()
    assert siting_violations("lscp", reach, unknown) == []


def test_a_contradiction_that_takes_too_long_is_unknown(monkeypatch):
    monkeypatch.setattr("planner.siting.conflict._PATIENCE_FOR_ALL_S", 0.0)
    plan = solve_lscp(csr_array(np.eye(3)), budget=2)
    assert plan.status == "unknown"
    assert plan.conflict == ()


def test_out_of_time_a_conflict_keeps_the_rules_not_yet_asked_about(monkeypatch):
    now = iter([0.0, 0.0, *[99.0] * 99])
    monkeypatch.setattr("planner.siting.conflict.time.perf_counter", lambda: next(now))
    sites = check_sites(3, pinned=[0], forbidden=[0], budget=9)
    found = smallest_conflict(csr_array(np.eye(3)), np.ones(3), sites, cover_all=False)
    assert {"conflict_pin", "conflict_ban"} <= {key for key, _ in found}


def test_of_whole_costs_a_bound_one_below_is_no_proof():
    assert rounded_bound(4_999_999.0, 5_000_000.0, True) == 4_999_999.0
    assert rounded_bound(4_999_999.5, 5_000_000.0, True) == 5_000_000.0
    assert rounded_bound(float("inf"), 7.0, True) == 7.0


def test_a_bound_that_sums_have_blurred_is_not_rounded_below_the_truth():
    assert whole_below(1e9 - 1e-4) == 1e9
    assert whole_below(7.9) == 7.0


@pytest.mark.parametrize("model", ["lscp", "p_median"])
def test_pairs_tied_to_their_sites_together_give_the_same_answer(model, monkeypatch):
    rng = np.random.default_rng(5)
    reach = csr_array(rng.integers(1, 9, (9, 5)).astype(float))
    rules = {"demand": rng.integers(1, 5, 9), "capacity": np.full(5, 9)}
    one = DOORS[model](reach, 4, **rules)
    monkeypatch.setattr("planner.siting.service_model._MOST_TIES", 0)
    other = DOORS[model](reach, 4, **rules)
    assert one.status == other.status == "optimal"
    assert one.objective == other.objective
