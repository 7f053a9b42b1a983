"""Freed memory is kept for the next step."""

from __future__ import annotations

import ctypes
import functools
import sys

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3  # malloc.h of the GNU C library
KEPT = 2**28  # bytes that may stay with the process
LARGEST = 2**25  # bytes of one array, above which it is asked of the system each time: the most that the library takes


@functools.cache
def keep_freed() -> None:
    """Let the C library keep what is freed, up to 256 MiB, instead of giving it back and asking for it a moment later.

    A step of training makes and drops arrays of a megabyte by the dozen; every new page of them costs a page fault, a
    quarter of the time of a step. Does nothing where the library is not GNU's.
    """
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library
        return
    for setting, value in ((M_MMAP_THRESHOLD, LARGEST), (M_TRIM_THRESHOLD, KEPT), (M_TOP_PAD, LARGEST)):
        mallopt(setting, value)
