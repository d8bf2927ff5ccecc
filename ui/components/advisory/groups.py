"""The table of the groups; a click opens the card of a county."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.wording import lacks_text
from ui.components import state
from ui.components.advisory.shown import Shown
from ui.components.advisory.words import status_text, trades_count
from ui.components.numbers import count_text
from ui.components.row_picking import MODES, picked_row, selected
from ui.maps.advisory_map import FILLS
from ui.text import say

HEIGHT, ROW, _HEAD = 430, 30, 40
# A row of three lines: below that no text is wrapped.
TALL = 66
_TABLE = "advisory_groups"


def groups_table(now: Shown, lang: Lang) -> None:
    """Draw the groups, those that lack somebody first."""
    rows = group_rows(now, lang)
    if rows.empty:
        st.info(say("advisory_no_groups", lang))
        return
    st.caption(say("advisory_rows", lang, count=count_text(len(rows), lang)))
    fills = [f"background-color: {FILLS[now.state_of(code)]}" for code in rows.index]
    column = st.column_config
    pick_county(
        rows, _TABLE,
        {
            "county": column.TextColumn(say("advisory_col_county", lang), width=62),
            "status": column.TextColumn(say("advisory_col_status", lang), width=74),
            "lacks": column.TextColumn(say("advisory_col_lacks", lang), width=116),
            "members": column.NumberColumn(
                say("advisory_col_members", lang), width=52
            ),
            "trades": column.TextColumn(
                say("advisory_col_trades", lang), width=54,
                help=say("advisory_col_trades_help", lang),
            ),
            "leader": column.TextColumn(say("advisory_col_leader", lang), width=60),
        },
        fills={"status": fills},
    )  # fmt: skip


def group_rows(now: Shown, lang: Lang) -> pd.DataFrame:
    """Groups in words, indexed by county code, those that are not whole first."""
    groups = now.groups.sort_values(["full", "county_code"], kind="stable")
    told: list[Any] = groups.to_dict("records")
    return pd.DataFrame(
        {
            "county": groups["county"],
            "status": [status_text(now, code, lang) for code in groups.index],
            "lacks": [lacks_text(one, lang) for one in groups["lacks"]],
            "members": groups["members"],
            "trades": [trades_count(row) for row in told],
            "leader": groups["leader"],
        }
    )


def pick_county(
    rows: pd.DataFrame,
    key: str,
    columns: dict[str, Any],
    *,
    fills: dict[str, list[str]] | None = None,
    height: int = HEIGHT,
    row: int = ROW,
) -> None:
    """Show a table indexed by county; its selected row is the county of the card.

    Parameters
    ----------
    rows, key, columns
        The table, the key of its widget, and how its columns look.
    fills
        Style of each cell of a column.
    height, row
        In pixels: of the table at most, and of a row.
    """
    ids = [str(one) for one in rows.index]
    county = state.get("county")
    at = ids.index(county) if county in ids else -1
    st.session_state[key] = selected(at)

    def taken() -> None:
        found = picked_row(st.session_state[key], at)
        state.put(county=ids[found] if found >= 0 else "", advisory_member="")

    # One county may have several rows, which a style cannot tell apart.
    drawn = rows.reset_index(drop=True).style
    for name, styles in (fills or {}).items():
        drawn = drawn.apply(lambda _, found=styles: found, subset=[name])
    st.dataframe(
        drawn, key=key, hide_index=True, row_height=row, placeholder="",
        height=min(height, row * len(rows) + _HEAD), on_select=taken,
        selection_mode=MODES, column_config=columns,
    )  # fmt: skip


def to_card(now: Shown, lang: Lang) -> None:
    """Draw the way from the row chosen to the card of its county."""
    if state.get("county") in now.counties.index:
        st.button(
            say("advisory_to_card", lang), key="advisory_to_card",
            on_click=state.put, kwargs={"advisory_view": "groups"},
        )  # fmt: skip
