"""Merge a hand edit of the canonical into a source, by `git merge-file`."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from personac.diagnostics.kinds import CANNOT_MERGE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.edits.edit_propagation import Carried, LineFate, carry
from personac.edits.hand_edit import HandEdit
from personac.emit.provenance import ProvenanceMap

_SIDES = ("ours", "base", "theirs")
_MOST_CONFLICTS = 127  # git counts no further; above it are errors
_CONFLICT = b"<<<<<<< "


@dataclass(frozen=True, slots=True)
class Merged:
    """A source with the hand edits in it; `conflicts` are the lines of the markers, from 1."""

    data: bytes
    conflicts: tuple[int, ...]
    fates: tuple[LineFate, ...]


def merge_edit(
    edit: HandEdit, provenance: ProvenanceMap | None, persona: str, source: bytes, names: tuple[str, str]
) -> Merged:
    """Merge an edit of the canonical into the source of a persona. Raises `PersonacError`.

    Without a map the two files are merged line by line. `names` are those of the canonical and of the
    source, for the markers.
    """
    if provenance is None:
        carried = Carried(b"".join(edit.original), b"".join(edit.edited), source, ())
    else:
        carried = carry(edit, provenance, persona, source)
    data, conflicts = _merged(carried, names)
    return Merged(data, _markers(data) if conflicts else (), carried.fates)


def _merged(carried: Carried, names: tuple[str, str]) -> tuple[bytes, int]:
    git = shutil.which("git")
    if git is None:
        hint = "install git, or carry the edit into the sources by hand and build again"
        raise _cannot(names[1], "--3way needs git, which is not on the PATH", hint)
    labels = (f"{names[0]}, edited", f"{names[0]}, as built", names[1])
    with TemporaryDirectory() as folder:
        for side, data in zip(_SIDES, (carried.ours, carried.base, carried.theirs), strict=True):
            (Path(folder) / side).write_bytes(data)
        options = [part for label in labels for part in ("-L", label)]
        command = [git, "merge-file", "-p", "-q", "--diff3", *options, *_SIDES]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - git, three files of ours
    if not 0 <= done.returncode <= _MOST_CONFLICTS:
        problem = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
        raise _cannot(names[1], f"git merge-file failed: {problem}", "carry the edit into the source by hand")
    return done.stdout, done.returncode


def _markers(data: bytes) -> tuple[int, ...]:
    lines = data.split(b"\n")
    return tuple(number for number, line in enumerate(lines, start=1) if line.startswith(_CONFLICT))


def _cannot(path: str, message: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(CANNOT_MERGE, path, 0, 0, message, hint))
