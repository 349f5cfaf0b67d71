"""The costs of whole processes, because users wait for these: imports, work, and memory.

The kernel's accounting of the process is used (`wait4`): its CPU time and that of its children, and the peak
of its memory or of the largest child. A child inherits the peak of the process that starts it, so the
measuring process has to stay small: it imports no library, and data is generated in separate processes.
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

_SHOWN = 200  # characters of a command
ROOT = Path(__file__).resolve().parents[2]
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of ru_maxrss


@dataclass(frozen=True, slots=True)
class Usage:
    """The costs of a process and its children: CPU and wall seconds, and the peak of memory in bytes."""

    cpu: float
    wall: float
    peak: int


class DidNotEndError(Exception):
    """A process was stopped at its limit of CPU time."""


@dataclass(frozen=True, slots=True)
class Python:
    """Starts Python with the measured packages: `packages` contains an installed copy of personac.

    `variables` replace those of the environment. Without a cache folder, no record of earlier builds is used.
    """

    packages: Path
    variables: Mapping[str, str]

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment of every process."""
        # Without byte code every process would compile personac, which an installed one does not.
        others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**others, "PYTHONPATH": f"{self.packages}{os.pathsep}{ROOT}", **self.variables}

    def start(self, arguments: Sequence[str]) -> int:
        """Start Python with `arguments`, silently; return the process id."""
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        command = [sys.executable, *arguments]
        return os.posix_spawn(sys.executable, command, self.environment, file_actions=quiet)

    def run(
        self, arguments: Sequence[str], limit: int | None = None, accepted: Sequence[int] = (0,)
    ) -> Usage:
        """Run Python with `arguments`; its exit status has to be one of `accepted`.

        Raises `DidNotEndError` if it needs more than `limit` seconds of CPU time, which does not depend on
        other work on the machine, and `RuntimeError` if it fails.
        """
        begun = time.perf_counter()
        process = self.start(arguments)
        if limit is not None:
            limit_cpu(process, limit)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - begun
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            raise DidNotEndError(arguments[0])
        if code not in accepted:
            message = f"{' '.join(arguments)[-_SHOWN:]}: {code}"
            raise RuntimeError(message)
        return Usage(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * _UNIT)


def limit_cpu(process: int, limit: int) -> None:
    """Make the kernel stop a process at `limit` seconds of CPU time; only Linux supports this.

    A limit that the process inherits from this one could stop this one as well.
    """
    if sys.platform != "linux":
        return
    with suppress(ProcessLookupError):  # it has already ended
        _, most = resource.prlimit(process, resource.RLIMIT_CPU)
        resource.prlimit(process, resource.RLIMIT_CPU, (limit, most))


def installed(folder: Path, variables: Mapping[str, str]) -> Python:
    """Copy personac into a site-packages folder, because only an installed one trusts its lock."""
    packages = folder / "site-packages"
    shutil.copytree(ROOT / "src" / "personac", packages / "personac")
    return Python(packages, {"PERSONAC_CACHE_DIR": "", **variables})
