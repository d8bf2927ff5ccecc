"""Plans nearly as good in other places, against every plan there is."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting.alternatives import near_best
from planner.siting.maximal import solve_mclp
from planner.siting.plan import SitingPlan
from tests.planner.siting.cover_cases import (
    clustered,
    covered,
    plans,
    questions,
    served,
    stored,
)


@st.composite
def neighbours(draw, size):
    """Sites that count as the same place, each in its own."""
    near = draw(st.lists(st.booleans(), min_size=size * size, max_size=size * size))
    table = np.array(near).reshape(size, size)
    return csr_array((table | table.T | np.eye(size, dtype=bool)).astype(float))


def places(apart, opened):
    """Sites in the place of an open one."""
    return {
        other
        for site in opened
        for other in range(apart.shape[0])
        if apart[site, other]
    }


def reuse(apart, earlier, opened, fixed):
    """How often a plan stands in a place of an earlier one."""
    return sum(site in places(apart, one) for one in earlier for site in opened - fixed)


@settings(max_examples=40, deadline=None)
@given(st.data(), questions(), st.sampled_from([0.0, 0.3, 0.6]))
def test_no_plan_so_good_takes_fewer_of_the_places(data, question, within):
    reach, demand, rules = question
    plan = solve_mclp(reach, demand, **rules)
    assume(plan.status != "infeasible")
    size = reach.shape[1]
    apart = data.draw(neighbours(size))
    found = near_best(
        reach, demand, plan=plan, cover_all=False, within=within, apart=apart, **rules
    )
    every, backup = list(plans(size, rules)), rules["backup"]
    asked = plan.objective * (1 - within) - 1e-6
    good = [o for o in every if covered(reach, demand, o, backup) >= asked]
    fixed = set(rules["existing"]) | set(rules["pinned"])
    earlier = [set(plan.opened.tolist()) - fixed]
    for one in found:
        opened = set(one.plan.opened.tolist())
        assert opened in good
        assert one.plan.objective == covered(reach, demand, opened, backup)
        least = min(reuse(apart, earlier, other, fixed) for other in good)
        assert reuse(apart, earlier, opened, fixed) == least
        moved = opened - fixed - places(apart, earlier[0])
        assert set(one.moved.tolist()) == moved
        gone = earlier[0] - places(apart, opened - fixed)
        assert set(one.given_up.tolist()) == gone
        assert one.differs >= 1
        earlier.append(opened - fixed)


def best_cover(reach, rules, demand):
    """The cheapest plan that covers all that can be, by trying each."""
    size, backup = reach.shape[1], rules["backup"]
    capacity = rules.get("capacity", np.full(size, np.inf))
    allowed = set(range(size)) - set(rules["forbidden"]) | set(rules["existing"])
    fits = [
        {site for site in near & allowed if demand[row] <= capacity[site]}
        for row, near in enumerate(stored(reach))
    ]
    each = np.array([len(near) >= backup for near in fits], float)
    asked = np.where(each > 0, 1.0, 0.0)

    def covers(opened):
        if "capacity" not in rules:
            return covered(reach, asked, opened, backup) >= asked.sum()
        wanted = demand * each
        return served(reach, wanted, opened, backup, capacity) >= wanted.sum()

    good = [opened for opened in plans(size, rules) if covers(opened)]

    def cost(opened):
        new = opened - set(rules["existing"])
        return sum(rules["site_cost"][site] for site in new)

    return good, cost, each


def as_plan(reach, opened, cost, each):
    near = stored(reach)
    assigned = [
        min(near[row] & opened) if each[row] else -1 for row in range(len(near))
    ]
    return SitingPlan(
        np.array(sorted(opened), dtype=np.int64),
        np.array(assigned),
        np.flatnonzero(each == 0),
        cost,
        cost,
        "optimal",
        0.0,
    )


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from([0.0, 0.5]))
def test_alternatives_of_full_cover_cost_little_more(question, within):
    reach, demand, rules = question
    rules["p"] = None
    good, cost, each = best_cover(reach, rules, demand)
    assume(good)
    best = min(good, key=lambda opened: (cost(opened), sorted(opened)))
    plan = as_plan(reach, best, cost(best), each)
    found = near_best(reach, demand, plan=plan, cover_all=True, within=within, **rules)
    fixed = set(rules["existing"]) | set(rules["pinned"])
    prices = [
        price
        for site, price in enumerate(rules["site_cost"])
        if price and site not in fixed | set(rules["forbidden"])
    ]
    most = cost(best) + max(cost(best) * within, min(prices, default=0))
    near = [opened for opened in good if cost(opened) <= most + 1e-9]
    alone = csr_array(np.eye(reach.shape[1]))
    earlier = [best - fixed]
    for one in found:
        opened = set(one.plan.opened.tolist())
        assert opened in near
        assert one.plan.objective == cost(opened)
        least = min(reuse(alone, earlier, other, fixed) for other in near)
        assert reuse(alone, earlier, opened, fixed) == least
        earlier.append(opened - fixed)


@settings(max_examples=20, deadline=None)
@given(questions(demands=4, sites=4, with_capacity=True), st.booleans())
def test_alternatives_keep_capacities(question, cover_all):
    reach, demand, rules = question
    if cover_all:
        demand = demand + 1
        rules["p"] = None
        good, cost, each = best_cover(reach, rules, demand)
        assume(good)
        best = min(good, key=lambda opened: (cost(opened), sorted(opened)))
        plan = as_plan(reach, best, cost(best), each)
    else:
        plan = solve_mclp(reach, demand, **rules)
        assume(plan.status != "infeasible")
    found = near_best(
        reach, demand, plan=plan, cover_all=cover_all, within=0.4, **rules
    )
    for one in found:
        at = one.plan.assigned >= 0
        load = np.bincount(one.plan.assigned[at], demand[at], minlength=reach.shape[1])
        assert (load <= rules["capacity"]).all()
        if cover_all:
            assert set(one.plan.opened.tolist()) in good
            assert at.tolist() == (each > 0).tolist()
        else:
            assert one.plan.objective >= plan.objective * 0.6 - 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_each_further_plan_stands_elsewhere(seed):
    reach, demand = clustered(seed)
    plan = solve_mclp(reach, demand, 6)
    found = near_best(
        reach, demand, plan=plan, cover_all=False, p=6, within=0.15, count=3
    )
    assert len(found) == 3
    assert all(one.plan.objective >= 0.85 * plan.objective for one in found)
    assert all(len(one.moved) >= 1 and one.differs >= 1 for one in found)
    assert len({tuple(one.plan.opened.tolist()) for one in found}) == 3


def test_neighbours_swapped_are_no_other_plan():
    # Two pairs of sites side by side that reach the same.
    reach = csr_array(np.kron(np.eye(2), np.ones((3, 2))))
    apart = csr_array(np.kron(np.eye(2), np.ones((2, 2))))
    plan = solve_mclp(reach, p=2)
    args = {"plan": plan, "cover_all": False, "p": 2}
    assert near_best(reach, apart=apart, **args) == ()
    (other, *_) = near_best(reach, **args)
    assert other.plan.opened.tolist() == [1, 3]


@pytest.mark.parametrize("said", [1, 2])
def test_who_says_so_once_has_the_plans_found_so_far(said):
    reach, demand = clustered(0)
    args = {"plan": solve_mclp(reach, demand, 6), "cover_all": False, "p": 6}
    best = args["plan"].objective
    told = []

    def watch(objective, bound):
        # Small searches are over before the solver asks: so it is asked between them.
        if (objective, bound) == (best, args["plan"].bound):
            told.append(objective)
            return len(told) == said
        return False

    found = near_best(reach, demand, within=0.15, watch=watch, **args)
    assert len(found) == said - 1
    assert len(told) == said


def test_an_infeasible_plan_has_no_alternatives():
    reach = csr_array(np.eye(2))
    plan = solve_mclp(reach, p=0, pinned=[0])
    assert near_best(reach, plan=plan, cover_all=False, p=0, pinned=[0]) == ()
