"""Small covering questions drawn at random, and every plan there is."""

from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting.sites import SiteGroup


@st.composite
def questions(draw, demands=6, sites=6, with_capacity=False, with_groups=True):
    """Reach, demand, and keywords of the door."""
    n, m = draw(st.integers(1, demands)), draw(st.integers(1, sites))
    pairs = draw(st.lists(st.integers(-1, 3), min_size=n * m, max_size=n * m))
    table = np.array(pairs).reshape(n, m)
    row, column = np.nonzero(table >= 0)
    costs = table[row, column].astype(float)
    reach = csr_array((costs, (row, column)), shape=(n, m))
    demand = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), float)
    some = st.sets(st.integers(0, m - 1), max_size=2).map(sorted)
    cost = st.lists(st.integers(0, 4), min_size=m, max_size=m)
    given_ = {
        "p": draw(st.none() | st.integers(0, m)),
        "existing": draw(some),
        "pinned": draw(some),
        "forbidden": draw(some),
        "site_cost": draw(cost),
        "budget": draw(st.none() | st.integers(0, 8)),
        "backup": draw(st.sampled_from([1, 1, 2])),
    }
    if with_groups and draw(st.booleans()):
        least = draw(st.integers(0, 2))
        most = draw(st.none() | st.integers(least, 3))
        members = np.array(draw(some), dtype=np.int64)
        given_["groups"] = (SiteGroup(members, least, most, "county"),)
    if with_capacity:
        room = st.lists(st.integers(0, 14), min_size=m, max_size=m)
        given_["capacity"] = np.array(draw(room), float)
    return reach, demand, given_


def plans(size, rules):
    """Every set of open sites that keeps the rules."""
    existing, pinned = set(rules["existing"]), set(rules["pinned"])
    banned = set(rules["forbidden"]) - existing
    for number in range(size + 1):
        for opened in map(set, combinations(range(size), number)):
            new = opened - existing
            cost = sum(rules["site_cost"][site] for site in new)
            if (
                existing | pinned <= opened
                and not opened & banned
                and (rules["p"] is None or len(new) <= rules["p"])
                and (rules["budget"] is None or cost <= rules["budget"])
                and all(
                    group.least
                    <= len(opened & set(group.sites.tolist()))
                    <= (size if group.most is None else group.most)
                    for group in rules.get("groups", ())
                )
            ):
                yield opened


def stored(reach):
    """Sites that reach each demand, stored zeros included."""
    return [
        set(reach.indices[reach.indptr[row] : reach.indptr[row + 1]].tolist())
        for row in range(reach.shape[0])
    ]


def covered(reach, demand, opened, backup):
    near = stored(reach)
    return sum(
        demand[row] for row in range(len(demand)) if len(near[row] & opened) >= backup
    )


def served(reach, demand, opened, backup, capacity):
    """Most demand served by these sites, trying every way of sharing it out."""
    choices = [
        [(), *combinations(sorted(near & opened), backup)] for near in stored(reach)
    ]
    best = 0
    for choice in product(*choices):
        load = np.zeros(reach.shape[1])
        for row, sites in enumerate(choice):
            load[list(sites)] += demand[row]
        if (load <= capacity).all():
            best = max(best, sum(demand[r] for r, own in enumerate(choice) if own))
    return best


def clustered(seed, n=120, m=60):
    """A middling question in the plane that greedy does not solve."""
    rng = np.random.default_rng(seed)
    places, sites = rng.uniform(0, 10, (n, 2)), rng.uniform(0, 10, (m, 2))
    far = np.hypot(*(places[:, None] - sites[None]).transpose(2, 0, 1))
    row, column = np.nonzero(far < 1.8)
    reach = csr_array((far[row, column], (row, column)), shape=(n, m))
    return reach, rng.integers(1, 50, n)
