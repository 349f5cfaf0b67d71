"""Sources and rules files that change while they are built.

Each file is read once, so the outputs are of one state, which the lock names. Changes are reported, but
not in the report: it is the same whenever it is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from personac.building.inputs import find_inputs
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import INPUT_CHANGED
from personac.emit.lockfile import decode_lock
from personac.paths import LOCK_NAME, digest_of

if TYPE_CHECKING:
    from personac.building.in_memory import Built
    from personac.building.request import Request


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
