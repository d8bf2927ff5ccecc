"""A progress bar that says what is being done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from geo.words import Lang
from ui.text import say


@contextmanager
def progress_bar(lang: Lang) -> Iterator[Callable[[float, str], None]]:
    """Yield a function of share done (0 to 1) and stage, as importing calls it."""
    bar = st.progress(0.0, say("stage_read", lang))

    def tell(share: float, stage: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), say(f"stage_{stage}", lang))

    try:
        yield tell
    finally:
        bar.empty()
