"""Sites move nearer to what they serve, and nothing else changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting import SiteGroup, solve_lscp, solve_mclp
from planner.siting.nearer import stand_nearer
from planner.siting.sites import check_sites
from planner.verify_siting import siting_violations


def total(reach, plan):
    table = reach.toarray()
    at = np.flatnonzero(plan.assigned >= 0)
    return float(table[at, plan.assigned[at]].sum())


def test_a_lone_village_gets_the_base_in_its_own_place():
    reach = csr_array(np.array([[45.0, 1.0]]))
    plan = solve_lscp(reach)
    nearer = stand_nearer(reach, check_sites(2), plan)
    assert nearer.opened.tolist() == [1]
    assert nearer.assigned.tolist() == [1]
    assert nearer.objective == plan.objective == 1


def test_a_dearer_pinned_or_grouped_site_does_not_stand_in():
    reach = csr_array(np.array([[45.0, 1.0]]))
    cheap = check_sites(2, site_cost=[1, 2])
    plan = solve_lscp(reach, site_cost=[1, 2])
    assert stand_nearer(reach, cheap, plan).opened.tolist() == [0]
    plan = solve_lscp(reach, pinned=[0])
    assert stand_nearer(reach, check_sites(2, pinned=[0]), plan).opened.tolist() == [0]
    groups = (SiteGroup(np.array([0]), least=1, name="甲"),)
    plan = solve_lscp(reach, groups=groups)
    grouped = check_sites(2, groups=groups)
    assert stand_nearer(reach, grouped, plan).opened.tolist() == [0]


@given(data=st.data())
def test_cover_and_cost_stay_and_travel_never_rises(data):
    n, m = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 7))
    cost = st.sampled_from([0.0, 1.0, 2.0, 5.0, 9.0])
    rows = st.lists(cost, min_size=m, max_size=m)
    table = np.array(data.draw(st.lists(rows, min_size=n, max_size=n)))
    reach = csr_array(table)
    flags = st.lists(st.booleans(), min_size=m, max_size=m)
    rules = {
        "forbidden": np.flatnonzero(data.draw(flags)),
        "site_cost": data.draw(
            st.lists(st.sampled_from([1.0, 2.0]), min_size=m, max_size=m)
        ),
    }
    p = data.draw(st.integers(0, m))
    for model, plan in (
        ("lscp", solve_lscp(reach, **rules)),
        ("mclp", solve_mclp(reach, None, p, **rules)),
    ):
        asked = {"p": p} if model == "mclp" else {}
        nearer = stand_nearer(reach, check_sites(m, **rules, **asked), plan)
        assert len(nearer.opened) == len(plan.opened)
        assert total(reach, nearer) <= total(reach, plan)
        assert siting_violations(model, reach, nearer, **rules, **asked) == []
