"""Travel along roads: by hand, and beside networkx with places put in as nodes."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.roads.elevation import Elevation
from geo.roads.engine import RoadTravel
from geo.roads.network import load, prepared, prepared_key, save
from geo.roads.paths import ON_FOOT
from geo.roads.sites import Closed, nothing_closed, whole_edges
from geo.travel import Reach
from tests.geo.toy_roads import (
    PLACES,
    SITES,
    at,
    naive,
    networks,
    profile,
    segments,
)

# Compiling may take long on the first run of all.
PATIENT = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)


@PATIENT
@given(
    networks(),
    st.lists(SITES | PLACES, min_size=1, max_size=4),
    st.lists(SITES | PLACES, min_size=1, max_size=3),
    st.sampled_from(["s", "m"]),
    st.sampled_from(["to_origins", "from_origins"]),
    st.sampled_from([50.0, 1000.0]),
)
def test_costs_are_those_of_networkx(
    made, origins, destinations, unit, direction, limit
):
    roads, closed = made
    travel = RoadTravel(
        roads, profile(), snap_limit_m=limit, direction=direction, closed=closed
    )
    if direction == "from_origins":
        true = naive(travel, origins, destinations, unit=unit)
    else:
        true = naive(travel, destinations, origins, unit=unit).T
    here, there = np.array(origins), np.array(destinations)
    for cutoff in (700, 100_000):
        found = travel.exact(here, there, cutoff=cutoff, unit=unit)
        costs = np.full(found.shape, math.inf)
        rows = np.repeat(np.arange(len(origins)), np.diff(found.indptr))
        costs[rows, found.indices] = found.data
        expected = np.where(true <= cutoff, true, math.inf)
        borderline = np.abs(true - cutoff) < 1e-3
        assert np.allclose(
            np.where(borderline, 0, costs), np.where(borderline, 0, expected), atol=1e-3
        )
    for k in (1, 2):
        indices, exact = travel.nearest_exact(here, there, unit=unit, k=k)
        for row in range(len(origins)):
            reached = np.sort(true[row][np.isfinite(true[row])])[:k]
            assert (indices[row] >= 0).sum() == len(reached)
            assert np.allclose(exact[row, : len(reached)], reached, atol=1e-3)
            picked = indices[row, : len(reached)]
            assert len(set(picked.tolist())) == len(picked)
            assert np.allclose(true[row, picked], reached, atol=1e-3)
    check_paths(travel, origins, destinations, true, unit)


def check_paths(travel, origins, destinations, true, unit):
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            path = travel.path(origin, destination, unit=unit)
            if math.isinf(true[row, column]):
                assert path is None
                continue
            total = path.seconds if unit == "s" else path.metres
            assert total == pytest.approx(true[row, column], abs=1e-3)
            assert sum(leg.seconds for leg in path.legs) == pytest.approx(path.seconds)


# A road of 1,000 m from west to east, ten metres a second, and places beside it.
ROAD = segments([at(0), at(1000)], [(0, 1, {"name": "一路"})])
ONE_WAY = segments([at(0), at(1000)], [(0, 1, {"oneway": 1})])


def seconds(travel, origin, destination):
    exact = travel.exact(
        np.array([origin]), np.array([destination]), cutoff=1e5, unit="s"
    )
    return exact.data[0] if exact.nnz else None


def from_origin(roads, **options):
    return RoadTravel(roads, profile(), direction="from_origins", **options)


def test_two_places_on_one_stretch_go_along_it():
    """From 200 m to 700 m: 50 s of driving, no detour over a junction."""
    assert seconds(from_origin(ROAD), at(200), at(700)) == pytest.approx(50, abs=0.01)
    assert seconds(from_origin(ROAD), at(700), at(200)) == pytest.approx(50, abs=0.01)


def test_a_one_way_stretch_is_driven_one_way():
    travel = from_origin(ONE_WAY)
    assert seconds(travel, at(200), at(700)) == pytest.approx(50, abs=0.01)
    assert seconds(travel, at(700), at(200)) is None
    towards = RoadTravel(ONE_WAY, profile(), direction="to_origins")
    assert seconds(towards, at(700), at(200)) == pytest.approx(50, abs=0.01)


def test_the_last_stretch_is_walked():
    """100 m off at 5 km/h is 72 s, at each end; 500 m of road between are 50 s."""
    travel = from_origin(ROAD)
    assert seconds(travel, at(200, 100), at(700, -100)) == pytest.approx(194, abs=0.1)
    slow = from_origin(ROAD, walking_kmh=2.5)
    assert seconds(slow, at(200, 100), at(700, -100)) == pytest.approx(338, abs=0.1)


def test_off_road_neighbours_walk_straight():
    """Both 500 m off the road and 100 m apart: 72 s, not to the road and back."""
    path = from_origin(ROAD).path(at(400, 500), at(500, 500))
    assert path.seconds == pytest.approx(72, abs=0.1)
    assert [leg.highway for leg in path.legs] == [ON_FOOT]


def test_a_place_past_the_limit_is_joined_to_nothing_but_itself():
    travel = from_origin(ROAD, snap_limit_m=400)
    far, village = at(500, 500), at(500)
    assert seconds(travel, far, village) is None
    assert travel.path(far, village) is None
    here = np.array([far])
    assert travel.within(here, here, cutoff=60, unit="s").matrix.toarray() == [[1]]
    assert travel.snaps(here).distance_m == pytest.approx([500], abs=0.1)
    assert not travel.snaps(here).near.any()


def test_a_closed_part_cuts_off_what_lies_in_it_and_no_more():
    closed = Closed(np.array([0.4]), np.array([0.6]))
    travel = from_origin(ROAD, closed=closed)
    assert seconds(travel, at(100), at(300)) == pytest.approx(20, abs=0.01)
    assert seconds(travel, at(100), at(900)) is None
    assert seconds(travel, at(500), at(900)) is None
    assert seconds(travel, at(700), at(900)) == pytest.approx(20, abs=0.01)


def test_at_a_junction_a_closed_stretch_does_no_harm():
    roads = segments([at(0), at(1000), at(1000, 500)], [(0, 1, {}), (1, 2, {})])
    travel = from_origin(roads, closed=whole_edges(np.array([True, False])))
    assert seconds(travel, at(1000), at(1000, 500)) == pytest.approx(50, abs=0.01)


def test_the_shortest_way_by_metres_is_not_the_quickest():
    fast = {"highway": "primary", "via": [at(500, 400)]}
    slow = profile(
        speeds={
            "tertiary": {"kmh": 9, "source": "test"},
            "primary": {"kmh": 36, "source": "test"},
        }
    )
    roads = segments([at(0), at(1000)], [(0, 1, {}), (0, 1, fast)])
    travel = RoadTravel(roads, slow)
    quick = travel.path(at(0), at(1000))
    short = travel.path(at(0), at(1000), unit="m")
    assert (quick.edges, short.edges) == ((1,), (0,))
    assert short.metres == pytest.approx(1000, abs=0.01)
    assert quick.seconds < short.seconds


def test_a_path_names_its_roads_and_runs_along_them():
    roads = segments(
        [at(0), at(1000), at(2000), at(2000, 1000)],
        [
            (0, 1, {"name": "百色大道"}),
            (2, 1, {"name": "百色大道"}),
            (2, 3, {"ref": "X804"}),
        ],
    )
    path = from_origin(roads).path(at(500, 20), at(2000, 600))
    legs = [
        (leg.name or leg.ref or leg.highway, round(leg.metres)) for leg in path.legs
    ]
    assert legs == [(ON_FOOT, 20), ("百色大道", 1500), ("X804", 600)]
    assert path.edges == (0, 1, 2)
    course = np.array(path.geometry.coords)
    expected = np.array([at(500), at(1000), at(2000), at(2000, 600)])
    assert course == pytest.approx(expected, abs=1e-6)


def test_at_one_point_of_a_one_way_stretch_nothing_is_driven():
    path = from_origin(ONE_WAY).path(at(500), at(500))
    assert (path.edges, path.legs) == ((), ())
    assert (path.seconds, path.metres) == (0, 0)


def test_motorways_and_tunnels_are_not_got_on_in_between():
    roads = segments(
        [at(0), at(1000), at(0, 2000), at(1000, 2000)],
        [
            (0, 1, {"highway": "motorway"}),
            (0, 1, {"tunnel": True, "via": [at(500, 10)]}),
            (2, 3, {}),
        ],
    )
    snaps = RoadTravel(roads, profile()).snaps(np.array([at(500, 5)]))
    assert snaps.edge.tolist() == [2]
    assert snaps.distance_m == pytest.approx([1995], abs=1)


def test_what_the_protocol_promises():
    travel = RoadTravel(ROAD, profile())
    here = np.array([at(0), at(500), at(1000)])
    reach = travel.within(here, here[::-1], cutoff=60, unit="s")
    assert isinstance(reach, Reach)
    assert reach.matrix.dtype == np.int64
    assert reach.matrix.toarray().tolist() == [[0, 50, 1], [50, 1, 50], [1, 50, 0]]
    assert reach.matrix.indices.tolist() == [1, 2, 0, 1, 2, 0, 1]
    indices, costs = travel.nearest(here, here[:1], unit="s", k=2)
    assert indices.tolist() == [[0, -1], [0, -1], [0, -1]]
    assert costs.tolist() == [[1, 0], [50, 0], [100, 0]]
    assert indices.dtype == costs.dtype == np.int64
    assert travel.settings["method"] == "roads"


@pytest.mark.parametrize("counts", [(0, 0), (0, 2), (2, 0)])
def test_nobody_reaches_nobody(counts):
    travel = RoadTravel(ROAD, profile())
    here, there = (np.full((count, 2), at(0)[0]) for count in counts)
    assert travel.within(here, there, cutoff=60, unit="s").matrix.shape == counts
    indices, costs = travel.nearest(here, there, unit="m", k=3)
    assert indices.tolist() == [[-1] * 3] * counts[0]
    assert costs.tolist() == [[0] * 3] * counts[0]


def test_a_network_nobody_may_use_joins_nothing():
    roads = segments([at(0), at(1000)], [(0, 1, {"access": "no"})])
    travel = RoadTravel(roads, profile())
    snaps = travel.snaps(np.array([at(0)]))
    assert (snaps.edge.tolist(), snaps.distance_m.tolist()) == ([-1], [math.inf])
    assert seconds(travel, at(0), at(1000)) is None


@pytest.mark.parametrize(
    "options",
    [
        {"walking_kmh": 0},
        {"walking_kmh": math.nan},
        {"snap_limit_m": -1},
        {"snap_limit_m": math.inf},
        {"direction": "sideways"},
    ],
)
def test_numbers_out_of_range_are_refused(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        RoadTravel(ROAD, profile(), **options)


def test_a_prepared_network_comes_back_as_it_was(tmp_path):
    travel = RoadTravel(ROAD, profile())
    key = prepared_key(ROAD, profile().digest)
    file = tmp_path / "roads.npz"
    assert load(file, key=key) is None
    save(travel.network, file, key=key)
    again = RoadTravel(ROAD, profile(), network=load(file, key=key))
    assert seconds(again, at(0), at(700)) == seconds(travel, at(0), at(700))
    other = prepared_key(ROAD, profile(oneway=False).digest)
    assert other != key
    assert load(file, key=other) is None


def test_what_is_prepared_is_found_again_until_something_changes(tmp_path):
    first = prepared(ROAD, profile(), folder=tmp_path)
    (file,) = tmp_path.iterdir()
    written = file.stat().st_mtime_ns
    again = prepared(ROAD, profile(), folder=tmp_path)
    assert again.forward_s.tolist() == first.forward_s.tolist()
    assert file.stat().st_mtime_ns == written
    prepared(ONE_WAY, profile(), folder=tmp_path)
    prepared(ROAD, profile(oneway=False), folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    hill = Elevation(np.zeros((2, 2)), 106.0, 24.0, 1.0)
    prepared(ROAD, profile(), elevation=hill, folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


def test_no_more_than_eight_prepared_networks_are_kept(tmp_path):
    for metres in range(100, 1100, 100):
        prepared(
            segments([at(0), at(metres)], [(0, 1, {})]), profile(), folder=tmp_path
        )
    assert len(list(tmp_path.iterdir())) == 8


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no archive at all"])
def test_a_broken_prepared_network_is_made_anew(tmp_path, content):
    file = tmp_path / "roads.npz"
    file.write_bytes(content)
    assert load(file, key="any") is None


def test_other_closures_leave_the_first_travel_alone():
    travel = RoadTravel(ROAD, profile())
    shut = travel.with_closed(whole_edges(np.array([True])))
    assert seconds(shut, at(0), at(700)) is None
    assert seconds(travel, at(0), at(700)) == pytest.approx(70, abs=0.01)
    assert shut.snapper is travel.snapper
    assert not nothing_closed(1).mask.any()


def test_access_tells_who_is_joined_and_how_far_off_the_road_is():
    """A closed road is still a road near by; a layer without roads has none."""
    roads = segments([at(0), at(1000)], [(0, 1, {})])
    places = np.array([at(500, 40), at(500, 400)])
    travel = RoadTravel(roads, profile(), snap_limit_m=100)
    access = travel.access(places)
    assert access.joined.tolist() == [True, False]
    assert access.distance_m == pytest.approx([40, 400], abs=0.1)
    shut = travel.with_closed(whole_edges(np.array([True]))).access(places)
    assert shut.joined.tolist() == [True, False]
    none = RoadTravel(segments([], []), profile()).access(places)
    assert none.joined.tolist() == [False, False]
    assert none.distance_m.tolist() == [math.inf, math.inf]
    assert travel.access(np.empty((0, 2))).joined.shape == (0,)


def ladder(rungs):
    """Two rails of 200 m steps, a rung at every third step, a dead end at every fifth.

    Every seventh step of the second rail is one-way.
    """
    nodes = [at(200 * i, north) for north in (0, 300) for i in range(rungs)]
    edges = [(i, i + 1, {}) for i in range(rungs - 1)]
    edges += [
        (rungs + i, rungs + i + 1, {"oneway": int(i % 7 == 0)})
        for i in range(rungs - 1)
    ]
    edges += [(i, rungs + i, {}) for i in range(0, rungs, 3)]
    for i in range(0, rungs, 5):
        nodes.append(at(200 * i, -150))
        edges.append((i, len(nodes) - 1, {"oneway": int(i % 2)}))
    return segments(nodes, edges)


@pytest.mark.parametrize("direction", ["to_origins", "from_origins"])
@pytest.mark.parametrize("cutoff", [40, 120, 10_000])
def test_on_a_larger_network_near_and_far_are_those_of_networkx(direction, cutoff):
    """Few nodes in reach, most of them, and more pairs than there is room for at first.

    Of the places some stand on dead ends, and one is far off the road.
    """
    rng = np.random.default_rng(3)
    places = [
        at(100 * k, north)
        for k, north in enumerate(rng.choice([-150, -70, 0, 40, 300], 66))
    ] + [at(3000, 900)] * 2
    travel = RoadTravel(ladder(35), profile(), direction=direction)
    here = np.array(places)
    true = naive(travel, places, places, unit="s")
    if direction == "to_origins":
        true = true.T
    found = travel.exact(here, here, cutoff=cutoff, unit="s")
    costs = np.full(found.shape, math.inf)
    rows = np.repeat(np.arange(len(here)), np.diff(found.indptr))
    costs[rows, found.indices] = found.data
    expected = np.where(true <= cutoff, true, math.inf)
    borderline = np.abs(true - cutoff) < 1e-3
    assert np.allclose(
        np.where(borderline, 0, costs), np.where(borderline, 0, expected), atol=1e-3
    )
    assert (found.nnz > 4096) == (cutoff == 10_000)
    who, nearest = travel.nearest_exact(here, here[:5], unit="s")
    least = np.where(who[:, 0] >= 0, nearest[:, 0], math.inf)
    assert np.allclose(least, true[:, :5].min(axis=1), atol=1e-3)


def test_where_nothing_can_be_kept_it_is_prepared_each_time(tmp_path, caplog):
    """A file stands where the folder should be; a folder not there yet is made."""
    shut = tmp_path / "shut"
    shut.touch()
    found = prepared(ROAD, profile(), folder=shut)
    assert found.metres.tolist() == prepared(ROAD, profile()).metres.tolist()
    assert "not kept" in caplog.text
    prepared(ROAD, profile(), folder=tmp_path / "new" / "folder")
    assert len(list((tmp_path / "new" / "folder").iterdir())) == 1


def test_a_disk_that_is_full_leaves_no_half_a_network(tmp_path, monkeypatch):
    def full(file, **_arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert prepared(ROAD, profile(), folder=tmp_path).metres.size
    assert not list(tmp_path.iterdir())
