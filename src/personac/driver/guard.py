"""Refuse a write that would cost somebody a file.

A build replaces what the build before it wrote, and nothing else: not a source
whose name the canonical happens to have, not a hand edit, not a file that was
there before personac was. The lock tells them apart. `--force` gives up the
last two; a source is never overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from personac.backend.journal import digest, torn_digests
from personac.backend.lock import edited_outputs, read_lock
from personac.backend.names import LOCK_NAME
from personac.diagnostics.kinds import EDITED_OUTPUT, OUTPUT_IN_THE_WAY
from personac.diagnostics.model import Diagnostic, PersonacError

_INPUT_HINT = "choose another folder with -o, or another --name"
_EDITED_HINT = "keep your edit by moving the file elsewhere, or build with --force to overwrite it"
_FOREIGN_HINT = "move it away, choose another folder with -o, or build with --force to overwrite it"


def refuse_losses(folder: Path, outputs: Mapping[str, bytes], inputs: Iterable[str], *, force: bool) -> None:
    """Raise `PersonacError` where writing `outputs` into `folder` would lose something.

    `inputs` are the paths of sources and rules, from the working directory.
    """
    found = list(_inputs(folder, outputs, inputs))
    if not found and not force:
        found = [*_edited(folder, outputs), *_foreign(folder, outputs)]
    if found:
        raise PersonacError(*found)


def on_disk(path: Path) -> bytes | None:
    """Return what is in a file, None where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _inputs(folder: Path, outputs: Mapping[str, bytes], inputs: Iterable[str]) -> Iterator[Diagnostic]:
    real = {os.path.realpath(path) for path in inputs}
    for name in outputs:
        if os.path.realpath(folder / name) in real and on_disk(folder / name) != outputs[name]:
            message = "an output has this name, and this is a source of the build"
            yield Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _INPUT_HINT)


def _edited(folder: Path, outputs: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    lock, _ = read_lock(folder)
    for name in edited_outputs(folder, lock) if lock else ():
        if on_disk(folder / name) != outputs.get(name):
            message = "edited by hand since personac wrote it"
            yield Diagnostic(EDITED_OUTPUT, (folder / name).as_posix(), 0, 0, message, _EDITED_HINT)


def _foreign(folder: Path, outputs: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Find files that no build wrote; beside a lock that cannot be read nobody knows."""
    lock, problems = read_lock(folder)
    torn = torn_digests(folder) if folder.is_dir() else {}
    for name in sorted(set(outputs) - set(lock.outputs if lock else ()) - {LOCK_NAME}):
        there = on_disk(folder / name)
        if problems or there is None or there == outputs[name] or digest(there) in torn.get(name, ()):
            continue
        message = "an output has this name, and personac did not write this file"
        yield Diagnostic(OUTPUT_IN_THE_WAY, (folder / name).as_posix(), 0, 0, message, _FOREIGN_HINT)
