"""The costs of a command with all processes that it starts: CPU seconds, wall seconds and peak of memory.

Memory is the sum of the proportional set sizes (PSS) of all processes at one moment, so that pages which they
share count once; the peak is that of samples. Processes belong to the command if they have a mark in their
environment, whoever their parent is: some engines start daemons. Linux only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bench.timing.processes import Usage

_MARK = "PERSONAC_BENCH_TREE"
_PROC = Path("/proc")
_EVERY = 0.2  # seconds
_TICK = os.sysconf("SC_CLK_TCK")
_OWN_CPU = (11, 12)  # fields behind the name of the command in /proc/PID/stat: user and system time


class FailedError(Exception):
    """A measured command failed, or was stopped at its limit."""


def measure(command: Sequence[str], variables: Mapping[str, str], limit: float, folder: Path) -> Usage:
    """Run a command in `folder` for `limit` seconds at most, with `variables` added to the environment.

    Raises `FailedError` with the end of its output.
    """
    mark = f"{_MARK}={uuid.uuid4().hex}"
    environment = {**os.environ, **variables, _MARK: mark.partition("=")[2]}
    log = folder / "bench-output.txt"
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        status, cpu, peak = _watched(process, mark.encode(), begun + limit)
    finally:
        _stop(mark.encode())
    wall = time.perf_counter() - begun
    if status != 0:
        message = f"{' '.join(command)}: {status}\n{log.read_text(errors='replace')[-2000:]}"
        raise FailedError(message)
    return Usage(cpu, wall, peak)


def _watched(process: subprocess.Popen[bytes], mark: bytes, until: float) -> tuple[int, float, int]:
    """Wait for a process; return its exit status, and the CPU seconds and the peak of memory of its tree."""
    seconds, others, peak = dict[int, float](), set[int](), 0
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            # The kernel counts children that were waited for; samples count those that never are.
            cpu = max(used.ru_utime + used.ru_stime, sum(seconds.values()))
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, cpu, peak
        if time.perf_counter() > until:
            process.kill()
        members = tuple(marked(mark, others))
        seconds |= {member: cpu_of(member) for member in members}
        peak = max(peak, sum(map(memory_of, members)))
        time.sleep(_EVERY)


def marked(mark: bytes, others: set[int]) -> Iterator[int]:
    """Yield the processes of this user that have a variable, as `NAME=value`, in their environment.

    Those in `others` are not looked at; those that do not have it are added to them.
    """
    for process in sorted(int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()):
        if process not in others:
            with suppress(OSError):
                if mark in (_PROC / str(process) / "environ").read_bytes():
                    yield process
                    continue
            others.add(process)


def memory_of(process: int) -> int:
    """Return the proportional set size of a process in bytes; 0 if it has ended."""
    with suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def cpu_of(process: int) -> float:
    """Return the CPU seconds of a process, its children left out; 0 if it has ended."""
    with suppress(OSError):
        fields = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
        return sum(int(fields[number]) for number in _OWN_CPU) / _TICK
    return 0.0


def _stop(mark: bytes) -> None:
    for process in marked(mark, set()):
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
