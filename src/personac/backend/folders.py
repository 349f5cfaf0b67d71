"""Folders that are made for a write, and taken away again where it fails."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from personac.backend.disk import Disk


def missing_above(target: Path) -> list[Path]:
    """Return the folders above `target` that are not there, outermost first."""
    return [folder for folder in reversed(target.parents) if not folder.exists()]


@contextmanager
def new_folders(folders: Sequence[Path], disk: Disk) -> Iterator[None]:
    """Make the folders, outermost first; remove those made, if empty, where what follows fails.

    One that another process has made meanwhile is as good, and stays.
    """
    made: list[Path] = []
    try:
        for folder in folders:
            _make(folder, disk, made.append)
        yield
    except BaseException:
        with suppress(OSError):
            for folder in reversed(made):
                disk.rmdir(folder)
        raise


def _make(folder: Path, disk: Disk, note: Callable[[Path], None]) -> None:
    try:
        disk.mkdir(folder, 0o777)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        note(folder)
