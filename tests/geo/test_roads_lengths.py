"""Metres of the quickest way, beside those of the path that is drawn."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.roads.engine import RoadTravel
from geo.travel import StraightLine
from tests.geo.toy_roads import PLACES, SITES, at, networks, profile, segments


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    networks(),
    st.lists(SITES | PLACES, min_size=1, max_size=3),
    st.lists(SITES | PLACES, min_size=1, max_size=3),
    st.sampled_from(["to_origins", "from_origins"]),
)
def test_lengths_are_those_of_the_paths(made, origins, destinations, direction):
    roads, closed = made
    travel = RoadTravel(roads, profile(), direction=direction, closed=closed)
    here, there = np.array(origins), np.array(destinations)
    metres = travel.lengths(here, there, cutoff=1e5).toarray()
    quick = travel.exact(here, there, cutoff=1e5, unit="s").toarray()
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            path = travel.path(origin, destination)
            if path is None:
                assert (metres[row, column], quick[row, column]) == (0, 0)
                continue
            # Of two ways equally quick the drawn one may be the longer.
            assert metres[row, column] <= path.metres + 0.1
            short = travel.path(origin, destination, unit="m")
            assert metres[row, column] >= short.metres - 0.1


def test_a_detour_that_is_quicker_counts_with_its_length():
    fast = {"highway": "primary", "via": [at(500, 400)]}
    speeds = {
        "tertiary": {"kmh": 9, "source": "test"},
        "primary": {"kmh": 36, "source": "test"},
    }
    roads = segments([at(0), at(1000)], [(0, 1, {}), (0, 1, fast)])
    travel = RoadTravel(roads, profile(speeds=speeds))
    ends = np.array([at(0)]), np.array([at(1000)])
    long = travel.path(at(0), at(1000)).metres
    assert long > 1250
    assert travel.lengths(*ends, cutoff=1e4).toarray()[0, 0] == pytest.approx(
        long, abs=0.1
    )
    assert travel.within(*ends, cutoff=1e4, unit="m").matrix.toarray()[0, 0] == 1000


def test_as_the_crow_flies_the_detour_is_the_length():
    ends = np.array([at(0)]), np.array([at(10_000)])
    line = StraightLine(speed_kmh=30, detour=1.4)
    assert line.lengths(*ends, cutoff=2000).toarray()[0, 0] == pytest.approx(
        14_000, abs=1
    )
    assert line.lengths(*ends, cutoff=1600).nnz == 0
