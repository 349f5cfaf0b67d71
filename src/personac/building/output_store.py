"""Compare the outputs on the disk with those of a fresh build, and write nothing.

Another build may be writing at the same time. What is half-way written is no finding, so outputs that
look stale are compared again when no build is writing.

Write the outputs of a build where they differ from those on the disk.

Sources and rules files that change while they are built.

Each file is read once, so the outputs are of one state, which the lock names. Changes are reported, but
not in the report: it is the same whenever it is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.inputs import find_inputs
from personac.building.stale_outputs import unconverted
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import INPUT_CHANGED, STALE_OUTPUT
from personac.emit.lock_entries import LOCK_NAME, digest_of, is_inside
from personac.emit.lockfile import decode_lock, read_lock
from personac.paths import display_path
from personac.report.escape import visible
from personac.storage.filesystem import exists, read_output
from personac.storage.leftovers import has_leftovers, write_records
from personac.storage.output_lock import hold_output_lock, wait_until_unlocked
from personac.storage.overwrite_policy import permission_to_write, refuse_overwritten_inputs
from personac.storage.writer import WriteOptions, clear_leftovers, write_outputs

if TYPE_CHECKING:
    from personac.building.in_memory import Built
    from personac.building.request import Request


_MAX_SECONDS = 10.0
_MAX_COMPARISONS = 10
_MAX_DIFF_LINES = 40
_HINT = "run personac build, and commit what it writes"
_MESSAGE = "not what a build would write now"


def check_outputs(
    built: Built, request: Request, on_wait: Callable[[], object]
) -> tuple[tuple[Diagnostic, ...], str]:
    """Return diagnostics, those of the lock first, and a diff of stale outputs, empty if there are none.

    Waits for another build, ten seconds at most, and calls `on_wait` before it does; not at all if the
    request does not wait. Raises `PersonacError` if the other build does not end.
    """
    output = request.output
    stale = _stale_when_unlocked(built, output, _MAX_SECONDS if request.wait else 0, on_wait)
    _, lock_problems = read_lock(output)
    folder = display_path(output)
    stale_diagnostics = (
        Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, _MESSAGE, _HINT) for name in stale
    )
    return (*lock_problems, *stale_diagnostics), stale_diff(built.outputs, output, stale)


def _stale_when_unlocked(
    built: Built, output: Path, seconds: float, on_wait: Callable[[], object]
) -> tuple[str, ...]:
    for _ in range(_MAX_COMPARISONS):
        before = _write_stamps(output)
        stale = stale_outputs(built.outputs, output)
        if not stale:
            break
        wait_until_unlocked(output, seconds, on_wait)
        if _write_stamps(output) == before:  # no build has written since
            break
    return stale


def _write_stamps(output: Path) -> tuple[tuple[int, int], ...]:
    """Return inode and time of what every write changes: the folder, or the lock file in it."""
    return tuple(_stamp(path) for path in (output, output / LOCK_NAME))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_ino, status.st_mtime_ns


def stale_diff(outputs: Mapping[str, bytes], folder: Path, names: Sequence[str]) -> str:
    """Return a readable diff, on disk -> fresh, of the outputs named; long ones are cut."""
    return "".join(_one_diff(name, read_output(folder, name), outputs.get(name)) for name in names)


def _one_diff(name: str, old: bytes | None, new: bytes | None) -> str:
    if old and new and b"\r\n" in old and b"\r\n" not in new:
        old = unconverted(old)
        if old == new:
            return visible(f"{name}: only the line ends differ\n")
    lines = list(unified_diff(_lines(old), _lines(new), f"{name} (on disk)", f"{name} (fresh)", lineterm=""))
    cut = [f"... {len(lines) - _MAX_DIFF_LINES} more lines"] if len(lines) > _MAX_DIFF_LINES else []
    return visible("\n".join([*lines[:_MAX_DIFF_LINES], *cut]) + "\n")


def _lines(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8", "backslashreplace").split("\n")


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


def changed_inputs(built: Built, request: Request) -> tuple[Diagnostic, ...]:
    """Return a warning for each source and rules file that differs from what the build read."""
    lock = decode_lock(built.outputs[LOCK_NAME], LOCK_NAME)
    return tuple(_differences({**lock.sources, **lock.rules}, _current_digests(request)))


def _differences(read: Mapping[str, str], current: Mapping[str, str]) -> Iterator[Diagnostic]:
    for path in sorted({*read, *current}):
        if read.get(path) != current.get(path):
            change = "was removed" if path not in current else "was changed" if path in read else "is new"
            message = f"{change} since the build read its sources: the outputs do not have that"
            yield Diagnostic(INPUT_CHANGED, path, 0, 0, message, "build again")


def _current_digests(request: Request) -> Mapping[str, str]:
    try:
        files = find_inputs(request.sources, request.rules, request.output)
    except (OSError, PersonacError):  # there are no more sources, or no rules folder
        return {}
    digests = {path: digest_of(file) for path, file in files.all.items()}
    return {path: hashed for path, hashed in digests.items() if hashed}
