"""The plan against what was done, from the records of caravan visits."""

from pathlib import Path

import streamlit as st

from geo.words import Lang
from planner.outings.done import (
    STATES,
    against_done,
    done_by_month,
    done_text,
    not_planned,
    state_label,
)
from ui.components import data
from ui.components.messages import plain
from ui.components.outings.shown import Shown
from ui.components.outings.words import of_county
from ui.components.plan_shown import kept
from ui.components.record_links import go_to_records
from ui.text import say

_ROW = 30


def done_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw what was done of the plan, month by month and visit by visit."""
    events, today = data.layers(path)[0]["events"], data.today()
    answer, choice = shown.answer, shown.asked.choice
    places, span = answer.question.places, (choice.start, choice.end)
    table, rest = kept(
        path, shown, ("done", today),
        lambda: (
            against_done(answer.visits, events, today, places=places, span=span),
            not_planned(answer.visits, events, places=places, span=span),
        ),
    )  # fmt: skip
    st.markdown(plain(done_text(table, rest, today, lang)))
    if not (table["state"].isin(("done", "done_otherwise"))).any():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(say("outing_done_none", lang), width="content")
            st.button(
                say("outing_to_events", lang),
                key="outing_events",
                on_click=go_to_records,
                args=("events",),
            )
    column = st.column_config
    left, right = st.columns([1, 1.4], gap="medium")
    months = done_by_month(table, rest)
    left.dataframe(
        months, key="outing_done_months", hide_index=True, row_height=_ROW,
        placeholder="", height=_ROW * (len(months) + 1) + 8,
        column_config={
            "month": column.TextColumn(say("outing_month", lang)),
            "planned": column.NumberColumn(say("outing_col_planned", lang)),
            "unplanned": column.NumberColumn(say("outing_col_unplanned", lang)),
            **{
                name: column.NumberColumn(state_label(name, lang)) for name in STATES
            },
        },
    )  # fmt: skip
    rows = of_county(table, shown)[["date", "caravan", "place", "state", "done_on"]]
    right.dataframe(
        rows.assign(state=[state_label(one, lang) for one in rows["state"]]),
        key="outing_done_rows", hide_index=True, row_height=_ROW, height=400,
        placeholder="",
        column_config={
            "date": column.DateColumn(say("outing_col_date", lang)),
            "caravan": column.TextColumn(say("outing_col_caravan", lang)),
            "place": column.TextColumn(say("outing_col_place", lang)),
            "state": column.TextColumn(say("outing_col_state", lang)),
            "done_on": column.DateColumn(say("outing_col_done_on", lang)),
        },
    )  # fmt: skip
