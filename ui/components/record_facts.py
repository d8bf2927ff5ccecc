"""An attribute of all its units: its default, and what the planner says instead."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from geo.export.fields import YES_NO
from geo.words import Lang
from planner.programmes.schema import Attribute
from planner.record_facts import attribute_table
from ui.components import data, state
from ui.components.messages import plain
from ui.components.numbers import count_text
from ui.components.record_columns import MOST_CHARACTERS
from ui.components.record_draft import Cells, Draft
from ui.components.record_filters import forget_button
from ui.components.record_table import PAGE_ROWS, page_of
from ui.components.record_units import Units
from ui.text import say

_ATTRIBUTE, _VALUE, _REASON = "attribute", "value", "reason"
_UNIT = "unit_code"
_CODE, _PLACE, _DEFAULT = 130, 260, 100
_ROWS, _ROW, _HEAD = 12, 32, 36


def attribute_view(
    draft: Draft,
    attribute: Attribute,
    known: Mapping[str, Attribute],
    units: Units,
    lang: Lang,
) -> int:
    """Draw the table of an attribute; what is typed becomes edits of the facts.

    Parameters
    ----------
    draft
        Edits of the layer of facts.
    attribute
        Which.
    known
        Every declared attribute.
    units
        Places by name.
    lang
        Language.

    Returns
    -------
    int
        How many units the filters leave.
    """
    if draft.kept.shown is not None:
        draft.fold()
    table = _table(draft, attribute, known)
    with st.container(horizontal=True, vertical_alignment="center"):
        forget_button(lang)
        st.markdown(_told(table, attribute, lang))
    rows = _narrowed(table, units)
    page = page_of(draft, len(rows))
    shown = _shown(rows[page * PAGE_ROWS : (page + 1) * PAGE_ROWS], draft, attribute)
    shown = _worded(shown, units, lang)
    # Streamlit takes another table with as many rows for the same one, edits and all.
    own = hash(tuple(shown.index))
    key = f"records_fact_{attribute.name}_{draft.kept.turn}_{own}"
    take = (draft, attribute, table, shown, key)
    st.data_editor(
        shown,
        key=key,
        num_rows="fixed",
        height=_HEAD + _ROW * min(max(len(shown), 1), _ROWS),
        row_height=_ROW,
        placeholder="",
        column_config=_config(attribute, lang),
        column_order=["place", "default", _VALUE, _REASON],
        alt=attribute.label(lang),
        # At once, or what is typed just before the page is turned would be lost.
        on_change=_take,
        args=take,
    )
    _take(*take)
    return len(rows)


def _table(
    draft: Draft, attribute: Attribute, known: Mapping[str, Attribute]
) -> pd.DataFrame:
    day = data.today()
    asked = ("attribute", repr(known), attribute.name, day)
    return data.kept_of(
        draft.path, asked,
        lambda: attribute_table(
            data.layers(draft.path)[0], known, attribute.name, on=day
        ),
    )  # fmt: skip


def _told(table: pd.DataFrame, attribute: Attribute, lang: Lang) -> str:
    """Why the default is what it is, and how many units have another answer."""
    stated = count_text(int(table[_VALUE].ne("").sum()), lang)
    parts = [f"**{plain(attribute.label(lang))}**"]
    if attribute.type != "yesno":
        parts.append(say(f"record_fact_{attribute.type}", lang))
    elif table["default"].isna().all():
        parts.append(say("record_fact_no_default", lang))
    else:
        count = count_text(int(table["default"].sum()), lang)
        parts.append(plain(attribute.reason(lang)))
        parts.append(say("record_fact_default", lang, count=count))
    parts.append(say("record_fact_stated", lang, count=stated))
    return " · ".join(part for part in parts if part)


def _narrowed(table: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Units of the place and name that the boxes ask for.

    Those stated come first, then those that have it by default.
    """
    codes = table.index.to_series()
    keep = codes.str.startswith(state.get("records_unit")).to_numpy(dtype=bool)
    text = state.get("records_text").strip()
    if text:
        like = units.like(text)
        within = [codes.str[:length].isin(like) for length in (6, 9, 12)]
        holds = table[_REASON].str.contains(text, case=False, regex=False)
        keep &= np.logical_or.reduce([*within, holds, codes.str.contains(text)])
    kept = table[keep]
    by_default = kept["default"].fillna(value=False).to_numpy(dtype=bool)
    return kept.iloc[np.lexsort((~by_default, kept[_VALUE].eq("").to_numpy()))]


