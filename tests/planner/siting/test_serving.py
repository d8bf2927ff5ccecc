"""The nearest open site that reaches, ties to the lower position."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.siting.serving import serve_nearest

FAR = 9


def reach_of(costs: np.ndarray) -> csr_array:
    """Everything below FAR is in reach, at zero cost too."""
    rows, columns = np.nonzero(costs < FAR)
    return csr_array(
        (costs[rows, columns].astype(float), (rows, columns)), shape=costs.shape
    )


def test_a_stored_zero_is_in_reach_and_what_is_not_stored_is_not():
    reach = reach_of(np.array([[0, 5], [FAR, FAR], [FAR, 3]]))
    assert serve_nearest(reach, np.array([0, 1])).tolist() == [0, -1, 1]


def test_nobody_is_served_when_nothing_is_open():
    reach = reach_of(np.array([[0, 5]]))
    assert serve_nearest(reach, np.array([], dtype=np.int64)).tolist() == [-1]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_it_is_the_first_of_the_least(seed):
    rng = np.random.default_rng(seed)
    costs = rng.integers(0, FAR + 1, (6, 5))
    opened = np.flatnonzero(rng.random(5) < 0.6)
    served = serve_nearest(reach_of(costs), opened)
    for row, site in zip(costs, served, strict=True):
        options = [(row[j], j) for j in opened if row[j] < FAR]
        assert site == (min(options)[1] if options else -1)
