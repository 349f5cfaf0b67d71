"""Clear away what a write staged, whether it is done or a dead process left it.

In a staging directory lies a tree: the new one, where the write did not get to
the exchange, or else the old one. Its inode number tells which. A new tree may
go, since it holds only outputs and second links. From an old tree, what came
into it after staging (a file added or put in another's place, in the moment
before the exchange) is first moved over to where the user will look for it.
Nothing is lost that way; only what the user removed or renamed in that moment
is there again under its old name.
"""

from __future__ import annotations

import re
import stat
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from personac.backend.disk import TEMPORARY, Disk, entries, inode, is_dead, walk
from personac.backend.journal import Manifest, discard, parents, read

if TYPE_CHECKING:
    from pathlib import Path

TREE = "tree"
"""The name of the staged tree in its staging directory."""


def clear_leftovers(target: Path, disk: Disk) -> None:
    """Remove what dead builds staged beside `target`, after saving what is not theirs."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.{TEMPORARY}")
    for entry in entries(target.parent):
        found = pattern.fullmatch(entry.name)
        if found and entry.is_dir(follow_symlinks=False) and is_dead(int(found["process"])):
            with suppress(OSError):
                clear(target.parent / entry.name, target, disk)


def clear(wrapper: Path, target: Path, disk: Disk) -> None:
    """Remove one staging directory, be its tree the new one or, exchanged, the old one."""
    tree, record = wrapper / TREE, wrapper / Manifest.NAME
    manifest = read(record, Manifest)
    if manifest and tree.is_dir():
        if inode(tree) != manifest.tree:
            _rescue(tree, target, manifest, disk)
        _remove(tree, disk)
    elif tree.is_dir():
        disk.rmdir(tree)
    discard(record, Manifest, disk)
    disk.rmdir(wrapper)


def _rescue(tree: Path, target: Path, manifest: Manifest, disk: Disk) -> None:
    """Move to `target` what came into the old tree after it had been staged."""
    for name, found in walk(tree):
        staged = manifest.foreign.get(name)
        is_output = name in manifest.outputs and stat.S_ISREG(found.st_mode)
        if stat.S_ISDIR(found.st_mode) or is_output or staged == found.st_ino:
            continue
        present = inode(target / name)
        if present != found.st_ino:
            _make_folders(target, name, disk)
            # What is there may be replaced only if it is the very file that was staged.
            is_free = present in {-1, staged}
            disk.rename(tree / name, target / name if is_free else _free_name(target / name))


def _make_folders(target: Path, name: str, disk: Disk) -> None:
    for folder in ["", *parents(name)]:
        if not (target / folder).is_dir():
            disk.mkdir(target / folder, 0o777)


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.rescued-{number}") for number in count(1))
    return next(name for name in names if inode(name) < 0)


def _remove(tree: Path, disk: Disk) -> None:
    if tree.stat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
        disk.chmod(tree, stat.S_IRWXU)
    for entry in entries(tree):
        if entry.is_dir(follow_symlinks=False):
            _remove(tree / entry.name, disk)
        else:
            disk.unlink(tree / entry.name)
    disk.rmdir(tree)
