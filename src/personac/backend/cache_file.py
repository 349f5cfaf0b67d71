"""Write a file of a cache: whole or not at all, and no slower than that.

Nothing is flushed to the disk: what a crash spoils is a cache's to ignore.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from time import time_ns


def write_cache_file(path: Path, data: bytes) -> None:
    """Put `data` where nobody, in no process, reads half of it. Raises OSError, and leaves nothing behind."""
    temporary = path.with_name(f".personac-{os.getpid()}-{time_ns()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
