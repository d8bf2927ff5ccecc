"""Tables as text that Excel opens with its Chinese whole."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from geo.export.fields import FORMULA_HEADS, YES_NO, Field, table
from geo.export.files import replacing
from geo.export.geojson import DECIMALS
from geo.words import Lang


def csv_bytes(frame: pd.DataFrame, fields: Sequence[Field], lang: Lang) -> bytes:
    """Write a table as UTF-8 text with a byte order mark, which Excel looks for.

    Parameters
    ----------
    frame, fields
        As for :func:`geo.export.fields.table`; a shape is left out.
    lang
        Language of the headings, and of yes and no.

    Returns
    -------
    bytes
        Missing values are empty. A text that a spreadsheet would take for a formula
        begins with an apostrophe.

    Raises
    ------
    ValueError
        As for :func:`geo.export.fields.table`.
    """
    rows = pd.DataFrame(table(frame, fields))[[field.name for field in fields]]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.label(lang) for field in fields])
    for row in rows.itertuples(index=False):
        writer.writerow([_cell(value, lang) for value in row])
    return text.getvalue().encode("utf-8-sig")


def write_csv(
    frame: pd.DataFrame, fields: Sequence[Field], path: Path, *, lang: Lang
) -> Path:
    """Write :func:`csv_bytes` to a file, whole or not at all.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written.
    """
    content = csv_bytes(frame, fields, lang)
    with replacing(path, suffix=".csv") as part:
        part.write_bytes(content)
    return path


def _cell(value: object, lang: Lang) -> object:
    if value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return YES_NO[lang][0 if value else 1]
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_HEADS) else value
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, DECIMALS)
    return value
