"""Parts of roads within reach: by hand, and beside travel to points on the roads."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.crs import STORAGE_CRS
from geo.roads.engine import RoadTravel
from geo.roads.sites import Closed, whole_edges
from geo.roads.snapping import Snaps
from geo.roads.spread import cut, spread
from tests.geo.toy_roads import GEOD, PLACES, SITES, at, networks, profile, segments

# 3 km of road with a twig of 1 km in the middle; 10 m/s, so seconds are metres over 10.
FORK = segments(
    [at(0), at(1500), at(3000), at(1500, 1000)], [(0, 1, {}), (1, 2, {}), (1, 3, {})]
)
COLUMNS = ["edge", "start", "end", "cost_from", "cost_to"]


def parts(roads, places, cutoff, *, unit="s", **options):
    travel = RoadTravel(roads, profile(), **options)
    found = spread(travel, np.array(places).reshape(-1, 2), cutoff=cutoff, unit=unit)
    assert list(found.columns) == [*COLUMNS, "geometry"]
    assert found.crs == STORAGE_CRS
    return found


def rows(found):
    return [tuple(row) for row in found[COLUMNS].round(3).itertuples(index=False)]


def near(found, expected, tolerance=2e-3):
    assert len(found) == len(expected)
    for row, true in zip(found[COLUMNS].itertuples(index=False), expected, strict=True):
        assert row[0] == true[0]
        assert row[1:3] == pytest.approx(true[1:3], abs=tolerance)
        assert row[3:] == pytest.approx(true[3:], abs=0.2)


def test_from_the_end_as_far_as_the_cutoff():
    """200 s: the first stretch whole, 500 m of the second, 500 m of the twig."""
    found = parts(FORK, [at(0)], 200)
    near(found, [(0, 0, 1, 0, 150), (1, 0, 1 / 3, 150, 200), (2, 0, 0.5, 150, 200)])
    metres = [GEOD.geometry_length(shape) for shape in found.geometry]
    assert metres == pytest.approx([1500, 500, 500], abs=1)
    assert found.geometry[0].equals(FORK.edges.geometry[0])


def test_a_stretch_reached_from_both_ends_is_two_parts():
    """Places at both ends of the road; 100 m of walking to the second."""
    found = parts(FORK, [at(0), at(3000, -100)], 1000, walking_kmh=3.6)
    # The walk costs 100 s, so on the road of 300 s they meet at 200 s.
    near(
        found,
        [(0, 0, 1, 0, 150), (1, 0, 1 / 3, 150, 200), (1, 1 / 3, 1, 200, 100),
         (2, 0, 1, 150, 250)],
    )  # fmt: skip
    assert found.geometry[1].coords[-1] == pytest.approx(found.geometry[2].coords[0])


def test_from_a_place_in_the_middle_of_a_stretch():
    found = parts(FORK, [at(500)], 60)
    near(found, [(0, 0, 1 / 3, 50, 0), (0, 1 / 3, 1 / 3 + 0.4, 0, 60)])


def test_one_way_streets_by_direction():
    """East only: people from the place come east, people to it come from the west."""
    road = segments([at(0), at(2000)], [(0, 1, {"oneway": 1})])
    found = parts(road, [at(1000)], 50)
    near(found, [(0, 0.5, 0.75, 0, 50)])
    found = parts(road, [at(1000)], 50, direction="from_origins")
    near(found, [(0, 0.25, 0.5, 50, 0)])


def test_closures_are_not_passed():
    shut = Closed(np.array([0.4, np.nan, np.nan]), np.array([0.6, np.nan, np.nan]))
    found = parts(FORK, [at(0), at(3000)], 1000, closed=shut)
    near(
        found,
        [(0, 0, 0.4, 0, 60), (0, 0.6, 1, 210, 150), (1, 0, 1, 150, 0),
         (2, 0, 1, 150, 250)],
    )  # fmt: skip
    cut_off = parts(FORK, [at(750)], 1000, closed=shut)
    assert cut_off.empty
    away = parts(FORK, [at(0)], 1000, closed=whole_edges(np.array([1, 0, 0]) > 0))
    assert away.empty


def test_metres_and_bends():
    road = segments([at(0), at(1000, 3000)], [(0, 1, {"via": [at(1000)]})])
    found = parts(road, [at(0)], 2500, unit="m")
    near(found, [(0, 0, 0.625, 0, 2500)])
    assert list(found.geometry[0].coords)[-1] == pytest.approx(at(1000, 1500), abs=1e-5)
    assert len(found.geometry[0].coords) == 3


@pytest.mark.parametrize("places", [[], [at(0, 9000)]])
def test_nobody_comes_nowhere(places):
    found = parts(FORK, places, 600)
    assert found.empty
    assert parts(segments([], []), places, 600).empty


def test_cutting_keeps_the_ends_and_the_vertices_between():
    lines = FORK.edges.geometry.to_numpy()
    bent = shapely.LineString([at(0), at(1000), at(1000, 1000), at(2000, 1000)])
    whole, part = cut(
        np.array([lines[0], bent]), np.array([0, 0.5]), np.array([1, 1.0])
    )
    assert whole is lines[0]
    assert np.array(part.coords) == pytest.approx(
        np.array([at(1000, 500), at(1000, 1000), at(2000, 1000)]), abs=1e-6
    )


class _Probed:
    """Snaps of true places, and of points given by stretch and fraction."""

    def __init__(self, snapper, probes, snaps):
        self.snapper, self.probes, self.snaps = snapper, probes, snaps

    def snap(self, lonlat, *, limit_m):
        asked = np.asarray(lonlat)
        if asked.shape == self.probes.shape and (asked == self.probes).all():
            return self.snaps
        return self.snapper.snap(lonlat, limit_m=limit_m)


def true_costs(travel, places, edges, fractions, unit):
    """Least cost between the places and points on the roads, by the travel itself."""
    # Far from everything, so that nobody walks there.
    probes = np.column_stack((np.full(len(edges), 100.0), 30 + np.arange(len(edges))))
    snaps = Snaps(edges, fractions, probes, np.zeros(len(edges)))
    other = travel.with_closed(travel.closed)
    other.snapper = _Probed(travel.snapper, probes, snaps)
    found = other.exact(probes, places, cutoff=math.inf, unit=unit)
    costs = np.full(len(edges), math.inf)
    row = np.repeat(np.arange(len(edges)), np.diff(found.indptr))
    np.minimum.at(costs, row, found.data)
    return costs


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    networks(),
    st.lists(SITES | PLACES, min_size=1, max_size=4),
    st.sampled_from(["s", "m"]),
    st.sampled_from(["to_origins", "from_origins"]),
    st.sampled_from([60.0, 200.0, 900.0, 5000.0, 1e6]),
)
def test_it_is_what_travel_to_points_on_the_roads_tells(
    made, places, unit, direction, cutoff
):
    roads, closed = made
    if roads.edges.empty:
        return
    travel = RoadTravel(
        roads, profile(), snap_limit_m=300, direction=direction, closed=closed
    )
    found = spread(travel, np.array(places), cutoff=cutoff, unit=unit)
    assert (found["start"] < found["end"]).all()
    assert (found[["cost_from", "cost_to"]].to_numpy() <= cutoff + 1e-6).all()
    shares = np.linspace(0.0137, 0.9871, 9)
    edges = np.repeat(np.arange(len(roads.edges)), len(shares))
    fractions = np.tile(shares, len(roads.edges))
    costs = true_costs(travel, np.array(places), edges, fractions, unit)
    for edge, fraction, cost in zip(edges, fractions, costs, strict=True):
        on = found[found["edge"] == edge]
        on = on[(on["start"] <= fraction) & (fraction <= on["end"])]
        if cost > cutoff:
            assert on.empty or cost - cutoff < 1e-3
            continue
        assert len(on) in (1, 2) or cutoff - cost < 1e-3
        share = (fraction - on["start"]) / (on["end"] - on["start"])
        told = on["cost_from"] + share * (on["cost_to"] - on["cost_from"])
        assert told.to_numpy() == pytest.approx(np.full(len(on), cost), abs=1e-3)
