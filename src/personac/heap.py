"""What becomes of memory that is free, asked of glibc; any other C library is let alone.

After work on arrays of megabytes the library keeps them for the next array, and
objects of Python never get any of it: a quarter of all memory where many bullets
are matched. A process that builds again and again has it the other way round: what
goes back at once is mapped and cleared again, page by page, for a tenth of its time.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_MANY = 20_000
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # as <malloc.h> of glibc numbers them
_LARGE = 32 * 2**20  # bytes; what is larger goes back all the same
_KEPT = 256 * 2**20  # bytes that may lie unused
_NO_GLIBC = (AttributeError, OSError, TypeError)


def give_back_after(bullets: int) -> None:
    """Return free memory to the system, as malloc_trim(3) does, if there were many bullets to work on."""
    if bullets < _MANY:
        return
    with suppress(*_NO_GLIBC):
        ctypes.CDLL(None).malloc_trim(0)


def keep_freed_memory() -> None:
    """Keep up to 256 MiB that are not used, as mallopt(3) tells to."""
    with suppress(*_NO_GLIBC):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_TRIM_THRESHOLD, _KEPT)
        mallopt(_MMAP_THRESHOLD, _LARGE)
