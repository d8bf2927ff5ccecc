"""Frames of a declared layer: the right columns, types and order."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import pandas as pd

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
        ``source_row``, ``geometry`` (None where a row has no place), in
        :data:`geo.crs.STORAGE_CRS`. A frame without a CRS is taken to be in it.
    """
    declared = LAYERS[layer]
    data: dict[str, pd.Series[Any]] = {}
    for column in declared.stored_columns:
        missing = missing_of(column)
        given = frame.get(column.name)
        values = (
            pd.Series([missing] * len(frame), index=frame.index, dtype=object)
            if given is None
            else given.astype(object).where(given.notna(), missing)
        )
        data[column.name] = values.astype(dtype_of(column.kind))
    source = frame.get(SOURCE_FILE)
    row = frame.get(SOURCE_ROW)
    blank = pd.Series([""] * len(frame), index=frame.index, dtype="str")
    data[SOURCE_FILE] = blank if source is None else source.astype("str")
    none = pd.Series([pd.NA] * len(frame), index=frame.index, dtype="Int64")
    data[SOURCE_ROW] = none if row is None else row.astype("Int64")
    geometry: Iterable[Any] = [None] * len(frame)
    crs = STORAGE_CRS
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        geometry = frame.geometry.to_numpy()
        crs = frame.crs or STORAGE_CRS
    return gpd.GeoDataFrame(data, geometry=geometry, crs=crs, index=frame.index)


def empty(layer: LayerName) -> gpd.GeoDataFrame:
    """Return a frame of the layer with no rows."""
    return conform(pd.DataFrame(), layer)
