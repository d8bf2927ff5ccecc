"""Frames of a declared layer: the right columns, types and order."""

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.crs import STORAGE_CRS
from geo.schemas import LAYERS, SOURCE_FILE, SOURCE_ROW, Column, ColumnKind, LayerName

_DTYPES: dict[str, str] = {"int": "Int64", "year": "Int64", "float": "Float64"}


def dtype_of(kind: ColumnKind) -> Any:  # noqa: ANN401 - pandas has no one type for this
    """Return the pandas type of a stored column.

    Text-like kinds are ``str`` with ``""`` for missing; numbers are nullable; ``bool``
    is plain, and the column's ``blank`` where nothing is said.
    """
    name = "bool" if kind == "bool" else _DTYPES.get(kind, "str")
    return pd.api.types.pandas_dtype(name)


def missing_of(column: Column) -> Any:  # noqa: ANN401 - depends on the column
    """Value that stands for "not given" in a column."""
    if column.kind == "bool":
        return column.blank
    return pd.NA if column.kind in _DTYPES else ""


def county_names(counties: pd.DataFrame) -> dict[str, str]:
    """Return the name of each county of the layer ``counties`` by its code."""
    return dict(zip(counties["county_code"], counties["name"], strict=True))


def conform(frame: pd.DataFrame, layer: LayerName) -> gpd.GeoDataFrame:
    """Return a new frame of the stored columns, provenance and geometry of a layer.

    Parameters
    ----------
    frame
        May lack columns and hold others; values must already be of the declared kind
        (see :mod:`geo.ingest` for reading what users write).
    layer
        Declared layer.

    Returns
    -------
    geopandas.GeoDataFrame
        Same index and row order; columns in declared order, then ``source_file``,
        ``source_row``, ``geometry`` (None where a row has no place, and in layers that
        are tables), in :data:`geo.crs.STORAGE_CRS`. A frame without a CRS is taken to
        be in it.
    """
    data = {
        column.name: _values(frame, column.name, dtype_of(column.kind), missing)
        for column in LAYERS[layer].stored_columns
        for missing in (missing_of(column),)
    }
    text, number = dtype_of("text"), dtype_of("int")
    data[SOURCE_FILE] = _values(frame, SOURCE_FILE, text, "")
    data[SOURCE_ROW] = _values(frame, SOURCE_ROW, number, pd.NA)
    geometry: NDArray[np.object_] = np.full(len(frame), None, dtype=object)
    crs = STORAGE_CRS
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        crs = frame.crs or STORAGE_CRS
        if not LAYERS[layer].is_table:
            geometry = frame.geometry.to_numpy()
    return gpd.GeoDataFrame(data, geometry=geometry, crs=crs, index=frame.index)


def _values(
    frame: pd.DataFrame,
    name: str,
    dtype: Any,  # noqa: ANN401 - pandas has no one type for this
    missing: Any,  # noqa: ANN401 - depends on the column
) -> "pd.Series[Any]":
    """Column of the declared type; what is not given is ``missing``."""
    given: pd.Series[Any] | None = frame.get(name)
    if given is None:
        blank: pd.Series[Any] = pd.Series(missing, index=frame.index, dtype=dtype)
        return blank
    if given.dtype == dtype and dtype.kind != "f":
        filled = given.fillna(missing) if given.hasnans else given
    else:
        filled = given.astype(object).where(given.notna(), missing).astype(dtype)
    return pd.Series(filled)


def empty(layer: LayerName) -> gpd.GeoDataFrame:
    """Return a frame of the layer with no rows."""
    return _empty(layer).copy()


@cache
def _empty(layer: LayerName) -> gpd.GeoDataFrame:
    return conform(pd.DataFrame(), layer)
