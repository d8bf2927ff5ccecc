"""Fields of a question that have no setting of their own: kept in one, drawn alike."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

import streamlit as st

from geo.words import Lang
from planner.errors import PlanInputError
from ui.components import state
from ui.text import say

Choice = TypeVar("Choice")
Rows = tuple[tuple[str, str], ...]


def defaults_of(choice: type) -> dict[str, Any]:
    """Fields of a question of plain values, with their defaults."""
    return {
        field.name: field.default
        for field in fields(choice)
        if field.default is not MISSING
        and isinstance(field.default, bool | int | float | str)
    }


@dataclass(frozen=True)
class Fields:
    """Fields and values asked for otherwise than by default, in one setting.

    Parameters
    ----------
    setting
        Its name; keys of words and widgets begin with it and the name of the field.
    defaults
        Of every field; its type is that of the field.
    words
        What can be chosen in a field of text.
    step
        Step of the box of a number that may be broken.
    """

    setting: str
    defaults: Mapping[str, Any]
    words: Mapping[str, Collection[str]]
    step: Callable[[str], float]

    def read(self, name: str, text: str) -> Any:  # noqa: ANN401 - each has its type
        """Value of a field; the text itself where it is none, to be told as wrong."""
        default = self.defaults.get(name, "")
        if isinstance(default, bool):
            return {"1": True, "0": False}.get(text, text)
        try:
            return type(default)(text)
        except ValueError:
            return text

    def written(self, value: object) -> str:
        """Text of a value as :meth:`read` reads it."""
        if isinstance(value, bool):
            return "1" if value else "0"
        return f"{value:.12g}" if isinstance(value, float) else str(value)

    def get(self, name: str) -> Any:  # noqa: ANN401
        """Value of a field as set."""
        text = dict(state.get(self.setting)).get(name)
        return self.defaults[name] if text is None else self.read(name, text)

    def put(self, name: str, value: object) -> None:
        """Set a field; the default leaves no trace."""
        rest = [pair for pair in state.get(self.setting) if pair[0] != name]
        if value != self.defaults[name]:
            rest.append((name, self.written(value)))
        state.put(**{self.setting: tuple(sorted(rest))})

    def values(self, rows: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Values of the fields that rows name."""
        return {name: self.read(name, text) for name, text in rows}

    def rows(self, plain: Mapping[str, Any]) -> Rows:
        """Rows of the values that are not the default."""
        return tuple(
            (name, self.written(plain[name]))
            for name, default in sorted(self.defaults.items())
            if plain[name] != default
        )

    def without_defaults(self, rows: Rows) -> Rows:
        """Rows without those that only say the default."""
        return tuple(
            sorted(
                (name, text)
                for name, text in rows
                if name not in self.defaults
                or self.read(name, text) != self.defaults[name]
            )
        )

    def made(
        self, make: Callable[[dict[str, Any]], Choice], given: dict[str, Any]
    ) -> Choice:
        """Make a question; what is wrong is named as on the page, to be found there.

        Raises
        ------
        planner.errors.PlanInputError
            With everything that is wrong with it.
        """
        try:
            return make(given)
        except PlanInputError as error:
            raise PlanInputError(
                (key, self._named(params)) for key, params in error.problems
            ) from error

    def _named(self, params: Mapping[str, object]) -> dict[str, object]:
        told, name = dict(params), str(params.get("name", ""))
        if name in self.defaults:
            told["name"] = self.label(name, state.lang())
        return told

    def label(self, name: str, lang: Lang) -> str:
        """Name of a field."""
        return say(f"{self.setting}_{name}", lang)

    def draw(self, name: str, where: str, lang: Lang) -> None:
        """Draw one field; what is wrong with it is said with all else that is wrong.

        Parameters
        ----------
        name
            Field.
        where
            Part of the page, since a field may be drawn in two.
        lang
            Language.
        """
        key, value = f"{self.setting}_{where}_{name}", self.get(name)
        default, label = self.defaults[name], self.label(name, lang)

        def taken() -> None:
            now = st.session_state[key]
            # A number cleared in its box comes back as None: keep the last one.
            if now is not None:
                self.put(name, now)

        tied: dict[str, Any] = {"key": key, "on_change": taken}
        if isinstance(default, bool):
            st.session_state[key] = bool(value)
            st.toggle(label, **tied)
        elif isinstance(default, str):
            allowed = list(self.words[name])
            st.session_state[key] = value if value in allowed else None
            st.selectbox(
                label, allowed, placeholder=say("choose", lang),
                format_func=lambda one: say(f"{self.setting}_{name}_{one}", lang),
                **tied,
            )  # fmt: skip
        else:
            kind = type(default)
            st.session_state[key] = value if isinstance(value, kind) else None
            st.number_input(
                label, value=None, format="%d" if kind is int else "%g",
                step=1 if kind is int else self.step(name), **tied,
            )  # fmt: skip
