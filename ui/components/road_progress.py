"""A progress bar that is drawn where one has to wait."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

_PATIENCE_S = 0.8


@contextmanager
def waiting(text: str, *, at_once: bool = False) -> Iterator[Callable[[float], None]]:
    """Yield a function of the share done, 0 to 1; what is quick shows nothing.

    Parameters
    ----------
    text
        What is being done.
    at_once
        Draw it from the beginning, where the first share is long in coming.
    """
    place = st.empty()
    if at_once:
        place.progress(0.0, text)
    begun = time.monotonic()

    def tell(share: float) -> None:
        if at_once or time.monotonic() - begun > _PATIENCE_S:
            place.progress(min(max(share, 0.0), 1.0), text)

    try:
        yield tell
    finally:
        place.empty()
