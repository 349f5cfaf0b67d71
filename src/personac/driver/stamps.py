"""What files were when they were last hashed, so that they need not be read again.

As git's index does: where size, times and inode of a file are as they were,
its content is taken to be what it was. Times are as coarse as the file system
makes them, so a file that changed at about the moment it was hashed is hashed
again. Kept in the cache folder, one file for each output folder; it only saves time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from time import time_ns
from types import MappingProxyType
from typing import Any

from personac.emit.lock_entries import digest
from personac.storage.cache_folder import cache_folder

_SETTLED = 2_000_000_000  # nanoseconds after which a time is older than any clock's tick
_LONGEST_NAME = 100
_MOST = 500  # output folders that are remembered; the longest unused go first
_NONE: Mapping[str, list[Any]] = MappingProxyType({})
_PACKAGE = Path(__file__).parents[1]
_INSTALLED = frozenset({"site-packages", "dist-packages"})


class Stamps:
    """The digests of files by path, those of now on top of those that were known.

    `lock` is the digest of the last lock that was found to be what a build had
    written there, `code` the stamp of the code that found so.
    """

    def __init__(
        self,
        home: Path | None,
        place: str = "",
        known: Mapping[str, list[Any]] = _NONE,
        vouched: tuple[str, str] = ("", ""),
    ) -> None:
        """Take what is `known` of the files of `place`, and the (lock, code) that was vouched for.

        It is kept in `home`, None for nowhere.
        """
        self.home, self.place, self.known = home, place, known
        self.lock, self.code = vouched
        self.is_new = False
        self._began = time_ns()
        self._seen: dict[str, list[Any]] = {}

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, in hex. Raises `OSError`."""
        # As the system reads it: `link/..` is not the folder that holds the link.
        name = os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118 - a Path costs more than the calls
        found = os.stat(name)  # noqa: PTH116 - the same
        told = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
        before = self.known.get(name)
        if before is None or before[:-1] != told:
            self.is_new = True
            before = [*told, digest(path.read_bytes())]
        self._seen[name] = before
        known: str = before[-1]
        return known

    def vouches_for(self, lock: str) -> bool:
        """Tell whether a lock of this digest was found, by this very code, to be what a build wrote."""
        return lock == self.lock and self.code == _code()

    def vouch_for(self, lock: str) -> None:
        """Keep that it was."""
        self.lock, self.code, self.is_new = lock, _code(), True

    def keep_known(self) -> None:
        """Keep what was known of files that are not looked at this time."""
        self._seen = {**self.known, **self._seen}

    def save(self) -> None:
        """Keep what was seen, unless that is known already; a cache that cannot be written is none."""
        if self.home is None or not self.is_new:
            return
        from personac.storage.file_writer import write_cache_file  # mostly there is nothing to write

        with suppress(OSError):
            self.home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = {"place": self.place, "lock": self.lock, "code": self.code, "files": self._settled()}
            write_cache_file(self.home, json.dumps(kept).encode())
            _trim(self.home.parent)

    def _settled(self) -> dict[str, list[Any]]:
        latest = self._began - _SETTLED
        return {name: told for name, told in self._seen.items() if max(told[1], told[2]) < latest}


def read_stamps(output: Path) -> Stamps:
    """Return what is known of the files of one output folder; nothing where that cannot be read."""
    folder, place = cache_folder(), os.path.realpath(output)
    if folder is None:
        return Stamps(None)
    home = folder / "stamps" / f"{_file_name(place)}.json"
    try:
        kept = json.loads(home.read_bytes())
        files = {name: told for name, told in kept["files"].items() if _is_stamp(told)}
        if kept["place"] != place:  # of two folders whose names come to one file name
            return Stamps(home, place)
        return Stamps(home, place, files, (str(kept["lock"]), str(kept["code"])))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Stamps(home, place)


def _file_name(place: str) -> str:
    """Return a name for what is kept of `place`; another place may have the same, and replaces it."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in place[-_LONGEST_NAME:])


def confirm_lock(output: Path, lock: bytes) -> None:
    """Keep that this code wrote, or has just confirmed, the lock of an output folder."""
    stamps = read_stamps(output)
    stamps.keep_known()
    stamps.vouch_for(digest(lock))
    stamps.save()


def is_installed() -> bool:
    """Tell whether this code is of one version for good: installed, not run from where it is developed."""
    return _PACKAGE.parent.name in _INSTALLED


def code_stamp() -> str:
    """Return what tells this code, and what is installed beside it, from what it was before a change."""
    told = [*sorted(_files(os.fspath(_PACKAGE))), *_libraries()]
    return digest(f"{sys.version}{told}".encode("utf-8", "surrogateescape"))


def _code() -> str:
    return "" if is_installed() else code_stamp()


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


def _libraries() -> Iterator[tuple[str, int]]:
    """Yield the folders that libraries are installed in; a folder's time tells of any that came or went."""
    for place in sys.path:
        if place.endswith(tuple(_INSTALLED)):
            with suppress(OSError):
                yield place, os.stat(place).st_mtime_ns  # noqa: PTH116 - as above


def _is_stamp(told: object) -> bool:
    match told:
        case [int(), int(), int(), int(), str()]:
            return True
        case _:
            return False


def _trim(folder: Path) -> None:
    entries = sorted(folder.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for path in entries[:-_MOST]:
        path.unlink(missing_ok=True)
