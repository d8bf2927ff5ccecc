"""A member in force leaves a group: the record ends, and the seat is matched again."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from geo.words import Lang
from planner.advising.recording import leave
from planner.recording import in_both
from planner.workspace import Workspace
from ui.components import data, road_changes, state
from ui.components.advisory.shown import Shown
from ui.components.messages import plain
from ui.components.numbers import day_text
from ui.text import say

_DAY = "advisory_leave_day"


def leaving(
    path: Path, now: Shown, county: str, member: Mapping[Any, Any], lang: Lang
) -> None:
    """Draw the last day and the button; the change can be undone.

    Parameters
    ----------
    path, now
        Workspace and matching.
    county
        Code of the county.
    member
        Row of :attr:`planner.advising.answering.AdvisoryAnswer.members`, in force.
    lang
        Language.
    """
    rows = now.answer.question.now
    own = rows[
        (rows["county_code"] == county) & (rows["expert_id"] == member["expert_id"])
    ]
    if own.empty:
        return
    person, name = str(own["person_id"].iloc[0]), str(member["name"])
    with st.popover(say("advisory_leave", lang)):
        st.caption(say("advisory_leave_help", lang))
        st.date_input(
            say("advisory_leave_day", lang), data.today(), format="YYYY-MM-DD", key=_DAY
        )
        st.button(
            say("advisory_leave_yes", lang), key="advisory_leave", type="primary",
            on_click=_leave, args=(path, person, name, data.layers(path)[1], lang),
        )  # fmt: skip


def _leave(path: Path, person: str, name: str, version: str, lang: Lang) -> None:
    day: dt.date | None = st.session_state[_DAY]
    if day is None:
        return

    def told(one: Lang) -> str:
        return say("advisory_leave_change", one, name=name, day=day_text(day, one))

    def act() -> None:
        rows = leave(data.layers(path)[0]["people"], [person], day)
        Workspace(path).replace_layer(
            "people", rows, change=in_both(told), made_from=version
        )

    said = say("advisory_left", lang, what=plain(told(lang)))
    if road_changes.keep(act, said, lang):
        state.put(advisory_member="")
