"""What is different between two matchings, and between one and the groups in force."""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from planner.advising.answering import AdvisoryAnswer
from planner.advising.keeping import ROWS, rows_of

Change = Literal["joined", "left", "role"]
_COLUMNS = ["county_code", "county", "expert_id", "name", "change", "before", "after"]


def member_changes(
    before: pd.DataFrame, after: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Members that are other than before.

    Parameters
    ----------
    before, after
        Rows as :func:`planner.advising.keeping.rows_of` gives them.
    names
        Of counties and experts, by code and id; those it lacks go by these.

    Returns
    -------
    pandas.DataFrame
        ``county_code``, ``county``, ``expert_id``, ``name``, ``change`` (``"joined"``,
        ``"left"`` or ``"role"``), ``before`` and ``after`` (roles, empty for none), by
        county, those who left first.
    """
    old, new = (_roles(rows) for rows in (before, after))
    found = []
    for county, expert in sorted({*old, *new}):
        was, now = old.get((county, expert), ""), new.get((county, expert), "")
        if was == now:
            continue
        change: Change = "joined" if not was else "left" if not now else "role"
        found.append(
            (county, names.get(county, county), expert, names.get(expert, expert),
             change, was, now)
        )  # fmt: skip
    order = {"left": 0, "joined": 1, "role": 2}
    found.sort(key=lambda row: (row[0], order[row[4]], row[2]))
    return pd.DataFrame(found, columns=_COLUMNS)


def since_now(answer: AdvisoryAnswer) -> pd.DataFrame:
    """Members that a matching adds to the groups in force; see :func:`member_changes`.

    Members in force stay, whatever seat the matching finds for them.
    """
    rows = rows_of(answer)
    fresh = rows[~answer.members["agreed"].to_numpy()]
    return member_changes(pd.DataFrame(columns=ROWS), fresh, answer.names)


def _roles(rows: pd.DataFrame) -> dict[tuple[str, str], str]:
    keys = zip(rows["county_code"], rows["expert_id"], strict=True)
    return dict(zip(keys, rows["role"], strict=True))
