"""Compare what is on the disk with what a build would write, and write nothing.

Another build may be writing meanwhile. What is seen of it half-way is no
finding, so whatever looks stale is looked at again when nobody writes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import STALE_OUTPUT
from personac.driver.discover import shown
from personac.driver.stale import stale_diff, stale_outputs
from personac.driver.turn import Patience, let_finish
from personac.emit.lock_entries import LOCK_NAME
from personac.emit.lockfile import read_lock

if TYPE_CHECKING:
    from personac.driver.library import Built

_LOOKS = 10
_HINT = "run personac build, and commit what it writes"
_MESSAGE = "not what a build would write now"


def check_outputs(built: Built, output: Path, patience: Patience) -> tuple[tuple[Diagnostic, ...], str]:
    """Return what is stale, and a diff of it, both empty where nothing is; warnings come first.

    Raises `PersonacError` where another build does not come to an end.
    """
    stale = _settled(built, output, patience)
    _, lock_problems = read_lock(output)
    folder = shown(output)
    found = (Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, _MESSAGE, _HINT) for name in stale)
    return (*lock_problems, *found), stale_diff(built.outputs, output, stale)


def _settled(built: Built, output: Path, patience: Patience) -> tuple[str, ...]:
    for _ in range(_LOOKS):
        before = _state(output)
        stale = stale_outputs(built.outputs, output)
        if not stale or (not let_finish(output, patience) and _state(output) == before):
            break
    return stale


def _state(output: Path) -> tuple[tuple[int, int], ...]:
    """Return what every write changes: the directory, or the lock in it."""
    return tuple(_stamp(path) for path in (output, output / LOCK_NAME))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_ino, found.st_mtime_ns
