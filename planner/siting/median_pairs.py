"""Pairs of demand and site of a p-median question, sorted for quick searches."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from geo.roads.compiling import compiled
from geo.travel import Indices
from planner.problem import Flags
from planner.siting.sites import Numbers, Sites, limits, members

Small = npt.NDArray[np.int32]


class Pairs(NamedTuple):
    """Pairs that may serve, weighted, in two orders.

    Parameters
    ----------
    starts, sites, costs
        By demand, the cheapest site first: demand i has the entries from ``starts[i]``
        to ``starts[i + 1]``; a cost is demand times travel.
    site_starts, demands, site_costs
        The same by site.
    """

    starts: Indices
    sites: Small
    costs: Numbers
    site_starts: Indices
    demands: Small
    site_costs: Numbers


class Rows(NamedTuple):
    """Rules over several sites: ``least <= sum of shares of the open <= most``.

    Parameters
    ----------
    starts, rows, shares
        By site: the rows it counts in and how much.
    least, most
        Of each row; infinite where open.
    """

    starts: Indices
    rows: Indices
    shares: Numbers
    least: Numbers
    most: Numbers

    def of(self, site: int) -> Indices:
        """Rows a site counts in."""
        return self.rows[self.starts[site] : self.starts[site + 1]]

    def scaled(self, by: float) -> "Rows":
        """Return the same rules, every share and limit so many times as great."""
        return self._replace(
            shares=self.shares * by, least=self.least * by, most=self.most * by
        )

    def used(self, opened: Flags) -> Numbers:
        """Sum of the shares of open sites in each row."""
        site = np.repeat(np.arange(len(opened)), np.diff(self.starts))
        counts = opened[site]
        used = np.bincount(
            self.rows[counts], self.shares[counts], minlength=len(self.least)
        )
        return used.astype(np.float64)

    def keeps(self, opened: Flags) -> bool:
        """Whether open sites keep every row."""
        used = self.used(opened)
        slack = 1e-9
        return bool(
            (used <= self.most + slack).all() and (used >= self.least - slack).all()
        )

    def may_keep(self, fixed: Flags, possible: Flags) -> bool:
        """Whether some set between two could keep every row, taken one by one."""
        slack = 1e-9
        return bool(
            (self.used(fixed) <= self.most + slack).all()
            and (self.used(possible) >= self.least - slack).all()
        )


def make_pairs(travel: csr_array, demand: Numbers, fixed: Flags) -> Pairs:
    """Sort pairs; none is kept beyond the cheapest site that is open in every plan.

    Parameters
    ----------
    travel
        Demands and allowed sites, shape (n, m).
    demand
        Shape (n,).
    fixed
        Sites open in every plan, shape (m,).
    """
    starts = travel.indptr.astype(np.int64)
    costs = travel.data * np.repeat(demand, np.diff(starts))
    sites = travel.indices.astype(np.int32)
    _sort(starts, sites, costs)
    return narrowed(_both(starts, sites, costs, len(fixed)), np.ones_like(fixed), fixed)


def narrowed(
    pairs: Pairs, kept: Flags, fixed: Flags, most: Numbers | None = None
) -> Pairs:
    """Leave out pairs that no plan needs.

    Parameters
    ----------
    pairs
        What there is.
    kept
        Sites that are kept, shape (m,).
    fixed
        Sites open anyway, shape (m,): pairs beyond the first of them are left out.
    most
        Greatest cost of each demand, shape (n,).
    """
    demands = np.repeat(np.arange(len(pairs.starts) - 1), np.diff(pairs.starts))
    keep = kept[pairs.sites]
    if most is not None:
        keep &= pairs.costs <= most[demands]
    opened = fixed[pairs.sites] & keep
    before = np.concatenate(([0], np.cumsum(opened)))
    keep &= before[:-1] == before[pairs.starts[demands]]
    starts = np.concatenate(([0], np.cumsum(keep)))[pairs.starts]
    return _both(starts, pairs.sites[keep], pairs.costs[keep], len(kept))


def _both(starts: Indices, sites: Small, costs: Numbers, count: int) -> Pairs:
    """Add the order by site."""
    demands = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    order = np.argsort(sites, kind="stable")
    site_starts = np.concatenate(([0], np.cumsum(np.bincount(sites, minlength=count))))
    return Pairs(starts, sites, costs, site_starts, demands[order], costs[order])


@compiled
def _sort(starts: Indices, sites: Small, costs: Numbers) -> None:
    for i in range(len(starts) - 1):
        row = slice(starts[i], starts[i + 1])
        order = np.argsort(costs[row], kind="mergesort")
        sites[row] = sites[row][order]
        costs[row] = costs[row][order]


def make_rows(sites: Sites) -> Rows:
    """Budget and groups as rows; what exists counts in groups and costs nothing."""
    shares = members(sites.groups, len(sites))
    least, most = limits(sites.groups)
    least[least == 0] = -np.inf
    if np.isfinite(sites.budget):
        # Scaled, so that prices of rows and of demands move at one pace.
        scale = float(sites.price.max(initial=0.0)) or 1.0
        shares = csr_array(vstack((csr_array(sites.price[None, :] / scale), shares)))
        least, most = np.append(-np.inf, least), np.append(sites.budget / scale, most)
    matrix = shares.T.tocsr()
    return Rows(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int64),
        matrix.data,
        least,
        most,
    )
