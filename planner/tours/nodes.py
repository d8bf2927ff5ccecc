"""The linear model of a node: tours are priced and added until none is worth it.

Method: column generation with smoothed prices (Wentges 1997, "Weighted Dantzig-Wolfe
decomposition for linear mixed-integer programming"); rows that bind nowhere are added
only where a solution breaks them.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from planner.tours.goals import Sought
from planner.tours.master import Master
from planner.tours.problem import Flags, Floats, Ints
from planner.tours.routes import Network, cheapest, cost_of, network_of

# Share of the cost within which two plans are as good.
HAIR = 1e-6
# Tours added at a time.
_ROUTES = 6
# How far prices lean to the best so far.
_LEAN = 0.7
# Yuan by which a tour has to be worth its price.
_WORTH = 1e-6


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the search.

    Parameters
    ----------
    usable
        Options that may be used, shape (n,).
    must
        Tasks that have to be made, shape (m,).
    bound
        Yuan it can give at best.
    use
        How much of each option the linear model uses, shape (n,); empty where nothing
        better can be found in it, or it is not solved.
    """

    usable: Flags
    must: Flags
    bound: float = -np.inf
    use: Floats = field(default_factory=lambda: np.empty(0))


class Pricing:
    """Tours known so far, and the networks that further ones are found in."""

    def __init__(self, sought: Sought) -> None:
        self._sought = sought
        groups = sought.options.groups
        self._counts = np.array([len(group) for group in groups], dtype=np.int64)
        self.master = Master(
            sought.matrix, sought.lower, sought.upper, self._counts,
            len(sought.options.tasks),
        )  # fmt: skip
        self._networks = [
            network_of(sought.problem, sought.options, g, sought.usable)
            for g in range(len(groups))
        ]

    def learn(self, route: Ints) -> float:
        """Add a tour by its options in order; its cost."""
        cost = cost_of(self._sought.problem, self._sought.options, route)
        self.master.add(int(self._sought.options.group[route[0]]), route, cost)
        return cost

    def solved(self, node: Node, value: float) -> Node:
        """Solve the linear model of a node.

        Parameters
        ----------
        node
            What may be used and has to be made.
        value
            Yuan of the best plan so far: nothing above it is looked for.

        Returns
        -------
        Node
            The same with its bound and use.
        """
        networks = [
            replace(net, at=np.where(node.usable[net.at], net.at, -1))
            for net in self._networks
        ]
        self.master.allow(node.usable, node.must)
        low, enough = -np.inf, value - HAIR * max(value, 1.0)
        centre: Floats | None = None
        lean = _LEAN
        if not self._sought.limits.spend():
            return replace(node, bound=low)
        while True:
            duals = self.master.solve(self._sought.limits.left)
            if duals is None:
                return replace(node, bound=low)
            near = duals if centre is None else lean * centre + (1 - lean) * duals
            reach, added = self._price(networks, near, duals)
            if reach > low:
                low, centre = reach, near
            if low >= enough or self._sought.is_over():
                return replace(node, bound=low)
            if added:
                lean = _LEAN
            elif lean > 0.0 and near is not duals:
                lean = 0.0
            elif len(wrong := self.master.broken_rows(self._use())):
                self.master.activate(wrong)
                lean = 0.0
            else:
                break
        if not self.master.is_kept:
            return replace(node, bound=np.inf)
        return replace(node, bound=low, use=self._use())

    def _use(self) -> Floats:
        """How much of each option the linear model uses."""
        use = np.zeros(len(self._sought.options))
        for share, route in zip(self.master.values, self.master.routes, strict=True):
            if share > 1e-9:
                use[route] += share
        return use

    def _price(
        self, networks: list[Network], near: Floats, duals: Floats
    ) -> tuple[float, int]:
        """Add tours priced at ``near``; the bound there, and how many were worth it."""
        sought, rows = self._sought, len(self._sought.lower)
        price = -np.asarray(sought.matrix.T @ near[:rows]).ravel()
        exact = -np.asarray(sought.matrix.T @ duals[:rows]).ravel()
        reach, added = self.master.worth(near), 0
        for g, network in enumerate(networks):
            least, routes = cheapest(network, price, _ROUTES)
            reach += self._counts[g] * least
            for route in routes:
                cost = cost_of(sought.problem, sought.options, route)
                if cost + exact[route].sum() - duals[rows + g] < -_WORTH:
                    added += self.master.add(g, route, cost)
        return reach, added
