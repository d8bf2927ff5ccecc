"""Dividing a node of the search where its model divides a stay."""

from collections.abc import Iterator

import numpy as np

from planner.tours.nodes import Node
from planner.tours.options import Options
from planner.tours.problem import Floats

# From here on a stay counts as divided.
_DIVIDED = 1e-5


def parts_of_node(options: Options, node: Node) -> Iterator[Node]:
    """Divide a node in two; nothing where its model divides no stay.

    First whether a stay is made, then by which group of sets, then before or after
    which month.
    """
    share = np.zeros((len(options.groups), len(options.tasks)))
    np.add.at(share, (options.group, options.task), node.use)
    made = _half(share.sum(axis=0))
    if made.max() > _DIVIDED:
        task = int(np.argmax(made))
        must = node.must.copy()
        must[task] = True
        yield Node(node.usable & (options.task != task), node.must)
        yield Node(node.usable, must)
        return
    of_group = _half(share)
    if of_group.max() > _DIVIDED:
        g, task = divmod(int(np.argmax(of_group)), share.shape[1])
        own, there = options.task == task, options.group == g
        yield Node(node.usable & ~(own & ~there), node.must)
        yield Node(node.usable & ~(own & there), node.must)
        return
    task, month = _widest(options, node.use)
    if task >= 0:
        own, late = options.task == task, options.first > month
        yield Node(node.usable & ~(own & late), node.must)
        yield Node(node.usable & ~(own & ~late), node.must)


def _widest(options: Options, use: Floats) -> tuple[int, float]:
    """Return the task whose months lie farthest apart, and the month between."""
    best, found = 1e-6, (-1, 0.0)
    for task in range(len(options.tasks)):
        own = np.flatnonzero((options.task == task) & (use > 1e-7))
        if len(own) < 2:
            continue
        weight = use[own] / use[own].sum()
        middle = float(weight @ options.first[own])
        apart = float(weight @ (options.first[own] - middle) ** 2)
        if apart > best:
            best, found = apart, (task, middle)
    return found


def _half(share: Floats) -> Floats:
    """How far numbers are from whole ones."""
    found: Floats = np.abs(share - np.round(share))
    return found
