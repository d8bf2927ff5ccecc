"""A question of cover in parts, against the same question whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting import SiteGroup, own_pairs, solve_lscp, solve_lscp_by_part
from planner.siting import by_part as module
from planner.verify_siting import siting_violations
from tests.planner.siting.cover_cases import questions


@pytest.fixture(autouse=True)
def every_part_is_a_lot(monkeypatch):
    monkeypatch.setattr(module, "_PAIRS_A_LOT", 1)


def islands(count=6, size=12, seed=3):
    """Places near each other on islands that are far apart."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 4, (count * size, 2))
    xy[:, 0] += np.repeat(np.arange(count) * 100, size)
    far = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    row, column = np.nonzero(far < 1.3)
    return csr_array((far[row, column], (row, column)), shape=far.shape)


def teller(told):
    def watch(*at):
        told.append(at)
        return False

    return watch


@given(questions(), questions(with_capacity=True), st.booleans())
@settings(max_examples=60, deadline=None)
def test_parts_cost_what_the_whole_costs(plain, full, with_room):
    reach, demand, rules = full if with_room else plain
    del rules["p"], rules["budget"]
    whole = solve_lscp(reach, demand=demand, **rules)
    plan = solve_lscp_by_part(reach, demand=demand, **rules)
    assert plan.status == whole.status
    assert plan.is_found == (not plan.conflict)
    if plan.is_found:
        assert plan.objective == whole.objective == plan.bound
        assert plan.uncoverable.tolist() == whole.uncoverable.tolist()
        asked = {} if "capacity" not in rules else {"demand": demand}
        assert not siting_violations("lscp", reach, plan, **asked, **rules)


def test_many_parts_make_one_plan():
    reach = islands()
    told = []
    plan = solve_lscp_by_part(reach, watch=teller(told))
    assert told == [(done, told[0][1]) for done in range(1, len(told) + 1)]
    assert len(told) >= 6
    assert plan.objective == solve_lscp(reach).objective
    assert plan.status == "optimal"
    assert not siting_violations("lscp", reach, plan)


def test_two_processes_find_the_plan_of_one():
    reach = islands()
    room = np.full(reach.shape[1], 4.0)
    alone = solve_lscp_by_part(reach, capacity=room)
    told = []
    both = solve_lscp_by_part(reach, capacity=room, workers=2, watch=teller(told))
    assert both.opened.tolist() == alone.opened.tolist()
    assert both.assigned.tolist() == alone.assigned.tolist()
    assert both.status == alone.status == "optimal"
    assert told[-1][0] == told[-1][1] == len(told)


def test_who_stops_it_still_gets_a_plan_of_everything():
    reach = islands(size=40)
    plan = solve_lscp_by_part(reach, watch=lambda *_: True)
    assert not siting_violations("lscp", reach, plan)
    assert plan.bound <= solve_lscp(reach).objective <= plan.objective


def test_a_contradiction_names_sites_of_the_whole():
    reach = islands()
    group = SiteGroup(np.array([60, 61]), 0, 1, "E")
    plan = solve_lscp_by_part(reach, groups=(group,), pinned=[60, 61])
    assert plan.status == "infeasible"
    assert {told["site"] for key, told in plan.conflict if key == "conflict_pin"} == {
        60,
        61,
    }


def test_a_group_ties_parts_together():
    reach = islands(2, 8)
    least = SiteGroup(np.arange(16), 9, None, "both")
    plan = solve_lscp_by_part(reach, groups=(least,))
    assert plan.objective == solve_lscp(reach, groups=(least,)).objective >= 9


def test_a_county_is_served_by_its_own_and_by_what_exists():
    reach = csr_array(np.array([[1.0, 2, 3], [4, 5, 6]]))
    kept = own_pairs(reach, ["a", "b"], ["a", "b", "a"], existing=[2])
    assert kept.toarray().tolist() == [[1, 0, 3], [0, 5, 6]]


def test_what_binds_all_parts_is_refused():
    with pytest.raises(TypeError):
        solve_lscp_by_part(islands(1), budget=3.0)
    with pytest.raises(TypeError):
        solve_lscp_by_part(islands(1), p=3)
