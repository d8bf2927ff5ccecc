"""Why a group is not full: each empty seat, and each rule that keeps people off it.

A reason is found by re-testing each rule alone: the expert for whom it is the only one
in the way. Every stable plan leaves the same seats of the same counties empty, so that
no other choice among stable plans would help.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.advisory.offering import NOBODY, open_to
from planner.advisory.plan import AdvisoryPlan, count_groups, uncovered
from planner.advisory.problem import (
    BARS,
    HOME,
    LEADER,
    PARTNER,
    AdvisoryProblem,
    Flags,
    Ints,
)
from planner.advisory.standing import Standing, standing_of

# Those mended soonest first: what the planner did, what somebody may be asked for.
REASONS = (
    "stopped",
    "excluded_by_planner",
    "quota_full",
    "preferred_elsewhere",
    "declined_by_county",
    "declined_by_expert",
    "conflict",
    "in_group",
    "no_leader",
    "none_proposed",
    "no_partner",
    "nobody_known",
)
_NOBODY = {LEADER: "no_leader", HOME: "none_proposed", PARTNER: "no_partner"}


@dataclass(frozen=True, slots=True)
class Option:
    """The expert nearest to a seat among those kept off it for one reason.

    Parameters
    ----------
    why
        Of :data:`REASONS`.
    expert
        The one with the fewest rules in the way; of these whom the county likes best.
    rules
        Rules in the way of that expert, this one among them; with 1, setting it aside
        alone brings the expert.
    experts
        How many are kept off for this reason, alone or among others.
    load, quota
        Groups that expert is in, and would be in at most.
    ahead
        Counties that the expert would rather join with one group more.
    leaves
        County that the expert would leave for this one; -1 for none.
    """

    why: str
    expert: int
    rules: int
    experts: int
    load: int
    quota: int
    ahead: int
    leaves: int


@dataclass(frozen=True, slots=True)
class Missing:
    """An empty seat of a group that is not full.

    Parameters
    ----------
    county, seat
        Positions.
    kind
        Kind of the seat.
    why
        Of :data:`REASONS`: the first of the options with the fewest rules in the way,
        or else that there is nobody.
    known
        Experts outside the group that could take the seat, or another one whose holder
        then takes it, were no rule in the way.
    here
        Members that could hold the seat but are needed on another of the group.
    options
        One for each reason, in the order of :data:`REASONS`.
    """

    county: int
    seat: int
    kind: int
    why: str
    known: int
    here: int
    options: tuple[Option, ...]

    @property
    def first(self) -> Option | None:
        """The option that gives the reason; None where there is nobody."""
        return next((one for one in self.options if one.why == self.why), None)


def explain(problem: AdvisoryProblem, plan: AdvisoryPlan) -> tuple[Missing, ...]:
    """Find why groups are not full.

    Returns
    -------
    tuple of Missing
        Each empty seat that the group lacks: of a kind of which it has too few, of a
        trade that nobody in it knows, or any where it has too few members. Sorted by
        county and seat; empty where all groups are full.
    """
    stand = standing_of(problem, plan)
    return tuple(
        _missing(problem, stand, county, seat)
        for county, seat in np.argwhere(lacking(problem, plan)).tolist()
    )


def lacking(problem: AdvisoryProblem, plan: AdvisoryPlan) -> Flags:
    """Empty seats that a group lacks, shape (c, 16); see :func:`explain`."""
    groups, least, kind = count_groups(problem, plan), problem.least, problem.seats.kind
    empty = problem.seats.there
    empty[plan.pairs[:, 0], plan.seat] = False
    lacks = uncovered(problem, plan)
    lacks |= (groups.members < least.members)[:, None]
    lacks |= (kind == LEADER) & (groups.leader < least.leader)[:, None]
    lacks |= (kind == HOME) & (groups.home < least.home)[:, None]
    lacks |= (kind == PARTNER) & (groups.partner < least.partner)[:, None]
    return np.asarray(empty & lacks)


def _missing(
    problem: AdvisoryProblem, stand: Standing, county: int, seat: int
) -> Missing:
    kind = int(problem.seats.kind[county, seat])
    near = candidates(problem, stand, county, seat)
    held = stand.held[county]
    masks = problem.pairs.may_sit[held[held != NOBODY]]
    here = int((masks >> seat & 1).sum())
    options = tuple(_options(problem, stand, near))
    fewest = min((one.rules for one in options), default=0)
    why = next((one.why for one in options if one.rules == fewest), "")
    if not why:
        why = "in_group" if here else _NOBODY.get(kind, "nobody_known")
    return Missing(county, seat, kind, why, len(near), here, options)


def candidates(
    problem: AdvisoryProblem, stand: Standing, county: int, seat: int
) -> Ints:
    """Pairs outside the group that would fill an empty seat, members moving up.

    Returns
    -------
    numpy.ndarray
        Best liked first.
    """
    end = int(stand.lists.county_end[county])
    begin = int(stand.lists.county_end[county - 1]) if county else 0
    mine = stand.lists.by_county[begin:end]
    may_sit = problem.pairs.may_sit
    seats = open_to(stand.held[county], may_sit, 1 << seat)
    near = ~stand.inside[mine] & (may_sit[mine] & seats != 0)
    return np.asarray(mine[near])


def _options(problem: AdvisoryProblem, stand: Standing, near: Ints) -> Iterator[Option]:
    """Nearest expert for each reason; ``near`` has the best liked first."""
    barred, comes = problem.pairs.barred[near], stand.comes[near]
    bars = barred[:, None] >> np.arange(len(BARS)) & 1
    rules = bars.sum(axis=1) + ~comes
    kept: dict[str, Ints] = {
        name: np.flatnonzero(bars[:, at]) for at, name in enumerate(BARS)
    }
    line = stand.ahead[near]
    kept["quota_full"] = np.flatnonzero(~comes & (line == 0))
    kept["preferred_elsewhere"] = np.flatnonzero(~comes & (line > 0))
    # In a stable plan there is a rule in everybody's way.
    kept["stopped"] = np.flatnonzero(rules == 0)
    for why in REASONS:
        rows = kept.get(why)
        if rows is not None and len(rows):
            best = rows[np.argmin(rules[rows])]
            yield _option(problem, stand, why, int(near[best]), int(rules[best]), rows)


def _option(
    problem: AdvisoryProblem,
    stand: Standing,
    why: str,
    pair: int,
    rules: int,
    rows: Ints,
) -> Option:
    expert, left = int(problem.pairs.expert[pair]), int(stand.leaves[pair])
    return Option(
        why=why,
        expert=expert,
        rules=rules,
        experts=len(rows),
        load=int(stand.load[expert]),
        quota=int(problem.experts.quota[expert]),
        ahead=int(stand.ahead[pair]),
        leaves=int(problem.pairs.county[left]) if left != NOBODY else -1,
    )
