"""A large question of cover solved part by part, several parts at a time.

Villages that share no site, by way of others either, are a question of their own
(Toregas and ReVelle 1973, "Binary logic solutions to a class of location problem").
So is a county that plans for itself, see :func:`own_pairs`. Cost and bound of the parts
add up to those of the whole; the answer is the same whatever the number of processes,
as long as no part runs out of time.

Only covers of least cost are solved so: a number of sites or a budget for all binds
every part to the others.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from typing import Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.travel import Indices
from planner.errors import Problem
from planner.siting.covering import solve_lscp
from planner.siting.pairs import only, rows_of
from planner.siting.plan import Progress, SitingPlan, no_plan
from planner.siting.question import Question, UnpricedRules, check_question
from planner.siting.sites import Numbers, Sites, members

# Parts are handed out in lots of so many pairs, which take some tenths of a second.
_PAIRS_A_LOT = 50_000
# Below so many pairs in all, starting further processes takes longer than the answer
# (3 million: 1.6 s in one process, 3.2 s in two of which each takes 2 s to start).
_FEW_PAIRS = 10_000_000


def own_pairs(
    reach: csr_array,
    part_of_demand: npt.ArrayLike,
    part_of_site: npt.ArrayLike,
    *,
    existing: npt.ArrayLike | None = None,
) -> csr_array:
    """Only the pairs of which demand and site are of one part, such as a county.

    Parameters
    ----------
    reach
        Travel cost of n demands to m sites.
    part_of_demand, part_of_site
        Name or number of the part of each, shapes (n,) and (m,).
    existing
        Positions, or flags of shape (m,), of sites that serve every part.
    """
    of_demand, of_site = np.asarray(part_of_demand), np.asarray(part_of_site)
    everywhere = np.zeros(reach.shape[1], dtype=bool)
    if existing is not None:
        everywhere[np.asarray(existing)] = True
    site = reach.indices
    same = of_demand[rows_of(reach)] == of_site[site]
    return only(reach, np.asarray(same | everywhere[site]))


def solve_lscp_by_part(
    reach: csr_array,
    *,
    demand: npt.ArrayLike | None = None,
    backup: int = 1,
    workers: int = 1,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Progress | None = None,
    **rules: Unpack[UnpricedRules],
) -> SitingPlan:
    """Cover every demand that can be covered at the least cost of new sites.

    Parameters
    ----------
    reach, demand, existing, pinned, forbidden, site_cost, capacity, groups, backup
        As for :func:`planner.siting.covering.solve_lscp`. Sites of one group are
        of one part, and so are the demands that a site with a capacity reaches.
    workers
        Processes at a time; with 1 all is done in this one. A script that asks for more
        is to be importable (``if __name__ == "__main__"``).
    time_limit_s
        Seconds for all parts; each has a share that grows with its size.
    seed
        For the choices made at random.
    watch
        Told of lots of parts done, and how many there are; True has the rest answered
        at once, with a plan but hardly a bound.

    Returns
    -------
    SitingPlan
        As that of :func:`planner.siting.covering.solve_lscp`. Without a plan for some
        part there is none; the conflict is that of the first such part.

    Raises
    ------
    PlanInputError
        If the numbers are not of the right size and sort.
    """
    begun = time.perf_counter()
    question = check_question(reach, demand, backup, None, budget=None, **rules)
    lots = _lots(question)
    run = _Run(lots, backup, seed, time.time() + time_limit_s, watch)
    is_long = question.sites.is_capacitated or question.reach.nnz >= _FEW_PAIRS
    is_spread = is_long and min(workers, len(lots)) > 1
    plans = run.spread(workers) if is_spread else run.here()
    failed = [at for at, plan in enumerate(plans) if not plan.is_found]
    if failed:
        first = failed[0]
        conflict = tuple(_of_whole(plans[first].conflict, lots[first].columns))
        seconds = time.perf_counter() - begun
        return no_plan(len(question.demand), conflict, seconds)
    return _joined(question, lots, plans, begun)


@dataclass(frozen=True, slots=True)
class _Lot:
    """Some parts as one question: its rows and columns in the whole, and the rules."""

    rows: Indices
    columns: Indices
    reach: csr_array
    demand: Numbers
    rules: UnpricedRules


def _lots(question: Question) -> list[_Lot]:
    """Parts in lots, those with most pairs first; every demand and site is in one."""
    reach, demand, sites = question
    of_row, of_column = _parts(question)
    pairs = np.bincount(of_row, np.diff(reach.indptr), of_column.max(initial=-1) + 1)
    order = np.argsort(-pairs, kind="stable")
    lot = np.empty(len(order), dtype=np.int64)
    # With capacities a lot is one model, so every part is one by itself.
    most = 1 if sites.is_capacitated else _PAIRS_A_LOT
    lot[order] = np.cumsum(pairs[order]) // most
    _, lot = np.unique(lot, return_inverse=True)
    count = lot.max(initial=-1) + 1
    found = []
    for rows, own in zip(
        _places(lot[of_row], count), _places(lot[of_column], count), strict=True
    ):
        inside = csr_array(reach[rows])
        # What is open anyway serves other parts too, and is paid for in its own.
        usable = np.unique(inside.indices[sites.allowed[inside.indices]])
        at = np.concatenate((own, np.setdiff1d(usable, own)))
        rules = _rules(sites, own, at)
        found.append(_Lot(rows, at, csr_array(inside[:, at]), demand[rows], rules))
    return found


def _parts(question: Question) -> tuple[Indices, Indices]:
    """Part of each demand and of each site."""
    reach, _, sites = question
    demands, size = reach.shape
    # What is open anyway and has room for all binds nobody.
    binds = sites.allowed & ~(sites.fixed & np.isinf(sites.capacity))
    near = only(reach, binds[reach.indices])
    grouped = members(sites.groups, size)
    row = np.concatenate((rows_of(near), demands + size + rows_of(grouped)))
    column = np.concatenate((near.indices, grouped.indices))
    count = demands + size + len(sites.groups)
    links = csr_array(
        (np.ones(len(row), dtype=np.int8), (row, demands + column)),
        shape=(count, count),
    )
    _, part = connected_components(links, directed=False)
    part = part.astype(np.int64)
    return part[:demands], part[demands : demands + size]


def _places(label: Indices, count: int) -> list[Indices]:
    """Positions of each label, ascending."""
    order = np.argsort(label, kind="stable")
    ends = np.cumsum(np.bincount(label, minlength=count))
    return np.split(order, ends[:-1])


def _rules(sites: Sites, own: Indices, at: Indices) -> UnpricedRules:
    """Rules on some sites: the lot's own, then others, which are open anyway."""
    guest = np.arange(len(at)) >= len(own)
    place = np.full(len(sites), -1)
    place[own] = np.arange(len(own))
    groups = [one for one in sites.groups if (place[one.sites] >= 0).all()]
    return {
        "existing": sites.existing[at] | guest,
        "pinned": sites.pinned[at] & ~guest,
        "forbidden": sites.forbidden[at] & ~guest,
        "site_cost": sites.cost[at],
        "capacity": sites.capacity[at],
        "groups": [replace(one, sites=place[one.sites]) for one in groups],
    }


