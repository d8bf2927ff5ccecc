"""Allocations: none larger, no capacity passed, and no question moves anyone."""

import copy
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.allocation import Allocation, allocate

promise = settings(max_examples=80, deadline=None)


@st.composite
def graphs(draw, villages=7, providers=4):
    """Costs by (village, provider), 0 where they cannot meet; and capacities."""
    rows = draw(st.integers(0, villages))
    columns = draw(st.integers(0, providers))
    costs = [
        draw(st.lists(st.integers(0, 3), min_size=columns, max_size=columns))
        for _ in range(rows)
    ]
    capacity = draw(st.lists(st.integers(0, 3), min_size=columns, max_size=columns))
    valid = csr_array(np.array(costs, dtype=np.int64).reshape(rows, columns))
    return valid, np.array(capacity, dtype=np.int64)


def flow(options, capacity, needed, villages):
    """Whether all these villages can be served at once, by networkx."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    for village in villages:
        graph.add_edge("source", ("v", village), capacity=needed)
        for provider in options[village]:
            graph.add_edge(("v", village), ("p", provider), capacity=1)
    for provider, room in enumerate(capacity):
        graph.add_edge(("p", provider), "sink", capacity=int(room))
    return nx.maximum_flow_value(graph, "source", "sink")


def options_of(valid):
    return [np.flatnonzero(row).tolist() for row in valid.toarray()]


def state(allocation):
    return (
        [sorted(providers) for providers in allocation.serving],
        [sorted(villages) for villages in allocation.served],
    )


def served(allocation):
    return [at for at, providers in enumerate(allocation.serving) if providers]


@promise
@given(graphs())
def test_with_one_provider_each_as_many_are_served_as_a_maximum_flow(graph):
    valid, capacity = graph
    allocation = allocate(valid, capacity, needed=1)
    best = flow(options_of(valid), capacity, 1, range(valid.shape[0]))
    assert len(served(allocation)) == best


@promise
@given(graphs(), st.integers(1, 3))
def test_links_are_options_within_capacity_and_told_alike_on_both_sides(graph, needed):
    valid, capacity = graph
    allocation = allocate(valid, capacity, needed=needed)
    options = options_of(valid)
    links = set()
    for village, providers in enumerate(allocation.serving):
        assert len(providers) in (0, needed)
        assert len(set(providers)) == len(providers)
        assert set(providers) <= set(options[village])
        links |= {(village, provider) for provider in providers}
    for provider, villages in enumerate(allocation.served):
        assert len(villages) <= capacity[provider]
        assert {(village, provider) for village in villages} == {
            link for link in links if link[1] == provider
        }


@promise
@given(graphs(), st.integers(1, 3))
def test_nobody_left_out_could_be_added_to_those_served(graph, needed):
    valid, capacity = graph
    allocation = allocate(valid, capacity, needed=needed)
    inside = served(allocation)
    for village in set(range(valid.shape[0])) - set(inside):
        wanted = [*inside, village]
        most = flow(options_of(valid), capacity, needed, wanted)
        assert most < needed * len(wanted)


@promise
@given(graphs(villages=5, providers=3))
def test_the_largest_set_by_trying_every_set(graph):
    valid, capacity = graph
    options = options_of(valid)
    best = max(
        size
        for size in range(len(options) + 1)
        for chosen in combinations(range(len(options)), size)
        if flow(options, capacity, 1, chosen) == size
    )
    assert len(served(allocate(valid, capacity, needed=1))) == best


@promise
@given(graphs(), st.integers(1, 2), st.data())
def test_asking_changes_nothing_and_tells_what_serving_does(graph, needed, data):
    valid, capacity = graph
    allocation = allocate(valid, capacity, needed=needed)
    out = sorted(set(range(valid.shape[0])) - set(served(allocation)))
    if not out:
        return
    village = data.draw(st.sampled_from(out))
    others = sorted(set(range(valid.shape[1])) - set(options_of(valid)[village]))
    extra = data.draw(st.lists(st.sampled_from(others), unique=True)) if others else []
    before = state(allocation)
    told = allocation.would_serve(village, extra)
    assert state(allocation) == before
    assert allocation.would_serve(village, extra) == told
    options = options_of(valid)
    options[village] = [*options[village], *extra]
    wanted = [*served(allocation), village]
    assert told == (flow(options, capacity, needed, wanted) == needed * len(wanted))
    trial = copy.deepcopy(allocation)
    assert trial.serve(village, extra) == told
    if told:
        assert sorted(served(trial)) == sorted(wanted)
    else:
        assert state(trial) == before


@promise
@given(graphs(), st.data())
def test_with_room_is_who_could_take_one_more(graph, data):
    valid, capacity = graph
    allocation = allocate(valid, capacity, needed=1)
    room = allocation.with_room()
    inside = served(allocation)
    options = options_of(valid)
    for provider in range(valid.shape[1]):
        # A stranger who knows this provider only.
        strangers = [*options, [provider]]
        wanted = [*inside, len(options)]
        fits = flow(strangers, capacity, 1, wanted) == len(wanted)
        assert bool(room[provider]) == fits


def test_the_nearest_pairs_come_first():
    # Both villages may go to either; 0 is nearer to 1, 1 is nearer to 0.
    valid = csr_array(np.array([[9, 2], [3, 8]], dtype=np.int64))
    allocation = allocate(valid, np.array([1, 1]), needed=1)
    assert allocation.serving == [[1], [0]]


def test_a_village_makes_room_by_moving_on():
    # 0 takes the near provider 0, the only one 1 can reach; 0 moves on to provider 1.
    valid = csr_array(np.array([[1, 5], [4, 0]], dtype=np.int64))
    allocation = allocate(valid, np.array([1, 1]), needed=1)
    assert allocation.serving == [[1], [0]]


def test_who_is_half_served_gives_way():
    # Village 0 needs two and has one; what it held goes to village 1.
    valid = csr_array(np.array([[1, 0, 0], [2, 2, 0]], dtype=np.int64))
    allocation = allocate(valid, np.array([1, 1, 1]), needed=2)
    assert [sorted(providers) for providers in allocation.serving] == [[], [0, 1]]


def test_moving_on_keeps_two_different_providers():
    # 0 may use all three, 1 only the first two: 0 must keep the third.
    valid = csr_array(np.array([[1, 2, 3], [4, 5, 0]], dtype=np.int64))
    allocation = allocate(valid, np.array([2, 1, 1]), needed=2)
    assert [sorted(providers) for providers in allocation.serving] == [[0, 2], [0, 1]]


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3)])
def test_nobody_serves_nobody(shape):
    allocation = allocate(
        csr_array(shape, dtype=np.int64), np.ones(shape[1], dtype=np.int64), needed=1
    )
    assert served(allocation) == []
    assert allocation.with_room().tolist() == [True] * shape[1]


def test_a_chain_of_moves_is_followed_to_its_end():
    """A hundred villages each move on by one, so that the last may enter."""
    length = 100
    options = [[at, at + 1] for at in range(length)] + [[0]]
    allocation = Allocation(options, [1] * (length + 1))
    allocation.start_nearest([(at, at) for at in range(length)])
    allocation.complete()
    assert allocation.serving == [[at + 1] for at in range(length)] + [[0]]
