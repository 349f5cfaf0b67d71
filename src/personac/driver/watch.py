"""Build again whenever something that a build reads has changed, or something that it wrote is gone.

One process does it all, so that everything is imported, and what was worked
out of the files that stayed the same is still known. An error ends a build,
never the watching.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.build import Request, rebuild
from personac.driver.file_events import FileEvents
from personac.driver.garbage import collection_between
from personac.driver.line_ends import with_line_ends_explained
from personac.driver.stamp import stamped
from personac.driver.watched import (
    Folders,
    State,
    Written,
    changes,
    folders_of,
    inputs_state,
    outputs_state,
    presence,
    written_outputs,
)

_AGE = 200  # builds after which everything is forgotten: readings of texts long gone pile up
_TOLD = 3  # changes that are told one by one


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One build: what had changed, what was found, how long it took in seconds, a line on what was made.

    `summary` is empty where nothing could be built, `changed` for the first build.
    """

    changed: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    summary: str

    @property
    def failed(self) -> bool:
        """Tell whether nothing could be built."""
        return not self.summary

    @property
    def line(self) -> str:
        """Say all but the findings in one line."""
        more = len(self.changed) - _TOLD
        why = ", ".join([*self.changed[:_TOLD], *([f"{more} more changes"] if more > 0 else [])])
        result = self.summary or "not built: see above"
        return f"{why}; {result} ({self.seconds:.2f} s)" if why else f"{result} ({self.seconds:.2f} s)"


class Watch:
    """Builds `request` again and again."""

    def __init__(self, request: Request) -> None:
        """Do nothing yet."""
        self._request = request
        self._builds = 0
        self._failed = False
        self._written = Written()
        self._folders: Folders = frozenset()
        self._events: FileEvents | None = None

    def rebuilds(self) -> Iterator[Rebuilt]:
        """Build now, and then after every change; this never ends. Raises `KeyboardInterrupt` for Ctrl-C."""
        with collection_between() as collect:
            for done in self._rebuilds():
                yield done
                collect(self._builds == 1 or self._is_aged())  # now, while nobody waits

    def _rebuilds(self) -> Iterator[Rebuilt]:
        seen: State | None = None
        while True:
            # Watching starts before anything is looked at, so that no change falls in between.
            events = self._watching()
            inputs = inputs_state(self._request)
            now = self._with_outputs(inputs)
            if now == seen:
                events.wait()
                continue
            done = self._rebuild(() if seen is None else changes(seen, now))
            self._failed = done.failed
            self._written = Written() if done.failed else written_outputs(self._request.output)
            # What was written counts as there: whatever of it is gone already is written again.
            seen = self._with_outputs(inputs) if done.failed else {**inputs, **self._written.whole}
            yield done

    def _rebuild(self, changed: Sequence[str]) -> Rebuilt:
        """Build once, whatever comes of it; what a build did not use is forgotten if it went well."""
        start = time.perf_counter()
        self._builds += 1
        try:
            done = stamped(self._request, lambda _: rebuild(self._request))
        except PersonacError as error:
            told = with_line_ends_explained(error.diagnostics, self._request.output)
            return Rebuilt(tuple(changed), told, time.perf_counter() - start, "")
        return Rebuilt(tuple(changed), done.diagnostics, time.perf_counter() - start, done.line)

    def _is_aged(self) -> bool:
        return self._builds % _AGE == 0

    def _watching(self) -> FileEvents:
        """Return what waits for changes of the folders that matter now."""
        folders = folders_of(self._request, with_outputs=self._failed)
        if self._events is None or folders != self._folders:
            if self._events is not None:
                self._events.close()
            self._folders = folders
            self._events = FileEvents([folder for folder, *_ in folders])
        return self._events

    def _with_outputs(self, inputs: State) -> State:
        """Add the outputs: those that stand, or where they were in the way, all that may be put right."""
        outputs = outputs_state(self._request) if self._failed else presence(self._written)
        return {**inputs, **outputs}
