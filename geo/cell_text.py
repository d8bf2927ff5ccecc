"""Text of a cell that a file keeps as a number, a date or a boolean."""

import datetime as dt
from typing import Any

import pandas as pd


def native_text(cell: Any) -> str:  # noqa: ANN401 - a cell may hold anything
    """Text of a file's own number, date or boolean; missing as ``""``."""
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else str(cell)
    return str(cell)
