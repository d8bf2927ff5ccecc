"""Putting a finished file in its place, and what was written."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError

from geo.errors import DataError
from geo.issues import Issue


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, and what could not be kept as it was."""

    path: Path
    issues: tuple[Issue, ...] = ()


@contextmanager
def replacing(path: Path, *, suffix: str) -> Iterator[Path]:
    """Yield a place to write; put it at ``path`` once the block has succeeded.

    Parameters
    ----------
    path
        Target; its folder must exist. Untouched if anything fails.
    suffix
        Ending of the file to write, such as ``".gpkg"``: drivers go by it.

    Yields
    ------
    pathlib.Path
        File to write, alone in a temporary folder beside the target.

    Raises
    ------
    geo.errors.DataError
        If the file cannot be written or put in its place.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            part = Path(folder) / f"part{suffix}"
            yield part
            part.replace(path)
    except (OSError, DataSourceError, DataLayerError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        params = {"reason": reason}
        issue = Issue("export_not_written", "error", source=path.name, params=params)
        raise DataError([issue]) from error
