"""The ledger: what every group owes and has done, and the form that records it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.advising.accounting import State
from planner.advising.ledger import ITEMS, Item, entry, ledger
from planner.recording import in_both
from planner.workspace import Workspace
from ui.components import data, road_changes, state
from ui.components.advisory.offices import offices_view
from ui.components.advisory.standing import (
    LOOKS_OF,
    look_of,
    standing_text,
    style_of,
)
from ui.components.messages import markup, plain
from ui.components.numbers import count_text, day_text
from ui.text import say

# What people come to: it has a name, and how many came.
_MEETINGS = ("joint_session", "onsite_service", "remote_guidance")
# What is done once may be of another year, which is told.
_ONCE = ("certificates", "talks", "agreement")
_HEIGHT, _ROW = 330, 30
_TABLE, _ITEM, _DAY = "advisory_ledger", "advisory_entry_item", "advisory_entry_day"
_NAME, _NOTE = "advisory_entry_name", "advisory_entry_note"
_COUNT = "advisory_entry_count"
_MOST_CHARACTERS = 200


def ledger_view(path: Path, lang: Lang) -> None:
    """Draw the ledger of the groups in force, and the form under it."""
    today = data.today()
    table = data.kept_of(
        path, ("advisory", "ledger", today),
        lambda: ledger(data.layers(path)[0], today),
    )  # fmt: skip
    if table.empty:
        st.info(say("advisory_ledger_empty", lang))
        return
    st.html(_legend(table, lang))
    _table(table, today, lang)
    _form(path, table, today, lang)
    offices_view(path, lang)
    road_changes.undo(path, lang, key="advisory_ledger")


def item_label(item: str, lang: Lang) -> str:
    """Name of what is kept account of."""
    return say(f"advisory_item_{item}", lang)


def ledger_rows(table: pd.DataFrame, today: dt.date, lang: Lang) -> pd.DataFrame:
    """The ledger in words, one row a group."""
    told: list[Any] = table.to_dict("records")
    rows: dict[str, Any] = {
        "county": table["county"],
        "members": [f"{row['certified']} / {row['members']}" for row in told],
    }
    for item in ITEMS:
        rows[item] = [
            standing_text(
                row[f"{item}_state"], row[f"{item}_on"], row[f"{item}_by"], today, lang
            )
            for row in told
        ]
    return pd.DataFrame(rows)


def _table(table: pd.DataFrame, today: dt.date, lang: Lang) -> None:
    rows = ledger_rows(table, today, lang)
    styles = pd.DataFrame("", index=rows.index, columns=rows.columns)
    for item in ITEMS:
        styles[item] = [style_of(one) for one in table[f"{item}_state"]]
    column = st.column_config
    st.dataframe(
        rows.style.apply(lambda _: styles, axis=None), key=_TABLE, hide_index=True,
        row_height=_ROW, height=min(_HEIGHT, _ROW * (len(rows) + 1) + 8),
        selection_mode="single-cell", placeholder="",
        on_select=lambda: _taken(table),
        column_config={
            "county": column.TextColumn(say("advisory_col_county", lang), width=60),
            "members": column.TextColumn(
                say("advisory_col_certified", lang), width=68,
                help=say("advisory_help_certified", lang),
            ),
            **{
                item: column.TextColumn(
                    item_label(item, lang), width=88 if item in _ONCE else 78,
                    help=say(f"advisory_item_help_{item}", lang),
                )
                for item in ITEMS
            },
        },
    )  # fmt: skip


def _taken(table: pd.DataFrame) -> None:
    """Fill the form with what was clicked."""
    cells = st.session_state[_TABLE]["selection"]["cells"]
    if not cells:
        return
    row, name = cells[0]
    state.put(county=str(table["county_code"].iloc[int(row)]))
    if name in ITEMS:
        st.session_state[_ITEM] = name


def _form(path: Path, table: pd.DataFrame, today: dt.date, lang: Lang) -> None:
    """Draw what was done, when, and the button that records it."""
    names = dict(zip(table["county_code"], table["county"], strict=True))
    county = state.get("county")
    if county not in names:
        st.caption(say("advisory_ledger_hint", lang))
        return
    st.markdown(f"**{plain(say('advisory_entry', lang, county=names[county]))}**")
    told = st.empty()
    boxes = st.columns([1.2, 1, 1.6, 0.8, 1.2, 0.7], vertical_alignment="bottom")
    item: Item = boxes[0].selectbox(
        say("advisory_entry_what", lang), ITEMS, key=_ITEM,
        format_func=lambda one: item_label(one, lang),
    )  # fmt: skip
    row = table[table["county_code"] == county].iloc[0]
    there = _there(row[f"{item}_state"], row[f"{item}_on"], lang)
    if there:
        told.caption(there)
    # What is typed for one group or item is not recorded for another.
    own = f"{county}_{item}"
    meeting = item in _MEETINGS
    label = "advisory_entry_topic" if meeting else "advisory_entry_paper"
    boxes[1].date_input(
        say("advisory_entry_day", lang), today, max_value=today, key=f"{_DAY}_{own}",
        format="YYYY-MM-DD",
    )  # fmt: skip
    boxes[2].text_input(
        say(label, lang), max_chars=_MOST_CHARACTERS, key=f"{_NAME}_{own}"
    )
    boxes[3].number_input(
        say("advisory_entry_count", lang), 0, 9999, value=None,
        key=f"{_COUNT}_{own}", disabled=not meeting,
    )  # fmt: skip
    boxes[4].text_input(
        say("advisory_entry_note", lang), max_chars=_MOST_CHARACTERS,
        key=f"{_NOTE}_{own}",
    )  # fmt: skip
    version = data.layers(path)[1]
    boxes[5].button(
        say("advisory_entry_save", lang), key="advisory_entry_save", type="primary",
        on_click=_save, args=(path, county, names[county], version, lang),
    )  # fmt: skip


def _there(stands: State, on: dt.date | None, lang: Lang) -> str:
    """That it is recorded already; empty where it is not."""
    if stands != "met" or on is None or pd.isna(on):
        return ""
    return say("advisory_entry_there", lang, day=day_text(on, lang))


def _save(path: Path, county: str, name: str, version: str, lang: Lang) -> None:
    """Write the record, if the workspace is still the one that was drawn."""
    given = st.session_state
    item: Item = given[_ITEM]
    own = f"{county}_{item}"
    day, count = given[f"{_DAY}_{own}"], f"{_COUNT}_{own}"
    boxes = (f"{_NAME}_{own}", f"{_NOTE}_{own}")
    if day is None:
        road_changes.refuse(say("advisory_entry_no_day", lang))
        return
    text, note = (str(given.get(key) or "").strip() for key in boxes)
    meeting = item in _MEETINGS

    def told(one: Lang) -> str:
        return say(
            "advisory_entry_change", one, county=name, item=item_label(item, one),
            day=day_text(day, one),
        )  # fmt: skip

    def act() -> None:
        layer, rows = entry(
            data.layers(path)[0], county, item, day, today=data.today(), note=note,
            name=text if meeting else "", document="" if meeting else text,
            attendance=given.get(count) if meeting else None,
        )  # fmt: skip
        Workspace(path).replace_layer(
            layer, rows, change=in_both(told), made_from=version
        )

    said = say("advisory_entered", lang, what=plain(told(lang)))
    if road_changes.keep(act, said, lang):
        given.update({**dict.fromkeys(boxes, ""), count: None})


def _legend(table: pd.DataFrame, lang: Lang) -> str:
    """What the signs mean, with how many there are of each."""
    found = pd.concat([table[f"{item}_state"] for item in ITEMS])
    counts = found.value_counts()
    parts = [
        f'<span><span style="display:inline-block;min-width:1.3rem;text-align:center;'
        f"border:1px solid #cdd4da;margin-right:0.25rem;{style_of(name)}"
        f'">{look_of(name).sign}</span>'
        f"{markup(say(f'advisory_standing_{name}', lang))} "
        f"{count_text(int(counts.get(name, 0)), lang)}</span>"
        for name in LOOKS_OF
    ]
    return f'<div class="cp-lines">{"".join(parts)}</div>'
