"""Rows in groups, for rules that say one thing for many rows."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.row_issues import IntArray


def members_of(groups: pd.Series, rows: pd.Series) -> list[IntArray]:
    """Positions of the marked rows, by group, in order of first appearance."""
    found = np.flatnonzero(rows)
    number, unique = pd.factorize(groups.iloc[found])
    order = np.argsort(number, kind="stable")
    counts = np.bincount(number, minlength=len(unique))
    return np.split(found[order], np.cumsum(counts)[:-1]) if len(found) else []


def firsts_of(members: Sequence[IntArray]) -> IntArray:
    """First position of each group."""
    return np.array([group[0] for group in members], dtype=np.intp)
