"""The sites of a question and the rules on opening them, checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, issparse

from geo.travel import Indices
from planner.errors import PlanInputError, Problem
from planner.problem import Flags

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """Sites of which at least so many and at most so many may be open.

    Parameters
    ----------
    sites
        Positions of its sites.
    least, most
        How many of them are open in a plan, existing ones counted.
    name
        What people call it, such as a county and a kind; told in conflicts.
    """

    sites: Indices
    least: int = 0
    most: int | None = None
    name: str = ""


def members(groups: Sequence[SiteGroup], sites: int) -> csr_array:
    """Ones where a site is of a group, shape (groups, sites)."""
    none = np.empty(0, dtype=np.int64)
    at = np.concatenate((none, *(group.sites for group in groups)))
    starts = np.cumsum([0, *(len(group.sites) for group in groups)])
    return csr_array((np.ones(len(at)), at, starts), shape=(len(groups), sites))


def limits(groups: Sequence[SiteGroup]) -> tuple[Numbers, Numbers]:
    """Least and most open sites of each group; infinite where there is no most."""
    least = [group.least for group in groups]
    most = [np.inf if group.most is None else group.most for group in groups]
    return np.array(least, dtype=np.float64), np.array(most, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Sites:
    """Sites and the rules on opening them, as :func:`check_sites` tells them."""

    existing: Flags
    pinned: Flags
    forbidden: Flags
    cost: Numbers
    capacity: Numbers
    groups: tuple[SiteGroup, ...]
    budget: float
    p: int | None

    def __len__(self) -> int:
        return len(self.cost)

    @property
    def allowed(self) -> Flags:
        """Sites that may be open."""
        return self.existing | ~self.forbidden

    @property
    def fixed(self) -> Flags:
        """Sites open in every plan."""
        return self.existing | self.pinned

    @property
    def price(self) -> Numbers:
        """Cost of opening each site: existing ones are free."""
        return np.where(self.existing, 0.0, self.cost)

    @property
    def is_plain(self) -> bool:
        """Whether nothing but costs, pins and bans says what may be opened."""
        return not self.groups and np.isinf(self.budget) and self.p is None

    @property
    def is_capacitated(self) -> bool:
        """Whether any site serves only so much demand."""
        return bool(np.isfinite(self.capacity).any())


def check_sites(
    sites: int,
    *,
    existing: npt.ArrayLike | None = None,
    pinned: npt.ArrayLike | None = None,
    forbidden: npt.ArrayLike | None = None,
    site_cost: npt.ArrayLike | None = None,
    capacity: npt.ArrayLike | None = None,
    groups: Sequence[SiteGroup] = (),
    budget: float | None = None,
    p: float | None = None,
) -> Sites:
    """Check the rules on m sites and fill in what was left out.

    Parameters
    ----------
    sites
        Number of sites, m.
    existing, pinned, forbidden
        Positions, or flags of shape (m,): open already and kept at no cost; new and to
        be opened; never to be opened. What exists stays open though it is forbidden.
    site_cost
        Cost of opening each, shape (m,), not negative; 1 each by default.
    capacity
        Demand each can serve, shape (m,); infinite by default.
    groups
        Sites of which so many are to be open.
    budget
        Most that all new sites may cost together.
    p
        Most new sites; what is not whole is rounded down.

    Raises
    ------
    PlanInputError
        With everything at once that is no number of the right size. Rules that only
        contradict each other are no error: a plan says so.
    """
    problems: list[Problem] = []
    cost = _numbers("site_cost", site_cost, sites, 1.0, problems)
    if np.isinf(cost).any():
        problems.append(("siting_bad_numbers", {"name": "site_cost"}))
    most = _numbers("capacity", capacity, sites, np.inf, problems)
    flags = {
        name: _flags(name, given, sites, problems)
        for name, given in (
            ("existing", existing),
            ("pinned", pinned),
            ("forbidden", forbidden),
        )
    }
    problems.extend(_bad_groups(groups, sites))
    for name, amount in (("budget", budget), ("p", p)):
        if amount is not None and not amount >= 0:
            problems.append(("siting_bad_amount", {"name": name, "value": amount}))
    if problems:
        raise PlanInputError(problems)
    limit = np.inf if budget is None else float(budget)
    return Sites(
        existing=flags["existing"],
        pinned=flags["pinned"] & ~flags["existing"],
        forbidden=flags["forbidden"] & ~flags["existing"],
        cost=cost,
        capacity=most,
        groups=tuple(
            replace(group, sites=np.unique(np.asarray(group.sites, dtype=np.int64)))
            for group in groups
        ),
        budget=limit,
        p=None if p in (None, np.inf) else int(p),
    )


def check_demand(demand: npt.ArrayLike | None, rows: int) -> Numbers:
    """Check the demand of n places: not negative, 1 each by default.

    Raises
    ------
    PlanInputError
        If it is of another size, negative, infinite or no number.
    """
    problems: list[Problem] = []
    numbers = _numbers("demand", demand, rows, 1.0, problems)
    if np.isinf(numbers).any():
        problems.append(("siting_bad_numbers", {"name": "demand"}))
    if problems:
        raise PlanInputError(problems)
    return numbers


def check_backup(backup: int) -> None:
    """Check how many different sites each demand needs.

    Raises
    ------
    PlanInputError
        If it is less than 1.
    """
    if not backup >= 1:
        raise PlanInputError(
            [("siting_bad_amount", {"name": "backup", "value": backup})]
        )


def check_reach(reach: csr_array) -> csr_array:
    """Reach with each pair once, in order; costs must be finite and not negative.

    Raises
    ------
    PlanInputError
        If a cost is negative or no number.
    """
    matrix = csr_array(reach)
    if len(matrix.data) and not (
        np.isfinite(matrix.data).all() and (matrix.data >= 0).all()
    ):
        raise PlanInputError([("siting_bad_numbers", {"name": "reach"})])
    if not matrix.has_canonical_format:
        matrix = matrix.copy()
        matrix.sum_duplicates()
    return matrix


def as_reach(travel: npt.ArrayLike | csr_array) -> csr_array:
    """Travel as a sparse matrix of the pairs that can serve, zero costs stored.

    Parameters
    ----------
    travel
        Shape (n, m): an array, infinite or NaN where a site cannot serve, or sparse.

    Raises
    ------
    PlanInputError
        If a cost is negative, or the array has not two dimensions.
    """
    if issparse(travel):
        return check_reach(csr_array(travel))
    try:
        costs = np.asarray(travel, dtype=np.float64)
    except (TypeError, ValueError):
        raise PlanInputError([("siting_bad_numbers", {"name": "travel"})]) from None
    if costs.ndim != 2:
        shape = {"name": "travel", "size": "n × m", "given": str(costs.shape)}
        raise PlanInputError([("siting_bad_size", shape)])
    # What is smaller than all is negative too, so only the one infinity means missing.
    stored = ~(np.isnan(costs) | (costs == np.inf))
    starts = np.concatenate(([0], np.cumsum(stored.sum(axis=1))))
    columns = np.nonzero(stored)[1]
    return check_reach(csr_array((costs[stored], columns, starts), shape=costs.shape))


def _numbers(
    name: str,
    given: npt.ArrayLike | None,
    size: int,
    default: float,
    problems: list[Problem],
) -> Numbers:
    fallback = np.full(size, default)
    if given is None:
        return fallback
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        problems.append(("siting_bad_numbers", {"name": name}))
        return fallback
    if numbers.shape != (size,):
        shape = {"name": name, "size": size, "given": str(numbers.shape)}
        problems.append(("siting_bad_size", shape))
        return fallback
    if not (numbers >= 0).all():
        problems.append(("siting_bad_numbers", {"name": name}))
    return numbers


def _flags(
    name: str, given: npt.ArrayLike | None, size: int, problems: list[Problem]
) -> Flags:
    flags = np.zeros(size, dtype=bool)
    if given is None:
        return flags
    values = np.asarray(given)
    if values.dtype == bool:
        if values.shape == (size,):
            return values.copy()
        shape = {"name": name, "size": size, "given": str(values.shape)}
        problems.append(("siting_bad_size", shape))
        return flags
    if values.size == 0:
        return flags
    if values.dtype.kind not in "iu" or values.min() < 0 or values.max() >= size:
        problems.append(("siting_bad_positions", {"name": name, "size": size}))
        return flags
    flags[values] = True
    return flags


def _bad_groups(groups: Sequence[SiteGroup], size: int) -> Iterator[Problem]:
    for group in groups:
        at = np.asarray(group.sites)
        if at.size and (at.dtype.kind not in "iu" or at.min() < 0 or at.max() >= size):
            yield ("siting_bad_positions", {"name": group.name, "size": size})
        if group.least < 0 or (group.most is not None and group.most < 0):
            yield ("siting_bad_group", {"name": group.name})
