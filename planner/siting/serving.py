"""Which open site serves whom."""

import numpy as np
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.siting.pairs import rows_of


def serve_nearest(reach: csr_array, opened: Indices) -> Indices:
    """Give every demand its nearest open site that reaches it.

    Parameters
    ----------
    reach
        Travel cost of demands to sites, shape (n, m); what is not stored is out of
        reach, a stored zero is not.
    opened
        Positions of open sites.

    Returns
    -------
    Indices
        Site of each demand, shape (n,); of equal costs the lower position, -1 where no
        open site reaches.
    """
    demands, sites = reach.shape
    is_open = np.zeros(sites, dtype=bool)
    is_open[opened] = True
    kept = is_open[reach.indices]
    row = rows_of(reach)[kept]
    column, cost = reach.indices[kept], reach.data[kept]
    nearest = np.full(demands, np.inf)
    np.minimum.at(nearest, row, cost)
    best = np.full(demands, sites, dtype=np.int64)
    at_best = cost == nearest[row]
    np.minimum.at(best, row[at_best], column[at_best].astype(np.int64))
    best[best == sites] = -1
    return best
