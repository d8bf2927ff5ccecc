"""Rules that no plan keeps together: the smallest set of them.

Source: QuickXplain (Junker 2004, "QuickXplain: preferred explanations and relaxations
for over-constrained problems"): the set found is irreducible, each rule in it is needed
for the contradiction.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from planner.errors import Problem
from planner.milp import Numbers, solve
from planner.siting.pairs import ones
from planner.siting.service_model import service_model
from planner.siting.sites import SiteGroup, Sites, members

# Seconds for one question to the solver, and for all; what it cannot tell counts as no
# conflict, so that more rules than needed may be told, but never too few.
_PATIENCE_S, _PATIENCE_FOR_ALL_S = 10.0, 30.0


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
    coverable = np.diff(reach.indptr) >= backup
    rules = list(_rules(sites, demand[coverable], cover_all, backup))
    served = csr_array(reach[np.flatnonzero(coverable)]) if cover_all else None
    asked = demand[coverable]

    until = time.perf_counter() + _PATIENCE_FOR_ALL_S

    def agree(kept: Sequence[_Rule]) -> bool:
        left = until - time.perf_counter()
        return left <= 0 or _agree(kept, served, asked, sites, backup, left)

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
                "conflict_capacity", {**params, "demand": f"{demand.sum() * backup:g}"}
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
    row = members([group], sites).toarray()[0]
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
    seconds: float,
) -> bool:
    """Whether some plan keeps the rules."""
    size = len(sites)
    lower, upper = _bounds(kept, sites)
    if (lower > upper).any():
        return False
    named = {rule.told[0] for rule in kept}
    over = [rule for rule in kept if rule.row is not None]
    rows = np.array([rule.row for rule in over]).reshape(len(over), size)
    matrix = csr_array(rows)
    least, most = [rule.least for rule in over], [rule.most for rule in over]
    asks = reach is not None and reach.shape[0] > 0 and "conflict_cover" in named
    if reach is not None and asks:
        matrix = csr_array(vstack((matrix, ones(reach))))
        least += [backup] * reach.shape[0]
        most += [np.inf] * reach.shape[0]
    has_room = not asks or "conflict_capacity" not in named
    served = csr_array((0, size)) if reach is None or has_room else reach
    model = service_model(
        served,
        demand[: served.shape[0]],
        sites.capacity,
        (matrix, np.array(least, dtype=np.float64), np.array(most, dtype=np.float64)),
        lower=lower,
        upper=upper,
        site_cost=np.zeros(size),
        pair_cost=np.zeros(served.nnz),
    )
    answer = solve(model, time_limit_s=min(seconds, _PATIENCE_S))
    return answer.status != "infeasible"


def _bounds(kept: Sequence[_Rule], sites: Sites) -> tuple[Numbers, Numbers]:
    """Least and most of each site."""
    lower, upper = sites.existing.astype(np.float64), np.ones(len(sites))
    for rule in kept:
        if rule.site >= 0 and rule.opens:
            lower[rule.site] = 1
        elif rule.site >= 0:
            upper[rule.site] = 0
    return lower, upper
