"""Write the outputs of a build where they differ from those on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.emit.lockfile import read_lock
from personac.paths import is_inside
from personac.storage.filesystem import exists, read_output
from personac.storage.leftovers import has_leftovers, write_records
from personac.storage.output_lock import hold_output_lock
from personac.storage.overwrite_policy import permission_to_write, refuse_overwritten_inputs
from personac.storage.writer import WriteOptions, clear_leftovers, write_outputs

if TYPE_CHECKING:
    from personac.building.in_memory import Built
    from personac.building.request import Request


def update_outputs(
    built: Built, request: Request, on_wait: Callable[[], object]
) -> tuple[tuple[Diagnostic, ...], bool]:
    """Return the diagnostics of writing, and whether anything was written.

    `on_wait` is called once if another build has to be waited for. Raises `PersonacError`.
    """
    if not is_stale(built.outputs, request.output):
        return remove_leftovers_of(request.output), False
    with hold_output_lock(request.output, wait=request.wait, on_wait=on_wait):
        _, lock_problems = read_lock(request.output)
        if not is_stale(built.outputs, request.output):  # another build wrote them meanwhile
            return lock_problems, False
        try:
            warnings = write_built(built, request)
        except PersonacError as error:
            raise PersonacError(*lock_problems, *error.diagnostics) from error
    return (*lock_problems, *warnings), True


def write_built(built: Built, request: Request) -> tuple[Diagnostic, ...]:
    """Write the outputs of a build; return warnings. Needs the output lock. Raises `PersonacError`."""
    folder, records = request.output, write_records()
    refuse_overwritten_inputs(folder, built.outputs, built.inputs)
    permission = permission_to_write(folder, built.outputs, records, force=request.force)
    stale = {*stale_outputs(built.outputs, folder)} if request.if_changed else {*built.outputs}
    options = WriteOptions(frozenset(built.outputs) - stale, records)
    return (*permission.warnings, *write_outputs(folder, built.outputs, permission.removable, options))


def remove_leftovers_of(output: Path) -> tuple[Diagnostic, ...]:
    """Remove what dead builds left unless a build is running, and report what stays; never fails."""
    if not has_leftovers(output):
        return ()
    with suppress(PersonacError, OSError), hold_output_lock(output, wait=False, on_wait=tuple):
        return clear_leftovers(output, write_records())
    return ()


def stale_outputs(outputs: Mapping[str, bytes], folder: Path) -> tuple[str, ...]:
    """Return the names, sorted, of outputs that differ from those on the disk, or should not be there."""
    return tuple(sorted(_stale(outputs, folder)))


def is_stale(outputs: Mapping[str, bytes], folder: Path) -> bool:
    """Return whether any output is stale."""
    return next(_stale(outputs, folder), None) is not None


def _stale(outputs: Mapping[str, bytes], folder: Path) -> Iterator[str]:
    yield from (name for name, data in outputs.items() if read_output(folder, name) != data)
    lock, _ = read_lock(folder)
    # A lock comes with the repository: its names must not lead to files elsewhere.
    removed = [name for name in (lock.outputs if lock else ()) if name not in outputs and is_inside(name)]
    yield from (name for name in removed if exists(folder / name))
