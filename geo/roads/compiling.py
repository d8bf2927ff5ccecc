"""Compiling the searches, once on a machine and again after every upgrade."""

import contextlib
import functools
import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])
_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent


def compiled(kernel: _Kernel) -> _Kernel:
    """Compile on first use, and keep the machine code on disk where that is allowed.

    Compiled functions of a folder call each other across files, and numba's cache sees
    only changes of the file a function itself stands in: the code is kept in a folder
    of its own for each edition of them all, beside the modules, or in the user's cache
    where that may not be written to.
    """
    settings: Any = numba.config
    before = settings.CACHE_DIR
    try:
        modules = Path(kernel.__code__.co_filename).parent
        settings.CACHE_DIR = str(Path(before or _folder()) / _edition(modules))
        fast = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        # Neither the package's folder nor the user's cache may be written to.
        _log.warning("no folder to keep compiled searches in; compiling at each start")
        fast = numba.njit(nogil=True)(kernel)
    finally:
        settings.CACHE_DIR = before
    return cast(_Kernel, fast)


def _folder() -> Path:
    """Where compiled code may be kept.

    Left to itself numba finds the user's cache as well, but without the edition.
    """
    own = _HERE / "__pycache__"
    with contextlib.suppress(OSError):
        own.mkdir(exist_ok=True)
    if own.is_dir() and os.access(own, os.W_OK):
        return own
    return Path("~/.cache/coverage-planner").expanduser()


@functools.cache
def _edition(modules: Path) -> str:
    """Name the compiled functions of a folder as they are now."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(modules.glob("*.py")):
        text = path.read_bytes()
        if b"@compiled" in text:
            digest.update(text)
    return f"searches-{digest.hexdigest()[:16]}"
