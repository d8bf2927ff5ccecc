"""Uploaded files on disk: names made harmless, parts of a shapefile kept together."""

import re
import shutil
import tempfile
import unicodedata
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

# Files that are read with the .shp of their name.
_PARTS = frozenset({"dbf", "shx", "prj", "cpg", "sbn", "sbx", "qpj", "qix", "qmd"})
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MOST_CHARACTERS = 80


class Upload(Protocol):
    """What is asked of an uploaded file."""

    name: str

    def getvalue(self) -> bytes:
        """Contents."""
        ...


U = TypeVar("U", bound=Upload)


class UploadFolder:
    """A temporary folder that goes when nothing refers to it any more."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="coverage-import-"))
        # A session ends by being forgotten: there is no moment to close it.
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def safe_name(name: str) -> str:
    """File name without path, control characters and what Windows refuses.

    Chinese stays, and so does the ending; a name of which nothing is left becomes
    ``file``.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    if not cleaned or _RESERVED.match(cleaned):
        cleaned = f"file_{cleaned}".rstrip("_")
    stem, dot, ending = cleaned.rpartition(".")
    if not dot:
        return cleaned[:_MOST_CHARACTERS]
    return f"{stem[:_MOST_CHARACTERS]}.{ending[:10]}"


def chosen(before: Sequence[U], added: Sequence[U]) -> tuple[list[U], list[str]]:
    """Put newly chosen files to those chosen before.

    A file replaces the one of its name, and a new ``.shp`` every part of the old one:
    an old ``.prj`` or ``.cpg`` must not speak for a new shape.

    Returns
    -------
    tuple
        The files, and the names of those that a new one of the same name replaced.
    """
    shapes = {stem for stem, ending in map(_key, added) if ending == "shp"}
    kept, replaced = [], []
    # Of two files of one name chosen together the later one counts, too.
    fresh = {_key(upload): upload for upload in added}
    for upload in before:
        stem, ending = _key(upload)
        if (stem, ending) in fresh:
            replaced.append(safe_name(upload.name))
        elif not (stem in shapes and ending in _PARTS):
            kept.append(upload)
    return [*kept, *fresh.values()], replaced


def grouped(uploads: Iterable[U]) -> list[list[U]]:
    """Files as they belong together: a ``.shp`` first with its parts, others alone."""
    files = list(uploads)
    shapes = {_key(upload)[0] for upload in files if _key(upload)[1] == "shp"}
    groups: dict[tuple[str, str], list[U]] = {}
    for upload in files:
        stem, ending = _key(upload)
        part = ending in _PARTS and stem in shapes
        groups.setdefault((stem, "shp" if part else ending), []).append(upload)
    return [
        sorted(group, key=lambda upload: _key(upload)[1] != "shp")
        for group in groups.values()
    ]


def save(uploads: Iterable[Upload], folder: Path) -> list[Path]:
    """Write uploads into a folder and return the files to import.

    Parts of a shapefile are not returned where their ``.shp`` is.
    """
    saved = []
    for group in grouped(uploads):
        paths = [folder / safe_name(upload.name) for upload in group]
        for path, upload in zip(paths, group, strict=True):
            path.write_bytes(upload.getvalue())
        saved.append(paths[0])
    return saved


def _key(upload: Upload) -> tuple[str, str]:
    """Name without and with its ending, as it is compared."""
    path = Path(safe_name(upload.name).casefold())
    return path.stem, path.suffix.removeprefix(".")
