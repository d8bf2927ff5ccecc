"""How the columns of a record layer are shown and edited, by their kind."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geo.schemas import (
    LAYERS,
    LIST_SEPARATOR,
    TRADES,
    Column,
    LayerName,
    Term,
    split_list,
    term_group,
)
from geo.words import Lang
from ui.components.record_units import Units
from ui.text import say

PLACE, MARK = "record_place", "record_mark"
ILLUSTRATIVE = "illustrative"
_NUMBERS = frozenset({"int", "year"})
_DEGREES = frozenset({"lon", "lat"})
MOST_CHARACTERS = 2000
# Widths in pixels, by what stands in a column; a place is told by up to three names.
WIDTHS = {
    "date": 112,
    "year": 84,
    "int": 92,
    "unit": 128,
    "code12": 128,
    "term": 160,
    "trades": 150,
}
PLACE_WIDTH = 230
_WIDE, _KEY, _NARROW = 170, 120, 84


def editable(layer: LayerName) -> tuple[Column, ...]:
    """Columns that a planner fills in, in order; the key and the label are not."""
    given = LAYERS[layer]
    return tuple(
        column
        for column in given.columns
        if column.name not in {given.key, ILLUSTRATIVE}
    )


def kind_column(layer: LayerName) -> Column | None:
    """Column that sorts the records of a layer: kind, role, attribute, duty or none."""
    for column in LAYERS[layer].columns:
        if column.required and (column.kind == "term" or column.name == "duty"):
            return column
    return None


def date_column(layer: LayerName) -> Column | None:
    """Column that dates the records of a layer: a required one, or the first."""
    dated = [one for one in LAYERS[layer].columns if one.kind in {"date", "year"}]
    required = [column for column in dated if column.required]
    return next(iter([*required, *dated]), None)


def heading(column: Column, lang: Lang) -> str:
    """Heading of a column, a star where it must be filled in."""
    return f"{column.label(lang)} *" if column.required else column.label(lang)


def terms_of(column: Column) -> Mapping[str, Term]:
    """Terms that a cell of the column may name; empty for other kinds."""
    if column.kind == "trades":
        return TRADES
    return term_group(column.terms) if column.kind == "term" else {}


def term_label(column: Column, code: str, lang: Lang) -> str:
    """Name of a term; the text itself where the list does not have it."""
    term = terms_of(column).get(code)
    return code if term is None else term.label(lang)


def cells(rows: pd.DataFrame, layer: LayerName, lang: Lang) -> pd.DataFrame:
    """Stored rows as the editor shows them: terms by name, days as days.

    Parameters
    ----------
    rows
        As the workspace has them, without geometry.
    layer
        Record layer.
    lang
        Language of the terms.

    Returns
    -------
    pandas.DataFrame
        Same rows; key, editable columns and ``illustrative``.
    """
    shown = {LAYERS[layer].key: rows[LAYERS[layer].key].astype("str")}
    for column in editable(layer):
        shown[column.name] = _cells(rows[column.name], column, lang)
    shown[ILLUSTRATIVE] = rows[ILLUSTRATIVE]
    return pd.DataFrame(shown, index=rows.index)


def _cells(values: "pd.Series[Any]", column: Column, lang: Lang) -> "pd.Series[Any]":
    if column.kind == "trades":
        values = values.map(
            lambda text: [
                term_label(column, code, lang) for code in split_list(str(text))
            ]
        )
    elif column.kind == "term":
        values = values.map(lambda code: term_label(column, code, lang))
    return typed(values, column)


def typed(values: "pd.Series[Any]", column: Column) -> "pd.Series[Any]":
    """Cells as the editor of a column takes them; what it cannot hold is missing."""
    if column.kind == "date":
        # As text: a box for dates turns what it cannot read into today's date.
        return values.map(_day_text).astype("str")
    if column.kind in _NUMBERS:
        return pd.to_numeric(values, errors="coerce").round().astype("Int64")
    if column.kind in _DEGREES:
        return pd.to_numeric(values, errors="coerce").astype("Float64")
    if column.kind == "trades":
        lists = [
            list(one) if isinstance(one, list) else list(split_list(str(one or "")))
            for one in values.where(values.notna(), "")
        ]
        return pd.Series(lists, index=values.index, dtype=object)
    if column.kind == "bool":
        return values.astype("boolean")
    return values.astype(object).where(values.notna(), "").astype("str")


def _day_text(value: object) -> str:
    """A day as ISO text; text as it was typed, for the checks to read or refuse."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else ""


