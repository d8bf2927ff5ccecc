"""Goals in order on a network, each proved best given those before it.

By complementary slackness the least-cost flows of a goal are just those that leave out
the arcs of positive reduced cost and fill those of negative one, so the next goal
chooses among the other arcs only (Ahuja, Magnanti and Orlin 1993, "Network flows",
theorem 9.4), and begins with the tree found before. The longest journey is a
bottleneck: journeys are cut off by halving.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.travel import Costs
from planner.assignment.goals import Goal, arc_costs
from planner.assignment.network import Network
from planner.assignment.simplex import Tree
from planner.problem import Flags

# Told of a goal, its cost, and what is proved of it; answers whether to stop.
Watch = Callable[[Goal, int, int], bool]


@dataclass(slots=True)
class Search:
    """A flow, and the arcs that goals not yet solved may still choose from.

    Parameters
    ----------
    network
        The network.
    free
        Arcs that may or may not carry flow; the others stay as they are.
    tree
        The flow.
    """

    network: Network
    free: Flags
    tree: Tree

    @property
    def used(self) -> Flags:
        """Arcs that carry flow."""
        carry: Flags = self.tree.flow > 0
        return carry

    def least_sum(self, costs: Costs) -> None:
        """Make the sum of costs least; what all such flows share is free no more."""
        self.free &= self.tree.improve(costs, self.free) == 0

    def least_greatest(self, costs: Costs) -> None:
        """Make the greatest cost of an arc in use least; longer arcs are cut off."""
        stays = costs[self.used & ~self.free].max(initial=0)
        steps = np.unique(np.append(costs[self.free & (costs > stays)], stays))
        low, high = 0, int(np.searchsorted(steps, costs[self.used].max(initial=0)))
        while low < high:
            half = (low + high) // 2
            self.tree.improve((costs > steps[half]).astype(np.int64), self.free)
            longest = costs[self.used].max(initial=0)
            if longest <= steps[half]:
                high = int(np.searchsorted(steps, longest))
            else:
                low = half + 1
        self.least_sum((costs > steps[high]).astype(np.int64))

    def least_imaginable(self, costs: Costs, *, greatest: bool) -> int:
        """Bound of a goal not solved: the best arc of each post by itself."""
        network = self.network
        settled = np.flatnonzero(self.used & ~self.free)
        stays = costs[settled]
        most = np.int64(2**62)
        best = np.full(network.posts, most)
        at = np.flatnonzero(self.free & (network.tail < network.posts))
        np.minimum.at(best, network.tail[at], costs[at])
        tail = network.tail[settled]
        best[tail[tail < network.posts]] = most
        best = best[best < most]
        if greatest:
            return int(max(stays.max(initial=0), best.max(initial=0)))
        return int(stays.sum() + best.sum())


def solve_in_order(
    network: Network,
    goals: Sequence[Goal],
    *,
    time_limit_s: float,
    watch: Watch | None = None,
) -> tuple[Search, list[tuple[int, int]]]:
    """Solve goals in order until all are proved, time is up, or somebody says stop.

    Posts filled, and the goals before, are solved in any case, and a goal once begun is
    finished.

    Returns
    -------
    Search
        With the flow in ``used``.
    list of tuple
        Cost and proved bound of each goal, in order.
    """
    start = time.perf_counter()
    search = _first_search(network)
    solved = 0
    for goal in goals:
        costs = arc_costs(goal, network)
        if goal == "longest":
            search.least_greatest(costs)
        else:
            search.least_sum(costs)
        solved += 1
        cost = _cost(goal, costs, search)
        stop = watch is not None and watch(goal, cost, cost)
        late = time.perf_counter() - start > time_limit_s
        if (stop or late) and solved > goals.index("filled"):
            break
    ends = []
    for place, goal in enumerate(goals):
        costs = arc_costs(goal, network)
        cost = bound = _cost(goal, costs, search)
        if place >= solved:
            bound = search.least_imaginable(costs, greatest=goal == "longest")
        ends.append((cost, bound))
    return search, ends


def _first_search(network: Network) -> Search:
    """Search with pins kept, which comes before all goals."""
    free = np.ones(network.arcs, dtype=bool)
    search = Search(network, free, network.without_ties())
    pinned = np.zeros(network.arcs, dtype=np.int64)
    pinned[network.unfilled[network.problem.pins[:, 0]]] = 1
    search.least_sum(pinned)
    return search


def _cost(goal: Goal, costs: Costs, search: Search) -> int:
    network, used = search.network, search.used
    if goal == "load":
        # Until this goal is solved, any of a person's arcs may be in use.
        people = network.load_person[used[network.load]]
        load = np.bincount(people, minlength=len(network.problem.people))
        first = network.load_number <= load[network.load_person]
        return int(costs[network.load][first].sum())
    own = costs[used]
    return int(own.max(initial=0) if goal == "longest" else own.sum())
