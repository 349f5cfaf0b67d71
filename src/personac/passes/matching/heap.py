"""Give memory that is free back to the system, after work on arrays of megabytes.

The C library keeps such memory for the next array, and objects of Python never
get any of it; where many bullets are matched that is a quarter of all memory.
glibc gives it back when it is asked to. Elsewhere there is nothing to ask.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_MANY = 20_000


def give_back_after(bullets: int) -> None:
    """Return free memory to the system, as malloc_trim(3) does, if there were many bullets to work on."""
    if bullets < _MANY:
        return
    with suppress(AttributeError, OSError, TypeError):  # another C library, or none that can be asked
        ctypes.CDLL(None).malloc_trim(0)
