"""Reading a written file back and comparing it with what was meant."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.crs import STORAGE_CRS, same_datum
from geo.export.fields import FLOAT_KINDS, Field, table
from geo.issues import Issue

_TOLERANCE = 1e-9  # degrees: a tenth of a millimetre


def differences(
    wanted: pd.DataFrame,
    fields: Sequence[Field],
    *,
    dataset: str,
    layer: str,
    source: str,
    rename: dict[str, str] | None = None,
) -> list[Issue]:
    """Compare one written layer with the table it was made from.

    Parameters
    ----------
    wanted
        Table from :func:`geo.export.fields.table`, in the order written.
    fields
        Its fields; the first is the key shown to the user.
    dataset
        What to open: a path, or a GDAL ``/vsizip/`` path.
    layer
        Layer to read.
    source
        Name of the target file, for the messages.
    rename
        Column in the file to field name, where they differ.

    Returns
    -------
    list of Issue
        Empty where rows, columns, every value, CRS and geometry (within 1e-9 degrees)
        are the same.
    """
    raw = pyogrio.read_dataframe(dataset, layer=layer)
    found = raw.rename(columns=rename or {})
    names = [name for name in found.columns if name != "geometry"]
    if names != [field.name for field in fields]:
        return [_issue("export_columns_differ", source, layer=layer)]
    if len(found) != len(wanted):
        params = {"written": len(wanted), "found": len(found)}
        return [_issue("export_rows_differ", source, layer=layer, **params)]
    issues: list[Issue] = []
    if isinstance(wanted, gpd.GeoDataFrame):
        crs = getattr(found, "crs", None)
        if crs is None or not same_datum(crs, STORAGE_CRS):
            return [_issue("export_crs_differs", source, layer=layer)]
    found = table(found, fields)
    keys = wanted[fields[0].name].astype(str)
    for field in fields:
        unlike = ~_same(wanted[field.name], found[field.name], field)
        what = f"{field.zh} {field.en}"
        issues += _offenders("export_values_differ", source, what, keys, unlike)
    if isinstance(wanted, gpd.GeoDataFrame):
        unlike = ~_same_shapes(wanted.geometry.to_numpy(), found.geometry.to_numpy())
        issues += _offenders("export_shapes_differ", source, layer, keys, unlike)
    return issues


def _same(wanted: Any, found: Any, field: Field) -> Any:  # noqa: ANN401 - two series
    if field.kind in FLOAT_KINDS:
        meant, read = (
            series.to_numpy(dtype=float, na_value=np.nan) for series in (wanted, found)
        )
        return np.isclose(meant, read, rtol=1e-9, atol=1e-12, equal_nan=True)
    gone = wanted.isna().to_numpy(), found.isna().to_numpy()
    equal = (wanted == found).fillna(value=False).to_numpy(dtype=bool)
    return np.where(gone[0] | gone[1], gone[0] & gone[1], equal)


def _same_shapes(wanted: Any, found: Any) -> Any:  # noqa: ANN401 - arrays of geometries
    gone = shapely.is_missing(wanted), shapely.is_missing(found)
    pair = [shapely.normalize(_single(shapes)) for shapes in (wanted, found)]
    equal = shapely.equals_exact(*pair, tolerance=_TOLERANCE)
    return np.where(gone[0] | gone[1], gone[0] & gone[1], equal)


def _single(shapes: Any) -> Any:  # noqa: ANN401 - array of geometries
    """Unwrap shapes of one part: files do not tell them from simple ones."""
    return np.where(
        shapely.get_num_geometries(shapes) == 1, shapely.get_geometry(shapes, 0), shapes
    )


def _offenders(
    rule: str, source: str, what: str, keys: "pd.Series[str]", unlike: np.ndarray
) -> list[Issue]:
    if not unlike.any():
        return []
    first = int(np.flatnonzero(unlike)[0])
    params = {"what": what, "count": int(unlike.sum())}
    return [Issue(rule, "error", "", source, first + 1, keys.iloc[first], params)]


def _issue(rule: str, source: str, **params: object) -> Issue:
    return Issue(rule, "error", source=source, params=params)
