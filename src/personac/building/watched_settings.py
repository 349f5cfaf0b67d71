"""What `--watch` builds: the request, made again whenever the settings of the project have changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from personac.building.request import Outcome, Request
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.emit.settings_table import SETTINGS_TABLES

SETTINGS_FILES = tuple(map(Path, SETTINGS_TABLES))
"""The files in the root that may hold the settings; the root is the working directory."""


class WatchedSettings:
    """The request as the settings say, and what is wrong with them; `current` may raise `PersonacError`."""

    def __init__(self, current: Callable[[], Request]) -> None:
        """Read nothing yet."""
        self.request = Request()
        self.problems: tuple[Diagnostic, ...] = ()
        self._current = current
        self._state: Mapping[str, object] | None = None

    def update(self, state: Mapping[str, object]) -> None:
        """Read the settings if the state of their files is another one; mistakes leave the last request."""
        if self._state == state:
            return
        self._state, self.problems = state, ()
        try:
            self.request = self._current()
        except PersonacError as error:
            self.problems = error.diagnostics

    def failure(self) -> Outcome | None:
        """Return the outcome of a build with these settings, None where they can be built."""
        return Outcome(self.problems, "", "", is_failed=True) if self.problems else None
