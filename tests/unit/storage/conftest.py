"""A file system that fails on demand, and helpers that list what is on the real one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from personac.storage.filesystem import Filesystem

Tree = dict[str, bytes | str]
METHODS = tuple(name for name in vars(Filesystem) if not name.startswith("_"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory of one's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class DeathError(BaseException):
    """The process is gone; nothing runs after it, no `except` and no `finally`."""


class FastFilesystem(Filesystem):
    """Does not wait for the disk: that takes long, and does not matter to a process that dies."""

    def flush_files(self, paths: Collection[Path]) -> None:
        """Do nothing."""

    def flush_folder(self, path: Path) -> None:
        """Do nothing."""


class NoExchange(FastFilesystem):
    """Cannot exchange folders, nor make one beside the output folder."""

    def exchange(self, first: Path, second: Path) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), f"{first} {second}")

    def make_folder(self, path: Path, mode: int = 0o777) -> None:
        if ".personac-" in path.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        super().make_folder(path, mode)


class FaultyFilesystem(Filesystem):
    """Passes calls on to another file system, but for those from number `first_fault` on (from 0)."""

    def __init__(self, real: Filesystem, first_fault: int) -> None:
        self.calls = 0
        self.first_fault = first_fault
        for name in METHODS:
            setattr(self, name, self._wrapped(name, getattr(real, name)))

    def _wrapped(self, name: str, call: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*arguments: Any) -> None:  # noqa: ANN401 - of any call
            number, self.calls = self.calls, self.calls + 1
            if number >= self.first_fault:
                self.fault(name, arguments, is_first=number == self.first_fault)
            call(*arguments)

        return wrapped

    def fault(self, name: str, arguments: tuple[Any, ...], *, is_first: bool) -> None:
        """Raise an error, or return to let the call pass."""


class DyingFilesystem(FaultyFilesystem):
    """The process dies at a call: in the middle of it, where it writes a file."""

    def fault(self, name: str, arguments: tuple[Any, ...], *, is_first: bool) -> None:
        if is_first and name == "create_file":
            path, data = arguments
            path.write_bytes(data[: len(data) // 2])
        raise DeathError


class FailingFilesystem(FaultyFilesystem):
    """One call fails because the disk is full; flushing a folder never does."""

    def fault(self, name: str, arguments: tuple[Any, ...], *, is_first: bool) -> None:
        if is_first and name != "flush_folder":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)


def snapshot(folder: Path) -> Tree:
    """Return what is below `folder`, temporaries excepted: contents of files, texts of links, `name/`."""
    tree: Tree = {}
    for path in _below(folder) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if ".personac-" in name:
            continue
        if path.is_symlink():
            tree[name] = os.readlink(path)  # noqa: PTH115 - as it is written
        elif path.is_dir():
            tree[f"{name}/"] = ""
        else:
            tree[name] = path.read_bytes()
    return tree


def file_contents(folder: Path) -> dict[str, bytes]:
    """Return the contents of the files below `folder`, temporaries excepted."""
    return {name: data for name, data in snapshot(folder).items() if isinstance(data, bytes)}


def temporaries(folder: Path) -> list[str]:
    """Return the temporaries below `folder`."""
    return [str(path) for path in _below(folder) if ".personac-" in path.name]


def names(folder: Path) -> list[str]:
    """Return the names of the entries of `folder`."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the records of writes."""
    return tmp_path_factory.mktemp("cache") / "writes"
