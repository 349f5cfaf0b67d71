"""One line on the terminal that moves while something takes long, and is gone when it ends.

It is drawn by whoever calls `refresh`, in one thread; nothing else may be
printed on the terminal meanwhile.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_SPINNER = "line"  # plain characters: there are terminals without Braille


class ProgressLine:
    """A spinner, what is being done, and for how long, on stderr; `color` False for none."""

    def __init__(self, *, color: bool, elapsed: float = 0.0) -> None:
        """Draw nothing yet; `elapsed` are the seconds that it has taken so far."""
        columns = (
            SpinnerColumn(_SPINNER),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
        )
        self._progress = Progress(
            *columns,
            console=Console(stderr=True, no_color=None if color else True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=None, visible=False)
        started = self._progress.tasks[0].start_time
        self._progress.tasks[0].start_time = None if started is None else started - elapsed

    def __enter__(self) -> Self:
        """Take the line."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Clear the line, and give it back."""
        self._progress.stop()

    def refresh(self, doing: str) -> None:
        """Draw the line as it is now; `doing` is shown as it is."""
        self._progress.update(self._task, description=doing, visible=True, refresh=True)
