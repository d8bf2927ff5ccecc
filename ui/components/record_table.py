"""The table of records, edited in place."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from geo.schemas import LAYERS
from geo.words import Lang
from planner.record_edits import with_place
from ui.components import record_columns as columns
from ui.components.numbers import count_text
from ui.components.record_columns import ILLUSTRATIVE, MARK, PLACE
from ui.components.record_draft import Cells, Draft
from ui.components.record_units import Units
from ui.text import say

PAGE_ROWS = 500
_ROW, _HEAD, _LEAST = 32, 36, 4
# Rows in sight, fewer where a list of problems stands above them.
_MOST, _MOST_BELOW = 12, 6


def page_of(draft: Draft, rows: int) -> int:
    """Page that is shown, counted from 0; the last one where there are fewer."""
    asked = int(st.session_state.get(_page_key(draft), 1))
    return min(asked, _pages(rows)) - 1


def choose_page(draft: Draft, rows: int, lang: Lang) -> None:
    """Draw the box for the page where there are several."""
    pages = _pages(rows)
    if pages == 1:
        return
    key = _page_key(draft)
    st.session_state[key] = page_of(draft, rows) + 1
    st.caption(say("record_page", lang, pages=count_text(pages, lang)))
    st.number_input(
        say("record_page", lang, pages=count_text(pages, lang)), 1, pages, key=key,
        width=130, label_visibility="collapsed",
    )  # fmt: skip


def _pages(rows: int) -> int:
    return max(1, -(-rows // PAGE_ROWS))


def _page_key(draft: Draft) -> str:
    return f"records_page_{draft.layer}"


def record_table(
    draft: Draft,
    rows: NDArray[np.intp],
    shown_for: object,
    units: Units,
    lang: Lang,
    *,
    names: Mapping[str, str],
) -> None:
    """Draw the editor.

    Parameters
    ----------
    draft
        Edits so far.
    rows
        Positions of the rows to show.
    shown_for
        What the rows depend on; with another the table is made anew.
    units
        Places by name.
    lang
        Language.
    names
        Kinds to choose from that no list has, with their names.
    """
    kept = draft.kept
    if not draft.is_drawn(shown_for):
        draft.fold()
        kept.shown, kept.shown_for = _shown(draft, rows, units, lang), shown_for
    shown = kept.shown
    most = _MOST_BELOW if kept.issues else _MOST
    lines = min(max(len(shown) + 1, _LEAST), most)
    st.data_editor(
        shown,
        key=draft.editor,
        num_rows="dynamic",
        hide_index=True,
        height=_HEAD + _ROW * lines,
        row_height=_ROW,
        placeholder="",
        column_order=columns.order(draft.layer, shown),
        column_config=columns.config(draft.layer, shown, lang, names),
        alt=LAYERS[draft.layer].label(lang),
    )
    draft.note()


def _shown(
    draft: Draft, rows: NDArray[np.intp], units: Units, lang: Lang
) -> pd.DataFrame:
    """Rows with the edits in them, unsaved and faulty ones first."""
    kept, key = draft.kept, draft.key
    before = kept.before
    unsaved = before[key].isin(kept.changed).to_numpy(dtype=bool)
    first = np.flatnonzero(unsaved)
    stays = rows[~unsaved[rows] & ~before[key].isin(kept.removed).to_numpy()[rows]]
    own = with_place(before.iloc[np.concatenate([first, stays])])
    table = columns.cells(own, draft.layer, lang)
    blank = pd.DataFrame({key: list(kept.added)}, dtype="str")
    fresh = blank.reindex(columns=table.columns)
    table = pd.concat([fresh.astype(object), table.astype(object)], ignore_index=True)
    table = _overlaid(table, {**kept.changed, **kept.added}, draft)
    faulty = {one.key for one in kept.issues if one.severity == "error"}
    marks = [_mark(draft, str(one), faulty, lang) for one in table[key]]
    order = np.argsort([one not in faulty for one in table[key]], kind="stable")
    table = table.assign(**{MARK: pd.Series(marks, dtype="str")})
    codes = table[LAYERS[draft.layer].unit]
    table[PLACE] = pd.Series(columns.places(codes, units, lang), dtype="str")
    return table.iloc[order].reset_index(drop=True)


def _overlaid(
    table: pd.DataFrame, edits: Mapping[str, Cells], draft: Draft
) -> pd.DataFrame:
    """Put what was typed over what was there, each column of its own type."""
    at = {str(one): row for row, one in enumerate(table[draft.key])}
    done = {draft.key: table[draft.key].astype("str")}
    for column in columns.editable(draft.layer):
        values = table[column.name].tolist()
        for key, cells in edits.items():
            if column.name in cells and key in at:
                values[at[key]] = cells[column.name]
        given = pd.Series(values, index=table.index, dtype=object)
        done[column.name] = columns.typed(given, column)
    done[ILLUSTRATIVE] = table[ILLUSTRATIVE].eq(True).astype("boolean")
    return pd.DataFrame(done, index=table.index)


def _mark(draft: Draft, key: str, faulty: set[str], lang: Lang) -> str:
    if key in faulty:
        return say("record_mark_faulty", lang)
    if key in draft.kept.added:
        return say("record_mark_added", lang)
    return say("record_mark_changed", lang) if key in draft.kept.changed else ""
