"""Reading what a planner has: any supported file becomes a list of raw tables.

Nothing is trusted: a file is what its first bytes say, whatever its name; archives are
looked through before they are unpacked; no driver is chosen by a file's contents.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geo.errors import DataError
from geo.issues import Issue
from geo.reading.archives import DEFAULT_LIMITS, ArchiveLimits, unpacked
from geo.reading.excel import read_xlsx
from geo.reading.gis import is_geopackage, read_gpkg, read_shapefile
from geo.reading.tables import RawTable as RawTable
from geo.reading.tables import refuse, suffix_of, with_rows
from geo.reading.text import read_csv, read_geojson
from geo.roads.blobs import is_pbf
from geo.roads.graphs import DEFAULT_GRAPHML_BYTES, read_graphml
from geo.roads.lines import to_lines
from geo.roads.pbf import DEFAULT_MEMORY_LIMIT_MB, read_extract
from geo.roads.segments import Segments
from geo.terms import TERMS
from geo.words import Phrase

Format = Literal["shp", "zip", "gpkg", "geojson", "csv", "xlsx", "pbf", "graphml"]

# Called with the share of a file that has been read, an estimate.
ShareRead = Callable[[float], None]

_MIB = 1 << 20
# Roads in a MB of an extract: some 3,000 in Andorra, fewer where houses are mapped too.
_ROADS_PER_MIB = 2_000
_SUFFIXES: dict[str, Format] = {
    ".shp": "shp", ".zip": "zip", ".gpkg": "gpkg", ".geojson": "geojson",
    ".json": "geojson", ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx",
    ".xlsm": "xlsx", ".pbf": "pbf", ".graphml": "graphml",
}  # fmt: skip
# Parts of a shapefile: of no use alone, and read with their .shp.
_PARTS = frozenset(
    {".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qix", ".qmd"}
)
# What a file is by its first bytes, as people call it.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"BM", "BMP"), (b"%PDF", "PDF"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls / doc"), (b"MZ", "EXE"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"SQLite format 3\0", "sqlite"),
    (b"\0\0\x27\x0a", "shp"),
)  # fmt: skip
_XLSX_PART = "[Content_Types].xml"
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<ogrvrt", b"<table", b"<kml")


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Sizes past which a file is refused rather than read."""

    csv_bytes: int = 500 * _MIB
    geojson_bytes: int = 500 * _MIB
    roads_memory_mb: int = DEFAULT_MEMORY_LIMIT_MB
    graphml_bytes: int = DEFAULT_GRAPHML_BYTES
    archive: ArchiveLimits = DEFAULT_LIMITS


DEFAULT_READ_LIMITS = ReadLimits()


def read_tables(
    path: Path,
    *,
    limits: ReadLimits = DEFAULT_READ_LIMITS,
    source: str = "",
    progress: ShareRead | None = None,
) -> list[RawTable]:
    """Read every table of a file.

    Parameters
    ----------
    path
        shp, gpkg, geojson, csv (also tsv, txt), xlsx, osm.pbf, graphml, or a zip of
        such files.
    limits
        What is too large to read.
    source
        Name of the file in messages; its own name where empty.
    progress
        Told the share read while a road extract is read; it never comes to 1.

    Returns
    -------
    list of RawTable
        At least one; a table may have no rows.

    Raises
    ------
    DataError
        With every reason why the file, or a file in the archive, cannot be read.
    """
    name = source or name_of(path)
    try:
        format_ = _format(path, name)
        return _read(path, format_, name, limits, progress)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        refuse("file_unreadable", name, detail=detail)


