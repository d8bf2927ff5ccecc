"""Layers as the workspace keeps them: order, kinds of shape, and hashes of content."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.frames import conform
from geo.schemas import LAYERS, LayerName

_POLYGON = 3
# Layers whose rows may have one kind of shape or another.
_MIXED = frozenset({"townships", "closures"})


def as_stored(frame: pd.DataFrame, name: LayerName) -> gpd.GeoDataFrame:
    """Return rows as the workspace keeps them: in order of the key, areas multipart."""
    rows = _in_order(conform(frame, name), LAYERS[name].key)
    if _shape_of(name) != "MultiPolygon":
        return rows
    shapes = rows.geometry.to_numpy().copy()
    single = np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON)
    # One collection for each: a GeoPackage layer has one kind of shape.
    shapes[single] = shapely.multipolygons(shapes[single], indices=range(len(single)))
    return rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=rows.crs))


def _in_order(frame: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """Sort by key, and stretches of one road by their shapes."""
    if frame[key].is_unique:
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


def write_layer(path: Path, name: LayerName, frame: gpd.GeoDataFrame) -> None:
    """Write a layer into a GeoPackage, in place of one of its name."""
    declared = LAYERS[name]
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        geometry_type=_shape_of(name),
        layer_options={"IDENTIFIER": f"{declared.zh} {declared.en}"},
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
