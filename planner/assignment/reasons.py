"""Why a post is open: one reason from the closed list, and its nearest fix.

A reason is found by re-testing each rule alone: setting aside that one rule, for that
one post, would fill it, though others may have to change places for it. Where several
would, the first of pins, capacity, bans, dates, trade, tier and team is named, since
those are mended in place; reach is named where only somebody nearer helps.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geo.roads.compiling import compiled
from geo.travel import Costs, Indices
from planner.assignment.network import Network, network_of
from planner.assignment.problem import AssignmentProblem
from planner.assignment.ties import Ties, ties_of
from planner.problem import Flags
from planner.reasons import REASON_AT

Lack = Literal["", "trade", "tier", "team"]
LACKS: tuple[Lack, ...] = ("", "trade", "tier", "team")


@dataclass(frozen=True, slots=True)
class Why:
    """Reasons of the n posts, with the numbers that prove them.

    Parameters
    ----------
    reason
        Position in :data:`planner.reasons.REASONS`; 0 where a post is filled.
    blocker, blocker_cost
        The nearest person that proves the reason (the full, pinned, banned, absent or
        unfitting one) and their travel cost; -1 where none.
    lacks
        Where nobody in reach fits: position in :data:`LACKS` of what they lack.
    offered
        Trades of those in reach where it is the trade, as a mask.
    waiting
        Where those in reach are full: open posts that the blocker could hold.
    serving
        People that fit and are in reach, but hold another post at the place already.
    option, option_cost
        Nearest person past the limit that keeps every other rule and has room; -1 where
        there is none, or reach does not go so far.
    """

    reason: Indices
    blocker: Indices
    blocker_cost: Costs
    lacks: Indices
    offered: Indices
    waiting: Indices
    serving: Indices
    option: Indices
    option_cost: Costs


def explain(problem: AssignmentProblem, holder: Indices) -> Why:
    """Find the reason of every open post.

    Parameters
    ----------
    problem
        What was asked.
    holder
        Person of each post, shape (n,); -1 where open. As many posts are filled as can
        be, else some reason may be told of somebody who has room.
    """
    ties, size = ties_of(problem), len(problem.posts)
    why = Why(
        reason=np.zeros(size, dtype=np.int64),
        blocker=np.full(size, -1, dtype=np.int64),
        blocker_cost=np.full(size, -1, dtype=np.int64),
        lacks=np.zeros(size, dtype=np.int64),
        offered=np.zeros(size, dtype=np.int64),
        waiting=np.zeros(size, dtype=np.int64),
        serving=np.zeros(size, dtype=np.int64),
        option=np.full(size, -1, dtype=np.int64),
        option_cost=np.full(size, -1, dtype=np.int64),
    )
    empty = holder < 0
    why.reason[empty] = REASON_AT["nothing_in_reach"]
    _prove(why, problem, ties, holder)
    posts = problem.posts
    states = {
        "no_road_near": ~posts.joined,
        "no_location": ~posts.placed,
        "excluded_by_planner": posts.excluded,
    }
    for name, held in states.items():
        rows = empty & held
        why.reason[rows] = REASON_AT[name]
        for column in (why.blocker, why.blocker_cost, why.option, why.option_cost):
            column[rows] = -1
        for column in (why.lacks, why.offered, why.waiting, why.serving):
            column[rows] = 0
    return why


def _prove(why: Why, problem: AssignmentProblem, ties: Ties, holder: Indices) -> None:
    """Set aside one rule after the other, the last to be named first."""
    # Whom a post was lost with is no answer to who could hold it.
    asking = (holder[ties.post] < 0) & ~problem.people.left[ties.person]
    held = _held_there(problem, ties, holder)
    room = _room_of_ties(ties, ties, holder, held)
    rules = {
        "near": ties.near,
        "team": ties.team,
        "tier": ties.tier,
        "trade": ties.trade,
        "in_post": ties.in_post,
        "not_banned": ties.not_banned,
    }
    reasons = {"not_banned": "excluded_by_planner", "in_post": "closed_then"}
    for name, kept in rules.items():
        others = [other for key, other in rules.items() if key != name]
        missing = asking & ~kept & np.logical_and.reduce(others)
        proof = np.flatnonzero(missing & room)
        if name == "near":
            _nearest(ties, proof, why.option, why.option_cost)
            continue
        _name(why, ties, proof, reasons.get(name, "no_matching_trade"))
        why.lacks[ties.post[proof]] = LACKS.index(name) if name in LACKS else 0
        if name == "trade":
            known = problem.people.trades[ties.person[proof]]
            np.bitwise_or.at(why.offered, ties.post[proof], known)
    fits = asking & np.logical_and.reduce(list(rules.values()))
    why.serving[:] = np.bincount(ties.post[fits & (held >= 0)], minlength=len(holder))
    full = np.flatnonzero(fits & (held < 0))
    _name(why, ties, full, "in_reach_but_full")
    waiting = np.bincount(ties.person[full], minlength=len(problem.people))
    rows = np.unique(ties.post[full])
    why.waiting[rows] = waiting[why.blocker[rows]]
    unpinned = ties_of(replace(problem, pins=problem.pins[:0]))
    free = _room_of_ties(ties, unpinned, holder, held)
    _name(why, ties, np.flatnonzero(fits & free), "pinned_elsewhere")


def _held_there(problem: AssignmentProblem, ties: Ties, holder: Indices) -> Indices:
    """Post that the person of each tie holds at the place of its post; -1 for none."""
    people, place = max(len(problem.people), 1), problem.posts.place
    filled = np.flatnonzero(holder >= 0)
    keys = place[filled] * people + holder[filled]
    order = np.argsort(keys)
    wanted = place[ties.post] * people + ties.person
    at = np.searchsorted(keys[order], wanted)
    there = at < len(keys)
    there[there] = keys[order][at[there]] == wanted[there]
    held = np.full(len(wanted), -1, dtype=np.int64)
    held[there] = filled[order][at[there]]
    return held


def _room_of_ties(ties: Ties, movable: Ties, holder: Indices, held: Indices) -> Flags:
    """Whether each tie could be added, others moving along the ties of a network.

    Whoever holds another post of the place has to pass on that one.
    """
    posts, people = with_room(network_of(movable), holder)
    return np.where(held < 0, people[ties.person], posts[held])


def _name(why: Why, ties: Ties, proof: Indices, reason: str) -> None:
    """Write down a reason and the nearest of those who prove it."""
    rows = ties.post[proof]
    why.reason[rows] = REASON_AT[reason]
    why.lacks[rows] = 0
    why.offered[rows] = 0
    _nearest(ties, proof, why.blocker, why.blocker_cost)


def _nearest(ties: Ties, proof: Indices, person: Indices, cost: Costs) -> None:
    # Written farthest first, so that the nearest and first is what stays.
    order = proof[np.lexsort((-ties.person[proof], -ties.cost[proof]))]
    person[ties.post[order]] = ties.person[order]
    cost[ties.post[order]] = ties.cost[order]


def with_room(network: Network, holder: Indices) -> tuple[Flags, Flags]:
    """Posts that somebody else could hold, and people that have or can make room.

    Found backwards from those with room through ties that are allowed.

    Returns
    -------
    posts, people
        Shape (n,) and (m,).
    """
    people = network.problem.people
    load = np.bincount(holder[holder >= 0], minlength=len(people))
    start = np.zeros(network.nodes, dtype=bool)
    start[network.posts : network.posts + len(people)] = load < people.capacity
    flow = _flow(network, holder)
    # Nobody may be dropped, and nobody goes over their capacity.
    inner = np.ones(network.arcs, dtype=bool)
    inner[network.unfilled] = False
    inner[network.load] = False
    at = np.flatnonzero(inner)
    found = _reached_back(start, network.tail[at], network.head[at], flow[at])
    return (
        found[: network.posts],
        found[network.posts : network.posts + len(people)],
    )


def _flow(network: Network, holder: Indices) -> Flags:
    """Arcs of ties and doors that a plan uses."""
    ties, flow = network.ties, np.zeros(network.arcs, dtype=bool)
    used = holder[ties.post[network.tie]] == ties.person[network.tie]
    flow[: len(network.tie)] = used
    through = np.zeros(network.nodes, dtype=bool)
    through[network.head[: len(network.tie)][used]] = True
    doors = np.arange(len(network.tie) + network.posts, network.arcs)
    doors = doors[: len(doors) - len(network.load)]
    flow[doors] = through[network.tail[doors]]
    return flow


@compiled
def _reached_back(start: Flags, tail: Indices, head: Indices, flow: Flags) -> Flags:
    """Nodes from which some start is reached along arcs that may still change."""
    nodes = len(start)
    count = np.zeros(nodes + 1, dtype=np.int64)
    for arc in range(len(tail)):
        count[(tail[arc] if flow[arc] else head[arc]) + 1] += 1
    starts = np.cumsum(count)
    place = starts[:-1].copy()
    before = np.empty(len(tail), dtype=np.int64)
    for arc in range(len(tail)):
        near, far = tail[arc], head[arc]
        if flow[arc]:
            near, far = far, near
        before[place[far]] = near
        place[far] += 1
    found = start.copy()
    queue = np.empty(nodes, dtype=np.int64)
    last = 0
    for node in range(nodes):
        if start[node]:
            queue[last] = node
            last += 1
    at = 0
    while at < last:
        node = queue[at]
        at += 1
        for arc in range(starts[node], starts[node + 1]):
            if not found[before[arc]]:
                found[before[arc]] = True
                queue[last] = before[arc]
                last += 1
    return found
