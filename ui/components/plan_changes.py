"""What changed against a plan before: accepted, or taken back, row by row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from ui.components import state
from ui.components.messages import markup
from ui.text import say

Row = dict[Any, Any]


@dataclass(frozen=True)
class Changes:
    """Changes at one page.

    Parameters
    ----------
    name
        Of the page; keys of words and widgets begin with it.
    """

    name: str

    def figures(self, changed: Mapping[str, float], lang: Lang) -> None:
        """Draw what the change comes to, each figure by its name in the words."""
        parts = [
            say(f"{self.name}_change_{what}", lang, change=f"{more:+,.0f}")
            for what, more in changed.items()
        ]
        spans = "".join(f"<span>{markup(part)}</span>" for part in parts)
        st.html(f'<div class="cp-lines" data-{self.name}-change>{spans}</div>')

    def open(self, rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
        """Rows that are not accepted yet; where there are none, that is said."""
        agreed = self._agreed()
        left = rows[[self._key(row) not in agreed for row in rows.to_dict("records")]]
        if rows.empty:
            st.success(say(f"{self.name}_no_changes", lang))
        elif left.empty:
            st.success(say("outing_changes_agreed", lang))
        return left

    def accept_all(self, rows: pd.DataFrame, lang: Lang) -> None:
        """Draw the button that accepts them all."""
        st.button(
            say("roster_accept_all", lang), key=f"{self.name}_accept_all",
            on_click=self._agreed().update,
            args=([self._key(row) for row in rows.to_dict("records")],),
        )  # fmt: skip

    def answer(
        self,
        row: Row,
        at: int,
        reject: Callable[..., None],
        args: tuple[object, ...],
        lang: Lang,
    ) -> None:
        """Draw the buttons that accept a row and that take its change back.

        Parameters
        ----------
        row, at
            The row, and its place on the screen.
        reject, args
            What takes it back.
        lang
            Language.
        """
        st.button(
            say("roster_accept", lang), key=f"{self.name}_accept_{at}",
            on_click=self._agreed().add, args=(self._key(row),),
        )  # fmt: skip
        st.button(
            say("roster_reject", lang), key=f"{self.name}_reject_{at}",
            on_click=reject, args=args, help=say(f"{self.name}_reject_help", lang),
        )  # fmt: skip

    def _agreed(self) -> set[tuple[str, ...]]:
        """Changes accepted in this session."""
        key = f"{self.name}_agreed"
        found: set[tuple[str, ...]] = st.session_state.setdefault(key, set())
        return found

    def _key(self, row: Row) -> tuple[str, ...]:
        return state.get("ws"), *(str(value) for value in row.values())
