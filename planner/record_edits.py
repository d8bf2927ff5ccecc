"""Edited rows of a record layer put to those that were there.

Whatever is typed goes through the same reading as a cell of an imported table.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import STORAGE_CRS
from geo.frames import conform
from geo.issues import Issue
from geo.reading.placing import points_of
from geo.reading.values import Positions, Trouble, convert, text_of
from geo.row_issues import row_issues
from geo.schemas import (
    LAYERS,
    LIST_SEPARATOR,
    SOURCE_FILE,
    SOURCE_ROW,
    Column,
    LayerName,
)
from geo.words import Lang, Phrase
from planner.errors import WORDS

Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RecordChanges:
    """What an edit does to a layer, counted in rows."""

    layer: LayerName
    added: int
    changed: int
    removed: int

    def __bool__(self) -> bool:
        """Whether anything is changed at all."""
        return bool(self.added or self.changed or self.removed)

    def text(self, lang: Lang) -> str:
        """Name of the layer and the three counts, as the history tells them."""
        params = {
            "layer": LAYERS[self.layer].label(lang),
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
        }
        return WORDS.say("record_change", lang, params)


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A record layer as an edit would leave it.

    Parameters
    ----------
    rows
        The whole layer, as :func:`geo.frames.conform` makes it.
    touched
        Keys of the rows that are added or changed.
    changes
        Their counts.
    issues
        What is wrong with the cells that were typed.
    """

    rows: gpd.GeoDataFrame
    touched: frozenset[str]
    changes: RecordChanges
    issues: tuple[Issue, ...]


def with_keys(
    frame: pd.DataFrame,
    layer: LayerName,
    *,
    today: dt.date,
    taken: Collection[str] = (),
) -> pd.DataFrame:
    """Give every row without a key one of its own: the day, and a running number.

    Parameters
    ----------
    frame
        Rows as an editor gives them; the key column may be missing.
    layer
        Record layer.
    today
        Day that the new keys begin with.
    taken
        Keys that must not be given, besides those of the frame.
    """
    key = LAYERS[layer].key
    keys = list(_texts(frame, key))
    known, number = {*keys, *taken}, 0
    for at, text in enumerate(keys):
        if text:
            continue
        number += 1
        while f"{today:%Y%m%d}-{number}" in known:
            number += 1
        keys[at] = f"{today:%Y%m%d}-{number}"
    return frame.assign(**{key: pd.Series(keys, index=frame.index, dtype="str")})


