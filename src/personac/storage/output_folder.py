"""Where outputs may go: which folder, which names, and what must not be there already."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.paths import is_inside
from personac.storage.filesystem import exists, is_plain_file, parents

MAX_NAME_BYTES = 255
"""The longest file name that common file systems allow."""
_MOVE = "move it away, or choose another directory with -o"
_OTHER_NAME = "choose another --name"
_OUT_OF_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_SHORTER_NAME = "shorten the --name, or the file name of the persona"


def resolve_folder(folder: Path) -> Path:
    """Return the absolute path of an output folder, links resolved.

    Raises `PersonacError` if the folder is named below the working directory and a link leads out of
    it: links come with a repository, and a build must not write outside of it for their sake.
    """
    target, here = Path(os.path.realpath(folder)), working_directory()
    named = Path(os.path.abspath(folder))  # noqa: PTH100 - before links are resolved
    if here is None or not named.is_relative_to(here) or target.is_relative_to(here):
        return target
    problem = f"this leads out of the working directory, to {target.as_posix()}, through a symbolic link"
    hint = f"name that folder if you mean it: -o {target.as_posix()}"
    raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, folder.as_posix(), 0, 0, problem, hint))


def working_directory() -> Path | None:
    """Return the working directory, None if it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def displayed(path: Path) -> str:
    """Return an absolute path as it is shown to people: relative to the working directory if it is below."""
    here = working_directory()
    return (path.relative_to(here) if here and path.is_relative_to(here) else path).as_posix()


@contextmanager
def reading_outputs(folder: Path) -> Iterator[None]:
    """Raise `PersonacError` instead of `OSError` where the content of an output folder cannot be read."""
    try:
        yield
    except OSError as error:
        message = f"the outputs of the last build cannot be read: {error.strerror}; they are untouched"
        hint = "make the folder readable for yourself, or choose another one with -o"
        raise PersonacError(Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, hint)) from error


def refuse_bad_outputs(folder: Path, target: Path, names: Collection[str]) -> None:
    """Raise `PersonacError` if outputs cannot have these names, or if something else is in their place.

    `target` is `folder` with links resolved.
    """
    problems = [*_bad_names(folder, names)] or [*_obstacles(folder, target, names)]
    if problems:
        raise PersonacError(*problems)


def _bad_names(folder: Path, names: Collection[str]) -> Iterator[Diagnostic]:
    folders = {above for name in names for above in parents(name)}
    for name in sorted(names):
        problem, hint = "", _OTHER_NAME
        if not is_inside(name):
            problem = f"{name!r} is no name for a file inside {folder.as_posix()}"
        elif name in folders:
            problem = f"{name!r} would be both an output and a folder of outputs"
        elif any(len(os.fsencode(part)) > MAX_NAME_BYTES for part in name.split("/")):
            problem = f"{name!r} is too long for a file name, which has at most {MAX_NAME_BYTES} bytes"
            hint = _SHORTER_NAME
        if problem:
            yield Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, problem, hint)


def _obstacles(folder: Path, target: Path, names: Collection[str]) -> Iterator[Diagnostic]:
    if exists(target) and not target.is_dir():
        yield _obstacle(folder, "it is not a directory, so no outputs can go into it")
        return
    for above in sorted({above for name in names for above in parents(name)}):
        path = target / above
        if path.is_symlink() or (exists(path) and not path.is_dir()):
            yield _obstacle(folder / above, "outputs go into a folder of this name, and this is none")
    for name in sorted(names):
        if exists(target / name) and not is_plain_file(target / name):
            yield _obstacle(folder / name, "an output has this name, and this is no regular file")


def _obstacle(path: Path, problem: str) -> Diagnostic:
    return Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, problem, _MOVE)


def write_error(folder: Path, error: OSError) -> Diagnostic:
    """Return the diagnostic of an error of the file system before anything was changed."""
    problem = f"the outputs cannot be written: {reason_of(error)}; those of the last build are untouched"
    hint = "repair that and build again, or choose another directory with -o"
    if error.errno in _OUT_OF_SPACE:
        hint = "free some space, or choose another directory with -o; then build again"
    elif error.errno in _NO_PERMISSION:
        hint = "make the directory writable for yourself, or choose another one with -o"
    return Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, problem, hint)


def reason_of(error: BaseException | None) -> str:
    """Return why a call failed, in the words of the system where it has some."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
