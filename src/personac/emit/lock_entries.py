"""What a lock file records of a file, its name and its SHA-256, and reading the lock's bytes.

An up-to-date build needs no more of the lock file than this, so the imports are few and cheap.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from personac.emit.settings_table import input_digest
from personac.regular_files import read_plain_file, read_regular_file

LOCK_NAME = "personac.lock"
MAX_LOCK_BYTES = 64 * 2**20
"""The lock of ten thousand sources with two outputs each and as many diagnostics takes 8 MB."""
_NOT_A_NAME = frozenset({"", ".", ".."})


def read_lock_bytes(folder: Path) -> bytes:
    """Return the bytes of the lock in a build folder.

    Anybody can commit a lock, so links, devices and huge files are refused. Raises `OSError`.
    """
    return read_plain_file(folder / LOCK_NAME, MAX_LOCK_BYTES)


def listed_outputs(folder: Path) -> list[str]:
    """Return the names of the outputs that the lock lists, sorted; nothing if it cannot be read."""
    try:
        names = json.loads(read_lock_bytes(folder))["outputs"]
        return sorted(name for name in names if is_inside(name))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of an input, or an empty string where it cannot be read."""
    try:
        return input_digest(path.name, read_regular_file(path))
    except OSError:
        return ""


def lock_digest(folder: Path) -> str:
    """Return the SHA-256 of the lock in a build folder, or an empty string where it cannot be read."""
    try:
        return digest(read_lock_bytes(folder))
    except OSError:
        return ""


def is_inside(name: str) -> bool:
    """Return whether `name` is a plain relative POSIX path that stays inside its folder."""
    return "\0" not in name and _NOT_A_NAME.isdisjoint(name.split("/"))
