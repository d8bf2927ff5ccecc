"""What is otherwise between two plans of museum tours."""

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from planner.stays.months import months_between

# The most telling of what is otherwise: another month, set, length or venue; new; gone.
Change = Literal["moved", "set", "length", "venue", "added", "dropped"]
CHANGES: tuple[Change, ...] = get_args(Change)
_TOLD = ("first", "months", "set_id", "set", "venue_id", "venue")
_COLUMNS = [
    "county_code", "county", "change",
    *(f"{name}_{side}" for name in _TOLD for side in ("before", "after")),
]  # fmt: skip


def stay_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Pair the stays of two plans county by county, and tell those that differ.

    Parameters
    ----------
    before, after
        As :attr:`planner.stays.answering.TourAnswer.stays`, or rows with names
        (:func:`planner.stays.keeping.named`).

    Returns
    -------
    pandas.DataFrame
        Columns ``county_code``, ``county``, ``change`` (one of :data:`CHANGES`: the
        first that holds), and ``first``, ``months``, ``set_id``, ``set``,
        ``venue_id``, ``venue``, each with ``_before`` and ``_after`` (None or empty
        where there is none); in order of county and month.
    """
    groups: dict[str, tuple[list[Any], list[Any]]] = {}
    for side, stays in enumerate((before, after)):
        for row in stays.itertuples():
            groups.setdefault(str(row.county_code), ([], []))[side].append(row)
    rows = [told for old, new in groups.values() for told in _told(old, new)]
    found = pd.DataFrame(rows, columns=_COLUMNS)
    after_first = found["first_after"]
    when = after_first.where(after_first.notna(), found["first_before"])
    order = pd.DataFrame({"county": found["county_code"], "when": when})
    at = order.sort_values(["county", "when"], kind="stable").index
    return found.loc[at].reset_index(drop=True)


def waits_more(before: pd.DataFrame, after: pd.DataFrame) -> int:
    """Months that stays of both plans wait longer past due in the second.

    Parameters
    ----------
    before, after
        As :attr:`planner.stays.answering.TourAnswer.stays`; a stay is the same where
        it is the how manieth of its county.
    """
    names = ["stay_id", "wait"]
    both = before[names].merge(after[names], on="stay_id", suffixes=("", "_now"))
    return int((both["wait_now"] - both["wait"]).sum())


def _told(old: list[Any], new: list[Any]) -> list[tuple[Any, ...]]:
    apart = np.array([[_apart(a, b) for b in new] for a in old])
    pairs = dict(zip(*linear_sum_assignment(apart), strict=True)) if apart.size else {}
    rows = []
    for at, one in enumerate(old):
        other = new[pairs[at]] if at in pairs else None
        change = "dropped" if other is None else _change(one, other)
        if change:
            rows.append(_row(one, other, change))
    taken = set(pairs.values())
    fresh = [one for at, one in enumerate(new) if at not in taken]
    return rows + [_row(None, one, "added") for one in fresh]


def _change(one: Any, other: Any) -> str:  # noqa: ANN401
    if one.first != other.first:
        return "moved"
    if one.set_id != other.set_id:
        return "set"
    if one.months != other.months:
        return "length"
    return "venue" if one.venue_id != other.venue_id else ""


def _apart(one: Any, other: Any) -> int:  # noqa: ANN401
    """Months apart count most, then another set."""
    other_set = int(one.set_id != other.set_id)
    return 2 * abs(months_between(one.first, other.first)) + other_set


def _row(old: Any, new: Any, change: str) -> tuple[Any, ...]:  # noqa: ANN401
    told = new if new is not None else old
    values = [
        getattr(one, name) if one is not None else (None if number < 2 else "")
        for number, name in enumerate(_TOLD)
        for one in (old, new)
    ]
    return (told.county_code, told.county, change, *values)
