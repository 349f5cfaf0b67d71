"""Put the outputs on the disk: all of them, or none.

A build that is killed, or runs out of space, must leave the outputs of the one
before it. So everything is made under other names first and then put in place
in one step (see `staging`). Where that cannot be done, files are replaced one
by one (see `piecewise`), which is weaker: a process that dies between two of
them leaves whole files of two builds, and a lock that says so.

What is in the directory and not personac's stays, as the very same files.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from personac.backend.change import Change, Situation
from personac.backend.clearing import clear_leftovers
from personac.backend.disk import Disk, inode, is_plain_file, new_mark
from personac.backend.folders import missing_above, new_folders
from personac.backend.journal import parents
from personac.backend.piecewise import TornError, clear_journals, replace_each
from personac.backend.staging import CannotStageError, swap_in
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.emit.lock_entries import is_inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_MOVE = "move it away, or choose another directory with -o"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_outputs(
    directory: Path,
    files: Mapping[str, bytes],
    owned: Collection[str],
    disk: Disk | None = None,
    situation: Situation | None = None,
) -> tuple[str, ...]:
    """Make `directory` hold `files`, and of its other files all but the `owned`.

    `files` maps relative POSIX names, possibly with folders, to contents;
    `owned` names what an earlier build wrote, and may be removed. Outputs are
    new files with new times; files of the user's own stay the same, inode and all.
    Returns the names of files that were saved from being replaced, mostly none.
    Raises `PersonacError` with `cannot-write` or `output-in-the-way`; unless
    that says otherwise, the directory is as it was.
    """
    situation = situation or Situation()
    try:
        target = Path(os.path.realpath(directory))
        problems = [*_bad_names(directory, files), *_obstacles(directory, target, files)]
        if problems:
            raise PersonacError(*problems)
        change = Change(files, [name for name in owned if is_inside(name)], situation.known)
        return _write(target, change, disk or Disk(), alone=situation.alone)
    except TornError as error:
        raise PersonacError(_torn(directory, error)) from error
    except OSError as error:
        raise PersonacError(refusal(directory, error)) from error


def clear_dead(directory: Path, keep: Collection[str], *, alone: bool) -> tuple[str, ...]:
    """Clear away what builds that died left in and beside `directory`, without writing to it.

    Outputs among `keep` stay. Returns the names of files that were saved under another name.
    """
    target, disk = Path(os.path.realpath(directory)), Disk()
    saved = clear_leftovers(target, disk, alone=alone)
    clear_journals(target, keep, disk, alone=alone)
    return saved


def _write(target: Path, change: Change, disk: Disk, *, alone: bool) -> tuple[str, ...]:
    with new_folders(missing_above(target), disk):
        saved = clear_leftovers(target, disk, alone=alone)
        clear_journals(target, {*change.files, *change.owned}, disk, alone=alone)
        try:
            return (*saved, *_exchange_or_refuse(target, change, disk))
        except CannotStageError:
            with new_folders([] if target.exists() else [target], disk):
                return (*saved, *replace_each(target, change, disk, new_mark()))


def _exchange_or_refuse(target: Path, change: Change, disk: Disk) -> tuple[str, ...]:
    # Whoever stands in a directory would be left behind in the old one.
    if not target.name or (target.is_dir() and _working_directory().is_relative_to(target)):
        raise CannotStageError
    return swap_in(target, change, disk, new_mark())


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:  # somebody has removed it
        return Path("/")


def _bad_names(directory: Path, files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    folders = {folder for name in files for folder in parents(name)}
    for name in sorted(files):
        if not is_inside(name):
            problem = f"{name!r} is no name for a file inside {directory.as_posix()}"
            yield Diagnostic(CANNOT_WRITE, directory.as_posix(), 0, 0, problem, "choose another --name")
        elif name in folders:
            problem = f"{name!r} would be both an output and a folder of outputs"
            yield Diagnostic(CANNOT_WRITE, directory.as_posix(), 0, 0, problem, "choose another --name")


def _obstacles(directory: Path, target: Path, files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    if inode(target) >= 0 and not target.is_dir():
        yield _in_the_way(directory, "it is not a directory, so no outputs can go into it")
        return
    inside = [name for name in files if is_inside(name)]
    for folder in sorted({folder for name in inside for folder in parents(name)}):
        path = target / folder
        if path.is_symlink() or (inode(path) >= 0 and not path.is_dir()):
            yield _in_the_way(directory / folder, "outputs go into a folder of this name, and this is none")
    for name in sorted(inside):
        if inode(target / name) >= 0 and not is_plain_file(target / name):
            yield _in_the_way(directory / name, "an output has this name, and this is no regular file")


def _in_the_way(path: Path, problem: str) -> Diagnostic:
    return Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, problem, _MOVE)


def _torn(directory: Path, error: TornError) -> Diagnostic:
    problem = f"writing failed half-way ({_reason(error.__cause__)}): some outputs are new, some are old"
    return Diagnostic(CANNOT_WRITE, directory.as_posix(), 0, 0, problem, "build again when that is mended")


def refusal(directory: Path, error: OSError) -> Diagnostic:
    """Return what is told of a file system that refuses before anything was changed."""
    problem = f"the outputs cannot be written: {_reason(error)}; those of the last build are untouched"
    return Diagnostic(CANNOT_WRITE, directory.as_posix(), 0, 0, problem, _way_out(error.errno))


def _reason(error: BaseException | None) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _way_out(number: int | None) -> str:
    if number in _NO_SPACE:
        return "free some space, or choose another directory with -o; then build again"
    if number in _NO_PERMISSION:
        return "make the directory writable for yourself, or choose another one with -o"
    return "mend that and build again, or choose another directory with -o"
