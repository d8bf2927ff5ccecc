"""Maximal covering against every plan there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from planner.errors import PlanInputError
from planner.siting import maximal_search
from planner.siting.lagrangian import first_multipliers, relax
from planner.siting.maximal import solve_mclp
from planner.siting.maximal_core import reduce_to_core, settle
from planner.siting.sites import check_sites
from planner.siting.swapping import improve
from tests.planner.siting.cover_cases import (
    clustered,
    covered,
    plans,
    questions,
    served,
    stored,
)

promise = settings(max_examples=60, deadline=None)


@promise
@given(questions())
def test_no_plan_covers_more(question):
    reach, demand, rules = question
    plan = solve_mclp(reach, demand, **rules)
    every = list(plans(reach.shape[1], rules))
    if not every:
        assert plan.status == "infeasible"
        assert plan.conflict
        return
    best = max(covered(reach, demand, opened, rules["backup"]) for opened in every)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == best
    opened = set(plan.opened.tolist())
    assert opened in every
    assert covered(reach, demand, opened, rules["backup"]) == best


@promise
@given(questions())
def test_each_covered_demand_goes_to_its_nearest_open_site(question):
    reach, demand, rules = question
    plan = solve_mclp(reach, demand, **rules)
    opened = set(plan.opened.tolist())
    for row, near in enumerate(stored(reach)):
        choice = sorted((reach[row, site], site) for site in near & opened)
        enough = len(choice) >= rules["backup"] and plan.status != "infeasible"
        assert plan.assigned[row] == (choice[0][1] if enough else -1)


@promise
@given(questions())
def test_uncoverable_is_what_too_few_allowed_sites_reach(question):
    reach, demand, rules = question
    plan = solve_mclp(reach, demand, **rules)
    if plan.status == "infeasible":
        return
    allowed = set(range(reach.shape[1])) - set(rules["forbidden"])
    allowed |= set(rules["existing"])
    few = [len(near & allowed) < rules["backup"] for near in stored(reach)]
    assert plan.uncoverable.tolist() == np.flatnonzero(few).tolist()


@settings(max_examples=40, deadline=None)
@given(questions(demands=5, sites=4, with_capacity=True))
def test_no_plan_serves_more_within_capacity(question):
    reach, demand, rules = question
    plan = solve_mclp(reach, demand, **rules)
    every = list(plans(reach.shape[1], rules))
    if not every:
        assert plan.status == "infeasible"
        return
    backup, capacity = rules["backup"], rules["capacity"]
    best = max(served(reach, demand, opened, backup, capacity) for opened in every)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == best
    opened = set(plan.opened.tolist())
    assert opened in every
    at = plan.assigned >= 0
    load = np.bincount(plan.assigned[at], demand[at], minlength=reach.shape[1])
    assert (load <= capacity).all()
    near = stored(reach)
    assert all(plan.assigned[row] in near[row] & opened for row in np.flatnonzero(at))


@promise
@given(questions(), st.integers(0, 50))
def test_any_number_of_steps_proves_a_bound(question, iterations):
    reach, demand, rules = question
    every = list(plans(reach.shape[1], rules))
    if not every:
        return
    backup = rules.pop("backup")
    sites = check_sites(reach.shape[1], **rules)
    core = reduce_to_core(reach, demand, sites, need=np.full(len(demand), backup))
    best = max(covered(reach, demand, opened, backup) for opened in every)
    relaxed = relax(core, core.base, first_multipliers(core), iterations=iterations)
    assert relaxed.bound >= best
    known = set(core.site.tolist()) | set(np.flatnonzero(sites.fixed).tolist())
    kept = [opened for opened in every if opened <= known]
    for column, site in enumerate(core.site.tolist()):
        turned = [o for o in kept if (site in o) != bool(relaxed.taken[column])]
        left = relaxed.bound - relaxed.loss[column]
        assert all(left >= covered(reach, demand, o, backup) - 1e-6 for o in turned)


@promise
@given(questions(with_groups=False), st.integers(0, 3))
def test_exchanges_keep_the_rules_and_count_right(question, kicks):
    reach, demand, rules = question
    every = list(plans(reach.shape[1], rules))
    if not every:
        return
    backup = rules.pop("backup")
    sites = check_sites(reach.shape[1], **rules)
    core = reduce_to_core(reach, demand, sites, need=np.full(len(demand), backup))
    nothing = np.zeros(len(core.site), dtype=bool)
    columns, much = improve(core, nothing, kicks=kicks)
    opened = set(core.site[columns].tolist()) | set(np.flatnonzero(sites.fixed))
    assert opened in every
    # Dominated sites and demand that cannot be covered are gone from the core only.
    assert much == covered(reach, demand, opened, backup)


@pytest.mark.parametrize("seed", range(4))
def test_settling_loses_no_better_plan(seed):
    reach, demand = clustered(seed)
    plan = solve_mclp(reach, demand, 6)
    sites = check_sites(60, p=6)
    core = reduce_to_core(reach, demand.astype(float), sites, need=np.ones(120, int))
    closed = ~np.isin(core.site, plan.opened)
    rest = settle(core, ~closed, np.zeros(len(closed), dtype=bool))
    assert rest.base == plan.objective
    assert plan.status == "optimal"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("p", [3, 9, 14])
def test_a_plain_model_finds_nothing_better(seed, p):
    reach, demand = clustered(seed)
    pattern = csr_array((np.ones(reach.nnz), reach.indices, reach.indptr))
    rows, sites = reach.shape
    links = hstack((pattern, -eye_array(rows)))
    number = np.append(np.ones(sites), np.zeros(rows))[None, :]
    answer = milp(
        -np.append(np.zeros(sites), demand),
        constraints=[LinearConstraint(links, 0), LinearConstraint(number, -1, p)],
        integrality=np.append(np.ones(sites), np.zeros(rows)),
        bounds=Bounds(0, 1),
    )
    plan = solve_mclp(reach, demand, p)
    assert plan.status == "optimal"
    assert plan.objective == round(-answer.fun)


@pytest.mark.parametrize("seed", range(3))
def test_disturbing_instead_of_the_solver_proves_what_it_says(seed, monkeypatch):
    reach, demand = clustered(seed)
    best = solve_mclp(reach, demand, 7)
    monkeypatch.setattr(maximal_search, "_MOST_PAIRS", 0)
    monkeypatch.setattr(maximal_search, "_IDLE_ROUNDS", 2)
    plan = solve_mclp(reach, demand, 7)
    assert plan.objective <= best.objective <= plan.bound
    assert plan.gap < 0.05


def test_same_seed_same_plan():
    reach, demand = clustered(9)
    one, other = (solve_mclp(reach, demand, 8, seed=3) for _ in range(2))
    assert one.opened.tolist() == other.opened.tolist()
    assert one.bound == other.bound


def test_stopped_by_the_watcher_keeps_the_best_so_far():
    reach, demand = clustered(1)
    told = []

    def stop(objective, bound):
        told.append((objective, bound))
        return True

    plan = solve_mclp(reach, demand, 8, watch=stop)
    assert len(told) == 1
    assert plan.status == "feasible"
    assert plan.objective <= plan.bound


def test_no_time_still_gives_a_plan_and_a_bound():
    reach, demand = clustered(2)
    plan = solve_mclp(reach, demand, 8, time_limit_s=0)
    assert plan.status == "feasible"
    assert 0 < plan.objective <= plan.bound <= demand.sum()


def test_a_site_that_covers_nothing_more_is_not_opened():
    reach = csr_array(np.array([[1.0, 2.0, 3.0]]))
    assert solve_mclp(reach, [5], 3).opened.tolist() == [0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"demand": [-1, 1]},
        {"demand": [1]},
        {"p": -1},
        {"backup": 0},
        {"budget": -2},
        {"capacity": [1, 2, -3]},
    ],
)
def test_numbers_that_are_none_are_refused(wrong):
    reach = csr_array(np.ones((2, 3)))
    with pytest.raises(PlanInputError):
        solve_mclp(reach, **({"demand": [1, 1]} | wrong))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 2)])
def test_an_empty_reach_covers_nothing(shape):
    plan = solve_mclp(csr_array(shape), np.ones(shape[0]), 2)
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == 0
    assert plan.opened.tolist() == []
    assert plan.uncoverable.tolist() == list(range(shape[0]))


def test_more_sites_asked_for_than_there_are():
    plan = solve_mclp(csr_array(np.eye(3)), [1, 2, 3], 99)
    assert plan.objective == 6
    assert plan.opened.tolist() == [0, 1, 2]


def test_two_pins_for_one_site_are_a_conflict():
    plan = solve_mclp(csr_array(np.eye(3)), [1, 2, 3], 1, pinned=[0, 1])
    assert plan.status == "infeasible"
    assert {key for key, _ in plan.conflict} == {"conflict_p", "conflict_pin"}
