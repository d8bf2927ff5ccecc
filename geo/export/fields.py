"""What is written of a frame: the fields, and the plain table made of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS, to_storage
from geo.schemas import LAYERS, Column, ColumnKind, LayerName
from geo.words import Lang

INTEGER_KINDS = frozenset({"int", "year"})
FLOAT_KINDS = frozenset({"float", "lon", "lat"})
# Texts that a spreadsheet would take for a formula, full-width forms included.
FORMULA_HEADS = tuple("=+-@\t\r＝＋－＠")
YES_NO: dict[Lang, tuple[str, str]] = {"zh": ("是", "否"), "en": ("yes", "no")}
# Columns that a GeoPackage makes by itself.
_RESERVED = frozenset({"fid", "geom", "geometry"})
_SHAPEFILE_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,9}")
# Control characters, halves of a surrogate pair and non-characters: no format we write
# can hold them all. Tab, line feed and carriage return stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Field:
    """One column to be written.

    Parameters
    ----------
    name
        Column of the frame; also its name in GeoPackage and GeoJSON.
    kind
        Decides how values are written; see the head of ``layers.toml``.
    shp
        Name in a shapefile: ASCII capitals, digits and ``_``, at most 10 characters.
    zh, en
        Heading for people.
    help_zh, help_en
        One line on what the values mean.
    terms
        List of ``vocabulary.toml`` that a ``term`` is of.
    """

    name: str
    kind: ColumnKind
    shp: str
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    terms: str = ""

    @classmethod
    def from_column(cls, column: Column) -> "Field":
        """Return the field of a declared column."""
        return cls(
            column.name,
            column.kind,
            column.shp,
            column.zh,
            column.en,
            column.help_zh,
            column.help_en,
            column.terms,
        )

    @property
    def is_text(self) -> bool:
        """Whether values are written as text (codes, dates and lists are)."""
        return self.kind not in INTEGER_KINDS | FLOAT_KINDS | {"bool"}

    def label(self, lang: Lang) -> str:
        """Heading of the field for people."""
        return self.zh if lang == "zh" else self.en

    def help(self, lang: Lang) -> str:
        """One line on what the values mean."""
        return self.help_zh if lang == "zh" else self.help_en


def fields_of(layer: LayerName) -> tuple[Field, ...]:
    """Fields of a declared layer: its stored columns, in order."""
    return tuple(Field.from_column(column) for column in LAYERS[layer].stored_columns)


def check_fields(fields: Sequence[Field]) -> None:
    """Refuse fields that a shapefile cannot name.

    Raises
    ------
    ValueError
        If a shapefile name is not ASCII capitals, digits and ``_`` beginning with a
        letter, is longer than 10 characters, or stands twice.
    """
    names = [field.shp for field in fields]
    wrong = [name for name in names if not _SHAPEFILE_NAME.fullmatch(name)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if wrong or twice:
        msg = f"shapefile field names not usable: {wrong}, named twice: {twice}"
        raise ValueError(msg)


def clean_text(text: str) -> str:
    """Return the text without the characters that files cannot hold."""
    return _UNWRITABLE.sub("", text)


def table(frame: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Return a new plain table of the fields, ready to be written.

    Parameters
    ----------
    frame
        Holds every field as a column or an index level. A ``lon`` or ``lat`` field it
        lacks is taken from its geometry (for an area, a point inside it).
    fields
        Columns to keep, in order.

    Returns
    -------
    pandas.DataFrame
        Rows numbered from 0. Text is ``str`` with ``""`` for missing and without
        control characters; ``Int64``, ``Float64`` and ``boolean`` hold NA for missing
        (not finite counts as missing). A GeoDataFrame in :data:`geo.crs.STORAGE_CRS`,
        flat x, y = lon, lat, None for no place, where the frame has a geometry.

    Raises
    ------
    ValueError
        If there are no fields, a name stands twice, is reserved, or is not in the
        frame.
    geo.errors.CrsError
        If the frame's geometry has no CRS.
    """
    names = [field.name for field in fields]
    _check_names(names)
    levels = [name for name in frame.index.names if name in names]
    outside = [name for name in levels if name not in frame.columns]
    flat = frame.reset_index(level=outside) if outside else frame
    flat = flat.reset_index(drop=True)
    geometry = _geometry(flat)
    data: dict[str, pd.Series[Any]] = {}
    for field in fields:
        if field.name in flat.columns:
            data[field.name] = _values(flat[field.name], field)
        elif field.kind in {"lon", "lat"} and geometry is not None:
            data[field.name] = _coordinate(geometry, field)
    missing = [name for name in names if name not in data]
    if missing:
        msg = f"frame has no {', '.join(missing)}"
        raise ValueError(msg)
    plain = pd.DataFrame(data, index=flat.index)
    if geometry is not None:
        plain = gpd.GeoDataFrame(plain, geometry=geometry, crs=STORAGE_CRS)
    return plain


def placed_table(frame: pd.DataFrame, fields: Sequence[Field]) -> gpd.GeoDataFrame:
    """Return :func:`table` of a frame that must have a geometry column.

    Raises
    ------
    ValueError
        As :func:`table`, and if the frame has no geometry column.
    """
    rows = table(frame, fields)
    if "geometry" not in rows:
        msg = "this format needs a frame with a geometry column"
        raise ValueError(msg)
    return rows


def _check_names(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    reserved = sorted(_RESERVED & {name.casefold() for name in names})
    if not names or twice or reserved:
        msg = f"field names not usable: {len(names)} given, {twice=}, {reserved=}"
        raise ValueError(msg)


def _geometry(frame: pd.DataFrame) -> Any | None:  # noqa: ANN401 - array of geometries
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return None
    shapes = shapely.force_2d(to_storage(frame).geometry.to_numpy())
    # Empty shapes and points at NaN have no bounds, and are no place.
    known = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    return np.where(known, shapes, None)


def _coordinate(geometry: Any, field: Field) -> "pd.Series[Any]":  # noqa: ANN401
    points = shapely.point_on_surface(geometry)
    ordinate = shapely.get_x if field.kind == "lon" else shapely.get_y
    return pd.Series(ordinate(points)).astype("Float64")


def _values(values: "pd.Series[Any]", field: Field) -> "pd.Series[Any]":
    if field.kind == "bool":
        return values.astype("boolean")
    if field.kind in INTEGER_KINDS:
        return values.astype("Int64")
    if field.kind in FLOAT_KINDS:
        numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        finite = np.where(np.isfinite(numbers), numbers, np.nan)
        return pd.Series(finite, index=values.index).astype("Float64")
    texts = [
        "" if gone else clean_text(str(value))
        for value, gone in zip(values, values.isna(), strict=True)
    ]
    return pd.Series(texts, index=values.index, dtype="str")
