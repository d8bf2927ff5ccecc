"""Clustered villages and candidate sites, made up, for questions of siting at size.

Township seats lie at random in a square, villages around their seat, and candidates are
villages. Nothing of it is real.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import KDTree

Points = npt.NDArray[np.float64]
_SIDE_M = 400_000.0
_VILLAGES_A_TOWNSHIP = 40
_TOWNSHIP_SPREAD_M = 3_000.0


def villages_and_sites(
    villages: int, sites: int, *, seed: int = 1
) -> tuple[Points, Points]:
    """Places of villages and of candidate sites.

    Returns
    -------
    villages, sites
        Shapes (n, 2) and (m, 2), planar metres; every site stands in a village.
    """
    rng = np.random.default_rng(seed)
    townships = max(villages // _VILLAGES_A_TOWNSHIP, 1)
    seats = rng.uniform(0.0, _SIDE_M, (townships, 2))
    size = rng.dirichlet(np.full(townships, 4.0))
    own = rng.choice(townships, villages, p=size)
    places = seats[own] + rng.normal(0.0, _TOWNSHIP_SPREAD_M, (villages, 2))
    chosen = np.sort(rng.choice(villages, sites, replace=False))
    return places, places[chosen]


def within(villages: Points, sites: Points, radius_m: float) -> csr_array:
    """Pairs no farther apart than a radius, in a straight line.

    Returns
    -------
    csr_array
        Shape (n, m); whole metres, as 64-bit numbers.
    """
    pairs = KDTree(villages).sparse_distance_matrix(
        KDTree(sites), radius_m, output_type="coo_matrix"
    )
    reach = csr_array(pairs)
    reach.data = np.round(reach.data)
    reach.sort_indices()
    return reach


def people(villages: int, *, seed: int = 1) -> npt.NDArray[np.int64]:
    """Demand of each village: whole, at least 1, a few far larger than most."""
    rng = np.random.default_rng(seed + 1)
    return 1 + rng.lognormal(4.0, 0.8, villages).astype(np.int64)
