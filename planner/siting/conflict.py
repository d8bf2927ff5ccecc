"""Rules that no plan keeps together: the smallest set of them.

Source: QuickXplain (Junker 2004, "QuickXplain: preferred explanations and relaxations
for over-constrained problems"): the set found is irreducible, each rule in it is needed
for the contradiction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, csr_array, eye_array

from geo.travel import Indices
from planner.errors import Problem
from planner.siting.milp import Model, Numbers, solve
from planner.siting.sites import SiteGroup, Sites

# Seconds for one question to the solver; what it cannot tell counts as no conflict.
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule: bounds of a site, or a row over the sites, or all demand covered."""

    told: Problem
    site: int = -1
    opens: bool = False
    row: Numbers | None = None
    least: float = -np.inf
    most: float = np.inf


def smallest_conflict(
    reach: csr_array,
    demand: Numbers,
    sites: Sites,
    *,
    backup: int = 1,
    cover_all: bool,
) -> tuple[Problem, ...]:
    """Find a smallest set of rules that no plan keeps together.

    Parameters
    ----------
    reach
        Demands and sites, shape (n, m).
    demand
        Shape (n,).
    sites
        The sites and the rules on opening them.
    backup
        Different open sites that each demand needs.
    cover_all
        Whether every demand that can be covered must be.

    Returns
    -------
    tuple of Problem
        Empty where the rules agree.
    """
    rules = list(_rules(sites, demand, cover_all, backup))
    coverable = np.diff(reach.indptr) >= backup
    served = csr_array(reach[np.flatnonzero(coverable)]) if cover_all else None
    asked = demand[coverable]

    def agree(kept: Sequence[_Rule]) -> bool:
        return _agree(kept, served, asked, sites, backup)

    if agree(rules):
        return ()
    return tuple(rule.told for rule in _needed((), False, rules, agree))


def _rules(sites: Sites, demand: Numbers, cover_all: bool, backup: int) -> list[_Rule]:
    """Every rule that may be given up, the most likely to stay first."""
    new = ~sites.existing
    rules: list[_Rule] = []
    if cover_all:
        rules.append(_Rule(("conflict_cover", {"times": backup})))
        if sites.is_capacitated:
            params = {"capacity": f"{sites.capacity.sum():g}"}
            told: Problem = (
                "conflict_capacity", {**params, "demand": f"{demand.sum():g}"}
            )  # fmt: skip
            rules.append(_Rule(told))
    if sites.p is not None:
        row = new.astype(np.float64)
        rules.append(_Rule(("conflict_p", {"p": sites.p}), row=row, most=sites.p))
    if np.isfinite(sites.budget):
        told = ("conflict_budget", {"budget": f"{sites.budget:g}"})
        rules.append(_Rule(told, row=sites.price, most=sites.budget))
    for group in sites.groups:
        rules.extend(_group_rules(group, len(sites)))
    rules.extend(
        _Rule(("conflict_pin", {"site": int(site)}), site=int(site), opens=True)
        for site in np.flatnonzero(sites.pinned)
    )
    rules.extend(
        _Rule(("conflict_ban", {"site": int(site)}), site=int(site))
        for site in np.flatnonzero(sites.forbidden)
    )
    return rules


def _group_rules(group: SiteGroup, sites: int) -> list[_Rule]:
    row = np.zeros(sites)
    row[group.sites] = 1
    rules = []
    if group.least:
        told: Problem = ("conflict_least", {"name": group.name, "least": group.least})
        rules.append(_Rule(told, row=row, least=group.least))
    if group.most is not None:
        told = ("conflict_most", {"name": group.name, "most": group.most})
        rules.append(_Rule(told, row=row, most=group.most))
    return rules


def _needed(
    background: Sequence[_Rule],
    has_grown: bool,
    rules: Sequence[_Rule],
    agree: Callable[[Sequence[_Rule]], bool],
) -> list[_Rule]:
    """Rules without which, beside the background, nothing would contradict."""
    if has_grown and not agree(background):
        return []
    if len(rules) == 1:
        return list(rules)
    half = len(rules) // 2
    first, second = rules[:half], rules[half:]
    late = _needed([*background, *first], True, second, agree)
    early = _needed([*background, *late], bool(late), first, agree)
    return [*early, *late]


def _agree(
    kept: Sequence[_Rule],
    reach: csr_array | None,
    demand: Numbers,
    sites: Sites,
    backup: int,
) -> bool:
    """Whether some plan keeps the rules."""
    size = len(sites)
    lower, upper = np.zeros(size), np.ones(size)
    lower[sites.existing] = 1
    rows: list[Numbers] = []
    bounds: list[tuple[float, float]] = []
    for rule in kept:
        if rule.row is not None:
            rows.append(rule.row)
            bounds.append((rule.least, rule.most))
        elif rule.site >= 0 and rule.opens:
            lower[rule.site] = 1
        elif rule.site >= 0:
            upper[rule.site] = 0
    if (lower > upper).any():
        return False
    named = {rule.told[0] for rule in kept}
    blocks = [csr_array(np.array(rows).reshape(-1, size))]
    limits = np.array(bounds).reshape(-1, 2)
    if reach is not None and "conflict_cover" in named and reach.shape[0]:
        pattern = csr_array(
            (np.ones(reach.nnz), reach.indices, reach.indptr), shape=reach.shape
        )
        blocks.append(pattern)
        limits = np.vstack((limits, np.tile((backup, np.inf), (reach.shape[0], 1))))
    matrix = csr_array(block_array([[block] for block in blocks]))
    if len(blocks) > 1 and "conflict_capacity" in named:
        return _serves(pattern, demand, sites, lower, upper, matrix, limits)
    return _has_values(matrix, limits, lower, upper, np.ones(size, dtype=bool))


def _serves(
    pattern: csr_array,
    demand: Numbers,
    sites: Sites,
    lower: Numbers,
    upper: Numbers,
    side: csr_array,
    limits: Numbers,
) -> bool:
    """Whether open sites can take all demand, each place wholly at one of them."""
    size, pairs = len(sites), pattern.nnz
    village: Indices = np.repeat(np.arange(pattern.shape[0]), np.diff(pattern.indptr))
    one = np.ones(pairs)
    at = np.arange(pairs)
    each = csr_array((one, (village, at)), shape=(pattern.shape[0], pairs))
    load = csr_array((demand[village], (pattern.indices, at)), shape=(size, pairs))
    room = np.where(np.isfinite(sites.capacity), sites.capacity, demand.sum())
    opened = csr_array((one, (at, pattern.indices)), shape=(pairs, size))
    matrix = block_array(
        [
            [side, None],
            [None, each],
            [-eye_array(size).tocsr() * room, load],
            [-opened, eye_array(pairs)],
        ]
    )
    bounds = np.vstack(
        (
            limits,
            np.tile((1, 1), (pattern.shape[0], 1)),
            np.tile((-np.inf, 0), (size + pairs, 1)),
        )
    )
    low, high = np.append(lower, np.zeros(pairs)), np.append(upper, one)
    return _has_values(
        csr_array(matrix), bounds, low, high, np.ones(size + pairs, dtype=bool)
    )


def _has_values(
    matrix: csr_array,
    limits: Numbers,
    lower: Numbers,
    upper: Numbers,
    integer: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> bool:
    model = Model(
        cost=np.zeros(len(lower)),
        lower=lower,
        upper=upper,
        matrix=matrix,
        row_lower=limits[:, 0].astype(np.float64),
        row_upper=limits[:, 1].astype(np.float64),
        integer=integer,
    )
    return solve(model, time_limit_s=_PATIENCE_S).status != "infeasible"
