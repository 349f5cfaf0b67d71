"""Write the outputs of a build where they differ from those on the disk, or only compare them.

Another build may write to the same folder at the same time. One build writes at a time; what is half-way
written is no finding, so a check compares stale outputs again when no build is writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.inputs import find_inputs
from personac.building.request import Request
from personac.building.stale_outputs import stale_diff, stale_outputs
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import INPUT_CHANGED, OTHER_OPTIONS, STALE_OUTPUT
from personac.emit.lock_entries import LOCK_NAME, digest_of
from personac.emit.lockfile import Lock, decode_lock, read_lock
from personac.paths import display_path
from personac.regular_files import special_kind
from personac.storage.leftovers import has_leftovers, write_records
from personac.storage.output_lock import hold_output_lock, wait_until_unlocked
from personac.storage.overwrite_policy import permission_to_write, refuse_overwritten_inputs
from personac.storage.writer import WriteOptions, clear_leftovers, write_outputs

if TYPE_CHECKING:
    from personac.building.in_memory import Built

_STALE = "not what a build would write now"
_REBUILD = "run personac build, and commit what it writes"
_MAX_SECONDS = 10.0
_MAX_COMPARISONS = 10
OnWait = Callable[[], object]
"""Called once if another build has to be waited for."""


def update_outputs(built: Built, request: Request, on_wait: OnWait) -> tuple[tuple[Diagnostic, ...], bool]:
    """Return the diagnostics of writing, and whether anything was written. Raises `PersonacError`."""
    if not any(stale_outputs(built.outputs, request.output)):
        return remove_leftovers_of(request.output), False
    with hold_output_lock(request.output, wait=request.wait, on_wait=on_wait):
        _, lock_problems = read_lock(request.output)
        if not any(stale_outputs(built.outputs, request.output)):  # another build wrote them meanwhile
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
    stale = {*(stale_outputs(built.outputs, folder) if request.if_changed else built.outputs)}
    options = WriteOptions(frozenset(built.outputs) - stale, records)
    return (*permission.warnings, *write_outputs(folder, built.outputs, permission.removable, options))


def remove_leftovers_of(output: Path) -> tuple[Diagnostic, ...]:
    """Remove what dead builds left unless a build is running, and report what stays; never fails."""
    if not has_leftovers(output):
        return ()
    with suppress(PersonacError, OSError), hold_output_lock(output, wait=False, on_wait=tuple):
        return clear_leftovers(output, write_records())
    return ()


def check_outputs(built: Built, request: Request, on_wait: OnWait) -> tuple[tuple[Diagnostic, ...], str]:
    """Return diagnostics, those of the lock first, one for each stale output, and a diff of the canonical.

    The diff is empty where the canonical is up to date: what changed says it best, and the others follow it.

    Waits for another build, ten seconds at most; not at all if the request does not wait.
    Raises `PersonacError` if the other build does not end.
    """
    output, folder = request.output, display_path(request.output)
    stale = _stale_when_unlocked(built, output, _MAX_SECONDS if request.wait else 0, on_wait)
    last_lock, lock_problems = read_lock(output)
    other = _other_options(last_lock, built, output) if stale and last_lock else ()
    findings = (Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, _STALE, "") for name in stale[:-1])
    last = (Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, _STALE, _REBUILD) for name in stale[-1:])
    canonical = [name for name in stale if name == built.report.canonical.path]
    return (*lock_problems, *other, *findings, *last), stale_diff(built.outputs, output, canonical)


def _other_options(last: Lock, built: Built, output: Path) -> tuple[Diagnostic, ...]:
    """Return how the options and sources of this check differ from those of the last build."""
    fresh = decode_lock(built.outputs[LOCK_NAME], LOCK_NAME)
    names = sorted({*last.options, *fresh.options})
    differing = [
        f"{name} {_shown(fresh.options.get(name))} (last build: {_shown(last.options.get(name))})"
        for name in names
        if last.options.get(name) != fresh.options.get(name)
    ]
    differing += _other_files("source", fresh.sources, last.sources)
    differing += _other_files("rules file", fresh.rules, last.rules)
    if not differing:
        return ()
    message = f"checked with other options than the last build: {'; '.join(differing)}"
    hint = "use the same options, or put them into personac.toml"
    place = f"{display_path(output)}/{LOCK_NAME}"
    return (Diagnostic(OTHER_OPTIONS, place, 0, 0, message, hint),)


def _shown(value: str | None) -> str:
    return "not set" if value is None else value or "none"


def _other_files(noun: str, fresh: Mapping[str, str], last: Mapping[str, str]) -> Iterator[str]:
    """Yield which files of a kind only one of two builds read."""
    yield from (f"the {noun} {path} as well" for path in sorted(fresh.keys() - last.keys()))
    yield from (f"not the {noun} {path}" for path in sorted(last.keys() - fresh.keys()))


def changed_inputs(built: Built, request: Request) -> Iterator[Diagnostic]:
    """Yield a warning for each source and rules file that differs from what the build read.

    Each file is read once, so the outputs are of one state, which the lock names. The warnings are not in
    the report, which is the same whenever it is built.
    """
    lock = decode_lock(built.outputs[LOCK_NAME], LOCK_NAME)
    read, current = {**lock.sources, **lock.rules}, _current_digests(request, lock.agent)
    for path in sorted({*read, *current}):
        if read.get(path) != current.get(path) and current.get(path) != "":
            change = "was removed" if path not in current else "was changed" if path in read else "is new"
            message = f"{change} since the build read its sources: the outputs do not reflect that"
            yield Diagnostic(INPUT_CHANGED, path, 0, 0, message, "build again")


def _stale_when_unlocked(built: Built, output: Path, seconds: float, on_wait: OnWait) -> list[str]:
    for _ in range(_MAX_COMPARISONS):
        before = _write_stamps(output)
        stale = sorted(stale_outputs(built.outputs, output))
        if not stale:
            break
        wait_until_unlocked(output, seconds, on_wait)
        if _write_stamps(output) == before:  # no build has written since
            break
    return stale


def _write_stamps(output: Path) -> list[tuple[int, int]]:
    """Return inode and time of what every write changes: the folder, or the lock file in it."""
    stamps = []
    for path in (output, output / LOCK_NAME):
        with suppress(OSError):
            status = path.stat()
            stamps.append((status.st_ino, status.st_mtime_ns))
    return stamps


def _current_digests(request: Request, agent: str) -> Mapping[str, str]:
    try:
        files = find_inputs(request).of_agent(agent)
    except (OSError, PersonacError):  # there are no more sources, or no rules folder
        return {}
    digests = {path: digest_of(file) for path, file in files.all.items()}
    return {path: hashed for path, hashed in digests.items() if hashed or _is_read_once(files.all[path])}


def _is_read_once(path: Path) -> bool:
    """Return whether this is a pipe or a device: it cannot be compared with what was read."""
    try:
        return bool(special_kind(path.stat().st_mode))
    except OSError:
        return False
