"""Replace the output folder as a whole, in one step: the old outputs or the new ones, never a mixture.

A new folder is prepared beside the old one: the new outputs, and hard links to the user's own files.
Then the two folders exchange their names, which is one call to the kernel. A build that dies before it
leaves the old folder; a build that dies after it leaves the new one and has not cleaned up.

The user's files are the same files in both folders, so what is written into them meanwhile is not lost.
Folders cannot be linked; they are made anew with the same owner and mode.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from personac.paths import working_directory
from personac.storage.filesystem import MAX_NAME_BYTES, Filesystem, exists, parents, walk
from personac.storage.leftovers import remove_tree

MAX_FOREIGN = 400
"""A folder with more entries of the user's own is not replaced as a whole: it is no output folder."""
_TREE = "tree"
_UNSUPPORTED = frozenset({
    errno.EACCES, errno.EBUSY, errno.EINVAL, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP,
    errno.EPERM, errno.EROFS, errno.EXDEV,
})  # fmt: skip


class CannotSwapError(Exception):
    """The folder cannot be replaced as a whole; nothing was changed."""


class Update(NamedTuple):
    """What a write changes: the `files` to be there, by relative POSIX name, and names that may go.

    Of the files, `unchanged` are there already, with the same content, and stay the very same files.
    """

    files: Mapping[str, bytes]
    removable: Collection[str] = ()
    unchanged: Collection[str] = ()


class _Survey(NamedTuple):
    """The entries of the output folder `target` by name: the user's own, outputs, folders."""

    target: Path
    foreign: Mapping[str, os.stat_result]
    outputs: Mapping[str, os.stat_result]
    folders: Collection[str]

    def kept_folders(self) -> set[str]:
        """Return the folders that are there for more than outputs."""
        of_outputs = {folder for name in self.outputs for folder in parents(name)}
        kept = {folder for folder in self.folders if folder not in of_outputs}
        return kept | {folder for name in [*self.foreign, *kept] for folder in parents(name)}

    def has(self, name: str, inode: int) -> bool:
        """Return whether the file was there when the folder was surveyed."""
        status = self.foreign.get(name) or self.outputs.get(name)
        return status is not None and status.st_ino == inode


def swap_folder(target: Path, update: Update, staging: Path, filesystem: Filesystem) -> bool:
    """Make `target` hold the files of the update and what is not removable, in one step.

    `staging` is the path of a folder that is used meanwhile. It is kept, and False returned, if other
    files appeared in the old folder since it was surveyed: they are in it.
    Raises `CannotSwapError` if the folder or its file system does not allow it, and `OSError` if
    writing fails; the old outputs are intact then.
    """
    try:
        _refuse_unfit(target, staging)
        survey = _survey(target, {*update.files, *update.removable})
        _prepare(survey, staging / _TREE, update, filesystem)
        if target.exists():
            filesystem.exchange(staging / _TREE, target)
        else:
            filesystem.rename(staging / _TREE, target)
    except BaseException as error:
        with suppress(OSError):
            remove_tree(staging, filesystem)
        if isinstance(error, OSError) and error.errno in _UNSUPPORTED:
            raise CannotSwapError from error
        raise
    filesystem.flush_folder(target.parent)
    with suppress(OSError):
        return _remove_surveyed(staging, survey, filesystem)
    return True


def _refuse_unfit(target: Path, staging: Path) -> None:
    # A process whose working directory is exchanged stays in the old folder.
    here = working_directory()
    is_around_here = here is not None and here.is_relative_to(target) and target.is_dir()
    if is_around_here or len(os.fsencode(staging.name)) > MAX_NAME_BYTES:
        raise CannotSwapError


def _survey(target: Path, names: Collection[str]) -> _Survey:
    foreign: dict[str, os.stat_result] = {}
    outputs: dict[str, os.stat_result] = {}
    folders: list[str] = []
    for name, status in walk(target):
        if stat.S_ISDIR(status.st_mode):
            _refuse_folder(target, name, status)
            folders.append(name)
        elif name in names and stat.S_ISREG(status.st_mode):
            outputs[name] = status
        else:
            foreign[name] = status
        if len(foreign) + len(folders) > MAX_FOREIGN:
            raise CannotSwapError
    return _Survey(target, foreign, outputs, folders)


def _refuse_folder(target: Path, name: str, status: os.stat_result) -> None:
    # Another disk cannot be linked across, and a folder of another owner cannot be made anew.
    here = target.stat()
    if name == ".git" or (status.st_dev, status.st_uid) != (here.st_dev, here.st_uid):
        raise CannotSwapError


def _prepare(survey: _Survey, tree: Path, update: Update, filesystem: Filesystem) -> None:
    target = survey.target
    folders = sorted(survey.kept_folders() | {folder for name in update.files for folder in parents(name)})
    filesystem.make_folder(tree.parent, 0o700)
    for folder in ["", *folders]:
        filesystem.make_folder(tree / folder)
    for name in sorted(survey.foreign):
        with suppress(FileNotFoundError):  # removed since the survey
            filesystem.link(target / name, tree / name)
    _put_outputs(target, tree, update, filesystem)
    for folder in [*reversed(folders), ""]:
        if (target / folder).is_dir():
            filesystem.copy_attributes(target / folder, tree / folder)
        filesystem.flush_folder(tree / folder)


def _put_outputs(target: Path, tree: Path, update: Update, filesystem: Filesystem) -> None:
    new = [name for name in sorted(update.files) if name not in update.unchanged]
    for name in sorted(update.unchanged):
        filesystem.link(target / name, tree / name)
    for name in new:
        filesystem.create_file(tree / name, update.files[name])
    filesystem.flush_files([tree / name for name in new])


def _remove_surveyed(staging: Path, survey: _Survey, filesystem: Filesystem) -> bool:
    """Remove the old folder unless it has a file that is lost then; return whether it is removed."""
    for name, status in walk(staging / _TREE):
        if stat.S_ISREG(status.st_mode) and not survey.has(name, status.st_ino):
            new = survey.target / name
            if not (exists(new) and os.path.samestat(new.lstat(), status)):
                return False
    remove_tree(staging, filesystem)
    return True
