"""Stored pairs of demand and site."""

import numpy as np
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.problem import Flags
from planner.siting.sites import Numbers, Sites


def rows_of(reach: csr_array) -> Indices:
    """Row of every stored pair."""
    return np.repeat(np.arange(reach.shape[0]), np.diff(reach.indptr))


def ones(reach: csr_array) -> csr_array:
    """The same pairs, each with a one in it."""
    return csr_array(
        (np.ones(reach.nnz), reach.indices, reach.indptr), shape=reach.shape
    )


def only(reach: csr_array, kept: Flags) -> csr_array:
    """Some of the stored pairs, those of cost zero too."""
    total = np.append(0, np.cumsum(kept))
    return csr_array(
        (reach.data[kept], reach.indices[kept], total[reach.indptr]),
        shape=reach.shape,
    )


def fitting(reach: csr_array, demand: Numbers, sites: Sites) -> Flags:
    """Whether the site of each stored pair may be open, and has room for the demand."""
    site = reach.indices
    room = demand[rows_of(reach)] <= sites.capacity[site]
    return np.asarray(sites.allowed[site] & room)
