"""Which encoding a text file or a shapefile's table is in, decided by its own bytes."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.errors import DataError
from geo.issues import Issue

UTF8, GB18030 = "utf-8", "gb18030"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
# Layout of a DBF: header and field descriptors of 32 bytes each, ended by a return.
_HEADER, _END_OF_FIELDS, _ASCII = 32, 0x0D, 0x7F
# Byte 29 of a DBF names a code page; only those met with Chinese text are listed.
_LDID = {0x4D: GB18030, 0x7A: GB18030, 0x4F: "cp950", 0x78: "cp950"}
_CHINESE = {UTF8: UTF8, "big5": "cp950", "cp950": "cp950"} | dict.fromkeys(
    ("gbk", "gb2312", GB18030), GB18030
)
_CODE_PAGES = {"936": GB18030, "950": "cp950", "65001": UTF8, "54936": GB18030}


@dataclass(frozen=True, slots=True)
class Decision:
    """An encoding and what had to be said about it."""

    encoding: str
    issues: tuple[Issue, ...] = ()


def of_text(path: Path, *, source: str) -> str:
    """Decide the encoding of a text file: mark, strict UTF-8, else strict GB18030.

    Raises
    ------
    DataError
        If the bytes are valid in none of them.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    for name in (UTF8, GB18030):
        if _reads_as(path, name):
            return name
    raise DataError([Issue("encoding_unknown", "error", source=source)])


def of_bytes(data: bytes) -> str:
    """Strict UTF-8, else GB18030; for short texts where nothing else is known."""
    return UTF8 if _valid(data, UTF8) else GB18030


def of_dbf(dbf: Path, *, source: str) -> Decision:
    """Decide the encoding of a shapefile's table.

    Parameters
    ----------
    dbf
        The ``.dbf``; a ``.cpg`` of the same name beside it is heeded.
    source
        Name of the file in messages.

    Returns
    -------
    Decision
        What ``.cpg`` says, unless the text contradicts it (a warning); else the code
        page byte; else strict UTF-8, else GB18030.

    Raises
    ------
    DataError
        If the file is no whole table.
    """
    if not _is_whole(dbf):
        params = {"part": dbf.name}
        raise DataError([Issue("dbf_broken", "error", source=source, params=params)])
    text = _dbf_text(dbf)
    said = _said(dbf)
    if said and _valid(text, said):
        return Decision(said)
    found = of_bytes(text)
    if not said:
        return Decision(found)
    params = {"said": said.upper(), "found": found.upper()}
    issue = Issue("encoding_label_wrong", "warning", source=source, params=params)
    return Decision(found, (issue,))


def decode_field(name: bytes, encoding: str) -> str:
    """Name of a DBF field, without the half character the limit may have left."""
    for end in range(len(name), max(len(name) - 4, 0), -1):
        try:
            return name[:end].decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode(encoding, errors="replace")


def _said(dbf: Path) -> str:
    """Read what ``.cpg`` or the code page byte names, "" if neither is of use."""
    for suffix in (".cpg", ".CPG"):
        label = dbf.with_suffix(suffix)
        if label.exists():
            return _named(label.read_bytes()[:64].decode("ascii", errors="ignore"))
    with dbf.open("rb") as file:
        head = file.read(_HEADER)
    return _LDID.get(head[29], "") if len(head) == _HEADER else ""


def _named(label: str) -> str:
    plain = label.strip().strip("\0").lower()
    digits = plain.removeprefix("cp").removeprefix("ansi").strip(" -")
    if digits in _CODE_PAGES:
        return _CODE_PAGES[digits]
    try:
        name = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return ""
    # Writers that know no better say Latin-1, which fits any bytes: not evidence.
    return _CHINESE.get(name, "")


def _dbf_text(dbf: Path) -> bytes:
    """Text cells of a DBF one after another; field names may be cut, so not they.

    A cell filled to its width may end in half a character, which is left out.
    """
    data = dbf.read_bytes()
    _, header, width = struct.unpack_from("<IHH", data, 4)
    rows = (len(data) - header) // width
    grid = np.frombuffer(data, np.uint8, rows * width, header).reshape(rows, width)
    parts: list[bytes] = []
    for offset, length in _text_fields(data, header):
        cells = grid[:, offset : offset + length]
        cut = (cells[:, -1:] > _ASCII).any(axis=1)
        parts.append(cells[~cut].tobytes())
        parts.extend(_whole(cell.tobytes()) for cell in cells[cut])
    return b"\n".join(parts)


def _is_whole(dbf: Path) -> bool:
    """Whether a table is as long as its header says, and has a column."""
    size = dbf.stat().st_size
    with dbf.open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER:
        return False
    rows, header, width = struct.unpack_from("<IHH", head, 4)
    # A record is the mark of deletion and at least one character.
    return bool(header > 2 * _HEADER and width > 1 and size >= header + rows * width)


def _text_fields(data: bytes, header: int) -> Iterator[tuple[int, int]]:
    """Offset in a record and width of each character field."""
    offset = 1
    for at in range(_HEADER, min(header, len(data)) - _HEADER + 1, _HEADER):
        if data[at] == _END_OF_FIELDS:
            return
        if data[at + 11 : at + 12] == b"C":
            yield offset, data[at + 16]
        offset += data[at + 16]


def _whole(cell: bytes) -> bytes:
    """Drop up to three bytes at the end that do not make a whole character."""
    for encoding in (UTF8, GB18030):
        for end in range(len(cell), max(len(cell) - 4, 0), -1):
            if _valid(cell[:end], encoding):
                return cell[:end]
    return cell


def _valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
