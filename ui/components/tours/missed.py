"""Stays owed that are not planned: why, and what would make room for them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.stays.wording import why_text
from ui.components import state
from ui.components.plan_missed import all_reasons, left_out
from ui.components.row_picking import MODES, picked_row, selected
from ui.components.tours.card import county_card
from ui.components.tours.picking import pick_county, picked
from ui.components.tours.shown import Shown
from ui.components.tours.words import short_why
from ui.text import say

_TABLE = "tour_missed"
# Lines are broken by the width of the letters drawn first: names come last in English.
_ORDER: Mapping[Lang, tuple[str, ...]] = {
    "zh": ("county", "number", "reason", "fix"),
    "en": ("number", "reason", "fix", "county"),
}
# Four lines of text, which wraps in rows above 64 pixels; the head.
_ROW, _HEAD, _HEIGHT = 86, 38, 470
_WIDTHS = (1.8, 1)


def missed_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the stays that are missing, beside the card of the county picked."""
    rows = missed_rows(shown, lang)
    tell_left_out(shown, lang)
    if rows.empty:
        st.success(say("tour_none_missed", lang))
        return
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        why = state.get("tour_why")
        if why:
            all_reasons("tour", short_why(why, lang), lang)
        _table(rows.assign(number=_of_owed(shown, rows, lang)), lang)
    with right:
        county_card(path, shown, picked(shown), lang)


def missed_rows(shown: Shown, lang: Lang) -> pd.DataFrame:
    """Stays that are missing, for the reason chosen where one is."""
    rows, why = shown.answer.missed(lang), state.get("tour_why")
    found = rows[rows["why"] == why] if why else rows
    return (rows if found.empty else found).reset_index(drop=True)


def tell_left_out(shown: Shown, lang: Lang) -> None:
    """Tell stays of the plan that something has made impossible since."""
    left_out("tour", shown, lambda row: lost_text(shown, row, lang), lang)


def lost_text(shown: Shown, row: dict[Any, Any], lang: Lang) -> str:
    """A stay that cannot be, with its reason."""
    county, one = str(row["county_code"]), str(row["set_id"])
    parts = (
        f"{row['first']:%Y-%m}", shown.names.get(county, county),
        shown.set_names.get(one, one), why_text(str(row["why"]), lang),
    )  # fmt: skip
    return " · ".join(parts)


def _of_owed(shown: Shown, rows: pd.DataFrame, lang: Lang) -> list[str]:
    """How many stays are missing, of how many."""
    counties = shown.answer.counties
    owed = dict(zip(counties["county_code"], counties["owed"], strict=True))
    pairs = zip(rows["number"], rows["county_code"], strict=True)
    return [
        say("tour_lacking", lang, count=count, owed=owed[code]) for count, code in pairs
    ]


def _table(rows: pd.DataFrame, lang: Lang) -> None:
    codes = rows["county_code"].tolist()
    county = state.get("county")
    at = codes.index(county) if county in codes else -1
    st.session_state[_TABLE] = selected(at)

    def taken() -> None:
        row = picked_row(st.session_state[_TABLE], at)
        pick_county(codes[row] if row >= 0 else "")

    column = st.column_config
    st.dataframe(
        rows[[*_ORDER[lang]]], key=_TABLE, hide_index=True,
        height=min(_ROW * len(rows) + _HEAD, _HEIGHT), row_height=_ROW,
        on_select=taken, selection_mode=MODES, placeholder="",
        column_config={
            "county": column.TextColumn(say("tour_col_county", lang), width=76),
            "number": column.TextColumn(say("tour_col_lacking", lang), width=66),
            "reason": column.TextColumn(say("tour_col_reason", lang), width=196),
            "fix": column.TextColumn(say("tour_col_fix", lang), width=284),
        },
    )  # fmt: skip
    st.caption(say("tour_missed_help", lang))
