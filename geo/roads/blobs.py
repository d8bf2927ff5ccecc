"""The blocks of an ``.osm.pbf``, looked through without unpacking any of them."""

from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from geo.reading.tables import refuse

# Limits of the format itself, so that a hostile length is not believed.
_MOST_HEADER, _MOST_BLOB = 64 << 10, 32 << 20
_VARINT, _BYTES = 0, 2
_MAGIC = b"\n\tOSMHeader"


@dataclass(frozen=True, slots=True)
class Blobs:
    """How many data blocks a file has, and their size in bytes when unpacked."""

    count: int
    raw_bytes: int


def is_pbf(head: bytes) -> bool:
    """Whether a file's first bytes are those of an ``.osm.pbf``."""
    return head[4 : 4 + len(_MAGIC)] == _MAGIC


def scan(path: Path, *, source: str) -> Blobs:
    """Add up what the blocks say of themselves.

    Parameters
    ----------
    path
        An ``.osm.pbf``.
    source
        Name of the file in messages.

    Raises
    ------
    DataError
        If the file is no PBF, ends inside a block or after its header.
    """
    size, count, raw = path.stat().st_size, 0, 0
    with path.open("rb") as file:
        if not is_pbf(file.read(64)):
            refuse("pbf_not_one", source)
        file.seek(0)
        while file.tell() < size:
            try:
                kind, unpacked = _block(file, size)
            except (ValueError, IndexError):
                params = {"read": _mb(file.tell()), "size": _mb(size)}
                refuse("pbf_cut_off", source, **params)
            if kind == b"OSMData":
                count, raw = count + 1, raw + unpacked
    if not count:
        refuse("pbf_cut_off", source, read=_mb(size), size=_mb(size))
    return Blobs(count, raw)


def _block(file: BufferedReader, size: int) -> tuple[bytes, int]:
    """Kind and unpacked size of the next block; the file is left after it.

    Raises
    ------
    ValueError, IndexError
        If it is not whole.
    """
    length = int.from_bytes(_exactly(file, 4), "big")
    if length > _MOST_HEADER:
        raise ValueError
    header = _fields(_exactly(file, length))
    kind, blob = header[1], header[3]
    if not isinstance(kind, bytes) or not isinstance(blob, int) or blob > _MOST_BLOB:
        raise ValueError
    end = file.tell() + blob
    if end > size:
        raise ValueError
    # raw_size stands before the packed data; unpacked data is its own size.
    start = _fields(_exactly(file, min(blob, 16)))
    unpacked = start.get(2, blob)
    file.seek(end)
    return kind, unpacked if isinstance(unpacked, int) else blob


def _exactly(file: BufferedReader, count: int) -> bytes:
    read = file.read(count)
    if len(read) < count:
        raise ValueError
    return read


def _fields(message: bytes) -> dict[int, int | bytes]:
    """Fields of a message in the way protocol buffers write them, by their number.

    A field of bytes that goes on past the end ends the list.
    """
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        value, at = _varint(message, at)
        if tag & 7 == _VARINT:
            found[tag >> 3] = value
        elif tag & 7 == _BYTES and at + value <= len(message):
            found[tag >> 3] = message[at : at + value]
            at += value
        else:
            break
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _mb(size: int) -> str:
    return f"{size / (1 << 20):.1f}"
