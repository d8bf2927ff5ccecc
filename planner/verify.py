"""An independent check of plans; shares no code with the solvers.

Written as plainly as possible: a double loop over villages and providers, geodesics by
GeographicLib through pyproj, and a flow by networkx for the largest set that capacities
allow. Slow on purpose; give ``sample`` for large problems.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from pyproj import Geod

from planner.coverage import Verdict
from planner.problem import CoverageProblem
from planner.reasons import REASONS

_ELLIPSOID = Geod(ellps="GRS80")
# Seconds or metres by which two ways to measure the same line may differ.
_SLACK = 1e-3


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise a plan breaks: which, for whom, and the numbers."""

    promise: str
    subject: str
    detail: str


def violations(
    problem: CoverageProblem,
    plan: Verdict,
    *,
    sample: Collection[int] | None = None,
) -> list[Violation]:
    """Recompute a straight-line verdict and list where it is wrong.

    Parameters
    ----------
    problem
        What was asked.
    plan
        The verdict to check, with the travel settings it was made with.
    sample
        Positions of villages to recompute; all when None. Capacity promises are
        checked for all villages in any case.

    Returns
    -------
    list of Violation
        Empty for a right verdict.
    """
    verdict = replace(plan, problem=problem)
    rows = range(len(verdict.in_set)) if sample is None else sorted(sample)
    options = {row: _options(verdict, row) for row in rows}
    found = [fault for row in rows for fault in _membership(verdict, row)]
    found += [fault for row in rows for fault in _links(verdict, row, options[row])]
    found += [fault for row in rows for fault in _server(verdict, row)]
    found += _loads(verdict)
    if sample is None and verdict.rule.needed == 1:
        found += _largest(verdict, options)
    found += [fault for row in rows for fault in _left_out(verdict, row, options[row])]
    return found


def _cost(verdict: Verdict, row: int, at: int) -> float:
    """Seconds or metres from a village to a provider, not rounded."""
    here, there = verdict.problem.villages.lonlat, verdict.problem.providers.lonlat
    straight = float(_ELLIPSOID.inv(*here[row], *there[at])[2])
    metres = float(verdict.travel["detour"]) * straight
    if verdict.rule.unit == "m":
        return metres
    return metres / (float(verdict.travel["speed_kmh"]) / 3.6)


