"""Loops over arrays, compiled."""

import logging
from collections.abc import Callable
from typing import TypeVar, cast

import numba

_Kernel = TypeVar("_Kernel", bound=Callable[..., object])
_log = logging.getLogger(__name__)


def compiled(kernel: _Kernel) -> _Kernel:
    """Compile on first use, and keep the machine code on disk where that is allowed."""
    try:
        fast = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        # Neither the package's folder nor the user's cache may be written to.
        _log.warning("no folder to keep compiled searches in; compiling at each start")
        fast = numba.njit(nogil=True)(kernel)
    return cast(_Kernel, fast)
