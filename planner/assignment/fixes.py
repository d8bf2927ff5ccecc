"""Who else would help: the one more person that fills the most open posts."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geo.schemas import TRADES
from geo.travel import Indices
from planner.assignment.fit import degrees
from planner.assignment.problem import AssignmentProblem
from planner.problem import Flags

_BITS = tuple(1 << place for place in range(len(TRADES)))


@dataclass(frozen=True, slots=True)
class OneMore:
    """A person who is not there yet.

    Parameters
    ----------
    trade
        The one trade they would know, as a mask.
    home
        Column of the candidate homes where they would live.
    posts
        Open posts they would hold, nobody else moving, the nearest first.
    cost
        Travel to the farthest of them.
    """

    trade: int
    home: int
    posts: Indices
    cost: int


def one_more(
    problem: AssignmentProblem,
    person: Indices,
    *,
    homes: csr_array | None = None,
    capacity: int | None = None,
    count: int = 5,
) -> tuple[OneMore, ...]:
    """Find the one person more that would hold the most open posts; then the next.

    Parameters
    ----------
    problem
        What was asked.
    person
        Holder of each post in the plan, shape (n,); -1 where open.
    homes
        Travel cost of posts and candidate homes, shape (n, q); by default the homes of
        the people there are.
    capacity
        Posts the new person could hold; no limit by default.
    count
        How many people to find, each after the ones before.

    Returns
    -------
    tuple of OneMore
        The most posts first, then the heaviest, the best fit and the nearest; fewer
        than ``count`` where nobody more would help. Tier and team are taken to be those
        asked for.
    """
    posts = problem.posts
    open_posts = (person < 0) & posts.placed & posts.joined & ~posts.excluded
    entries = csr_array(problem.reach if homes is None else homes).tocoo()
    near = open_posts[entries.row] & (entries.data <= problem.limit)
    # Nearest first, so that of two posts of a place the nearer is what stays.
    order = np.lexsort((entries.row, entries.col, entries.data))
    order = order[near[order]]
    pairs = _Pairs(
        entries.row[order].astype(np.int64),
        entries.col[order].astype(np.int64),
        np.ceil(entries.data[order]).astype(np.int64),
    )
    left = open_posts.copy()
    found: list[OneMore] = []
    while len(found) < count:
        best = max(
            (_best(problem, pairs, left, bit, capacity) for bit in _BITS),
            key=lambda pair: pair[0],
        )
        if best[1] is None:
            break
        found.append(best[1])
        left[best[1].posts] = False
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Posts and homes within the limit, the nearest first."""

    post: Indices
    home: Indices
    cost: Indices


def _best(
    problem: AssignmentProblem,
    pairs: _Pairs,
    left: Flags,
    bit: int,
    capacity: int | None,
) -> tuple[tuple[int, ...], OneMore | None]:
    """Best home for a person of one trade, and how it ranks."""
    wanted = problem.posts.trades
    fit = degrees(wanted, np.full_like(wanted, bit))
    fits = left & ((fit >= problem.least_fit) | (wanted == 0))
    at = np.flatnonzero(fits[pairs.post])
    # One post at a place: the first, which is the nearest.
    key = np.column_stack((pairs.home[at], problem.posts.place[pairs.post[at]]))
    at = at[np.sort(np.unique(key, axis=0, return_index=True)[1])]
    at = at[np.argsort(pairs.home[at], kind="stable")]
    if capacity is not None:
        home = pairs.home[at]
        at = at[np.arange(len(at)) - np.searchsorted(home, home) < capacity]
    if not len(at):
        return (0,), None
    home, post, cost = pairs.home[at], pairs.post[at], pairs.cost[at]
    homes, which = np.unique(home, return_inverse=True)
    gains = [
        np.bincount(which, worth).astype(np.int64)
        for worth in (np.ones_like(post), problem.posts.weight[post], fit[post], -cost)
    ]
    best = int(np.lexsort([-gain for gain in reversed(gains)])[0])
    mine = which == best
    found = OneMore(bit, int(homes[best]), post[mine], int(cost[mine].max()))
    return tuple(int(gain[best]) for gain in gains), found
