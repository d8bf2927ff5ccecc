"""What came of the last change by hand, said until the plan is another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

_MOST_WAYS = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a change.

    Parameters
    ----------
    well
        Whether it was made.
    text
        Sentence, as Markdown.
    ways
        What would do instead; see :meth:`Telling.tell`.
    """

    well: bool
    text: str
    ways: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """Says what came of the last change at the page of a name."""

    name: str

    def put(
        self, text: str, *, well: bool = True, ways: tuple[Any, ...] = ()
    ) -> None:  # fmt: skip
        """Say something when the page is drawn anew; ``text`` is Markdown."""
        self.forget()
        st.session_state[f"{self.name}_told"] = Told(well, text, ways)

    def forget(self) -> None:
        """Say no more of the last change."""
        for what in ("told", "said_of"):
            st.session_state.pop(f"{self.name}_{what}", None)

    def tell(
        self, made: str, label: Callable[[Any], str], act: Callable[[Any], None]
    ) -> None:
        """Draw what was said last, and a button for each way to mend it.

        Parameters
        ----------
        made
            When the plan on the screen was made: the words stand until that changes,
            since a page is often drawn twice.
        label, act
            Words of the button of a way, and what it does.
        """
        told: Told | None = st.session_state.get(f"{self.name}_told")
        said_of = st.session_state.setdefault(f"{self.name}_said_of", made)
        if told is None or said_of != made:
            self.forget()
            return
        (st.success if told.well else st.warning)(told.text)
        if not told.ways:
            return
        with st.container(horizontal=True):
            for at, way in enumerate(told.ways[:_MOST_WAYS]):
                st.button(
                    label(way), key=f"{self.name}_near_{at}", on_click=act, args=(way,)
                )
