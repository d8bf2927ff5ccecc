"""Problems as a table: severity, where, what, how to mend."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.export.fields import Field
from geo.export.workbook import Sheet, write_workbook
from geo.issues import Issue
from geo.schemas import LAYERS
from geo.words import Lang
from ui.components.numbers import count_text
from ui.text import WORDS, say

SEVERITIES = ("error", "warning")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = ("severity", "layer", "where", "what", "mend")


def issue_table(issues: Sequence[Issue], lang: Lang, *, key: str) -> None:
    """Draw the table with a filter by severity and a download."""
    counts = {
        name: sum(issue.severity == name for issue in issues) for name in SEVERITIES
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            say("severity", lang),
            [name for name in SEVERITIES if counts[name]],
            selection_mode="multi",
            format_func=lambda name: (
                f"{say(f'severity_{name}', lang)} {count_text(counts[name], lang)}"
            ),
            key=f"severity_{key}",
        )
        wanted = [issue for issue in issues if not chosen or issue.severity in chosen]
        rows = issue_rows(wanted, lang)
        st.download_button(
            say("issues_download", lang),
            lambda: issues_xlsx(rows, lang),
            say("issues_file", lang),
            XLSX,
            key=f"issues_{key}",
            on_click="ignore",
        )
    st.dataframe(
        rows,
        hide_index=True,
        height=min(_HEAD + _ROW * len(rows) + 2, 420),
        # Three lines: what is wrong and how to mend it must be read without clicking.
        row_height=_ROW,
        column_config={
            name: st.column_config.TextColumn(
                say(f"issue_{name}", lang), width=_WIDTHS[name]
            )
            for name in _COLUMNS
        },
    )


_WIDTHS = {"severity": 75, "layer": 115, "where": 255, "what": 290, "mend": 290}
_HEAD, _ROW = 36, 66


def issue_rows(issues: Sequence[Issue], lang: Lang) -> pd.DataFrame:
    """Problems as rows of texts: errors first, then by file and row."""
    ordered = sorted(issues, key=_order)
    return pd.DataFrame(
        [
            (
                say(f"severity_{issue.severity}", lang),
                LAYERS[issue.layer].label(lang) if issue.layer in LAYERS else "",
                issue.where(lang),
                issue.text(lang),
                issue.mend(lang),
            )
            for issue in ordered
        ],
        columns=list(_COLUMNS),
        dtype="str",
    )


def _order(issue: Issue) -> tuple[int, str, int, str]:
    row = -1 if issue.row is None else issue.row
    return SEVERITIES.index(issue.severity), issue.source, row, issue.key


def issues_xlsx(rows: pd.DataFrame, lang: Lang) -> bytes:
    """Rows of :func:`issue_rows` as a workbook."""
    fields = tuple(
        Field(name, "text", name.upper(), *_headings(name)) for name in _COLUMNS
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issues.xlsx"
        sheet = Sheet(say("issues_sheet", lang), rows, fields)
        write_workbook([sheet], path, lang=lang)
        return path.read_bytes()


def _headings(name: str) -> tuple[str, str]:
    entry = WORDS.entry(f"issue_{name}")
    return entry["zh"], entry["en"]
