"""Expand: restore a source from the canonical and a variant's patch.

A patch says nothing about lines outside its hunks, so a canonical edited there
would give a source that never was. The lock knows the hashes of the sources.
"""

from __future__ import annotations

from pathlib import Path

from personac.backend.journal import digest
from personac.backend.lock import Lock, read_lock
from personac.backend.patch import apply_patch
from personac.backend.write_file import write_file
from personac.diagnostics.kinds import OUTPUT_IN_THE_WAY, PATCH_MISMATCH, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.guard import on_disk


def restore(patch: Path, canonical: Path | None = None) -> bytes:
    """Return the source that `patch` restores, byte for byte.

    `canonical` None means the agent of the build that `patch` is an output of.
    Raises `PersonacError`.
    """
    data = _read(patch)
    lock, _ = read_lock(_folder_of(patch))
    base = canonical or _canonical_of(patch, lock)
    restored = apply_patch(_read(base), data, patch.as_posix())
    if lock is not None and digest(restored) not in lock.sources.values():
        message = f"gives no source of this build: {base.as_posix()} was changed since"
        hint = "build again, or take the canonical and the patch from the same commit"
        raise PersonacError(Diagnostic(PATCH_MISMATCH, patch.as_posix(), 0, 0, message, hint))
    return restored


def _folder_of(patch: Path) -> Path:
    return patch.absolute().parent.parent


def _canonical_of(patch: Path, lock: Lock | None) -> Path:
    if lock is None:
        hint = "name the canonical agent that the patch belongs to: --canonical build/agent.md"
        message = "not an output of a build: there is no personac.lock above it"
        raise PersonacError(Diagnostic(UNREADABLE, patch.as_posix(), 0, 0, message, hint))
    return _folder_of(patch) / f"{lock.agent}.md"


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
    if path.is_dir():
        raise _in_the_way(path, "is a folder", f"name a file in it: -o {path.as_posix()}/agent.md")
    if path.exists() and not force and on_disk(path) != data:
        hint = "choose another name, or replace it with --force"
        raise _in_the_way(path, "is there already, and says something else", hint)
    write_file(path, data)


def _in_the_way(path: Path, message: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, message, hint))
