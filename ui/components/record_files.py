"""Records to take along: the rows shown, and an empty table to fill in."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from geo.export.delimited import csv_bytes
from geo.export.fields import Field
from geo.export.workbook import Sheet, write_workbook
from geo.schemas import LAYERS, Column, LayerName
from geo.templates import write_templates
from geo.words import Lang
from planner.record_edits import with_place
from ui.components import record_columns as columns
from ui.components.issue_table import XLSX
from ui.components.record_columns import PLACE
from ui.components.record_draft import Draft
from ui.components.record_units import Units
from ui.text import WORDS, say

_NUMBERS = frozenset({"int", "year", "lon", "lat", "bool"})


def downloads(draft: Draft, rows: NDArray[np.intp], units: Units, lang: Lang) -> None:
    """Draw the buttons for the rows the filters leave, as they are saved."""
    name = LAYERS[draft.layer].label(lang)
    with st.popover(say("record_files", lang), key="records_files"):
        st.caption(say("record_files_what", lang))
        for kind, mime in (("xlsx", XLSX), ("csv", "text/csv")):
            st.download_button(
                say(f"record_download_{kind}", lang),
                lambda kind=kind: table_bytes(draft, rows, units, lang, kind),
                f"{name}.{kind}", mime, key=f"records_{kind}", on_click="ignore",
                disabled=not len(rows),
            )  # fmt: skip
        template(draft.layer, lang, key="records_template")


def template(layer: LayerName, lang: Lang, *, key: str) -> None:
    """Draw the button for the empty table of a layer."""
    name = LAYERS[layer].label(lang)
    st.download_button(
        say("record_template", lang),
        lambda: template_bytes(layer),
        say("record_template_file", lang, name=name),
        XLSX,
        key=key,
        on_click="ignore",
    )


def template_bytes(layer: LayerName) -> bytes:
    """Empty workbook of a layer, with its notes."""
    with tempfile.TemporaryDirectory() as folder:
        write_templates(Path(folder), formats=("xlsx",))
        return (Path(folder) / f"{layer}.xlsx").read_bytes()


def table_bytes(
    draft: Draft, rows: NDArray[np.intp], units: Units, lang: Lang, kind: str
) -> bytes:
    """Rows with their headings, which an import reads again; ``xlsx`` or ``csv``."""
    frame = draft.kept.before.iloc[rows]
    table, fields = shown_table(with_place(frame), draft.layer, units, lang)
    if kind == "csv":
        return csv_bytes(table, fields, lang)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.xlsx"
        sheet = Sheet(LAYERS[draft.layer].label(lang), table, fields)
        write_workbook([sheet], path, lang=lang)
        return path.read_bytes()


def shown_table(
    rows: pd.DataFrame, layer: LayerName, units: Units, lang: Lang
) -> tuple[pd.DataFrame, tuple[Field, ...]]:
    """Rows with terms by name and the name of each place beside its code."""
    table, fields = rows.copy(), []
    for column in LAYERS[layer].columns:
        if columns.terms_of(column):
            table[column.name] = columns.named(rows[column.name], column, lang)
        fields.append(_field(column))
        if column.name == LAYERS[layer].unit:
            table[PLACE] = columns.places(rows[column.name], units, lang)
            entry = WORDS.entry("record_place")
            fields.append(Field(PLACE, "text", "PLACE", entry["zh"], entry["en"]))
    return table, tuple(fields)


def _field(column: Column) -> Field:
    """A field that is written as it is, terms by the names put in."""
    kind = column.kind if column.kind in _NUMBERS else "text"
    return Field(column.name, kind, column.shp, column.zh, column.en)
