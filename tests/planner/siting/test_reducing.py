"""Reducing a cover keeps its least cost."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting.reducing import Cover, components, pattern, reduce, take


def cover_of(rows, *, need=None, cost=None) -> Cover:
    matrix = np.array(rows)
    return Cover(
        pattern(csr_array(matrix)),
        np.array(need if need is not None else np.ones(len(matrix)), dtype=np.int64),
        np.array(cost if cost is not None else np.ones(matrix.shape[1]), dtype=float),
    )


def least_cost(cover: Cover, most_of=None, most=0) -> float:
    """By trying everything; the columns of ``most_of`` at most so many times."""
    columns = len(cover.cost)
    best = np.inf
    for size in range(columns + 1):
        for chosen in itertools.combinations(range(columns), size):
            if most_of is not None and len(set(chosen) & set(most_of)) > most:
                continue
            if cover.is_kept(np.array(chosen, dtype=np.int64)):
                best = min(best, float(cover.cost[list(chosen)].sum()))
    return best


@st.composite
def covers(draw) -> Cover:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, columns = rng.integers(1, 8), rng.integers(1, 8)
    matrix = (rng.random((rows, columns)) < rng.uniform(0.2, 0.9)).astype(int)
    matrix[np.arange(rows), rng.integers(0, columns, rows)] = 1
    need = np.minimum(rng.integers(1, 4, rows), matrix.sum(axis=1))
    if draw(st.booleans()):
        need[:] = 1
    return cover_of(matrix, need=need, cost=rng.integers(0, 4, columns))


@settings(max_examples=150, deadline=None)
@given(covers())
def test_the_least_cost_stays(cover):
    left = reduce(cover)
    taken = cover.cost[left.taken].sum()
    assert taken + least_cost(left.cover) == least_cost(cover)
    assert not set(left.taken) & set(left.columns)


@settings(max_examples=100, deadline=None)
@given(covers(), st.integers(0, 3))
def test_it_stays_under_a_limit_on_columns_that_may_not_replace(cover, most):
    limited = np.arange(len(cover.cost)) % 2 == 0
    left = reduce(cover, may_replace=~limited)
    inside = np.flatnonzero(limited[left.columns])
    room = most - limited[left.taken].sum()
    there = least_cost(left.cover, inside, room) if room >= 0 else np.inf
    whole = least_cost(cover, np.flatnonzero(limited), most)
    assert cover.cost[left.taken].sum() + there == whole


@settings(max_examples=100, deadline=None)
@given(covers())
def test_components_share_nothing_and_add_up(cover):
    parts = list(components(cover))
    columns = np.concatenate([columns for _, columns in parts])
    assert len(set(columns)) == len(columns)
    assert sum(part.matrix.shape[0] for part, _ in parts) == len(cover.need)
    assert sum(least_cost(part) for part, _ in parts) == least_cost(cover)


def test_a_row_with_a_part_of_the_columns_answers_for_others():
    left = reduce(cover_of([[1, 1, 0], [1, 1, 1]], cost=[2, 2, 1]))
    assert left.taken.tolist() == [0]
    assert len(left.cover.need) == 0


def test_two_equal_columns_both_stay_where_two_are_needed():
    left = reduce(cover_of([[1, 1, 1]], need=[2], cost=[1, 1, 5]))
    assert left.columns.tolist() == [0, 1, 2]


def test_a_dearer_column_stays_beside_a_cheaper_part_of_it():
    left = reduce(cover_of([[1, 1, 0], [1, 0, 1], [0, 1, 1]], cost=[3, 2, 2]))
    assert left.cover.matrix.shape == (3, 3)


def test_taking_columns_leaves_the_rows_that_still_need_some():
    rest, columns = take(cover_of([[1, 1, 0], [0, 1, 1]], need=[2, 1]), np.array([1]))
    assert columns.tolist() == [0, 2]
    assert rest.need.tolist() == [1]


def test_an_empty_cover_is_done():
    cover = Cover(
        csr_array((0, 3), dtype=np.int8), np.zeros(0, dtype=np.int64), np.ones(3)
    )
    assert len(reduce(cover).columns) == 0
    assert list(components(cover)) == []
