"""Opening zip files that strangers made: looked through first, then unpacked."""

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geo.errors import DataError
from geo.issues import Issue
from geo.reading.encoding import GB18030

_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_BLOCK = 1 << 20
_MIB = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold before it is refused.

    Parameters
    ----------
    files
        Entries.
    total_bytes
        Size of everything unpacked.
    ratio
        Unpacked size over packed size, of one entry or of all.
    free_bytes
        Entries unpacking to no more than this are not judged by their ratio: small
        tables of one repeated value pack very well.
    """

    files: int = 5_000
    total_bytes: int = 4 << 30
    ratio: int = 200
    free_bytes: int = 20 << 20


DEFAULT_LIMITS = ArchiveLimits()


def inspect(
    path: Path, *, source: str, limits: ArchiveLimits = DEFAULT_LIMITS
) -> dict[str, zipfile.ZipInfo]:
    """Look through a zip (or an xlsx, which is one) without unpacking it.

    Returns
    -------
    dict
        Files by their name, Chinese names restored; folders and the bookkeeping of
        macOS left out.

    Raises
    ------
    DataError
        With every problem found: broken, encrypted, too many files, too large,
        packed suspiciously well, links, names that point outside or stand twice.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, UnicodeError) as error:
        raise DataError([Issue("zip_broken", "error", source=source)]) from error
    named = [
        (name, entry)
        for entry in entries
        if not entry.is_dir() and not _is_clutter(name := restored_name(entry))
    ]
    issues = [*_size_issues(entries, source, limits), *_entry_issues(named, source)]
    if issues:
        raise DataError(issues)
    return dict(named)


@contextmanager
def unpacked(
    path: Path, *, source: str, limits: ArchiveLimits = DEFAULT_LIMITS
) -> Iterator[Path]:
    """Unpack a zip into a folder that lasts as long as the ``with`` block.

    Raises
    ------
    DataError
        As :func:`inspect`, and if an entry is damaged or larger than it claims.
    """
    files = inspect(path, source=source, limits=limits)
    with tempfile.TemporaryDirectory(prefix="coverage-") as name:
        folder = Path(name)
        with zipfile.ZipFile(path) as archive:
            budget = limits.total_bytes
            for inner, entry in files.items():
                target = folder.joinpath(*PurePosixPath(inner).parts)
                budget -= _extract(archive, entry, target, budget, source)
        yield folder


def restored_name(entry: zipfile.ZipInfo) -> str:
    """Name of an entry; Chinese Windows writes GBK where zip expects code page 437."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_FLAG:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name.replace("\\", "/")
        for encoding in ("utf-8", GB18030):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1].startswith("."))


def _size_issues(
    entries: list[zipfile.ZipInfo], source: str, limits: ArchiveLimits
) -> Iterator[Issue]:
    if len(entries) > limits.files:
        params: dict[str, object] = {"found": len(entries), "limit": limits.files}
        yield Issue("zip_too_many_files", "error", source=source, params=params)
    total = sum(entry.file_size for entry in entries)
    if total > limits.total_bytes:
        params = {"found": total // _MIB, "limit": limits.total_bytes // _MIB}
        yield Issue("zip_too_large", "error", source=source, params=params)
    packed = sum(entry.compress_size for entry in entries)
    sizes = [(e.file_size, e.compress_size) for e in entries] + [(total, packed)]
    worst = max(
        (size / max(small, 1) for size, small in sizes if size > limits.free_bytes),
        default=0,
    )
    if worst > limits.ratio:
        params = {"ratio": round(worst), "limit": limits.ratio}
        yield Issue("zip_bomb", "error", source=source, params=params)


def _entry_issues(
    named: list[tuple[str, zipfile.ZipInfo]], source: str
) -> Iterator[Issue]:
    seen: set[str] = set()
    for name, entry in named:
        # Windows keeps one file of names that differ in capitals only.
        if name.casefold() in seen:
            yield _about("zip_name_twice", name, source)
        seen.add(name.casefold())
        place = PurePosixPath(name)
        outside = place.is_absolute() or ".." in place.parts or ":" in name
        if outside or "\0" in name:
            yield _about("zip_path_outside", name, source)
        if stat.S_ISLNK(entry.external_attr >> 16):
            yield _about("zip_link", name, source)
        if entry.flag_bits & _ENCRYPTED_FLAG:
            yield _about("zip_encrypted", name, source)


def _about(rule: str, name: str, source: str) -> Issue:
    return Issue(rule, "error", source=source, params={"name": name})


def _extract(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    target: Path,
    budget: int,
    source: str,
) -> int:
    """Write one entry, counting what really comes out; return its bytes."""
    written = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as packed, target.open("wb") as out:
            while block := packed.read(_BLOCK):
                written += len(block)
                if written > min(budget, entry.file_size):
                    raise DataError([_about("zip_entry_broken", target.name, source)])
                out.write(block)
    except _DAMAGE as error:
        raise DataError([_about("zip_entry_broken", target.name, source)]) from error
    return written
