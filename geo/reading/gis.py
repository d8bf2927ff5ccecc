"""Reading shapefiles and GeoPackages: attributes decoded by us, shapes made flat."""

import sqlite3
import struct
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
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
from geo.reading.headings import short
from geo.reading.reasons import reason_of
from geo.reading.tables import RawTable, refuse, unique_headings, with_rows
from geo.terms import TERMS

_BROKEN = (
    DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError,
    RuntimeError, ValueError, OSError,
)  # fmt: skip
_CONTENTS = "SELECT name FROM sqlite_master WHERE name = 'gpkg_contents'"
_SHAPE_COLUMN = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
_VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'"
# Header of a .shp or .shx; the file's length in words of two bytes is at 24.
_SHP_HEADER, _SHP_LENGTH = 100, 24
# Any byte is a Latin-1 character, so the table passes through GDAL unchanged.
_RAW = "ISO-8859-1"


def read_shapefile(path: Path, *, source: str) -> RawTable:
    """Read a shapefile with its ``.shx`` and ``.dbf``; ``.prj`` and ``.cpg`` if there.

    Raises
    ------
    DataError
        If a part is missing or cut off (each is named) or it cannot be read.
    """
    parts = {other.name.lower(): other for other in path.parent.iterdir()}
    stem = path.stem.lower()
    missing = [end for end in (".shx", ".dbf") if stem + end not in parts]
    if missing:
        rule = "shapefile_part_missing"
        params = [{"part": path.stem + end} for end in missing]
        raise DataError([Issue(rule, "error", source=source, params=p) for p in params])
    cut = [parts[stem + end] for end in (".shp", ".shx") if _is_cut(parts[stem + end])]
    if cut:
        params = [{"part": part.name} for part in cut]
        raise DataError(
            [Issue("shp_cut", "error", source=source, params=p) for p in params]
        )
    decision = of_dbf(parts[stem + ".dbf"], source=source)
    frame = _opened(path, source, encoding=_RAW)
    frame = _decoded(frame, decision.encoding)
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    table = with_rows(frame, source, range(1, len(frame) + 1))
    encoding = decision.encoding
    drawn = _drawn_in_shp(path, parts[stem + ".shx"])
    issues = (*decision.issues, *_lost(table, drawn, source))
    return RawTable(source, path.stem, table, crs, encoding, issues)


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
        refuse("gis_unreadable", source, detail=TERMS["forged_tables"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    except _BROKEN as error:
        refuse("gis_unreadable", source, detail=reason_of(error, source=source))
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
        lost = _lost(table, _drawn_in_gpkg(path, layer), own)
        tables.append(RawTable(own, layer, table, crs, issues=(*skipped, *lost)))
        skipped = []
    return tables


def is_geopackage(path: Path) -> bool:
    """Whether a SQLite file declares the contents table of a GeoPackage."""
    return bool(_names(path, _CONTENTS))


def _is_cut(part: Path) -> bool:
    """Whether a ``.shp`` or ``.shx`` is shorter than its own header says."""
    with part.open("rb") as file:
        head = file.read(_SHP_HEADER)
    if len(head) < _SHP_HEADER:
        return True
    (words,) = struct.unpack_from(">I", head, _SHP_LENGTH)
    return bool(part.stat().st_size < 2 * words)


def _drawn_in_shp(shp: Path, shx: Path) -> NDArray[np.bool_]:
    """Whether each record of a shapefile says that it holds a shape."""
    numbers = shp.stat().st_size // 4
    index = np.fromfile(shx, ">i4", offset=_SHP_HEADER)
    starts = index[: len(index) // 2 * 2 : 2].astype(np.int64) // 2
    kinds = np.memmap(shp, "<i4", mode="r", shape=(numbers,))
    # Past the number and length of the record stands the type, 0 for no shape.
    at = np.clip(starts + 2, 0, numbers - 1)
    drawn: NDArray[np.bool_] = kinds[at] != 0
    return drawn


def _drawn_in_gpkg(path: Path, layer: str) -> NDArray[np.bool_]:
    """Whether each row of a layer has a shape in the file, none where none can."""
    quoted = '"{}"'.format(layer.replace('"', '""'))
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as base:
            found = base.execute(_SHAPE_COLUMN, (layer,)).fetchone()
            if found is None:
                return np.zeros(0, dtype=bool)
            column = '"{}"'.format(str(found[0]).replace('"', '""'))
            # Names cannot be parameters; as quoted they can be nothing but names.
            query = f"SELECT {column} IS NOT NULL FROM {quoted} ORDER BY rowid"  # noqa: S608
            return np.array([bool(one) for (one,) in base.execute(query)], dtype=bool)
    except (sqlite3.Error, UnicodeDecodeError):
        return np.zeros(0, dtype=bool)


def _lost(frame: Any, drawn: NDArray[np.bool_], source: str) -> list[Issue]:  # noqa: ANN401
    """One error for the rows whose shapes are in the file and cannot be read."""
    if not isinstance(frame, gpd.GeoDataFrame) or len(drawn) != len(frame):
        return []
    rows = np.flatnonzero(drawn & shapely.is_missing(frame.geometry.to_numpy())) + 1
    if not len(rows):
        return []
    params = {"count": len(rows), "rows": short(map(str, rows), limit=10)}
    return [Issue("shapes_unreadable", "error", "", source, params=params)]


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
            # A shape that cannot be made becomes None, which _lost tells.
            frame = pyogrio.read_dataframe(path, on_invalid="ignore", **options)
    except (OgrCrsError, ProjCrsError, UnboundLocalError):
        # The last is how pyogrio 0.13 fails where GDAL can make nothing of a CRS.
        refuse("crs_text_broken", source)
    except _BROKEN as error:
        refuse("gis_unreadable", source, detail=reason_of(error, source=source))
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
