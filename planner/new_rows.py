"""Rows that a plan adds to layers of records: ids nobody has, and the layer whole."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import geopandas as gpd
import pandas as pd

from geo.frames import conform
from geo.schemas import LayerName


def free_name(name: str, taken: set[str]) -> str:
    """Take a name for a new row, or with a number where there is such a row already.

    Parameters
    ----------
    name
        The one wished for.
    taken
        Those there are; the one found is added.
    """
    names: Iterator[str] = (
        name if number == 1 else f"{name} ({number})" for number in count(1)
    )
    found = next(one for one in names if one not in taken)
    taken.add(found)
    return found


def with_rows(
    frame: pd.DataFrame,
    rows: pd.DataFrame | Sequence[Mapping[str, object]],
    layer: LayerName,
) -> gpd.GeoDataFrame:
    """Return a layer that is a table, with rows more.

    Parameters
    ----------
    frame
        Its rows as they are.
    rows
        The new ones, as :func:`geo.frames.conform` takes them.
    layer
        Declared layer without shapes.
    """
    table = pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
    parts = [part for part in (table, pd.DataFrame(rows)) if len(part)]
    return conform(pd.concat(parts, ignore_index=True) if parts else table, layer)