def config(
    layer: LayerName, shown: pd.DataFrame, lang: Lang, names: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Column configuration of the editor.

    Parameters
    ----------
    layer
        Record layer.
    shown
        What is shown, as of :func:`cells`; terms that no list has are offered too.
    lang
        Language.
    names
        Kinds to choose from that no list has, with their names.
    """
    key = LAYERS[layer].column(LAYERS[layer].key)
    columns = {
        column.name: _config(column, shown[column.name], lang)
        for column in editable(layer)
    }
    kind = kind_column(layer)
    if kind is not None and kind.kind == "text":
        used = [one for one in shown[kind.name] if one and one not in names]
        columns[kind.name] = st.column_config.SelectboxColumn(
            heading(kind, lang), help=kind.help(lang), width=PLACE_WIDTH,
            options=[*names, *dict.fromkeys(used)],
            format_func=lambda code: names.get(code, code),
        )  # fmt: skip
    columns[key.name] = st.column_config.TextColumn(
        key.label(lang), help=say("record_key_help", lang), disabled=True,
        width=_KEY,
    )  # fmt: skip
    columns[PLACE] = st.column_config.TextColumn(
        say("record_place", lang), help=say("record_place_help", lang), disabled=True,
        width=PLACE_WIDTH,
    )  # fmt: skip
    columns[MARK] = st.column_config.TextColumn(
        say("record_mark", lang), disabled=True, width=_NARROW, pinned=True
    )
    columns[ILLUSTRATIVE] = st.column_config.CheckboxColumn(
        LAYERS[layer].column(ILLUSTRATIVE).label(lang), disabled=True, width=_NARROW,
        help=say("record_illustrative_help", lang), default=False,
    )  # fmt: skip
    return columns


def _config(column: Column, values: "pd.Series[Any]", lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {
        "label": heading(column, lang),
        "help": column.help(lang),
        "width": WIDTHS.get(column.kind, _WIDE),
    }
    if column.kind == "year":
        return st.column_config.NumberColumn(
            **told, min_value=1949, max_value=2100, step=1, format="%d"
        )
    if column.kind == "int":
        return st.column_config.NumberColumn(**told, min_value=0, step=1, format="%d")
    if column.kind in _DEGREES:
        return st.column_config.NumberColumn(**told, format="%.5f")
    if column.kind == "bool":
        return st.column_config.CheckboxColumn(**told)
    if column.kind == "term":
        return st.column_config.SelectboxColumn(
            **told, options=options(column, values, lang)
        )
    if column.kind == "trades":
        return st.column_config.MultiselectColumn(
            **told, options=options(column, (), lang)
        )
    return st.column_config.TextColumn(**told, max_chars=MOST_CHARACTERS)


def named(values: "pd.Series[Any]", column: Column, lang: Lang) -> "pd.Series[Any]":
    """Stored terms by name, several in one cell with the mark that imports read."""
    return values.map(
        lambda text: LIST_SEPARATOR.join(
            term_label(column, code, lang) for code in split_list(str(text))
        )
    ).astype("str")


def options(column: Column, values: Collection[str], lang: Lang) -> list[str]:
    """Names to choose from: those of the list, then others that are in use."""
    known = [term.label(lang) for term in terms_of(column).values()]
    return [*known, *sorted({str(one) for one in values if one} - set(known))]


def order(layer: LayerName, shown: pd.DataFrame) -> Sequence[str]:
    """Columns from left to right: the place beside its code, the key last."""
    names = [column.name for column in editable(layer)]
    names.insert(names.index(LAYERS[layer].unit) + 1, PLACE)
    if shown[ILLUSTRATIVE].fillna(value=False).any():
        names.append(ILLUSTRATIVE)
    marks = [MARK] if shown[MARK].ne("").any() else []
    return [*marks, *names, LAYERS[layer].key]


def places(codes: Collection[str], units: Units, lang: Lang) -> list[str]:
    """Name of each place, or that nobody knows the code."""
    return [
        units.label(code, lang) or (say("record_place_unknown", lang) if code else "")
        for code in codes
    ]
