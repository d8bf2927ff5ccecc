"""Counties that are not matched now: who waits, why, and what to do about it."""

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.wording import state_label
from ui.components import state
from ui.components.advisory.groups import TALL, pick_county, to_card
from ui.components.advisory.shown import Shown, waiting
from ui.components.advisory.words import wait_label
from ui.components.numbers import count_text
from ui.components.record_links import go_to_records
from ui.text import say


def waiting_view(now: Shown, lang: Lang) -> None:
    """Draw who waits, with the ways to what would mend it."""
    table = waiting(now, lang)
    if table.empty:
        st.success(say("advisory_none_waits", lang))
        return
    rows = _of_reason(table, lang)
    st.caption(say("advisory_rows", lang, count=count_text(len(rows), lang)))
    _rows(rows, lang)
    with st.container(horizontal=True):
        to_card(now, lang)
        st.button(
            say("advisory_to_applications", lang), key="advisory_wait_applications",
            on_click=go_to_records, args=("applications", "", state.get("county")),
        )  # fmt: skip
        st.button(
            say("advisory_to_facts", lang), key="advisory_wait_facts",
            on_click=go_to_records, args=("facts", "", state.get("county")),
            help=say("advisory_to_facts_help", lang),
        )  # fmt: skip


def _of_reason(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Draw the choice of a reason; its rows, or all."""
    counts = table["why"].value_counts()
    if state.get("advisory_wait") not in ("", *counts.index):
        state.put(advisory_wait="")
    st.segmented_control(
        say("advisory_wait_filter", lang), ["", *counts.index], required=True,
        format_func=lambda why: f"{wait_label(why, lang)} {counts[why]}" if why
        else f"{say('advisory_why_all', lang)} {len(table)}",
        label_visibility="collapsed", **state.widget("advisory_wait"),
    )  # fmt: skip
    chosen = state.get("advisory_wait")
    return table[table["why"] == chosen] if chosen else table


def _rows(rows: pd.DataFrame, lang: Lang) -> None:
    shown = pd.DataFrame(
        {
            "county": rows["county"],
            "why": [wait_label(one, lang) for one in rows["why"]],
            "state": [state_label(one, lang) or "–" for one in rows["state"]],
            "batch": rows["batch"],
            "reason": rows["reason"],
            "fix": rows["fix"],
        }
    ).set_axis(rows["county_code"], axis=0)
    column = st.column_config
    pick_county(
        shown, "advisory_waiting",
        {
            "county": column.TextColumn(say("advisory_col_county", lang), width=66),
            "why": column.TextColumn(say("advisory_col_why", lang), width=96),
            "state": column.TextColumn(say("advisory_col_review", lang), width=70),
            "batch": column.TextColumn(say("advisory_col_batch", lang), width=90),
            "reason": column.TextColumn(say("advisory_col_reason", lang), width=230),
            "fix": column.TextColumn(say("advisory_col_fix", lang)),
        },
        row=TALL,
    )  # fmt: skip
