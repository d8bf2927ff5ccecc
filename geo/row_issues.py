"""Issues at rows of a layer: where they stand, and at most a thousand of a kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.issues import Issue, Severity
from geo.schemas import LAYERS, SOURCE_FILE, SOURCE_ROW, LayerName

IntArray = NDArray[np.intp]
# Nobody reads more of one kind, and 620,573 sentences would take minutes to make.
MOST_OF_A_KIND = 1_000
Params = Callable[[IntArray], Mapping[str, Sequence[object]]]


def _none(_rows: IntArray) -> Mapping[str, Sequence[object]]:
    return {}


def row_issues(
    rule: str,
    severity: Severity,
    *,
    layer: LayerName,
    frame: pd.DataFrame,
    rows: NDArray[Any],
    params: Params = _none,
) -> list[Issue]:
    """Return one issue per row; past a thousand, one ``more_of_same`` with the count.

    Parameters
    ----------
    rule, severity, layer
        As in :class:`geo.issues.Issue`.
    frame
        The layer, with its key, ``source_file`` and ``source_row``.
    rows
        Positions in ``frame``, or a mask of its length.
    params
        Called once with the positions that are shown; returns for each placeholder
        one value per position, so that costly numbers are made for those only.
    """
    found = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.intp)
    shown = found[:MOST_OF_A_KIND]
    if not len(shown):
        return []
    columns = params(shown)
    names = tuple(columns)
    values = zip(*columns.values(), strict=True) if names else ((),) * len(shown)
    some = frame[[LAYERS[layer].key, SOURCE_FILE, SOURCE_ROW]].iloc[shown]
    places = zip(*(some[name].tolist() for name in some), strict=True)
    issues = [
        Issue(
            rule,
            severity,
            layer,
            source,
            None if row is pd.NA else int(row),
            key,
            dict(zip(names, value, strict=True)),
        )
        for (key, source, row), value in zip(places, values, strict=True)
    ]
    if len(found) > len(shown):
        rest = {"rule": rule, "count": len(found) - len(shown)}
        issues.append(Issue("more_of_same", severity, layer, params=rest))
    return issues
