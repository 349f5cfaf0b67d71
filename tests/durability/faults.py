"""A build under strace, which kills it at one system call, or lets that call fail."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

from tests.durability.conftest import Project

CALLS = (
    "openat", "write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync", "rename", "renameat",
    "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
    "chmod", "fchmod", "fchmodat", "chown", "lchown", "fchown", "fchownat", "utimensat", "setxattr", "flock",
)  # fmt: skip
"""What a writer may do to a disk, and locking; a call that a build never makes costs one run."""
_INJECTED = re.compile(r"\(INJECTED\)|\+\+\+ killed by SIGKILL")


@dataclass(frozen=True, slots=True)
class Fault:
    """The n-th call of a name, in any thread, and what happens to it: `signal=KILL`, `error=EIO`."""

    call: str
    number: int
    what: str

    def __str__(self) -> str:
        """Return the fault as the message of a failing test names it."""
        return f"{self.what} at {self.call} {self.number}"


@functools.cache
def is_possible() -> bool:
    """Return whether strace is installed, may trace, and can inject."""
    if shutil.which("strace") is None:
        return False
    command = ["strace", "-e", "inject=getpid:error=EPERM", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(project: Project, fault: Fault, state: str) -> tuple[int, bool]:
    """Build once with a fault; return the exit status, and whether the fault occurred."""
    child = project.fork("write", state)
    with tempfile.NamedTemporaryFile("r") as trace:
        inject = f"inject={fault.call}:{fault.what}:when={fault.number}"
        command = [
            "strace",
            "-f",
            "-p",
            str(child),
            "-o",
            trace.name,
            "-e",
            f"trace={fault.call}",
            "-e",
            inject,
        ]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr
            assert "attached" in strace.stderr.readline()
            project.go()
            status = project.reap()
        return status, bool(_INJECTED.search(trace.read()))
