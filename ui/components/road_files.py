"""Tables to hand on: a workbook, and text that Excel opens with its Chinese whole."""

import csv
import io
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.export.fields import Field, table
from geo.export.geojson import write_geojson
from geo.export.workbook import Sheet, write_workbook
from geo.schemas import ColumnKind
from geo.words import Lang
from ui.text import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, GEOJSON = "text/csv", "application/geo+json"
# What a text begins with that a spreadsheet would take for a formula.
_FORMULA_HEADS = frozenset("=+-@\t\r")


def fields_of(columns: Mapping[str, ColumnKind]) -> tuple[Field, ...]:
    """Fields of a table of this page; their headings are ``road_col_NAME``."""
    return tuple(
        Field(name, kind, name.upper()[:10], *_headings(name))
        for name, kind in columns.items()
    )


def xlsx_bytes(
    frame: pd.DataFrame, fields: Sequence[Field], title: str, lang: Lang, note: str = ""
) -> bytes:
    """Write a table as a workbook; a note says what it stands for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        notes = (note,) if note else ()
        write_workbook([Sheet(title, frame, tuple(fields), notes)], path, lang=lang)
        return path.read_bytes()


def csv_bytes(frame: pd.DataFrame, fields: Sequence[Field], lang: Lang) -> bytes:
    """Write a table as UTF-8 text with a byte order mark, which Excel looks for.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    rows = table(pd.DataFrame(frame), fields)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.label(lang) for field in fields])
    for row in rows.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def geojson_bytes(frame: gpd.GeoDataFrame, fields: Sequence[Field]) -> bytes:
    """Write points with their values as GeoJSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_geojson(frame, fields, Path(folder) / "table.geojson")
        return path.read_bytes()


def _cell(value: object) -> object:
    if value is pd.NA or value != value:
        return ""
    if isinstance(value, str):
        # Full-width forms count, too.
        head = unicodedata.normalize("NFKC", value[:1])
        return f"'{value}" if head in _FORMULA_HEADS else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _headings(name: str) -> tuple[str, str]:
    return say(f"road_col_{name}", "zh"), say(f"road_col_{name}", "en")
