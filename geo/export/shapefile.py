"""Shapefiles: zipped, with a field sheet, read back before they are handed out.

What the format costs is dealt with here: reviewed field names, 254 bytes of text, one
kind of shape a file, no truth values and no difference between empty and missing text.
"""

import csv
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.errors import DataError
from geo.export.fields import Field, check_fields, placed_table
from geo.export.files import Written, replacing
from geo.export.readback import differences
from geo.issues import Issue
from geo.schemas import BASE_KINDS, TRADES, ColumnKind, Term
from geo.shapes import POLYGON_TYPES

Encoding = Literal["utf-8", "gbk"]

TEXT_BYTES = 254
_LAYER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Shapely's numbers of shape types to what one shapefile may hold together.
_FAMILIES: Mapping[str, tuple[tuple[int, ...], str]] = {
    "point": ((0,), "Point"),
    "multipoint": ((4,), "MultiPoint"),
    "line": ((1, 2, 5), "MultiLineString"),
    "polygon": (POLYGON_TYPES, "MultiPolygon"),
}
_SHEET_HEAD = (
    "字段名 Field", "中文名 Chinese", "英文名 English", "说明", "Description",
    "类型 Kind", "取值 Values",
)  # fmt: skip


def write_shapefile_zip(
    frame: gpd.GeoDataFrame,
    fields: Sequence[Field],
    path: Path,
    *,
    name: str,
    encoding: Encoding = "utf-8",
    notes: Mapping[str, str] | None = None,
) -> Written:
    """Write a zip with one shapefile, or one for each kind of shape.

    Parameters
    ----------
    frame
        Rows with a geometry column, in :data:`geo.crs.STORAGE_CRS` or convertible to
        it. Rows without a place are kept, with a null shape.
    fields
        Columns to write, in order; the first is the key.
    path
        Target zip; replaced only after the new one was read back and compared.
    name
        File name inside the zip: ASCII letters, digits and ``_``. Where kinds of shape
        are mixed the files are ``name_point``, ``name_polygon`` and so on, and rows
        without a place go with the first of them.
    encoding
        Of the attribute table. Where GBK lacks a character UTF-8 is used instead, and
        an issue says so.
    notes
        What the receiver must know, subject to sentence; written to ``name_notes.txt``.

    Returns
    -------
    Written
        The path, and warnings: each text cut to 254 bytes, and a changed encoding.
        Blanks around a text are not kept, nor is the difference between an empty text
        and none; truth values become 1 and 0.

    Raises
    ------
    ValueError
        If ``fields`` or ``name`` cannot be used, or the frame has no geometry column.
    geo.errors.DataError
        If a shape has no place in a shapefile, the zip cannot be written, or it does
        not read back as it was meant.
    """
    check_fields(fields)
    if not _LAYER_NAME.fullmatch(name):
        msg = f"shapefile name not usable: {name!r}"
        raise ValueError(msg)
    rows = placed_table(frame, fields)
    _refuse_collections(rows, path.name)
    encoding, issues = _usable_encoding(rows, fields, encoding, path.name)
    rows, cuts = _fit_texts(rows, fields, encoding, path.name)
    with replacing(path, suffix=".zip") as part:
        folder = part.parent / "layers"
        folder.mkdir()
        pieces = dict(_pieces(rows, name))
        for layer, piece in pieces.items():
            _write_layer(piece, fields, folder / f"{layer}.shp", encoding)
        _write_sheet(fields, folder / f"{name}_fields.csv")
        _write_notes(notes or {}, folder / f"{name}_notes.txt")
        _zip(folder, part)
        problems = _read_back(pieces, fields, part, path.name)
        if problems:
            raise DataError(problems)
    return Written(path, (*issues, *cuts))


def _refuse_collections(rows: gpd.GeoDataFrame, source: str) -> None:
    known = [number for numbers, _ in _FAMILIES.values() for number in numbers]
    types = shapely.get_type_id(rows.geometry.to_numpy())
    bad = np.flatnonzero(~np.isin(types, [-1, *known]))
    keys = rows.iloc[:, 0].astype(str)
    issues = [
        Issue("shp_shape_not_writable", "error", "", source, int(at) + 1, keys.iloc[at])
        for at in bad
    ]
    if issues:
        raise DataError(issues)


def _usable_encoding(
    rows: pd.DataFrame, fields: Sequence[Field], encoding: Encoding, source: str
) -> tuple[Encoding, list[Issue]]:
    if encoding == "utf-8":
        return encoding, []
    used = {char for field in fields if field.is_text for char in _chars(rows, field)}
    lacking = sorted(char for char in used if not char.encode("gbk", "ignore"))
    if not lacking:
        return encoding, []
    params = {"characters": " ".join(lacking[:20]), "count": len(lacking)}
    issue = Issue("shp_not_in_gbk", "warning", source=source, params=params)
    return "utf-8", [issue]


