"""Merge a hand edit of the canonical into a source, by `git merge-file`."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_MERGE
from personac.edits.edit_propagation import LineFate, Sides

_FILES = ("ours", "base", "theirs")
_MAX_CONFLICTS = 127  # git counts no further; higher exit codes are errors
_CONFLICT_MARKER = b"<<<<<<< "
_BY_HAND = "carry the edit into the source by hand"
_NO_GIT = "install git, or carry the edit into the sources by hand and build again"


@dataclass(frozen=True, slots=True)
class Merged:
    """A source with the hand edits in it; `conflicts` are the lines of the markers, from 1."""

    data: bytes
    conflicts: tuple[int, ...]
    fates: tuple[LineFate, ...]


def merge_edit(sides: Sides, canonical: str, source: str) -> Merged:
    """Merge the sides of a source. Raises `PersonacError`.

    `canonical` and `source` are the names of the files, for the markers of conflicts.
    """
    labels = (f"{canonical}, edited", f"{canonical}, as built", source)
    process = _merge_file(sides, labels)
    if not 0 <= process.returncode <= _MAX_CONFLICTS:
        problem = process.stderr.decode("utf-8", "replace").strip() or f"exit code {process.returncode}"
        raise _failure(source, f"git merge-file failed: {problem}", _BY_HAND)
    conflicts = _markers(process.stdout) if process.returncode else ()
    return Merged(process.stdout, conflicts, sides.fates)


def _merge_file(sides: Sides, labels: tuple[str, str, str]) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise _failure(labels[-1], "--3way needs git, which is not on the PATH", _NO_GIT)
    options = [part for label in labels for part in ("-L", label)]
    command = [git, "merge-file", "-p", "-q", "--diff3", *options, *_FILES]
    with TemporaryDirectory() as folder:
        for name, data in zip(_FILES, (sides.ours, sides.base, sides.theirs), strict=True):
            (Path(folder) / name).write_bytes(data)
        return subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - git, on our own files


def _markers(data: bytes) -> tuple[int, ...]:
    lines = data.split(b"\n")
    return tuple(number for number, line in enumerate(lines, start=1) if line.startswith(_CONFLICT_MARKER))


def _failure(path: str, message: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(CANNOT_MERGE, path, 0, 0, message, hint))
