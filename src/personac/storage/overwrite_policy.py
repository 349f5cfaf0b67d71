"""What a write may do: to which folder, under which names, and what it may overwrite.

It may overwrite what an earlier build wrote: not a source whose name the canonical happens to have, not a
hand edit, not a file that was there before personac was. The lock of the last build tells them apart.
`--force` overwrites the last two; a source is never overwritten. An edited output that is no longer made
stays where it is, and the build goes on.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, EDIT_KEPT, EDITED_OUTPUT, OUTPUT_IN_THE_WAY
from personac.emit.lock_entries import LOCK_NAME, digest, is_inside, read_lock_bytes
from personac.emit.lockfile import Lock, read_lock
from personac.paths import working_directory
from personac.storage.filesystem import (
    MAX_NAME_BYTES,
    exists,
    is_plain_file,
    is_plain_output,
    parents,
    read_if_possible,
    read_output,
)
from personac.storage.leftovers import WriteRecord, records_of_dead_writes

_INPUT_HINT = "choose another folder with -o, or another --name"
_EDITED_HINT = "keep your edit by moving the file elsewhere, or build with --force to overwrite it"
_FOREIGN_HINT = "move it away, choose another folder with -o, or build with --force to overwrite it"
_MOVE = "move it away, or choose another directory with -o"
_GIT = ".git"
_OUT_OF_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def resolve_folder(folder: Path) -> Path:
    """Return the absolute path of an output folder, links resolved.

    Raises `PersonacError` if the folder is named below the working directory and a link leads out of
    it: links come with a repository, and a build must not write outside of it for their sake.
    """
    target, here = Path(os.path.realpath(folder)), working_directory()
    named = Path(os.path.abspath(folder))  # noqa: PTH100 - before links are resolved
    if here is None or not named.is_relative_to(here):
        return target
    problem = f"this leads out of the working directory, to {target.as_posix()}, through a symbolic link"
    if target.is_relative_to(here):
        if _GIT not in map(str.casefold, target.relative_to(here).parts) or target == named:
            return target
        problem = f"this leads into {_GIT}, through a symbolic link"
    hint = f"name that folder if you mean it: -o {target.as_posix()}"
    raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, folder.as_posix(), 0, 0, problem, hint))


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
        problem, hint = "", "choose another --name"
        if not is_inside(name):
            problem = f"{name!r} is not a name for a file inside {folder.as_posix()}"
        elif name in folders:
            problem = f"{name!r} would be both an output and a folder of outputs"
        elif any(len(os.fsencode(part)) > MAX_NAME_BYTES for part in name.split("/")):
            problem = f"{name!r} is too long for a file name, which has at most {MAX_NAME_BYTES} bytes"
            hint = "shorten the --name, or the file name of the persona"
        if problem:
            yield Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, problem, hint)


def _obstacles(folder: Path, target: Path, names: Collection[str]) -> Iterator[Diagnostic]:
    if exists(target) and not target.is_dir():
        yield _obstacle(folder, "it is not a directory, so no outputs can go into it")
        return
    for above in sorted({above for name in names for above in parents(name)}):
        path = target / above
        if path.is_symlink() or (exists(path) and not path.is_dir()):
            yield _obstacle(folder / above, "outputs go into a folder of this name, and this is not a folder")
    for name in sorted(names):
        if exists(target / name) and not is_plain_file(target / name):
            yield _obstacle(folder / name, "an output has this name, and this is not a regular file")


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


class Permission(NamedTuple):
    """What a write may do: the names of old outputs that may go, and warnings about those that stay."""

    removable: tuple[str, ...]
    warnings: tuple[Diagnostic, ...] = ()


def permission_to_write(
    folder: Path, outputs: Mapping[str, bytes], records: Path | None, *, force: bool
) -> Permission:
    """Return what writing `outputs` into `folder` may do.

    `records` is the folder of recorded writes: what a dead build wrote is no hand edit.
    Raises `PersonacError` if it would lose something, which `force` allows.
    """
    lock, problems = read_lock(folder)
    names = (*lock.outputs, LOCK_NAME) if lock else ()
    if problems and not force:
        _refuse_unread(folder)
    if force or problems:  # beside a damaged lock, nothing can be known of the outputs
        return Permission(names)
    known = _known_digests(lock, records_of_dead_writes(resolve_folder(folder), records))
    edited = [name for name in sorted(known) if _is_edited(folder, name, outputs, known[name])]
    problems = (*_edits(folder, edited, outputs), *_foreign(folder, outputs, known))
    refusals = [problem for problem in problems if problem.severity == "error"]
    if refusals:
        raise PersonacError(*refusals)
    return Permission(tuple(sorted({*names, *known} - {*edited})), problems)


def refuse_overwritten_inputs(folder: Path, outputs: Mapping[str, bytes], inputs: Iterable[str]) -> None:
    """Raise `PersonacError` if an output would overwrite an input with something else.

    `inputs` are the paths of sources and rules, from the working directory.
    """
    real = {os.path.realpath(path) for path in inputs}
    message = "an output has this name, and this is a source of the build"
    refusals = [
        Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _INPUT_HINT)
        for name in outputs
        if os.path.realpath(folder / name) in real and read_if_possible(folder / name) != outputs[name]
    ]
    if refusals:
        raise PersonacError(*refusals)


def _refuse_unread(folder: Path) -> None:
    """Raise `PersonacError` if there is a lock, perhaps an intact one, that the disk does not return."""
    path = folder / LOCK_NAME
    try:
        read_lock_bytes(folder)
    except OSError as error:
        if is_plain_file(path):
            message = "the lock cannot be read, so it is unknown which outputs were edited by hand"
            hint = "make it readable, or build with --force to overwrite all outputs"
            raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error


def _known_digests(lock: Lock | None, records: Sequence[WriteRecord]) -> dict[str, set[str]]:
    """Return what earlier builds wrote, as SHA-256 by name: the last one, and those that died."""
    known: dict[str, set[str]] = {}
    for written in ({**lock.outputs} if lock else {}, *(record.outputs for record in records)):
        for name, hashed in written.items():
            if is_inside(name) and name != LOCK_NAME:
                known.setdefault(name, set()).add(hashed)
    return known


def _is_edited(folder: Path, name: str, outputs: Mapping[str, bytes], known: set[str]) -> bool:
    if not is_plain_output(folder, name):
        return False
    data = read_output(folder, name)
    return data is None or (digest(data) not in known and data != outputs.get(name))


def _edits(folder: Path, edited: Iterable[str], outputs: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Report edited outputs: an error where they would be overwritten, a warning where they stay."""
    for name in edited:
        kind, message, hint = EDITED_OUTPUT, "edited by hand since personac wrote it", _EDITED_HINT
        if name not in outputs:
            kind, hint = EDIT_KEPT, "it is yours from now on: remove it when you do not need it"
            message = f"no build makes this file any more; {message}, so it stays"
        yield Diagnostic(kind, (folder / name).as_posix(), 0, 0, message, hint)


def _foreign(
    folder: Path, outputs: Mapping[str, bytes], known: Mapping[str, set[str]]
) -> Iterator[Diagnostic]:
    """Report files that no build wrote."""
    for name in sorted({*outputs} - {*known, LOCK_NAME}):
        if is_plain_output(folder, name) and read_output(folder, name) != outputs[name]:
            message = "an output has this name, and personac did not write this file"
            yield Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _FOREIGN_HINT)
