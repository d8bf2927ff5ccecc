"""What every door is asked: who reaches whom, how much, and the rules, checked."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict, Unpack

import numpy.typing as npt
from scipy.sparse import csr_array

from planner.siting.sites import (
    Numbers,
    SiteGroup,
    Sites,
    check_backup,
    check_demand,
    check_reach,
    check_sites,
)


class UnpricedRules(TypedDict, total=False):
    """Rules without a budget, as keywords; see :func:`check_sites`."""

    existing: npt.ArrayLike | None
    pinned: npt.ArrayLike | None
    forbidden: npt.ArrayLike | None
    site_cost: npt.ArrayLike | None
    capacity: npt.ArrayLike | None
    groups: Sequence[SiteGroup]


class SiteRules(UnpricedRules, total=False):
    """Rules on opening sites, as keywords; see :func:`check_sites`."""

    budget: float | None


class Question(NamedTuple):
    """Pairs in reach, shape (n, m), demand of n places, and m sites."""

    reach: csr_array
    demand: Numbers
    sites: Sites


def check_question(
    reach: csr_array,
    demand: npt.ArrayLike | None,
    backup: int,
    p: float | None,
    **rules: Unpack[SiteRules],
) -> Question:
    """Check all that a door is given, and fill in what was left out.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or sort.
    """
    reach = check_reach(reach)
    amount = check_demand(demand, reach.shape[0])
    sites = check_sites(reach.shape[1], p=p, **rules)
    check_backup(backup)
    return Question(reach, amount, sites)
