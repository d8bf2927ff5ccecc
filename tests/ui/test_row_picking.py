"""A row of a table is picked by its tick box, or by a click on any cell."""

import pytest

from ui.components.row_picking import picked_row, selected


@pytest.mark.parametrize(
    ("rows", "cells", "at"),
    [([], [], -1), ([3], [], 3), ([], [(2, "name")], 2), ([3], [(2, "name")], 2)],
)
def test_a_cell_goes_before_a_ticked_row(rows, cells, at):
    table = {"selection": {"rows": rows, "columns": [], "cells": cells}}
    assert picked_row(table) == at


def test_what_is_selected_is_picked():
    assert [picked_row(selected(at)) for at in (-1, 0, 7)] == [-1, 0, 7]
