"""Sites to open so that all who can be covered are, under rules on opening them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from geo.travel import Indices
from planner.problem import Flags
from planner.siting.cover_limits import Limits, choose_within, with_taken
from planner.siting.pairs import fitting, only
from planner.siting.plan import Watch
from planner.siting.reducing import Cover, pattern, take, without
from planner.siting.set_cover import CoverAnswer, solve_cover
from planner.siting.sites import Numbers, SiteGroup, Sites, limits, members

_NONE = CoverAnswer(np.empty(0, dtype=np.int64), math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without what cannot be.

    Parameters
    ----------
    usable
        Shape (n, m): pairs of which the site may be open and is large enough.
    coverable
        Demands that are to be covered, shape (n,).
    sites
        The sites and the rules on opening them.
    backup
        Different open sites each demand needs.
    """

    usable: csr_array
    coverable: Flags
    sites: Sites
    backup: int


def ask(reach: csr_array, demand: Numbers, sites: Sites, *, backup: int = 1) -> Asked:
    """Set aside pairs that cannot serve, and demands without enough of them."""
    usable = only(reach, fitting(reach, demand, sites))
    return Asked(usable, np.diff(usable.indptr) >= backup, sites, backup)


def choose(
    asked: Asked,
    *,
    time_limit_s: float,
    seed: int = 0,
    target: float = math.inf,
    watch: Watch | None = None,
) -> CoverAnswer:
    """Open sites of least cost so that all coverable demands are covered.

    Capacities, budget and p are not looked at.

    Parameters
    ----------
    asked
        The question.
    time_limit_s, seed, watch
        As for the doors.
    target
        Most that new sites may cost to be of use: ends once that is reached, or surely
        out of reach.

    Returns
    -------
    CoverAnswer
        Positions of the open sites, existing ones included; an infinite cost where
        none were found, and an infinite bound as well where surely none are.
    """
    sites = asked.sites
    if (sites.pinned & sites.forbidden).any():
        return _NONE
    fixed = np.flatnonzero(sites.fixed)
    cover, rest = take(cover_of(asked), fixed)
    new = sites.allowed[rest]
    cover = without(cover, np.ones(len(cover.need), dtype=bool), new)
    left = _limits_left(sites, fixed, rest[new])
    if not cover.is_open or (left.most < 0).any():
        return _NONE
    paid = float(sites.price[fixed].sum())

    told = with_taken(watch, paid)
    if len(left.most):
        found = choose_within(
            cover, left, time_limit_s=time_limit_s, seed=seed, watch=told
        )
    else:
        found = solve_cover(
            cover,
            time_limit_s=time_limit_s,
            seed=seed,
            target=target - paid,
            watch=told,
        )
    opened = np.sort(np.concatenate((fixed, rest[new][found.chosen])))
    return CoverAnswer(opened, paid + found.cost, paid + found.bound)


def cover_of(asked: Asked) -> Cover:
    """Rows of demands to be covered, then of groups that need so many sites."""
    sites = asked.sites
    groups = [group for group in sites.groups if group.least > 0]
    covered = pattern(csr_array(asked.usable[np.flatnonzero(asked.coverable)]))
    matrix = csr_array(vstack((covered, allowed_members(groups, sites))))
    matrix.sort_indices()
    need = np.append(np.full(covered.shape[0], asked.backup), limits(groups)[0])
    return Cover(matrix, need.astype(np.int64), sites.price)


def allowed_members(groups: Sequence[SiteGroup], sites: Sites) -> csr_array:
    """Ones where an allowed site is of a group, shape (groups, m)."""
    rows = members(groups, len(sites))
    return pattern(only(rows, sites.allowed[rows.indices]))


def _limits_left(sites: Sites, fixed: Indices, columns: Indices) -> Limits:
    """Limits of groups on columns, after what is fixed."""
    groups = [group for group in sites.groups if group.most is not None]
    belongs = allowed_members(groups, sites)
    most = limits(groups)[1] - belongs[:, fixed].sum(axis=1)
    return Limits(csr_array(belongs[:, columns]), most)
