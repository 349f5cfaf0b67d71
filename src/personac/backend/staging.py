"""Put a whole directory in place in one step: the old outputs or the new ones.

The new tree is made beside the old one, in a hidden directory: the new outputs,
and the user's own files as hard links. Then the two trees trade places, which
is one call to the kernel; whoever looks sees one or the other. A process that
dies before it leaves the old tree as it was, one that dies after it has only
not tidied up (see `clearing`).

The user's files are the same files in both trees (a link, no copy), so what is
written into them meanwhile is not lost. Directories cannot be linked; they are
made anew with the same owner and mode. Where any of that is refused, the
directory is not staged at all.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from personac.backend.change import Change
from personac.backend.clearing import TREE, clear
from personac.backend.disk import Disk, inode, walk
from personac.backend.journal import Manifest, encode, parents

MOST_FOREIGN = 400
"""A directory with more files of the user's own is not staged: it is no output directory."""

_NOT_HERE = frozenset(
    getattr(errno, name)
    for name in (
        "EACCES",
        "EBUSY",
        "EINVAL",
        "EMLINK",
        "ENAMETOOLONG",
        "ENOSYS",
        "ENOTSUP",
        "EOPNOTSUPP",
        "EPERM",
        "EROFS",
        "EXDEV",
    )
)


class CannotStageError(Exception):
    """The directory cannot be exchanged as a whole; nothing was changed."""


@dataclass(frozen=True, slots=True)
class _Survey:
    """What an output directory holds: the user's entries, the outputs, all folders."""

    foreign: Mapping[str, os.stat_result]
    outputs: Collection[str]
    folders: Collection[str]

    @property
    def kept_folders(self) -> set[str]:
        """The folders that are not only there for outputs."""
        for_outputs = {folder for name in self.outputs for folder in parents(name)}
        kept = {folder for folder in self.folders if folder not in for_outputs}
        around = {folder for name in [*self.foreign, *kept] for folder in parents(name)}
        return kept | around


def swap_in(target: Path, change: Change, disk: Disk, mark: str) -> tuple[str, ...]:
    """Make `target` hold the files and what is in it that is not owned, in one step.

    An output that is none of what is known of it stays, under a name that is returned.
    Raises `CannotStageError` where the file system or the directory is not fit
    for it, and `OSError` where writing fails; the old tree is intact then.
    """
    wrapper = target.with_name(f".{target.name}.{mark}")
    saved: tuple[str, ...] = ()
    try:
        survey = _survey(target, {*change.files, *change.owned})
        tree = _stage(target, wrapper, change, survey, disk)
        if target.exists():
            disk.exchange(tree, target)
        else:
            disk.rename(tree, target)
    except OSError as error:
        if error.errno in _NOT_HERE:
            raise CannotStageError from error
        raise
    finally:
        with suppress(OSError):
            saved = clear(wrapper, target, disk)
    disk.sync(target.parent)
    return saved


def _survey(target: Path, names: Collection[str]) -> _Survey:
    foreign: dict[str, os.stat_result] = {}
    outputs, folders = [], []
    for name, found in walk(target):
        if stat.S_ISDIR(found.st_mode):
            _refuse_folder(target, name, found)
            folders.append(name)
        elif name in names and stat.S_ISREG(found.st_mode):
            outputs.append(name)
        else:
            foreign[name] = found
        if len(foreign) + len(folders) > MOST_FOREIGN:
            raise CannotStageError
    return _Survey(foreign, outputs, folders)


def _refuse_folder(target: Path, name: str, found: os.stat_result) -> None:
    # What is mounted cannot be linked across, and what others own not be made anew.
    here = target.stat()
    if name == ".git" or (found.st_dev, found.st_uid) != (here.st_dev, here.st_uid):
        raise CannotStageError


def _stage(target: Path, wrapper: Path, change: Change, survey: _Survey, disk: Disk) -> Path:
    tree = wrapper / TREE
    disk.mkdir(wrapper, 0o700)
    disk.mkdir(tree, 0o777)
    manifest = Manifest(
        tree=inode(tree),
        outputs=tuple(sorted({*change.files, *survey.outputs})),
        foreign={name: found.st_ino for name, found in sorted(survey.foreign.items())},
        known=dict(sorted(change.known.items())),
    )
    disk.create(wrapper / Manifest.NAME, encode(manifest))
    disk.flush([wrapper / Manifest.NAME])
    disk.sync(wrapper)
    _fill(target, tree, change.files, survey, disk)
    return tree


def _fill(target: Path, tree: Path, files: Mapping[str, bytes], survey: _Survey, disk: Disk) -> None:
    folders = sorted(survey.kept_folders | {folder for name in files for folder in parents(name)})
    for folder in folders:
        disk.mkdir(tree / folder, 0o777)
    for name, found in sorted(survey.foreign.items()):
        with suppress(FileNotFoundError):  # its owner has just removed it
            _adopt(target / name, tree / name, found, disk)
    for name in sorted(files):
        disk.create(tree / name, files[name])
    disk.flush([tree / name for name in sorted(files)])
    for folder in [*reversed(folders), ""]:
        if (target / folder).is_dir():
            disk.dress(tree / folder, target / folder)
        disk.sync(tree / folder)


def _adopt(old: Path, new: Path, found: os.stat_result, disk: Disk) -> None:
    if stat.S_ISLNK(found.st_mode):
        disk.symlink(os.readlink(old), new)  # noqa: PTH115 - as it is written, not tidied
    else:
        disk.link(old, new)
