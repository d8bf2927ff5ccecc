"""Least-cost flows by the network simplex method, from one cost to the next.

The tree of a first cost is where the search for the next begins, which is what goals in
order ask for. Trees are kept strongly feasible, so that the search always ends
(Cunningham 1976, "A network simplex method"); arcs are priced in blocks (Grigoriadis
1986, "An efficient implementation of the network simplex method"; Kovács 2015,
"Minimum-cost flow algorithms: an experimental evaluation").
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.roads.compiling import compiled
from geo.travel import Costs, Indices
from planner.problem import Flags

Nodes = npt.NDArray[np.int64]


@dataclass(slots=True)
class Tree:
    """A flow and the spanning tree that tells it; the last node is the root.

    Parameters
    ----------
    tail, head, room, flow
        Ends, capacity and flow of each arc.
    state
        Of each arc: 0 in the tree, 1 empty, -1 full.
    parent, pred, depth, child, after, before
        The tree: next node and arc towards the root, arcs on the way there, and for
        each node a chain of children; -1 for none.
    potential
        So that ``cost + potential[tail] - potential[head]`` is 0 in the tree.
    """

    tail: Indices
    head: Indices
    room: Indices
    flow: Indices
    state: Indices
    parent: Nodes
    pred: Nodes
    depth: Nodes
    child: Nodes
    after: Nodes
    before: Nodes
    potential: Costs

    def improve(self, costs: Costs, free: Flags) -> Costs:
        """Find a flow of least cost; arcs that are not free stay as they are.

        Parameters
        ----------
        costs, free
            Shape (arcs,).

        Returns
        -------
        ndarray of int
            Reduced cost of each arc, shape (arcs,): none below 0 among the free ones
            that are not full, none above 0 among those that are not empty.
        """
        _price(
            self.tail, costs, self.parent, self.pred, self.child, self.after,
            self.potential,
        )  # fmt: skip
        _search(
            self.tail, self.head, self.room, costs, np.flatnonzero(free), self.flow,
            self.state, self.parent, self.pred, self.depth, self.child, self.after,
            self.before, self.potential,
        )  # fmt: skip
        reduced: Costs = costs + self.potential[self.tail] - self.potential[self.head]
        # The proof, which does not rest on how the flow was found.
        cheaper = (self.flow < self.room) & (reduced < 0)
        dearer = (self.flow > 0) & (reduced > 0)
        if (free & (cheaper | dearer)).any():
            msg = "the network simplex ended before its time"
            raise AssertionError(msg)
        return reduced


def first_tree(
    tail: Indices, head: Indices, room: Indices, flow: Indices, hung_by: Indices
) -> Tree:
    """Begin with a flow and the arcs that make its tree.

    Parameters
    ----------
    tail, head, room, flow
        Ends, capacity and flow of each arc, shape (arcs,).
    hung_by
        Arc of each node that leads on to the root, shape (nodes,), with room to spare;
        -1 for the root, which is the last, and for nodes that no arc touches.
    """
    nodes = len(hung_by)
    state = np.ones(len(tail), dtype=np.int64)
    hung = hung_by >= 0
    state[hung_by[hung]] = 0
    parent = np.full(nodes, -1, dtype=np.int64)
    parent[hung] = head[hung_by[hung]]
    depth = np.zeros(nodes, dtype=np.int64)
    above = parent.copy()
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parent[above], -1)
    child, after, before = (np.full(nodes, -1, dtype=np.int64) for _ in range(3))
    order = np.argsort(parent, kind="stable")
    order = order[parent[order] >= 0]
    alike = parent[order[1:]] == parent[order[:-1]]
    after[order[:-1][alike]] = order[1:][alike]
    before[order[1:][alike]] = order[:-1][alike]
    first = order[before[order] < 0]
    child[parent[first]] = first
    return Tree(
        tail=tail,
        head=head,
        room=room,
        flow=flow,
        state=state,
        parent=parent,
        pred=hung_by.copy(),
        depth=depth,
        child=child,
        after=after,
        before=before,
        potential=np.zeros(nodes, dtype=np.int64),
    )


@compiled
def _price(
    tail: Indices,
    costs: Costs,
    parent: Nodes,
    pred: Nodes,
    child: Nodes,
    after: Nodes,
    potential: Costs,
) -> None:
    """Work out all potentials from the tree, the root's being 0."""
    root = len(parent) - 1
    potential[root] = 0
    node = child[root]
    while node >= 0:
        arc = pred[node]
        step = -costs[arc] if tail[arc] == node else costs[arc]
        potential[node] = potential[parent[node]] + step
        if child[node] >= 0:
            node = child[node]
            continue
        while node != root and after[node] < 0:
            node = parent[node]
        node = after[node]


