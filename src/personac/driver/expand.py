"""Expand: restore a source from the canonical and a variant's patch."""

from __future__ import annotations

from pathlib import Path

from personac.backend.patch import apply_patch
from personac.backend.write_file import write_file
from personac.diagnostics.kinds import OUTPUT_IN_THE_WAY, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.backend.lock import read_lock


def expand(patch: Path, canonical: Path | None = None) -> bytes:
    """Return the source that `patch` restores, byte for byte.

    `canonical` None means the agent of the build that `patch` is an output of.
    Raises `PersonacError`.
    """
    data = _read(patch)
    return apply_patch(_read(canonical or _canonical_of(patch)), data, patch.as_posix())


def _canonical_of(patch: Path) -> Path:
    folder = patch.absolute().parent.parent
    lock, _ = read_lock(folder)
    if lock is None:
        hint = "name the canonical agent that the patch belongs to: --canonical build/agent.md"
        message = "not an output of a build: there is no personac.lock above it"
        raise PersonacError(Diagnostic(UNREADABLE, patch.as_posix(), 0, 0, message, hint))
    return folder / f"{lock.agent}.md"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "name build/variants/<persona>.patch of a finished build"
        message = f"cannot read: {reason}"
        raise PersonacError(Diagnostic(UNREADABLE, path.as_posix(), 0, 0, message, hint)) from None


def save(path: Path, data: bytes, *, force: bool) -> None:
    """Write a restored source in one step; an existing file only with `force`."""
    if path.exists() and not force and path.read_bytes() != data:
        hint = "choose another name, or replace it with --force"
        message = "is there already, and says something else"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, message, hint))
    write_file(path, data)
