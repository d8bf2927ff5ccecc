"""Maximal covering as a whole-number model for HiGHS.

    most    sum_i w_i y_i
    so that n_i y_i <= sum of x_j over the sites j that reach i
            sum of x <= p,  sum of cost x <= budget,  least <= x in a group <= most

with ``x_j`` whole: site j is open. Where one site is enough (``n_i`` = 1) ``y_i`` need
not be asked to be whole (Church and ReVelle 1974, "The maximal covering location
problem"; Hogan and ReVelle 1986, "Concepts and applications of backup coverage").
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from planner.milp import Model, Numbers
from planner.siting.maximal_core import Core
from planner.siting.pairs import rows_of
from planner.siting.sites import SiteGroup, limits, members


def rule_rows(
    price: Numbers, p: int, budget: float, groups: Sequence[SiteGroup]
) -> tuple[csr_array, Numbers, Numbers]:
    """Rows over k sites: their number, their cost, and their groups.

    Returns
    -------
    rows, lower, upper
        Shapes (2 + g, k), (2 + g,), (2 + g,).
    """
    number_and_cost = csr_array(np.vstack((np.ones(len(price)), price)))
    rows = vstack((number_and_cost, members(groups, len(price))))
    least, most = limits(groups)
    lower = np.append([-np.inf, -np.inf], least)
    return csr_array(rows), lower, np.append([p, budget], most)


def core_model(core: Core) -> Model:
    """The model of a core: its k sites first, then its r rows of demand."""
    rows, size = core.cover.shape
    side, low, high = rule_rows(core.price, core.p, core.budget, core.groups)
    link = hstack((core.cover, diags_array(-core.need.astype(np.float64))))
    several = core.need > 1
    return Model(
        cost=np.append(np.zeros(size), core.weight),
        lower=np.zeros(size + rows),
        upper=np.ones(size + rows),
        matrix=csr_array(vstack((link, wider(side, rows)))),
        row_lower=np.append(np.zeros(rows), low),
        row_upper=np.append(np.full(rows, np.inf), high),
        integer=np.append(np.ones(size, dtype=bool), several),
        maximise=True,
    )


def core_values(core: Core, opened: Numbers) -> Numbers:
    """Values of the model for the open columns given as ones."""
    reached = core.cover @ opened
    return np.append(opened, (reached >= core.need - 1e-6).astype(np.float64))


def wider(rows: csr_array, more: int) -> csr_array:
    """Add empty columns."""
    return csr_array(
        (rows.data, rows.indices, rows.indptr),
        shape=(rows.shape[0], rows.shape[1] + more),
    )


def first_plan_model(core: Core) -> Model:
    """Only the rules on sites: any plan that keeps them, best for each site alone."""
    side, low, high = rule_rows(core.price, core.p, core.budget, core.groups)
    size = len(core.site)
    return Model(
        cost=core.cover.T @ core.weight,
        lower=np.zeros(size),
        upper=np.ones(size),
        matrix=side,
        row_lower=low,
        row_upper=high,
        integer=np.ones(size, dtype=bool),
        maximise=True,
    )


def capacity_model(
    cover: csr_array,
    demand: Numbers,
    room: Numbers,
    fixed: Numbers,
    rules: tuple[csr_array, Numbers, Numbers],
    backup: int,
) -> Model:
    """Maximal covering where each place goes wholly to sites with room for it.

    Parameters
    ----------
    cover
        Pairs that may serve, shape (r, k), in order.
    demand
        Shape (r,).
    room
        Finite capacity of each site, shape (k,).
    fixed
        1 for sites open in every plan, else 0, shape (k,).
    rules
        From :func:`rule_rows`.
    backup
        Different sites that each demand is served by.

    Returns
    -------
    Model
        Columns: k sites, then the stored pairs in order, then r rows of demand.
    """
    rows, size = cover.shape
    pairs = cover.nnz
    row = rows_of(cover)
    one, at = np.ones(pairs), np.arange(pairs)
    served = csr_array((one, (row, at)), shape=(rows, pairs))
    load = csr_array((demand[row], (cover.indices, at)), shape=(size, pairs))
    opened = csr_array((one, (at, cover.indices)), shape=(pairs, size))
    none = csr_array((size, rows)), csr_array((pairs, rows))
    matrix = vstack(
        (
            hstack((csr_array((rows, size)), served, -backup * eye_array(rows))),
            hstack((diags_array(-room), load, none[0])),
            hstack((-opened, eye_array(pairs), none[1])),
            wider(rules[0], pairs + rows),
        )
    )
    low = (np.zeros(rows), np.full(size + pairs, -np.inf), rules[1])
    high = (np.zeros(rows + size + pairs), rules[2])
    return Model(
        cost=np.concatenate((np.zeros(size + pairs), demand)),
        lower=np.append(fixed, np.zeros(pairs + rows)),
        upper=np.ones(size + pairs + rows),
        matrix=csr_array(matrix),
        row_lower=np.concatenate(low),
        row_upper=np.concatenate(high),
        integer=np.ones(size + pairs + rows, dtype=bool),
        maximise=True,
    )
