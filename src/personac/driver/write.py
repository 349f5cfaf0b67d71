"""Write the outputs of a build where they are not there yet, when it is this build's turn."""

from __future__ import annotations

from pathlib import Path

from personac.backend.change import Situation
from personac.backend.disk import Disk
from personac.backend.reuse import restore_times, reusing, times_of
from personac.backend.write import write_outputs
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.build import Request, clear_up
from personac.driver.guard import permit, saved_files
from personac.driver.library import Built
from personac.driver.observer import step
from personac.driver.stale import is_stale, stale_outputs
from personac.driver.turn import Patience, writing
from personac.emit.lockfile import read_lock


def write_if_stale(built: Built, request: Request, patience: Patience) -> tuple[tuple[Diagnostic, ...], bool]:
    """Return what is told of the outputs, and whether they were written. Raises `PersonacError`."""
    with step(request.observer, "compare"):
        must_write = is_stale(built.outputs, request.output)
    if not must_write:
        return clear_up(request.output), False
    with writing(request.output, patience) as alone:
        _, lock_problems = read_lock(request.output)
        if not is_stale(built.outputs, request.output):  # another build was quicker
            return lock_problems, False
        try:
            with step(request.observer, "write"):
                kept = write(built, request, alone=alone)
        except PersonacError as error:
            raise PersonacError(*lock_problems, *error.diagnostics) from error
    return (*lock_problems, *kept), True


def write(built: Built, request: Request, *, alone: bool = False) -> tuple[Diagnostic, ...]:
    """Write a build's outputs in one step; return what is told of files that were kept.

    `alone` says that no other build can be writing there. Raises `PersonacError`.
    """
    given = permit(request.output, built.outputs, built.inputs, force=request.force)
    same = _unchanged(built, request.output) if request.if_changed else frozenset[str]()
    disk, times = reusing(request.output, same, Disk()), times_of(request.output, same)
    saved = write_outputs(request.output, built.outputs, given.owned, disk, Situation(given.known, alone))
    restore_times(request.output, times)
    return (*given.kept, *saved_files(request.output, saved))


def _unchanged(built: Built, output: Path) -> frozenset[str]:
    """Return the outputs that are on the disk as they would be written."""
    return frozenset(built.outputs).difference(stale_outputs(built.outputs, output))
