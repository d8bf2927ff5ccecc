"""An independent check of plans; shares no code with the solvers.

Written as plainly as possible: a double loop over villages and providers, geodesics by
GeographicLib through pyproj or Dijkstra's search by networkx, and a flow by networkx
for the largest set that capacities allow. Slow on purpose; give ``sample`` for large
problems.
"""

from collections.abc import Collection
from dataclasses import replace

import networkx as nx
import numpy as np

from planner.coverage import Verdict
from planner.problem import CoverageProblem
from planner.verify_options import (
    SLACK,
    Costs,
    Options,
    StraightCosts,
    options,
)
from planner.verify_options import Violation as Violation
from planner.verify_reasons import left_out, on_roads
from planner.verify_roads import RoadCosts, RoadModel

# On a larger network fewer villages are looked at, on the part of it around them.
LARGE_EDGES, _FEW = 300_000, 5


def violations(
    problem: CoverageProblem,
    plan: Verdict,
    *,
    sample: Collection[int] | None = None,
    roads: RoadModel | None = None,
) -> list[Violation]:
    """Recompute a verdict and list where it is wrong.

    Parameters
    ----------
    problem
        What was asked.
    plan
        The verdict to check, with the travel settings it was made with.
    sample
        Positions of villages to recompute; all when None. Capacity promises are
        checked for all villages in any case.
    roads
        The network, where the verdict was made along roads.

    Returns
    -------
    list of Violation
        Empty for a right verdict.

    Raises
    ------
    ValueError
        If a verdict along roads is given without its roads: a fault of the caller.
    """
    verdict = replace(plan, problem=problem)
    rows = list(range(len(verdict.in_set))) if sample is None else sorted(sample)
    # Nobody need look for providers of a village that is neither asked for nor served.
    looked_at = verdict.in_set | verdict.covered
    looked_at[verdict.serving[:, 0]] = True
    costs = _costs(verdict, [row for row in rows if looked_at[row]], roads)
    nobody = Options(frozenset(), frozenset())
    fit = {
        row: options(verdict, row, costs) if looked_at[row] else nobody for row in rows
    }
    found = _settings(verdict, roads)
    found += [fault for row in rows for fault in _membership(verdict, row)]
    found += [fault for row in rows for fault in _links(verdict, row, fit[row])]
    found += [fault for row in rows for fault in _server(verdict, row, costs)]
    found += _loads(verdict)
    if sample is None and verdict.rule.needed == 1:
        found += _largest(verdict, fit)
    found += [
        fault for row in rows for fault in left_out(verdict, row, fit[row], costs)
    ]
    if isinstance(costs, RoadCosts):
        found += [fault for row in rows for fault in on_roads(verdict, row, costs)]
    return found


def spot_check(
    problem: CoverageProblem,
    plan: Verdict,
    *,
    count: int = 50,
    roads: RoadModel | None = None,
) -> list[Violation]:
    """Recompute the verdict of ``count`` villages spread evenly over the register.

    On a network of more than :data:`LARGE_EDGES` stretches at most five villages are
    looked at, on the stretches that a journey within the limit can touch; whether a
    village is cut off from everybody is then not checked.

    Parameters
    ----------
    problem, plan, roads
        See :func:`violations`.
    count
        How many villages.
    """
    large = roads is not None and len(roads.segments.edges) > LARGE_EDGES
    count = max(min(count, _FEW) if large else count, 1)
    asked = np.flatnonzero(plan.in_set)
    sample = asked[:: max(len(asked) // count, 1)][:count].tolist()
    if roads is not None and large:
        lonlat = problem.villages.lonlat[sample]
        lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
        roads = roads.around(lonlat, cutoff=plan.rule.cutoff, unit=plan.rule.unit)
    return violations(problem, plan, sample=sample, roads=roads)


def _costs(verdict: Verdict, rows: list[int], roads: RoadModel | None) -> Costs:
    """Costs of the villages looked at; along roads all at once."""
    if verdict.travel["method"] != "roads":
        return StraightCosts(verdict)
    if roads is None:
        msg = "a verdict along roads cannot be checked without its roads"
        raise ValueError(msg)
    villages = np.full_like(verdict.problem.villages.lonlat, np.nan)
    villages[rows] = verdict.problem.villages.lonlat[rows]
    return roads.costs(
        villages,
        verdict.problem.providers.lonlat,
        unit=verdict.rule.unit,
        cutoff=verdict.rule.cutoff + 2 * SLACK,
    )


def _settings(verdict: Verdict, roads: RoadModel | None) -> list[Violation]:
    """The verdict says the settings that it is checked with."""
    if roads is None or verdict.travel["method"] != "roads":
        return []
    return [
        Violation("travel_settings", name, f"{verdict.travel.get(name)}, not {value}")
        for name, value in roads.settings.items()
        if verdict.travel.get(name) != value
    ]


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


def _links(verdict: Verdict, row: int, options: Options) -> list[Violation]:
    code = verdict.problem.villages.codes[row]
    own = [int(p) for v, p in verdict.serving.tolist() if v == row]
    found = [
        Violation("server_fits", code, str(verdict.problem.providers.ids[provider]))
        for provider in own
        if provider not in options.possible
    ]
    if len(set(own)) != len(own):
        found.append(Violation("servers_differ", code, str(own)))
    expected = verdict.rule.needed if verdict.covered[row] else 0
    if len(own) != expected:
        found.append(Violation("servers_needed", code, f"{len(own)} of {expected}"))
    return found


def _server(verdict: Verdict, row: int, costs: Costs) -> list[Violation]:
    """The server named is the nearest of those that serve, at the cost told."""
    own = [int(p) for v, p in verdict.serving.tolist() if v == row]
    named, told = int(verdict.server[row]), int(verdict.server_cost[row])
    if not own:
        fine = named == -1 and told == -1
    elif named not in own:
        fine = False
    else:
        # A cost is told rounded up, so of two within a second either may be named.
        low = min(costs.least(row, at) for at in own)
        high = min(costs.most(row, at) for at in own)
        fine = costs.least(row, named) < high + 1 and low - 1 <= told < high + 2
        fine = fine and told < costs.most(row, named) + 2
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


def _largest(verdict: Verdict, options: dict[int, Options]) -> list[Violation]:
    """The number covered equals a maximum flow from villages to providers."""
    covered = int(verdict.covered.sum())
    least = _flow(verdict, {row: fit.sure for row, fit in options.items()})
    most = least
    if any(fit.sure != fit.possible for fit in options.values()):
        most = _flow(verdict, {row: fit.possible for row, fit in options.items()})
    if least <= covered <= most:
        return []
    return [Violation("largest", "all villages", f"{covered} covered, {most} possible")]


def _flow(verdict: Verdict, options: dict[int, frozenset[int]]) -> int:
    """Most villages that can be served, one provider each."""
    if not verdict.rule.use_capacity:
        return sum(bool(options[row]) for row in options if verdict.in_set[row])
    graph = nx.DiGraph()
    graph.add_nodes_from(("source", "sink"))
    for row, fit in options.items():
        if verdict.in_set[row]:
            graph.add_edge("source", ("village", row), capacity=1)
            for at in fit:
                graph.add_edge(("village", row), ("provider", at), capacity=1)
    for at, capacity in enumerate(verdict.problem.providers.capacity.tolist()):
        graph.add_edge(("provider", at), "sink", capacity=capacity)
    return int(nx.maximum_flow_value(graph, "source", "sink"))
