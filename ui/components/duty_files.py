"""Duties to take along: a calendar file, and the list as a table."""

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.export.delimited import csv_bytes
from geo.export.fields import Field
from geo.export.workbook import Sheet, write_workbook
from geo.words import Lang
from planner.duties.wording import status_label, window_text
from planner.programmes.dues import calendar_file
from ui.components.duty_card import place_name
from ui.components.duty_table import WORST, Duties
from ui.components.issue_table import XLSX
from ui.text import WORDS, say

_REMIND_DAYS = 5
_DAYS = ("due", "last_workday", "opens", "done_on", "right_on")
_FIELDS = (
    "due", "last_workday", "status", "programme", "row", "part", "unit", "unit_code",
    "period", "opens", "count", "done_on", "right_on", "document", "owner", "row_id",
)  # fmt: skip


def downloads(duties: Duties, table: pd.DataFrame, what: str, lang: Lang) -> None:
    """Draw the buttons for the duties that the filters leave.

    Parameters
    ----------
    duties, table
        Duties of the year, and those that are left.
    what
        What they are narrowed to, in words.
    lang
        Language.
    """
    name = say("duty_file", lang, year=duties.year)
    with st.popover(say("duty_files", lang), key="duty_files"):
        st.caption(say("duty_files_what", lang, what=what, count=len(table)))
        st.download_button(
            say("duty_download_ics", lang),
            lambda: calendar_file(
                table, duties.score, lang, remind_days=_REMIND_DAYS
            ),
            f"{name}.ics", "text/calendar", key="duty_ics", on_click="ignore",
            disabled=table.empty, help=say("duty_download_ics_help", lang),
        )  # fmt: skip
        for kind, mime in (("xlsx", XLSX), ("csv", "text/csv")):
            st.download_button(
                say(f"duty_download_{kind}", lang),
                lambda kind=kind: table_bytes(duties, table, lang, kind),
                f"{name}.{kind}", mime, key=f"duty_{kind}", on_click="ignore",
                disabled=table.empty,
            )  # fmt: skip


def table_bytes(duties: Duties, table: pd.DataFrame, lang: Lang, kind: str) -> bytes:
    """Duties with everything in words; ``xlsx`` or ``csv``."""
    rows, fields = in_words(duties, table, lang), tuple(map(_field, _FIELDS))
    if kind == "csv":
        return csv_bytes(rows, fields, lang)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "duties.xlsx"
        sheet = Sheet(say("page_duties", lang), rows, fields)
        write_workbook([sheet], path, lang=lang)
        return path.read_bytes()


def in_words(duties: Duties, table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """One row a duty, unit and window, by day; texts only."""
    table = table.sort_values("due", kind="stable")
    score = duties.score
    labels = {status: status_label(status, lang) for status in WORST}
    programmes = {one.id: one.label(lang) for one in score.programmes}
    rows = {name: row.row.label(lang) for name, row in score.rows.items()}
    keys = list(zip(table["row_id"], table["duty"], table["level"], strict=True))
    parts = {key: duties.part(*key).part.label(lang) for key in set(keys)}
    names = table["unit_name"].where(table["unit_name"] != "", table["unit_code"])
    days = {name: table[name].dt.strftime("%Y-%m-%d").fillna("") for name in _DAYS}
    told = table.assign(
        **days,
        status=table["status"].map(labels),
        programme=table["programme"].map(programmes),
        row=table["row_id"].map(rows),
        part=[parts[key] for key in keys],
        unit=names.map(lambda name: place_name(name, lang)),
        period=table["label"].map(lambda label: window_text(label, lang)),
        count=table["done"].astype(str) + "/" + table["need"].astype(str),
    )
    return told.loc[:, list(_FIELDS)].astype("str")


def _field(name: str) -> Field:
    entry = WORDS.entry(f"duty_column_{name}")
    return Field(name, "text", name.upper()[:10], entry["zh"], entry["en"])
