"""How long a search goes on: by the clock, by nodes, or until one is told to stop."""

import time
from collections.abc import Callable

# Seconds a model is given at least once it is begun.
_LEAST_S = 0.1


class Limits:
    """What is left of the time, or of the nodes where those are counted instead.

    Parameters
    ----------
    until
        Moment (``time.perf_counter``) at which the best so far is taken.
    nodes
        Instead of a moment: nodes of the search for ways, so that the same question
        gives the same plan however fast the machine is.
    watch
        Told of the stays made so far; True stops.
    """

    def __init__(
        self,
        until: float,
        nodes: int | None = None,
        watch: Callable[[int], bool] | None = None,
    ) -> None:
        self._until, self._nodes, self._watch = until, nodes, watch
        self._is_stopped = False

    def tell(self, made: int) -> bool:
        """Tell of the stays made; whether it is time to stop."""
        if self._watch is not None and not self._is_stopped:
            self._is_stopped = self._watch(made)
        return self.is_over

    def spend(self) -> bool:
        """Begin a node; whether it may be begun."""
        if self._nodes is not None:
            self._nodes -= 1
            return self._nodes >= 0 and not self._is_stopped
        return not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the time is over, or one was told to stop."""
        return self._is_stopped or self.left <= 0

    @property
    def left(self) -> float:
        """Seconds left, infinite where nodes are counted."""
        if self._nodes is not None:
            return float("inf")
        return self._until - time.perf_counter()

    def share(self, part: float) -> float:
        """Seconds of a part of what is left, a little in any case."""
        return max(self.left * part, _LEAST_S)

    @property
    def is_counted(self) -> bool:
        """Whether nodes are counted, not seconds."""
        return self._nodes is not None