def _chars(rows: pd.DataFrame, field: Field) -> set[str]:
    return set("".join(rows[field.name].unique()))


def _fit_texts(
    rows: gpd.GeoDataFrame, fields: Sequence[Field], encoding: Encoding, source: str
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    keys = rows[fields[0].name].astype(str)
    fitted: dict[str, pd.Series[Any]] = {}
    cuts: list[Issue] = []
    for field in fields:
        if not field.is_text:
            continue
        wanted = [text.strip(" ") for text in rows[field.name]]
        kept = [_fit(text, encoding) for text in wanted]
        fitted[field.name] = pd.Series(kept, index=rows.index, dtype="str")
        for at, (text, short) in enumerate(zip(wanted, kept, strict=True)):
            if text != short:
                params = {"field": field.shp, "kept": len(short), "length": len(text)}
                cuts.append(
                    Issue(
                        "shp_text_cut", "warning", "", source, at + 1, keys[at], params
                    )
                )
    return rows.assign(**fitted), cuts


def _fit(text: str, encoding: Encoding) -> str:
    """Cut at the last whole character within 254 bytes; the table pads with blanks."""
    data = text.encode(encoding)
    if len(data) <= TEXT_BYTES:
        return text
    return data[:TEXT_BYTES].decode(encoding, "ignore").rstrip(" ")


def _pieces(
    rows: gpd.GeoDataFrame, name: str
) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Rows by kind of shape; rows without a place go with the first kind."""
    types = shapely.get_type_id(rows.geometry.to_numpy())
    present = [
        (family, np.isin(types, numbers))
        for family, (numbers, _) in _FAMILIES.items()
        if np.isin(types, numbers).any()
    ]
    if len(present) < 2:
        yield name, rows
        return
    for order, (family, chosen) in enumerate(present):
        mask = chosen | (types == -1) if order == 0 else chosen
        yield f"{name}_{family}", rows[mask].reset_index(drop=True)


def _write_layer(
    rows: gpd.GeoDataFrame, fields: Sequence[Field], path: Path, encoding: Encoding
) -> None:
    types = shapely.get_type_id(rows.geometry.to_numpy())
    shape = next(
        (kind for numbers, kind in _FAMILIES.values() if np.isin(types, numbers).any()),
        "Point",
    )
    stored = {field.name: _narrow(rows[field.name]) for field in fields}
    frame = rows.assign(**stored).rename(columns={f.name: f.shp for f in fields})
    with warnings.catch_warnings():
        # A value that does not fit is found, and told, when the file is read back.
        warnings.simplefilter("ignore", RuntimeWarning)
        pyogrio.write_dataframe(
            frame, path, driver="ESRI Shapefile", encoding=encoding, geometry_type=shape
        )


def _narrow(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Whole numbers as the narrowest type that programs show as a whole number."""
    if values.dtype == "boolean":
        return values.astype("Int16")
    if values.dtype == "Int64" and (values.abs() < 10**9).all():
        return values.astype("Int32")
    return values


def _write_sheet(fields: Sequence[Field], path: Path) -> None:
    # The byte order mark is what makes Excel read the Chinese.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(_SHEET_HEAD)
        for field in fields:
            texts = (field.shp, field.zh, field.en, field.help_zh, field.help_en)
            sheet.writerow((*texts, field.kind, _meanings(field.kind)))


def _meanings(kind: ColumnKind) -> str:
    if kind == "bool":
        return "1=是 yes; 0=否 no"
    lists: Mapping[str, Mapping[str, Term]] = {
        "trades": TRADES, "base_kind": BASE_KINDS,
    }  # fmt: skip
    terms = lists.get(kind, {}).values()
    return "; ".join(f"{term.code}={term.zh} {term.en}" for term in terms)


def _write_notes(notes: Mapping[str, str], path: Path) -> None:
    if notes:
        lines = [f"{subject}: {sentence}\n" for subject, sentence in notes.items()]
        path.write_text("".join(lines), encoding="utf-8-sig")


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)


def _read_back(
    pieces: Mapping[str, gpd.GeoDataFrame],
    fields: Sequence[Field],
    archive: Path,
    source: str,
) -> list[Issue]:
    rename = {field.shp: field.name for field in fields}
    return [
        issue
        for layer, rows in pieces.items()
        for issue in differences(
            rows,
            fields,
            dataset=f"/vsizip/{archive.as_posix()}/{layer}.shp",
            layer=layer,
            source=source,
            rename=rename,
        )
    ]
