"""Show on the terminal which step a build is at, once it has taken a while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from personac.observer import Observer

if TYPE_CHECKING:
    from rich.progress import Progress

_SPINNER = "line"  # plain characters: some terminals lack Braille


class ProgressDisplay(Observer):
    """Draws a line on stderr from the first step on that starts `delay` seconds after the first one.

    rich redraws it in a thread of its own until `pause`. A short build imports nothing for it.
    """

    def __init__(self, *, color: bool, delay: float = 1.0) -> None:
        """Draw nothing yet."""
        self._color, self._delay = color, delay
        self._began: float | None = None
        self._progress: Progress | None = None

    def step_started(self, step: str) -> None:
        """Show the step, if it is time to."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        if self._progress is None and now - self._began >= self._delay:
            self._progress = _started(color=self._color, began=self._began)
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], description=step)

    def pause(self) -> None:
        """Clear the line, so that others can print."""
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._began = None


def _started(*, color: bool, began: float) -> Progress:
    """Return a running display: a spinner, the step, the time since the first step."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    progress = Progress(
        SpinnerColumn(_SPINNER),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, no_color=None if color else True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        get_time=time.monotonic,
    )
    task = progress.add_task("", total=None)
    progress.tasks[task].start_time = began
    progress.start()
    return progress
