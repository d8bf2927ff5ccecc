"""Least travel, the goals before it kept: tours priced, put together, and decided.

Method: column generation with smoothed prices (Wentges 1997), and branch and price
(Barnhart et al. 1998): what the linear model leaves divided is decided one way, then the
other. A node of the search is nothing but the stays that may still be used.
"""

import heapq
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.milp import Model, solve
from planner.tours.goals import Sought, first_fit
from planner.tours.improving import improved
from planner.tours.master import Master
from planner.tours.problem import Flags, Floats, Ints
from planner.tours.routes import Network, cheapest, cost_of, network_of

# Share of the cost within which two plans are as good.
_HAIR = 1e-6
# Tours added at a time; steps of annealing a stay, and how often it is begun.
_ROUTES, _STEPS, _TIMES = 30, 15_000, 3
# How far prices lean to the best so far.
_LEAN = 0.7
# From here on a stay counts as divided.
_DIVIDED = 1e-5


@dataclass(frozen=True, slots=True)
class _Node:
    """A part of the search: what may be used, what it can give at best, and its model.

    ``must`` are tasks that have to be made, shape (m,). ``use`` is how much of each option the linear model uses, shape (n,); empty where
    nothing better can be found in it.
    """

    usable: Flags
    must: Flags
    bound: float
    use: Floats


def least_travel(sought: Sought, deadline: float) -> Ints:
    """Find the tours of least travel.

    Parameters
    ----------
    sought
        The plan so far; its stays become those of the tours found.
    deadline
        Moment (``time.perf_counter``) at which the best so far is taken.

    Returns
    -------
    numpy.ndarray
        The set of each chosen option.
    """
    began = time.perf_counter()
    if not len(sought.chosen):
        sought.note("travel", 0.0, 0.0, began)
        return np.empty(0, dtype=np.int64)
    search = _Search(sought, deadline)
    search.anneal(_TIMES)
    none = np.zeros(len(sought.options.tasks), dtype=bool)
    root = search.node(sought.usable, none)
    if len(root.use):
        search.round_off(root)
        search.put_together()
        search.branch(root)
    else:
        search.bound = max(min(root.bound, search.value), 0.0)
    sought.chosen = search.chosen
    sought.note("travel", search.value, search.bound, began)
    return search.sets