def _shown(rows: pd.DataFrame, draft: Draft, attribute: Attribute) -> pd.DataFrame:
    """Rows with the edits in them."""
    kept, shown = draft.kept, rows.copy()
    by_fact = {fact: code for code, fact in rows["fact_id"].items() if fact}
    blank = {key: {_VALUE: "", _REASON: ""} for key in kept.removed}
    edits = {
        by_fact[key]: cells
        for key, cells in (kept.changed | blank).items()
        if key in by_fact
    }
    for cells in kept.added.values():
        if cells.get(_ATTRIBUTE) == attribute.name and cells.get(_UNIT) in rows.index:
            edits[str(cells[_UNIT])] = cells
    for code, cells in edits.items():
        for name in (_VALUE, _REASON):
            if name in cells:
                shown.loc[code, name] = cells[name] or ""
    return shown


def _worded(shown: pd.DataFrame, units: Units, lang: Lang) -> pd.DataFrame:
    yes, no = YES_NO[lang]
    default = shown["default"].map({True: yes, False: no}).astype(object).fillna("—")
    return pd.DataFrame(
        {
            "place": [units.label(str(code), lang) for code in shown.index],
            "default": default.astype("str"),
            _VALUE: shown[_VALUE].astype("str"),
            _REASON: shown[_REASON].astype("str"),
        },
        index=shown.index,
    )


def _config(attribute: Attribute, lang: Lang) -> dict[str, object]:
    label, wide = say("record_fact_value", lang), st.column_config.TextColumn
    value = (
        st.column_config.SelectboxColumn(label, options=list(YES_NO[lang]), width=_CODE)
        if attribute.type == "yesno"
        else wide(label, max_chars=MOST_CHARACTERS, width=_CODE)
    )
    return {
        "_index": wide(say("record_fact_code", lang), disabled=True, width=_CODE),
        "place": wide(say("record_place", lang), disabled=True, width=_PLACE),
        "default": wide(
            say("record_fact_by_default", lang), disabled=True, width=_DEFAULT
        ),
        _VALUE: value,
        _REASON: wide(
            say("record_fact_reason", lang), max_chars=MOST_CHARACTERS, width="large"
        ),
    }


def _take(
    draft: Draft,
    attribute: Attribute,
    table: pd.DataFrame,
    shown: pd.DataFrame,
    key: str,
) -> None:
    """Make edits of the facts of what is typed; an emptied answer is the default."""
    typed = st.session_state.get(key) or {}
    for row, cells in typed.get("edited_rows", {}).items():
        code = str(shown.index[row])
        now = {name: shown[name].iloc[row] for name in (_VALUE, _REASON)} | {
            name: cell or "" for name, cell in cells.items()
        }
        _put(draft, attribute, code, str(table.loc[code, "fact_id"]), now)


def _put(
    draft: Draft, attribute: Attribute, code: str, fact: str, cells: Cells
) -> None:
    kept, empty = draft.kept, not any(cells.values())
    if fact:
        # What was typed into its other columns, in the table of facts, stays.
        before = kept.changed.pop(fact, {})
        kept.removed.discard(fact)
        if empty:
            kept.removed.add(fact)
        else:
            kept.changed[fact] = before | cells
        return
    number = next(
        (
            key
            for key, one in kept.added.items()
            if one.get(_ATTRIBUTE) == attribute.name and one.get(_UNIT) == code
        ),
        "",
    )
    if empty:
        kept.added.pop(number, None)
    else:
        own = {_ATTRIBUTE: attribute.name, _UNIT: code, **cells}
        kept.added[number or draft.number()] = kept.added.get(number, {}) | own
