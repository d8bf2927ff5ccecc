"""Picking a row of a table: by its tick box, or by a click on any cell of it."""

from collections.abc import Mapping
from typing import Any, Literal

MODES: tuple[Literal["single-row", "single-cell"], ...] = ("single-row", "single-cell")


def selected(at: int) -> dict[str, Any]:
    """State of a table in which a row is picked; none for -1."""
    rows = [at] if at >= 0 else []
    return {"selection": {"rows": rows, "columns": [], "cells": []}}


def picked_row(table: Mapping[str, Any], before: int) -> int:
    """Position of the row picked in the state of a table; -1 for none.

    Parameters
    ----------
    table
        The state. A click on a tick box changes its rows and leaves some cell selected;
        a click on a cell leaves the rows as they were.
    before
        Row that the page had picked, as :func:`selected` took it.
    """
    found = table["selection"]
    rows, cells = list(found["rows"]), found.get("cells") or []
    if rows != ([before] if before >= 0 else []):
        return int(rows[0]) if rows else -1
    return int(cells[0][0]) if cells else before
