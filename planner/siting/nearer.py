"""Among plans as good as each other, one whose sites stand nearer to what they serve.

A site is exchanged for another of the same price and groups that reaches all that only
the first one covers, while total travel falls: the interchange of Teitz and Bart (1968,
"Heuristic methods for estimating the generalized vertex median of a weighted graph"),
held to plans that cover and cost the same.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.problem import Flags
from planner.siting.pairs import rows_of
from planner.siting.plan import SitingPlan
from planner.siting.sites import Numbers, Sites, members

_ROUNDS = 50


def stand_nearer(reach: csr_array, sites: Sites, plan: SitingPlan) -> SitingPlan:
    """Exchange sites one for one while travel falls and cover and cost stay.

    Parameters
    ----------
    reach
        Travel cost of n demands to m sites.
    sites
        The sites and the rules on opening them; capacities are not looked at.
    plan
        A plan of covering, each demand once.

    Returns
    -------
    SitingPlan
        The same number, cost and bound; everything covered before is covered.
    """
    covered = np.flatnonzero(plan.assigned >= 0)
    kept = csr_array(reach[covered])
    search = _Search(kept, sites, plan.opened)
    for _ in range(_ROUNDS):
        if sum(search.exchange(site) for site in search.movable()) == 0:
            break
    assigned = plan.assigned.copy()
    assigned[covered] = search.nearest()
    return replace(plan, opened=np.flatnonzero(search.open), assigned=assigned)


class _Search:
    """The open sites, and what an exchange of one would do to travel."""

    def __init__(self, reach: csr_array, sites: Sites, opened: Indices) -> None:
        self.reach, self.sites = reach, sites
        self.row = rows_of(reach)
        self.open: Flags = np.zeros(len(sites), dtype=bool)
        self.open[opened] = True
        # Sites of the same groups and price may stand for each other.
        marks = np.vstack((sites.price, members(sites.groups, len(sites)).toarray()))
        _, self.sort = np.unique(marks, axis=1, return_inverse=True)

    def movable(self) -> list[int]:
        """New sites that need not stay, in order."""
        return np.flatnonzero(self.open & ~self.sites.fixed).tolist()

    def nearest(self) -> Indices:
        """Nearest open site of each demand; the first of those equally near."""
        _, at = self._least(self.open)
        return at

    def exchange(self, site: int) -> bool:
        """Put the best other site in place of one; False where none is nearer."""
        others = self.open.copy()
        others[site] = False
        without, _ = self._least(others)
        alone = ~np.isfinite(without)
        free = self.sites.allowed & ~self.open & (self.sort == self.sort[site])
        pair_alone = alone[self.row]
        count = np.bincount(self.reach.indices[pair_alone], minlength=len(self.sites))
        free &= count == alone.sum()
        # Demands that others cover gain where the new site is nearer still.
        gain = np.where(
            pair_alone,
            self.reach.data,
            np.minimum(self.reach.data - without[self.row], 0.0),
        )
        travel = np.bincount(
            self.reach.indices, weights=gain, minlength=len(self.sites)
        )
        travel[~free] = np.inf
        best = int(np.argmin(travel))
        now = float(gain[self.reach.indices == site].sum())
        if not travel[best] < now - 1e-9:
            return False
        self.open[site], self.open[best] = False, True
        return True

    def _least(self, opened: Flags) -> tuple[Numbers, Indices]:
        """Travel to the nearest of some sites, infinite without, and which it is."""
        cost = np.where(opened[self.reach.indices], self.reach.data, np.inf)
        least = np.full(self.reach.shape[0], np.inf)
        np.minimum.at(least, self.row, cost)
        is_least = np.isfinite(cost) & (cost == least[self.row])
        at = np.full(self.reach.shape[0], -1, dtype=np.int64)
        first = np.flatnonzero(is_least)[::-1]
        at[self.row[first]] = self.reach.indices[first]
        return least, at
