"""What changed among the inputs while they were built.

A build takes a while, and people save files when they like. Each file was read
once, so the outputs are of one state, which the lock names. This is only told,
and stands in no report: a report says the same whenever it is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import INPUT_CHANGED
from personac.driver.discover import find_files
from personac.emit.lock_entries import LOCK_NAME, digest_of
from personac.emit.lockfile import decode_lock

if TYPE_CHECKING:
    from personac.driver.build import Request
    from personac.driver.library import Built


def changed_since(built: Built, request: Request) -> tuple[Diagnostic, ...]:
    """Return a warning for each source and rules file that is not as it was when it was read."""
    lock = decode_lock(built.outputs[LOCK_NAME], LOCK_NAME)
    return tuple(_differences({**lock.sources, **lock.rules}, _digests(request)))


def _differences(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Diagnostic]:
    for path in sorted({*then, *now}):
        if then.get(path) != now.get(path):
            fate = "was changed" if path in then and path in now else "is gone" if path in then else "is new"
            message = f"{fate} since the build read its sources: the outputs are of those"
            yield Diagnostic(INPUT_CHANGED, path, 0, 0, message, "build again")


def _digests(request: Request) -> Mapping[str, str]:
    try:
        files = find_files(request.sources, request.rules, request.output)
    except (OSError, PersonacError):  # there are no more sources, or no rules folder
        return {}
    digests = {path: digest_of(file) for path, file in files.all.items()}
    return {path: digest for path, digest in digests.items() if digest}
