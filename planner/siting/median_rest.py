"""A p-median with few pairs left, by HiGHS.

Source: the radius formulation as chained by Elloumi (2010, "A tighter formulation of
the p-median problem"): for each demand and each distinct cost one value, whether it is
served at no more than that.
"""

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from geo.travel import Indices
from planner.milp import Answer, Model, Numbers, solve
from planner.problem import Flags
from planner.siting.median_pairs import Pairs, Rows
from planner.siting.median_state import Search


def solve_rest(search: Search, pairs: Pairs, opened: Flags, closed: Flags) -> None:
    """Find the best plan among those that use only the pairs left.

    Parameters
    ----------
    search
        What is known; is told what is found.
    pairs
        Pairs that a better plan may use.
    opened, closed
        Sites open in every better plan, and in none, shape (m,).
    """
    if (np.diff(pairs.starts) == 0).any():
        search.tell(search.proved)
        return
    model, base, sites = _radius_model(search, pairs, opened, closed)

    def watch(_objective: float, bound: float) -> bool:
        search.tell(min(bound + base, search.proved))
        return search.stopped

    answer = solve(
        model,
        time_limit_s=search.left_s,
        seed=search.seed,
        watch=watch,
    )
    _learn(search, answer, base, sites)


def _learn(search: Search, answer: Answer, base: float, sites: Indices) -> None:
    if answer.is_found:
        opened = search.fixed.copy()
        opened[sites[answer.values[: len(sites)] > 0.5]] = True
        if search.rows.keeps(opened) and search.cost(opened) < search.best:
            search.opened, search.best = opened, search.cost(opened)
            search.offer(opened)
    done = answer.status in ("optimal", "infeasible")
    bound = np.inf if answer.status == "infeasible" else answer.bound + base
    # Plans that use other pairs are not better than the best.
    if not np.isnan(bound):
        search.tell(min(float(bound), search.proved))
    search.stopped = search.stopped or not done


def _radius_model(
    search: Search, pairs: Pairs, opened: Flags, closed: Flags
) -> tuple[Model, float, Indices]:
    """Model, cost of the cheapest level of all demands, and sites of its columns."""
    count = len(pairs.starts) - 1
    demand = np.repeat(np.arange(count), np.diff(pairs.starts))
    first = np.zeros(len(demand), dtype=bool)
    first[pairs.starts[:-1]] = True
    changes = np.concatenate(([True], np.diff(pairs.costs) != 0))
    level = np.cumsum(first | changes) - 1
    begins = np.flatnonzero(first | changes)
    is_first = first[begins]
    is_last = np.concatenate((is_first[1:], [True]))
    cost = pairs.costs[begins]
    step = np.where(is_last, 0.0, np.concatenate((cost[1:], [0.0])) - cost)
    sites = np.flatnonzero(~closed)
    column = np.full(len(closed), -1)
    column[sites] = np.arange(len(sites))
    levels, wide = len(begins), len(sites)
    serve = csr_array(
        (np.ones(len(level)), (level, column[pairs.sites])), shape=(levels, wide)
    )
    own, later = np.flatnonzero(~is_last), np.flatnonzero(~is_first)
    chain = csr_array(
        (
            np.concatenate((np.ones(len(own)), -np.ones(len(later)))),
            (np.concatenate((own, later)), np.concatenate((own, later - 1))),
        ),
        shape=(levels, levels),
    )
    rules, least, most = _rules(search, sites, levels)
    whole = np.zeros(wide + levels, dtype=bool)
    whole[:wide] = True
    model = Model(
        cost=np.concatenate((np.zeros(wide), step)),
        lower=np.concatenate((opened[sites], np.zeros(levels))).astype(np.float64),
        upper=np.ones(wide + levels),
        matrix=csr_array(vstack((hstack((serve, chain)), rules))),
        row_lower=np.concatenate((np.where(is_first, 1.0, 0.0), least)),
        row_upper=np.concatenate((np.full(levels, np.inf), most)),
        integer=whole,
    )
    return model, float(cost[is_first].sum()), sites


def _rules(
    search: Search, sites: Indices, levels: int
) -> tuple[csr_array, Numbers, Numbers]:
    """Number of sites, budget and groups over the columns of the model."""
    matrix, least, most = site_rows(search.rows, search.fixed, search.slots)
    padded = hstack((matrix[:, sites], csr_array((matrix.shape[0], levels))))
    return csr_array(padded), least, most


def site_rows(
    rows: Rows, fixed: Flags, slots: int
) -> tuple[csr_array, Numbers, Numbers]:
    """Number of sites, budget and groups over all sites: matrix, least, most."""
    shape = (len(fixed), len(rows.most))
    shares = csr_array((rows.shares, rows.rows, rows.starts), shape=shape).T
    new = csr_array((~fixed).astype(np.float64)[None, :])
    matrix = csr_array(vstack((new, shares)))
    least = np.concatenate(([-np.inf], rows.least))
    return matrix, least, np.concatenate(([float(slots)], rows.most))
