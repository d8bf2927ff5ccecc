"""Posts and people of each trade: where people are lacking, and where some are free."""

import streamlit as st

from geo.words import Lang
from planner.errors import WORDS
from planner.roster.trades import COUNTS, trade_table
from planner.roster.wording import trade_label
from ui.components import state
from ui.components.roster_data import Roster
from ui.text import say

_ROW, _MOST_ROWS = 30, 14
# Their headings are long.
_PEOPLE = ("people", "free", "room")


def trades_view(roster: Roster, lang: Lang) -> None:
    """Draw the table; of a county chosen, its posts and the people who live there."""
    county = state.get("county")
    table = trade_table(roster.answer, county=county)
    shown = table.assign(trade=[trade_label(one, lang) for one in table["trade"]])
    column = st.column_config
    st.dataframe(
        shown, key="roster_trades", hide_index=True, row_height=_ROW,
        height=_ROW * (min(len(shown), _MOST_ROWS) + 1) + 8,
        column_config={
            "trade": column.TextColumn(say("roster_col_trade", lang), width=80),
            **{
                name: column.NumberColumn(
                    WORDS.say(f"field_roster_{name}", lang, {}),
                    help=WORDS.say(f"field_roster_{name}", lang, {}, part="help"),
                    width=112 if name in _PEOPLE else 50,
                )
                for name in COUNTS
            },
        },
    )  # fmt: skip
    key = "roster_trades_of_county" if county else "roster_trades_told"
    st.caption(say(key, lang))
