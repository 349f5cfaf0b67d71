"""A disk that fails on demand, and a look at what is on the real one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from personac.backend.disk import Disk

Tree = dict[str, bytes | str]


class DeathError(BaseException):
    """The process is gone; nothing runs after it, no `except` and no `finally`."""


def _nothing(*_arguments: object) -> None:
    pass


def _refused(*_arguments: Path | int) -> None:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


# Waiting for the disk says nothing about a process that dies, and takes long.
QUICK = Disk(flush=_nothing, sync=_nothing)


class Disks:
    """Makes disks for tests; `calls` is how many calls the last one has seen."""

    death = DeathError

    def __init__(self) -> None:
        self.calls = 0

    def quick(self, *, exchange: bool = True) -> Disk:
        """Return a disk that works, and may not be able to exchange directories."""
        if exchange:
            return QUICK
        return replace(QUICK, exchange=_refused, mkdir=self._mkdir_in_place)

    def dying(self, after: int, disk: Disk) -> Disk:
        """Return a disk whose process dies after so many calls: in the middle of a `create`."""
        return self._wrapped(disk, after, self._die)

    def failing(self, after: int, disk: Disk, error: int) -> Disk:
        """Return a disk on which one call fails, the one after so many; `sync` never does."""

        def fail(name: str, _call: Callable[..., None], _arguments: tuple[Any, ...]) -> None:
            if name != "sync":
                raise OSError(error, os.strerror(error))

        return self._wrapped(disk, after, fail, only_once=True)

    def _wrapped(
        self, disk: Disk, after: int, fault: Callable[..., None], *, only_once: bool = False
    ) -> Disk:
        counter = count()

        def wrap(name: str, call: Callable[..., None]) -> Callable[..., None]:
            def wrapped(*arguments: Any) -> None:  # noqa: ANN401 - of any call
                number = next(counter)
                self.calls = number + 1
                if number == after or (number > after and not only_once):
                    fault(name, call if number == after else _nothing, arguments)
                call(*arguments)

            return wrapped

        return Disk(**{field.name: wrap(field.name, getattr(disk, field.name)) for field in fields(Disk)})

    @staticmethod
    def _die(name: str, call: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        if name == "create" and call is not _nothing:
            path, data = arguments
            call(path, data[: len(data) // 2])
        raise DeathError

    @staticmethod
    def _mkdir_in_place(path: Path, mode: int) -> None:
        if ".personac-" in path.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        path.mkdir(mode)


@pytest.fixture(scope="session")
def disks() -> Disks:
    return Disks()


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)


def _snapshot(folder: Path) -> Tree:
    """Return the files and links below `folder` that are no temporaries; folders as `name/`."""
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


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], Tree]:
    return _snapshot


@pytest.fixture(scope="session")
def temporaries() -> Callable[[Path], list[str]]:
    """Return what lists the temporaries below a folder."""
    return lambda folder: [str(path) for path in _below(folder) if ".personac-" in path.name]
