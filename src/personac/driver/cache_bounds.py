"""Keep a cache within bounds: what was not used for longest goes first.

Only a folder that was written to can have grown, so only that one is looked
at; the keys spread entries evenly over the folders, and each has its share of
the whole. Several runs may trim at once: to remove what is gone is no error,
and whoever has an entry open reads it to its end.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from personac.storage.filesystem import folder_entries

_ABANDONED = 3600.0  # seconds; whoever writes an entry is done long before
_ROOM = 0.9  # share that is kept when a bound is reached, so that the next writes need no trimming
SHARDS = 16


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a cache may hold: bytes and entries in all, bytes of one entry."""

    size: int = 256 * 2**20
    count: int = 16_384
    entry: int = 4 * 2**20


def trim(folder: Path, bounds: Bounds) -> None:
    """Remove what was not used for longest until `folder` holds no more than its share."""
    files = sorted(_files(folder), key=lambda file: (-file[1].st_mtime_ns, file[0]))
    size, count = bounds.size // SHARDS, bounds.count // SHARDS
    if sum(found.st_size for _, found in files) <= size and len(files) <= count:
        return
    held = 0
    for number, (path, found) in enumerate(files, start=1):
        held += found.st_size
        if held > size * _ROOM or number > count * _ROOM:
            _remove(path)


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files of `folder`; what a run left half-written when it was killed goes at once."""
    oldest = time.time() - _ABANDONED
    try:
        found = folder_entries(folder)
    except OSError:
        return
    for entry in found:
        with suppress(OSError):
            known = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(known.st_mode):
                continue
            if entry.name.startswith(".") and known.st_mtime < oldest:
                _remove(entry.path)
            else:
                yield entry.path, known


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - a name out of a listing
