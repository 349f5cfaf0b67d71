"""What files were when they were last hashed, so that they need not be read again.

As git's index does: where size, times and inode of a file are as they were,
its content is taken to be what it was. Times are as coarse as the file system
makes them, so a file that changed at about the moment it was hashed is hashed
again. Kept in the cache folder, one file for each output folder; it only saves time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns
from typing import Any

from personac.driver.cache_folder import cache_folder

_SETTLED = 2_000_000_000  # nanoseconds after which a time is older than any clock's tick
_MOST = 500  # output folders that are remembered; the longest unused go first
_PACKAGE = Path(__file__).parents[1]
_INSTALLED = frozenset({"site-packages", "dist-packages"})


@dataclass(slots=True)
class Stamps:
    """The digests of files by path, those of now on top of those that were known.

    `lock` is the digest of the last lock that a build wrote or confirmed there,
    `code` the stamp of the code that did so.
    """

    home: Path | None
    known: dict[str, list[Any]] = field(default_factory=dict)
    lock: str = ""
    code: str = ""
    seen: dict[str, list[Any]] = field(default_factory=dict)
    is_new: bool = False

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, in hex. Raises `OSError`."""
        name = os.path.realpath(path)
        found = os.stat(name)  # noqa: PTH116 - a Path costs more than the call
        told = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
        before = self.known.get(name)
        if before is None or before[:-1] != told:
            self.is_new = True
            before = [*told, hashlib.sha256(path.read_bytes()).hexdigest()]
        self.seen[name] = before
        digest: str = before[-1]
        return digest

    def save(self) -> None:
        """Keep what was seen, unless that is known already; a cache that cannot be written is none."""
        if self.home is None or not self.is_new:
            return
        with suppress(OSError):
            self.home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = {"lock": self.lock, "code": self.code, "files": self._settled()}
            _replace(self.home, json.dumps(kept).encode())
            _trim(self.home.parent)

    def _settled(self) -> dict[str, list[Any]]:
        latest = time_ns() - _SETTLED
        return {name: told for name, told in self.seen.items() if max(told[1], told[2]) < latest}


def read_stamps(output: Path) -> Stamps:
    """Return what is known of the files of one output folder; nothing where that cannot be read."""
    folder = cache_folder()
    if folder is None:
        return Stamps(None)
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()
    home = folder / "stamps" / f"{name[:32]}.json"
    try:
        kept = json.loads(home.read_bytes())
        files = {name: told for name, told in kept["files"].items() if _is_stamp(told)}
        return Stamps(home, files, str(kept["lock"]), str(kept["code"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Stamps(home)


def confirm_lock(output: Path, lock: bytes) -> None:
    """Keep that this code wrote, or has just confirmed, the lock of an output folder."""
    stamps = read_stamps(output)
    stamps.lock, stamps.code = hashlib.sha256(lock).hexdigest(), code_stamp()
    stamps.seen, stamps.is_new = dict(stamps.known), True
    stamps.save()


def is_of_this_code(stamps: Stamps, lock: bytes) -> bool:
    """Tell whether the lock is by this very code: always, where its version is all there is to it."""
    return is_installed() or (hashlib.sha256(lock).hexdigest(), code_stamp()) == (stamps.lock, stamps.code)


def is_installed() -> bool:
    """Tell whether this code is of one version for good: installed, not run from where it is developed."""
    return _PACKAGE.parent.name in _INSTALLED


def code_stamp() -> str:
    """Return what tells this code from what it was before an edit."""
    told = sorted(_files(os.fspath(_PACKAGE)))
    return hashlib.sha256(f"{sys.version}{told}".encode()).hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns


def _is_stamp(told: object) -> bool:
    match told:
        case [int(), int(), int(), int(), str()]:
            return True
        case _:
            return False


def _replace(path: Path, data: bytes) -> None:
    scratch = path.with_name(f".{os.getpid()}.{time_ns()}")
    try:
        scratch.write_bytes(data)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def _trim(folder: Path) -> None:
    entries = sorted(folder.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for path in entries[:-_MOST]:
        path.unlink(missing_ok=True)
