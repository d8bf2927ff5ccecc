"""Every way a siting plan can be wrong is found, one at a time."""

import dataclasses

import numpy as np
import pytest
from scipy.sparse import csr_array

from planner.siting import SiteGroup, solve_lscp, solve_mclp, solve_p_center
from planner.siting.plan import SitingPlan
from planner.verify_siting import siting_violations

# Four places in a row, a site at each; every site reaches its neighbours too, but
# nothing reaches the fifth place.
TRAVEL = csr_array(
    np.array(
        [
            [1.0, 10.0, 0.0, 0.0],
            [10.0, 1.0, 10.0, 0.0],
            [0.0, 10.0, 1.0, 10.0],
            [0.0, 0.0, 10.0, 1.0],
            [0.0, 0.0, 0.0, 0.0],
        ]
    )
)


def plan(opened, assigned, objective, **changes):
    return SitingPlan(
        opened=np.array(opened),
        assigned=np.array(assigned),
        uncoverable=np.array(changes.pop("uncoverable", [4])),
        objective=objective,
        bound=changes.pop("bound", objective),
        status=changes.pop("status", "optimal"),
        seconds=0.0,
    )


GOOD = plan([1, 2], [1, 1, 2, 2, -1], 2.0)


def promises(model, checked, **rules):
    found = siting_violations(model, TRAVEL, checked, **rules)
    return sorted({violation.promise for violation in found})


def test_a_right_plan_has_none():
    assert promises("lscp", GOOD) == []
    assert promises("mclp", dataclasses.replace(GOOD, objective=4, bound=4), p=2) == []
    assert promises("p_median", plan([1, 2], [1, 1, 2, 2, -1], 22.0), p=2) == []
    assert promises("p_center", plan([1, 2], [1, 1, 2, 2, -1], 10.0), p=2) == []


@pytest.mark.parametrize(
    ("wrong", "rules", "promise"),
    [
        (plan([1], [1, 1, 1, -1, -1], 1.0), {}, "covered"),
        (plan([1, 2], [1, 1, 2, -1, -1], 2.0), {}, "served"),
        (plan([1, 2], [1, 1, 2, 1, -1], 2.0), {}, "served"),
        (plan([1, 2], [1, 2, 2, 2, -1], 2.0), {}, "nearest"),
        (plan([1, 2], [1, 1, 2, 2, -1], 2.0, uncoverable=[]), {}, "uncoverable"),
        (plan([1, 2], [1, 1, 2, 2, -1], 3.0), {}, "objective"),
        (plan([1, 2], [1, 1, 2, 2, -1], 2.0, bound=2.5), {}, "bound"),
        (plan([1, 2], [1, 1, 2, 2, -1], 2.0, bound=1.0), {}, "proved"),
        (GOOD, {"existing": [0]}, "site_fixed"),
        (GOOD, {"pinned": [3]}, "site_fixed"),
        (GOOD, {"forbidden": [2]}, "site_forbidden"),
        (GOOD, {"p": 1}, "p"),
        (GOOD, {"site_cost": [1, 2, 2, 1], "budget": 3}, "budget"),
        (GOOD, {"groups": [SiteGroup(np.array([0, 3]), 1, None, "甲")]}, "group"),
        (GOOD, {"groups": [SiteGroup(np.array([1, 2]), 0, 1, "甲")]}, "group"),
        (GOOD, {"capacity": [9, 1, 9, 9]}, "capacity"),
        (GOOD, {"backup": 2}, "covered"),
    ],
)
def test_every_wrong_is_found(wrong, rules, promise):
    assert promise in promises("lscp", wrong, **rules)


def test_a_plan_that_beats_its_bound_from_above_is_found():
    wrong = plan([1, 2], [1, 1, 2, 2, -1], 4.0, bound=3.0, status="feasible")
    assert "bound" in promises("mclp", wrong, p=2)


def test_an_infeasible_plan_has_nothing_to_check():
    none = plan([], [-1] * 5, np.nan, status="infeasible")
    assert promises("lscp", none, p=0) == []


def test_the_doors_make_right_plans():
    """Dense and sparse, with a place nobody reaches."""
    dense = np.where(TRAVEL.toarray() > 0, TRAVEL.toarray(), np.inf)
    for model, found in (
        ("lscp", solve_lscp(TRAVEL)),
        ("mclp", solve_mclp(TRAVEL, None, 1)),
        ("p_center", solve_p_center(dense, 2)),
    ):
        p = {"lscp": None, "mclp": 1, "p_center": 2}[model]
        assert siting_violations(model, TRAVEL, found, p=p) == []
        assert siting_violations(model, dense, found, p=p) == []
        assert found.uncoverable.tolist() == [4]
