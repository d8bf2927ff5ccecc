"""The view of a whole question: its time, all its fields, and what is set by hand."""

from collections.abc import Mapping, Sequence

import streamlit as st

from geo.words import Lang
from ui.components import state
from ui.components.messages import plain
from ui.components.plan_fields import Fields
from ui.text import say


def time_given(
    page: str, bounds: tuple[float, float], step: float, lang: Lang
) -> None:  # fmt: skip
    """Draw for how long planning may go on, and what the view is for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            say(f"{page}_seconds", lang), *bounds, step=step, format="%g", width=190,
            **state.widget(f"{page}_seconds"),
        )  # fmt: skip
        st.caption(say(f"{page}_ask_help", lang), width="content")


def all_fields(
    fields: Fields,
    page: str,
    groups: Mapping[str, Sequence[str]],
    columns: int,
    lang: Lang,
) -> None:
    """Draw fields group by group, so many in a row."""
    for group, names in groups.items():
        st.markdown(f"**{say(f'{page}_group_{group}', lang)}**")
        for at in range(0, len(names), columns):
            row = st.columns(columns, vertical_alignment="bottom")
            for place, name in zip(row, names[at : at + columns], strict=False):
                with place:
                    fields.draw(name, "view", lang)


def rows_set(setting: str, told: Sequence[str], lang: Lang) -> None:
    """Draw rows of a setting, each with the button that takes it out."""
    for at, text in enumerate(told):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(text), width="content")
            st.button(
                say("outing_take_out", lang), key=f"{setting}_out_{at}",
                type="tertiary", on_click=_drop, args=(setting, at),
            )  # fmt: skip


def _drop(setting: str, at: int) -> None:
    rows = state.get(setting)
    state.put(**{setting: (*rows[:at], *rows[at + 1 :])})
