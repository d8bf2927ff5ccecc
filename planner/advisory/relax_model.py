"""Whom to ask: people, seats and quotas as a linear model with whole columns."""

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from planner.advisory.offering import NOBODY
from planner.advisory.plan import (
    AdvisoryPlan,
    Groups,
    count_groups,
    uncovered,
    unknown_trades,
)
from planner.advisory.problem import (
    HOME,
    LEADER,
    MOST_SEATS,
    PARTNER,
    AdvisoryProblem,
    Flags,
    Floats,
    Ints,
)
from planner.advisory.standing import Standing
from planner.milp import Model, solve

# A seat left empty costs more than any favours that fill it; all that is liked better
# or worse about those asked costs less than one favour.
_EMPTY, _TASTE = 100.0, 0.4


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask.

    Parameters
    ----------
    pairs
        Pairs to be added, sorted.
    bound
        No choice among the pairs looked at that fills as many seats asks for fewer
        favours.
    least
        People needed at least for the seats that get filled; each asks a favour.
    short
        Pairs (county, seats) that stay empty.
    """

    pairs: Ints
    bound: int
    least: int
    short: tuple[tuple[int, int], ...]

    @property
    def empty(self) -> int:
        """Seats that stay empty in all."""
        return sum(seats for _, seats in self.short)


@dataclass(slots=True)
class _Table:
    """A model as it is written: columns, and rows of (column, factor)."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def column(self, cost: float, upper: float, *, whole: bool = False) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        self.entries += [(len(self.low), column, factor) for column, factor in terms]
        self.low.append(low)
        self.high.append(high)

    def model(self) -> Model:
        at, to, factor = np.array(self.entries).reshape(-1, 3).T
        size = (len(self.low), len(self.cost))
        return Model(
            cost=np.array(self.cost),
            lower=np.zeros(size[1]),
            upper=np.array(self.upper),
            matrix=csr_array((factor, (at.astype(int), to.astype(int))), shape=size),
            row_lower=np.array(self.low),
            row_upper=np.array(self.high),
            integer=np.array(self.whole, dtype=bool),
        )


@dataclass(frozen=True, slots=True)
class _Question:
    """What the model is written from.

    Parameters
    ----------
    missing, unknown
        Trade seats, shape (c, 16), that a group lacks, and whose trade no member knows
        though somebody may hold them.
    near, asked
        Pairs that may be added, and their columns.
    """

    problem: AdvisoryProblem
    stand: Standing
    groups: Groups
    missing: Flags
    unknown: Flags
    near: Ints
    asked: Ints
    table: _Table


@dataclass(frozen=True, slots=True)
class _Needs:
    """Columns of what a county may go on lacking, and how many it lacks at least."""

    members: list[int]
    kinds: list[int]
    trades: list[int]
    least: int

    def left(self, values: Floats) -> int:
        """Seats that stay empty at least."""
        members, kinds = (float(values[at].sum()) for at in (self.members, self.kinds))
        most: float = max(members, kinds, *values[self.trades].tolist())
        return round(most)


def ask(
    problem: AdvisoryProblem,
    plan: AdvisoryPlan,
    stand: Standing,
    near: Ints,
    most_over: int,
    time_limit_s: float,
) -> Asking:
    """Choose whom to ask.

    Parameters
    ----------
    problem, plan, stand
        What was asked, a stable plan, and how things stand in it.
    near
        Pairs that may be added, sorted.
    most_over
        Groups past the quota that anybody is asked to take at most.
    time_limit_s
        Seconds to search.
    """
    table = _Table()
    question = _Question(
        problem=problem,
        stand=stand,
        groups=count_groups(problem, plan),
        missing=uncovered(problem, plan),
        unknown=unknown_trades(problem, plan),
        near=near,
        asked=_people(problem, stand, near, table),
        table=table,
    )
    _quotas(question, most_over)
    short = np.flatnonzero(~question.groups.full).tolist()
    needs = {county: _county(question, county) for county in short}
    answer = solve(table.model(), time_limit_s=time_limit_s)
    values, bound = answer.values, -math.inf
    cost = np.array(table.cost)
    if answer.is_found:
        bound = answer.bound - float(cost[cost == _EMPTY] @ values[cost == _EMPTY])
    else:
        # Nobody is asked, and every need stays.
        values = np.array(table.upper) * (cost == _EMPTY)
    left = {county: one.left(values) for county, one in needs.items()}
    return Asking(
        pairs=near[values[question.asked] > 0.5],
        bound=math.ceil(max(bound - _TASTE - 1e-6, 0.0)),
        least=sum(max(one.least - left[county], 0) for county, one in needs.items()),
        short=tuple((county, seats) for county, seats in left.items() if seats),
    )


