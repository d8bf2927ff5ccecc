"""What is different between two plans of caravan visits, visit by visit."""

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

CHANGES = ("moved", "caravan", "added", "dropped")
_COLUMNS = [
    *("place_id", "place", "kind", "county", "change", "date_before", "date_after"),
    *("caravan_before", "caravan_after"),
]


def visit_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Pair the visits of two plans place by place and tell those that differ.

    Visits of a place are paired so that the days between them are fewest in all; a
    visit that finds no other is added or dropped.

    Parameters
    ----------
    before, after
        As :attr:`planner.outings.answering.OutingAnswer.visits`.

    Returns
    -------
    pandas.DataFrame
        Columns ``place_id``, ``place``, ``kind``, ``county``, ``change`` (one of
        :data:`CHANGES`: another day, another caravan on the same day, new, gone),
        ``date_before``, ``date_after`` (None where there is none), ``caravan_before``,
        ``caravan_after`` (names, empty where there is none); in order of the day.
    """
    groups: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for side, visits in enumerate((before, after)):
        for row in visits.itertuples():
            groups[str(row.place_id)][side].append(row)
    rows = [told for old, new in groups.values() for told in _told(old, new)]
    rows.sort(key=lambda row: (row[6] or row[5], row[0]))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _told(old: list[Any], new: list[Any]) -> list[tuple[Any, ...]]:
    # An hour of the day does not count; another caravan only breaks ties.
    apart = np.array([[_apart(a, b) for b in new] for a in old])
    pairs = dict(zip(*linear_sum_assignment(apart), strict=True)) if apart.size else {}
    rows = []
    for at, one in enumerate(old):
        if at not in pairs:
            rows.append(_row(one, one, None, "dropped"))
            continue
        other = new[pairs[at]]
        if one.date != other.date:
            rows.append(_row(other, one, other, "moved"))
        elif one.caravan_id != other.caravan_id:
            rows.append(_row(other, one, other, "caravan"))
    taken = set(pairs.values())
    fresh = [one for at, one in enumerate(new) if at not in taken]
    return rows + [_row(one, None, one, "added") for one in fresh]


def _apart(old: Any, new: Any) -> int:  # noqa: ANN401
    days: int = abs((old.date - new.date).days)
    return 2 * days + int(old.caravan_id != new.caravan_id)


def _row(told: Any, old: Any, new: Any, change: str) -> tuple[Any, ...]:  # noqa: ANN401
    return (
        *(told.place_id, told.place, told.kind, told.county, change),
        *(one.date if one is not None else None for one in (old, new)),
        *(one.caravan if one is not None else "" for one in (old, new)),
    )
