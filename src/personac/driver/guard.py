"""Refuse a write that would cost somebody a file.

A build replaces what the build before it wrote, and nothing else: not a source
whose name the canonical happens to have, not a hand edit, not a file that was
there before personac was. The lock tells them apart. `--force` gives up the
last two; a source is never overwritten. An edited output that is no longer
made is in nobody's way: it stays where it is, and the build goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from personac.backend.change import Known
from personac.backend.disk import inode
from personac.backend.journal import torn_digests
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, EDIT_KEPT, EDITED_OUTPUT, OUTPUT_IN_THE_WAY
from personac.emit.lock_entries import LOCK_NAME, digest, is_inside
from personac.emit.lockfile import Lock, edited_outputs, read_lock

_INPUT_HINT = "choose another folder with -o, or another --name"
_EDITED_HINT = "keep your edit by moving the file elsewhere, or build with --force to overwrite it"
_FOREIGN_HINT = "move it away, choose another folder with -o, or build with --force to overwrite it"
_KEPT_HINT = "it is yours from now on: remove it when you do not need it"


@dataclass(frozen=True, slots=True)
class Permit:
    """What a write may do: names of old outputs that may go, and what is known of those to be replaced.

    `kept` are warnings of what does not go.
    """

    owned: tuple[str, ...]
    known: Known
    kept: tuple[Diagnostic, ...] = ()


def permit(folder: Path, outputs: Mapping[str, bytes], inputs: Iterable[str], *, force: bool) -> Permit:
    """Return what writing `outputs` into `folder` may do.

    `inputs` are the paths of sources and rules, from the working directory.
    Raises `PersonacError` where it would lose something.
    """
    found = list(_inputs(folder, outputs, inputs))
    if found:
        raise PersonacError(*found)
    lock, problems = read_lock(folder)
    names = (*lock.outputs, LOCK_NAME) if lock else ()
    if problems and not force:
        _refuse_unread(folder)
    if force or problems:  # beside a damaged lock nobody knows
        return Permit(names, {})
    return _careful(folder, outputs, lock, names)


def on_disk(path: Path) -> bytes | None:
    """Return what is in a file, None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def saved_files(folder: Path, names: Iterable[str]) -> Iterator[Diagnostic]:
    """Tell of files that a write did not replace but put under these names."""
    for name in names:
        message = "edited by hand while its outputs were being written, and saved under this name"
        yield Diagnostic(EDIT_KEPT, (folder / name).as_posix(), 0, 0, message, _KEPT_HINT)


def _refuse_unread(folder: Path) -> None:
    """Raise `PersonacError` where the lock may be whole, but the disk does not give it."""
    path = folder / LOCK_NAME
    if inode(path) >= 0 and on_disk(path) is None:
        message = "the lock cannot be read, so nobody knows which outputs were edited by hand"
        hint = "make it readable, or build with --force to overwrite all outputs"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint))


def _careful(folder: Path, outputs: Mapping[str, bytes], lock: Lock | None, names: tuple[str, ...]) -> Permit:
    edited = [
        name
        for name in (edited_outputs(folder, lock, torn_digests(folder)) if lock else ())
        if on_disk(folder / name) != outputs.get(name)
    ]
    known = _known(folder, outputs, lock)
    found = [*_edited(folder, edited, outputs), *_foreign(folder, outputs, names, known)]
    if found:
        raise PersonacError(*found)
    return Permit(
        tuple(name for name in names if name not in edited), known, tuple(_kept(folder, edited, outputs))
    )


def _known(folder: Path, outputs: Mapping[str, bytes], lock: Lock | None) -> Known:
    """Return what personac may have written by each name, or would write now."""
    torn = torn_digests(folder) if folder.is_dir() else {}
    known = {name: {digest(data), *torn.get(name, ())} for name, data in outputs.items()}
    for name, written in lock.outputs.items() if lock else ():
        if is_inside(name):
            known.setdefault(name, set(torn.get(name, ()))).add(written)
    return {name: tuple(sorted(digests)) for name, digests in known.items() if name != LOCK_NAME}


def _inputs(folder: Path, outputs: Mapping[str, bytes], inputs: Iterable[str]) -> Iterator[Diagnostic]:
    real = {os.path.realpath(path) for path in inputs}
    for name in outputs:
        if os.path.realpath(folder / name) in real and on_disk(folder / name) != outputs[name]:
            message = "an output has this name, and this is a source of the build"
            yield Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _INPUT_HINT)


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
    folder: Path, outputs: Mapping[str, bytes], owned: Iterable[str], known: Known
) -> Iterator[Diagnostic]:
    """Find files that no build wrote."""
    for name in sorted(set(outputs) - {*owned, LOCK_NAME}):
        there = on_disk(folder / name)
        if there is not None and digest(there) not in known[name]:
            message = "an output has this name, and personac did not write this file"
            yield Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _FOREIGN_HINT)
