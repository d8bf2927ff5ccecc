"""Critical stretches, by hand and beside closing every stretch in turn."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.roads.criticality import most_critical
from geo.roads.engine import RoadTravel
from geo.roads.sites import whole_edges
from tests.geo.toy_roads import PLACES, SITES, at, networks, profile, segments

# A trunk of 3 km from the provider, then three twigs of 1 km; the last also has a way
# round of some 5.2 km.
TREE = segments(
    [at(0), at(3000), at(4000), at(3000, 1000), at(3000, -1000)],
    [
        (0, 1, {}),
        (1, 2, {}),
        (1, 3, {}),
        (1, 4, {}),
        (0, 4, {"via": [at(0, -2000)]}),
    ],
)
VILLAGES = np.array([at(4000), at(3000, 1000), at(3000, -1000), at(1500)])
PROVIDER = np.array([at(0)])


def brute(travel, villages, providers, cutoff, unit, most=10, fits=None):
    if fits is None:
        fits = [(range(len(villages)), range(len(providers)))]

    def covered(some):
        """By a search of their own for each group."""
        found = np.zeros(len(villages), dtype=bool)
        for rows, others in fits:
            here = villages[np.array(rows, dtype=int)]
            there = providers[np.array(others, dtype=int)]
            indices, costs = some.nearest(here, there, unit=unit)
            near = (indices[:, 0] >= 0) & (costs[:, 0] <= cutoff)
            found[np.array(rows, dtype=int)[near]] = True
        return found

    before = covered(travel)
    found = []
    for edge in range(len(travel.segments.edges)):
        gone = whole_edges(np.arange(len(travel.segments.edges)) == edge)
        lost = np.flatnonzero(
            before & ~covered(travel.with_closed(travel.closed | gone))
        )
        if len(lost):
            found.append((edge, tuple(lost.tolist())))
    return sorted(found, key=lambda one: (-len(one[1]), one[0]))[:most]


def pairs(found):
    return [(one.edge, one.villages) for one in found]


def test_the_trunk_then_the_twigs():
    """The fourth village stands on the trunk; the third has the way round."""
    travel = RoadTravel(TREE, profile())
    found = most_critical(travel, VILLAGES, PROVIDER, cutoff=600, unit="s")
    assert pairs(found) == [(0, (0, 1, 3)), (1, (0,)), (2, (1,))]


def test_a_shorter_cutoff_makes_the_way_round_too_long():
    travel = RoadTravel(TREE, profile())
    found = most_critical(travel, VILLAGES, PROVIDER, cutoff=401, unit="s")
    assert pairs(found) == [(0, (0, 1, 2, 3)), (1, (0,)), (2, (1,)), (3, (2,))]
    tighter = most_critical(travel, VILLAGES, PROVIDER, cutoff=399, unit="s")
    assert pairs(tighter) == [(0, (3,))]


def test_no_more_than_asked_for():
    travel = RoadTravel(TREE, profile())
    found = most_critical(travel, VILLAGES, PROVIDER, cutoff=600, unit="s", most=2)
    assert pairs(found) == [(0, (0, 1, 3)), (1, (0,))]


@pytest.mark.parametrize("counts", [(0, 1), (2, 0)])
def test_nobody_loses_nothing(counts):
    travel = RoadTravel(TREE, profile())
    villages, providers = (np.full((count, 2), at(0)[0]) for count in counts)
    assert most_critical(travel, villages, providers, cutoff=60, unit="s") == ()


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(
    networks(),
    st.lists(SITES | PLACES, min_size=1, max_size=6),
    st.lists(SITES | PLACES, min_size=1, max_size=2),
    st.sampled_from(["s", "m"]),
    st.sampled_from(["to_origins", "from_origins"]),
    st.sampled_from([90, 250, 700, 3000, 1e6]),
    st.sampled_from([1, 3, 10]),
)
def test_it_is_what_closing_every_stretch_tells(
    made, villages, providers, unit, direction, cutoff, most
):
    roads, closed = made
    travel = RoadTravel(
        roads, profile(), snap_limit_m=1000, direction=direction, closed=closed
    )
    here, there = np.array(villages), np.array(providers)
    found = most_critical(travel, here, there, cutoff=cutoff, unit=unit, most=most)
    assert pairs(found) == brute(travel, here, there, cutoff, unit, most)


def test_only_providers_that_fit_count():
    """Two villages need the provider at the trunk's end, the others take the near ones.

    Without the trunk the provider on it is gone, and the third village has the one at
    the end of the first twig; without its own twig the way round takes 680 s.
    """
    travel = RoadTravel(TREE, profile())
    providers = np.array([at(0), at(1600), at(4000)])
    fits = [([0, 1], [0]), ([2], [1, 2]), ([3], [1])]
    found = most_critical(travel, VILLAGES, providers, cutoff=600, unit="s", fits=fits)
    assert pairs(found) == [(0, (0, 1, 3)), (1, (0,)), (2, (1,)), (3, (2,))]
    everyone = most_critical(travel, VILLAGES, providers, cutoff=600, unit="s")
    assert pairs(everyone) == [(0, (3,)), (2, (1,))]
    assert (
        most_critical(travel, VILLAGES, providers, cutoff=60, unit="s", fits=[]) == ()
    )


POSITIONS = st.lists(st.integers(0, 5), unique=True, max_size=4)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(
    networks(),
    st.lists(SITES | PLACES, min_size=6, max_size=6),
    st.lists(SITES | PLACES, min_size=6, max_size=6),
    st.lists(st.tuples(POSITIONS, POSITIONS), max_size=4),
    st.sampled_from(["to_origins", "from_origins"]),
    st.sampled_from([90, 250, 700, 1e6]),
    st.sampled_from([1, 3, 10]),
)
def test_with_groups_it_is_what_closing_every_stretch_tells(
    made, villages, providers, fits, direction, cutoff, most
):
    """Groups may share villages and providers, and may be empty."""
    roads, closed = made
    travel = RoadTravel(
        roads, profile(), snap_limit_m=1000, direction=direction, closed=closed
    )
    here, there = np.array(villages), np.array(providers)
    found = most_critical(
        travel, here, there, cutoff=cutoff, unit="s", most=most, fits=fits
    )
    assert pairs(found) == brute(travel, here, there, cutoff, "s", most, fits)
