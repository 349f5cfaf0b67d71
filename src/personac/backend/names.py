"""What outputs may be called; imported by a build that has nothing to do, so it imports next to nothing."""

from __future__ import annotations

from pathlib import PurePosixPath

LOCK_NAME = "personac.lock"


def is_inside(name: str) -> bool:
    """Tell whether `name` is a plain relative POSIX path that stays inside."""
    path = PurePosixPath(name)
    plain = path.as_posix() == name and "\0" not in name
    return plain and bool(path.parts) and not path.is_absolute() and ".." not in path.parts
