"""Who wants to know how a build goes is told of every step; the steps know nothing of it.

Progress, timings and profiles look at a build from outside. A pass stays a
function from one compilation to the next: it is wrapped where it is run.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personac.config.schema import Rules
    from personac.ir import Compilation

    Pass = Callable[[Compilation, Rules], Compilation]


class Observer:
    """Told when a step starts and ends, with the compilation where the step is a pass.

    This one heeds nothing. Steps follow one another, none inside another; a pass may run again.
    """

    def starts(self, step: str, compilation: Compilation | None = None) -> None:
        """Hear that a step starts, on this compilation."""

    def ends(self, step: str, compilation: Compilation | None = None) -> None:
        """Hear that a step has ended, with this compilation; None where it failed."""

    def rests(self) -> None:
        """Hear that something is to be printed, or that all is over: show nothing until the next step."""


NOBODY = Observer()


class Several(Observer):
    """Hands on to each of `observers`, in their order."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        """Hand on to these."""
        self.observers = observers

    def starts(self, step: str, compilation: Compilation | None = None) -> None:
        """Hand on."""
        for observer in self.observers:
            observer.starts(step, compilation)

    def ends(self, step: str, compilation: Compilation | None = None) -> None:
        """Hand on."""
        for observer in self.observers:
            observer.ends(step, compilation)

    def rests(self) -> None:
        """Hand on."""
        for observer in self.observers:
            observer.rests()


@contextmanager
def step(observer: Observer, name: str) -> Iterator[None]:
    """Tell `observer` of a step that is no pass."""
    observer.starts(name)
    try:
        yield
    finally:
        observer.ends(name)


def observed(passes: Sequence[Pass], observer: Observer) -> tuple[Pass, ...]:
    """Return the passes so that `observer` is told of each."""
    return tuple(_observed(run, observer) for run in passes)


def pass_name(run: Pass) -> str:
    """Return what a pass is called: its module, or the function where that is no `run`."""
    if run.__name__ != "run":
        return run.__name__.strip("_")
    return run.__module__.rpartition(".")[2]


def _observed(run: Pass, observer: Observer) -> Pass:
    name = pass_name(run)

    @functools.wraps(run)
    def told(compilation: Compilation, rules: Rules) -> Compilation:
        observer.starts(name, compilation)
        done: Compilation | None = None
        try:
            done = run(compilation, rules)
        finally:
            observer.ends(name, done)
        return done

    return told
