"""Compiling the searches, once on a machine and again after every upgrade."""

import hashlib
import logging
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

    The code is kept in a folder of its own for each edition of :data:`KERNELS`.
    """
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(Path(before or _HERE / "__pycache__") / _edition())
    try:
        fast = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        # Neither the package's folder nor the user's cache may be written to.
        _log.warning("no folder to keep compiled searches in; compiling at each start")
        fast = numba.njit(nogil=True)(kernel)
    finally:
        settings.CACHE_DIR = before
    return cast(_Kernel, fast)


def _edition() -> str:
    digest = hashlib.sha256()
    for name in KERNELS:
        digest.update((_HERE / name).read_bytes())
    return f"searches-{digest.hexdigest()[:16]}"
