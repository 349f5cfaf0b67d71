"""Whole processes and what they cost, because that is what a user waits for: imports, work, and memory.

The kernel's own count of the process is taken (`wait4`): its CPU time, that of its
children in it, and the most memory that it held, or it and its children together. A
child inherits the peak of the process that starts it, so whoever measures has to stay
small: nothing here imports a library, and data is made in processes of their own.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.timing.residence import watched

_TOLD = 200  # characters of a command
ROOT = Path(__file__).resolve().parents[2]
_KIB = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in, in bytes


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children took: CPU and wall seconds, and the peak of their memory in bytes."""

    cpu: float
    wall: float
    peak: int


class DidNotEndError(Exception):
    """A process was ended at its limit of CPU time."""


@dataclass(frozen=True, slots=True)
class Python:
    """Starts Python with the packages under measure: `packages` hold an installed copy of personac.

    `variables` go over the environment. Without a cache folder nothing is taken from an earlier run.
    """

    packages: Path
    variables: Mapping[str, str]

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of every process."""
        # Without byte code every process would compile personac anew, which no installed one does.
        others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**others, "PYTHONPATH": f"{self.packages}{os.pathsep}{ROOT}", **self.variables}

    def start(self, arguments: Sequence[str]) -> int:
        """Start Python with `arguments`, silently; return the process id."""
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        command = [sys.executable, *arguments]
        return os.posix_spawn(sys.executable, command, self.environment, file_actions=quiet)

    def run(self, arguments: Sequence[str], limit: int | None = None, fine: Sequence[int] = (0,)) -> Usage:
        """Run Python with `arguments` to its end; its exit status has to be one of `fine`.

        Raises `DidNotEndError` where it takes over `limit` seconds of CPU time, which a busy
        machine does not change, and `RuntimeError` where it fails.
        """
        begun = time.perf_counter()
        process = self.start(arguments)
        if limit is not None:
            limit_cpu(process, limit)
        with watched(process) as residence:
            _, status, used = os.wait4(process, 0)
            wall = time.perf_counter() - begun
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            raise DidNotEndError(arguments[0])
        if code not in fine:
            message = f"{' '.join(arguments)[-_TOLD:]}: {code}"
            raise RuntimeError(message)
        return Usage(used.ru_utime + used.ru_stime, wall, max(used.ru_maxrss * _KIB, residence.peak))


def limit_cpu(process: int, limit: int) -> None:
    """Let the kernel end a process at `limit` seconds of CPU time; only Linux can be asked for that.

    A limit of our own that the process inherits would end us as well, where we have taken as long.
    """
    if sys.platform != "linux":
        return
    with suppress(ProcessLookupError):  # it has ended already
        _, most = resource.prlimit(process, resource.RLIMIT_CPU)
        resource.prlimit(process, resource.RLIMIT_CPU, (limit, most))


def installed(folder: Path, variables: Mapping[str, str]) -> Python:
    """Copy personac to where an installed one would be: only such a one believes its lock."""
    packages = folder / "site-packages"
    shutil.copytree(ROOT / "src" / "personac", packages / "personac")
    return Python(packages, {"PERSONAC_CACHE_DIR": "", **variables})
