"""A p-median to its proof: sites settled by prices, then branch and bound on them.

Source: as Beasley (1985, "A note on solving large p-median problems"), with pairs left
out beyond the radius that a better plan can afford (Garcia, Labbe and Marin 2011); what
is small then goes to HiGHS.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.siting.median_bound import (
    CLOSED,
    FREE,
    OPEN,
    Ascent,
    Status,
    ascend,
    settle,
)
from planner.siting.median_pairs import Pairs, narrowed
from planner.siting.median_rest import solve_rest
from planner.siting.median_state import Search, climb
from planner.siting.sites import Numbers

# Pairs up to which HiGHS is quicker than branching on prices.
_SMALL = 6_000
# Patience of the first climb, and of a second where the gap is a small share.
_QUICK, _THOROUGH, _NEAR = 15, 60, 2e-3
_CERTAIN = 0.95
# Of a climb in the tree: steps, patience, length; and how often its sets are tried.
_NODE_STEPS, _NODE_PATIENCE, _NODE_SCALE, _TRY_EVERY = 60, 8, 0.5, 8


@dataclass(frozen=True, slots=True)
class _Node:
    """Some sites settled, and the best bound that is known with them."""

    status: Status
    at: Ascent


def prove(search: Search, prices: Numbers) -> None:
    """Search until the best plan is proved or time is over.

    Parameters
    ----------
    search
        What is known; is told what is found.
    prices
        To begin with, shape (n,).
    """
    at = _climbed(search, prices)
    if search.is_over:
        return
    status = settle(at, search.status(), search.slots, search.goal)
    near = _near(search, at, status)
    if len(near.costs) <= _SMALL:
        solve_rest(search, near, status == OPEN, status == CLOSED)
    else:
        _branch(search, near, _Node(status, at))


def _climbed(search: Search, prices: Numbers) -> Ascent:
    """Climb, and with more patience where little is missing."""
    at = climb(search, search.status(), prices, _QUICK)
    if search.is_over or search.best - at.bound > _NEAR * search.best:
        return at
    more = climb(search, search.status(), at.prices, _THOROUGH)
    return more if more.bound > at.bound else at


def _near(search: Search, at: Ascent, status: Status) -> Pairs:
    """Pairs that a better plan may use.

    To serve a demand beyond its price costs that much on top of the bound.
    """
    most = at.prices + (search.goal - at.bound) if np.isfinite(search.best) else None
    return narrowed(search.pairs, status != CLOSED, status == OPEN, most)


def _branch(search: Search, pairs: Pairs, root: _Node) -> None:
    """Best first: settle the site that is most worth asking about both ways."""
    heap = [(root.at.bound, 0, root)]
    seen = made = 0
    while heap and not search.stopped:
        bound, _, node = heapq.heappop(heap)
        if bound > search.goal:
            break
        search.tell(bound)
        seen += 1
        if not (node.status == FREE).any():
            search.offer(node.status == OPEN)
            continue
        if seen % _TRY_EVERY == 0:
            search.offer(node.at.chosen, node.at.worth)
        for child in _children(search, pairs, node):
            made += 1
            heapq.heappush(heap, (max(bound, child.at.bound), made, child))
    if not search.stopped:
        search.tell(search.proved)


def _children(search: Search, pairs: Pairs, node: _Node) -> Iterator[_Node]:
    free = np.flatnonzero(node.status == FREE)
    share = node.at.share[free]
    # Not the nearly certain: both answers should change something.
    site = free[np.argmax(np.where(share < _CERTAIN, share, 0.0))]
    for side in (OPEN, CLOSED):
        status = node.status.copy()
        status[site] = side
        child = _settled(search, pairs, status, node.at)
        if child is not None:
            yield child


def _settled(
    search: Search, pairs: Pairs, status: Status, start: Ascent
) -> _Node | None:
    """Climb and settle in turns; None where no better plan is left."""
    at = start
    for _ in range(3):
        slots = search.slots - int(((status == OPEN) & ~search.fixed).sum())
        if slots <= 0:
            status = np.where(status == FREE, CLOSED, status).astype(np.int8)
        if slots < 0 or not search.rows.may_keep(status == OPEN, status != CLOSED):
            return None
        at = ascend(
            pairs,
            search.rows,
            status,
            slots,
            at.prices,
            at.row_prices,
            search.upper(at.bound),
            search.goal,
            _NODE_SCALE,
            _NODE_STEPS,
            _NODE_PATIENCE,
        )
        if at.bound > search.goal:
            return None
        found = settle(at, status, slots, search.goal)
        if (found != status).sum() < 5:
            return _Node(found, at)
        status = found
    return _Node(status, at)
