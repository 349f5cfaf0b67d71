"""Clear away what a write staged, whether it is done or a dead process left it.

In a staging directory lies a tree: the new one, where the write did not get to
the exchange, or else the old one. Its inode number tells which. A new tree may
go, since it holds only outputs and second links. From an old tree, what came
into it after staging (a file added or put in another's place, in the moment
before the exchange, an output edited in that moment) is first moved over to
where the user will look for it.
Nothing is lost that way; only what the user removed or renamed in that moment
is there again under its old name.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from personac.backend.change import may_go
from personac.backend.disk import TEMPORARY, Disk, entries, free_name, inode, is_dead, walk
from personac.backend.journal import Manifest, discard, parents, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TREE = "tree"
"""The name of the staged tree in its staging directory."""


def clear_leftovers(target: Path, disk: Disk, *, alone: bool = False) -> tuple[str, ...]:
    """Remove what dead builds staged beside `target`, after saving what is not theirs.

    `alone` says that no living one can be at work here; otherwise the process number tells, which
    another container knows nothing of. Returns what was saved under another name, as `clear` does.
    """
    saved: list[str] = []
    pattern = re.compile(rf"\.{re.escape(target.name)}\.{TEMPORARY}")
    for entry in _beside(target):
        found = pattern.fullmatch(entry.name)
        if found and entry.is_dir(follow_symlinks=False) and (alone or is_dead(int(found["process"]))):
            with suppress(OSError):
                saved += clear(target.parent / entry.name, target, disk)
    return tuple(saved)


def _beside(target: Path) -> list[os.DirEntry[str]]:
    try:
        return entries(target.parent)
    except PermissionError:  # one may go through that folder, but not look into it
        return []


def clear(wrapper: Path, target: Path, disk: Disk) -> tuple[str, ...]:
    """Remove one staging directory, be its tree the new one or, exchanged, the old one.

    Returns the names in `target` of what was saved under another name than its own.
    """
    saved: tuple[str, ...] = ()
    tree, record = wrapper / TREE, wrapper / Manifest.NAME
    manifest = read(record, Manifest)
    if manifest and tree.is_dir():
        if inode(tree) != manifest.tree:
            saved = tuple(_rescue(tree, target, manifest, disk))
        _remove(tree, disk)
    elif tree.is_dir():
        disk.rmdir(tree)
    discard(record, Manifest, disk)
    disk.rmdir(wrapper)
    return saved


def _rescue(tree: Path, target: Path, manifest: Manifest, disk: Disk) -> Iterator[str]:
    """Move to `target` what came into the old tree after it had been staged; yield new names."""
    for name, found in walk(tree):
        staged = manifest.foreign.get(name)
        if stat.S_ISDIR(found.st_mode) or staged == found.st_ino or _may_go(tree, name, found, manifest):
            continue
        present = inode(target / name)
        if present != found.st_ino:
            _make_folders(target, name, disk)
            # What is there may be replaced only if it is the very file that was staged.
            is_free = present in {-1, staged}
            place = target / name if is_free else free_name(target / name)
            disk.rename(tree / name, place)
            if not is_free:
                yield place.relative_to(target).as_posix()


def _may_go(tree: Path, name: str, found: os.stat_result, manifest: Manifest) -> bool:
    is_output = name in manifest.outputs and stat.S_ISREG(found.st_mode)
    return is_output and may_go(tree / name, name, manifest.known)


def _make_folders(target: Path, name: str, disk: Disk) -> None:
    for folder in ["", *parents(name)]:
        if not (target / folder).is_dir():
            disk.mkdir(target / folder, 0o777)


def _remove(tree: Path, disk: Disk) -> None:
    if tree.stat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
        disk.chmod(tree, stat.S_IRWXU)
    for entry in entries(tree):
        if entry.is_dir(follow_symlinks=False):
            _remove(tree / entry.name, disk)
        else:
            disk.unlink(tree / entry.name)
    disk.rmdir(tree)
