"""A row of a table is picked by its tick box, or by a click on any cell."""

import pytest

from ui.components.row_picking import picked_row, selected


@pytest.mark.parametrize(
    ("before", "rows", "cells", "at"),
    [
        (-1, [], [(2, "name")], 2),
        (3, [3], [(2, "name")], 2),
        (-1, [3], [(0, "name")], 3),
        # Unticking leaves the first cell selected, another tick the one before.
        (3, [], [(0, "name")], -1),
        (3, [5], [(3, "name")], 5),
        (3, [3], [], 3),
    ],
)
def test_a_cell_picks_its_row_and_a_tick_box_its_own(before, rows, cells, at):
    table = {"selection": {"rows": rows, "columns": [], "cells": cells}}
    assert picked_row(table, before) == at


def test_what_is_selected_is_picked():
    assert [picked_row(selected(at), at) for at in (-1, 0, 7)] == [-1, 0, 7]
