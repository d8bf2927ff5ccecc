"""Reading xlsx workbooks: cells as they stand, formulas as text, never evaluated."""

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from geo.reading.archives import ArchiveLimits, inspect
from geo.reading.headings import heading_row
from geo.reading.tables import (
    COMMENT,
    MOST_COLUMNS,
    RawTable,
    refuse,
    unique_headings,
    with_rows,
)

# Titles of sheets in our own templates that hold no rows.
NOTES_SHEET = "填写说明"
# Property of a workbook of ours that names the sheets with rows, joined by "/".
ROWS_PROPERTY = "planner.rows"
_LOOKED_AT = 30
# Excel has no more; a forged row number would be filled up with blank rows for ever.
_MOST_ROWS = 1_048_576
_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError,
    AttributeError, IndexError, SyntaxError, OSError, EOFError, zlib.error,
    NotImplementedError,
)  # fmt: skip

Row = tuple[int, list[Any]]


def read_xlsx(path: Path, *, source: str, limits: ArchiveLimits) -> list[RawTable]:
    """Read every sheet that holds rows.

    Numbers stay numbers, whole ones without a decimal part; a formula gives its last
    value or, where none was stored, its own text. ``source_row`` is the sheet's row
    number.

    Raises
    ------
    DataError
        If it is not a workbook, is packed suspiciously, or has nothing in it.
    """
    inspect(path, source=source, limits=limits)
    try:
        sheets = _sheets(path)
    except _BROKEN:
        refuse("xlsx_broken", source)
    filled = {title: rows for title, rows in sheets.items() if rows}
    if not filled:
        refuse("file_empty", source)
    return [
        _table(rows, title, source if len(filled) == 1 else f"{source}/{title}")
        for title, rows in filled.items()
    ]


def _sheets(path: Path) -> dict[str, list[Row]]:
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations it drops; we want only the cells.
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(path, read_only=True, data_only=True)
        formulas = None
        if _has_formulas(path):
            formulas = openpyxl.load_workbook(path, read_only=True, data_only=False)
        try:
            return {
                sheet.title: _rows(
                    sheet, None if formulas is None else formulas[sheet.title]
                )
                for sheet in _with_rows(values)
            }
        finally:
            values.close()
            if formulas is not None:
                formulas.close()


def _with_rows(book: Any) -> list[Any]:  # noqa: ANN401 - openpyxl is untyped
    """Sheets that hold rows: those a workbook of ours names, else all but notes."""
    sheets, known = book.worksheets, book.custom_doc_props
    if ROWS_PROPERTY in known.names:
        named = str(known[ROWS_PROPERTY].value).split("/")
        chosen = [sheet for sheet in sheets if sheet.title in named]
        # Whoever has renamed the sheet is asked about all of them.
        sheets = chosen or sheets
    return [sheet for sheet in sheets if not sheet.title.startswith(NOTES_SHEET)]


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            tail = b""
            with archive.open(name) as part:
                while block := part.read(1 << 20):
                    if b"<f>" in tail + block or b"<f " in tail + block:
                        return True
                    tail = block[-2:]
    return False


def _rows(values: Any, formulas: Any) -> list[Row]:  # noqa: ANN401 - openpyxl is untyped
    """Rows with anything in them, by their number in the sheet."""
    return [
        (number, cells)
        for number, cells in enumerate(_merged(values, formulas), start=1)
        if any(cell not in (None, "") for cell in cells)
    ]


def _merged(values: Any, formulas: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    values.reset_dimensions()
    if formulas is None:
        for row in values.iter_rows(values_only=True, max_row=_MOST_ROWS):
            yield _trimmed(row)
        return
    formulas.reset_dimensions()
    pairs = zip_longest(
        values.iter_rows(values_only=True, max_row=_MOST_ROWS),
        formulas.iter_rows(values_only=True, max_row=_MOST_ROWS),
        fillvalue=(),
    )
    for row, written in pairs:
        both = zip_longest(row, written)
        yield _trimmed([text if cell is None else cell for cell, text in both])


def _trimmed(row: Any) -> list[Any]:  # noqa: ANN401 - tuple or list of cells
    cells = [_plain(cell) for cell in row[: MOST_COLUMNS + 1]]
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


def _plain(cell: Any) -> Any:  # noqa: ANN401 - a cell may hold anything
    """Cell without the float's decimal part; dates as ISO text, odd objects as text."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, dt.datetime):
        at_midnight = cell.time() == dt.time()
        return (cell.date() if at_midnight else cell).isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    return str(getattr(cell, "text", cell))


def _table(rows: list[Row], title: str, source: str) -> RawTable:
    top = [["" if c is None else str(c).strip() for c in row] for _, row in rows]
    at = heading_row(top[:_LOOKED_AT])
    width = max(len(top[at]), 1)
    headings = unique_headings((top[at] + [""])[:width])
    body = [
        (number, row)
        for number, row in rows[at + 1 :]
        if any(cell not in (None, "") for cell in row[:width])
        and not str(row[0] if row else "").startswith(COMMENT)
    ]
    data = [[*row[:width], *[None] * (width - len(row))] for _, row in body]
    frame = pd.DataFrame(data, columns=headings, dtype=object)
    numbers = [number for number, _ in body]
    return RawTable(source, title, with_rows(frame, source, numbers))
