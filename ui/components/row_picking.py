"""Picking a row of a table: by its tick box, or by a click on any cell of it."""

from collections.abc import Mapping
from typing import Any, Literal

MODES: tuple[Literal["single-row", "single-cell"], ...] = ("single-row", "single-cell")


def selected(at: int) -> dict[str, Any]:
    """State of a table in which a row is picked; none for -1."""
    rows = [at] if at >= 0 else []
    return {"selection": {"rows": rows, "columns": [], "cells": []}}


def picked_row(table: Mapping[str, Any]) -> int:
    """Position of the row picked in the state of a table; -1 for none.

    A cell goes before a ticked row, since the page draws every table without one: it
    is what was clicked last.
    """
    found = table["selection"]
    cells = found.get("cells") or []
    if cells:
        return int(cells[0][0])
    return int(found["rows"][0]) if found["rows"] else -1
