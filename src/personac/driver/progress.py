"""Tell on the terminal what a build is at, once it takes longer than a moment.

A thread waits for that moment and then draws; the build goes its way. A build
that is over before has imported nothing for it and left no trace.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from personac.driver.observer import Observer

if TYPE_CHECKING:
    from personac.ir import Compilation
    from personac.report.progress import ProgressLine

_DELAY = 1.0  # seconds
_INTERVAL = 0.2


class ProgressTeller(Observer):
    """Draws a line while a build runs, from `delay` seconds after its first step until it rests.

    `line` makes the line, given the seconds that have passed; it is called in a thread.
    """

    def __init__(
        self, line: Callable[[float], ProgressLine], delay: float, interval: float = _INTERVAL
    ) -> None:
        """Nothing runs yet."""
        self._line, self._delay, self._interval = line, delay, interval
        self._began = 0.0
        self._doing = ""
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def starts(self, step: str, compilation: Compilation | None = None) -> None:
        """Say from now on that this is being done; wait for the moment to draw, if nobody does."""
        self._doing = said(step, compilation)
        if self._thread is None:
            self._began = time.monotonic()
            self._over.clear()
            # A name as `cores.OWN_THREAD` has it, which would be imported by builds that share nothing.
            self._thread = threading.Thread(target=self._tell, name="personac-progress", daemon=True)
            self._thread.start()

    def rests(self) -> None:
        """Clear the line; when this returns, others may print."""
        if self._thread is not None:
            self._over.set()
            self._thread.join()
            self._thread = None

    def _tell(self) -> None:
        if self._over.wait(max(0.0, self._began + self._delay - time.monotonic())):
            return
        with suppress(OSError), self._line(time.monotonic() - self._began) as line:  # a terminal may go away
            line.refresh(self._doing)
            while not self._over.wait(self._interval):
                line.refresh(self._doing)


def progress_teller(*, color: bool, delay: float = _DELAY) -> ProgressTeller:
    """Return what tells of a build on stderr, from `delay` seconds on."""

    def line(elapsed: float) -> ProgressLine:
        from personac.report.progress import ProgressLine

        return ProgressLine(color=color, elapsed=elapsed)

    return ProgressTeller(line, delay)


def said(step: str, compilation: Compilation | None) -> str:
    """Return what is said of a step: its name, and how much there is to do where that is known."""
    if compilation is None:
        return step
    from personac.report.summary import count

    personas = count(len(compilation.personas or compilation.sources), "persona")
    bullets = f"{count(len(compilation.bullets), 'bullet')} of " if compilation.bullets else ""
    return f"{step}: {bullets}{personas}"