class _Run:
    """All lots and the time they have."""

    def __init__(
        self,
        lots: list[_Lot],
        backup: int,
        seed: int,
        end: float,
        watch: Progress | None,
    ) -> None:
        self._lots, self._backup, self._seed = lots, backup, seed
        self._end, self._watch = end, watch
        self._done, self._is_stopped = 0, False
        size = np.array([lot.reach.nnz**1.5 for lot in lots])
        # Of each lot: its size, and that of all from it on.
        self._size, self._to_come = size, np.cumsum(size[::-1])[::-1]

    def here(self) -> list[SitingPlan]:
        """Answer one after the other in this process."""
        plans = []
        for at in range(len(self._lots)):
            plans.append(_solve(*self._asked(at, 1)))
            self._tell()
        return plans

    def spread(self, workers: int) -> list[SitingPlan]:
        """Answer several at a time, each in a process that knows nothing of ours."""
        plans: dict[int, SitingPlan] = {}
        waiting: dict[Future[SitingPlan], int] = {}
        following = iter(range(len(self._lots)))
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            # Only as many at a time as can be worked on, so that limits are of the day.
            for at in islice(following, 2 * workers):
                waiting[pool.submit(_solve, *self._asked(at, workers))] = at
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    plans[waiting.pop(future)] = future.result()
                    self._tell()
                    for at in islice(following, 1):
                        waiting[pool.submit(_solve, *self._asked(at, workers))] = at
        return [plans[at] for at in range(len(self._lots))]

    def _tell(self) -> None:
        self._done += 1
        if self._watch is not None:
            self._is_stopped |= self._watch(self._done, len(self._lots))

    def _asked(self, at: int, workers: int) -> tuple[_Lot, int, int, float, float]:
        """A lot, the latest hour for it, and the seconds it may take."""
        share = workers * self._size[at] / max(self._to_come[at], 1.0)
        share = min(float(share), 1.0)
        left = 0.0 if self._is_stopped else max(self._end - time.time(), 0.0)
        return self._lots[at], self._backup, self._seed, share * left, self._end


def _solve(lot: _Lot, backup: int, seed: int, seconds: float, end: float) -> SitingPlan:
    return solve_lscp(
        lot.reach,
        demand=lot.demand,
        backup=backup,
        time_limit_s=max(min(seconds, end - time.time()), 0.0),
        seed=seed,
        **lot.rules,
    )


def _joined(
    question: Question, lots: list[_Lot], plans: list[SitingPlan], begun: float
) -> SitingPlan:
    """The plans of all lots as one."""
    reach, _, sites = question
    assigned = np.full(reach.shape[0], -1, dtype=np.int64)
    opened = [np.flatnonzero(sites.fixed)]
    uncoverable = [opened[0][:0]]
    for lot, plan in zip(lots, plans, strict=True):
        served = plan.assigned >= 0
        assigned[lot.rows[served]] = lot.columns[plan.assigned[served]]
        opened.append(lot.columns[plan.opened])
        uncoverable.append(lot.rows[plan.uncoverable])
    is_proved = all(plan.status == "optimal" for plan in plans)
    cost = sum(plan.objective for plan in plans)
    return SitingPlan(
        opened=np.unique(np.concatenate(opened)),
        assigned=assigned,
        uncoverable=np.sort(np.concatenate(uncoverable)),
        objective=cost,
        bound=cost if is_proved else sum(plan.bound for plan in plans),
        status="optimal" if is_proved else "feasible",
        seconds=time.perf_counter() - begun,
    )


def _of_whole(conflict: Sequence[Problem], columns: Indices) -> Iterator[Problem]:
    """Contradictions of a lot, sites by their positions in the whole."""
    for key, told in conflict:
        if isinstance(site := told.get("site"), int):
            told = {**told, "site": int(columns[site])}
        yield key, told
