"""Visits that are not made: why, and what would mend it as a button."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.outings.choice import OutingChoice
from planner.outings.mending import Mend, mends
from ui.components import state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.outings import working
from ui.components.outings.asked import FIELDS
from ui.components.outings.picking import pick_visit, picked_place
from ui.components.outings.shown import Shown
from ui.components.outings.words import (
    kind_label,
    lost_text,
    of_county,
    reason_text,
    van_names,
)
from ui.components.plan_missed import all_reasons, left_out
from ui.components.plan_shown import kept
from ui.components.row_picking import selected
from ui.text import say

_TABLE = "outing_missed"
_HEIGHT, _ROW, _MOST_MENDS = 300, 30, 5
_WIDTHS = {
    "place": 150, "kind": 56, "township": 84, "county": 84, "reason": 260, "fix": 330,
}  # fmt: skip
# Fields of a choice that have a setting of their own; the others are in one list.
_SETTINGS = {"lent": "outing_lent", "free_days": "outing_free"}


def missed_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw what would help most, and the places with visits not made."""
    rows = missed_rows(shown, lang)
    left_out("outing", shown, lambda row: lost_text(shown.answer, row, lang), lang)
    if rows.empty:
        st.success(say("outing_none_missed", lang))
        return
    why = state.get("outing_why")
    if why:
        all_reasons("outing", reason_text(why, lang), lang)
        rows = rows[rows["why"] == why]
    _offers(path, shown, lang)
    visits = int(rows["visits"].sum())
    told = {"count": count_text(len(rows), lang), "visits": count_text(visits, lang)}
    st.caption(say("outing_missed_rows", lang, **told))
    _table(rows, lang)


def missed_rows(shown: Shown, lang: Lang) -> pd.DataFrame:
    """Places with visits not made, in the county chosen."""
    return of_county(shown.answer.missed(lang), shown)


def _offers(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw single changes of the question, those that help most places first."""
    found = kept(path, shown, "mends", lambda: mends(shown.answer))
    if not found:
        return
    st.markdown(f"**{say('outing_mends', lang)}**")
    with st.container(horizontal=True):
        for at, mend in enumerate(found[:_MOST_MENDS]):
            st.button(
                _mend_text(shown, mend, lang), key=f"outing_mend_{at}",
                on_click=_apply, args=(mend,),
                help=say("outing_mend_help", lang),
            )  # fmt: skip


def _mend_text(shown: Shown, mend: Mend, lang: Lang) -> str:
    places = shown.answer.question.places
    counties = dict(zip(places["county_code"], places["county_name"], strict=True))
    told = {
        "amount": f"{mend.amount:g}",
        "van": plain(van_names(shown).get(mend.caravan_id, mend.caravan_id)),
        "county": plain(counties.get(mend.county_code, mend.county_code)),
        "count": count_text(len(set(mend.places)), lang),
    }
    return say(f"outing_mend_{mend.kind}", lang, **told)


def _apply(mend: Mend) -> None:
    """Ask with the change, and plan again near the plan there is."""
    put_choice(mend.choice)
    working.want("near")


def put_choice(choice: OutingChoice) -> None:
    """Set the fields of a question, and whom it lends and gives days off."""
    for name in FIELDS.defaults:
        FIELDS.put(name, getattr(choice, name))
    plain_values = choice.settings()
    for field, name in _SETTINGS.items():
        state.put(**{name: tuple(tuple(row) for row in plain_values[field])})


def _table(rows: pd.DataFrame, lang: Lang) -> None:
    places = rows["place_id"].tolist()
    place, day = picked_place()
    at = places.index(place) if place in places and day is None else -1
    st.session_state[_TABLE] = selected(at)

    def taken() -> None:
        now = st.session_state[_TABLE]["selection"]["rows"]
        if now:
            # The calendar then tells every day on which it could be.
            pick_visit(places[now[0]], None)
            state.put(outing_view="calendar")
        else:
            state.put(outing_pick=())

    told = rows.drop(columns=["place_id", "why"])
    column = st.column_config
    st.dataframe(
        told.assign(kind=[kind_label(one, lang) for one in told["kind"]]),
        key=_TABLE, hide_index=True, height=_HEIGHT, row_height=_ROW, on_select=taken,
        selection_mode="single-row", placeholder="",
        column_config={
            **{
                name: column.TextColumn(say(f"outing_col_{name}", lang), width=width)
                for name, width in _WIDTHS.items()
            },
            "visits": column.NumberColumn(say("outing_col_missing", lang), width=60),
        },
    )  # fmt: skip
    st.caption(say("outing_missed_help", lang))
