"""Marking duties as done: one record a unit, saved in the layer ``duties_done``."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.issues import errors
from geo.words import Lang
from planner.duties.periods import period_shape
from planner.record_edits import with_place
from planner.recording import save_records
from planner.workspace import Workspace
from ui.components import data, road_changes
from ui.components.duty_table import Item
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.text import say

LAYER = "duties_done"
_MOST_CHARACTERS = 200
_MOST_TOLD = 5
_STARTED, _DONE_ON = "duty_started_on", "duty_done_on"
_DOCUMENT, _OWNER, _ALL = "duty_document", "duty_owner", "duty_all"
_OF = "duty_boxes_of"


@dataclass(frozen=True, slots=True)
class Done:
    """How a duty was done: last day, first day of a notice, document and owner."""

    done_on: dt.date
    started_on: dt.date | None
    document: str
    owner: str


def marking(
    path: Path,
    item: Item,
    name: str,
    *,
    chosen: Sequence[str],
    undone: Sequence[str],
    notice_days: int,
    lang: Lang,
) -> None:
    """Draw the boxes and the button that marks a duty as done.

    Parameters
    ----------
    path, item, name
        Workspace, the duty with its window, and what it is called.
    chosen
        Units picked in the table; those already done are left out.
    undone
        Every unit that has not done it.
    notice_days
        Days that a notice must run; 0 for what is no notice.
    lang
        Language.
    """
    _begin(item)
    version = data.layers(path)[1]
    codes = [code for code in chosen if code in set(undone)]
    picked = count_text(len(codes), lang)
    label = say("duty_mark_chosen" if codes else "duty_mark", lang, count=picked)
    with st.popover(label, key="duty_mark", type="primary"):
        codes = list(undone) if _everyone(undone, lang) else codes
        ready = _boxes(notice_days, lang)
        count = count_text(len(codes), lang)
        key = "duty_mark_button" if len(undone) == 1 else "duty_mark_button_units"
        st.button(
            say(key, lang, count=count), key="duty_mark_save", type="primary",
            disabled=not codes or not ready, on_click=_save,
            args=(path, item, name, tuple(codes), version, lang),
        )  # fmt: skip
        if not codes:
            st.caption(say("duty_mark_choose", lang))


def _begin(item: Item) -> None:
    """Empty what is of one duty alone where another is marked."""
    if st.session_state.get(_OF) != item.key:
        st.session_state.update({_ALL: False, _STARTED: None, _DOCUMENT: ""})
        st.session_state[_OF] = item.key


def _everyone(undone: Sequence[str], lang: Lang) -> bool:
    """Draw the box for all units; of one unit there is nothing to choose."""
    count = count_text(len(undone), lang)
    return len(undone) == 1 or st.checkbox(
        say("duty_mark_all", lang, count=count), key=_ALL
    )


def with_records(
    before: pd.DataFrame, item: Item, codes: Sequence[str], done: Done
) -> pd.DataFrame:
    """Put one record a unit to those there are, as :func:`save_records` takes them.

    Parameters
    ----------
    before
        The layer as a table.
    item
        The duty; a record names its window, unless it is done once.
    codes
        Units.
    done
        How it was done.
    """
    named = period_shape(item.label) and item.label != item.due.isoformat()
    fresh = pd.DataFrame(
        {
            "record_id": "",
            "duty": item.duty,
            "unit_code": list(codes),
            "period": item.label if named else "",
            "started_on": done.started_on.isoformat() if done.started_on else "",
            "done_on": done.done_on.isoformat(),
            "document": done.document,
            "owner": done.owner,
            "note": "",
            "illustrative": False,
        }
    )
    return pd.concat([before, fresh], ignore_index=True)


def _boxes(notice_days: int, lang: Lang) -> bool:
    """Draw the boxes; whether every day that is needed is given."""
    today = data.today()
    places = st.columns(2)
    days = []
    if notice_days:
        with places[0]:
            days.append(
                st.date_input(
                    say("duty_started_on", lang), value=None, max_value=today,
                    format="YYYY-MM-DD", key=_STARTED,
                )
            )  # fmt: skip
    with places[1 if notice_days else 0]:
        label = say("duty_ended_on" if notice_days else "duty_done_on", lang)
        days.append(
            st.date_input(
                label, value=today, max_value=today, format="YYYY-MM-DD", key=_DONE_ON
            )
        )
    for name, key in (("duty_document", _DOCUMENT), ("duty_owner", _OWNER)):
        st.text_input(say(name, lang), max_chars=_MOST_CHARACTERS, key=key)
    return all(days)


def _given() -> Done | None:
    """What stands in the boxes now: typed last, it is later than what was drawn."""
    found = st.session_state
    done_on = found.get(_DONE_ON)
    if done_on is None:
        return None
    document, owner = (str(found.get(key, "")).strip() for key in (_DOCUMENT, _OWNER))
    return Done(done_on, found.get(_STARTED), document, owner)


def _save(
    path: Path, item: Item, name: str, codes: tuple[str, ...], version: str, lang: Lang
) -> None:
    """Save records, if the workspace is still the one that was drawn."""
    done = _given()
    if done is None:
        return
    workspace = Workspace(path)
    before = with_place(workspace.layer(LAYER))
    change = say("duty_change", lang, name=name, count=len(codes))
    found = []

    def act() -> None:
        found.extend(
            save_records(
                workspace, LAYER, with_records(before, item, codes, done),
                change=change, today=data.today(), made_from=version,
            )
        )  # fmt: skip

    if not road_changes.keep(act, say("duty_saved", lang, what=plain(change)), lang):
        return
    wrong = errors(found)
    if wrong:
        lines = [plain(f"{one.text(lang)} {one.mend(lang)}") for one in wrong]
        told = "  \n".join(lines[:_MOST_TOLD])
        road_changes.refuse(f"{say('duty_refused', lang)}  \n{told}")
        return
    st.session_state.pop(_OF, None)
