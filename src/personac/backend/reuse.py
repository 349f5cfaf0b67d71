"""Leave outputs as they are whose content a build would not change: the same file, of the same time.

Make, rsync and browsers go by times. A build puts a whole new tree in place, in
which everything is new; `--if-changed` asks that only what differs is. Staged
outputs are then links to the files that stand there already; where links are
refused, or files are replaced one by one, they are new files with the old time.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from personac.backend.clearing import TREE
from personac.backend.disk import Disk, is_plain_file


def reusing(directory: Path, same: Collection[str], disk: Disk) -> Disk:
    """Return a disk that links the outputs named, instead of making them anew, into a staged tree.

    `directory` is the output directory; `same` names files in it that have the content they are to have.
    """
    target = Path(os.path.realpath(directory))

    def create(path: Path, data: bytes) -> None:
        name = _staged_name(path, target)
        if name in same and is_plain_file(target / name):
            with suppress(OSError):  # as where a file has too many links, or may have none
                disk.link(target / name, path)
                return
        disk.create(path, data)

    return replace(disk, create=create)


def times_of(directory: Path, names: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return when the files were last read and changed, in nanoseconds; those that are there."""
    found: dict[str, tuple[int, int]] = {}
    for name in sorted(names):
        with suppress(OSError):
            state = (directory / name).lstat()
            found[name] = (state.st_atime_ns, state.st_mtime_ns)
    return found


def restore_times(directory: Path, times: Mapping[str, tuple[int, int]]) -> None:
    """Give files the times they had, where that is allowed."""
    for name, time in times.items():
        with suppress(OSError):
            os.utime(directory / name, ns=time)


def _staged_name(path: Path, target: Path) -> str:
    """Return the name that a file in a staged tree will have, empty for any other file."""
    if not path.is_relative_to(target.parent):
        return ""
    wrapper, *inside = path.relative_to(target.parent).parts
    is_staged = wrapper.startswith(f".{target.name}.") and inside[:1] == [TREE]
    return "/".join(inside[1:]) if is_staged else ""
