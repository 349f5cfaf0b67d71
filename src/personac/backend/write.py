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
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from personac.backend.clearing import clear_leftovers
from personac.backend.disk import Disk, inode, is_plain_file, new_mark, turns
from personac.backend.journal import parents
from personac.backend.names import is_inside
from personac.backend.piecewise import TornError, clear_journals, replace_each
from personac.backend.staging import CannotStageError, swap_in
from personac.diagnostics.kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.diagnostics.model import Diagnostic, PersonacError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_MOVE = "move it away, or choose another directory with -o"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_outputs(
    directory: Path, files: Mapping[str, bytes], owned: Collection[str], disk: Disk | None = None
) -> None:
    """Make `directory` hold `files`, and of its other files all but the `owned`.

    `files` maps relative POSIX names, possibly with folders, to contents;
    `owned` names what an earlier build wrote, and may be removed. Outputs are
    new files with new times; files of the user's own stay the same, inode and all.
    Raises `PersonacError` with `cannot-write` or `output-in-the-way`; unless
    that says otherwise, the directory is as it was.
    """
    try:
        target = Path(os.path.realpath(directory))
        problems = [*_bad_names(directory, files), *_obstacles(directory, target, files)]
        if problems:
            raise PersonacError(*problems)
        _write(target, files, [name for name in owned if is_inside(name)], disk or Disk())
    except TornError as error:
        raise PersonacError(_torn(directory, error)) from error
    except OSError as error:
        raise PersonacError(_refused(directory, error)) from error


def _write(target: Path, files: Mapping[str, bytes], owned: Collection[str], disk: Disk) -> None:
    missing = [folder for folder in reversed(target.parents) if not folder.exists()]
    with _new_folders(missing, disk), turns(target.parent):
        clear_leftovers(target, disk)
        clear_journals(target, {*files, *owned}, disk)
        try:
            _exchange_or_refuse(target, files, owned, disk)
        except CannotStageError:
            with _new_folders([] if target.exists() else [target], disk):
                replace_each(target, files, owned, disk, new_mark())


def _exchange_or_refuse(target: Path, files: Mapping[str, bytes], owned: Collection[str], disk: Disk) -> None:
    # Whoever stands in a directory would be left behind in the old one.
    if not target.name or (target.is_dir() and _working_directory().is_relative_to(target)):
        raise CannotStageError
    swap_in(target, files, owned, disk, new_mark())


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:  # somebody has removed it
        return Path("/")


@contextmanager
def _new_folders(folders: Sequence[Path], disk: Disk) -> Iterator[None]:
    """Make the folders, outermost first, and take them away again where writing fails."""
    made: list[Path] = []
    try:
        for folder in folders:
            disk.mkdir(folder, 0o777)
            made.append(folder)
        yield
    except BaseException:
        with suppress(OSError):
            for folder in reversed(made):
                disk.rmdir(folder)
        raise


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


def _refused(directory: Path, error: OSError) -> Diagnostic:
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
