"""Results kept on the disk by what they were made from, for the builds to come.

Many builds may read, write and trim one cache at once, and somebody may delete
it meanwhile; none may fail for that, or believe an entry that is not whole. So
an entry is a file of its own, written under another name and renamed, that
starts with a digest of its key and its content: what does not fit is removed
and counts as not there. Whatever the disk refuses, the build goes on without.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from personac.driver.cache_bounds import Bounds, trim
from personac.memory import key_of
from personac.storage.file_writer import write_cache_file

_DIGEST = 32  # bytes
_SHARD = 1  # hexadecimal digits of a key that name the folder of its entry
_HOUR = 3600.0  # seconds; when an entry was used is noted no more exactly, so that reading hardly writes
_TAG = "CACHEDIR.TAG"
# What https://bford.info/cachedir/ asks for, so that backups leave the folder out.
_TAG_TEXT = b"Signature: 8a477f597d28d172789f06886806bc55\n# personac keeps here what it can make again.\n"
_CAUTIOUS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)  # wait for no pipe, follow no link


class ContentCache:
    """A `memory.Store` in a folder; nothing is touched before something is asked for."""

    def __init__(self, folder: Path, stamp: Callable[[], bytes], bounds: Bounds | None = None) -> None:
        """Keep entries in `folder`; `stamp` tells the code that makes them, and is asked once, if ever."""
        self._folder = folder
        self._make_stamp = stamp
        self._bounds = bounds or Bounds()
        self._written: set[Path] = set()
        self._refused = False

    def get(self, key: str) -> bytes | None:
        """Return what was put under `key` by the same code, None where that is not there whole."""
        path = self._path(key)
        try:
            data, used = _read(path, self._bounds.entry + _DIGEST)
        except FileNotFoundError:
            return None
        except OSError:
            data, used = b"", 0.0
        if data[:_DIGEST] != _digest(path.name, data[_DIGEST:]):
            self._remove(path)
            return None
        if abs(time.time() - used) > _HOUR:
            with suppress(OSError):
                os.utime(path)
        return data[_DIGEST:]

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, unless it is too large or the disk will not have it."""
        if self._refused or len(data) > self._bounds.entry:
            return
        path = self._path(key)
        try:
            self._make_folder(path.parent)
            write_cache_file(path, _digest(path.name, data) + data)
            self._written.add(path.parent)
        except OSError:
            self._refused = True

    def discard(self, key: str) -> None:
        """Remove what is kept under `key`."""
        self._remove(self._path(key))

    def tidy(self) -> None:
        """Trim the folders that were written to."""
        for folder in sorted(self._written):
            trim(folder, self._bounds)
        self._written.clear()

    @cached_property
    def _stamp(self) -> bytes:
        return self._make_stamp()

    def _path(self, key: str) -> Path:
        name = key_of(key, self._stamp)
        return self._folder / name[:_SHARD] / name

    def _make_folder(self, shard: Path) -> None:
        if shard.is_dir():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shard.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileExistsError), (self._folder / _TAG).open("xb") as tag:
            tag.write(_TAG_TEXT)

    def _remove(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()


def _read(path: Path, most: int) -> tuple[bytes, float]:
    """Return a file's content and when it was used; nothing of what is no file, or too large for an entry."""
    with open(path, "rb", opener=_open_with_care) as file:
        found = os.fstat(file.fileno())
        is_file = stat.S_ISREG(found.st_mode) and found.st_size <= most
        return file.read() if is_file else b"", found.st_mtime


def _open_with_care(name: str, flags: int) -> int:
    return os.open(name, flags | _CAUTIOUS)


def _digest(name: str, data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST, key=bytes.fromhex(name)).digest()
