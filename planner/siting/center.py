"""Sites so that nobody is farther than need be: the p-center.

A radius is possible where at most p new sites cover everybody within it, so the answer
lies where covers stop being possible; it is one of the travel costs, and the search
halves those that are left.

Source: Minieka 1970, "The m-center problem"; Elloumi, Labbé and Pochet 2004, "A new
formulation and resolution method for the p-center problem", for refuting a radius by
the linear model of its cover.
"""

import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.siting.choosing import Asked, ask, choose
from planner.siting.conflict import smallest_conflict
from planner.siting.pairs import only, rows_of
from planner.siting.plan import SitingPlan, Watch, no_plan
from planner.siting.serving import serve_nearest
from planner.siting.sites import (
    Numbers,
    SiteGroup,
    as_reach,
    check_backup,
    check_sites,
)

# Share of the time left that one radius may take before others are tried.
_RADIUS_SHARE = 0.4


def solve_p_center(
    travel: npt.ArrayLike | csr_array,
    p: int,
    *,
    existing: npt.ArrayLike | None = None,
    pinned: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    groups: Sequence[SiteGroup] = (),
    backup: int = 1,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Watch | None = None,
) -> SitingPlan:
    """Open at most p new sites so that the greatest travel is the least.

    What cannot be served is set aside first: demands with fewer than ``backup``
    allowed sites that can serve them.

    Parameters
    ----------
    travel
        Demands and sites, shape (n, m): sparse, where a stored entry, zero included,
        means that the site can serve the demand at that cost; or an array, infinite or
        NaN where it cannot.
    p
        Most new sites.
    existing, pinned, forbidden, groups
        See :func:`planner.siting.sites.check_sites`.
    backup
        The travel that counts is to the so many nearest open sites, at least 1.
    time_limit_s
        Seconds after which the best plan so far is returned.
    seed
        For the choices made at random.
    watch
        Told of greatest travel and bound; True stops with the best plan so far.

    Returns
    -------
    SitingPlan
        The objective is the greatest travel of those who can be served, 0 without any.

    Raises
    ------
    PlanInputError
        If the numbers are not of the right size and sort.
    """
    begun = time.perf_counter()
    reach = as_reach(travel)
    sites = check_sites(
        reach.shape[1],
        existing=existing,
        pinned=pinned,
        forbidden=forbidden,
        groups=groups,
        p=p,
    )
    check_backup(backup)
    asked = ask(reach, np.ones(reach.shape[0]), sites, backup=backup)
    halving = _Halving(asked, p, begun + time_limit_s, seed, watch)
    halving.run()
    if halving.opened is None:
        conflict = smallest_conflict(
            asked.usable,
            np.ones(reach.shape[0]),
            sites,
            backup=backup,
            cover_all=True,
        )
        return no_plan(reach.shape[0], conflict, time.perf_counter() - begun)
    assigned = serve_nearest(asked.usable, halving.opened)
    assigned[~asked.coverable] = -1
    return SitingPlan(
        opened=halving.opened,
        assigned=assigned,
        uncoverable=np.flatnonzero(~asked.coverable),
        objective=halving.objective,
        bound=halving.bound,
        status="optimal" if halving.low == halving.high else "feasible",
        seconds=time.perf_counter() - begun,
    )


class _Halving:
    """Travel costs that may be the answer, halved until one is left.

    Attributes
    ----------
    low, high
        Positions in the costs: what lies below ``low`` is impossible, and ``high`` is
        reached by ``opened``.
    opened
        The best sites so far; None before there are any.
    """

    def __init__(
        self, asked: Asked, p: int, end: float, seed: int, watch: Watch | None
    ) -> None:
        self._asked, self._p, self._end = asked, p, end
        self._seed, self._watch = seed, watch
        self._served = csr_array(asked.usable[np.flatnonzero(asked.coverable)])
        self._costs = _candidates(self._served, asked.backup)
        self.low, self.high = 0, len(self._costs) - 1
        self.opened: Indices | None = None
        self._is_stopped = False

    @property
    def objective(self) -> float:
        """Greatest travel of the best sites so far."""
        return float(self._costs[self.high])

    @property
    def bound(self) -> float:
        """Least travel that is not refuted."""
        return float(self._costs[self.low])

    def run(self) -> None:
        """Halve until the answer is proved or time is out."""
        if self._try(self.high, 1.0) is not True:
            return
        doubtful = self._halve(_RADIUS_SHARE)
        if doubtful is None:
            return
        self._go_around(doubtful)
        self._halve(1.0)

    def _go_around(self, doubtful: int) -> None:
        """Try radii on both sides of one in doubt, where it may be easier to tell."""
        above = doubtful + 1
        while above < self.high and not self._is_over():
            middle = (above + self.high) // 2
            if self._try(middle, _RADIUS_SHARE) is not True:
                above = middle + 1
        below = min(doubtful, self.high)
        while self.low < below and not self._is_over():
            middle = (self.low + below) // 2
            if self._try(middle, _RADIUS_SHARE) is not False:
                below = min(middle, self.high)

    def _halve(self, share: float) -> int | None:
        """Halve what is left; the first radius that is in doubt, None without any."""
        while self.low < self.high:
            middle = (self.low + self.high) // 2
            if self._is_over() or self._try(middle, share) is None:
                return middle
        return None

    def _try(self, at: int, share: float) -> bool | None:
        """Whether sites cover everybody within a radius; None in doubt."""
        left = self._end - time.perf_counter()
        radius = self._costs[at]
        asked = Asked(
            only(self._asked.usable, self._asked.usable.data <= radius),
            self._asked.coverable,
            self._asked.sites,
            self._asked.backup,
        )
        found = choose(
            asked,
            time_limit_s=share * left,
            seed=self._seed,
            target=self._p,
            watch=lambda _, __: self._is_over(),
        )
        if found.cost <= self._p:
            self.opened = found.chosen
            reached = _greatest(self._served, found.chosen, self._asked.backup)
            self.high = int(np.searchsorted(self._costs, reached))
            return True
        if found.bound > self._p:
            self.low = max(self.low, at + 1)
            return False
        return None

    def _is_over(self) -> bool:
        if self._watch is not None and self.opened is not None:
            self._is_stopped |= self._watch(self.objective, self.bound)
        return self._is_stopped or time.perf_counter() >= self._end


def _candidates(served: csr_array, backup: int) -> Numbers:
    """Travel costs that may be the answer, ascending; 0 without any demand."""
    if served.shape[0] == 0:
        return np.zeros(1)
    costs = np.unique(served.data)
    everything = np.arange(served.shape[1])
    least = _greatest(served, everything, backup)
    return np.asarray(costs[np.searchsorted(costs, least) :], dtype=np.float64)


def _greatest(served: csr_array, opened: Indices, backup: int) -> float:
    """Greatest travel to the ``backup``-th nearest open site; 0 without any demand."""
    is_open = np.zeros(served.shape[1], dtype=bool)
    is_open[opened] = True
    rest = only(served, is_open[served.indices])
    if rest.shape[0] == 0:
        return 0.0
    order = np.lexsort((rest.data, rows_of(rest)))
    return float(rest.data[order][rest.indptr[:-1] + backup - 1].max())
