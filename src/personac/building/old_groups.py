"""Outputs of groups that are no longer built: what `personac build --all` removes, and what it leaves alone.

A lock says which folder the settings named for a group when it was built. The outputs are old if they still
lie in that folder, below the output folder of the project, and no build of the project goes there any more.
So those of `--each`, of `-o` and of another project are none, nor is a copy of a folder. Of old ones those
files go that the lock lists and nobody edited, as in a build. Where that might take something from somebody,
all stays.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from personac.building.inputs import find_inputs, search_of, settings_folders
from personac.building.output_store import remove_leftovers_of
from personac.building.request import Outcome, Request
from personac.building.source_files import searched_folders
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import OLD_GROUP, STALE_OUTPUT
from personac.emit.lock_entries import LOCK_NAME, listed_outputs, lock_digest
from personac.emit.lockfile import Lock, read_lock
from personac.paths import display_path, is_within
from personac.storage.filesystem import exists, folder_entries, is_plain_file, parents, walk
from personac.storage.leftovers import write_records
from personac.storage.output_lock import hold_output_lock
from personac.storage.overwrite_policy import Permission, permission_to_write
from personac.storage.removal import remove_outputs

_OPTION = "group"
_OLD = "outputs of a group that the settings no longer have"
_REMOVE = "run personac build --all, which removes them"
_YOURS = "move away what you need, then remove the folder"
_LATER = "it is removed when all groups can be built"


class OldGroup(NamedTuple):
    """A folder with outputs of a group that is gone: the SHA-256 of its lock, and why it stays if it does."""

    folder: Path
    lock: str
    doubt: str = ""


def old_groups(below: Path, builds: Sequence[Request]) -> tuple[OldGroup, ...]:
    """Return the folders of groups that are gone, below the output folder of the project, sorted.

    `builds` are all builds of the project as it is; their inputs and outputs are never touched.
    """
    current = {_identity(one.output) for one in builds}
    found = [(folder, lock_digest(folder)) for folder in _folders_with_lock(below)]
    locks = [(folder, hashed, lock) for folder, hashed in found if (lock := read_lock(folder)[0])]
    old = [one for one in locks if _is_of_group(one[0], one[2]) and _identity(one[0]) not in current]
    uses = [_use_of(build) for build in builds] if old else []
    return tuple(OldGroup(folder, hashed, _doubt(folder, lock, uses)) for folder, hashed, lock in old)


def checked(old: OldGroup) -> Outcome:
    """Return the outcome of a check: an old folder is stale, unless it is left alone."""
    if old.doubt:
        return _left(old, old.doubt, _YOURS)
    return Outcome((Diagnostic(STALE_OUTPUT, display_path(old.folder), 0, 0, _OLD, _REMOVE),), "", "")


def postponed(old: OldGroup) -> Outcome:
    """Return the outcome where a group could not be built: it may be this one under another name."""
    return _left(old, "not every group could be built", _LATER)


def removed(old: OldGroup, request: Request, on_wait: Callable[[], object] = tuple) -> Outcome:
    """Remove the outputs of a group that is gone; `request` says whether edits go too, and whether to wait.

    `on_wait` is called once if another build has to be waited for. An error becomes part of the outcome.
    """
    if old.doubt:
        return _left(old, old.doubt, _YOURS)
    folder = display_path(old.folder)
    try:
        leftovers = remove_leftovers_of(old.folder)
        with hold_output_lock(old.folder, wait=request.wait, on_wait=on_wait):
            if lock_digest(old.folder) != old.lock:  # another build has written there meanwhile
                return Outcome(leftovers, "", "")
            permission = _permission(old.folder, request)
            remove_outputs(old.folder, permission.removable)
    except PersonacError as error:
        return Outcome(error.diagnostics, "", f"{folder}: not removed", is_failed=True)
    summary = f"{folder}: removed, as no group is built here any more"
    return Outcome((*leftovers, *permission.warnings), "", summary, is_written=True)


def _left(old: OldGroup, reason: str, hint: str) -> Outcome:
    return Outcome(
        (Diagnostic(OLD_GROUP, display_path(old.folder), 0, 0, f"{_OLD}: {reason}", hint),), "", ""
    )


def _permission(folder: Path, request: Request) -> Permission:
    return permission_to_write(folder, {}, write_records(), force=request.force)


def _folders_with_lock(below: Path) -> list[Path]:
    """Return the folders below with a lock, sorted; hidden ones are not searched, and no link is followed."""
    pending, found = [below], list[Path]()
    while pending:
        folder = pending.pop()
        with suppress(OSError):  # what cannot be listed is left alone
            entries = [one for one in folder_entries(folder) if not one.name.startswith(".")]
            inner = [folder / one.name for one in entries if one.is_dir(follow_symlinks=False)]
            pending += inner
            found += [path for path in inner if is_plain_file(path / LOCK_NAME)]
    return sorted(found)


def _is_of_group(folder: Path, lock: Lock) -> bool:
    """Return whether a build of a group wrote here, and where the settings said: no copy, and not with -o."""
    place = lock.options.get(_OPTION, "")
    return bool(place) and place == lock.folder == display_path(folder)


def _identity(folder: Path) -> object:
    """Return what two names of one folder share, on a file system that ignores case too."""
    try:
        status = folder.stat()
    except OSError:
        return os.path.realpath(folder)
    return (status.st_dev, status.st_ino)


class _Use(NamedTuple):
    """What a build reads and writes: paths without links, and how they are displayed.

    `read` is None where it cannot be found.
    """

    build: Request
    read: Mapping[str, str] | None
    written: frozenset[str]

    @property
    def output(self) -> str:
        return display_path(self.build.output)


def _use_of(build: Request) -> _Use:
    names = (LOCK_NAME, *listed_outputs(build.output))
    written = frozenset(os.path.realpath(build.output / name) for name in names)
    try:
        files = find_inputs(build).all.values()
    except PersonacError:
        return _Use(build, None, written)
    paths = (*files, *searched_folders(search_of(build)), *settings_folders(build))
    return _Use(build, {os.path.realpath(path): display_path(path) for path in paths}, written)


def _doubt(folder: Path, lock: Lock, uses: Sequence[_Use]) -> str:
    """Return why nothing is removed here, an empty text for no reason."""
    above = {one for name in lock.outputs for one in parents(name)}
    inner = sorted(one for one in above if exists(folder / one / LOCK_NAME))
    if inner:
        return f"{display_path(folder / inner[0])} is the output of another build"
    return next(filter(None, (_doubt_of(folder, lock, use) for use in uses)), "")


def _doubt_of(folder: Path, lock: Lock, use: _Use) -> str:
    """Return what another build reads or writes here, or would read when the lock is gone."""
    if use.read is None:
        return f"what is built into {use.output} cannot be found"
    real = os.path.realpath(folder)
    inside = [shown for path, shown in use.read.items() if is_within(path, real)]
    if inside:
        return f"{inside[0]}, which is built into {use.output}, lies in it"
    if not use.written.isdisjoint(os.path.realpath(folder / name) for name in lock.outputs):
        return f"outputs of {use.output} lie in it"
    if any(is_within(real, path) for path in use.read) and _has_others(folder, use.build):
        return f"what is yours in it would be built into {use.output}"
    return ""


def _has_others(folder: Path, build: Request) -> bool:
    """Return whether files would stay in a folder."""
    files = {name for name, status in walk(folder) if not stat.S_ISDIR(status.st_mode)}
    return bool(files - {*_permission(folder, build).removable})
