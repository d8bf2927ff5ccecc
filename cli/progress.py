"""A progress bar on the terminal; silent where nobody watches."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from geo.words import Lang
from ui.text import say

_WIDTH = 24


class Progress:
    """Draws share and stage on standard error; used as a context manager.

    Parameters
    ----------
    lang
        Language of the stages.
    """

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, share: float, stage: str) -> None:
        """Show how far a stage has come."""
        if not self._shown:
            return
        full = round(share * _WIDTH)
        bar = "█" * full + "░" * (_WIDTH - full)
        sys.stderr.write(f"\r\x1b[K{bar} {say(f'cli_stage_{stage}', self._lang)}")
        sys.stderr.flush()


def share_gone(seconds: float) -> Callable[[], float]:
    """Give what tells the share of a time, from now on, that is gone."""
    begun = time.perf_counter()
    return lambda: min((time.perf_counter() - begun) / seconds, 1.0)
