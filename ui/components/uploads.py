"""Uploaded files on disk: names made harmless, parts of a shapefile kept together."""

import re
import shutil
import tempfile
import unicodedata
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

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


def save(uploads: Iterable[Upload], folder: Path) -> list[Path]:
    """Write uploads below a folder and return the files to import.

    The first file of each name goes into one folder, the second into the next, and so
    on: parts of a shapefile stay together, and files of one name apart. Parts are not
    returned where their ``.shp`` is.
    """
    counts: dict[str, int] = {}
    saved: list[Path] = []
    for upload in uploads:
        name = safe_name(upload.name)
        number = counts[name.casefold()] = counts.get(name.casefold(), 0) + 1
        target = folder / str(number) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(upload.getvalue())
        saved.append(target)
    shapes = {_without_ending(path) for path in saved if _ending(path) == "shp"}
    return [
        path
        for path in saved
        if not (_ending(path) in _PARTS and _without_ending(path) in shapes)
    ]


def _ending(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")


def _without_ending(path: Path) -> tuple[Path, str]:
    return path.parent, path.stem.casefold()