def read_rows(
    frame: pd.DataFrame, layer: LayerName
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Understand rows as people type them, as an import would.

    Parameters
    ----------
    frame
        Cells of any type; columns may be missing.
    layer
        Record layer.

    Returns
    -------
    rows, issues
        Rows as :func:`geo.frames.conform` makes them, numbered from 0 in the same
        order, a cell that was not understood missing; and all that is wrong with them.
    """
    cells = frame.reset_index(drop=True)
    data: dict[str, pd.Series[Any]] = {}
    troubles: list[tuple[Column, Trouble]] = []
    for column in LAYERS[layer].columns:
        found = convert(_plain(cells, column.name), column)
        data[column.name] = found.data
        troubles += [(column, trouble) for trouble in found.troubles]
    data |= {name: cells[name] for name in (SOURCE_FILE, SOURCE_ROW) if name in cells}
    rows = conform(pd.DataFrame(data, index=cells.index), layer)
    half = np.zeros(len(rows), dtype=bool)
    if "lon" in data:
        shapes, half = points_of(data["lon"], data["lat"])
        rows = rows.set_geometry(gpd.GeoSeries(shapes, crs=STORAGE_CRS))
    issues = [
        issue
        for column, trouble in troubles
        for issue in row_issues(
            trouble.rule, trouble.severity, layer=layer, frame=rows,
            rows=trouble.rows, params=_with_column(column, trouble),
        )
    ]  # fmt: skip
    issues += row_issues("half_a_place", "error", layer=layer, frame=rows, rows=half)
    return rows, issues


def edit(before: gpd.GeoDataFrame, frame: pd.DataFrame, layer: LayerName) -> Edit:
    """Put edited rows to those that were there.

    Parameters
    ----------
    before
        The layer as it is.
    frame
        All its rows as they are to be, each with a key; see :func:`save_records`.
    layer
        Record layer.
    """
    key = LAYERS[layer].key
    cells = frame.reset_index(drop=True)
    old = with_place(before)
    at = _identity(old[key]).get_indexer(_identity(_texts(cells, key)))
    cells = _completed(cells, old, at, layer)
    typed = np.flatnonzero(_differ(old, cells, at, layer))
    rows, issues = read_rows(cells.iloc[typed], layer)
    # Written another way, it may still say what was there.
    faulty = rows[key].isin({issue.key for issue in issues}).to_numpy(dtype=bool)
    meant = _differ(old, with_place(rows), at[typed], layer) | faulty
    rows, typed = rows[meant], typed[meant]
    stays = np.setdiff1d(at[at >= 0], at[typed])
    parts = [part for part in (before.iloc[stays], rows) if len(part)]
    whole = pd.concat(parts, ignore_index=True) if parts else before[:0]
    added = int((at < 0).sum())
    return Edit(
        whole,
        frozenset(rows[key]),
        RecordChanges(
            layer, added, len(typed) - added, len(before) - int((at >= 0).sum())
        ),
        tuple(issues),
    )


def changes_between(
    before: gpd.GeoDataFrame, after: pd.DataFrame, layer: LayerName
) -> RecordChanges:
    """Count what is added, changed and removed from one state to another.

    Parameters
    ----------
    before
        Rows as the workspace has them.
    after
        Rows as an editor gives them; a cell that is not understood is a change.
    layer
        Record layer.
    """
    keyed = with_keys(after, layer, today=dt.date.min, taken=before[LAYERS[layer].key])
    return edit(before, keyed, layer).changes


def with_place(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Rows of a layer as a table, their place in columns ``lon`` and ``lat``.

    Parameters
    ----------
    frame
        Rows in :data:`geo.crs.STORAGE_CRS`, points or without a place.
    """
    points = frame.geometry.to_numpy()
    table = pd.DataFrame(frame.drop(columns="geometry"))
    return table.assign(lon=shapely.get_x(points), lat=shapely.get_y(points))


def _plain(cells: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """Cells of a column, blank where it is missing, lists joined to a text."""
    if name not in cells:
        return pd.Series([""] * len(cells), index=cells.index, dtype="str")
    values = cells[name]
    if values.dtype != object:
        return values
    joined = [
        LIST_SEPARATOR.join(map(str, cell)) if isinstance(cell, list | tuple) else cell
        for cell in values
    ]
    return pd.Series(joined, index=cells.index, dtype=object)


def _texts(cells: pd.DataFrame, name: str) -> "pd.Series[str]":
    return text_of(_plain(cells, name))


def _identity(keys: "pd.Series[str]") -> pd.MultiIndex:
    """What makes a row the same row: its key, and which of the rows with it."""
    return pd.MultiIndex.from_arrays([keys, keys.groupby(keys).cumcount()])


def _completed(
    cells: pd.DataFrame, old: pd.DataFrame, at: Positions, layer: LayerName
) -> pd.DataFrame:
    """Fill in what an editor did not show, and where rows came from."""
    given = cells.drop(columns=[SOURCE_FILE, SOURCE_ROW], errors="ignore")
    declared = [column.name for column in LAYERS[layer].columns]
    left_out = [
        name for name in (*declared, SOURCE_FILE, SOURCE_ROW) if name not in given
    ]
    known = old.reindex(columns=left_out).set_axis(pd.RangeIndex(len(old)))
    # Position -1, for rows that were not there, has no label and gives missing cells.
    return given.join(known.reindex(at).set_axis(given.index))


def _differ(
    old: pd.DataFrame, new: pd.DataFrame, at: Positions, layer: LayerName
) -> Rows:
    """Rows that say something else than those they stand for, or are new."""
    found: Rows = at < 0
    there = np.flatnonzero(~found)
    for column in LAYERS[layer].columns:
        then = _objects(old, column.name)[at[there]]
        now = _objects(new, column.name)[there]
        # Most cells are the very same; only of the others the text is asked for.
        unlike = np.flatnonzero(then != now)
        if len(unlike):
            texts = [
                text_of(pd.Series(cells[unlike], dtype=object)).to_numpy()
                for cells in (then, now)
            ]
            found[there[unlike[texts[0] != texts[1]]]] = True
    return found


def _objects(cells: pd.DataFrame, name: str) -> NDArray[np.object_]:
    values = _plain(cells, name)
    return values.astype(object).where(values.notna(), "").to_numpy(dtype=object)


def _with_column(
    column: Column, trouble: Trouble
) -> Callable[[Positions], Mapping[str, Sequence[object]]]:
    heading = Phrase(column.zh, column.en)

    def params(rows: Positions) -> Mapping[str, Sequence[object]]:
        return {"column": [heading] * len(rows), **trouble.params(rows)}

    return params
