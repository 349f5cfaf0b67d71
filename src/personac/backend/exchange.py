"""Exchange two directories in one step, which Python itself cannot ask for.

A rename puts a new tree in place only where there is none yet. To replace a
tree so that no moment shows half of it, the kernel has to swap two names:
`renameat2(RENAME_EXCHANGE)` on Linux, `renamex_np(RENAME_SWAP)` on macOS. Where
neither is to be had, the error says `ENOSYS`, as the kernel itself would.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
# C libraries without `renameat2` (older musl) still let the kernel be asked by number.
_SYSCALLS = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "ppc64le": 357, "s390x": 347}


def exchange(first: Path, second: Path) -> None:
    """Let two existing paths trade places, atomically.

    Raises `OSError` with the kernel's number; `ENOSYS` where the platform has
    no such call.
    """
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    call = _call(sys.platform, library, platform.machine())
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(first))
    if call(os.fsencode(first), os.fsencode(second)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(first), None, str(second))


def _call(system: str, library: object, machine: str) -> Callable[[bytes, bytes], int] | None:
    """Return the platform's call, which takes two paths and returns 0 or -1."""
    swap = getattr(library, "renamex_np", None) if system == "darwin" else None
    if swap is not None:
        return lambda first, second: int(swap(first, second, _RENAME_SWAP))
    return _linux_call(library, machine) if system == "linux" else None


def _linux_call(library: object, machine: str) -> Callable[[bytes, bytes], int] | None:
    rename = getattr(library, "renameat2", None)
    if rename is None and machine in _SYSCALLS:
        rename = partial(getattr(library, "syscall"), _SYSCALLS[machine])  # noqa: B009 - untyped on purpose
    if rename is None:
        return None
    return lambda first, second: int(rename(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE))
