"""What a p-median search knows: the question, the best plan and the proved bound."""

import time
from dataclasses import dataclass, field

import numpy as np

from planner.problem import Flags
from planner.siting.median_bound import LEAST_SCALE, Ascent, Status, ascend
from planner.siting.median_pairs import Pairs, Rows
from planner.siting.median_search import interchange
from planner.siting.plan import Watch
from planner.siting.sites import Numbers

# A real-valued plan is proved best within this share of its cost; sums of whole costs
# are told apart in spite of rounding.
_CLOSE, _ROUNDING = 1e-7, 1e-3
# Steps of a climb between two tries of the sets that are met, by patience.
_ROUNDS = 4


@dataclass(slots=True)
class Search:
    """A question and what is known of its answer.

    Parameters
    ----------
    pairs, rows
        Pairs that may serve, and rules over several sites.
    fixed, banned
        Sites open in every plan and in none, shape (m,).
    slots
        Most open sites beside the fixed ones.
    whole
        Whether every weighted cost is a whole number.
    deadline
        Moment to stop, by `time.perf_counter`.
    seed
        For solvers that draw lots.
    watch
        Told of progress; may stop the search.

    Attributes
    ----------
    opened, best
        The best plan and its cost, infinite where none is known yet.
    floor
        What no plan can better, proved.
    stopped
        Whether time ran out or the watch has stopped the search.
    """

    pairs: Pairs
    rows: Rows
    fixed: Flags
    banned: Flags
    slots: int
    whole: bool
    deadline: float
    seed: int = 0
    watch: Watch | None = None
    opened: Flags = field(init=False)
    best: float = field(init=False, default=np.inf)
    floor: float = field(init=False, default=0.0)
    stopped: bool = field(init=False, default=False)
    alone: float = field(init=False)

    def __post_init__(self) -> None:
        self.opened = self.fixed.copy()
        costs, starts = self.pairs.costs, self.pairs.starts
        # More than serving everybody else can cost: the last pair is the dearest.
        self.alone = 1.0 + 2.0 * float(costs[starts[1:] - 1].sum())

    @property
    def goal(self) -> float:
        """Greatest cost of a plan that is better than the best."""
        if np.isinf(self.best):
            return float("inf")
        if self.whole:
            return self.best - 1.0 + _ROUNDING
        return self.best - _CLOSE * max(self.best, 1.0)

    @property
    def proved(self) -> float:
        """The bound once no plan is better than the best."""
        return self.best if self.whole else self.goal

    @property
    def left_s(self) -> float:
        """Seconds left."""
        return self.deadline - time.perf_counter()

    @property
    def is_over(self) -> bool:
        """Whether the best is proved or the search was stopped."""
        return self.stopped or self.floor >= self.goal

    def tell(self, floor: float) -> None:
        """Raise the proved bound, and stop where time or the watch says so."""
        if self.whole:
            floor = float(np.ceil(floor - _ROUNDING))
        self.floor = max(self.floor, min(floor, self.best))
        if self.left_s <= 0 or (
            self.watch is not None and self.watch(self.best, self.floor)
        ):
            self.stopped = True

    def cost(self, opened: Flags) -> float:
        """Cost of a set of sites, infinite where it leaves somebody unserved."""
        starts = self.pairs.starts
        costs = np.where(opened[self.pairs.sites], self.pairs.costs, np.inf)
        return float(np.minimum.reduceat(costs, starts[:-1]).sum())

    def offer(self, opened: Flags, worth: Numbers | None = None) -> None:
        """Improve a set of sites by interchange and keep it where it is the best.

        Parameters
        ----------
        opened
            Sites to begin with, shape (m,).
        worth
            Worth of each site, the less the better, shape (m,): where sites are too
            few or break a rule, by this others are opened or closed.
        """
        opened = (opened | self.fixed) & ~self.banned
        if worth is not None:
            opened = self._filled(opened, worth)
        if not self.rows.keeps(opened):
            return
        cost = interchange(
            self.pairs,
            self.rows,
            opened,
            self.fixed,
            self.banned,
            self.slots,
            self.alone,
            1000,
        )
        if cost < min(self.best, self.alone) and self.rows.keeps(opened):
            self.opened, self.best = opened, self.cost(opened)

    def _filled(self, opened: Flags, worth: Numbers) -> Flags:
        """Close the least worthy of what rows forbid, then open the most worthy."""
        opened = opened.copy()
        order = np.argsort(worth, kind="stable")
        for site in order[::-1][(opened & ~self.fixed)[order[::-1]]]:
            over = self.rows.used(opened) > self.rows.most + 1e-9
            if not over.any():
                break
            opened[site] = not over[self.rows.of(site)].any()
        room = self.slots - int((opened & ~self.fixed).sum())
        for site in order[~(opened | self.banned)[order]]:
            if room <= 0:
                break
            opened[site] = True
            if (self.rows.used(opened) > self.rows.most + 1e-9).any():
                opened[site] = False
            else:
                room -= 1
        return opened

    def upper(self, bound: float) -> float:
        """Cost at which steps of a climb aim."""
        if np.isfinite(self.best):
            return self.best
        return 1.2 * max(bound, 1.0)

    def status(self) -> Status:
        """Every site as the rules have it."""
        status = np.zeros(len(self.fixed), dtype=np.int8)
        status[self.fixed] = 1
        status[self.banned] = 2
        return status


def climb(search: Search, status: Status, prices: Numbers, patience: int) -> Ascent:
    """Climb from given prices to the top, trying on the way the sets that are met."""
    row_prices = np.zeros(len(search.rows.most))
    scale, at = 1.0, None
    while True:
        upper = search.upper(-np.inf if at is None else at.bound)
        found = ascend(
            search.pairs,
            search.rows,
            status,
            search.slots,
            prices,
            row_prices,
            upper,
            search.goal,
            scale,
            _ROUNDS * patience,
            patience,
        )
        if at is None or found.bound > at.bound:
            at = found
        prices, row_prices, scale = found.prices, found.row_prices, found.scale
        search.offer(found.chosen, found.worth)
        search.tell(at.bound)
        if search.is_over or scale < LEAST_SCALE:
            return at
