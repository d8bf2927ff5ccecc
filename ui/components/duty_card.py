"""The card of a duty: what is asked, by when, who has done it, and who has not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo.words import Lang
from planner.duties.wording import status_label
from planner.errors import WORDS
from planner.workspace import Workspace
from ui.components import road_changes, state
from ui.components.duty_list import part_list
from ui.components.duty_marking import LAYER, marking
from ui.components.duty_table import DONE, WORST, Duties, Item, items_of
from ui.components.duty_words import (
    done_text,
    item_label,
    letter,
    notice_days,
    part_label,
    period_text,
)
from ui.components.messages import markup, plain
from ui.components.numbers import day_text
from ui.components.record_links import go_to_records
from ui.text import say

_ROW, _HEAD, _MOST_ROWS = 28, 36, 8


def duty_card(
    path: Path, duties: Duties, rows: pd.DataFrame, whole: pd.DataFrame, lang: Lang
) -> None:
    """Draw the card of an item: of one part, or of a row with a line for each part.

    Parameters
    ----------
    path
        Workspace.
    duties
        Duties of the year.
    rows
        Rows of the item.
    whole
        Rows that the filters leave.
    lang
        Language.
    """
    parts = items_of(rows, by_part=True)
    alone = len(parts) == 1
    item = parts[0] if alone else items_of(rows)[0]
    day = item.due.isoformat()
    same = whole[whole["due"] == rows["due"].iloc[0]]
    siblings = items_of(same[same["row_id"] == item.row_id], by_part=True)
    up = f"{item.row_id}@{day}" if alone and len(siblings) > 1 else ""
    st.button(
        say("duty_back_to_row" if up else "duty_back_to_list", lang), key="duty_up",
        type="tertiary", on_click=state.put, kwargs={"duty": up},
    )  # fmt: skip
    st.html(card_html(duties, item, rows, lang))
    if not alone:
        part_list(duties, parts, lang)
        return
    _units(path, duties, item, rows, lang)


def card_html(duties: Duties, item: Item, rows: pd.DataFrame, lang: Lang) -> str:
    """Card of an item and its rows as HTML; everything in it is escaped."""
    one = rows.iloc[0]
    row = duties.row(item.row_id)
    source = say(
        "duty_source", lang, name=row.programme.label(lang), clause=row.row.clause
    )
    asks = row.row.asks(lang)
    lines = [
        (say("duty_owes", lang), row.row.owner(lang)),
        (say("duty_window", lang), _window(item, lang)),
        (say("duty_last_workday", lang), day_text(one["last_workday"].date(), lang)),
        (say("duty_stands", lang), done_text(item, lang)),
    ]
    if one["carried"]:
        lines.append((say("duty_note", lang), WORDS.say("duty_carried", lang, {})))
    title = item_label(duties, item, lang)
    if item.duty and title != row.row.label(lang):
        title = say("duty_part_of", lang, row=row.row.label(lang), part=title)
    body = _lines_html(lines)
    return (
        f'<div class="cp-card" data-duty="{markup(item.key)}"><h3>{markup(title)}</h3>'
        f'<div class="sub">{markup(source)}</div>'
        f'<div class="fine">{markup(asks)}</div><dl>{body}</dl></div>'
    )


def _lines_html(lines: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f"<dt>{markup(head)}</dt><dd>{markup(text)}</dd>" for head, text in lines
    )


def _window(item: Item, lang: Lang) -> str:
    return say(
        "duty_window_days", lang, period=period_text(item, lang),
        opens=day_text(item.opens, lang), due=day_text(item.due, lang),
    )  # fmt: skip


def _units(
    path: Path, duties: Duties, item: Item, rows: pd.DataFrame, lang: Lang
) -> None:
    """Draw the units, those that have not done it first, and the way to mark them."""
    days = notice_days(duties.part(item.row_id, item.duty, item.level))
    ranks = rows["status"].map({status: at for at, status in enumerate(WORST)})
    rows = rows.iloc[ranks.argsort(kind="stable")]
    _notices_told(rows, days, lang)
    table = unit_table(rows, lang)
    chosen: list[int] = []
    buttons = st.container(horizontal=True, vertical_alignment="center")
    if len(rows) > 1:
        picked = st.dataframe(
            table, key=units_key(path, item), hide_index=True, placeholder="",
            height=_HEAD + _ROW * min(len(table), _MOST_ROWS) + 2, row_height=_ROW,
            on_select="rerun", selection_mode="multi-row",
            column_config=_columns(table, lang),
        )  # fmt: skip
        chosen = list(picked["selection"]["rows"])  # type: ignore[index]
    else:
        st.html(_one_html(table, lang))
    codes = rows["unit_code"].tolist()
    undone = rows.loc[~rows["status"].isin(DONE), "unit_code"].tolist()
    with buttons:
        if undone:
            marking(
                path, item, part_label(duties, item, lang),
                chosen=[codes[at] for at in chosen], undone=undone,
                notice_days=days, lang=lang,
            )  # fmt: skip
        st.button(
            say("duty_records", lang), key="duty_records", on_click=go_to_records,
            args=(LAYER, item.duty),
        )  # fmt: skip
    road_changes.undo(path, lang, key="duty")


def units_key(path: Path, item: Item) -> str:
    """Key of the table of units: other rows are another table, with nothing ticked."""
    version = Workspace(path).layer_versions().get(LAYER, "")
    return f"duty_units_{item.key}_{state.get('duty_unit')}_{version}"


def unit_table(rows: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Units of a duty in words; columns in which nothing stands are left out."""
    known = {status: f"{letter(status, lang)} {status_label(status, lang)}"
             for status in WORST}  # fmt: skip
    names = rows["unit_name"].where(rows["unit_name"] != "", rows["unit_code"])
    table = pd.DataFrame(
        {
            "status": rows["status"].map(known),
            "unit": names.map(lambda name: place_name(name, lang)),
            "count": rows["done"].astype(str) + "/" + rows["need"].astype(str),
            "done_on": _days(rows["done_on"], lang),
            "right_on": _days(rows["right_on"], lang),
            "document": rows["document"],
            "owner": rows["owner"],
        }
    ).astype("str")
    if (rows["need"] == 1).all():
        table = table.drop(columns="count")
    return table.loc[:, [name for name in table if (table[name] != "").any()]]


def place_name(name: str, lang: Lang) -> str:
    """Name of a unit; provinces and the nation have none in the data."""
    if name == "00":
        return say("duty_nation", lang)
    if len(name) == 2 and name.isdigit():
        return say("duty_province", lang, code=name)
    return name


def _days(column: "pd.Series[Any]", lang: Lang) -> "pd.Series[str]":
    return column.map(lambda day: "" if pd.isna(day) else day_text(day.date(), lang))


def _columns(table: pd.DataFrame, lang: Lang) -> dict[str, Any]:
    return {
        name: st.column_config.TextColumn(say(f"duty_column_{name}", lang))
        for name in table
    }


def _one_html(table: pd.DataFrame, lang: Lang) -> str:
    row = table.iloc[0]
    lines = [(say(f"duty_column_{name}", lang), str(row[name])) for name in table]
    body = _lines_html(lines)
    return f'<div class="cp-card"><dl>{body}</dl></div>'


def _notices_told(rows: pd.DataFrame, days: int, lang: Lang) -> None:
    """Say which public notices hung too short."""
    short = int((rows["status"] == "notice_short").sum())
    if days and short:
        st.warning(plain(say("duty_notice_short", lang, days=days, count=short)))