@compiled
def _search(
    tail: Indices,
    head: Indices,
    room: Indices,
    costs: Costs,
    eligible: Indices,
    flow: Indices,
    state: Indices,
    parent: Nodes,
    pred: Nodes,
    depth: Nodes,
    child: Nodes,
    after: Nodes,
    before: Nodes,
    potential: Costs,
) -> None:
    """Let arcs enter the tree until none would make the flow cheaper."""
    count = len(eligible)
    block = max(int(np.sqrt(count)), 16)
    at = 0
    while True:
        entering, best, looked, left = -1, 0, 0, block
        while looked < count:
            arc = eligible[at]
            reduced = costs[arc] + potential[tail[arc]] - potential[head[arc]]
            gain = state[arc] * reduced
            if gain < best:
                best, entering = gain, arc
            at = at + 1 if at + 1 < count else 0
            looked += 1
            left -= 1
            if left == 0:
                if entering >= 0:
                    break
                left = block
        if entering < 0:
            return
        # Flow goes from ``first`` through the arc to ``second`` and back in the tree.
        first, second = tail[entering], head[entering]
        if state[entering] < 0:
            first, second = second, first
        leaves, onto = _push(
            entering, first, second, tail, room, flow, state, parent, pred, depth
        )
        if leaves < 0:
            state[entering] = -state[entering]
            continue
        state[entering] = 0
        state[pred[leaves]] = 1 if flow[pred[leaves]] == 0 else -1
        top, under = (first, second) if onto == 1 else (second, first)
        _hang(entering, top, under, leaves, parent, pred, child, after, before)
        step = -costs[entering] if tail[entering] == top else costs[entering]
        shift = potential[under] + step - potential[top]
        node = top
        while True:
            potential[node] += shift
            depth[node] = depth[parent[node]] + 1
            if child[node] >= 0:
                node = child[node]
                continue
            while node != top and after[node] < 0:
                node = parent[node]
            if node == top:
                break
            node = after[node]


@compiled
def _push(
    entering: int,
    first: int,
    second: int,
    tail: Indices,
    room: Indices,
    flow: Indices,
    state: Indices,
    parent: Nodes,
    pred: Nodes,
    depth: Nodes,
) -> tuple[int, int]:
    """Push as much as can be round the cycle of an arc that enters the tree.

    Returns the node below the arc that leaves the tree, -1 where the entering one is
    filled or emptied itself, and on whose side it lies: 1 of ``first``, 2 of
    ``second``. Of several, the last on the way round keeps trees strongly feasible.
    """
    one, other = first, second
    while one != other:
        if depth[one] >= depth[other]:
            one = parent[one]
        else:
            other = parent[other]
    join = one
    amount, leaves, side = room[entering], -1, 0
    node = first
    while node != join:
        arc = pred[node]
        most = flow[arc] if tail[arc] == node else room[arc] - flow[arc]
        if most < amount:
            amount, leaves, side = most, node, 1
        node = parent[node]
    node = second
    while node != join:
        arc = pred[node]
        most = room[arc] - flow[arc] if tail[arc] == node else flow[arc]
        if most <= amount:
            amount, leaves, side = most, node, 2
        node = parent[node]
    if amount > 0:
        flow[entering] += state[entering] * amount
        node = first
        while node != join:
            flow[pred[node]] += -amount if tail[pred[node]] == node else amount
            node = parent[node]
        node = second
        while node != join:
            flow[pred[node]] += amount if tail[pred[node]] == node else -amount
            node = parent[node]
    return leaves, side


@compiled
def _hang(
    entering: int,
    top: int,
    under: int,
    last: int,
    parent: Nodes,
    pred: Nodes,
    child: Nodes,
    after: Nodes,
    before: Nodes,
) -> None:
    """Hang the part of the tree below ``last`` on another node, by its node ``top``."""
    node, above, arc = top, under, entering
    while True:
        old, old_arc = parent[node], pred[node]
        if before[node] >= 0:
            after[before[node]] = after[node]
        else:
            child[old] = after[node]
        if after[node] >= 0:
            before[after[node]] = before[node]
        parent[node], pred[node] = above, arc
        before[node], after[node] = -1, child[above]
        if child[above] >= 0:
            before[child[above]] = node
        child[above] = node
        if node == last:
            return
        node, above, arc = old, node, old_arc
