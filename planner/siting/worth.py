"""What each site of a plan is worth, and a plan edited by hand scored at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geo.travel import Indices
from planner.errors import PlanInputError, Problem
from planner.problem import Flags
from planner.siting.maximal import assign_covered, capacity_binds, uncoverable
from planner.siting.pairs import ones
from planner.siting.question import SiteRules, check_question
from planner.siting.room import nearest_serving, serve_with_room
from planner.siting.sites import (
    Numbers,
    Sites,
    check_backup,
    check_demand,
    check_reach,
    members,
)

# With capacity exchanges are weighed roughly first; so many are then tried.
_TRIED = 20


@dataclass(frozen=True, slots=True)
class Worth:
    """What each of m sites brings to a plan; 0 where it says nothing of a site.

    Parameters
    ----------
    reaches
        Demand within reach of each site, open or not.
    alone
        Of each open site: demand that no other open site reaches.
    lost, lost_places
        Of each open site: covered demand, and places, that would no longer be covered
        without it.
    backed_up
        Of each open site: places in reach that other open sites would cover without it.
    adds, adds_places
        Of each closed site: demand, and places, that it would cover beside the open
        ones.
    """

    reaches: Numbers
    alone: Numbers
    lost: Numbers
    lost_places: Indices
    backed_up: Indices
    adds: Numbers
    adds_places: Indices


@dataclass(frozen=True, slots=True)
class Swap:
    """One site closed and one opened instead.

    Parameters
    ----------
    out, into
        Site to close and site to open.
    gain
        Demand covered more.
    """

    out: int
    into: int
    gain: float


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan edited by hand comes to.

    Parameters
    ----------
    opened
        Its open sites, ascending.
    assigned
        Nearest open site of each covered demand, shape (n,), else -1. With capacities
        as shared out in turn, which may miss a little of what could be served.
    covered
        Demand covered.
    missed
        Positions of demands that could be covered and are not.
    cost
        Cost of its new sites.
    broken
        Every rule it breaks; empty where it keeps them all.
    swap
        The exchange of one site that covers most more and breaks no further rule; None
        where none covers more.
    """

    opened: Indices
    assigned: Indices
    covered: float
    missed: Indices
    cost: float
    broken: tuple[Problem, ...]
    swap: Swap | None


def site_worth(
    reach: csr_array,
    demand: npt.ArrayLike | None = None,
    *,
    opened: npt.ArrayLike,
    backup: int = 1,
) -> Worth:
    """Tell what every open site is worth and what every closed one would add.

    Capacities are not looked at.

    Parameters
    ----------
    reach
        Travel cost of n demands to m sites; what is stored is within reach.
    demand
        Shape (n,), not negative; 1 each by default.
    opened
        Positions of the open sites, or flags of shape (m,).
    backup
        Different open sites that must reach a demand for it to count as covered.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or negative, or positions are none.
    """
    reach = check_reach(reach)
    amount = check_demand(demand, reach.shape[0])
    check_backup(backup)
    is_open = _flags(opened, reach.shape[1])
    pairs = ones(reach)
    count = np.rint(pairs @ is_open.astype(np.float64))
    just, nearly, single = count == backup, count == backup - 1, count == 1

    def at(rows: Flags, sites: Flags, values: Numbers) -> Numbers:
        return np.where(sites, pairs.T @ np.where(rows, values, 0.0), 0.0)

    each = np.ones(len(amount))
    return Worth(
        reaches=pairs.T @ amount,
        alone=at(single, is_open, amount),
        lost=at(just, is_open, amount),
        lost_places=_whole(at(just, is_open, each)),
        backed_up=_whole(at(count > backup, is_open, each)),
        adds=at(nearly, ~is_open, amount),
        adds_places=_whole(at(nearly, ~is_open, each)),
    )


def score_by_hand(
    reach: csr_array,
    demand: npt.ArrayLike | None = None,
    *,
    opened: npt.ArrayLike,
    p: int | None = None,
    backup: int = 1,
    cover_all: bool = False,
    **rules: Unpack[SiteRules],
) -> Score:
    """Score a plan edited by hand: what it covers and costs, and what it breaks.

    Parameters
    ----------
    opened
        Positions of all open sites, existing ones included, or flags of shape (m,).
    cover_all
        Whether a place that could be covered and is not breaks a rule.
    reach, demand, p, existing, pinned, forbidden, site_cost, budget, capacity, groups
        See :func:`planner.siting.maximal.solve_mclp`.
    backup
        Likewise.

    Raises
    ------
    PlanInputError
        If numbers are of a wrong size or negative, or positions are none.
    """
    reach, amount, sites = check_question(reach, demand, backup, p, **rules)
    is_open = _flags(opened, len(sites))
    assigned = _assigned(reach, amount, sites, is_open, backup)
    possible = np.ones(len(amount), dtype=bool)
    possible[uncoverable(reach, amount, sites, backup)] = False
    missed = np.flatnonzero(possible & (assigned < 0))
    broken = list(broken_rules(sites, is_open))
    if cover_all and len(missed):
        broken.append(("hand_uncovered", {"count": len(missed)}))
    return Score(
        opened=np.flatnonzero(is_open),
        assigned=assigned,
        covered=float(amount[assigned >= 0].sum()),
        missed=missed,
        cost=float(sites.price[is_open].sum()),
        broken=tuple(broken),
        swap=_best_swap(reach, amount, sites, is_open, backup),
    )


