"""GeoPackages: several layers in one file, full names, text of any length."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyogrio

from geo.errors import DataError
from geo.export.fields import Field, table
from geo.export.files import replacing
from geo.export.readback import differences
from geo.schemas import LAYERS


def write_geopackage(
    layers: Mapping[str, tuple[pd.DataFrame, Sequence[Field]]],
    path: Path,
    *,
    descriptions: Mapping[str, str] | None = None,
) -> Path:
    """Write layers into one new GeoPackage.

    Parameters
    ----------
    layers
        Name of the layer to its rows and fields. A frame with a geometry column, in
        :data:`geo.crs.STORAGE_CRS` or convertible to it, becomes a map layer (rows
        without a place are kept); one without becomes a plain table.
    path
        Target; replaced only after the new file was read back and compared.
    descriptions
        Name of the layer to a sentence about it, shown by QGIS and ArcGIS.

    Returns
    -------
    pathlib.Path
        The target.

    Raises
    ------
    ValueError
        If there are no layers, or fields cannot be used.
    geo.errors.DataError
        If the file cannot be written, or does not read back as it was meant.
    """
    if not layers:
        msg = "a GeoPackage needs a layer"
        raise ValueError(msg)
    tables = {name: table(*given) for name, given in layers.items()}
    with replacing(path, suffix=".gpkg") as part:
        for name, rows in tables.items():
            options = {
                "IDENTIFIER": _identifier(name),
                "DESCRIPTION": (descriptions or {}).get(name, ""),
            }
            pyogrio.write_dataframe(
                rows, part, layer=name, driver="GPKG", layer_options=options
            )
        problems = [
            issue
            for name, rows in tables.items()
            for issue in differences(
                rows, layers[name][1], dataset=str(part), layer=name, source=path.name
            )
        ]
        if problems:
            raise DataError(problems)
    return path


def _identifier(name: str) -> str:
    """Title of a layer in both languages, where it is a declared one."""
    for layer in LAYERS.values():
        if layer.name == name:
            return f"{layer.zh} {layer.en}"
    return name
