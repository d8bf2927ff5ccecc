"""Least travel, the goals before it kept: tours priced, put together, and decided.

Method: branch and price (Barnhart et al. 1998, "Branch-and-price: column generation for
solving huge integer programs"): what the linear model leaves divided is decided one
way, then the other. A node of the search is nothing but the stays that may be used.
"""

import heapq
import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from planner.milp import Model, solve
from planner.tours.branching import parts_of_node
from planner.tours.goals import Sought, first_fit
from planner.tours.improving import improved
from planner.tours.nodes import HAIR, Node, Pricing
from planner.tours.problem import Ints
from planner.tours.tables import rules_of

# Changes tried by annealing for each stay: at first, and on the way down;
_STEPS, _QUICK = 40_000, 3_000
# The same beside the search for a bound.
_LONG = 80_000
# How often a model is rounded at the root, and how much is left to chance.
_TIMES, _NOISE = 4, 0.2
# Seconds, and share of what is left, for a plan put together of the tours known.
_TOGETHER_S, _TOGETHER = 5.0, 0.1
_ANY_WAIT = 10**9


def least_travel(sought: Sought) -> Ints:
    """Find the tours of least travel.

    Parameters
    ----------
    sought
        The plan so far; its stays become those of the tours found.

    Returns
    -------
    numpy.ndarray
        The set of each chosen option.
    """
    began = time.perf_counter()
    if not len(sought.chosen):
        sought.note("travel", 0.0, 0.0, began)
        return np.empty(0, dtype=np.int64)
    search = _Search(sought)
    if not sought.is_over():
        search.run()
    sought.chosen = search.chosen
    sought.note("travel", search.value, search.bound, began)
    return search.sets


class _Search:
    """The best plan so far, and what none can better."""

    def __init__(self, sought: Sought) -> None:
        self.sought, self.options = sought, sought.options
        self.pricing = Pricing(sought)
        self.rules = rules_of(sought.problem, sought.options, sought.usable)
        limited = any(goal.name == "total_wait" for goal in sought.goals)
        waited = int(sought.options.wait[sought.chosen].sum())
        self.most_wait = waited if limited else _ANY_WAIT
        self.seed, self.is_ended = sought.seed + 1, False
        self.chosen, self.value, self.bound = sought.chosen, np.inf, 0.0
        self.sets = first_fit(sought.options, sought.chosen)
        self.take(self.chosen, self.sets)

    def run(self) -> None:
        """Look for better plans, and for what none can better."""
        none = np.zeros(len(self.options.tasks), dtype=bool)
        begin = self.chosen, self.sets
        with ThreadPoolExecutor(1) as beside:
            self.take(*self.exchanged(*begin, _STEPS, self.sought.seed))
            longer = beside.submit(self.exchanged, *begin, _LONG, self.sought.seed + 1)
            root = self.node(Node(self.sought.usable, none))
            # Where nothing is left to find, or no time, nobody waits for it.
            self.is_ended = self.sought.is_over() or self.close(root.bound)
            found = longer.result()
        self.take(*found)
        if not len(root.use):
            self.bound = max(min(root.bound, self.value), 0.0)
            return
        for turn in range(_TIMES):
            self.round_off(root, turn, _STEPS)
        self.put_together()
        self.branch(root)

    def close(self, bound: float) -> bool:
        """Whether nothing better can be found below a bound."""
        return bound >= self.value - HAIR * max(self.value, 1.0)

    def take(self, chosen: Ints, sets: Ints) -> None:
        """Learn the tours of a plan, and the plan if it is the best."""
        value = sum(
            self.pricing.learn(own[np.argsort(self.options.first[own], kind="stable")])
            for s in np.unique(sets)
            if len(own := chosen[sets == s])
        )
        if value < self.value:
            self.chosen, self.sets, self.value = chosen, sets, value

    def node(self, node: Node) -> Node:
        """Solve the linear model of a node."""
        return self.pricing.solved(node, self.value)

    def exchanged(
        self, chosen: Ints, sets: Ints, steps: int, seed: int
    ) -> tuple[Ints, Ints]:
        """Look for a better plan by exchanges; may run beside all else."""
        return improved(
            self.rules, self.options, chosen, sets,
            settled=self.sought.settled, most_wait=self.most_wait,
            steps=steps * len(self.options.tasks), seed=seed,
            stop=lambda: self.is_ended or self.sought.limits.left <= 0,
        )  # fmt: skip

    def round_off(self, node: Node, turn: int, steps: int) -> None:
        """Look for a good plan near to what a model divides."""
        if self.sought.is_over() or self.close(node.bound):
            return
        rng = np.random.default_rng(self.sought.seed + turn)
        noise = rng.random(len(node.use)) * (_NOISE * turn)
        answer = self.sought.ask(
            node.use + noise, maximise=True, share=0.1, usable=node.usable
        )
        if answer.is_found:
            chosen = np.flatnonzero(answer.values > 0.5)
            sets = first_fit(self.options, chosen)
            self.take(chosen, sets)
            self.seed += 1
            self.take(*self.exchanged(chosen, sets, steps, self.seed))

    def put_together(self) -> None:
        """Make the best plan of the tours known."""
        if self.sought.is_over():
            return
        matrix, lower, upper, cost = self.pricing.master.model()
        count = len(cost)
        limit = min(self.sought.limits.share(_TOGETHER), _TOGETHER_S)
        if self.sought.limits.is_counted:
            limit = np.inf
        answer = solve(
            Model(
                cost, np.zeros(count), np.ones(count), matrix, lower, upper,
                np.ones(count, dtype=bool),
            ),
            time_limit_s=limit, seed=self.sought.seed, watch=self.sought.watch,
        )  # fmt: skip
        if answer.is_found:
            self._take_routes(np.flatnonzero(answer.values > 0.5))

    def _take_routes(self, picked: Ints) -> None:
        free = {g: list(group) for g, group in enumerate(self.options.groups)}
        master = self.pricing.master
        chosen = [master.routes[at] for at in picked.tolist()]
        owner = [free[master.groups[at]].pop(0) for at in picked.tolist()]
        sets = [
            np.full(len(route), s, dtype=np.int64)
            for route, s in zip(chosen, owner, strict=True)
        ]
        if chosen:
            self.take(np.concatenate(chosen), np.concatenate(sets))

    def branch(self, root: Node) -> None:
        """Decide what is divided, the most promising part first."""
        number = itertools.count()
        heap = [(root.bound, next(number), root)]
        stack: list[Node] = []
        while heap or stack:
            # Dive from the most promising part until it ends.
            node = stack.pop() if stack else heapq.heappop(heap)[2]
            if self.close(node.bound):
                continue
            parts = list(parts_of_node(self.options, node))
            if not parts:
                chosen = np.flatnonzero(node.use > 0.5)
                self.take(chosen, first_fit(self.options, chosen))
                continue
            if not stack:
                self.round_off(node, 0, _QUICK)
            solved = [self.node(part) for part in parts]
            if any(not len(one.use) and not self.close(one.bound) for one in solved):
                # Late: what is not solved is no better than what it is a part of.
                heapq.heappush(heap, (node.bound, next(number), node))
                break
            ready = [one for one in solved if not self.close(one.bound)]
            ready.sort(key=lambda one: -one.bound)
            stack += ready[-1:]
            for one in ready[:-1]:
                heapq.heappush(heap, (one.bound, next(number), one))
        rest = [bound for bound, _, _ in heap] + [one.bound for one in stack]
        self.bound = min([*rest, self.value])