def _people(
    problem: AdvisoryProblem, stand: Standing, near: Ints, table: _Table
) -> Ints:
    """Add a column for each pair that may be added; refusals are favours."""
    lifts = np.bitwise_count(problem.pairs.barred[near]).astype(np.int64)
    order = np.argsort(np.argsort(stand.lists.rank[near]))
    size = max(len(near), 1)
    taste = 0.5 * (lifts > 0) + 0.3 * (stand.ahead[near] > 0) + 0.2 * order / size
    cost = lifts + _TASTE * taste / size
    columns = [table.column(one, 1.0, whole=True) for one in cost.tolist()]
    return np.array(columns, dtype=np.int64)


def _quotas(question: _Question, most_over: int) -> None:
    """Let groups past the quota be favours."""
    problem, table = question.problem, question.table
    left = np.maximum(problem.experts.quota - question.stand.load, 0)
    experts = problem.pairs.expert[question.near]
    for expert in np.unique(experts).tolist():
        over = table.column(1.0, float(most_over), whole=True)
        terms = [(column, 1.0) for column in question.asked[experts == expert].tolist()]
        table.row([*terms, (over, -1.0)], -math.inf, float(left[expert]))


def _county(question: _Question, county: int) -> _Needs:
    """Seat the members and those asked."""
    problem, table = question.problem, question.table
    here = question.stand.held[county]
    members = here[here != NOBODY].tolist()
    mine = problem.pairs.county[question.near] == county
    new = dict(
        zip(question.near[mine].tolist(), question.asked[mine].tolist(), strict=True)
    )
    seated: dict[int, list[int]] = {seat: [] for seat in range(MOST_SEATS)}
    for pair in [*members, *new]:
        mask = int(problem.pairs.may_sit[pair])
        columns = []
        for seat in seated:
            if mask >> seat & 1:
                columns.append(table.column(0.0, 1.0))
                seated[seat].append(columns[-1])
        terms = [(column, 1.0) for column in columns]
        if pair in new:
            table.row([*terms, (new[pair], -1.0)], 0.0, 0.0)
        else:
            table.row(terms, 1.0, 1.0)
    for columns in seated.values():
        if len(columns) > 1:
            table.row([(column, 1.0) for column in columns], -math.inf, 1.0)
    return _needs(question, county, seated, new)


def _needs(
    question: _Question, county: int, seated: dict[int, list[int]], new: dict[int, int]
) -> _Needs:
    """What a full group has, less what stays empty."""
    problem, table, groups = question.problem, question.table, question.groups
    least, kind = problem.least, problem.seats.kind[county].tolist()

    def need(columns: list[int], count: int) -> list[int]:
        if count <= 0:
            return []
        empty = table.column(_EMPTY, float(count))
        table.row([(at, 1.0) for at in [*columns, empty]], float(count), math.inf)
        return [empty]

    short = int(least.members[county] - groups.members[county])
    members = need(list(new.values()), short)
    # What the group has is asked for as well, since members may change seats.
    kinds: list[int] = []
    lacks = 0
    for which, wanted, there in (
        (LEADER, least.leader, groups.leader),
        (HOME, least.home, groups.home),
        (PARTNER, least.partner, groups.partner),
    ):
        count = int(wanted[county])
        columns = [at for seat in seated if kind[seat] == which for at in seated[seat]]
        kinds += need(columns, count)
        lacks += max(count - int(there[county]), 0)
    trades: list[int] = []
    knows = problem.experts.knows[problem.pairs.expert[list(new)]]
    for seat in np.flatnonzero(question.unknown[county]).tolist():
        fits = knows & problem.seats.trades[county, seat] != 0
        who = [at for at, fit in zip(new.values(), fits, strict=True) if fit]
        trades += need([*seated[seat], *who], 1)
    lacking = int(question.missing[county].any())
    return _Needs(members, kinds, trades, max(short, lacks, lacking))
