"""The fewest favours that would make every group full, and what the pool can give.

Every stable plan leaves the same seats empty, so that a group which is not full can be
filled only by a rule that gives way: an expert takes a group more than wanted, or
somebody takes back a refusal. Which are fewest, while nobody loses what the plan gives,
is a linear model with whole columns: people to be asked, and seats that they and the
members of the group hold then.
"""

import time
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.advisory.plan import AdvisoryPlan
from planner.advisory.problem import (
    BAR_BITS,
    HOME,
    KINDS,
    LEADER,
    PARTNER,
    TRADE,
    AdvisoryProblem,
    Flags,
    Ints,
)
from planner.advisory.reasons import candidates, lacking
from planner.advisory.relax_model import Asking, ask
from planner.advisory.standing import Standing, standing_of

# A conflict of interest is not asked away.
LIFTED = ("declined_by_expert", "declined_by_county", "excluded_by_planner")
# People looked at for a seat at first, and then for those of counties still short.
_NEAR = (4, 16, 64, 256)


@dataclass(frozen=True, slots=True)
class Ask:
    """An expert to be asked for a county.

    Parameters
    ----------
    county, expert
        Positions.
    over
        Whether this takes the expert past the quota.
    lifts
        Refusals that have to be taken back, of :data:`planner.advisory.BARS`.
    """

    county: int
    expert: int
    over: bool
    lifts: tuple[str, ...]

    @property
    def favours(self) -> int:
        """Rules that give way."""
        return self.over + len(self.lifts)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What would make the groups full.

    Parameters
    ----------
    asks
        Sorted by county and expert; nobody else moves.
    favours
        Rules that give way in all.
    bound
        No way to fill as many seats, nobody losing a group, asks fewer.
    short
        Pairs (county, seats) where nobody of the nearest 256 is left to be asked, and
        for how many seats at least: people have to be found who are not in the pool.
    status
        ``"optimal"`` where the bound is met.
    seconds
        How long it took.
    """

    asks: tuple[Ask, ...]
    favours: int
    bound: int
    short: tuple[tuple[int, int], ...]
    status: Literal["optimal", "feasible"]
    seconds: float

    @property
    def raises(self) -> tuple[tuple[int, int], ...]:
        """Groups more (expert, how many) that experts are asked to take."""
        over = [one.expert for one in self.asks if one.over]
        return tuple((expert, over.count(expert)) for expert in sorted(set(over)))

    def applied(self, problem: AdvisoryProblem) -> AdvisoryProblem:
        """Take everybody asked to have agreed."""
        quota = problem.experts.quota.copy()
        for expert, more in self.raises:
            quota[expert] += more
        new = np.array([(one.county, one.expert) for one in self.asks], dtype=np.int64)
        return replace(
            problem,
            experts=replace(problem.experts, quota=quota),
            agreed=np.concatenate((problem.agreed, new.reshape(-1, 2))),
        )


def relax(
    problem: AdvisoryProblem,
    plan: AdvisoryPlan,
    *,
    most_over: int = 2,
    time_limit_s: float = 30.0,
) -> Relaxation:
    """Find the fewest favours that make every group full.

    Parameters
    ----------
    problem, plan
        What was asked, and a stable plan.
    most_over
        Groups past the quota that anybody is asked to take at most.
    time_limit_s
        Seconds after which the best so far is returned.

    Returns
    -------
    Relaxation
        As many of the missing seats filled as can be; then the fewest favours; of these
        rather groups more than refusals taken back, and those whom counties like best.
    """
    began = time.perf_counter()
    stand, empty = standing_of(problem, plan), lacking(problem, plan)
    most = np.full(len(empty), _NEAR[0])
    tries: list[tuple[int, int, bool, tuple[Ask, ...], Asking]] = []
    for wider in (*_NEAR[1:], 0):
        near, cut = _near(problem, stand, empty, most)
        left_s = time_limit_s - (time.perf_counter() - began)
        found = ask(problem, plan, stand, near, most_over, left_s)
        asks = _asks(problem, stand, found)
        favours = sum(one.favours for one in asks)
        tries.append((found.empty, favours, bool(cut.any()), asks, found))
        short = np.array([county for county, _ in found.short], dtype=np.int64)
        if not wider or not cut[short].any() or left_s <= 0:
            break
        most[short] = wider
    _, favours, some, asks, best = min(tries, key=lambda one: one[:3])
    bound = best.least if some else max(best.bound, best.least)
    return Relaxation(
        asks=asks,
        favours=favours,
        bound=min(bound, favours),
        short=best.short,
        status="optimal" if bound >= favours else "feasible",
        seconds=time.perf_counter() - began,
    )


def _near(
    problem: AdvisoryProblem, stand: Standing, empty: Flags, most: Ints
) -> tuple[Ints, Flags]:
    """Pairs to be asked about: so many for each seat, with the fewest rules in the way.

    Returns
    -------
    near, cut
        Pairs, sorted; counties for which there were more.
    """
    lifted = sum(BAR_BITS[name] for name in LIFTED)
    found: set[int] = set()
    cut = np.zeros(len(empty), dtype=bool)
    for county, seat in np.argwhere(empty).tolist():
        pairs = candidates(problem, stand, county, seat)
        barred = problem.pairs.barred[pairs]
        pairs = pairs[barred & ~lifted == 0]
        rules = np.bitwise_count(problem.pairs.barred[pairs]).astype(np.int64)
        rules += ~stand.room[problem.pairs.expert[pairs]]
        # The list is in the county's order, which stays among equals.
        pairs = pairs[np.lexsort((stand.ahead[pairs] > 0, rules))]
        cut[county] |= len(pairs) > most[county]
        found.update(pairs[: most[county]].tolist())
    return np.array(sorted(found), dtype=np.int64), cut


def _asks(problem: AdvisoryProblem, stand: Standing, found: Asking) -> tuple[Ask, ...]:
    """Say of each pair which rules give way; what is wished most is within quotas."""
    pairs = problem.pairs
    left = np.maximum(problem.experts.quota - stand.load, 0)
    asks = []
    for pair in found.pairs[np.argsort(stand.lists.wish[found.pairs])].tolist():
        expert = int(pairs.expert[pair])
        over = bool(left[expert] == 0)
        left[expert] -= not over
        bars = int(pairs.barred[pair])
        lifts = tuple(name for name, bit in BAR_BITS.items() if bars & bit)
        asks.append(Ask(int(pairs.county[pair]), expert, over, lifts))
    return tuple(sorted(asks, key=lambda one: (one.county, one.expert)))


@dataclass(frozen=True, slots=True)
class Supply:
    """What full groups need of a kind of seat, beside what the pool can give.

    Parameters
    ----------
    kind
        Of :data:`planner.advisory.KINDS`, or ``"members"`` for all seats.
    wanted
        Holders that full groups have at least, over all counties.
    offered
        Groups that those who may hold such a seat somewhere would be in, agreed ones
        among them; no more than there are counties that each could join.
    experts
        How many they are.
    """

    kind: str
    wanted: int
    offered: int
    experts: int

    @property
    def short(self) -> int:
        """Groups that the pool lacks for certain."""
        return max(self.wanted - self.offered, 0)


def supply(problem: AdvisoryProblem) -> tuple[Supply, ...]:
    """Count what full groups need and what the pool can give, before any matching.

    Returns
    -------
    tuple of Supply
        Members, leader, home, partner and trade; where one is short no plan whatever
        makes all groups full.
    """
    pairs, least, kind = problem.pairs, problem.least, problem.seats.kind
    agreed = np.zeros(len(pairs), dtype=bool)
    agreed[problem.pair_at(problem.agreed)] = True
    counts = pairs.acceptable | agreed
    fixed = np.bincount(problem.agreed[:, 1], minlength=len(problem.experts))
    quota = np.maximum(problem.experts.quota, fixed)
    wanted = {
        "members": least.members,
        KINDS[LEADER]: least.leader,
        KINDS[HOME]: least.home,
        KINDS[PARTNER]: least.partner,
        KINDS[TRADE]: (kind == TRADE).any(axis=1).astype(np.int64),
    }
    rows = []
    for name, needed in wanted.items():
        of_kind = kind >= 0 if name == "members" else kind == KINDS.index(name)
        bits = (of_kind << np.arange(kind.shape[1])).sum(axis=1)
        usable = counts & (pairs.may_sit & bits[pairs.county] != 0)
        joins = np.bincount(pairs.expert[usable], minlength=len(quota))
        offered = int(np.minimum(joins, quota).sum())
        rows.append(Supply(name, int(needed.sum()), offered, int((joins > 0).sum())))
    return tuple(rows)