def spot_check(
    problem: CoverageProblem, plan: Verdict, *, count: int = 50
) -> list[Violation]:
    """Recompute the verdict of ``count`` villages spread evenly over the register."""
    asked = np.flatnonzero(plan.in_set)
    step = max(len(asked) // max(count, 1), 1)
    return violations(problem, plan, sample=asked[::step][:count].tolist())


def _options(verdict: Verdict, row: int) -> set[int]:
    """Providers that keep every rule but capacity, by a loop over all of them."""
    villages, providers = verdict.problem.villages, verdict.problem.providers
    rule = verdict.rule
    fit: set[int] = set()
    if np.isnan(villages.lonlat[row]).any() or villages.excluded[row]:
        return fit
    for at in range(len(providers)):
        person = providers.kinds[at] == "commissioner"
        if rule.providers == "bases" and person:
            continue
        if rule.providers == "commissioners" and not person:
            continue
        if (
            not person
            and rule.base_kinds
            and providers.kinds[at] not in rule.base_kinds
        ):
            continue
        first, last = providers.first_day[at], providers.last_day[at]
        if not np.isnat(first) and first.item() > rule.on:
            continue
        if not np.isnat(last) and last.item() < rule.on:
            continue
        wanted, offered = int(villages.trades[row]), int(providers.trades[at])
        if rule.match_trade and wanted and offered and not wanted & offered:
            continue
        if np.isnan(providers.lonlat[at]).any():
            continue
        if _cost(verdict, row, at) > max(rule.cutoff, 1) + _SLACK:
            continue
        fit.add(at)
    return fit


def _membership(verdict: Verdict, row: int) -> list[Violation]:
    villages, rule = verdict.problem.villages, verdict.rule
    poor = bool(villages.poor[row])
    year = int(villages.exit_year[row])
    assert rule.on is not None  # noqa: S101 - a verdict's rule is always dated
    stays = poor and not (0 < year <= rule.on.year)
    asked = {
        "poor": poor,
        "not_exited": stays,
        "owed": stays or bool(villages.asks[row]),
        "all": True,
    }[rule.villages]
    if asked != bool(verdict.in_set[row]):
        return [Violation("in_set", villages.codes[row], f"should be {asked}")]
    if verdict.covered[row] and not asked:
        return [Violation("covered_in_set", villages.codes[row], "not asked for")]
    return []


def _links(verdict: Verdict, row: int, options: set[int]) -> list[Violation]:
    code = verdict.problem.villages.codes[row]
    own = [int(p) for v, p in verdict.serving.tolist() if v == row]
    found = [
        Violation("server_fits", code, str(verdict.problem.providers.ids[provider]))
        for provider in own
        if provider not in options
    ]
    if len(set(own)) != len(own):
        found.append(Violation("servers_differ", code, str(own)))
    expected = verdict.rule.needed if verdict.covered[row] else 0
    if len(own) != expected:
        found.append(Violation("servers_needed", code, f"{len(own)} of {expected}"))
    return found


def _server(verdict: Verdict, row: int) -> list[Violation]:
    """The server named is the nearest of those that serve, at the cost told."""
    own = [int(p) for v, p in verdict.serving.tolist() if v == row]
    named, told = int(verdict.server[row]), int(verdict.server_cost[row])
    costs = {at: _cost(verdict, row, at) for at in own}
    if not costs:
        fine = named == -1 and told == -1
    else:
        least = min(costs.values())
        fine = costs.get(named, math.inf) < least + 1 and least <= told + 1 < least + 3
    if fine:
        return []
    code = verdict.problem.villages.codes[row]
    return [Violation("nearest_server", code, f"{named} at {told}")]


def _loads(verdict: Verdict) -> list[Violation]:
    providers = verdict.problem.providers
    count = [0] * len(providers)
    for _, provider in verdict.serving.tolist():
        count[provider] += 1
    return [
        Violation("capacity", str(providers.ids[at]), f"{count[at]}")
        for at in range(len(providers))
        if count[at] != verdict.load[at]
        or (verdict.rule.use_capacity and count[at] > providers.capacity[at])
    ]


def _largest(verdict: Verdict, options: dict[int, set[int]]) -> list[Violation]:
    """The number covered equals a maximum flow from villages to providers."""
    if verdict.rule.use_capacity:
        graph = nx.DiGraph()
        graph.add_nodes_from(("source", "sink"))
        for row, fit in options.items():
            if verdict.in_set[row]:
                graph.add_edge("source", ("village", row), capacity=1)
                for at in fit:
                    graph.add_edge(("village", row), ("provider", at), capacity=1)
        for at, capacity in enumerate(verdict.problem.providers.capacity.tolist()):
            graph.add_edge(("provider", at), "sink", capacity=capacity)
        best = nx.maximum_flow_value(graph, "source", "sink")
    else:
        best = sum(bool(options[row]) for row in options if verdict.in_set[row])
    if best == int(verdict.covered.sum()):
        return []
    detail = f"{int(verdict.covered.sum())} covered, {best} possible"
    return [Violation("largest", "all villages", detail)]


def _left_out(verdict: Verdict, row: int, options: set[int]) -> list[Violation]:
    """An uncovered village has a reason that may be so, and no provider with room."""
    reason = REASONS[verdict.reason[row]]
    code = verdict.problem.villages.codes[row]
    if not verdict.in_set[row] or verdict.covered[row]:
        return [Violation("no_reason", code, reason)] if reason else []
    providers = verdict.problem.providers
    free = {
        at
        for at in options
        if not verdict.rule.use_capacity or verdict.load[at] < providers.capacity[at]
    }
    if len(free) >= verdict.rule.needed:
        return [Violation("left_out", code, f"{len(free)} providers have room")]
    if not reason:
        return [Violation("reason_given", code, "uncovered without a reason")]
    if not _may_be(verdict, row, reason, options):
        return [Violation("reason_true", code, reason)]
    return []


def _may_be(verdict: Verdict, row: int, reason: str, options: set[int]) -> bool:
    """Whether a reason fits what can be seen of the village alone."""
    villages, needed = verdict.problem.villages, verdict.rule.needed
    excluded = bool(villages.excluded[row])
    placed = not np.isnan(villages.lonlat[row]).any()
    if excluded or not placed:
        return reason == ("excluded_by_planner" if excluded else "no_location")
    if len(options) >= needed:
        return reason == "in_reach_but_full"
    return reason in {"nothing_in_reach", "closed_then", "no_matching_trade"}
