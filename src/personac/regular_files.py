"""The one door through which files are read: regular files of bounded size.

What comes with a repository may be a pipe that nobody writes to, a device, or a link to one: opening it would
wait for ever, or fill the memory. Only the package's own data and the user's cache are read elsewhere.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

_MIB = 2**20
MAX_TEXT_BYTES = 4 * _MIB
"""The largest source, unless large ones are allowed; the largest file of rules or settings."""
MAX_BYTES = 256 * _MIB
"""The largest of all other files: outputs of builds, and sources where large ones are allowed."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NOCTTY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_STREAM = re.compile(r"/dev/stdin|(/dev|/proc/self)/fd/\d+")
_KINDS = (
    (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder"),
    (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip


def read_regular_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file, or of the one that a link leads to. Raises `OSError`."""
    _check(_status(path))
    return _read(os.open(path, _FLAGS | _NO_WAITING), max_bytes)


def read_plain_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file; no link is followed. Raises `OSError`."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is a symbolic link")
    _check(_status(path))
    return _read(os.open(path, _FLAGS | _NO_WAITING | _NO_LINK), max_bytes)


def read_named_file(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of what the user named, which may be a pipe or standard input. Raises `OSError`."""
    return _read(os.open(path, _FLAGS), max_bytes, is_named=True)


def read_file_or_stream(path: Path) -> bytes:
    """Return the bytes of a regular file, or of a pipe that the shell made. Raises `OSError`."""
    is_stream = _STREAM.fullmatch(os.path.abspath(path))  # noqa: PTH100 - as named
    return read_named_file(path) if is_stream else read_regular_file(path)


def is_file(path: Path) -> bool:
    """Return whether a path leads to a regular file, as far as access is allowed."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def special_kind(mode: int) -> str:
    """Return what is no regular file, such as `a pipe`, by its mode; empty for one that is."""
    if stat.S_ISREG(mode):
        return ""
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "no regular file")


def _status(path: Path) -> os.stat_result:
    """Return the state of a file. Raises `OSError`, also where no file can have the name."""
    try:
        return path.stat()
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error)) from error


def _check(status: os.stat_result) -> None:
    """Raise `OSError` unless this is a regular file: opening a device may have effects."""
    if kind := special_kind(status.st_mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL, f"it is {kind}")


def _read(descriptor: int, max_bytes: int, *, is_named: bool = False) -> bytes:
    """Read at most `max_bytes`, and close the file."""
    try:
        status = os.fstat(descriptor)
        if not is_named:
            _check(status)
        expected = status.st_size if stat.S_ISREG(status.st_mode) else 0
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = b"" if expected > max_bytes else file.read(expected + 1) or b""
            if len(data) > expected:  # it grows, or has no size: a pipe, a file of the kernel
                data += file.read(max_bytes + 1 - len(data)) or b""
    finally:
        os.close(descriptor)
    if max(expected, len(data)) > max_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {max_bytes // _MIB} MiB")
    return data
