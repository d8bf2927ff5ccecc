"""Files kept for the next time: whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kept_whole(path: Path) -> Iterator[Path]:
    """Yield a file to write; it takes its place once the block has succeeded.

    Two programs that keep the same thing at once each write a file of their own, and
    nothing is left of one that could not be finished.

    Parameters
    ----------
    path
        Where the file is kept; its folder must exist.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".keeping-") as folder:
        part = Path(folder) / path.name
        yield part
        part.replace(path)
