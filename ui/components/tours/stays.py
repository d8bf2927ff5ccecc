"""Every stay of the plan as a table; a row is the stay picked everywhere."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.stays.wording import state_label
from ui.components import state
from ui.components.numbers import count_text
from ui.components.row_picking import MODES, picked_row, selected
from ui.components.tours.card import county_card
from ui.components.tours.picking import pick, picked
from ui.components.tours.shown import Shown
from ui.components.tours.words import of_county, short_sets
from ui.text import say

HEIGHT, ROW = 470, 32
_WIDTHS = (1.9, 1)
_TABLE = "tour_stays"
_TEXTS = {
    "county": 112, "set": 128, "first": 72, "closes": 90, "venue": 172,
    "from_place": 100, "state": 66,
}  # fmt: skip
_NUMBERS = {"number": 58, "months": 52, "km": 54, "wait": 62}
# What the card beside says already.
_OF_CARD = ["county", "closes", "from_place", "km"]


def stays_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw all stays, or those of the county chosen beside its card."""
    if not state.get("county"):
        _table(shown, lang)
        return
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        _table(shown, lang)
    with right:
        county_card(path, shown, picked(shown), lang)


def _table(shown: Shown, lang: Lang) -> None:
    rows = stay_rows(shown, lang)
    if state.get("county"):
        rows = rows.drop(columns=_OF_CARD)
    st.caption(say("tour_rows", lang, count=count_text(len(rows), lang)))
    keys = rows.pop("stay_id").tolist()
    now = picked(shown)
    at = keys.index(now.stay_id) if now is not None and now.stay_id in keys else -1
    st.session_state[_TABLE] = selected(at)

    def taken() -> None:
        row = picked_row(st.session_state[_TABLE], at)
        pick(keys[row] if row >= 0 else "")

    column = st.column_config
    st.dataframe(
        rows, key=_TABLE, hide_index=True, row_height=ROW,
        height=min(ROW * (len(rows) + 1) + 8, HEIGHT),
        on_select=taken, selection_mode=MODES, placeholder="",
        column_config={
            **{
                name: column.TextColumn(say(f"tour_col_{name}", lang), width=width)
                for name, width in _TEXTS.items() if name in rows
            },
            **{
                name: column.NumberColumn(say(f"tour_col_{name}", lang), width=width)
                for name, width in _NUMBERS.items()
            },
        },
    )  # fmt: skip
    st.caption(say("tour_stays_help", lang))


def stay_rows(shown: Shown, lang: Lang) -> pd.DataFrame:
    """Stays in words, with ``stay_id``."""
    stays = of_county(shown.answer.stays)
    short, told = short_sets(shown), stays.to_dict("records")
    return pd.DataFrame(
        {
            "stay_id": stays["stay_id"],
            "county": stays["county"],
            "number": stays["number"],
            "set": [short[one] for one in stays["set_id"]],
            "first": [f"{day:%Y-%m}" for day in stays["first"]],
            "months": stays["months"],
            "closes": [f"{day:%Y-%m-%d}" for day in stays["closes"]],
            "venue": stays["venue"],
            "from_place": stays["from_place"],
            "km": stays["km"].round(),
            "wait": stays["wait"],
            "state": [_state(row, lang) for row in told],
        }
    ).reset_index(drop=True)


def _state(row: dict[Any, Any], lang: Lang) -> str:
    if row["pinned"] and row["state"] == "planned":
        return say("tour_state_pinned", lang)
    return state_label(str(row["state"]), lang)
