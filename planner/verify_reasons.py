"""Whether villages without cover are told why truly; for :mod:`planner.verify`."""

from collections.abc import Iterator

import numpy as np

from planner.coverage import Verdict
from planner.reasons import REASONS
from planner.verify_feet import SAME_M
from planner.verify_options import SLACK, Costs, Options, Violation, fitting
from planner.verify_roads import RoadCosts


def left_out(
    verdict: Verdict, row: int, options: Options, costs: Costs
) -> list[Violation]:
    """An uncovered village has a reason that may be so, and no provider with room."""
    reason = REASONS[verdict.reason[row]]
    code = verdict.problem.villages.codes[row]
    if not verdict.in_set[row] or verdict.covered[row]:
        return [Violation("no_reason", code, reason)] if reason else []
    providers = verdict.problem.providers
    free = {
        at
        for at in options.sure
        if not verdict.rule.use_capacity or verdict.load[at] < providers.capacity[at]
    }
    if len(free) >= verdict.rule.needed:
        return [Violation("left_out", code, f"{len(free)} providers have room")]
    if not reason:
        return [Violation("reason_given", code, "uncovered without a reason")]
    if reason not in set(_reasons(verdict, row, options, costs)):
        return [Violation("reason_true", code, reason)]
    return []


def _reasons(
    verdict: Verdict, row: int, options: Options, costs: Costs
) -> Iterator[str]:
    """Reasons that fit what can be seen of the village alone."""
    villages, needed = verdict.problem.villages, verdict.rule.needed
    if villages.excluded[row]:
        yield "excluded_by_planner"
        return
    if np.isnan(villages.lonlat[row]).any():
        yield "no_location"
        return
    joined = True
    if isinstance(costs, RoadCosts):
        foot = costs.feet["village"][row]
        joined = foot.joined or not foot.sure
        if not (foot.joined and foot.sure):
            yield "no_road_near"
    if len(options.possible) >= needed:
        yield "in_reach_but_full"
    if len(options.sure) < needed:
        if joined:
            yield "nothing_in_reach"
        if joined or _anybody_near(verdict, row, costs):
            yield from ("closed_then", "no_matching_trade")


def _anybody_near(verdict: Verdict, row: int, costs: Costs) -> bool:
    """Whether anybody at all is within the limit, as who stands on the same spot."""
    limit = max(verdict.rule.cutoff, 1) + SLACK
    everybody = range(len(verdict.problem.providers))
    return any(costs.least(row, at) <= limit for at in everybody)


def on_roads(verdict: Verdict, row: int, costs: RoadCosts) -> list[Violation]:
    """How far the road is, and whether any road leads to enough providers."""
    code = verdict.problem.villages.codes[row]
    foot = costs.feet["village"].get(row)
    told, part = float(verdict.road_m[row]), costs.model.part_of is not None
    found = []
    looked_at = verdict.in_set[row] and not verdict.problem.villages.excluded[row]
    if foot is None or not looked_at:
        if not np.isnan(told):
            found.append(Violation("road_distance", code, f"{told}, not measured"))
    elif (foot.joined or not part) and not _same_length(told, foot.metres):
        found.append(Violation("road_distance", code, f"{told}, {foot.metres}"))
    if not part and not _cut_off_is_true(verdict, row, costs):
        found.append(Violation("cut_off", code, str(bool(verdict.cut_off[row]))))
    return found


def _same_length(one: float, two: float) -> bool:
    """Apart by rounding only, or by what counts as standing on the road."""
    return one == two or abs(one - two) <= 2 * SAME_M


def _cut_off_is_true(verdict: Verdict, row: int, costs: RoadCosts) -> bool:
    """Enough providers have room and keep all other rules, and no road leads there."""
    told, needed = bool(verdict.cut_off[row]), verdict.rule.needed
    if not verdict.in_set[row] or verdict.covered[row]:
        return not told
    capacity = verdict.problem.providers.capacity
    fit = [
        at
        for at in fitting(verdict, row)
        if not verdict.rule.use_capacity or verdict.load[at] < capacity[at]
    ]
    if len(fit) < needed:
        return not told
    ways = [costs.leads(row, at) for at in fit]
    if told:
        return sum(sure for sure, _ in ways) < needed
    return sum(perhaps for _, perhaps in ways) >= needed
