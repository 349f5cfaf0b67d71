"""A rebuild by `personac build --watch`: from a saved edit to outputs that stand on the disk."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.timing.builds import COMMAND, EDIT, can
from bench.timing.figures import Measured
from bench.timing.processes import Python, Usage

WATCH = "rebuild while watching"
_STEP = 0.002  # seconds between two looks
_QUIET = 0.3  # seconds in which nothing is written once a rebuild is done


@dataclass(frozen=True, slots=True)
class Watching:
    """Watches a copy of `sources` and edits it `runs` times; `limit` in seconds for the first build."""

    python: Python
    runs: int
    limit: float
    scratch: Path

    def measure(self, sources: Path) -> Measured | None:
        """Return the rebuilds; None where this personac cannot watch."""
        if not can(self.python, "--watch"):
            return None
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
        return Measured(WATCH, 0, tuple(runs[1:]))  # the first edit still loads what edits need


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds that a running process has used, 0 where the system does not tell (no /proc)."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text("utf-8").rpartition(")")[2].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_bytes(process: int) -> int:
    """Return the peak resident memory of a running process, 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _state(path: Path) -> tuple[int, int] | None:
    """Return what tells one version of a file from the next; None while it is not there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return (found.st_ino, found.st_mtime_ns)


def _is_other(path: Path, before: tuple[int, int] | None) -> bool:
    """Tell whether a file is there and is not the version of `before`."""
    return _state(path) not in (None, before)


def _until(happened: Callable[[], bool], limit: float) -> None:
    """Wait for something. Raises `TimeoutError` after `limit` seconds."""
    end = time.monotonic() + limit
    while not happened():
        if time.monotonic() > end:
            message = f"nothing within {limit:g} s"
            raise TimeoutError(message)
        time.sleep(_STEP)
