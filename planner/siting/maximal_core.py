"""What is left to choose in a maximal covering question.

Sites open in every plan are taken out with what they cover, demands that the same sites
reach become one, and a site that another outdoes is left out (Lv, Yu, Liang, Chen and
Dai 2025, "Presolving and cutting planes for the generalized maximal covering location
problem": isomorphic aggregation and dominance).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array

from geo.travel import Indices
from planner.problem import Flags
from planner.siting.pairs import ones
from planner.siting.sites import Numbers, SiteGroup, Sites

# Pairs of sites with a village in common that are worth looking through.
_MOST_PAIRS = 30_000_000
# Up to this total, rounding cannot blur whole demand.
_MOST_WHOLE = 1e10


@dataclass(frozen=True, slots=True)
class Core:
    """A maximal covering question without the sites and demands that are settled.

    Parameters
    ----------
    cover
        Merged demands and sites that may be opened, shape (r, k), in order; ones.
    weight
        Demand of each row, more than 0.
    need
        Open sites that each row needs, at least 1.
    site
        Position of each column in the question.
    price
        Cost of opening each.
    p
        Most sites to open, at most k.
    budget
        What they may cost together.
    groups
        Groups with positions of columns, and what is left of their limits.
    base
        Demand covered by the sites open in every plan.
    """

    cover: csr_array
    weight: Numbers
    need: Indices
    site: Indices
    price: Numbers
    p: int
    budget: float
    groups: tuple[SiteGroup, ...]
    base: float

    @property
    def is_whole(self) -> bool:
        """Whether all demand is in whole numbers, so that bounds may be rounded."""
        return is_whole(np.append(self.weight, self.base))

    @property
    def step(self) -> float:
        """By how much a better plan is better at least."""
        if self.is_whole:
            return 1.0
        return 1e-9 * (self.base + float(self.weight.sum()))

    def tighten(self, bound: float) -> float:
        """Round a bound down where every objective is whole."""
        return whole_below(bound) if self.is_whole else bound


def is_whole(demand: Numbers) -> bool:
    """Whether all demand is in whole numbers, and sums are told apart in rounding."""
    return bool((demand == np.rint(demand)).all() and demand.sum() <= _MOST_WHOLE)


def whole_below(bound: float) -> float:
    """Round a bound on whole numbers down, but for what sums of many may be off."""
    return float(np.floor(bound + 1e-6 + 1e-11 * abs(bound)))


def reduce_to_core(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    *,
    need: Indices,
    wish: Numbers | None = None,
) -> Core:
    """Take out what is settled, merge and compare.

    Parameters
    ----------
    reach
        Demands and sites, shape (n, m).
    demand
        Shape (n,).
    sites
        Sites and rules, which must agree; capacities are not looked at.
    need
        Different open sites that each demand needs, shape (n,).
    wish
        A second cost of each site, shape (m,), in which one that outdoes another must
        be no dearer either.
    """
    free = np.flatnonzero(sites.allowed & ~sites.fixed)
    pattern = ones(reach)
    fixed = np.rint(pattern @ sites.fixed.astype(np.float64))
    need = need - fixed.astype(np.int64)
    base = float(demand[need <= 0].sum())
    choice = csr_array(pattern[:, free])
    asked = (need > 0) & (demand > 0) & (np.diff(choice.indptr) >= need)
    cover, weight, need = _merged(
        csr_array(choice[np.flatnonzero(asked)]), demand[asked], need[asked]
    )
    kept = np.diff(csc_array(cover).indptr) > 0
    if sites.groups:
        kept[:] = True
    elif (need == 1).all():
        left = free[kept]
        costs = [sites.price[left], *([] if wish is None else [wish[left]])]
        kept[kept] = ~_outdone(csr_array(cover[:, kept]), costs)
    left = free[kept]
    pinned = sites.pinned
    most = len(left) if sites.p is None else sites.p - int(pinned.sum())
    return Core(
        cover=_narrow(csr_array(cover[:, np.flatnonzero(kept)])),
        weight=weight,
        need=need,
        site=left,
        price=sites.price[left],
        p=min(most, len(left)),
        budget=sites.budget - float(sites.price[pinned].sum()),
        groups=tuple(_group_left(group, sites, left) for group in sites.groups),
        base=base,
    )


def settle(core: Core, opened: Flags, closed: Flags) -> Core:
    """Open some columns for good, leave others out, and reduce what remains."""
    none = np.zeros(len(core.site), dtype=bool)
    sites = Sites(
        existing=none,
        pinned=opened,
        forbidden=closed,
        cost=core.price,
        capacity=np.full(len(core.site), np.inf),
        groups=core.groups,
        budget=core.budget,
        p=core.p,
    )
    left = reduce_to_core(core.cover, core.weight, sites, need=core.need)
    return replace(left, base=core.base + left.base)


def _narrow(cover: csr_array) -> csr_array:
    """Positions in 32 bits, whatever the caller's matrix had: one compiled search."""
    cover.sort_indices()
    parts = (cover.data, cover.indices.astype(np.int32), cover.indptr.astype(np.int32))
    return csr_array(parts, shape=cover.shape)


def _merged(
    cover: csr_array, weight: Numbers, need: Indices
) -> tuple[csr_array, Numbers, Indices]:
    """Make one row of all that the same sites reach and that need as many."""
    if not cover.has_sorted_indices:
        cover.sort_indices()
    starts, columns = cover.indptr.tolist(), cover.indices
    first: dict[tuple[int, bytes], int] = {}
    own: npt.NDArray[np.int64] = np.empty(cover.shape[0], dtype=np.int64)
    for row, times in enumerate(need.tolist()):
        key = (times, columns[starts[row] : starts[row + 1]].tobytes())
        own[row] = first.setdefault(key, row)
    rows, place = np.unique(own, return_inverse=True)
    merged: Numbers = np.bincount(place, weights=weight, minlength=len(rows)).astype(
        np.float64
    )
    return csr_array(cover[rows]), merged, need[rows]


def _outdone(cover: csr_array, costs: Sequence[Numbers]) -> Flags:
    """Sites of which another covers as much and more, for no higher costs.

    Of two that are alike the later one is left out.
    """
    outdone = np.zeros(cover.shape[1], dtype=bool)
    if float((np.diff(cover.indptr).astype(np.float64) ** 2).sum()) > _MOST_PAIRS:
        return outdone
    shared = csr_array(cover.T @ cover).tocoo()
    size = np.diff(csc_array(cover).indptr)
    one, other = shared.row, shared.col
    inside = (shared.data == size[one]) & (one != other)
    same = inside & (size[one] == size[other])
    no_dearer, cheaper = inside, np.zeros(len(one), dtype=bool)
    for cost in costs:
        no_dearer = no_dearer & (cost[other] <= cost[one])
        cheaper |= cost[other] < cost[one]
    worse = no_dearer & (~same | cheaper | (other < one))
    outdone[one[worse]] = True
    return outdone


def _group_left(group: SiteGroup, sites: Sites, left: Indices) -> SiteGroup:
    """What a group still asks of the sites that may be opened."""
    member = np.zeros(len(sites), dtype=bool)
    member[group.sites] = True
    open_now = int((member & sites.fixed).sum())
    columns = np.flatnonzero(member[left])
    most = len(columns) if group.most is None else group.most - open_now
    return SiteGroup(
        columns, max(group.least - open_now, 0), min(most, len(columns)), group.name
    )
