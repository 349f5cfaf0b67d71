"""Work shared among the cores of the machine, by forked copies of this process.

Matching is Python and sparse matrices, which hold the interpreter: threads gain
nothing there. A forked copy sees all that was worked out before without a copy of
it, does its share, and sends back what it found. It is help and nothing more: a
share that does not come back is done here, with the same result.

A copy computes, writes to its pipe, and is gone. Nothing of the process runs in it:
no handler of a signal, no finalizer, no lock of a thread, since there is none; where
the process has threads of somebody else, nothing is forked. It dies with its parent,
and where memory is short it is the one to go.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

OWN_THREAD = "personac-"
"""How the names of threads begin that hold no lock which the work of a copy could need."""

_VARIABLE = "PERSONAC_CORES"
Part = TypeVar("Part")
Result = TypeVar("Result")
_MOST = 4  # processes: each has arrays of its own
_PATIENCE, _AT_LEAST = 10.0, 30.0  # times as long as the share done here; seconds
_HEAD, _CHUNK = 8, 2**20  # bytes: of the length that goes before results; read at once
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
_FIRST_TO_GO = b"1000"  # of /proc/self/oom_score_adj
_NO_COPY = (AttributeError, OSError, RuntimeError)


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
    with ExitStack() as alive:
        copies = [alive.enter_context(_copy(work, share)) for share in others]
        since = time.monotonic()
        found = [work(part) for part in own]
        now = time.monotonic()
        until = now + max((now - since) * _PATIENCE, _AT_LEAST)
        sent = [copy.results(until) if copy else None for copy in copies]
    for share, results in zip(others, sent, strict=True):
        found += [work(part) for part in share] if results is None else results
    return found


def slices(count: int, size: int) -> list[slice]:
    """Return the slices of `size` that cut `count` things into parts; the last may reach beyond."""
    return [slice(start, start + size) for start in range(0, count, size)]


def cores() -> int:
    """Return among how many processes work can be shared; 1 where none can be forked safely.

    `$PERSONAC_CORES` bounds it, if that is a number above 0.
    """
    if sys.platform != "linux" or not is_alone() or _is_one_of_several():
        return 1
    asked = os.environ.get(_VARIABLE, "")
    allowed = int(asked) if asked.isascii() and asked.isdigit() else 0
    return min(len(os.sched_getaffinity(0)), allowed or _MOST, _MOST)


def is_alone() -> bool:
    """Tell whether no thread runs but this one and our own."""
    here = threading.current_thread()
    return all(one is here or one.name.startswith(OWN_THREAD) for one in threading.enumerate())


def _is_one_of_several() -> bool:
    process = sys.modules.get("multiprocessing.process")
    return process is not None and process.parent_process() is not None


class _Copy(Generic[Result]):
    """A forked copy, as the process sees it that it is a copy of."""

    def __init__(self, process: int, handle: int, answers: int) -> None:
        self._process, self._handle, self._answers = process, handle, answers

    def results(self, until: float) -> list[Result] | None:
        """Return what it sends before `until` on the monotonic clock, None if that is not all of it."""
        data, ready = bytearray(), select.poll()
        ready.register(self._answers, select.POLLIN)
        while (left := until - time.monotonic()) > 0:
            if ready.poll(left * 1000):
                some = os.read(self._answers, _CHUNK)
                if not some:
                    return _unpacked(data)
                data += some
        return None

    def end(self) -> None:
        """Be gone, whatever it is doing; somebody else may have waited for it already."""
        with suppress(OSError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        with suppress(OSError):
            os.waitpid(self._process, 0)
        os.close(self._handle)
        os.close(self._answers)


@contextmanager
def _copy(work: Callable[[Part], Result], share: Sequence[Part]) -> Iterator[_Copy[Result] | None]:
    """Have a copy at work on a share, None where it cannot be made; afterwards it is gone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    found: _Copy[Result] | None = None
    try:
        with suppress(*_NO_COPY):
            found = _forked(work, share)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        yield found
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if found is not None:
            found.end()


def _forked(work: Callable[[Part], Result], share: Sequence[Part]) -> _Copy[Result]:
    """Fork, signals being blocked. Raises one of `_NO_COPY`, and leaves nothing open."""
    die_with_parent, parent = ctypes.CDLL(None).prctl, os.getpid()
    with ExitStack() as undo:
        answers, question = os.pipe()
        undo.callback(os.close, answers)
        with os.fdopen(question, "wb", 0) as sending:
            process = _fork()
            if not process:
                _serve(work, share, sending.fileno(), parent, die_with_parent)
        undo.callback(os.waitpid, process, 0)
        undo.callback(os.kill, process, signal.SIGKILL)
        found = _Copy[Result](process, os.pidfd_open(process), answers)
        undo.pop_all()
        return found


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads: there are none but our own
        return os.fork()


def _serve(
    work: Callable[[Part], Result],
    share: Sequence[Part],
    question: int,
    parent: int,
    prctl: Callable[..., Any],
) -> NoReturn:  # pragma: no cover - runs in copies, which nobody measures
    """Send the results of a share, or nothing; say nothing, and leave nothing behind."""
    try:
        prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:
            _let_go(question)
            data = pickle.dumps([work(part) for part in share], pickle.HIGHEST_PROTOCOL)
            _send(question, len(data).to_bytes(_HEAD) + data)
    finally:
        os._exit(0)


def _let_go(question: int) -> None:  # pragma: no cover - as above
    """Keep nothing of the parent's but its memory and the pipe: finalizers, open files, handlers."""
    gc.disable()
    os.environ[_VARIABLE] = "1"  # a copy makes no copies
    files = [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    for file in files:
        if file != question:
            with suppress(OSError):  # the one that told of them is closed
                os.close(file)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_bytes(_FIRST_TO_GO)
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _send(question: int, data: bytes) -> None:  # pragma: no cover - as above
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(question, rest) :]


def _unpacked(data: bytearray) -> list[Any] | None:
    """Return the results that a copy has sent, None where some of it is missing."""
    if len(data) <= _HEAD or len(data) - _HEAD != int.from_bytes(data[:_HEAD]):
        return None
    return list(pickle.loads(memoryview(data)[_HEAD:]))  # noqa: S301 - by a copy of this process
