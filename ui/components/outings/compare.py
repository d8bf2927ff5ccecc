"""The plan beside day trips only: kilometres, hours, cost, carbon dioxide."""

from pathlib import Path

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.errors import WORDS
from planner.outings.comparing import by_caravan, comparison, recorded
from planner.outings.tours import by_month
from planner.outings.wording import asked_lines, compared_text
from ui.components import data
from ui.components.messages import plain
from ui.components.outings.shown import Shown
from ui.components.plan_shown import kept
from ui.text import say

_ROW = 30
_MONTH = ("days", "visits", "km", "drive", "work", "nights")


def compare_view(path: Path, shown: Shown, lang: Lang) -> None:
    """Draw the comparison, what each caravan does in each month, and what was asked."""
    left, right = st.columns([1, 1.3], gap="medium")
    rows = kept(path, shown, "compared", lambda: _compared(path, shown))
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
                    for name in ("plan", "day_trips", "less", "before")
                },
            },
        )  # fmt: skip
    with right:
        whole = kept(path, shown, "vans", lambda: by_caravan(shown.answer))
        _loads(whole, "outing_by_caravan", lang)
        months = kept(path, shown, "months", lambda: by_month(shown.answer))
        _loads(months, "outing_by_month", lang)
        for line in asked_lines(shown.answer, lang):
            st.caption(plain(line))


def _compared(path: Path, shown: Shown) -> pd.DataFrame:
    """Beside day trips, and the year before where anything was recorded."""
    before = recorded(data.layers(path)[0]["events"], shown.answer)
    return comparison(shown.answer, before=before if before["made"] else None)


def _loads(rows: pd.DataFrame, title: str, lang: Lang) -> None:
    """Draw what each caravan has to do."""
    column = st.column_config
    st.markdown(f"**{say(title, lang)}**")
    st.dataframe(
        rows.drop(columns="caravan_id"), key=title, hide_index=True,
        row_height=_ROW, height=min(_ROW * (len(rows) + 1) + 8, 330), placeholder="",
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


def compared_rows(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The comparison in words, with what the plan saves."""
    known = "before" in rows
    before = {"before": [_figure(value) for value in rows["before"]]} if known else {}
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
        | before
    )


def _figure(value: float) -> str:
    """A figure; nothing where records do not tell."""
    return "" if pd.isna(value) else f"{value:,.0f}"
