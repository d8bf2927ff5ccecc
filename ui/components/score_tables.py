"""Tables of one part: places with their numbers, and units with what they lack."""

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.export.delimited import csv_bytes
from geo.export.fields import Field
from geo.export.workbook import Sheet, write_workbook
from geo.words import Lang
from planner.programmes.part_score import PartScore
from planner.programmes.schema import Level
from ui.components.score_words import level_unit, status_text
from ui.text import WORDS, say

CODE = "code"
_TEXTS = ("name", "where", "reason", "next_day", "overdue")
_NUMBERS = ("value", "need", "gap")
_ORDER = ("name", "where", "value", "need", "gap", "reason", "next_day", "overdue")


def level_rows(part: PartScore, level: Level, lang: Lang) -> pd.DataFrame:
    """Places of a level, those that lack most first; indexed by code.

    ``name``, ``owed`` (left out of a total), ``value``, ``target``, ``gap`` and
    ``status`` in words.
    """
    rows = part.at(level)
    rows = rows.sort_values("gap", ascending=False, kind="stable", na_position="last")
    names = [
        level_unit(level, str(code), str(name), lang)
        for code, name in rows["name"].items()
    ]
    words = {one: status_text(one, lang) for one in rows["status"].unique()}
    found = rows.assign(name=names, status=rows["status"].map(words))
    return found if rows["owed"].any() else found.drop(columns="owed")


def level_columns(rows: pd.DataFrame, lang: Lang) -> dict[str, object]:
    """Headings of :func:`level_rows`."""
    column = st.column_config
    return {
        name: column.TextColumn(say(f"score_col_{name}", lang))
        if name in ("name", "status")
        else column.NumberColumn(say(f"score_col_{name}", lang), format="localized")
        for name in rows.columns
    }


def unit_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Units as they are shown: what is told of them, and nothing that is empty."""
    told = [name for name in _ORDER if name in rows]
    full = [name for name in told if name in _NUMBERS or rows[name].ne("").any()]
    return rows[[name for name in told if name in full or name == "name"]]


def unit_columns(table: pd.DataFrame, lang: Lang) -> dict[str, object]:
    """Headings of :func:`unit_table`."""
    column = st.column_config
    return {
        name: column.TextColumn(say(f"score_col_{name}", lang))
        if name in _TEXTS
        else column.NumberColumn(say(f"score_col_{name}", lang), format="localized")
        for name in table.columns
    }


def units_bytes(rows: pd.DataFrame, title: str, lang: Lang, kind: str) -> bytes:
    """Units with their codes as a file; ``xlsx`` or ``csv``."""
    table = unit_table(rows).rename_axis(CODE).reset_index()
    fields = tuple(_field(str(name)) for name in table.columns)
    if kind == "csv":
        return csv_bytes(table, fields, lang)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "units.xlsx"
        write_workbook([Sheet(title, table, fields)], path, lang=lang)
        return path.read_bytes()


def _field(name: str) -> Field:
    entry = WORDS.entry(f"score_col_{name}")
    kind = "float" if name in _NUMBERS else "text"
    shp = name.upper().replace("_", "")[:10]
    return Field(name, kind, shp, entry["zh"], entry["en"])  # type: ignore[arg-type]