def broken_rules(sites: Sites, opened: Flags) -> Iterator[Problem]:
    """Every rule on opening sites that a set of open ones breaks."""
    for key, wrong in (
        ("hand_existing", sites.existing & ~opened),
        ("hand_pin", sites.pinned & ~opened),
        ("hand_ban", sites.forbidden & opened),
    ):
        for site in np.flatnonzero(wrong).tolist():
            yield (key, {"site": site})
    new = int((opened & ~sites.existing).sum())
    if sites.p is not None and new > sites.p:
        yield ("hand_p", {"p": sites.p, "open": new})
    cost = float(sites.price[opened].sum())
    if cost > sites.budget * (1 + 1e-12):
        yield ("hand_budget", {"budget": f"{sites.budget:g}", "cost": f"{cost:g}"})
    for group in sites.groups:
        count = int(opened[group.sites].sum())
        told = {"name": group.name, "open": count}
        if count < group.least:
            yield ("hand_least", {**told, "least": group.least})
        if group.most is not None and count > group.most:
            yield ("hand_most", {**told, "most": group.most})


def _assigned(
    reach: csr_array, demand: Numbers, sites: Sites, opened: Flags, backup: int
) -> Indices:
    at = np.flatnonzero(opened)
    if not _has_limits(reach, demand, sites):
        return assign_covered(reach, at, backup)
    # Only the open columns, for speed.
    near = csr_array(reach[:, at])
    near.sort_indices()
    every = np.ones(len(at), dtype=bool)
    served = serve_with_room(near, demand, sites.capacity[at], every, backup)
    here = nearest_serving(near, served, backup)
    shared = np.where(here >= 0, at[here], -1) if len(at) else here
    return np.where(demand > 0, shared, assign_covered(reach, at, backup))


def _has_limits(reach: csr_array, demand: Numbers, sites: Sites) -> bool:
    """Whether capacities matter; by hand any site may be open, a forbidden one too."""
    nowhere = np.zeros(len(sites), dtype=bool)
    return capacity_binds(reach, demand, replace(sites, forbidden=nowhere))


def _best_swap(
    reach: csr_array, demand: Numbers, sites: Sites, opened: Flags, backup: int
) -> Swap | None:
    """The exchange that covers most more; of equals the first."""
    out = np.flatnonzero(opened & ~sites.fixed)
    into = np.flatnonzero(~opened & sites.allowed)
    if len(out) == 0 or len(into) == 0:
        return None
    has_room = not _has_limits(reach, demand, sites)
    gain = _gains(reach, demand, opened, out, into, backup)
    gain[~_may_swap(sites, opened, out, into)] = -np.inf
    if has_room:
        return _swap(gain, out, into)
    now = demand[_assigned(reach, demand, sites, opened, backup) >= 0].sum()
    exact = np.full(gain.shape, -np.inf)
    for place in np.argsort(-gain, axis=None, kind="stable")[:_TRIED].tolist():
        row, column = divmod(place, gain.shape[1])
        if np.isneginf(gain[row, column]):
            break
        turned = opened.copy()
        turned[into[row]], turned[out[column]] = True, False
        after = _assigned(reach, demand, sites, turned, backup)
        exact[row, column] = demand[after >= 0].sum() - now
    return _swap(exact, out, into)


def _swap(gain: Numbers, out: Indices, into: Indices) -> Swap | None:
    row, column = divmod(int(np.argmax(gain)), gain.shape[1])
    much = float(gain[row, column])
    return Swap(int(out[column]), int(into[row]), much) if much > 1e-9 else None


def _gains(
    reach: csr_array,
    demand: Numbers,
    opened: Flags,
    out: Indices,
    into: Indices,
    backup: int,
) -> Numbers:
    """Demand covered more by each exchange, shape (into, out)."""
    pairs = ones(reach)
    count = np.rint(pairs @ opened.astype(np.float64))
    just = np.where(count == backup, demand, 0.0)
    nearly = np.where(count == backup - 1, demand, 0.0)
    come, go = csr_array(pairs[:, into]), csr_array(pairs[:, out])
    # A place that both reach counts as before.
    both = come.T @ csr_array(go.multiply((just - nearly)[:, None]))
    alone = (come.T @ nearly)[:, None] - (go.T @ just)[None, :]
    return np.asarray(alone + both.toarray())


def _may_swap(sites: Sites, opened: Flags, out: Indices, into: Indices) -> Flags:
    """Exchanges that break no further rule, shape (into, out)."""
    cost = float(sites.price[opened].sum())
    change = sites.price[into][:, None] - sites.price[out][None, :]
    may = cost + change <= max(sites.budget, cost) * (1 + 1e-12)
    in_group = members(sites.groups, len(sites)).toarray()
    for group, member in zip(sites.groups, in_group, strict=True):
        count = int(opened[group.sites].sum())
        after = count + member[into][:, None] - member[out][None, :]
        may &= after >= min(group.least, count)
        if group.most is not None:
            may &= after <= max(group.most, count)
    return np.asarray(may)


def _flags(opened: npt.ArrayLike, size: int) -> Flags:
    """Flags of sites given as flags or positions."""
    given = np.asarray(opened)
    if given.dtype == bool and given.shape == (size,):
        return given.copy()
    is_none = given.size == 0
    if not is_none and (
        given.dtype.kind not in "iu" or given.min() < 0 or given.max() >= size
    ):
        raise PlanInputError(
            [("siting_bad_positions", {"name": "opened", "size": size})]
        )
    flags = np.zeros(size, dtype=bool)
    flags[given.astype(np.int64)] = True
    return flags


def _whole(values: Numbers) -> Indices:
    return np.rint(values).astype(np.int64)