class _Search:
    """Tours known so far, the best plan made of them, and what none can better."""

    def __init__(self, sought: Sought, deadline: float) -> None:
        self.sought, self.deadline = sought, deadline
        self.problem, self.options = sought.problem, sought.options
        groups = self.options.groups
        self.counts = np.array([len(group) for group in groups], dtype=np.int64)
        self.master = Master(
            sought.matrix, sought.lower, sought.upper, self.counts,
            len(self.options.tasks),
        )  # fmt: skip
        self.networks = [
            network_of(self.problem, self.options, g, sought.usable)
            for g in range(len(groups))
        ]
        self.chosen, self.value = sought.chosen, np.inf
        self.sets = first_fit(sought.options, sought.chosen)
        self.bound = 0.0
        self.begin = self.chosen, self.sets
        self.take(*self.begin)

    @property
    def late(self) -> bool:
        return time.perf_counter() > self.deadline

    def close(self, bound: float) -> bool:
        """Whether nothing better can be found below a bound."""
        return bound >= self.value - _HAIR * max(self.value, 1.0)

    def take(self, chosen: Ints, sets: Ints) -> None:
        """Learn the tours of a plan, and the plan if it is the best."""
        value = 0.0
        for s in np.unique(sets):
            own = chosen[sets == s]
            route = own[np.argsort(self.options.first[own])]
            cost = cost_of(self.problem, self.options, route)
            self.master.add(int(self.options.group[route[0]]), route, cost)
            value += cost
        if value < self.value:
            self.chosen, self.sets, self.value = chosen, sets, value

    def anneal(self, times: int) -> None:
        """Look for a better plan by exchanges."""
        waited = int(self.options.wait[self.chosen].sum())
        limited = any(goal.name == "total_wait" for goal in self.sought.goals)
        begin = self.begin
        for turn in range(times):
            if self.late:
                return
            found = improved(
                self.problem, self.options, self.sought.usable,
                waited if limited else 10**9, *begin, steps=_STEPS * len(self.options.tasks),
                seed=self.sought.seed + turn,
            )  # fmt: skip
            self.take(*found)

    def round_off(self, node: _Node) -> None:
        """Look for a good plan near to what a model divides."""
        rng = np.random.default_rng(self.sought.seed)
        for turn in range(_TIMES):
            if self.late or self.close(node.bound):
                return
            noise = rng.random(len(node.use)) * (0.2 * turn)
            answer = self.sought.ask(
                node.use + noise, maximise=True, share=0.1, usable=node.usable
            )
            if not answer.is_found:
                return
            chosen = np.flatnonzero(answer.values > 0.5)
            self.begin = chosen, first_fit(self.options, chosen)
            self.take(*self.begin)
            self.anneal(1)

    def node(self, usable: Flags, must: Flags) -> _Node:
        """Solve the linear model of the stays that may be used and have to be made."""
        networks = [
            replace(net, at=np.where(usable[net.at], net.at, -1))
            for net in self.networks
        ]
        self.master.allow(usable, must)
        low, centre, lean = -np.inf, None, _LEAN
        while True:
            solved = self.master.solve(self.deadline - time.perf_counter())
            if solved is None:
                return _Node(usable, must, low, np.empty(0))
            cost, duals = solved
            near = duals if centre is None else lean * centre + (1 - lean) * duals
            reach, added = self._price(networks, near, duals)
            if reach > low:
                low, centre = reach, near
            if self.close(low) or self.late:
                return _Node(usable, must, low, np.empty(0))
            if not added and (lean == 0.0 or near is duals):
                wrong = self.master.broken_rows(self._use())
                if not len(wrong):
                    break
                self.master.activate(wrong)
                continue
            lean = _LEAN if added else 0.0
        if not self.master.is_kept:
            return _Node(usable, must, np.inf, np.empty(0))
        return _Node(usable, must, low, self._use())

    def _use(self) -> Floats:
        """How much of each option the linear model uses."""
        use = np.zeros(len(self.options))
        for share, route in zip(self.master.values, self.master.routes, strict=True):
            if share > 1e-9:
                use[route] += share
        return use

    def _price(
        self, networks: list[Network], near: Floats, duals: Floats
    ) -> tuple[float, int]:
        """Add tours priced at ``near``; the bound there, and how many were worth it."""
        rows = len(self.sought.lower)
        price = -np.asarray(self.sought.matrix.T @ near[:rows]).ravel()
        exact = -np.asarray(self.sought.matrix.T @ duals[:rows]).ravel()
        reach = self.master.worth(near)
        added = 0
        for g, network in enumerate(networks):
            least, routes = cheapest(network, price, _ROUTES)
            reach += self.counts[g] * least
            for route in routes:
                cost = cost_of(self.problem, self.options, route)
                if cost + exact[route].sum() - duals[rows + g] < -1e-6:
                    added += self.master.add(g, route, cost)
        return reach, added

    def put_together(self) -> None:
        """Make the best plan of the tours known."""
        left = min((self.deadline - time.perf_counter()) * 0.1, 5.0)
        if left <= 0:
            return
        matrix, lower, upper, cost = self.master.model()
        count = len(cost)
        answer = solve(
            Model(
                cost, np.zeros(count), np.ones(count), matrix, lower, upper,
                np.ones(count, dtype=bool),
            ),
            time_limit_s=left, seed=self.sought.seed,
        )  # fmt: skip
        if answer.is_found:
            self._take_routes(np.flatnonzero(answer.values > 0.5))

    def _take_routes(self, picked: Ints) -> None:
        free = {g: list(group) for g, group in enumerate(self.options.groups)}
        chosen, sets = [], []
        for at in picked.tolist():
            route = self.master.routes[at]
            s = free[self.master.groups[at]].pop(0)
            chosen.append(route)
            sets.append(np.full(len(route), s, dtype=np.int64))
        self.take(np.concatenate(chosen), np.concatenate(sets))

    def branch(self, root: _Node) -> None:
        """Decide what is divided, the most promising part first."""
        number = itertools.count()
        heap = [(root.bound, next(number), root)]
        stack: list[_Node] = []
        while heap or stack:
            if self.late:
                break
            # Dive from the most promising part until it ends.
            node = stack.pop() if stack else heapq.heappop(heap)[2]
            if self.close(node.bound):
                continue
            parts = list(self._parts(node))
            if not parts:
                chosen = np.flatnonzero(node.use > 0.5)
                self.take(chosen, first_fit(self.options, chosen))
                continue
            if len(stack) == 0:
                self.round_off(node)
            solved = [self.node(*part) for part in parts]
            if any(not len(one.use) and not self.close(one.bound) for one in solved):
                # Late: what is not solved is no better than what it is a part of.
                heapq.heappush(heap, (node.bound, next(number), node))
                break
            open_ = [one for one in solved if not self.close(one.bound)]
            open_.sort(key=lambda one: -one.bound)
            stack += open_[-1:]
            for one in open_[:-1]:
                heapq.heappush(heap, (one.bound, next(number), one))
        rest = [bound for bound, _, _ in heap] + [one.bound for one in stack]
        self.bound = min([*rest, self.value])

    def _parts(self, node: _Node) -> Iterator[tuple[Flags, Flags]]:
        """Divide a node in two; nothing where its model divides no stay."""
        options, use = self.options, node.use
        share = np.zeros((len(options.groups), len(options.tasks)))
        np.add.at(share, (options.group, options.task), use)
        task = int(np.argmax(_half(share.sum(axis=0))))
        if _half(share.sum(axis=0))[task] > _DIVIDED:
            must = node.must.copy()
            must[task] = True
            yield node.usable & (options.task != task), node.must
            yield node.usable, must
            return
        g, task = np.unravel_index(int(np.argmax(_half(share))), share.shape)
        if _half(share)[g, task] > _DIVIDED:
            own = options.task == task
            yield node.usable & ~(own & (options.group != g)), node.must
            yield node.usable & ~(own & (options.group == g)), node.must
            return
        task, month = self._widest(use)
        if task >= 0:
            own = options.task == task
            yield node.usable & ~(own & (options.first > month)), node.must
            yield node.usable & ~(own & (options.first <= month)), node.must

    def _widest(self, use: Floats) -> tuple[int, float]:
        """Return the task whose months lie farthest apart, and the month between."""
        options = self.options
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
