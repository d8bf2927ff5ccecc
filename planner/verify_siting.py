"""An independent check of siting plans: plain loops, no code of the solvers."""

import math
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from planner.siting.plan import SitingPlan
from planner.siting.sites import SiteGroup
from planner.verify_options import Violation

SitingModel = Literal["lscp", "mclp", "p_median", "p_center"]
_SLACK = 1e-6


def siting_violations(
    model: SitingModel,
    reach: csr_array | npt.NDArray[np.float64],
    plan: SitingPlan,
    *,
    demand: npt.ArrayLike | None = None,
    p: int | None = None,
    existing: Collection[int] = (),
    pinned: Collection[int] = (),
    forbidden: Collection[int] = (),
    site_cost: npt.ArrayLike | None = None,
    capacity: npt.ArrayLike | None = None,
    groups: Iterable[SiteGroup] = (),
    budget: float | None = None,
    backup: int = 1,
) -> list[Violation]:
    """Recompute a siting plan and list where it is wrong.

    Parameters
    ----------
    model
        What was asked.
    reach
        Travel cost of demands and sites, shape (n, m); what is not stored, or infinite
        in a dense one, is out of reach.
    plan
        The plan to check; where none was found there is nothing to check.
    demand, p, existing, pinned, forbidden, site_cost, capacity, groups, budget, backup
        What was asked, as the doors of :mod:`planner.siting` take it; positions.

    Returns
    -------
    list of Violation
        Empty for a right plan. That nothing better exists is not looked at, only that
        the bound is not beaten.
    """
    if not plan.is_found:
        return []
    costs = _costs(reach)
    sites = reach.shape[1]
    weight = [1.0] * len(costs) if demand is None else _plain(demand)
    price = [1.0] * sites if site_cost is None else _plain(site_cost)
    room = [math.inf] * sites if capacity is None else _plain(capacity)
    opened = {int(site) for site in plan.opened}
    new = opened - set(existing)
    closed = set(forbidden) - set(existing)
    lost = {
        row
        for row, near in enumerate(costs)
        if sum(site not in closed and weight[row] <= room[site] for site in near)
        < (1 if model == "p_median" else backup)
    }
    spent = sum(price[site] for site in sorted(new))
    found = [
        *_rules(opened, new, set(existing) | set(pinned), closed, groups),
        *_amounts(spent, len(new), budget, p),
    ]
    if lost != {int(row) for row in plan.uncoverable}:
        told = f"{sorted(lost)[:5]} of {len(lost)}, {len(plan.uncoverable)} told"
        found.append(Violation("uncoverable", "", told))
    times = 1 if model == "p_median" else backup
    found += _served(plan, costs, opened, room, weight, times)
    found += _covered(model, plan, costs, opened, lost, backup)
    value = _value(model, plan, costs, opened, lost, weight, spent, backup, room)
    return [*found, *_numbers(model, plan, value)]


def _plain(numbers: npt.ArrayLike) -> list[float]:
    return [float(number) for number in np.asarray(numbers)]


def _costs(reach: csr_array | npt.NDArray[np.float64]) -> list[dict[int, float]]:
    """Cost of every site in reach, for each demand."""
    if isinstance(reach, np.ndarray):
        return [
            {site: cost for site, cost in enumerate(row) if math.isfinite(cost)}
            for row in reach.tolist()
        ]
    matrix = csr_array(reach)
    starts, at, data = (
        part.tolist() for part in (matrix.indptr, matrix.indices, matrix.data)
    )
    return [
        dict(zip(at[first:last], data[first:last], strict=True))
        for first, last in pairwise(starts)
    ]


