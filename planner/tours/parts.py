"""Counties and sets that have to do with one another, planned together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from planner.tours.plan import Goal, GoalName, TourPlan
from planner.tours.problem import (
    Counties,
    Ints,
    MuseumSets,
    Stay,
    TourProblem,
    Venues,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A problem within the problem.

    Parameters
    ----------
    problem
        Its numbers.
    counties, venues, sets
        Positions in the whole of what it has.
    """

    problem: TourProblem
    counties: Ints
    venues: Ints
    sets: Ints

    def own(self, stays: Sequence[Stay]) -> tuple[Stay, ...]:
        """Stays of the part, by its own positions."""
        county, venue, s = (
            {int(at): row for row, at in enumerate(some)}
            for some in (self.counties, self.venues, self.sets)
        )
        return tuple(
            replace(
                stay, county=county[stay.county], set=s[stay.set],
                venue=venue.get(stay.venue, -1),
            )
            for stay in stays
            if stay.county in county and stay.set in s
        )  # fmt: skip

    def whole(self, stay: Stay) -> Stay:
        """A stay by the positions of the whole."""
        return replace(
            stay, county=int(self.counties[stay.county]), set=int(self.sets[stay.set]),
            venue=int(self.venues[stay.venue]),
        )  # fmt: skip


def parts_of(problem: TourProblem) -> tuple[Part, ...]:
    """Divide a problem into parts that share neither a set nor a county."""
    serves = problem.sets.serves.copy()
    for stay in problem.booked:
        serves[stay.set, stay.county] = True
    s, c = serves.shape
    graph = csr_array((s + c, s + c), dtype=bool).tolil()
    graph[:s, s:] = serves
    _, label = connected_components(graph.tocsr(), directed=False)
    found = []
    for one in dict.fromkeys(label[s:].tolist()):
        counties = np.flatnonzero(label[s:] == one)
        sets = np.flatnonzero(label[:s] == one)
        found.append(_part(problem, counties, sets))
    return tuple(found)


def _part(problem: TourProblem, counties: Ints, sets: Ints) -> Part:
    venues = np.flatnonzero(np.isin(problem.venues.county, counties))
    row = np.full(len(problem.counties), -1, dtype=np.int64)
    row[counties] = np.arange(len(counties))
    homes, home = np.unique(problem.sets.home[sets], return_inverse=True)
    places = np.concatenate([counties, homes])
    old, given = problem.counties, problem.venues
    sub = replace(
        problem,
        counties=Counties(*(getattr(old, name)[counties] for name in old.__slots__)),
        venues=Venues(
            row[given.county[venues]], given.size[venues], given.free[venues]
        ),
        sets=MuseumSets(
            problem.sets.size[sets], problem.sets.theme[sets], problem.sets.ready[sets],
            home.astype(np.int64) + len(counties),
            problem.sets.serves[np.ix_(sets, counties)],
        ),
        km=problem.km[np.ix_(places, places)],
        idle=problem.idle[np.ix_(places, places)],
        booked=(),
    )  # fmt: skip
    part = Part(sub, counties, venues, sets)
    return replace(part, problem=replace(sub, booked=part.own(problem.booked)))


def combined(
    parts: Sequence[Part], plans: Sequence[TourPlan], goals: Sequence[GoalName]
) -> tuple[tuple[Stay, ...], tuple[Goal, ...]]:
    """Put plans of parts together.

    Parameters
    ----------
    parts, plans
        A plan for each part.
    goals
        What was sought, in order.

    Returns
    -------
    tuple
        Stays in order of set and month, and each goal of the whole; seconds of parts
        add up, also where they were planned at the same time.
    """
    stays = [
        part.whole(stay)
        for part, plan in zip(parts, plans, strict=True)
        for stay in plan.stays
    ]
    told = []
    for name in goals:
        own = [goal for plan in plans for goal in plan.goals if goal.name == name]
        if not own:
            continue
        # Of the longest wait the greatest is told; everything else adds up.
        add = max if name == "longest_wait" else sum
        sure = all(goal.status == "optimal" for goal in own)
        told.append(
            Goal(
                name, add(g.value for g in own), add(g.bound for g in own),
                "optimal" if sure else "feasible", sum(g.seconds for g in own),
            )
        )  # fmt: skip
    return tuple(sorted(stays, key=lambda stay: (stay.set, stay.first))), tuple(told)
