"""The cheapest cover, against trying everything."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from planner.errors import PlanInputError
from planner.siting.cover_bound import bound_cover, bound_of
from planner.siting.cover_search import CoverSearch
from planner.siting.covering import solve_lscp
from planner.siting.plan import SitingPlan
from planner.siting.reducing import Cover, pattern
from planner.siting.set_cover import solve_cover
from planner.siting.sites import SiteGroup


class Asked(NamedTuple):
    reach: csr_array
    rules: dict
    backup: int


def reach_of(costs: np.ndarray) -> csr_array:
    """Negative costs are out of reach."""
    rows, columns = np.nonzero(costs >= 0)
    return csr_array(
        (costs[rows, columns].astype(float), (rows, columns)), shape=costs.shape
    )


@st.composite
def questions(draw, *, capacitated=False) -> Asked:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = rng.integers(1, 6), rng.integers(1, 6)
    costs = np.where(rng.random((n, m)) < 0.6, rng.integers(0, 9, (n, m)), -1)
    rules = {
        "existing": rng.random(m) < 0.2,
        "pinned": rng.random(m) < 0.1,
        "forbidden": rng.random(m) < 0.15,
        "site_cost": rng.integers(0, 5, m).astype(float),
    }
    if draw(st.booleans()):
        rules["groups"] = tuple(
            SiteGroup(
                np.flatnonzero(rng.random(m) < 0.5),
                least=int(rng.integers(0, 2)),
                most=None if rng.random() < 0.4 else int(rng.integers(0, 3)),
                name=str(at),
            )
            for at in range(2)
        )
    if draw(st.booleans()):
        rules["budget"] = float(rng.integers(0, 12))
    if capacitated:
        rules["capacity"] = np.where(rng.random(m) < 0.7, rng.integers(0, 8, m), np.inf)
        rules["demand"] = rng.integers(0, 5, n).astype(float)
    return Asked(reach_of(costs), rules, int(rng.integers(1, 3)))


def usable_pairs(asked: Asked) -> np.ndarray:
    n, m = asked.reach.shape
    rules = asked.rules
    pairs = np.zeros((n, m), dtype=bool)
    pairs[asked.reach.tocoo().row, asked.reach.tocoo().col] = True
    pairs &= rules["existing"] | ~rules["forbidden"]
    demand, capacity = rules.get("demand", np.ones(n)), rules.get("capacity")
    if capacity is not None:
        pairs &= demand[:, None] <= capacity
    return pairs


def keeps_rules(opened: np.ndarray, asked: Asked) -> bool:
    rules = asked.rules
    new = opened & ~rules["existing"]
    if (rules["existing"] & ~opened).any() or (new & rules["forbidden"]).any():
        return False
    if (rules["pinned"] & ~opened).any():
        return False
    if rules["site_cost"][new].sum() > rules.get("budget", np.inf):
        return False
    return all(
        group.least
        <= opened[group.sites].sum()
        <= (np.inf if group.most is None else group.most)
        for group in rules.get("groups", ())
    )


def fits(assigned, asked: Asked) -> bool:
    """Whether capacities hold for demands and the sites they are at."""
    capacity = asked.rules.get("capacity")
    if capacity is None:
        return True
    served = np.array(assigned) >= 0
    load = np.bincount(
        np.array(assigned)[served],
        asked.rules["demand"][served],
        minlength=len(capacity),
    )
    return bool((load <= capacity).all())


def can_serve(opened: np.ndarray, pairs: np.ndarray, asked: Asked) -> bool:
    coverable = pairs.sum(axis=1) >= asked.backup
    if (pairs[coverable][:, opened].sum(axis=1) < asked.backup).any():
        return False
    if "capacity" not in asked.rules:
        return True
    options = [
        np.flatnonzero(row & opened).tolist() if covers else [-1]
        for row, covers in zip(pairs, coverable, strict=True)
    ]
    return any(fits(assigned, asked) for assigned in itertools.product(*options))


def least_cost(asked: Asked) -> float:
    pairs = usable_pairs(asked)
    new = ~asked.rules["existing"]
    found = [np.inf]
    for flags in itertools.product((False, True), repeat=pairs.shape[1]):
        opened = np.array(flags)
        if keeps_rules(opened, asked) and can_serve(opened, pairs, asked):
            found.append(asked.rules["site_cost"][opened & new].sum())
    return min(found)


def check(plan: SitingPlan, asked: Asked) -> None:
    best = least_cost(asked)
    if best == np.inf:
        assert plan.status == "infeasible"
        assert plan.conflict
        return
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == best
    pairs = usable_pairs(asked)
    opened = np.zeros(pairs.shape[1], dtype=bool)
    opened[plan.opened] = True
    assert keeps_rules(opened, asked)
    coverable = pairs.sum(axis=1) >= asked.backup
    assert plan.uncoverable.tolist() == np.flatnonzero(~coverable).tolist()
    assert (pairs[coverable][:, opened].sum(axis=1) >= asked.backup).all()
    assert ((plan.assigned >= 0) == coverable).all()
    for row in np.flatnonzero(coverable):
        assert opened[plan.assigned[row]]
        assert pairs[row, plan.assigned[row]]
    assert fits(plan.assigned, asked)


@settings(max_examples=120, deadline=None)
@given(questions())
def test_the_plan_is_the_cheapest_that_keeps_every_rule(asked):
    check(solve_lscp(asked.reach, backup=asked.backup, **asked.rules), asked)


@settings(max_examples=80, deadline=None)
@given(questions(capacitated=True))
def test_with_capacities_too(asked):
    check(solve_lscp(asked.reach, backup=asked.backup, **asked.rules), asked)


def grid(side: int, radius: float) -> csr_array:
    """Places on a grid, each a site too."""
    points = np.array(list(itertools.product(range(side), range(side))), dtype=float)
    tree = KDTree(points)
    pairs = tree.sparse_distance_matrix(tree, radius, output_type="coo_matrix")
    return csr_array(pairs)


@pytest.mark.parametrize(("side", "least"), [(7, 12), (8, 16), (9, 20), (10, 24)])
def test_grids_have_their_known_domination_numbers(side, least):
    """Alanko et al. 2011, "Computing the domination number of grid graphs"."""
    plan = solve_lscp(grid(side, 1.0))
    assert plan.objective == plan.bound == least
    assert plan.status == "optimal"


def test_the_same_seed_gives_the_same_plan():
    first, second = (solve_lscp(grid(9, 1.5), seed=5) for _ in range(2))
    assert first.opened.tolist() == second.opened.tolist()


def test_nothing_in_reach_is_an_answer():
    plan = solve_lscp(csr_array((3, 2)))
    assert plan.uncoverable.tolist() == [0, 1, 2]
    assert (plan.objective, plan.status) == (0.0, "optimal")
    assert len(plan.opened) == 0


def test_a_watcher_can_stop_it_with_a_plan_that_covers():
    seen = []

    def watch(cost: float, bound: float) -> bool:
        seen.append((cost, bound))
        return True

    reach = grid(14, 1.0)
    plan = solve_lscp(reach, watch=watch)
    assert plan.status == "feasible"
    assert plan.bound < plan.objective
    assert (plan.assigned >= 0).all()
    assert seen[0][0] >= plan.objective


def test_negative_costs_are_refused_with_everything_else_at_once():
    with pytest.raises(PlanInputError) as caught:
        solve_lscp(csr_array(np.ones((2, 2))), site_cost=[-1, 1], capacity=[1])
    assert len(caught.value.problems) == 2


def cover_of(reach: csr_array, need: int, cost: np.ndarray) -> Cover:
    return Cover(pattern(reach), np.full(reach.shape[0], need), cost)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 2), st.booleans())
def test_any_weights_bound_the_cost_and_fixing_spares_a_best_cover(seed, need, costs):
    rng = np.random.default_rng(seed)
    cost = rng.integers(1, 6, 16).astype(float) if costs else np.ones(16)
    cover = cover_of(grid(4, 1.0), need, cost)
    best = solve_cover(cover, time_limit_s=60.0)
    assert best.is_proved
    bound = bound_of(cover, rng.normal(0.3, 0.4, 16), np.zeros(16))
    assert bound.value <= best.cost
    assert not bound.never(best.cost)[best.chosen].any()
    assert set(np.flatnonzero(bound.always(best.cost))) <= set(best.chosen)
    assert bound.value <= bound_cover(cover, time_limit_s=60.0).value <= best.cost


@pytest.mark.parametrize("need", [1, 2])
@pytest.mark.parametrize("priced", [False, True])
def test_the_search_keeps_its_books_and_finds_the_best(need, priced):
    cost = 1.0 + np.arange(49) % 3 if priced else np.ones(49)
    cover = cover_of(grid(7, 1.0), need, cost)
    search = CoverSearch(cover, seed=3)
    search.run(time_limit_s=60.0, most_steps=20_000)
    assert cover.is_kept(search.best)
    assert cost[search.best].sum() == search.cost
    assert search.cost == solve_cover(cover, time_limit_s=60.0).cost
    again = CoverSearch(cover, seed=3)
    again.run(time_limit_s=60.0, most_steps=20_000)
    assert again.best.tolist() == search.best.tolist()


def test_a_cover_that_prices_decide_to_the_last_site_is_found():
    # Prices settle every site here: nothing is left to branch on.
    table = np.zeros((5, 7))
    sites = ([0, 1], [2, 6], [2, 5], [4, 5], [1, 3, 5])
    for row, near in enumerate(sites):
        table[row, near] = 1.0
    plan = solve_lscp(
        csr_array(table), site_cost=[16, 19, 8, 5, 6, 29, 4], time_limit_s=5
    )
    assert (plan.status, plan.objective, plan.bound) == ("optimal", 33.0, 33.0)
