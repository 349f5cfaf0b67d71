"""Processes that personac starts for a part of its work: how they start, and how they end with it.

They import nothing from the working directory, which may be a stranger's, and leave Ctrl-C to the process
that started them, which ends them. A parent that is killed takes them with it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

_SAFE_PATH = {"PYTHONSAFEPATH": "1"}
_PATIENCE = 0.2  # seconds


def usable_cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def safe_path() -> Iterator[None]:
    """Let processes that are started import nothing from the working directory."""
    with variables_set(_SAFE_PATH):
        yield


@contextmanager
def variables_set(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for processes that are started."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def ctrl_c_delayed() -> Iterator[None]:
    """Let processes that are started leave Ctrl-C to this one, which ends them."""
    if os.name != "posix":
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def end_when_told() -> None:
    """Let this process remove what it wrote in part when it is ended, also by the end of its parent."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        while True:
            os.kill(os.getpid(), signal.SIGTERM)  # more than once, as below
            time.sleep(_PATIENCE)


def end_child_processes(seconds: float = 10) -> None:
    """End the processes. Each may need to be told again, as it goes on with its next task.

    After `seconds` they are killed: one may wait for ever, as for a lock of one that died.
    """
    from multiprocessing import active_children

    last = time.monotonic() + seconds
    while children := active_children():
        for child in children:
            end = child.terminate if time.monotonic() < last else child.kill
            end()
        children[0].join(_PATIENCE)
