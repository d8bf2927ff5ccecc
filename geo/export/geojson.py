"""GeoJSON after RFC 7946, for web maps and for programs."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.export.fields import Field, placed_table
from geo.export.files import replacing

DECIMALS = 7  # about a centimetre


def write_geojson(frame: gpd.GeoDataFrame, fields: Sequence[Field], path: Path) -> Path:
    """Write a feature collection in UTF-8, one feature a line.

    Parameters
    ----------
    frame
        Rows with a geometry column, in :data:`geo.crs.STORAGE_CRS` or convertible to
        it; rows without a place are features with a null geometry.
    fields
        Properties, in order: text, numbers and truth values as such, null where a
        number or truth value is missing.
    path
        Target; replaced once the new file is whole.

    Returns
    -------
    pathlib.Path
        The target. Coordinates are longitude, latitude with 7 decimals; CGCS2000 is
        taken as the WGS84 the standard asks for. Outer rings run counter-clockwise.

    Raises
    ------
    ValueError
        If fields cannot be used, or the frame has no geometry column.
    geo.errors.DataError
        If the file cannot be written.
    """
    rows = placed_table(frame, fields)
    # Our own lines: GDAL's writer may turn a text that looks like JSON into JSON.
    lines = ",\n".join(_features(rows, fields))
    with replacing(path, suffix=".geojson") as part:
        whole = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
        part.write_text(whole, encoding="utf-8", newline="\n")
    return path


def _features(rows: gpd.GeoDataFrame, fields: Sequence[Field]) -> Iterator[str]:
    names = [field.name for field in fields]
    columns = [_plain(rows[name]) for name in names]
    for shape, *values in zip(_rounded(rows), *columns, strict=True):
        feature = {
            "type": "Feature",
            "properties": dict(zip(names, values, strict=True)),
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        yield json.dumps(feature, ensure_ascii=False, allow_nan=False)


def _plain(values: "pd.Series[Any]") -> list[Any]:
    return values.astype(object).where(values.notna(), None).tolist()


def _rounded(rows: gpd.GeoDataFrame) -> Any:  # noqa: ANN401 - array of geometries
    turned = shapely.orient_polygons(rows.geometry.to_numpy())
    return shapely.transform(turned, lambda xy: np.round(xy, DECIMALS))
