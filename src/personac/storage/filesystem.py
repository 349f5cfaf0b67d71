"""The calls that change the disk, and reads that follow no link.

Whether a build that dies leaves old outputs or new ones depends on which calls it makes in which
order. They are methods of one object, so a test can let the writer die or fail at each of them. Single
files, such as a graph or a cache record, are written whole or not at all.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path, PurePosixPath

from personac.emit.lock_entries import is_inside
from personac.regular_files import read_plain_file, read_regular_file

_FLUSH_THREADS = 8
MAX_NAME_BYTES = 255
"""The longest file name that common file systems allow."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # of renameat2 on Linux; RENAME_SWAP of renamex_np on macOS has the same value
# C libraries without `renameat2` (older musl) can make the system call by number.
_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "ppc64le": 357, "s390x": 347}


class Filesystem:
    """Every call of the writer that changes the disk; all but `flush_folder` raise `OSError` on failure."""

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        """Make a folder that must not exist."""
        path.mkdir(mode)

    def create_file(self, path: Path, data: bytes) -> None:
        """Write a file that must not exist."""
        with path.open("xb") as file:
            file.write(data)

    def flush_files(self, paths: Collection[Path]) -> None:
        """Wait until the disk has the contents of the files."""
        # In sequence, 500 files take two seconds (ext4); in parallel, half a second.
        with ThreadPoolExecutor(_FLUSH_THREADS) as pool:
            for _ in pool.map(_flush, paths):
                pass

    def flush_folder(self, path: Path) -> None:
        """Wait until the disk has the entries of a folder, on file systems that support it."""
        with suppress(OSError):
            _flush(path)

    def link(self, old: Path, new: Path) -> None:
        """Make `new` a hard link to the file `old`, or a copy of the symbolic link `old`."""
        if old.is_symlink():
            os.symlink(os.readlink(old), new)  # noqa: PTH115, PTH211 - Path would normalise the text
        else:
            new.hardlink_to(old)

    def copy_attributes(self, like: Path, path: Path) -> None:
        """Give the folder `path` the owner, mode and extended attributes of the folder `like`."""
        wanted, present = like.stat(), path.stat()
        if (wanted.st_uid, wanted.st_gid) != (present.st_uid, present.st_gid):
            os.chown(path, wanted.st_uid, wanted.st_gid)
        shutil.copystat(like, path)
        os.utime(path)

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file or folder; an existing file `new` is replaced."""
        old.replace(new)

    def exchange(self, first: Path, second: Path) -> None:
        """Exchange the names of two folders in one step; `ENOSYS` where the platform cannot."""
        library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
        exchange = exchange_call(sys.platform, library, platform.machine())
        if exchange is None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(first))
        if exchange(os.fsencode(first), os.fsencode(second)) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(first), None, str(second))

    def make_accessible(self, folder: Path) -> None:
        """Let the owner list and change a folder."""
        folder.chmod(stat.S_IRWXU)

    def remove_file(self, path: Path) -> None:
        """Remove a file, or a symbolic link itself."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()


def exchange_call(system: str, library: object, machine: str) -> Callable[[bytes, bytes], int] | None:
    """Return the call of a C library that exchanges two paths, None where it has none.

    It returns 0, or -1 with `errno` set. `system` is as `sys.platform`, `machine` as `uname -m`.
    """
    if system == "darwin":
        swap = getattr(library, "renamex_np", None)
        return swap and (lambda first, second: int(swap(first, second, _RENAME_EXCHANGE)))
    rename = getattr(library, "renameat2", None) if system == "linux" else None
    if rename is None and system == "linux" and machine in _RENAMEAT2:
        rename = partial(getattr(library, "syscall"), _RENAMEAT2[machine])  # noqa: B009 - untyped on purpose
    if rename is None:
        return None
    return lambda first, second: int(rename(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_if_possible(path: Path) -> bytes | None:
    """Return the bytes of a file, None where it cannot be read."""
    try:
        return read_regular_file(path)
    except OSError:
        return None


def read_output(root: Path, name: str) -> bytes | None:
    """Return the bytes of the regular file `name` below `root`.

    Returns None where there is none, it cannot be read, or a link would have to be followed.
    """
    if not is_plain_output(root, name):
        return None
    try:
        return read_plain_file(root / name)
    except OSError:
        return None


def is_plain_output(root: Path, name: str) -> bool:
    """Return whether `name` is a regular file below `root` that is reached through no link."""
    is_below = is_inside(name) and not any((root / folder).is_symlink() for folder in parents(name))
    return is_below and is_plain_file(root / name)


def is_plain_file(path: Path) -> bool:
    """Return whether `path` is a regular file itself, not a link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def exists(path: Path) -> bool:
    """Return whether there is anything at `path`, a dangling link included."""
    return os.path.lexists(path)


def parents(name: str) -> list[str]:
    """Return the folders of a relative name, outermost first: `a`, `a/b` for `a/b/c`."""
    return [folder.as_posix() for folder in reversed(PurePosixPath(name).parents)][1:]


def folder_entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder by name, nothing where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def walk(root: Path, folder: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield relative name and `lstat` of everything below `root`, a folder before its content.

    Links are not followed; entries that are removed meanwhile are skipped.
    """
    for entry in folder_entries(root / folder):
        name = f"{folder}/{entry.name}" if folder else entry.name
        with suppress(FileNotFoundError):
            status = (root / name).lstat()
            yield name, status
            if stat.S_ISDIR(status.st_mode):
                yield from walk(root, name)


@contextmanager
def created_folders(folders: Iterable[Path], filesystem: Filesystem) -> Iterator[None]:
    """Make the folders that do not exist, outermost first; if the body fails, remove those that are empty.

    A folder that another process makes meanwhile is accepted, and not removed.
    """
    made: list[Path] = []
    try:
        for folder in sorted(path for path in folders if not path.exists()):
            try:
                filesystem.make_folder(folder)
                made.append(folder)
            except FileExistsError:
                if not folder.is_dir():
                    raise
        yield
    except BaseException:
        with suppress(OSError):
            for folder in reversed(made):
                filesystem.remove_folder(folder)
        raise


def replace_file(path: Path, data: bytes, *, flush: bool = False) -> None:
    """Make or replace a file; without `flush`, a crash of the machine may damage it.

    Raises `OSError`; then the file is as it was.
    """
    # The name does not hold that of the file, which may be as long as a name can be.
    temporary = path.with_name(f".personac-{os.getpid()}-{os.urandom(8).hex()}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            if flush:
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