def _rules(
    opened: set[int],
    new: set[int],
    fixed: set[int],
    closed: set[int],
    groups: Iterable[SiteGroup],
) -> Iterator[Violation]:
    for site in sorted(fixed - opened):
        yield Violation("site_fixed", str(site), "not open")
    for site in sorted(new & closed):
        yield Violation("site_forbidden", str(site), "open")
    for group in groups:
        count = len(opened & {int(site) for site in group.sites})
        most = math.inf if group.most is None else group.most
        if not group.least <= count <= most:
            told = f"{count} open, not {group.least} to {most}"
            yield Violation("group", group.name, told)


def _amounts(
    spent: float, new: int, budget: float | None, p: int | None
) -> Iterator[Violation]:
    if budget is not None and spent > budget + _SLACK:
        yield Violation("budget", "", f"{spent} of {budget}")
    if p is not None and new > p:
        yield Violation("p", "", f"{new} of {p}")


def _served(
    plan: SitingPlan,
    costs: list[dict[int, float]],
    opened: set[int],
    room: list[float],
    weight: list[float],
    times: int,
) -> Iterator[Violation]:
    """Each demand at an open site in reach: the nearest, or one that has room."""
    load: dict[int, float] = {}
    limited = any(math.isfinite(most) for most in room)
    for row, site in enumerate(plan.assigned.tolist()):
        near = [cost for at, cost in costs[row].items() if at in opened]
        if site < 0:
            if len(near) >= times and not limited:
                yield Violation("served", str(row), "an open site is in reach")
            continue
        if site not in opened or site not in costs[row]:
            yield Violation("served", str(row), f"site {site} cannot serve it")
        elif not limited and costs[row][site] > min(near) + _SLACK:
            yield Violation("nearest", str(row), f"site {site}, {min(near)} is nearer")
        load[site] = load.get(site, 0.0) + weight[row]
    for site, taken in load.items():
        if taken > room[site] + _SLACK:
            yield Violation("capacity", str(site), f"{taken} of {room[site]}")


def _covered(
    model: SitingModel,
    plan: SitingPlan,
    costs: list[dict[int, float]],
    opened: set[int],
    lost: set[int],
    backup: int,
) -> Iterator[Violation]:
    if model == "mclp":
        return
    times = 1 if model == "p_median" else backup
    for row, near in enumerate(costs):
        if row in lost:
            continue
        if len(opened & near.keys()) < times or plan.assigned[row] < 0:
            yield Violation("covered", str(row), f"not {times} open sites in reach")


def _value(
    model: SitingModel,
    plan: SitingPlan,
    costs: list[dict[int, float]],
    opened: set[int],
    lost: set[int],
    weight: list[float],
    spent: float,
    backup: int,
    room: list[float],
) -> float:
    """Objective of the plan, counted again."""
    asked = [row for row in range(len(costs)) if row not in lost]
    if model == "lscp":
        return spent
    if model == "mclp":
        limited = any(math.isfinite(most) for most in room)
        return sum(
            weight[row]
            for row in asked
            if len(opened & costs[row].keys()) >= backup
            and (not limited or plan.assigned[row] >= 0)
        )
    served = [row for row in asked if plan.assigned[row] in costs[row]]
    ways = [(weight[row], costs[row][int(plan.assigned[row])]) for row in served]
    if model == "p_median":
        return sum(amount * cost for amount, cost in ways)
    # With backup every place must have its last needed site within the distance.
    return max(
        (
            sorted(cost for site, cost in costs[row].items() if site in opened)[
                backup - 1
            ]
            for row in served
        ),
        default=0.0,
    )


def _numbers(model: SitingModel, plan: SitingPlan, value: float) -> Iterator[Violation]:
    slack = _SLACK * max(1.0, abs(value))
    if abs(plan.objective - value) > slack:
        yield Violation("objective", model, f"{plan.objective}, not {value}")
    better = plan.bound - value if model == "mclp" else value - plan.bound
    if better < -slack:
        yield Violation("bound", model, f"{plan.bound} is beaten by {value}")
    if plan.status == "optimal" and plan.gap > _SLACK:
        yield Violation("proved", model, f"gap {plan.gap}")
