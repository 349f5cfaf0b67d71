"""`--watch`: build again whenever an input has changed, or an output is gone.

One process does it all, so that everything is imported once. Every build is a full build: nothing is
kept between them. An error ends a build, never the watching.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from personac.building.builder import Notify, build, ignore
from personac.building.file_watcher import FileWatcher
from personac.building.request import Outcome, Request
from personac.building.watched_files import (
    State,
    WrittenOutputs,
    changes,
    folders_to_watch,
    inputs_state,
    output_folder_state,
    written_outputs,
)
from personac.observer import NOBODY, Observer

_LISTED_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One build: what had changed (nothing for the first), its outcome, its duration in seconds."""

    changed: tuple[str, ...]
    outcome: Outcome
    seconds: float

    @property
    def line(self) -> str:
        """Everything but the diagnostics, in one line."""
        more = len(self.changed) - _LISTED_CHANGES
        listed = [*self.changed[:_LISTED_CHANGES], *([f"{more} more changes"] if more > 0 else [])]
        result = "not built: see above" if self.outcome.is_failed else self.outcome.line
        cause = f"{', '.join(listed)}; " if listed else ""
        return f"{cause}{result} ({self.seconds:.2f} s)"


def rebuilds(request: Request, observer: Observer = NOBODY, notify: Notify = ignore) -> Iterator[Rebuild]:
    """Build now, and then after every change, for ever. Raises `KeyboardInterrupt` for Ctrl-C."""
    watcher = FileWatcher()
    seen: State | None = None
    written: WrittenOutputs | None = WrittenOutputs()
    while True:
        watcher.watch(folders_to_watch(request, with_outputs=written is None))
        inputs = inputs_state(request)
        state = {**inputs, **_outputs_state(request, written)}
        if state == seen:
            watcher.wait()
            continue
        start = time.perf_counter()
        outcome = build(request, observer, notify)
        changed = () if seen is None else changes(seen, state)
        written = None if outcome.is_failed else written_outputs(request.output)
        # What was written counts as existing: an output that is gone already is written again.
        seen = {**inputs, **(written.complete if written else _outputs_state(request, None))}
        yield Rebuild(changed, outcome, time.perf_counter() - start)


def _outputs_state(request: Request, written: WrittenOutputs | None) -> State:
    """Return the state of what was written; after a failed build, of all that may be in its way."""
    return output_folder_state(request) if written is None else written.existing()
