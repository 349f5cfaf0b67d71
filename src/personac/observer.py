"""Observers are notified of every build step; the steps know nothing about them.

Timings and the progress display watch a build from outside through this interface.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Observer:
    """Is notified when a step starts and ends. Steps do not nest; one may run more than once.

    This base class ignores every notification.
    """

    def step_started(self, step: str) -> None:
        """Handle the start of a step."""

    def step_ended(self, step: str) -> None:
        """Handle the end of a step, successful or not."""

    def pause(self) -> None:
        """Clear any display: a message is about to be printed, or the build is over."""


NOBODY = Observer()


class Observers(Observer):
    """Forwards every notification to each of `observers`, in order."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        """Forward to these."""
        self._observers = tuple(observers)

    def step_started(self, step: str) -> None:
        """Forward the start of a step."""
        for observer in self._observers:
            observer.step_started(step)

    def step_ended(self, step: str) -> None:
        """Forward the end of a step."""
        for observer in self._observers:
            observer.step_ended(step)

    def pause(self) -> None:
        """Forward the request to clear the display."""
        for observer in self._observers:
            observer.pause()


@contextmanager
def observed_step(observer: Observer, step: str) -> Iterator[None]:
    """Notify `observer` of the start and the end of a step, also where it fails."""
    observer.step_started(step)
    try:
        yield
    finally:
        observer.step_ended(step)
