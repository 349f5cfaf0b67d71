"""What tells one content from any other; imports next to nothing, for a build with nothing to do."""

from __future__ import annotations

from pathlib import Path

LOCK_NAME = "personac.lock"
_NO_NAMES = frozenset({"", ".", ".."})


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    import hashlib  # takes as long as all else of a build that has nothing to hash

    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, or an empty string where it cannot be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def is_inside(name: str) -> bool:
    """Tell whether `name` is a plain relative POSIX path that stays inside."""
    return "\0" not in name and _NO_NAMES.isdisjoint(name.split("/"))
