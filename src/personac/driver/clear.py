"""Clear away what a build that died left behind, where there is nothing to write.

A build that is killed between putting its outputs in place and tidying up leaves
outputs that stand. The next one has nothing to do but this.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from personac.backend.turns import BusyError, turns
from personac.backend.write import clear_dead
from personac.diagnostics.model import Diagnostic
from personac.driver.guard import saved_files
from personac.emit.lock_entries import LOCK_NAME
from personac.emit.lockfile import read_lock


def clear_leftovers_of(output: Path) -> tuple[Diagnostic, ...]:
    """Clear away unless another build is at work, and tell of files that were saved; never fails."""
    saved: tuple[str, ...] = ()
    with suppress(BusyError, OSError), turns(output, wait=False) as alone:
        lock, _ = read_lock(output)
        saved = clear_dead(output, (*lock.outputs, LOCK_NAME) if lock else (), alone=alone)
    return tuple(saved_files(output, saved))
