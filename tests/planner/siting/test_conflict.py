"""The smallest set of rules that contradict, checked by leaving each out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.errors import PlanInputError
from planner.siting.conflict import smallest_conflict
from planner.siting.sites import SiteGroup, check_sites


def reach(table):
    return csr_array(np.array(table, dtype=np.float64))


# Three places, each within reach of its own site alone.
APART = reach(np.eye(3))


def keys(conflict):
    return sorted(key for key, _ in conflict)


def ask(sites, *, table=APART, demand=None, cover_all=True, backup=1):
    demand = np.ones(table.shape[0]) if demand is None else np.asarray(demand, float)
    return smallest_conflict(table, demand, sites, backup=backup, cover_all=cover_all)


def test_rules_that_agree_have_no_conflict():
    assert ask(check_sites(3, p=3)) == ()


def test_too_few_sites_to_cover_all():
    assert ask(check_sites(3, p=2)) == (
        ("conflict_cover", {"times": 1}),
        ("conflict_p", {"p": 2}),
    )


def test_too_few_sites_is_no_conflict_where_not_all_must_be_covered():
    assert ask(check_sites(3, p=2), cover_all=False) == ()


def test_two_pins_over_the_budget_name_the_pins_and_the_budget_only():
    sites = check_sites(3, pinned=[0, 2], forbidden=[1], site_cost=[3, 1, 4], budget=6)
    assert ask(sites, cover_all=False) == (
        ("conflict_budget", {"budget": "6"}),
        ("conflict_pin", {"site": 0}),
        ("conflict_pin", {"site": 2}),
    )


def test_a_pinned_site_that_is_forbidden():
    sites = check_sites(3, pinned=[1], forbidden=[1], p=2)
    assert ask(sites, cover_all=False) == (
        ("conflict_pin", {"site": 1}),
        ("conflict_ban", {"site": 1}),
    )


def test_a_county_that_must_have_more_than_it_may():
    groups = (SiteGroup(np.array([0, 1]), least=2, name="德保县星创天地"),)
    found = ask(check_sites(3, groups=groups, forbidden=[1]), cover_all=False)
    assert found == (
        ("conflict_least", {"name": "德保县星创天地", "least": 2}),
        ("conflict_ban", {"site": 1}),
    )


def test_an_upgrade_that_excludes_what_is_pinned():
    groups = (SiteGroup(np.array([0, 1]), most=1, name="改造或新建"),)
    found = ask(check_sites(3, groups=groups, pinned=[0, 1]), cover_all=False)
    assert keys(found) == ["conflict_most", "conflict_pin", "conflict_pin"]


def test_capacity_below_demand():
    sites = check_sites(2, capacity=[2, 2])
    found = ask(sites, table=reach(np.ones((5, 2))))
    assert found == (
        ("conflict_cover", {"times": 1}),
        ("conflict_capacity", {"capacity": "4", "demand": "5"}),
    )


def test_what_nobody_can_reach_is_no_conflict():
    table = reach([[1, 0], [0, 0]])
    assert ask(check_sites(2, p=1), table=table) == ()


def test_backup_counts_what_can_be_covered_twice():
    table = reach([[1, 1, 0], [0, 1, 1], [1, 0, 1]])
    assert ask(check_sites(3, p=3), table=table, backup=2) == ()
    assert keys(ask(check_sites(3, p=2), table=table, backup=2)) == [
        "conflict_cover",
        "conflict_p",
    ]


@settings(deadline=None)
@given(data=st.data())
def test_every_rule_of_a_conflict_is_needed(data):
    """Without any one of them the others agree: the set is irreducible."""
    size = data.draw(st.integers(2, 5))
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    given_rules = {
        "pinned": np.flatnonzero(data.draw(flags)),
        "forbidden": np.flatnonzero(data.draw(flags)),
        "p": data.draw(st.integers(0, size)),
        "budget": data.draw(st.integers(0, 6)),
    }
    found = ask(check_sites(size, **given_rules), table=reach(np.eye(size)))
    for left_out in found:
        rest = [rule for rule in found if rule != left_out]
        assert ask_only(size, given_rules, rest) == ()


def ask_only(size, given_rules, rules):
    """The question with only the rules named."""
    named = {key for key, _ in rules}

    def sites_of(key):
        return np.array([p["site"] for k, p in rules if k == key], dtype=int)

    kept = {
        "pinned": sites_of("conflict_pin"),
        "forbidden": sites_of("conflict_ban"),
        "p": given_rules["p"] if "conflict_p" in named else None,
        "budget": given_rules["budget"] if "conflict_budget" in named else None,
    }
    return ask(
        check_sites(size, **kept),
        table=reach(np.eye(size)),
        cover_all="conflict_cover" in named,
    )


@pytest.mark.parametrize(
    ("given_rules", "key"),
    [
        ({"site_cost": [1, -1]}, "siting_bad_numbers"),
        ({"site_cost": [1, np.nan]}, "siting_bad_numbers"),
        ({"site_cost": ["x", 1]}, "siting_bad_numbers"),
        ({"site_cost": [1]}, "siting_bad_size"),
        ({"pinned": [2]}, "siting_bad_positions"),
        ({"pinned": np.array([True])}, "siting_bad_size"),
        ({"budget": -1}, "siting_bad_amount"),
        ({"budget": float("nan")}, "siting_bad_amount"),
        ({"groups": (SiteGroup(np.array([5])),)}, "siting_bad_positions"),
        ({"groups": (SiteGroup(np.array([0]), least=-1),)}, "siting_bad_group"),
    ],
)
def test_numbers_that_are_none_are_told(given_rules, key):
    with pytest.raises(PlanInputError) as caught:
        check_sites(2, **given_rules)
    assert [found for found, _ in caught.value.problems] == [key]
    assert caught.value.text("zh")
