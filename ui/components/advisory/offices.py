"""What city, province and nation owe beside the groups, and how it is recorded."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.accounting import OfficeItem
from planner.advising.ledger import entry, offices
from planner.recording import in_both
from planner.workspace import Workspace
from ui.components import data, road_changes, state
from ui.components.advisory.standing import standing_text, style_of
from ui.components.messages import plain
from ui.components.numbers import count_text, day_text
from ui.text import say

_ROW, _TABLE = 30, "advisory_offices"
_DAY, _PAPER = "advisory_office_day", "advisory_office_paper"


def offices_view(path: Path, lang: Lang) -> None:
    """Draw what offices owe, folded; a click on a row opens its form."""
    today = data.today()
    table = data.kept_of(
        path, ("advisory", "offices", today),
        lambda: offices(data.layers(path)[0], today),
    )  # fmt: skip
    met = count_text(int((table["state"] == "met").sum()), lang)
    told = say("advisory_offices", lang, met=met, count=count_text(len(table), lang))
    with st.expander(told):
        rows: list[Any] = table.to_dict("records")
        shown = pd.DataFrame(
            {
                "unit": table["unit"],
                "item": [say(f"advisory_office_{one}", lang) for one in table["item"]],
                "state": [
                    standing_text(one["state"], one["on"], one["by"], today, lang)
                    for one in rows
                ],
            }
        )
        styles = [style_of(one) for one in table["state"]]
        column = st.column_config
        picked = st.dataframe(
            shown.style.apply(lambda _: styles, subset=["state"]),
            # The row picked is one of this workspace.
            key=f"{_TABLE}_{state.get('ws')}", hide_index=True, row_height=_ROW,
            selection_mode="single-row", on_select="rerun", placeholder="",
            height=_ROW * (min(len(shown), 9) + 1) + 8,
            column_config={
                "unit": column.TextColumn(say("advisory_col_unit", lang)),
                "item": column.TextColumn(say("advisory_entry_what", lang)),
                "state": column.TextColumn(say("advisory_col_status", lang)),
            },
        )  # fmt: skip
        chosen = picked["selection"]["rows"]
        if chosen and chosen[0] < len(rows):
            _form(path, rows[chosen[0]], lang)


def _form(path: Path, row: dict[str, Any], lang: Lang) -> None:
    """Draw when it was done and by which paper, and the button that records it."""
    today, own = data.today(), f"{row['unit_code']}_{row['item']}"
    item = say(f"advisory_office_{row['item']}", lang)
    told = say("advisory_office_entry", lang, unit=row["unit"], item=item)
    st.markdown(f"**{plain(told)}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            say("advisory_entry_day", lang), today, max_value=today,
            key=f"{_DAY}_{own}", format="YYYY-MM-DD", width=160,
        )  # fmt: skip
        st.text_input(
            say("advisory_entry_paper", lang), max_chars=200, key=f"{_PAPER}_{own}",
            width=260,
        )  # fmt: skip
        st.button(
            say("advisory_entry_save", lang), key="advisory_office_save",
            type="primary", on_click=_save,
            args=(path, row["unit_code"], row["unit"], row["item"],
                  data.layers(path)[1], lang),
        )  # fmt: skip


def _save(
    path: Path, unit: str, name: str, item: OfficeItem, version: str, lang: Lang
) -> None:
    own = f"{unit}_{item}"
    day, paper = st.session_state[f"{_DAY}_{own}"], f"{_PAPER}_{own}"
    if day is None:
        road_changes.refuse(say("advisory_entry_no_day", lang))
        return

    def told(one: Lang) -> str:
        return say(
            "advisory_office_change", one, unit=name, day=day_text(day, one),
            item=say(f"advisory_office_{item}", one),
        )  # fmt: skip

    def act() -> None:
        layer, rows = entry(
            data.layers(path)[0], unit, item, day, today=data.today(),
            document=str(st.session_state.get(paper) or "").strip(),
        )  # fmt: skip
        Workspace(path).replace_layer(
            layer, rows, change=in_both(told), made_from=version
        )

    said = say("advisory_entered", lang, what=plain(told(lang)))
    if road_changes.keep(act, said, lang):
        st.session_state[paper] = ""
