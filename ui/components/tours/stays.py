"""Every stay of the plan as a table; a row is the stay picked everywhere."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.stays.wording import state_label
from ui.components.numbers import count_text
from ui.components.row_picking import MODES, picked_row, selected
from ui.components.tours.card import county_card
from ui.components.tours.picking import pick, picked
from ui.components.tours.shown import Shown
from ui.components.tours.words import of_county, short_sets
from ui.text import say

HEIGHT, ROW = 430, 30
_WIDTHS = (1.9, 1)
_TABLE = "tour_stays"
_TEXTS = {
    "county": 84, "set": 100, "theme": 80, "venue": 120, "first": 64, "from_place": 80,
    "state": 56,
}  # fmt: skip
_NUMBERS = {"number": 44, "months": 44, "km": 52, "wait": 52}


def stays_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the stays of the county chosen, beside its card."""
    left, right = st.columns(_WIDTHS, gap="medium")
    with left:
        _table(shown, lang)
    with right:
        county_card(path, shown, picked(shown), lang)


def _table(shown: Shown, lang: Lang) -> None:
    rows = stay_rows(shown, lang)
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
                for name, width in _TEXTS.items()
            },
            **{
                name: column.NumberColumn(say(f"tour_col_{name}", lang), width=width)
                for name, width in _NUMBERS.items()
            },
            "opens": column.DateColumn(say("tour_col_opens", lang), width=82),
            "closes": column.DateColumn(say("tour_col_closes", lang), width=82),
            "pinned": column.CheckboxColumn(say("roster_col_pinned", lang), width=44),
        },
    )  # fmt: skip
    st.caption(say("tour_stays_help", lang))


def stay_rows(shown: Shown, lang: Lang) -> pd.DataFrame:
    """Stays in words, with ``stay_id``."""
    stays = of_county(shown.answer.stays)
    names = ("stay_id", "county", "number", "set", "theme", "venue")
    short = short_sets(shown)
    found = stays[[*names]].assign(
        set=[short[one] for one in stays["set_id"]],
        first=[f"{day:%Y-%m}" for day in stays["first"]],
        months=stays["months"],
        opens=stays["opens"],
        closes=stays["closes"],
        km=stays["km"].round(),
        from_place=stays["from_place"],
        wait=stays["wait"],
        state=[state_label(str(one), lang) for one in stays["state"]],
        pinned=stays["pinned"],
    )
    return found.reset_index(drop=True)
