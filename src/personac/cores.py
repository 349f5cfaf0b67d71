"""Work shared among the cores of the machine, by forked copies of this process.

Matching is Python and sparse matrices, which hold the interpreter: threads gain
nothing there. A forked copy sees all that was worked out before without a copy of
it, does its share, and sends back what it found. It is help and nothing more: a
share that does not come back, for want of memory or because somebody killed the
copy, is done here, with the same result.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

VARIABLE = "PERSONAC_CORES"
Part = TypeVar("Part")
Result = TypeVar("Result")
_MOST = 4  # processes: each has arrays of its own
_PATIENCE, _AT_LEAST = 10.0, 30.0  # times as long as the share done here; seconds


def shared(work: Callable[[Part], Result], parts: Sequence[Part], *, least: int = 1) -> list[Result]:
    """Return `work` of each of `parts`, in their order, which has to depend on nothing but the part.

    Nobody gets less than `least` parts to do. Results travel as pickles; an exception is that
    of the work done here.
    """
    shares = min(len(parts) // least, cores())
    if shares < 2:  # noqa: PLR2004 - nobody to share with
        return [work(part) for part in parts]
    ends = [len(parts) * at // shares for at in range(shares + 1)]
    own, *others = (parts[start:end] for start, end in pairwise(ends))
    with _copies(work, others) as copies:
        since = time.monotonic()
        found = [work(part) for part in own]
        patience = max((time.monotonic() - since) * _PATIENCE, _AT_LEAST)
        found.extend(chain.from_iterable(copy.results(patience) for copy in copies))
    return found


def cores() -> int:
    """Return among how many processes work can be shared; 1 where none can be forked safely.

    `$PERSONAC_CORES` bounds it, if that is a number above 0.
    """
    if sys.platform != "linux" or _is_copy():
        return 1
    asked = os.environ.get(VARIABLE, "")
    allowed = int(asked) if asked.isascii() and asked.isdigit() else 0
    return min(len(os.sched_getaffinity(0)), allowed or _MOST, _MOST)


def _is_copy() -> bool:
    process = sys.modules.get("multiprocessing.process")
    return process is not None and process.parent_process() is not None


class _Copy(Generic[Part, Result]):
    """A forked copy at work on its share."""

    def __init__(self, work: Callable[[Part], Result], share: Sequence[Part]) -> None:
        self._work, self._share = work, share
        self._process: ForkProcess | None = None
        self._answers: Connection[Any, Any] | None = None

    def start(self) -> None:
        """Fork; where that cannot be, the share waits for `results`."""
        from multiprocessing import get_context  # noqa: PLC0415 - most builds share nothing

        context = get_context("fork")
        with suppress(OSError), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads: a copy touches nothing of theirs
            answers, question = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(self._work, self._share, question), daemon=True)
            process.start()
            question.close()
            self._process, self._answers = process, answers

    def results(self, patience: float) -> list[Result]:
        """Return the results of the share, done here if they do not come within `patience` seconds."""
        if self._answers is not None:
            with suppress(EOFError, OSError):
                if self._answers.poll(patience):
                    return list(self._answers.recv())
        return [self._work(part) for part in self._share]

    def end(self) -> None:
        """Be gone, whatever it is doing."""
        if self._process is not None and self._answers is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._answers.close()


@contextmanager
def _copies(
    work: Callable[[Part], Result], shares: Sequence[Sequence[Part]]
) -> Iterator[list[_Copy[Part, Result]]]:
    copies = [_Copy(work, share) for share in shares]
    try:
        for copy in copies:
            copy.start()
        yield copies
    finally:
        for copy in copies:
            copy.end()


def _answer(work: Callable[[Part], Result], share: Sequence[Part], question: Connection[Any, Any]) -> None:
    """Send the results of a share, or nothing; say nothing, and leave nothing behind."""
    with suppress(BaseException):
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # of one process group: the original tells of it
        question.send([work(part) for part in share])
    os._exit(0)
