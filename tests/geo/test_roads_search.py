"""The compiled searches on arrays written out by hand."""

import numpy as np

from geo.roads.search import tree


def graph(count, *arcs):
    """Arrays of arcs (tail, head, weight)."""
    order = sorted(range(len(arcs)), key=lambda i: arcs[i][0])
    tails = np.array([arcs[i][0] for i in order])
    starts = np.searchsorted(tails, np.arange(count + 1)).astype(np.int32)
    heads = np.array([arcs[i][1] for i in order], dtype=np.int32)
    return starts, heads, np.array([float(arcs[i][2]) for i in order])


def test_a_dead_end_that_waits_as_a_seed_is_moved_when_it_is_reached_for_less():
    """Node 2 turns back to 0 only, waits at 10 beside 3, and comes down to 5, then 4.

    If it stayed in two chains at once, something else would never be looked at: node 6,
    behind the last seed.
    """
    starts, heads, weights = graph(
        7, (0, 2, 5), (2, 0, 5), (1, 2, 3), (3, 4, 1), (5, 6, 1)
    )
    seeds = np.array([0, 1, 3, 2, 5], dtype=np.int32)
    costs = np.array([0.0, 1, 10, 10, 12])
    cost, seed, arc = tree(starts, heads, weights, seeds, costs, np.inf, 1.0, 64)
    assert cost.tolist() == [0, 1, 4, 10, 11, 12, 13]
    assert seed.tolist() == [0, 1, 1, 2, 2, 4, 4]
    assert arc.tolist() == [-1, -1, 1, -1, 3, -1, 4]


def test_a_limit_leaves_the_rest_unreached():
    starts, heads, weights = graph(4, (0, 1, 2), (1, 2, 2), (1, 0, 2), (2, 3, 0))
    seeds = np.array([0], dtype=np.int32)
    cost, seed, _ = tree(starts, heads, weights, seeds, np.zeros(1), 3.0, 2.0, 8)
    assert cost.tolist() == [0, 2, np.inf, np.inf]
    assert seed.tolist() == [0, 0, -1, -1]
