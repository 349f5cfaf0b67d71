"""The few ways in which the writer changes the disk, in one place.

Whether a build that dies leaves old outputs or new ones is a matter of which
calls it makes in which order. They are values here, so that a test can let the
writer die before, or in the middle of, each of them. Reading goes straight.

Also here: the names of temporaries. They carry the process that made them, so
that a later build can tell what a dead one left behind from what a living one
is busy with, and both from a user's own files.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from personac.backend.exchange import exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

TEMPORARY = r"personac-(?P<process>\d{1,10})-[0-9a-f]{8}"
"""Regular expression of the part of a name that marks a temporary."""
_AT_ONCE = 8


def _create(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _flush(files: Collection[Path]) -> None:
    # One by one, 500 files take two seconds (ext4); side by side, a quarter of one.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_flush_one, files):
            pass


def _flush_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _dress(path: Path, like: Path) -> None:
    """Give the directory `path` the owner, mode and attributes of `like`."""
    wanted, found = like.stat(), path.stat()
    if (wanted.st_uid, wanted.st_gid) != (found.st_uid, found.st_gid):
        os.chown(path, wanted.st_uid, wanted.st_gid)
    shutil.copystat(like, path)
    os.utime(path)


def _sync(directory: Path) -> None:
    # Only a power cut can tell the difference, and not every file system can do it.
    with suppress(OSError):
        _flush_one(directory)


@dataclass(frozen=True, slots=True)
class Disk:
    """Every call that changes the disk; all but `sync` raise `OSError` where they fail.

    `create` writes a file that must not exist yet; `flush` waits until the disk
    has the files; `rename` replaces a file that is in the way; `dress` copies a
    directory's owner and mode; `sync` makes a directory's entries durable where
    that can be done.
    """

    mkdir: Callable[[Path, int], None] = os.mkdir
    create: Callable[[Path, bytes], None] = _create
    flush: Callable[[Collection[Path]], None] = _flush
    link: Callable[[Path, Path], None] = os.link
    symlink: Callable[[str, Path], None] = os.symlink
    dress: Callable[[Path, Path], None] = _dress
    chmod: Callable[[Path, int], None] = os.chmod
    rename: Callable[[Path, Path], None] = os.replace
    exchange: Callable[[Path, Path], None] = exchange
    unlink: Callable[[Path], None] = os.unlink
    rmdir: Callable[[Path], None] = os.rmdir
    sync: Callable[[Path], None] = _sync


def new_mark() -> str:
    """Return what marks the temporaries of one write: `personac-<process>-<random>`."""
    return f"personac-{os.getpid()}-{secrets.token_hex(4)}"


def is_dead(process: int) -> bool:
    """Tell whether the process is gone; this very one counts as gone.

    A write cleans up before it makes temporaries of its own, so those that
    carry its number are from an earlier life of that number.
    """
    if process == os.getpid():
        return True
    if sys.platform == "win32":  # pragma: no cover - there, signal 0 is Ctrl-C
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


def entries(directory: Path) -> list[os.DirEntry[str]]:
    """Return what is in `directory`, by name; nothing where there is no such directory."""
    try:
        with os.scandir(directory) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def walk(root: Path, folder: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield everything below `root` by relative name, folders before what is in them.

    Links are not followed; what is removed meanwhile is left out.
    """
    for entry in entries(root / folder):
        name = f"{folder}/{entry.name}" if folder else entry.name
        try:
            found = (root / name).lstat()
        except FileNotFoundError:
            continue
        yield name, found
        if stat.S_ISDIR(found.st_mode):
            yield from walk(root, name)


def inode(path: Path) -> int:
    """Return the inode number of `path` itself; -1 where there is nothing."""
    try:
        return path.lstat().st_ino
    except OSError:
        return -1


def is_plain_file(path: Path) -> bool:
    """Tell whether `path` is a regular file itself, not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def free_name(path: Path) -> Path:
    """Return where a file that must not be lost can go when `path` is taken: beside it."""
    names = (path.with_name(f"{path.name}.rescued-{number}") for number in count(1))
    return next(name for name in names if inode(name) < 0)
