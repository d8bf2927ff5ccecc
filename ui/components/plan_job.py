"""Long work beside the page: told how far it is, stopped with the best so far."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
# So long the page waits before it shows how far the work is.
PATIENCE_S = 1.5


class Job(Generic[T]):
    """Work in a thread of its own; it must not draw.

    Parameters
    ----------
    work
        Does the work; is handed this job, to tell how far it is.
    """

    def __init__(self, work: Callable[["Job[T]"], T]) -> None:
        self.told: tuple[float, float] | None = None
        self.begun = time.monotonic()
        self._stop, self._done = threading.Event(), threading.Event()
        self._made: list[T] = []
        self._error: Exception | None = None
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[["Job[T]"], T]) -> None:
        try:
            self._made.append(work(self))
        except Exception as error:
            self._error = error
        finally:
            self._done.set()

    def tell(self, first: float, second: float) -> bool:
        """Take two numbers that say how far it is; answer whether to stop."""
        self.told = float(first), float(second)
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask for an end with the best so far."""
        self._stop.set()

    @property
    def is_stopping(self) -> bool:
        """Whether an end has been asked for."""
        return self._stop.is_set()

    @property
    def is_done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._done.is_set()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.begun

    def wait(self, seconds: float = PATIENCE_S) -> bool:
        """Wait a while; answer whether it has ended."""
        return self._done.wait(seconds)

    def result(self) -> T:
        """What was made; raises what the work raised."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._made[0]
