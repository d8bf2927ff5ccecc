"""The model of serving everybody, each demand wholly at one open site with room.

Source: the compact model of ReVelle and Swain 1970, "Central facilities location", with
capacities (Current and Storbeck 1988, "Capacitated covering models").
"""

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array

from planner.milp import Model
from planner.siting.pairs import rows_of
from planner.siting.sites import Numbers

# Up to so many pairs each is tied to its site by a row of its own: dear, but tight.
_MOST_TIES = 200_000
Rules = tuple[csr_array, Numbers, Numbers]


def service_model(
    reach: csr_array,
    demand: Numbers,
    capacity: Numbers,
    rules: Rules,
    *,
    lower: Numbers,
    upper: Numbers,
    site_cost: Numbers,
    pair_cost: Numbers,
) -> Model:
    """Columns: m sites, then the stored pairs in order.

    Parameters
    ----------
    reach
        Pairs that may serve, shape (n, m).
    demand, capacity
        Shapes (n,) and (m,).
    rules
        Matrix over sites, shape (k, m), and the least and most of each row.
    lower, upper
        1 where a site must be open, and where it may be, shape (m,).
    site_cost, pair_cost
        To be made least, shapes (m,) and (pairs,).
    """
    rows, size = reach.shape
    pairs, row, site = reach.nnz, rows_of(reach), reach.indices
    one, at = np.ones(pairs), np.arange(pairs)
    served = csr_array((one, (row, at)), shape=(rows, pairs))
    limited = np.flatnonzero(np.isfinite(capacity))
    load = csr_array((demand[row], (site, at)), shape=(size, pairs))[limited]
    room = csr_array(
        (
            -np.minimum(capacity[limited], demand.sum()),
            limited,
            np.arange(len(limited) + 1),
        ),
        shape=(len(limited), size),
    )
    if pairs <= _MOST_TIES:
        tied, opened = (
            eye_array(pairs),
            csr_array((one, (at, site)), shape=(pairs, size)),
        )
    else:
        tied = csr_array((one, (site, at)), shape=(size, pairs))
        opened = csr_array(np.diag(np.bincount(site, minlength=size).astype(float)))
    own, least, most = rules
    matrix = block_array([[own, None], [None, served], [room, load], [-opened, tied]])
    every, below = np.ones(rows), np.full(len(limited) + tied.shape[0], -np.inf)
    return Model(
        cost=np.append(site_cost, pair_cost),
        lower=np.append(lower, np.zeros(pairs)).astype(np.float64),
        upper=np.append(upper, one).astype(np.float64),
        matrix=csr_array(matrix),
        row_lower=np.concatenate((least, every, below)),
        row_upper=np.concatenate((most, every, np.zeros(len(below)))),
        integer=np.ones(size + pairs, dtype=bool),
    )
