"""Annealing keeps to the number, counts right, and finds what exchange misses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.siting import maximal_search, solve_mclp
from planner.siting.annealing import anneal, may_anneal
from planner.siting.maximal_core import reduce_to_core
from planner.siting.sites import SiteGroup, check_sites
from planner.verify_siting import siting_violations
from tests.planner.siting.cover_cases import clustered


def core_of(seed, p, **rules):
    reach, demand = clustered(seed)
    need = np.ones(len(demand), dtype=np.int64)
    sites = check_sites(reach.shape[1], p=p, **rules)
    return reduce_to_core(reach, demand * 1.0, sites, need=need)


@given(st.integers(0, 99), st.integers(1, 8), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_what_it_counts_is_what_its_sites_cover(seed, p, luck):
    core = core_of(seed, p, existing=[0])
    opened = np.arange(len(core.site)) < p
    before = core.weight[core.cover @ opened > 0].sum() + core.base
    met, covered = anneal(core, opened, steps=500, seed=luck)
    assert met.sum() == p
    assert covered == core.weight[core.cover @ met > 0].sum() + core.base >= before


def test_it_finds_the_best_plan_from_a_poor_one():
    reach, demand = clustered(4)
    best = solve_mclp(reach, demand, 6)
    core = core_of(4, 6)
    _, covered = anneal(core, np.arange(len(core.site)) < 6, steps=60_000, seed=1)
    assert covered == best.objective == best.bound


def test_it_can_be_stopped():
    core = core_of(4, 6)
    told = []

    def stop(covered):
        told.append(covered)
        return True

    _, covered = anneal(
        core, np.arange(len(core.site)) < 6, steps=90_000, seed=1, stop=stop
    )
    assert told == [covered]


@pytest.mark.parametrize(
    "rules", [{"budget": 3.0}, {"groups": [SiteGroup(np.array([1, 2]), 0, 1, "E")]}]
)
def test_other_rules_are_not_its_business(rules):
    assert may_anneal(core_of(1, 5))
    assert not may_anneal(core_of(1, 5, **rules))


def test_large_questions_are_annealed(monkeypatch):
    met = []

    def spy(*asked, **more):
        met.append(anneal(*asked, **more))
        return met[-1]

    monkeypatch.setattr(maximal_search, "anneal", spy)
    monkeypatch.setattr(maximal_search, "_MOST_PAIRS", 0)
    monkeypatch.setattr(maximal_search, "_ROUNDS", 1)
    monkeypatch.setattr(maximal_search, "_ITERATIONS", 1)
    monkeypatch.setattr(maximal_search, "_STEPS", 5_000)
    reach, demand = clustered(7)
    plan = solve_mclp(reach, demand, 6)
    assert not siting_violations("mclp", reach, plan, demand=demand, p=6)
    assert met
    assert plan.objective >= max(covered for _, covered in met)
    monkeypatch.undo()
    assert plan.objective == solve_mclp(reach, demand, 6).objective
