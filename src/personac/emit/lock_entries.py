"""What a lock file records of a file: its name and its SHA-256.

An up-to-date build needs no more of the lock file than this, so the imports are few and cheap.
"""

from __future__ import annotations

from pathlib import Path

LOCK_NAME = "personac.lock"
_NOT_A_NAME = frozenset({"", ".", ".."})


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
