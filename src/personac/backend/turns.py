"""One writer at a time in one output directory, where the platform lets that be known.

A build looks at what is there, decides what it may replace, and replaces it:
between the first and the last of these nobody else must write. `make -j` may
well run the same build twice at once.

The lock is an empty file beside the directory, not in it: a build puts another
directory in its place, and what the lock is on must not move. Beside, not in a
folder for temporary files: whoever can write there, in another container or on
another machine, has to see it. The kernel lets go of it when its holder dies.
The holder removes the file, so whoever gets the lock looks whether it is still
the file of that name; libraries for this leave the file lying about instead.
Where none can be made there (a read-only parent), the directory is not
exchanged either, so it is itself what is locked.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personac.backend.disk import Disk
from personac.backend.folders import missing_above, new_folders
from personac.backend.leftovers import LOCK_END

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TRIES = 5
_PAUSE = 0.01
"""Seconds: a look at a lock (see `wait_until_idle`) holds it for a moment, which is no build."""
_HELD = frozenset({errno.EAGAIN, errno.EACCES})
_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class BusyError(Exception):
    """Another process writes there, and the caller does not want to wait any longer."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An open file or directory and the path by which it was opened."""

    descriptor: int
    path: Path

    def is_in_place(self) -> bool:
        """Tell whether the path still leads to what is open."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), self.path.lstat())
        except OSError:
            return False


@contextmanager
def turns(directory: Path, *, wait: bool = True, tell: Callable[[], None] = lambda: None) -> Iterator[bool]:
    """Be the only one that writes to `directory`; yield whether that is certain.

    It is not where the file system has no locks. Folders above are made, and taken
    away again where what follows fails. `tell` is called once, before a wait. Raises
    `BusyError` where `wait` is false and somebody else is at it, and `OSError`
    where the folders above cannot be made.
    """
    target = Path(os.path.realpath(directory))
    with new_folders(missing_above(target), Disk()):
        held = _take(target, wait=wait, tell=tell)
        try:
            yield held is not None
        finally:
            if held is not None:
                _let_go(held)


def wait_until_idle(directory: Path, seconds: float, tell: Callable[[], None] = lambda: None) -> bool:
    """Wait until nobody writes to `directory`; tell whether somebody did. Changes nothing on the disk.

    Raises `BusyError` after so many seconds.
    """
    target = Path(os.path.realpath(directory))
    was_busy = False
    until = time.monotonic() + seconds
    while _is_held(lock_path(target)) or _is_held(target):
        if time.monotonic() >= until:
            raise BusyError
        if not was_busy:
            tell()
        was_busy = True
        time.sleep(_PAUSE)
    return was_busy


def lock_path(target: Path) -> Path:
    """Return where the lock of a directory lies while somebody writes to it."""
    return target.with_name(f".{target.name}{LOCK_END}") if target.name else target


def _take(target: Path, *, wait: bool, tell: Callable[[], None]) -> _Held | None:
    """Lock what stands for `target`; None where nothing can be locked."""
    while True:
        held = _open(target)
        if held is None:
            return None
        try:
            if _lock(held.descriptor, wait=wait, tell=tell):
                tell = _nothing  # once is enough
        except BusyError:
            os.close(held.descriptor)
            raise
        except (ImportError, OSError):
            _let_go(held)
            return None
        except BaseException:
            os.close(held.descriptor)
            raise
        if held.is_in_place():
            return held
        os.close(held.descriptor)


def _nothing() -> None:
    pass


def _open(target: Path) -> _Held | None:
    path = lock_path(target)
    attempts = (
        (path, os.O_RDWR | os.O_CREAT | _NOFOLLOW),
        (path, os.O_RDONLY | _NOFOLLOW),  # another user's, mostly
        (target, os.O_RDONLY),
    )
    for place, flags in attempts:
        with suppress(OSError):
            return _Held(os.open(place, flags | _CLOEXEC, 0o666), place)
    return None


def _lock(descriptor: int, *, wait: bool, tell: Callable[[], None]) -> bool:
    """Lock what is open; tell whether somebody else had to be waited for."""
    import fcntl  # noqa: PLC0415 - only POSIX has it

    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _HELD:
                raise
            time.sleep(_PAUSE)
        else:
            return False
    if not wait:
        raise BusyError
    tell()
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return True


def _is_held(path: Path) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - only POSIX has it

        descriptor = os.open(path, os.O_RDONLY | _CLOEXEC)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _HELD
    else:
        return False
    finally:
        os.close(descriptor)


def _let_go(held: _Held) -> None:
    """Remove the lock file, while it is still locked, and let the next one go on."""
    with suppress(OSError):
        is_lock_file = held.path.name.endswith(LOCK_END) and os.fstat(held.descriptor).st_size == 0
        if is_lock_file and held.is_in_place():
            held.path.unlink()
    with suppress(OSError):
        os.close(held.descriptor)
