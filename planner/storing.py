"""Layers and tables as the workspace keeps them: order, shapes, hashes of content."""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.frames import conform
from geo.schemas import LAYERS, LayerName

# States are written apart and brought to the disk once they are whole: waiting for each
# of hundreds of steps makes an import several times slower.
pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
_POLYGON = 3
# Layers whose rows may have one kind of shape or another.
_MIXED = frozenset({"townships", "closures"})
# What was last read from each file, and from which state of it.
_READ: dict[Path, "_Read"] = {}


@dataclass(frozen=True, slots=True)
class _Read:
    """A state of a file, what it says of itself, and the names of its tables."""

    file: tuple[int, ...]
    meta: Mapping[str, str]
    tables: frozenset[str]


def as_stored(frame: pd.DataFrame, name: LayerName) -> gpd.GeoDataFrame:
    """Return rows as the workspace keeps them: in order of the key, areas multipart."""
    table = LAYERS[name].is_table
    rows = _in_order(conform(frame, name), LAYERS[name].key, table=table)
    if table or _shape_of(name) != "MultiPolygon":
        return rows
    shapes = rows.geometry.to_numpy().copy()
    single = np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON)
    # One collection for each: a GeoPackage layer has one kind of shape.
    shapes[single] = shapely.multipolygons(shapes[single], indices=range(len(single)))
    return rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=rows.crs))


def _in_order(frame: gpd.GeoDataFrame, key: str, *, table: bool) -> gpd.GeoDataFrame:
    """Sort by key, and stretches of one road by their shapes."""
    if table or frame[key].is_unique:
        return frame.sort_values(key, kind="stable").reset_index(drop=True)
    shapes = shapely.to_wkb(frame.geometry.to_numpy(), hex=True)
    order = pd.DataFrame({"key": frame[key].to_numpy(), "shape": shapes})
    at = order.sort_values(["key", "shape"], kind="stable").index
    return frame.iloc[at.to_numpy()].reset_index(drop=True)


def _shape_of(name: LayerName) -> str:
    allowed = LAYERS[name].geometry
    if name in _MIXED:
        return "Unknown"
    return "MultiPolygon" if allowed[0] == "Polygon" else allowed[0]


def to_disk(path: Path) -> None:
    """Wait until all of a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_layer(path: Path, name: LayerName, frame: gpd.GeoDataFrame) -> None:
    """Write a layer into a GeoPackage, in place of one of its name.

    A layer that is never drawn becomes a table without shapes.
    """
    declared = LAYERS[name]
    options = {"IDENTIFIER": f"{declared.zh} {declared.en}"}
    if declared.is_table:
        plain = pd.DataFrame(frame.drop(columns="geometry"))
        pyogrio.write_dataframe(
            plain,
            path,
            layer=name,
            driver="GPKG",
            layer_options=options,
            use_arrow=True,
        )
        return
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        geometry_type=_shape_of(name),
        layer_options=options,
    )


def layer_version(frame: gpd.GeoDataFrame, name: LayerName) -> str:
    """Hash of a layer's values and shapes, free of where rows came from.

    Parameters
    ----------
    frame
        Rows as :func:`as_stored` gives them.
    name
        Layer.
    """
    digest = hashlib.sha256()
    stored = [column.name for column in LAYERS[name].stored_columns]
    values = pd.util.hash_pandas_object(pd.DataFrame(frame[stored]), index=False)
    digest.update(name.encode())
    digest.update(values.to_numpy().tobytes())
    for blob in shapely.to_wkb(frame.geometry.to_numpy()):
        digest.update(blob or b"-")
    return digest.hexdigest()[:16]


def version_of(parts: Mapping[str, str]) -> str:
    """One hash of several, whatever their order."""
    text = json.dumps(dict(sorted(parts.items())))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def versions_entries(
    layers: Mapping[LayerName, str], settings: Mapping[str, str]
) -> dict[str, str]:
    """Entries that tell which data a state holds."""
    return {
        "layer_versions": json.dumps(layers),
        **settings,
        "data_version": version_of(dict(settings) | dict(layers.items())),
    }


def read_meta(path: Path) -> Mapping[str, str]:
    """What a state says of itself; read again only when the file is another.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    sqlite3.Error
        If it is no state.
    """
    return _read(path).meta


def read_tables(path: Path) -> frozenset[str]:
    """Names of the tables of a state; as :func:`read_meta`."""
    return _read(path).tables


def _read(path: Path) -> _Read:
    found = path.stat()
    file = (found.st_ino, found.st_ctime_ns, found.st_mtime_ns, found.st_size)
    known = _READ.get(path)
    if known is None or known.file != file:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            meta = dict(connection.execute("SELECT key, value FROM planner_meta"))
            names = connection.execute("SELECT name FROM sqlite_master")
            tables = frozenset(name for (name,) in names)
        known = _READ[path] = _Read(file, meta, tables)
    return known


def update_meta(path: Path, entries: Mapping[str, str]) -> None:
    """Put entries about a state beside those that are there."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO planner_meta VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            entries.items(),
        )


def write_tables(
    path: Path, meta: Mapping[str, str], verdicts: list[dict[str, Any]]
) -> None:
    """Make the tables that are no layers, in a file that has none of them."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE planner_meta (key TEXT PRIMARY KEY, value TEXT)"
        )
        connection.execute(
            "CREATE TABLE planner_verdicts (number INTEGER PRIMARY KEY, record TEXT)"
        )
        connection.executemany("INSERT INTO planner_meta VALUES (?, ?)", meta.items())
        connection.executemany(
            "INSERT INTO planner_verdicts (record) VALUES (?)",
            [(json.dumps(v, ensure_ascii=False, sort_keys=True),) for v in verdicts],
        )
