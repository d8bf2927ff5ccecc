"""Tables of the page of roads to hand on: their fields, a workbook, points."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.export.fields import Field
from geo.export.geojson import write_geojson
from geo.export.workbook import Sheet, write_workbook
from geo.schemas import ColumnKind
from geo.words import Lang
from ui.text import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, GEOJSON = "text/csv", "application/geo+json"


def fields_of(
    columns: Mapping[str, ColumnKind], headings: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """Fields of a table of this page.

    Parameters
    ----------
    columns
        Kinds by name.
    headings
        Keys of the headings that are not ``road_col_NAME``, by name.
    """
    keys = headings or {}
    return tuple(
        Field(name, kind, name.upper()[:10], say(key, "zh"), say(key, "en"))
        for name, kind in columns.items()
        for key in (keys.get(name, f"road_col_{name}"),)
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


def geojson_bytes(frame: gpd.GeoDataFrame, fields: Sequence[Field]) -> bytes:
    """Write points with their values as GeoJSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_geojson(frame, fields, Path(folder) / "table.geojson")
        return path.read_bytes()
