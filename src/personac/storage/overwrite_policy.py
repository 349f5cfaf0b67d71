"""What a write may overwrite: what an earlier build wrote, and nothing else.

Not a source whose name the canonical happens to have, not a hand edit, not a file that was there before
personac was. The lock of the last build tells them apart. `--force` overwrites the last two; a source is
never overwritten. An edited output that is no longer made stays where it is, and the build goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, EDIT_KEPT, EDITED_OUTPUT, OUTPUT_IN_THE_WAY
from personac.emit.lockfile import Lock, read_lock
from personac.paths import LOCK_NAME, digest, is_inside
from personac.storage.filesystem import exists, is_plain_output, read_if_possible, read_output
from personac.storage.leftovers import WriteRecord, dead_records
from personac.storage.output_folder import resolve_folder

_INPUT_HINT = "choose another folder with -o, or another --name"
_EDITED_HINT = "keep your edit by moving the file elsewhere, or build with --force to overwrite it"
_FOREIGN_HINT = "move it away, choose another folder with -o, or build with --force to overwrite it"
_KEPT_HINT = "it is yours from now on: remove it when you do not need it"


@dataclass(frozen=True, slots=True)
class Permission:
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
    known = _known_digests(lock, dead_records(resolve_folder(folder), records))
    edited = [name for name in sorted(known) if _is_edited(folder, name, outputs, known[name])]
    refusals = [*_edited(folder, edited, outputs), *_foreign(folder, outputs, known)]
    if refusals:
        raise PersonacError(*refusals)
    removable = tuple(name for name in {**dict.fromkeys(names), **known} if name not in edited)
    return Permission(removable, tuple(_kept(folder, edited, outputs)))


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
    if exists(path) and read_if_possible(path) is None:
        message = "the lock cannot be read, so it is unknown which outputs were edited by hand"
        hint = "make it readable, or build with --force to overwrite all outputs"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint))


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


def _edited(folder: Path, edited: Iterable[str], outputs: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    for name in edited:
        if name in outputs:
            message = "edited by hand since personac wrote it"
            yield Diagnostic(EDITED_OUTPUT, (folder / name).as_posix(), 0, 0, message, _EDITED_HINT)


def _kept(folder: Path, edited: Iterable[str], outputs: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    for name in edited:
        if name not in outputs:
            message = "no build makes this file any more; edited by hand since personac wrote it, so it stays"
            yield Diagnostic(EDIT_KEPT, (folder / name).as_posix(), 0, 0, message, _KEPT_HINT)


def _foreign(
    folder: Path, outputs: Mapping[str, bytes], known: Mapping[str, set[str]]
) -> Iterator[Diagnostic]:
    """Report files that no build wrote."""
    for name in sorted({*outputs} - {*known, LOCK_NAME}):
        if is_plain_output(folder, name) and read_output(folder, name) != outputs[name]:
            message = "an output has this name, and personac did not write this file"
            yield Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _FOREIGN_HINT)
