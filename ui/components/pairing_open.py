"""What is not paired, with reason and nearest fix, and what changes against now."""

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.pairing.choice import COUNTY_KINDS
from planner.pairing.east_wording import more_lines
from planner.pairing.wording import change_why, open_posts, reason_label
from ui.components import state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.pairing_data import Pairing
from ui.components.pairing_tables import selectable
from ui.components.pairing_words import subject, wanted
from ui.text import say


def open_view(pairing: Pairing, lang: Lang) -> None:
    """Draw what is not paired."""
    rows = open_rows(pairing, lang, county=state.get("county"))
    if rows.empty:
        st.success(say("pairing_none_open", lang))
        return
    more = more_lines(pairing.answer, lang)
    if more:
        lines = [say("pairing_more", lang), *more]
        st.info("  \n".join(plain(line) for line in lines))
    st.caption(say("pairing_rows", lang, count=count_text(len(rows), lang)))
    column = st.column_config
    selectable(
        rows, "pairing_open",
        {
            "name": column.TextColumn(say("pairing_col_subject", lang), width=95),
            "county": column.TextColumn(say("kind_county", lang), width=65)
            if pairing.asked.kind not in COUNTY_KINDS
            else None,
            "trades": column.TextColumn(say("roster_col_wanted", lang), width=80),
            "households": column.NumberColumn(
                say("pairing_col_households", lang), width=56
            )
            if pairing.asked.kind != "three_regions"
            else None,
            "reason": column.TextColumn(say("col_reason", lang), width=100),
            "text": column.TextColumn(say("roster_col_why", lang), width=300),
            "fix": column.TextColumn(say("col_fix", lang)),
        },
    )  # fmt: skip


def open_rows(pairing: Pairing, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """What is not paired in words, indexed by ``post_id``."""
    told = open_posts(pairing.answer, lang)
    posts = pairing.posts.set_index("post_id").loc[[one.post_id for one in told]]
    rows = pd.DataFrame(
        {
            "name": [subject(pairing, one.post_id, lang) for one in told],
            "county": posts["county"],
            "households": posts["weight"],
            "text": [one.text for one in told],
            "fix": [one.fix for one in told],
            "reason": [reason_label(one.reason, lang) for one in told],
            "trades": [wanted(one, lang) for one in posts["trades"]],
        },
        index=posts.index,
    )
    return rows[(posts["county_code"] == county).to_numpy()] if county else rows


def changes_view(pairing: Pairing, lang: Lang) -> None:
    """Draw what changes against what is in force, and why."""
    rows = change_rows(pairing, lang, county=state.get("county"))
    if rows.empty:
        st.success(say("pairing_no_changes", lang))
        return
    st.caption(say("pairing_changes_help", lang, count=count_text(len(rows), lang)))
    column = st.column_config
    selectable(
        rows, "pairing_changes",
        {
            "name": column.TextColumn(say("pairing_col_subject", lang), width=110),
            "county": column.TextColumn(say("kind_county", lang), width=65)
            if pairing.asked.kind not in COUNTY_KINDS
            else None,
            "before": column.TextColumn(say("pairing_col_before", lang), width=110),
            "after": column.TextColumn(say("pairing_col_after", lang), width=110),
            "why": column.TextColumn(say("roster_col_why", lang)),
        },
    )  # fmt: skip


def change_rows(pairing: Pairing, lang: Lang, *, county: str = "") -> pd.DataFrame:
    """Changes in words, indexed by ``post_id``."""
    names, changes = pairing.answer.names, pairing.changes
    nobody = say("roster_open", lang)
    ids = [one.post for one in changes]
    posts = pairing.posts.set_index("post_id").loc[ids]
    rows = pd.DataFrame(
        {
            "name": [subject(pairing, one, lang) for one in ids],
            "county": posts["county"],
            "before": [names.get(one.before, one.before) or nobody for one in changes],
            "after": [names.get(one.after, one.after) or nobody for one in changes],
            "why": [change_why(pairing.answer, one, lang) for one in changes],
        },
        index=posts.index,
    )
    return rows[(posts["county_code"] == county).to_numpy()] if county else rows
