"""Paths as people and outputs see them, and what a lock file records of a file: its name and its SHA-256.

A build with nothing to do needs no more than this, so the imports are few and cheap.
"""

from __future__ import annotations

import os
from pathlib import Path

LOCK_NAME = "personac.lock"
_NOT_A_NAME = frozenset({"", ".", ".."})


def display_path(path: Path) -> str:
    r"""Return the path relative to the working directory, normalised, with slashes.

    Bytes of a file name that are not UTF-8 become `\xff`, since reports are UTF-8.
    """
    relative = os.path.relpath(path).replace(os.sep, "/")
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    import hashlib  # costs as much as everything else in a build that has nothing to hash

    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, or an empty string where it cannot be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def is_inside(name: str) -> bool:
    """Return whether `name` is a plain relative POSIX path that stays inside its folder."""
    return "\0" not in name and _NOT_A_NAME.isdisjoint(name.split("/"))
