"""Compare the outputs on the disk with those of a fresh build, and write nothing.

Another build may be writing at the same time. What is half-way written is no finding, so outputs that
look stale are compared again when no build is writing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.line_ends import unconverted
from personac.building.output_update import stale_outputs
from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import STALE_OUTPUT
from personac.emit.lockfile import read_lock
from personac.paths import LOCK_NAME, display_path
from personac.report.safe_text import visible
from personac.storage.filesystem import read_output
from personac.storage.output_lock import wait_until_unlocked

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
