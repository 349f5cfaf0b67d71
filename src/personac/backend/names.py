"""What outputs may be called; imported by a build that has nothing to do, so it imports next to nothing."""

from __future__ import annotations

LOCK_NAME = "personac.lock"
_NO_NAMES = frozenset({"", ".", ".."})


def is_inside(name: str) -> bool:
    """Tell whether `name` is a plain relative POSIX path that stays inside."""
    return "\0" not in name and _NO_NAMES.isdisjoint(name.split("/"))
