"""The curve of cover: each point the best there is, and where it bends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting.curve import cover_curve, find_knees, round_step
from planner.siting.maximal import solve_mclp
from tests.planner.siting.cover_cases import clustered, covered, plans, questions


@settings(max_examples=40, deadline=None)
@given(questions())
def test_every_point_by_number_is_the_best_plan(question):
    reach, demand, rules = question
    budget, most = rules.pop("budget"), rules.pop("p")
    curve = cover_curve(reach, demand, most=most, **rules)
    rules |= {"budget": None, "p": most}
    if budget is not None and not list(plans(reach.shape[1], rules)):
        assert curve.conflict
    for limit, plan in zip(curve.limits, curve.plans, strict=True):
        every = list(plans(reach.shape[1], rules | {"p": limit}))
        best = max(covered(reach, demand, opened, rules["backup"]) for opened in every)
        assert plan.status == "optimal"
        assert plan.objective == plan.bound == best
        assert set(plan.opened.tolist()) in every


@settings(max_examples=40, deadline=None)
@given(questions())
def test_a_curve_by_number_leaves_no_number_out(question):
    reach, demand, rules = question
    rules["budget"], rules["p"] = None, None
    del rules["budget"], rules["p"]
    curve = cover_curve(reach, demand, **rules)
    rules |= {"budget": None, "p": None}
    every = list(plans(reach.shape[1], rules))
    if not every:
        assert curve.plans == ()
        assert curve.conflict
        return
    existing = set(rules["existing"])
    least = min(len(opened - existing) for opened in every)
    assert curve.limits[0] == least
    assert np.diff(curve.limits).tolist() == [1] * (len(curve.limits) - 1)
    best = max(covered(reach, demand, opened, rules["backup"]) for opened in every)
    if curve.is_complete or not rules.get("groups"):
        assert curve.covered[-1] == best


@settings(max_examples=40, deadline=None)
@given(questions(with_groups=False))
def test_every_point_by_cost_is_the_best_plan(question):
    reach, demand, rules = question
    most = rules.pop("budget")
    del rules["p"]
    curve = cover_curve(reach, demand, by="cost", most=most, **rules)
    rules["p"] = None
    for limit, plan in zip(curve.limits, curve.plans, strict=True):
        every = list(plans(reach.shape[1], rules | {"budget": limit}))
        best = max(covered(reach, demand, opened, rules["backup"]) for opened in every)
        assert plan.objective == plan.bound == best
    if most is None and curve.plans:
        every = list(plans(reach.shape[1], rules | {"budget": None}))
        best = max(covered(reach, demand, opened, rules["backup"]) for opened in every)
        assert curve.covered[-1] == best


@settings(max_examples=15, deadline=None)
@given(questions(demands=4, sites=3, with_capacity=True))
def test_a_point_with_capacities_is_the_plan_of_the_door(question):
    reach, demand, rules = question
    del rules["budget"], rules["p"]
    curve = cover_curve(reach, demand, **rules)
    for limit, plan in zip(curve.limits, curve.plans, strict=True):
        door = solve_mclp(reach, demand, int(limit), **rules)
        assert plan.objective == plan.bound == door.objective


def test_a_curve_rises_to_all_that_can_be_covered():
    reach, demand = clustered(3)
    curve = cover_curve(reach, demand)
    assert curve.is_complete
    assert (np.diff(curve.covered) > 0).all()
    assert curve.covered[-1] == demand[np.diff(reach.indptr) > 0].sum()
    assert all(plan.status == "optimal" for plan in curve.plans)


def test_the_watcher_is_told_of_every_point_and_may_stop():
    reach, demand = clustered(4)
    told = []

    def stop_at_three(done, of):
        told.append((done, of))
        return done == 3

    curve = cover_curve(reach, demand, watch=stop_at_three)
    assert [done for done, _ in told] == [1, 2, 3]
    assert len({of for _, of in told}) == 1
    assert curve.limits.tolist() == [0, 1, 2]
    assert not curve.is_complete


def test_budgets_are_round_and_end_where_all_is_covered():
    reach, demand = clustered(5)
    cost = np.full(reach.shape[1], 30)
    curve = cover_curve(reach, demand, by="cost", site_cost=cost)
    assert curve.is_complete
    step = np.diff(curve.limits)[:-1]
    assert set(step.tolist()) == {step[0]}
    assert step[0] in {10, 20, 25, 50}


@pytest.mark.parametrize(
    ("most", "step"), [(20, 1), (21, 2), (100, 5), (430, 25), (0.6, 0.05), (1000, 50)]
)
def test_steps_are_round(most, step):
    assert round_step(most) == pytest.approx(step)


@pytest.mark.parametrize(
    ("covered_", "knees"),
    [
        ([0, 10, 20, 30, 31, 32, 33], [3]),
        ([0, 5, 10, 15, 20], []),
        ([0, 20, 21, 22, 23, 24, 45, 46, 47, 48, 49], [1, 6]),
        ([4, 4, 4], []),
        ([1, 2], []),
    ],
)
def test_knees_are_where_the_curve_bends(covered_, knees):
    limits = np.arange(len(covered_), dtype=float)
    assert find_knees(limits, np.array(covered_, float)).tolist() == knees


@given(st.lists(st.integers(0, 20), min_size=3, max_size=12))
def test_knees_do_not_depend_on_units(gains):
    at = np.arange(len(gains), dtype=float)
    up = np.cumsum(gains).astype(float)
    here = find_knees(at, up).tolist()
    assert find_knees(7 + 4 * at, 100 + 8 * up).tolist() == here


def test_rules_that_contradict_leave_no_curve():
    curve = cover_curve(csr_array(np.eye(3)), pinned=[0], forbidden=[0])
    assert curve.plans == ()
    assert {key for key, _ in curve.conflict} == {"conflict_pin", "conflict_ban"}
