"""The plan beside day trips only: kilometres, hours, cost, carbon dioxide."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import WORDS
from planner.outings.comparing import comparison
from planner.outings.tours import by_month
from planner.outings.wording import asked_lines, compared_text
from ui.components import outing_data
from ui.components.messages import plain
from ui.components.outing_data import Shown
from ui.text import say

_ROW = 30
_MONTH = ("days", "visits", "km", "drive", "work", "nights")


def compare_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the comparison, what each caravan does in each month, and what was asked."""
    left, right = st.columns([1, 1.3], gap="medium")
    rows = outing_data.kept(
        path, shown, "compared", lambda: comparison(shown.answer)
    )  # fmt: skip
    column = st.column_config
    with left:
        st.markdown(plain(compared_text(shown.answer, lang)))
        st.dataframe(
            compared_rows(rows, lang), key="outing_compared", hide_index=True,
            row_height=_ROW, height=_ROW * (len(rows) + 1) + 8, placeholder="",
            column_config={
                "measure": column.TextColumn(say("outing_col_measure", lang)),
                **{
                    name: column.TextColumn(say(f"outing_col_{name}", lang))
                    for name in ("plan", "day_trips", "less")
                },
            },
        )  # fmt: skip
    with right:
        st.markdown(f"**{say('outing_by_month', lang)}**")
        months = outing_data.kept(path, shown, "months", lambda: by_month(shown.answer))
        st.dataframe(
            months.drop(columns="caravan_id"), key="outing_months", hide_index=True,
            row_height=_ROW, height=330, placeholder="",
            column_config={
                "caravan": column.TextColumn(say("outing_col_caravan", lang)),
                "month": column.TextColumn(say("outing_month", lang)),
                **{
                    name: column.NumberColumn(
                        say(f"outing_col_{name}", lang), format="%.0f"
                    )
                    for name in _MONTH
                },
            },
        )  # fmt: skip
        for line in asked_lines(shown.answer, lang):
            st.caption(plain(line))


def compared_rows(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The comparison in words, with what the plan saves."""
    return pd.DataFrame(
        {
            "measure": [
                WORDS.say(f"outing_measure_{name}", lang, {})
                for name in rows["measure"]
            ],
            **{
                name: [f"{value:,.0f}" for value in rows[name]]
                for name in ("plan", "day_trips")
            },
            "less": [f"{value:+,.0f}" for value in rows["plan"] - rows["day_trips"]],
        }
    )
