"""One writer at a time in one output folder.

A build looks at the outputs, decides what it may replace, and replaces it; no other build may write in
between. `make -j` may well run the same build twice at once.

The lock is an empty file beside the folder, not in it, since a build replaces the folder. It is not in
a private folder either: every process that can write there must see it, also from another container. The
kernel releases it when its holder dies. The holder removes the file before it releases the lock; filelock
does not accept a lock on a file that was removed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY, OUTPUTS_BUSY
from personac.storage.filesystem import MAX_NAME_BYTES, Filesystem, created_folders, exists, is_plain_file
from personac.storage.leftovers import LOCK_SUFFIX
from personac.storage.overwrite_policy import resolve_folder, write_error

_NO_WAIT = 0.1
"""Seconds: a check holds the lock for a moment (see `wait_until_unlocked`), which is no build."""
_POLL = 0.02  # seconds
_MODE = 0o666  # other users of the folder have to be able to lock it
_HINT = "build again when it is done, without --no-wait to wait for it, or into another folder with -o"


@contextmanager
def hold_output_lock(folder: Path, *, wait: bool, on_wait: Callable[[], object]) -> Iterator[None]:
    """Be the only build that writes to `folder`, if its file system has locks.

    Missing folders above are made, and removed again if the body fails. `on_wait` is called once, before
    a wait. Raises `PersonacError` if another build holds the lock and `wait` is false, and if the
    folders cannot be made.
    """
    target = resolve_folder(folder)
    with ExitStack() as stack:
        try:
            stack.enter_context(created_folders(target.parents, Filesystem()))
            stack.enter_context(_locked(folder, target, -1 if wait else 0, on_wait))
        except OSError as error:
            raise PersonacError(write_error(folder, error)) from error
        yield


def wait_until_unlocked(folder: Path, seconds: float, on_wait: Callable[[], object]) -> None:
    """Wait until no build writes to `folder`. Leaves no file behind.

    `on_wait` is called once, before a wait. Raises `PersonacError` after so many seconds.
    """
    target = resolve_folder(folder)
    if any(exists(path) for path in _lock_files(target)):
        with _locked(folder, target, seconds, on_wait):
            pass


@contextmanager
def _locked(folder: Path, target: Path, seconds: float, on_wait: Callable[[], object]) -> Iterator[None]:
    """Hold the lock of `target`; wait for so many seconds, without end if they are negative."""
    try:
        lock = _acquired_lock(target, seconds, on_wait)
    except Timeout:
        message = "another build is writing to this folder"
        raise PersonacError(Diagnostic(OUTPUTS_BUSY, folder.as_posix(), 0, 0, message, _HINT)) from None
    try:
        yield
    finally:
        if lock is not None:
            _remove_lock_file(Path(lock.lock_file))
            lock.release()


def _acquired_lock(target: Path, seconds: float, on_wait: Callable[[], object]) -> FileLock | None:
    """Return the lock of `target`, None where the file system has no locks. Raises `Timeout`."""
    for path in _lock_files(target):
        _refuse_other_file(path)
        is_new = not exists(path)
        lock = FileLock(path, mode=_MODE, fallback_to_soft=False)
        try:
            _acquire(lock, seconds, on_wait)
        except Timeout:
            raise
        except (OSError, NotImplementedError):
            if is_new:
                _remove_lock_file(path)
            continue
        return lock
    return None


def _lock_files(target: Path) -> list[Path]:
    """Return where the lock of a folder can be: beside it or, below a read-only folder, in it."""
    beside = f".{target.name}{LOCK_SUFFIX}"
    if not target.name or len(os.fsencode(beside)) > MAX_NAME_BYTES:
        return [target / LOCK_SUFFIX]
    return [target.with_name(beside), target / LOCK_SUFFIX]


def _acquire(lock: FileLock, seconds: float, on_wait: Callable[[], object]) -> None:
    try:
        lock.acquire(timeout=_NO_WAIT, poll_interval=_POLL)
    except Timeout:
        if seconds == 0:
            raise
        on_wait()
        lock.acquire(timeout=seconds, poll_interval=_POLL)


def _remove_lock_file(path: Path) -> None:
    with suppress(OSError):
        if _is_lock_file(path):
            path.unlink()


def _refuse_other_file(path: Path) -> None:
    if exists(path) and not _is_lock_file(path):
        problem = "the lock of the output folder has this name, and this is no empty file"
        hint = "move it away, or choose another directory with -o"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, problem, hint))


def _is_lock_file(path: Path) -> bool:
    return is_plain_file(path) and path.lstat().st_size == 0
