"""Measure builds of a family: each in a process of its own, forked from one that has only imports.

Before the measured build its process makes a tiny one, which loads the knowledge of words: that is the floor.
CPU time and the peak of memory are counted above it. A measurement that takes longer than its limit is
stopped.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

import personac
from bench.growth.family import RULES, Family, Files
from personac.building import in_memory

T = TypeVar("T")

START = 1_000  # bytes at least
SECONDS = 0.05  # a build of the base size takes at least as long
MOST = 240_000  # bytes of the base size: the largest is 16 times as large, and a source has at most 4 MB
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of ru_maxrss
_TINY: Files = {"agents/one.md": b"# One\n\n- Read the tests first\n\nKeep `a` short.\n"}
_FLOOR_RUNS = 3
_IMPORTED = in_memory  # now, so that no fork has to


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU time and bytes of memory of one build, above those of a tiny one."""

    seconds: float
    memory: int


class NoResultError(Exception):
    """A build failed, or did not end within its limit."""


def build(files: Files) -> None:
    """Build files, and make every output."""
    rules = {path: data for path, data in files.items() if path.startswith(RULES)}
    built = personac.build({path: data for path, data in files.items() if path not in rules}, rules)
    for name in built.outputs:
        _ = built.outputs[name]


def cost_of(family: Family, size: int, limit: float) -> Cost:
    """Return the cost of one build. Raises `NoResultError`."""
    return _in_a_fork(lambda: _cost(family.files(size)), limit)


def base_size(family: Family, limit: float) -> int:
    """Return the first doubled size that takes `SECONDS`, else the last one within `MOST` bytes.

    Raises `NoResultError`.
    """
    return _in_a_fork(lambda: _base_size(family), limit)


def _base_size(family: Family) -> int:
    size = 1
    while family.bytes_of(size) < START:
        size *= 2
    while family.bytes_of(2 * size) <= MOST and _cost(family.files(size)).seconds < SECONDS:
        size *= 2
    return size


def _cost(files: Files) -> Cost:
    floor = min(_seconds(_TINY) for _ in range(_FLOOR_RUNS))
    before = _peak()
    seconds = _seconds(files)
    return Cost(max(0.0, seconds - floor), _peak() - before)


def _seconds(files: Files) -> float:
    begun = time.process_time()
    build(files)
    return time.process_time() - begun


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _in_a_fork(work: Callable[[], T], limit: float) -> T:
    """Do `work` in another process, and return its result."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, there))
    process.start()
    there.close()
    try:
        if not here.poll(limit):
            message = f"over {limit:.0f} s"
            raise NoResultError(message)
        result: T | str = here.recv()
    except EOFError:
        message = "killed"
        raise NoResultError(message) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if isinstance(result, str):
        raise NoResultError(result)
    return result


def _send(work: Callable[[], object], there: Connection) -> None:
    try:
        there.send(work())
    except Exception as error:  # noqa: BLE001 - whatever it is goes into the table
        there.send(f"{type(error).__name__}: {error}".splitlines()[0][:80])
