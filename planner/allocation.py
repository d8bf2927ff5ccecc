"""Who can serve whom when every provider has a capacity: a largest set of villages.

With one provider a village this is maximum bipartite b-matching by augmenting paths
(Kuhn 1955; Berge 1957): started from the nearest pairs, and exact. A search that
fails marks what it saw as exhausted for good (the Hungarian tree), so that all failing
searches together look at each pair once.

With several providers a village, the largest set of villages is a hard packing problem;
then each village is accepted when some rearrangement of the others makes room, and no
village that is left out could still be added to those accepted.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array


@dataclass(slots=True)
class Allocation:
    """A growing allocation of villages to providers.

    Parameters
    ----------
    options
        For each village the providers that may serve it, nearest first.
    capacity
        Villages each provider can serve.
    needed
        Different providers each village needs.

    Attributes
    ----------
    serving
        For each village its providers, empty where it is not served.
    served
        For each provider the villages it serves, in order of acceptance.
    """

    options: Sequence[Sequence[int]]
    capacity: Sequence[int]
    needed: int = 1
    serving: list[list[int]] = field(init=False)
    served: list[dict[int, None]] = field(init=False)
    _exhausted: set[int] = field(init=False, default_factory=set)
    _room: npt.NDArray[np.bool_] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.serving = [[] for _ in self.options]
        self.served = [{} for _ in self.capacity]

    def start_nearest(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Accept pairs (village, provider) in the order given while there is room."""
        self._room = None
        for village, provider in pairs:
            if (
                len(self.serving[village]) < self.needed
                and len(self.served[provider]) < self.capacity[provider]
            ):
                self._add(village, provider)

    def complete(self) -> None:
        """Serve every village that still can be; release what is left half served.

        A village none of whose options has or can make room is passed over: accepting
        others never makes more.
        """
        open_villages = [
            village
            for village, providers in enumerate(self.serving)
            if len(providers) < self.needed
        ]
        for village in open_villages:
            self._release(village)
        room = self.with_room().tolist()
        for village in open_villages:
            if any(room[provider] for provider in self.options[village]):
                self.serve(village)

    def serve(self, village: int, extra: Sequence[int] = ()) -> bool:
        """Serve an unserved village, moving others if that makes room; False if not.

        Parameters
        ----------
        village
            Position of the village; it is served by nobody yet.
        extra
            Providers it may use beside its own options.
        """
        options = [*self.options[village], *extra]
        log: list[tuple[int, int, int]] = []
        for _ in range(self.needed):
            if not self._augment(village, options, log):
                self._undo(log)
                return False
        return True

    def would_serve(self, village: int, extra: Sequence[int]) -> bool:
        """Whether :meth:`serve` would succeed; nothing is changed."""
        options = [*self.options[village], *extra]
        log: list[tuple[int, int, int]] = []
        done = all(self._augment(village, options, log) for _ in range(self.needed))
        self._undo(log)
        return done

    def missing_places(self, village: int) -> int:
        """How many providers short an unserved village is; nothing is changed."""
        log: list[tuple[int, int, int]] = []
        found = 0
        while found < self.needed and self._augment(
            village, self.options[village], log
        ):
            found += 1
        self._undo(log)
        return self.needed - found

    def with_room(self) -> npt.NDArray[np.bool_]:
        """Providers that have room, or can make it by passing villages on.

        Found backwards from those with room: a provider can pass a village on to any
        other of that village's options that can take it.
        """
        if self._room is None:
            self._room = self._find_room()
        return self._room

    def _find_room(self) -> npt.NDArray[np.bool_]:
        passes: list[set[int]] = [set() for _ in self.capacity]
        for village, providers in enumerate(self.serving):
            for source in providers:
                for target in self.options[village]:
                    passes[target].add(source)
        room = np.array(
            [
                len(now) < most
                for now, most in zip(self.served, self.capacity, strict=True)
            ],
            dtype=bool,
        )
        queue = np.flatnonzero(room).tolist()
        for target in queue:
            for source in passes[target]:
                if not room[source]:
                    room[source] = True
                    queue.append(source)
        return room

    def _augment(
        self, village: int, options: Sequence[int], log: list[tuple[int, int, int]]
    ) -> bool:
        """Find by breadth-first search one more provider for a village."""
        came: dict[int, tuple[int, int]] = {}
        queue: list[int] = []
        self._enter(village, -1, options, came, queue)
        for provider in queue:
            if len(self.served[provider]) < self.capacity[provider]:
                self._shift(provider, came, log)
                return True
            for other in self.served[provider]:
                self._enter(other, provider, self.options[other], came, queue)
        if self.needed == 1:
            self._exhausted.update(came)
        return False

    def _enter(
        self,
        village: int,
        source: int,
        options: Sequence[int],
        came: dict[int, tuple[int, int]],
        queue: list[int],
    ) -> None:
        for provider in options:
            if (
                provider not in came
                and provider not in self._exhausted
                and provider not in self.serving[village]
            ):
                came[provider] = (village, source)
                queue.append(provider)

    def _shift(
        self,
        provider: int,
        came: dict[int, tuple[int, int]],
        log: list[tuple[int, int, int]],
    ) -> None:
        """Move villages along the path that ends at a provider with room."""
        self._room = None
        while provider >= 0:
            village, source = came[provider]
            if source >= 0:
                self._remove(village, source)
            self._add(village, provider)
            log.append((village, source, provider))
            provider = source

    def _undo(self, log: list[tuple[int, int, int]]) -> None:
        for village, source, provider in reversed(log):
            self._remove(village, provider)
            if source >= 0:
                self._add(village, source)

    def _add(self, village: int, provider: int) -> None:
        self.serving[village].append(provider)
        self.served[provider][village] = None

    def _remove(self, village: int, provider: int) -> None:
        self.serving[village].remove(provider)
        del self.served[provider][village]

    def _release(self, village: int) -> None:
        for provider in list(self.serving[village]):
            self._remove(village, provider)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking a country's lists again and again.

    Measured on 128,000 villages: a third of the time of a verdict.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_paused()
def allocate(
    valid: csr_array, capacity: npt.NDArray[np.int64], *, needed: int
) -> Allocation:
    """Allocate villages to providers, nearest pairs first, then by rearrangement.

    Parameters
    ----------
    valid
        Shape (villages, providers): travel cost of pairs that keep every other rule.
    capacity
        Shape (providers,): villages each can serve.
    needed
        Different providers each village needs.
    """
    rows = np.repeat(np.arange(valid.shape[0]), np.diff(valid.indptr))
    # Sorted once by village and once over all: nearest first, then in declared order.
    by_village = np.lexsort((valid.indices, valid.data, rows))
    nearest = valid.indices[by_village].tolist()
    spans = zip(valid.indptr[:-1].tolist(), valid.indptr[1:].tolist(), strict=True)
    allocation = Allocation(
        [nearest[start:end] for start, end in spans], capacity.tolist(), needed
    )
    overall = np.lexsort((valid.indices, rows, valid.data))
    allocation.start_nearest(
        zip(rows[overall].tolist(), valid.indices[overall].tolist(), strict=True)
    )
    allocation.complete()
    return allocation
