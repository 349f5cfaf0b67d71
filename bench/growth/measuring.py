"""Measure builds of a family: each in a process of its own, forked from one that has made tiny builds.

The least time of a tiny build is the floor: it loads the knowledge of words and the templates of reports. CPU
time is counted above the floor, and the peak of memory above that at the start. A process that takes more CPU
time than its limit is stopped.
"""

from __future__ import annotations

import math
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

import personac
from bench.growth.family import RULES, Family, Files

T = TypeVar("T")

START = 1_000  # bytes at least
SECONDS = 0.06  # a build of the base size takes at least as long
MOST = 240_000  # bytes of the base size: the largest is 16 times as large, and a source has at most 4 MB
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of ru_maxrss
_TINY: Files = {
    f"agents/{name}.md": f"""---
name: {name}
tools: Read, Grep
---

# {name}

Keep *all* names [short](docs/x.md), within 20 letters: see step 1.

1. Read the tests first
2. Name the file and the line of {name}

## Rules

- Never push to `main`: {name} does

| a | b |
| - | - |
""".encode()
    for name in ("one", "two")
}
_FLOOR_RUNS = 5
_FAR, _NEAR = 0.1, 0.4  # of `SECONDS`


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


@dataclass(frozen=True, slots=True)
class Meter:
    """Measures builds, each within `limit` seconds of CPU time; `floor` is the time of a tiny one."""

    floor: float
    limit: int

    @classmethod
    def warm(cls, limit: int) -> Meter:
        """Make tiny builds, which import all that builds need."""
        return cls(min(_seconds(_TINY) for _ in range(_FLOOR_RUNS)), limit)

    def cost(self, family: Family, size: int) -> Cost:
        """Return the cost of one build. Raises `NoResultError`."""
        return _in_a_fork(lambda: self._cost(family.files(size)), self.limit)

    def base_size(self, family: Family) -> int:
        """Return a size that takes `SECONDS` or a little more, else the last one within `MOST` bytes.

        Raises `NoResultError`.
        """
        return _in_a_fork(lambda: self._base_size(family), self.limit)

    def _base_size(self, family: Family) -> int:
        size = 1
        while family.bytes_of(size) < START:
            size *= 2
        while (seconds := self._cost(family.files(size)).seconds) < SECONDS:
            factor = 8 if seconds < _FAR * SECONDS else 4 if seconds < _NEAR * SECONDS else 2
            while factor > 1 and family.bytes_of(factor * size) > MOST:
                factor //= 2
            if factor == 1:
                break
            size *= factor
        return size

    def _cost(self, files: Files) -> Cost:
        before = _peak()
        seconds = _seconds(files)
        return Cost(max(0.0, seconds - self.floor), _peak() - before)


def _seconds(files: Files) -> float:
    begun = time.process_time()
    build(files)
    return time.process_time() - begun


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _in_a_fork(work: Callable[[], T], limit: int) -> T:
    """Do `work` in another process, and return its result."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, there, limit))
    process.start()
    there.close()
    try:
        result: T | str = here.recv()
    except EOFError:
        process.join()
        message = f"over {limit} s" if process.exitcode == -signal.SIGXCPU else "killed"
        raise NoResultError(message) from None
    finally:
        process.kill()
        process.join()
        here.close()
    if isinstance(result, str):
        raise NoResultError(result)
    return result


def _send(work: Callable[[], object], there: Connection, limit: int) -> None:
    begun = math.ceil(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (begun + limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        there.send(work())
    except Exception as error:  # noqa: BLE001 - whatever it is goes into the table
        there.send(f"{type(error).__name__}: {error}".splitlines()[0][:80])
