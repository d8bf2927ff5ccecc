"""Compiling the searches, once on a machine and again after every upgrade."""

import contextlib
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
# Modules with compiled functions. They call each other across files, and numba's cache
# sees only changes of the file a function itself stands in.
KERNELS = ("compiling.py", "criticality.py", "heap.py", "search.py")


def compiled(kernel: _Kernel) -> _Kernel:
    """Compile on first use, and keep the machine code on disk where that is allowed.

    The code is kept in a folder of its own for each edition of :data:`KERNELS`: beside
    the modules, or in the user's cache where that may not be written to.
    """
    settings: Any = numba.config
    before = settings.CACHE_DIR
    try:
        settings.CACHE_DIR = str(Path(before or _folder()) / _edition())
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


def _edition() -> str:
    digest = hashlib.sha256()
    for name in KERNELS:
        digest.update((_HERE / name).read_bytes())
    return f"searches-{digest.hexdigest()[:16]}"
