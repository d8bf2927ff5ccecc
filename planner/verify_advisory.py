"""An independent check of advisory groups: plain loops, no code of the matching."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.advisory.plan import AdvisoryPlan
from planner.advisory.problem import AdvisoryProblem
from planner.verify_options import Violation


def violations(problem: AdvisoryProblem, plan: AdvisoryPlan) -> list[Violation]:
    """Recompute a plan and list where it is wrong.

    Parameters
    ----------
    problem
        What was asked.
    plan
        The plan to check.

    Returns
    -------
    list of Violation
        Empty for a right plan: every seat fits its holder, no quota is passed, what was
        agreed is there, and no pair would rather have each other, unless the plan says
        that it was stopped.
    """
    found = list(_known(problem, plan))
    if found:
        return found
    found = [
        *_seated(problem, plan),
        *_agreed(problem, plan),
        *_quotas(problem, plan),
    ]
    if plan.status == "stable" and not found:
        if plan.unstable:
            found.append(Violation("stable", "plan", f"{plan.unstable} offers left"))
        found += [
            Violation("stable", f"county {county}", f"expert {expert} would come")
            for county, expert in blocking_pairs(problem, plan)
        ]
    return found


def blocking_pairs(
    problem: AdvisoryProblem, plan: AdvisoryPlan
) -> list[tuple[int, int]]:
    """Pairs that would rather have each other than what the plan gives them.

    The expert has a group less than the quota, or would leave one liked less; the
    county has a seat that can be made free, or would let go a member liked less. What
    was agreed, or given in a batch before, is not left and not let go.

    Returns
    -------
    list of tuple
        Pairs (county, expert), in order.
    """
    groups = _groups(problem, plan)
    last = _last(problem, plan)
    batch = plan.batch.tolist()
    found = []
    for county, expert, likes, wishes, mask, barred in _rows(problem):
        if barred or expert in groups[county].masks:
            continue
        least = last[batch[county]].get(expert)
        if least is not None and not (wishes, -county) > least:
            continue
        if groups[county].takes(expert, likes, mask):
            found.append((county, expert))
    return found


def _rows(
    problem: AdvisoryProblem, chosen: npt.NDArray[np.int64] | None = None
) -> Iterator[tuple[int, int, float, float, int, int]]:
    """All pairs, or those that are chosen (county, expert)."""
    pairs = problem.pairs
    at = np.ones(len(pairs), dtype=bool)
    if chosen is not None:
        width = max(len(problem.experts), 1)
        keys = chosen[:, 0] * width + chosen[:, 1]
        at = np.isin(pairs.county * width + pairs.expert, keys)
    columns = (pairs.county, pairs.expert, pairs.likes, pairs.wishes, pairs.may_sit)
    rows = [column[at].tolist() for column in (*columns, pairs.barred)]
    return zip(*rows, strict=True)


@dataclass
class _Group:
    """Members of a county: which seats each may hold, and how well each is liked."""

    masks: dict[int, int] = field(default_factory=dict)
    likes: dict[int, tuple[float, int]] = field(default_factory=dict)
    stays: set[int] = field(default_factory=set)
    worst: dict[int, tuple[float, int] | None] = field(default_factory=dict)

    def takes(self, expert: int, likes: float, mask: int) -> bool:
        """Whether the county would take one more, letting go one if need be."""
        if mask not in self.worst:
            self.worst[mask] = self._worst(mask)
        worst = self.worst[mask]
        return worst is not None and (likes, -expert) > worst

    def _worst(self, mask: int) -> tuple[float, int] | None:
        """Least liked of those who could go for somebody of that mask.

        Below everybody where nobody need go; None where nobody can.
        """
        if _fit([*self.masks.values(), mask]):
            return (-np.inf, 0)
        could_go = [
            self.likes[member]
            for member in self.masks
            if member not in self.stays
            and _fit([*(m for k, m in self.masks.items() if k != member), mask])
        ]
        return min(could_go, default=None)


def _fit(masks: list[int]) -> bool:
    """Whether all can be seated at once, trying those with the fewest seats first."""
    order = sorted(masks, key=int.bit_count)

    def rest(at: int, taken: int, dead: set[tuple[int, int]]) -> bool:
        if at == len(order):
            return True
        if (at, taken) in dead:
            return False
        free = order[at] & ~taken
        while free:
            seat = free & -free
            if rest(at + 1, taken | seat, dead):
                return True
            free ^= seat
        dead.add((at, taken))
        return False

    return rest(0, 0, set())


def _groups(problem: AdvisoryProblem, plan: AdvisoryPlan) -> list[_Group]:
    groups = [_Group() for _ in range(len(problem.seats))]
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    for county, expert, likes, _, mask, _ in _rows(problem, plan.pairs):
        group = groups[county]
        group.masks[expert] = mask
        group.likes[expert] = (likes, -expert)
        if (county, expert) in agreed:
            group.stays.add(expert)
    return groups


def _last(
    problem: AdvisoryProblem, plan: AdvisoryPlan
) -> dict[int, dict[int, tuple[float, int]]]:
    """Least wished group that experts without room would leave for one of each batch.

    Above everybody where they leave none; (wish, minus county) else.
    """
    quota = problem.experts.quota.tolist()
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    batch = plan.batch.tolist()
    loads = dict.fromkeys(range(len(quota)), 0)
    held: dict[int, list[tuple[float, int]]] = {}
    for county, expert, _, wishes, _, _ in _rows(problem, plan.pairs):
        loads[expert] += 1
        if (county, expert) not in agreed:
            held.setdefault(expert, []).append((wishes, -county))
    full = [expert for expert, load in loads.items() if load >= quota[expert]]
    return {
        number: {
            expert: min(
                (one for one in held.get(expert, []) if batch[-one[1]] >= number),
                default=(np.inf, 0),
            )
            for expert in full
        }
        for number in set(batch)
    }


def _known(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Iterator[Violation]:
    """Nobody who is not there, and nobody twice."""
    size = len(plan.pairs)
    if len(plan.seat) != size or len(plan.agreed) != size:
        yield Violation("size", "plan", f"{size} pairs, {len(plan.seat)} seats")
        return
    if plan.batch.shape != (len(problem.seats),):
        yield Violation("size", "batch", str(plan.batch.shape))
    seen = set()
    there = {(row[0], row[1]) for row in _rows(problem, plan.pairs)}
    for county, expert in plan.pairs.tolist():
        if (county, expert) not in there:
            yield Violation("pair", f"county {county}", f"expert {expert} cannot sit")
        if (county, expert) in seen:
            yield Violation("pair", f"county {county}", f"expert {expert} twice")
        seen.add((county, expert))


def _seated(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Iterator[Violation]:
    """One to a seat that fits, no first seat left for a later one, nobody barred."""
    mask = {(row[0], row[1]): row[4:] for row in _rows(problem, plan.pairs)}
    held: dict[tuple[int, int], int] = {}
    rows = list(zip(plan.pairs.tolist(), plan.seat.tolist(), strict=True))
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    for (county, expert), seat in rows:
        may_sit, barred = mask[county, expert]
        name = f"county {county}"
        if seat < 0 or not may_sit >> seat & 1:
            yield Violation("seat", name, f"expert {expert} may not hold seat {seat}")
        if (county, seat) in held:
            told = f"seat {seat} is held by {held[county, seat]} and {expert}"
            yield Violation("seat", name, told)
        held[county, seat] = expert
        if barred and (county, expert) not in agreed:
            yield Violation("barred", name, f"expert {expert}, {barred}")
    for (county, expert), seat in rows:
        for before in range(max(seat, 0)):
            if mask[county, expert][0] >> before & 1 and (county, before) not in held:
                told = f"seat {before} is empty, expert {expert} is on {seat}"
                yield Violation("seat", f"county {county}", told)


def _agreed(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Iterator[Violation]:
    """What was agreed is there, and said to be, and nothing else is."""
    agreed = {tuple(pair) for pair in problem.agreed.tolist()}
    pairs = [tuple(pair) for pair in plan.pairs.tolist()]
    for county, expert in sorted(agreed - set(pairs)):
        yield Violation("agreed", f"county {county}", f"expert {expert} is not there")
    for pair, told in zip(pairs, plan.agreed.tolist(), strict=True):
        if (pair in agreed) != told:
            yield Violation("agreed", f"county {pair[0]}", f"expert {pair[1]}: {told}")


def _quotas(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Iterator[Violation]:
    """No more groups than wanted, but for those agreed."""
    loads: dict[int, int] = {}
    for _, expert in plan.pairs.tolist():
        loads[expert] = loads.get(expert, 0) + 1
    fixed: dict[int, int] = {}
    for _, expert in problem.agreed.tolist():
        fixed[expert] = fixed.get(expert, 0) + 1
    for expert, load in loads.items():
        quota = int(problem.experts.quota[expert])
        if load > max(quota, fixed.get(expert, 0)):
            yield Violation("quota", f"expert {expert}", f"{load} of {quota}")
