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
from ui.components.advisory import asking
from ui.components.advisory.shown import Shown
from ui.components.messages import plain
from ui.components.numbers import day_text
from ui.text import say

_DAY = "advisory_leave_day"
_YESTERDAY = dt.timedelta(days=1)


def leaving(
    path: Path, now: Shown, county: str, member: Mapping[Any, Any], lang: Lang
) -> None:
    """Draw the last day and the button; whoever leaves is not matched there again.

    Both the record and that can be taken back.

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
    row: Any = own.iloc[0]
    key = f"{_DAY}_{row['person_id']}"
    with st.popover(say("advisory_leave", lang)):
        st.caption(say("advisory_leave_help", lang))
        st.date_input(
            say("advisory_leave_day", lang), _last_day(str(row["since"])),
            format="YYYY-MM-DD", key=key,
        )  # fmt: skip
        st.button(
            say("advisory_leave_yes", lang), key="advisory_leave", type="primary",
            on_click=_leave, args=(path, now, row, key, data.layers(path)[1], lang),
        )  # fmt: skip


def _last_day(since: str) -> dt.date:
    """Yesterday, so that the seat is free at once, or their first day."""
    yesterday = data.today() - _YESTERDAY
    return max(yesterday, dt.date.fromisoformat(since)) if since else yesterday


def _leave(
    path: Path,
    now: Shown,
    row: Mapping[Any, Any],
    key: str,
    version: str,
    lang: Lang,
) -> None:
    day: dt.date | None = st.session_state[key]
    if day is None:
        road_changes.refuse(say("advisory_entry_no_day", lang))
        return
    name, expert = str(row["name"]), str(row["expert_id"])

    def told(one: Lang) -> str:
        return say("advisory_leave_change", one, name=name, day=day_text(day, one))

    def act() -> None:
        people = data.layers(path)[0]["people"]
        rows = leave(people, [str(row["person_id"])], day)
        Workspace(path).replace_layer(
            "people", rows, change=in_both(told), made_from=version
        )

    said = say("advisory_left", lang, what=plain(told(lang)))
    if road_changes.keep(act, said, lang):
        state.put(advisory_member="")
        if now.experts["in_pool"].get(expert, False):
            # Or whoever left would be the best liked for the seat.
            asking.take_off(str(row["county_code"]), expert)
