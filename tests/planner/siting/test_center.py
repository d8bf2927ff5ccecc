"""The least greatest travel, against trying everything."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.errors import PlanInputError
from planner.siting.center import solve_p_center
from planner.siting.sites import SiteGroup


class Asked(NamedTuple):
    travel: np.ndarray
    p: int
    backup: int
    rules: dict


@st.composite
def questions(draw) -> Asked:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = rng.integers(1, 7), rng.integers(1, 7)
    travel = rng.integers(0, 12, (n, m)).astype(float)
    travel[rng.random((n, m)) < rng.choice([0.0, 0.4])] = np.inf
    rules = {
        "existing": rng.random(m) < 0.2,
        "pinned": rng.random(m) < 0.1,
        "forbidden": rng.random(m) < 0.15,
    }
    if draw(st.booleans()):
        group = np.flatnonzero(rng.random(m) < 0.6)
        most = None if rng.random() < 0.5 else int(rng.integers(0, 3))
        rules["groups"] = (SiteGroup(group, int(rng.integers(0, 2)), most, "a"),)
    return Asked(travel, int(rng.integers(0, 4)), int(rng.integers(1, 3)), rules)


def sparse(travel: np.ndarray) -> csr_array:
    rows, columns = np.nonzero(np.isfinite(travel))
    return csr_array((travel[rows, columns], (rows, columns)), shape=travel.shape)


def usable(asked: Asked) -> np.ndarray:
    allowed = asked.rules["existing"] | ~asked.rules["forbidden"]
    return np.where(allowed, asked.travel, np.inf)


def keeps_rules(opened: np.ndarray, asked: Asked) -> bool:
    rules = asked.rules
    new = opened & ~rules["existing"]
    if (rules["existing"] & ~opened).any() or (new & rules["forbidden"]).any():
        return False
    if (rules["pinned"] & ~opened).any() or new.sum() > asked.p:
        return False
    return all(
        group.least
        <= opened[group.sites].sum()
        <= (np.inf if group.most is None else group.most)
        for group in rules.get("groups", ())
    )


def greatest(opened: np.ndarray, asked: Asked) -> float:
    travel = usable(asked)
    coverable = np.isfinite(travel).sum(axis=1) >= asked.backup
    if not coverable.any():
        return 0.0
    if opened.sum() < asked.backup:
        return np.inf
    near = np.sort(travel[coverable][:, opened], axis=1)
    return float(near[:, asked.backup - 1].max())


def least_greatest(asked: Asked) -> float:
    every = itertools.product((False, True), repeat=asked.travel.shape[1])
    plans = [np.array(flags) for flags in every]
    kept = [greatest(opened, asked) for opened in plans if keeps_rules(opened, asked)]
    return min(kept, default=np.inf)


@settings(max_examples=150, deadline=None)
@given(questions(), st.booleans())
def test_the_greatest_travel_is_the_least_that_rules_allow(asked, as_sparse):
    travel = sparse(asked.travel) if as_sparse else asked.travel
    plan = solve_p_center(travel, asked.p, backup=asked.backup, **asked.rules)
    best = least_greatest(asked)
    if best == np.inf:
        assert plan.status == "infeasible"
        assert plan.conflict
        return
    opened = np.zeros(asked.travel.shape[1], dtype=bool)
    opened[plan.opened] = True
    assert plan.status == "optimal"
    assert plan.objective == plan.bound == best
    assert keeps_rules(opened, asked)
    assert greatest(opened, asked) == best
    finite = np.isfinite(usable(asked)).sum(axis=1)
    lost = np.flatnonzero(finite < asked.backup)
    assert plan.uncoverable.tolist() == lost.tolist()
    assert np.flatnonzero(plan.assigned < 0).tolist() == lost.tolist()


def places(count: int, seed: int) -> np.ndarray:
    """Distances between random points, whole."""
    points = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    return np.round(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)))


def test_everybody_at_home_costs_nothing():
    plan = solve_p_center(places(30, 1), 30)
    assert (plan.objective, plan.bound, plan.status) == (0.0, 0.0, "optimal")


def test_more_sites_never_make_it_worse_and_existing_ones_are_beside_p():
    travel = places(60, 2)
    plans = [solve_p_center(travel, p) for p in (1, 3, 6, 12)]
    costs = [plan.objective for plan in plans]
    assert costs == sorted(costs, reverse=True)
    kept = solve_p_center(travel, 3, existing=plans[1].opened)
    assert kept.objective <= plans[1].objective
    assert set(plans[1].opened) <= set(kept.opened)


def test_the_same_seed_gives_the_same_plan():
    travel = places(80, 3)
    first, second = (solve_p_center(travel, 7, seed=4) for _ in range(2))
    assert first.opened.tolist() == second.opened.tolist()


def test_a_watcher_can_stop_it_with_a_plan_and_a_bound():
    travel = places(120, 5)
    plan = solve_p_center(travel, 9, watch=lambda objective, bound: True)
    best = solve_p_center(travel, 9)
    assert plan.status == "feasible"
    assert plan.bound <= best.objective <= plan.objective
    assert plan.objective == travel[:, plan.opened].min(axis=1).max()


def test_too_few_sites_for_separate_places_contradict_each_other():
    travel = np.where(np.eye(3) > 0, 1.0, np.inf)
    plan = solve_p_center(travel, 2)
    assert plan.status == "infeasible"
    assert {key for key, _ in plan.conflict} == {"conflict_p", "conflict_cover"}


@pytest.mark.parametrize("travel", [[[-1.0, 2.0]], [1.0, 2.0]])
def test_bad_travel_is_refused(travel):
    with pytest.raises(PlanInputError):
        solve_p_center(travel, 1)
