"""Reading shapefiles and GeoPackages: attributes decoded by us, shapes made flat."""

import sqlite3
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import CRSError as OgrCrsError
from pyogrio.errors import (
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)
from pyproj.exceptions import CRSError as ProjCrsError

from geo.errors import DataError
from geo.issues import Issue
from geo.reading.encoding import decode_field, of_dbf
from geo.reading.tables import RawTable, refuse, unique_headings, with_rows

_BROKEN = (
    DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError,
    RuntimeError, ValueError, OSError,
)  # fmt: skip
_CONTENTS = "SELECT name FROM sqlite_master WHERE name = 'gpkg_contents'"
_VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'"
# Any byte is a Latin-1 character, so the table passes through GDAL unchanged.
_RAW = "ISO-8859-1"


def read_shapefile(path: Path, *, source: str) -> RawTable:
    """Read a shapefile with its ``.shx`` and ``.dbf``; ``.prj`` and ``.cpg`` if there.

    Raises
    ------
    DataError
        If a part is missing (each is named) or it cannot be read.
    """
    parts = {other.name.lower(): other for other in path.parent.iterdir()}
    stem = path.stem.lower()
    missing = [end for end in (".shx", ".dbf") if stem + end not in parts]
    if missing:
        rule = "shapefile_part_missing"
        params = [{"part": path.stem + end} for end in missing]
        raise DataError([Issue(rule, "error", source=source, params=p) for p in params])
    decision = of_dbf(parts[stem + ".dbf"], source=source)
    frame = _opened(path, source, encoding=_RAW)
    frame = _decoded(frame, decision.encoding)
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    table = with_rows(frame, source, range(1, len(frame) + 1))
    encoding = decision.encoding
    return RawTable(source, path.stem, table, crs, encoding, decision.issues)


def read_gpkg(path: Path, *, source: str) -> list[RawTable]:
    """Read every layer of a GeoPackage; views are left out, with a warning.

    A view is a program of the file's author, which may repeat a layer or never end.

    Raises
    ------
    DataError
        If it cannot be read or has no layer.
    """
    views = _names(path, _VIEWS)
    if any(name.startswith("gpkg_") for name in views):
        refuse("gis_unreadable", source, detail="gpkg_")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    except _BROKEN as error:
        refuse("gis_unreadable", source, detail=_first_line(error))
    if not layers:
        refuse("file_empty", source)
    skipped = [
        Issue("view_skipped", "warning", source=source, params={"name": name})
        for name in layers
        if name in views
    ]
    layers = [name for name in layers if name not in views]
    if not layers:
        refuse("view_skipped", source, name="、".join(views))
    tables: list[RawTable] = []
    for layer in layers:
        own = source if len(layers) == 1 else f"{source}/{layer}"
        frame = _opened(path, own, layer=layer)
        crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
        table = with_rows(frame, own, range(1, len(frame) + 1))
        tables.append(RawTable(own, layer, table, crs, issues=tuple(skipped)))
        skipped = []
    return tables


def is_geopackage(path: Path) -> bool:
    """Whether a SQLite file declares the contents table of a GeoPackage."""
    return bool(_names(path, _CONTENTS))


def _names(path: Path, query: str) -> list[str]:
    """Names from the catalogue of a SQLite file, none where it has no sound one."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as base:
            return [str(name) for (name,) in base.execute(query)]
    except (sqlite3.Error, UnicodeDecodeError):
        return []


def _opened(path: Path, source: str, **options: Any) -> Any:  # noqa: ANN401
    """Read one layer, flat: x and y only, and GDAL makes curves into many corners."""
    try:
        with warnings.catch_warnings():
            # GDAL's remarks are for programmers; what matters is left to the checks.
            warnings.simplefilter("ignore")
            # A ring that is not closed becomes a row without a place.
            frame = pyogrio.read_dataframe(path, on_invalid="ignore", **options)
    except (OgrCrsError, ProjCrsError, UnboundLocalError):
        # The last is how pyogrio 0.13 fails where GDAL can make nothing of a CRS.
        refuse("crs_text_broken", source)
    except _BROKEN as error:
        refuse("gis_unreadable", source, detail=_first_line(error))
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    return frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()))


def _decoded(frame: Any, encoding: str) -> Any:  # noqa: ANN401 - frame of either kind
    """Turn Latin-1 stand-ins back into bytes, and those into the text they are."""
    attributes = pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
    names = [decode_field(n.encode(_RAW), encoding) for n in attributes.columns]
    columns = {
        name: _decoded_cells(attributes.iloc[:, at], encoding)
        for at, name in enumerate(unique_headings(names))
    }
    data = pd.DataFrame(columns, index=frame.index)
    if not isinstance(frame, gpd.GeoDataFrame):
        return data
    return gpd.GeoDataFrame(data, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def _decoded_cells(cells: "pd.Series[Any]", encoding: str) -> "pd.Series[Any]":
    if pd.api.types.is_numeric_dtype(cells) or not len(cells):
        return cells
    positions, unique = pd.factorize(cells)
    text = [_text(cell, encoding) for cell in unique]
    # A missing cell has position -1, which picks the blank at the end.
    return pd.Series([*text, ""]).iloc[positions].set_axis(cells.index)


def _text(cell: object, encoding: str) -> object:
    if not isinstance(cell, str):
        return cell
    return cell.encode(_RAW, errors="replace").decode(encoding, errors="replace")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