def name_of(path: Path) -> str:
    """Name of a file as text; one in GBK, as old archives leave it, is read as such."""
    raw = os.fsencode(path.name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _read(
    path: Path,
    format_: Format,
    name: str,
    limits: ReadLimits,
    progress: ShareRead | None,
) -> list[RawTable]:
    match format_:
        case "zip":
            return _read_zip(path, name, limits)
        case "shp":
            return [read_shapefile(path, source=name)]
        case "gpkg":
            return read_gpkg(path, source=name)
        case "xlsx":
            return read_xlsx(path, source=name, limits=limits.archive)
        case "csv":
            return [read_csv(path, source=name, limit_bytes=limits.csv_bytes)]
        case "geojson":
            size, limit = path.stat().st_size, limits.geojson_bytes
            if size > limit:
                sizes = {"size": size // _MIB, "limit": limit // _MIB}
                refuse("geojson_too_large", name, **sizes)
            return [read_geojson(path, source=name)]
        case "pbf":
            return _read_extract(path, name, limits, progress)
        case "graphml":
            limit = limits.graphml_bytes
            return [_roads(read_graphml(path, source=name, limit_bytes=limit), name)]


def _read_extract(
    path: Path, name: str, limits: ReadLimits, progress: ShareRead | None
) -> list[RawTable]:
    """Roads, and the named places as a table of their own where there are any."""
    expected = _ROADS_PER_MIB * path.stat().st_size / _MIB
    extract = read_extract(
        path,
        source=name,
        # How many roads there are shows only at the end, so this never comes to 1.
        progress=None if progress is None else lambda n: progress(n / (n + expected)),
        memory_limit_mb=limits.roads_memory_mb,
    )
    tables = [_roads(extract.segments, name)]
    if len(extract.places):
        own, rows = f"{name}/places", range(1, len(extract.places) + 1)
        table = with_rows(extract.places, own, rows)
        tables.append(RawTable(own, "places", table, extract.places.crs))
    return tables


def _roads(segments: Segments, name: str) -> RawTable:
    lines = to_lines(segments, source=name)
    table = with_rows(lines, name, range(1, len(lines) + 1))
    return RawTable(name, "roads", table, lines.crs)


def _read_zip(path: Path, name: str, limits: ReadLimits) -> list[RawTable]:
    """Read all that can be read in an archive; report all that is wrong in it."""
    tables: list[RawTable] = []
    issues: list[Issue] = []
    with unpacked(path, source=name, limits=limits.archive) as folder:
        inner = sorted(file for file in folder.rglob("*") if file.is_file())
        readable = [f for f in inner if _is_table(f) and not _is_legend(f, inner)]
        if not readable:
            held = "、".join(file.name for file in inner[:6])
            refuse("zip_without_tables", name, held=held)
        for file in readable:
            own = f"{name}/{file.relative_to(folder).as_posix()}"
            try:
                tables += read_tables(file, limits=limits, source=own)
            except DataError as error:
                issues += error.issues
    if issues:
        raise DataError(issues)
    return tables


def _is_table(file: Path) -> bool:
    suffix = suffix_of(file)
    # A readme beside a shapefile is no table, and an archive in an archive no friend.
    return suffix in _SUFFIXES and suffix not in {".zip", ".txt"}


def _is_legend(file: Path, others: list[Path]) -> bool:
    """Whether a table only explains the fields of a shapefile we wrote beside it."""
    name, ending, _ = file.name.rpartition("_fields.csv")
    return bool(ending) and any(
        suffix_of(other) == ".shp" and other.name.startswith(name) for other in others
    )


def _format(path: Path, name: str) -> Format:
    """Decide what a file is, and refuse what it should not be.

    Raises
    ------
    DataError
        If it is missing, empty, of an unsupported kind, or not what its name says.
    """
    if not path.is_file():
        refuse("file_missing", name)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        refuse("file_empty", name)
    suffix = suffix_of(path)
    if suffix in _PARTS:
        refuse("part_of_shapefile", name)
    named = _SUFFIXES.get(suffix)
    found = _by_bytes(path, head, named)
    if named is None:
        refuse("format_unsupported", name, found=found)
    if found != named:
        refuse("file_not_what_it_says", name, said=suffix, found=found)
    return named


def _by_bytes(path: Path, head: bytes, named: Format | None) -> str | Phrase:
    """Name what the bytes show; text is taken for the text format it is named."""
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            if found == "zip" and named == "xlsx" and _XLSX_PART.encode() in head:
                return "xlsx"
            if found == "zip" and named == "xlsx":
                return "xlsx" if _holds_workbook(path) else "zip"
            if found == "sqlite":
                return "gpkg" if is_geopackage(path) else TERMS["broken_gpkg"]
            return found
    if is_pbf(head):
        return "pbf"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if named == "graphml" and b"<graphml" in start:
        return "graphml"
    if start[:16].lower().startswith(_MARKUP):
        return "HTML / XML"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TERMS["binary"]
    if start.startswith((b"{", b"[")):
        return "geojson" if named in {"geojson", None} else "JSON"
    if named in {"csv", "geojson"}:
        return named
    return TERMS["plain_text"]


def _holds_workbook(path: Path) -> bool:
    # A broken workbook is still one by name; its reader says what is wrong with it.
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - (1 << 16), 0))
        tail = file.read()
    return b"xl/" in tail or b"PK\x05\x06" not in tail
