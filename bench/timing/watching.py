"""Rebuilds by `personac build --watch`: the time from a saved edit to complete outputs."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.timing.builds import COMMAND, EDIT
from bench.timing.figures import Measured
from bench.timing.processes import Python, Usage

WATCH = "rebuild while watching"
_STEP = 0.002  # seconds between two checks
_QUIET = 0.3  # seconds in which nothing is written once a rebuild is done


@dataclass(frozen=True, slots=True)
class Watching:
    """Watches a copy of `sources` and edits it `runs` times; a build may take `limit` seconds."""

    python: Python
    runs: int
    limit: float
    scratch: Path

    def measure(self, sources: Path) -> Measured:
        """Return the costs of the rebuilds. Raises `TimeoutError` if there is none."""
        copied, output = self.scratch / "watched", self.scratch / "watched-build"
        shutil.copytree(sources, copied)
        arguments = ["-m", COMMAND, "build", str(copied), "-o", str(output), "--watch"]
        process = self.python.start(arguments)
        try:
            return self._rebuilds(process, copied, output / "personac.lock")
        finally:
            os.kill(process, signal.SIGTERM)
            os.wait4(process, 0)

    def _rebuilds(self, process: int, sources: Path, lock: Path) -> Measured:
        _until(lock.exists, self.limit)
        one = min(path for path in sources.rglob("*.md"))
        original = one.read_bytes()
        runs = []
        for number in range(self.runs + 1):
            time.sleep(_QUIET)
            before, cpu = _state(lock), cpu_seconds(process)
            begun = time.perf_counter()
            one.write_bytes(original + EDIT.format(number=number).encode())
            _until(partial(_is_other, lock, before), self.limit)
            wall = time.perf_counter() - begun
            time.sleep(_QUIET)
            runs.append(Usage(cpu_seconds(process) - cpu, wall, peak_bytes(process)))
        return Measured(WATCH, 0, tuple(runs[1:]))  # the first edit still imports modules


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds of a running process, 0 on systems without /proc."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text("utf-8").rpartition(")")[2].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_bytes(process: int) -> int:
    """Return the peak resident memory of a running process in bytes, 0 on systems without /proc."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _state(path: Path) -> tuple[int, int] | None:
    """Return what identifies the version of a file; None if it does not exist."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return (status.st_ino, status.st_mtime_ns)


def _is_other(path: Path, before: tuple[int, int] | None) -> bool:
    """Return whether a file exists in another version than `before`."""
    return _state(path) not in (None, before)


def _until(happened: Callable[[], bool], limit: float) -> None:
    """Wait until `happened` returns true. Raises `TimeoutError` after `limit` seconds."""
    end = time.monotonic() + limit
    while not happened():
        if time.monotonic() > end:
            message = f"nothing within {limit:g} s"
            raise TimeoutError(message)
        time.sleep(_STEP)
