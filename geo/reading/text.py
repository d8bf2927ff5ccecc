"""Reading text files: csv with any usual delimiter, and GeoJSON."""

import csv
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from geo.crs import WGS84
from geo.errors import DataError
from geo.issues import Issue, Severity
from geo.reading.encoding import of_text
from geo.reading.headings import heading_row
from geo.reading.reasons import reason_of
from geo.reading.tables import (
    COMMENT,
    MOST_COLUMNS,
    RawTable,
    refuse,
    unique_headings,
    with_rows,
)
from geo.terms import TERMS

_DELIMITERS = ",;\t|"
_LOOKED_AT = 30
_MIB = 1 << 20
_MALFORMED = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, ShapelyError,
)  # fmt: skip
_SHOWN_ROWS = 200
_OPEN_QUOTE = re.compile(r"EOF inside string starting at row (\d+)")


def read_csv(path: Path, *, source: str, limit_bytes: int) -> RawTable:
    """Read a delimited text file; every cell stays text.

    Title lines above the headings and lines that begin with ``# `` are passed over.
    ``source_row`` counts records from 1 as a spreadsheet shows them.

    Raises
    ------
    DataError
        If it is larger than ``limit_bytes``, empty, in no known encoding, too wide,
        or has rows longer than its headings or run together (each is named).
    """
    size = path.stat().st_size
    if size > limit_bytes:
        sizes = {"size": size // _MIB, "limit": limit_bytes // _MIB}
        refuse("csv_too_large", source, **sizes)
    encoding = of_text(path, source=source)
    with path.open(encoding=encoding, newline="") as file:
        start = list(islice(file, _LOOKED_AT))
    delimiter = _delimiter(start)
    head = [
        [] if row and _is_comment(row[0]) else [cell.strip() for cell in row]
        for row in _records(start, delimiter)
    ]
    if not any(any(row) for row in head):
        refuse("file_empty", source)
    at = heading_row(head)
    headings = unique_headings(_without_tail(head[at]))
    if len(headings) > MOST_COLUMNS:
        refuse("too_many_columns", source, limit=MOST_COLUMNS)
    frame = _cells(path, encoding, delimiter, width=len(headings), source=source)
    frame.columns = pd.Index(headings, dtype="str")
    keep = (frame != "").any(axis=1) & ~frame.iloc[:, 0].str.startswith(COMMENT)
    keep.iloc[: at + 1] = False
    # Without a quote no cell can hold a line break, and the search is saved.
    quoted = _holds(path, b'"')
    merged = _merged(frame[keep], delimiter, source) if quoted else []
    if any(issue.severity == "error" for issue in merged):
        raise DataError(merged)
    rows = frame.index[keep] + 1
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    table = with_rows(frame[keep], source, rows.tolist())
    return RawTable(source, path.stem, table, encoding=named, issues=tuple(merged))


def read_geojson(path: Path, *, source: str) -> RawTable:
    """Read GeoJSON with nothing but a JSON parser, so that no other format slips in.

    Raises
    ------
    DataError
        If it is not JSON, or not a collection of features.
    """
    encoding = of_text(path, source=source)
    try:
        data = json.loads(path.read_text(encoding=encoding))
    except (ValueError, RecursionError) as error:
        refuse("geojson_broken", source, detail=reason_of(error, source=source))
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        refuse("geojson_broken", source, detail=TERMS["json_no_features"])
    shapes: list[Any] = []
    issues: list[Issue] = []
    for row, feature in enumerate(features, start=1):
        try:
            shapes.append(_shape(feature))
        except _MALFORMED as error:
            params = {"detail": reason_of(error, source=source)}
            rule = "feature_broken"
            issues.append(Issue(rule, "error", source=source, row=row, params=params))
    if issues:
        raise DataError(issues)
    records = [_properties(feature) for feature in features]
    frame = gpd.GeoDataFrame(pd.DataFrame(records), geometry=shapes)
    table = with_rows(frame, source, range(1, len(features) + 1))
    return RawTable(source, path.stem, table, _json_crs(data), encoding)


def _delimiter(lines: list[str]) -> str:
    """Delimiter that splits most, first of all in the fullest of the first lines."""
    body = [line for line in lines if line.strip() and not _is_comment(line)]
    return max(
        _DELIMITERS, key=lambda mark: max((x.count(mark) for x in body), default=0)
    )


def _is_comment(text: str) -> bool:
    return text.lstrip("\ufeff\"' ").startswith(COMMENT)


def _records(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _without_tail(cells: list[str]) -> list[str]:
    """Drop blank headings at the end, as spreadsheets leave them."""
    end = len(cells)
    while end > 1 and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _cells(
    path: Path, encoding: str, delimiter: str, *, width: int, source: str
) -> pd.DataFrame:
    """Read all records as text, one column per heading."""
    try:
        frame = pd.read_csv(
            path, sep=delimiter, encoding=encoding, header=None, names=range(width),
            index_col=False, dtype="str", na_filter=False, skip_blank_lines=False,
            on_bad_lines="error", low_memory=False,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        # The slow way would take all rows after an open quote for one cell.
        if open_quote := _OPEN_QUOTE.search(str(error)):
            refuse("csv_broken", source, row=int(open_quote[1]) + 1)
        frame = _slow_cells(path, encoding, delimiter, width=width, source=source)
    return frame.fillna("")


def _merged(frame: pd.DataFrame, delimiter: str, source: str) -> list[Issue]:
    """Cells that hold a line break and the delimiter: rows that stray quotes joined.

    Two rows joined at stray quotes hold, in that one cell, at least as many delimiters
    as a whole row; a cell with fewer may be meant so.
    """
    issues: list[Issue] = []
    for heading, cells in frame.items():
        broken = cells[cells.str.contains("[\r\n]", regex=True)]
        marks = broken.str.count(re.escape(delimiter))
        for at, count in marks[marks > 0].items():
            whole = count >= frame.shape[1] - 1
            severity: Severity = "error" if whole else "warning"
            params = {"column": heading}
            row = int(str(at)) + 1
            rule = "csv_rows_merged"
            issues.append(Issue(rule, severity, "", source, row, params=params))
    return issues[:_SHOWN_ROWS]


def _holds(path: Path, byte: bytes) -> bool:
    with path.open("rb") as file:
        return any(byte in block for block in iter(lambda: file.read(_MIB), b""))


def _slow_cells(
    path: Path, encoding: str, delimiter: str, *, width: int, source: str
) -> pd.DataFrame:
    """Read record by record, to say which are too long; blank extra cells are fine."""
    records: list[list[str]] = []
    issues: list[Issue] = []
    with path.open(encoding=encoding, newline="") as file:
        try:
            for row, cells in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                comment = bool(cells) and _is_comment(cells[0])
                if any(cells[width:]) and not comment and len(issues) < _SHOWN_ROWS:
                    params = {"found": len(_without_tail(cells)), "expected": width}
                    issues.append(
                        Issue(
                            "csv_row_too_long", "error", "", source, row, params=params
                        )
                    )
                records.append((cells + [""] * width)[:width])
        except csv.Error:
            refuse("csv_broken", source, row=len(records) + 1)
    if issues:
        raise DataError(issues)
    return pd.DataFrame(records, columns=range(width), dtype="str")


def _shape(feature: Any) -> Any:  # noqa: ANN401 - untrusted JSON
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    return shapely.force_2d(shapely.geometry.shape(geometry))


def _properties(feature: Any) -> dict[str, Any]:  # noqa: ANN401 - untrusted JSON
    given = feature.get("properties")
    if not isinstance(given, dict):
        return {}
    # A property of this name would stand in the way of the shape itself.
    return {
        _whole(name): _whole(json.dumps(cell, ensure_ascii=False))
        if isinstance(cell, dict | list)
        else _whole(cell)
        for name, cell in given.items()
        if name != "geometry"
    }


def _whole(cell: Any) -> Any:  # noqa: ANN401 - untrusted JSON
    """Half of a surrogate pair, which JSON may escape and no table holds, becomes ?."""
    return cell.encode(errors="replace").decode() if isinstance(cell, str) else cell


def _json_crs(data: dict[str, Any]) -> CRS:
    """Read the old ``crs`` member; the standard knows only WGS84."""
    try:
        name = str(data["crs"]["properties"]["name"])
        return WGS84 if name.endswith("CRS84") else CRS.from_user_input(name)
    except (KeyError, TypeError, UnicodeError, CRSError):
        return WGS84
